#include "app/views/database_detail.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/ui/labels.hpp"
#include "app/views/bit_ruler.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using ui::Align;
using ui::Style;

enum FieldCells { kFieldName, kFieldBits, kFieldKind, kFieldConfidence, kFieldConcept };
constexpr std::array<Column, 5> kFieldColumns = {{{"Field", 130},
                                                  {"Bits", 56},
                                                  {"Kind", 110, Align::Left, true},
                                                  {"Conf.", 32, Align::Centre},
                                                  {"Concept", 150}}};
constexpr std::array<Column, 5> kElsewhere = {
    {{"Also in", 44}, {"Path", 120, Align::Left, true}, {"Bits", 56}, {"Place", 60}, {"Kind", 110}}};

std::string_view confidence_words(regdb::Confidence confidence) {
  switch (confidence) {
    case regdb::Confidence::High:
      return "Independent sources agree, or real files confirm it.";
    case regdb::Confidence::Medium:
      return "One careful source says so.";
    case regdb::Confidence::Low:
      return "A guess.";
    case regdb::Confidence::Unstated:
      return "How sure this is, is not stated.";
  }
  return "";
}

ui::Rect take(ui::Rect& page, float height) {
  const ui::Rect line{page.x, page.y, page.w, height};
  page.y += height;
  return line;
}

void take_words(const ui::Ui& ui, ui::Rect& page, Style style, ImU32 color, std::string_view words) {
  if (words.empty()) return;
  page.y += ui.paragraph({page.x, page.y, page.w, 0}, style, color, words);
}

/// Columns whose text starts at the edge of the page and not 8 px inside it.
Columns page_columns(const ui::Ui& ui, std::span<const Column> columns, const ui::Rect& page) {
  return {ui, columns, {page.x - ui.px(8), 0, page.w + ui.px(20), 0}};
}

}  // namespace

void draw_confidence_cell(const ui::Ui& ui, const ui::Rect& box, regdb::Confidence confidence) {
  if (confidence == regdb::Confidence::Unstated) {
    ui.text(box, Style::Small, ui.c.tx4, "—", Align::Centre);
  } else {
    draw_confidence(ui, {box.x + box.w / 2, box.y + box.h / 2}, confidence);
  }
}

void DatabaseDetail::draw(ui::ViewContext& context, const ui::Rect& area, const regdb::Generation& generation,
                          const DatabaseWord& word, const regdb::Field*& field,
                          const std::vector<regdb::GenerationPtr>& all) {
  const ui::Ui& ui = context.ui;
  if (!(word == shown_)) {
    shown_ = word;
    scroll_ = {};
    pointed_ = compared_ = nullptr;
  }
  if (field != nullptr && (field != compared_ || all.size() != compared_with_)) {
    compared_ = field;
    compared_with_ = all.size();
    elsewhere_ = field_elsewhere(all, generation, word, *field);
  }
  ui::Scroller scroller(ui, "detail", area, height_, scroll_);
  const float top = scroller.at(0);
  ui::Rect page{area.x + ui.px(12), top + ui.px(8), area.w - ui.px(24), 0};
  draw_title(ui, page, word);
  page.y += ui.px(8);
  const regdb::Field* pointed = nullptr;
  const RulerSpec ruler{&word.fields(), std::nullopt, field,
                        word.block != nullptr ? std::string_view(word.block->name) : std::string_view()};
  const regdb::Field* clicked = draw_bit_ruler(ui, take(page, bit_ruler_height(ui)), ruler, &pointed);
  if (clicked != nullptr) field = clicked;
  page.y += ui.px(6);
  draw_fields(context, page, word, field, pointed);
  if (field != nullptr) draw_field(ui, page, word, *field);
  if (word.reg != nullptr) draw_sources(ui, page, generation, *word.reg);
  height_ = static_cast<double>(page.y - top + ui.px(16));
}

void DatabaseDetail::draw_title(const ui::Ui& ui, ui::Rect& page, const DatabaseWord& word) const {
  const ui::Rect line = take(page, ui.px(20));
  float x = line.x;
  if (word.block != nullptr) {
    ui.block_bar(x, line.y + ui.px(3), ui.px(14), word.block->name);
    x += ui.px(10);
  }
  x = ui.text({x, line.y, line.right() - x, line.h}, Style::Title, word.known() ? ui.c.tx1 : ui.c.tx3,
              word.path());
  std::string facts = word.place();
  if (word.reg != nullptr && word.reg->count > 1)
    facts += " · " + std::to_string(word.reg->count) + " of them, " + std::to_string(word.reg->stride) +
             " B apart";
  ui.text({x + ui.px(10), line.y, line.right() - x - ui.px(10), line.h}, Style::Small, ui.c.tx3, facts);
  take_words(ui, page, Style::Body, ui.c.tx2, word.doc());
  if (!word.known())
    take_words(ui, page, Style::Caption, ui.c.tx3,
               "The database only keeps the place of this word: what it does is unknown.");
}

void DatabaseDetail::draw_fields(ui::ViewContext& context, ui::Rect& page, const DatabaseWord& word,
                                 const regdb::Field*& field, const regdb::Field* pointed) {
  const ui::Ui& ui = context.ui;
  if (word.fields().empty()) {
    ui.text(take(page, ui.px(20)), Style::Caption, ui.c.tx3, "No field of this word is known.");
    return;
  }
  const Columns columns = page_columns(ui, kFieldColumns, page);
  const ui::Rect head = take(page, ui.px(20));
  for (std::size_t i = 0; i < kFieldColumns.size(); ++i)
    ui.text(columns.cell(head, i), Style::Caption, ui.c.tx3, kFieldColumns[i].title, kFieldColumns[i].align);
  ui.hline(page.x, page.x + page.w, page.y - ui.line(), ui.c.line1);
  const regdb::Field* before = pointed_;
  pointed_ = pointed;
  for (const regdb::Field& candidate : word.fields()) {
    const ui::Rect row = take(page, ui.field_row());
    const ui::Rect ground{row.x - ui.px(12), row.y, row.w + ui.px(24), row.h};
    if (ui.hovers(ground)) pointed_ = &candidate;
    if (ui.clicks(ground)) field = &candidate;
    if (ui.double_clicks(ground) && context.file != nullptr)
      context.app.run_or_tell("select field " + word.path() + "." + candidate.name);
    ui.tooltip(ground, candidate.doc);
    draw_field_row(context, row, word, candidate, field == &candidate, before == &candidate);
  }
}

void DatabaseDetail::draw_field_row(const ui::ViewContext& context, const ui::Rect& row,
                                    const DatabaseWord& word, const regdb::Field& field, bool selected,
                                    bool hovered) const {
  const ui::Ui& ui = context.ui;
  const Columns columns = page_columns(ui, kFieldColumns, row);
  ui::draw_row_ground(ui, {row.x - ui.px(12), row.y, row.w + ui.px(24), row.h}, selected, context.focused,
                      hovered);
  const bool known = field.kind != regdb::FieldKind::Reserved && !regdb::is_placeholder(field.name);
  const ImU32 quiet = selected ? ui.c.tx2 : ui.c.tx3;
  ui.text(columns.cell(row, kFieldName), selected ? Style::BodyBold : Style::Body, known ? ui.c.tx1 : quiet,
          field.name);
  ui.text(columns.cell(row, kFieldBits), Style::Data, quiet, bits_text(field));
  ui.text(columns.cell(row, kFieldKind), Style::Body, ui.c.tx2, known ? kind_text(field) : "unknown");
  if (columns.has(kFieldConfidence))
    draw_confidence_cell(ui, columns.cell(row, kFieldConfidence), confidence_of(word, &field));
  ui.text(columns.cell(row, kFieldConcept), Style::Small, field.concept_name.empty() ? ui.c.tx4 : quiet,
          field.concept_name.empty() ? "—" : field.concept_name);
}

void DatabaseDetail::draw_field(const ui::Ui& ui, ui::Rect& page, const DatabaseWord& word,
                                const regdb::Field& field) const {
  page.y += ui.px(12);
  ui.hline(page.x, page.x + page.w, page.y, ui.c.line1);
  page.y += ui.px(10);
  const ui::Rect line = take(page, ui.px(20));
  const float end = ui.text(line, Style::BodyBold, ui.c.tx1, field.name);
  const std::string facts = bits_text(field) + " · " + kind_text(field);
  ui.text({end + ui.px(8), line.y, line.right() - end - ui.px(8), line.h}, Style::Small, ui.c.tx3, facts);
  take_words(ui, page, Style::Body, ui.c.tx2, field.doc);
  const regdb::Confidence confidence = confidence_of(word, &field);
  page.y += ui.px(4);
  const ui::Rect sure = take(page, ui.px(18));
  draw_confidence_cell(ui, {sure.x, sure.y, ui.px(8), sure.h}, confidence);
  const std::string scope =
      field.confidence == regdb::Confidence::Unstated && confidence != regdb::Confidence::Unstated
          ? " Said of the whole register."
          : "";
  ui.text({sure.x + ui.px(14), sure.y, sure.w - ui.px(14), sure.h}, Style::Caption, ui.c.tx3,
          std::string(confidence_words(confidence)) + scope);
  if (!field.concept_name.empty()) {
    const ui::Rect concept_line = take(page, ui.px(18));
    const float after = ui.text(concept_line, Style::Caption, ui.c.tx3, "Concept");
    ui.text({after + ui.px(6), concept_line.y, concept_line.w, concept_line.h}, Style::Small, ui.c.tx2,
            field.concept_name);
  }
  if (field.enumeration != nullptr) draw_values(ui, page, *field.enumeration);
  draw_elsewhere(ui, page);
}

void DatabaseDetail::draw_values(const ui::Ui& ui, ui::Rect& page, const regdb::Enumeration& values) const {
  page.y += ui.px(6);
  const float wanted = ui.px(200);
  const auto columns = static_cast<std::size_t>(std::max(1.0F, page.w / wanted));
  const std::size_t lines = (values.values.size() + columns - 1) / columns;
  std::size_t index = 0;
  for (const auto& [number, name] : values.values) {
    const ui::Rect cell{page.x + wanted * static_cast<float>(index / lines),
                        page.y + ui.field_row() * static_cast<float>(index % lines), wanted, ui.field_row()};
    ui.text({cell.x, cell.y, ui.px(24), cell.h}, Style::Data, ui.c.tx3, std::to_string(number), Align::Right);
    ui.text({cell.x + ui.px(32), cell.y, cell.w - ui.px(40), cell.h}, Style::Data, ui.c.tx1, name);
    ++index;
  }
  page.y += ui.field_row() * static_cast<float>(lines);
}

void DatabaseDetail::draw_elsewhere(const ui::Ui& ui, ui::Rect& page) const {
  if (elsewhere_.empty()) return;
  page.y += ui.px(10);
  const Columns columns = page_columns(ui, kElsewhere, page);
  const ui::Rect head = take(page, ui.px(20));
  for (std::size_t i = 0; i < kElsewhere.size(); ++i)
    ui.text(columns.cell(head, i), Style::Caption, ui.c.tx3, kElsewhere[i].title, kElsewhere[i].align);
  ui.hline(page.x, page.x + page.w, page.y - ui.line(), ui.c.line1);
  for (const FieldElsewhere& entry : elsewhere_) {
    const ui::Rect row = take(page, ui.field_row());
    const bool there = !entry.path.empty();
    ui.text(columns.cell(row, 0), Style::Body, there ? ui.c.tx1 : ui.c.tx3, entry.generation);
    ui.text(columns.cell(row, 1), there ? Style::Data : Style::Body, there ? ui.c.tx1 : ui.c.tx3,
            there ? entry.path : "not known there", Align::Left, ui::Elide::Middle);
    ui.text(columns.cell(row, 2), Style::Data, ui.c.tx2, entry.bits);
    ui.text(columns.cell(row, 3), Style::Data, ui.c.tx3, entry.place);
    ui.text(columns.cell(row, 4), Style::Body, ui.c.tx2, entry.kind);
    ui.tooltip(row, !there ? "" : entry.by_concept ? "Found by its concept" : "Found by its path");
  }
}

void DatabaseDetail::draw_sources(const ui::Ui& ui, ui::Rect& page, const regdb::Generation& generation,
                                  const regdb::Register& reg) const {
  if (!reg.conflict.empty()) {
    page.y += ui.px(12);
    ui::draw_severity(ui, {page.x, page.y, ui.px(14), ui.px(16)}, Severity::Warning);
    ui::Rect words{page.x + ui.px(20), page.y, page.w - ui.px(20), 0};
    take_words(ui, words, Style::Body, ui.c.tx2, reg.conflict);
    page.y = words.y;
  }
  if (reg.sources.empty()) return;
  page.y += ui.px(12);
  ui.text(take(page, ui.px(18)), Style::Caption, ui.c.tx3, reg.sources.size() == 1 ? "Source" : "Sources");
  for (const std::string& source : reg.sources) {
    const ui::Rect line = take(page, ui.px(18));
    const float end = std::max(ui.px(88), ui.text(line, Style::Small, ui.c.tx2, source) - line.x) + line.x;
    const auto known = generation.sources.find(source);
    if (known == generation.sources.end()) continue;
    ui.text({end + ui.px(8), line.y, line.right() - end - ui.px(8), line.h}, Style::Caption, ui.c.tx3,
            known->second);
    ui.tooltip(line, known->second);
  }
}

}  // namespace ane::views
