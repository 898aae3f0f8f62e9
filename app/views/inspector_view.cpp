#include <algorithm>
#include <cmath>
#include <map>

#include "app/state/commands.hpp"
#include "app/state/edit_commands.hpp"
#include "app/views/all_views.hpp"
#include "app/views/bit_ruler.hpp"
#include "app/views/data_path.hpp"
#include "app/views/field_editor.hpp"
#include "app/views/inspector_rows.hpp"
#include "app/views/list_parts.hpp"
#include "app/views/timeline_strip.hpp"
#include "core/base/text.hpp"
#include "core/regdb/codec.hpp"

namespace ane::views {
namespace {

using state::OpenFile;
using state::Selection;
using task::Origin;
using ui::Align;
using ui::Rect;
using ui::Style;

/// Where the cells of a field row stand, at scale 1; the last ones are dropped where room is short.
struct FieldColumns {
  float name = 24, meaning = 180, raw = 0, bits = 0, reg = 0, origin = 0, confidence = 0, right = 0;
};

FieldColumns cells_for(float width) {
  FieldColumns c;
  float tail = 90 + 12 + 60 + 84 + 8;
  const bool reg = width >= 620, confidence = width >= 560;
  tail += (reg ? 80.0F : 0.0F) + (confidence ? 44.0F : 0.0F);
  c.meaning = width >= 700 ? 204 : std::max(120.0F, width * 0.27F);
  float x = width - tail + 90;
  c.raw = x;
  x += 12;
  c.bits = x;
  x += 60;
  if (reg) c.reg = x;
  x += reg ? 80.0F : 0.0F;
  c.origin = x;
  x += 84;
  if (confidence) c.confidence = x;
  c.right = width;
  return c;
}

struct ShownTask {
  state::TaskTablePtr table;  ///< held, so that its address is not used again
  std::size_t task = SIZE_MAX;
  std::string block;
  std::optional<std::uint32_t> address;
  bool written = true, carried = true, unset = false;
  std::string filter;
  float scale = 0;
  bool compact = false;
  friend bool operator==(const ShownTask&, const ShownTask&) = default;
};

class InspectorView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    const OpenFile& file = *context.file;
    if (file.document()->tasks().empty()) {
      ui::draw_empty(context.ui, context.area, "No task to inspect",
                     "This file has no tasks that the database can decode.");
      return;
    }
    const state::TaskDetailPtr detail = file.detail();
    if (!detail) {
      ui::draw_loading(context.ui, context.area);
      return;
    }
    if (counted_ != detail) {
      counts_ = count_origins(*file.document()->generation(), *detail);
      counted_ = detail;
    }
    follow_editor(context);
    Rect area = context.area;
    const bool compact = context.area.h < context.ui.px(520);
    choose_block(context, *detail);
    draw_title(context, area.cut_top(context.ui.px(36)), *detail);
    draw_path(context, area.cut_top(data_path_height(context.ui, compact)), compact, *detail);
    if (!context.app.options.timeline.empty())
      draw_timeline(context, area.cut_top(timeline_height(context.ui)));
    refresh(context, *detail);
    const FieldColumns cells = cells_for(context.area.w / context.ui.scale);
    draw_header(context, area.cut_top(context.ui.px(24)), cells);
    if (rows_.rows.empty()) {
      draw_nothing(context, area);
    } else {
      handle_keys(context);
      draw_rows(context, area, cells);
    }
    draw_row_menu(context);
  }

  void draw_tools(ui::ViewContext& context, Rect& bar) override {
    const ui::Ui& ui = context.ui;
    const bool take = context.app.focus_find == "inspector";
    if (take) context.app.focus_find.clear();
    context.ui.input("filter fields", bar.cut_right(std::min(bar.w, ui.px(140))).inset(0, ui.px(3)), filter_,
                     "Filter fields", ui::Icon::Filter, take);
  }

 private:
  // The block follows the selection; without one it is that of the engine that works.
  void choose_block(ui::ViewContext& context, const state::TaskDetail& detail) {
    const OpenFile& file = *context.file;
    const Selection& selection = file.selection();
    const bool changed = watch_.changed(file);
    if (changed && selection.header) block_ = "";
    if (changed && selection.address) {
      if (const auto ref = file.document()->generation()->find(*selection.address)) block_ = ref->block->name;
    }
    if (changed) reveal_ = true;
    if (chosen_file_ != file.id()) {
      chosen_file_ = file.id();
      const std::string& engine = file.tasks->rows()[detail.index].engine;
      if (!selection.address && !selection.header) block_ = engine.empty() ? "Common" : engine;
    }
  }

  void draw_title(ui::ViewContext& context, const Rect& line, const state::TaskDetail& detail) {
    const ui::Ui& ui = context.ui;
    const OpenFile& file = *context.file;
    state::ViewOptions& options = context.app.options;
    ui.hline(line.x, line.right(), line.bottom() - ui.line(), ui.c.line1);
    const bool carries = file.document()->generation()->encoding.registers_carry_over;
    const std::string labels[] = {"● written " + std::to_string(counts_.written),
                                  (carries ? "↑ inherited " : "↑ reset ") + std::to_string(counts_.carried),
                                  "— never " + std::to_string(counts_.unset), "Task header", "Edit bits"};
    bool* switches[] = {&options.show_written, &options.show_carried, &options.show_unset};
    float width = 0;
    for (const std::string& label : labels) width += std::round(ui.width(Style::Caption, label)) + ui.px(22);
    const bool roomy = line.w > width + ui.px(70);
    float x = line.right() - ui.px(6) - (roomy ? width : 0);
    const float y = line.y + ui.px(8);
    const Rect text{line.x + ui.px(12), line.y, (roomy ? x : line.right()) - line.x - ui.px(20), line.h};
    const float end = ui.text(text, Style::Title, ui.c.tx1, "Task " + std::to_string(detail.index));
    Rect summary = text;
    summary.cut_left(end - text.x + ui.px(8));
    ui.text(summary, Style::Body, ui.c.tx2, file.tasks->rows()[detail.index].summary);
    ui.tooltip(summary, why(file, detail));
    if (!roomy) return;
    const Rect bits{x, y, std::round(ui.width(Style::Caption, labels[4])) + ui.px(18), ui.px(20)};
    if (context.ui.chip(x, y, labels[4], options.edit_bits)) context.app.run_or_tell("edit.bits");
    ui.tooltip(bits, "A click on a bit of the ruler turns it round (E). F2 changes the selected field.");
    if (context.ui.chip(x, y, labels[3], block_.empty())) block_ = block_.empty() ? "Common" : "";
    for (int i = 0; i < 3; ++i)
      if (context.ui.chip(x, y, labels[i], *switches[i])) *switches[i] = !*switches[i];
  }

  // Which fields each piece of the sentence was read from.
  static std::string why(const OpenFile& file, const state::TaskDetail& detail) {
    std::string text;
    for (const model::Phrase& phrase : detail.operation.phrases) {
      text += (text.empty() ? "" : "\n") + phrase.text + (phrase.known ? "" : " (unknown)") + "  ←  ";
      std::string fields;
      for (const std::string& name : phrase.concepts)
        if (const auto field = file.document()->generation()->by_concept(name))
          fields += (fields.empty() ? "" : ", ") + field->path();
      text += fields.empty() ? "the registers" : fields;
    }
    return text;
  }

  void draw_path(ui::ViewContext& context, const Rect& area, bool compact, const state::TaskDetail& detail) {
    const ui::Ui& ui = context.ui;
    ui.hline(area.x, area.right(), area.bottom() - ui.line(), ui.c.line1);
    auto facts = box_facts(*context.file, detail);
    for (const task::Write& write : detail.task.writes) {
      if (!context.file->edits.touches({write.offset, 4})) continue;
      const auto ref = context.file->document()->generation()->find(write.address);
      const auto box = ref ? box_of(ref->block->name) : std::nullopt;
      if (box) facts[*box].edited = true;
    }
    const auto clicked = draw_data_path(ui, area, compact, facts, box_of(block_));
    if (clicked) set_block(context, std::string(boxes()[*clicked].block));
    if (!context.focused || ImGui::GetIO().WantTextInput || ImGui::GetIO().KeyMods != 0) return;
    for (std::size_t i = 0; i < kBoxes; ++i)
      if (ImGui::IsKeyPressed(static_cast<ImGuiKey>(ImGuiKey_1 + static_cast<int>(i))))
        set_block(context, std::string(boxes()[i].block));
  }

  void set_block(ui::ViewContext& context, std::string block) {
    const auto& blocks = context.file->document()->generation()->blocks;
    const bool there =
        std::any_of(blocks.begin(), blocks.end(), [&](const regdb::Block& b) { return b.name == block; });
    if (!there) return;
    block_ = std::move(block);
    scroll_ = {};
  }

  void refresh(ui::ViewContext& context, const state::TaskDetail& detail) {
    const OpenFile& file = *context.file;
    const Selection& selection = file.selection();
    ShownTask wanted;
    wanted.table = file.tasks;
    wanted.task = detail.index;
    wanted.block = block_;
    wanted.address = block_.empty() ? selection.header : selection.address;
    wanted.written = context.app.options.show_written;
    wanted.carried = context.app.options.show_carried;
    wanted.unset = context.app.options.show_unset;
    wanted.filter = filter_;
    wanted.scale = context.ui.scale;
    wanted.compact = context.ui.compact;
    if (!(wanted == shown_)) {
      shown_ = wanted;
      const state::TaskDetailPtr previous = detail.index == 0 ? nullptr : file.detail(detail.index - 1);
      rows_ =
          build_rows(context.ui, file, detail, previous.get(),
                     {shown_.block, wanted.written, wanted.carried, wanted.unset, wanted.address, filter_});
    }
    if (!reveal_) return;
    reveal_ = false;
    if (context.area.contains(ImGui::GetIO().MousePos) && !ImGui::IsMouseReleased(0) && ImGui::IsMouseDown(0))
      return;
    for (const InspectorRow& row : rows_.rows) {
      if (rows_.words[row.word].address != wanted.address) continue;
      const bool hit = selection.field.empty() ? row.kind == InspectorRow::Kind::Word
                                               : row.field != nullptr && row.field->name == selection.field;
      if (!hit) continue;
      scroll_.reveal = row.y;
      scroll_.reveal_end = row.y + static_cast<double>(row.height);
      return;
    }
  }

  void draw_header(ui::ViewContext& context, const Rect& line, const FieldColumns& cells) const {
    const ui::Ui& ui = context.ui;
    ui.fill(line, ui.c.bg2);
    ui.hline(line.x, line.right(), line.bottom() - ui.line(), ui.c.line1);
    const auto at = [&](float x, float w) { return Rect{line.x + ui.px(x), line.y, ui.px(w), line.h}; };
    ui.text(at(8, 120), Style::Caption, ui.c.tx3, "Field");
    ui.text(at(cells.meaning, 120), Style::Caption, ui.c.tx3, "Meaning");
    ui.text(at(cells.raw - 60, 60), Style::Caption, ui.c.tx3, "Raw", Align::Right);
    ui.text(at(cells.bits, 60), Style::Caption, ui.c.tx3, "Bits");
    if (cells.reg > 0) ui.text(at(cells.reg, 72), Style::Caption, ui.c.tx3, "Register");
    ui.text(at(cells.origin, 80), Style::Caption, ui.c.tx3, "Origin");
    if (cells.confidence > 0) ui.text(at(cells.confidence, 40), Style::Caption, ui.c.tx3, "Conf.");
  }

  void draw_nothing(ui::ViewContext& context, const Rect& area) const {
    if (!filter_.empty()) {
      ui::draw_empty(context.ui, area, "0 matches for “" + filter_ + "”", "in this block of this task");
    } else {
      ui::draw_empty(context.ui, area, "No register of this block is shown",
                     "The chips above choose between written, inherited and never written ones.");
    }
  }

  Selection selection_of(const ui::ViewContext& context, const WordRow& word,
                         const regdb::Field* field) const {
    const std::string name = field == nullptr ? "" : field->name;
    return word.header ? context.file->of_header(shown_.task, word.address, name)
                       : context.file->of_register(shown_.task, word.address, name);
  }

  void handle_keys(ui::ViewContext& context) {
    std::vector<std::size_t> fields;
    std::optional<std::size_t> current;
    const Selection& selection = context.file->selection();
    for (std::size_t i = 0; i < rows_.rows.size(); ++i) {
      const InspectorRow& row = rows_.rows[i];
      if (row.kind != InspectorRow::Kind::Field && row.kind != InspectorRow::Kind::Word) continue;
      const std::string name = row.field == nullptr ? "" : row.field->name;
      if (rows_.words[row.word].address == shown_.address && name == selection.field) current = fields.size();
      fields.push_back(i);
    }
    if (context.focused && !ImGui::GetIO().WantTextInput && ImGui::GetIO().KeyMods == 0 && current &&
        ImGui::IsKeyPressed(ImGuiKey_Enter))
      context.app.run_or_tell("edit.start");
    const auto next = row_by_key(context, current, fields.size(), 20);
    if (!next) return;
    const InspectorRow& row = rows_.rows[fields[*next]];
    context.app.select(selection_of(context, rows_.words[row.word], row.field));
  }

  void draw_rows(ui::ViewContext& context, const Rect& area, const FieldColumns& cells) {
    const ui::Ui& ui = context.ui;
    ui::Scroller scroller(ui, "fields", area, rows_.height + static_cast<double>(ui.px(12)), scroll_);
    const auto begin = std::lower_bound(rows_.rows.begin(), rows_.rows.end(),
                                        scroller.first() - static_cast<double>(ui.px(100)),
                                        [](const InspectorRow& row, double y) { return row.y < y; });
    for (auto row = begin; row != rows_.rows.end() && row->y < scroller.last(); ++row) {
      const Rect r{area.x, scroller.at(row->y), area.w, row->height};
      const WordRow& word = rows_.words[row->word];
      if (word.address == shown_.address && row->kind != InspectorRow::Kind::Field)
        ui.fill({r.x, r.y, r.w, r.h + ui.px(2)}, ui.c.bg2);
      switch (row->kind) {
        case InspectorRow::Kind::Word:
          draw_word(context, r, word);
          break;
        case InspectorRow::Kind::Ruler:
          draw_ruler(context, r, word);
          break;
        case InspectorRow::Kind::Field:
          draw_field(context, r, word, *row->field, cells);
          break;
        case InspectorRow::Kind::Note:
          ui.text({r.x + ui.px(24), r.y, r.w - ui.px(44), r.h}, Style::Caption, ui.c.tx3, row->note);
          ui.tooltip(r, row->note);
          break;
      }
    }
  }

  void pointer(ui::ViewContext& context, const Rect& r, const Selection& target, const std::string& tip) {
    const ui::Ui& ui = context.ui;
    if (!ui.hovers(r)) return;
    context.file->hover = target;
    if (ui.clicks(r) || ui.right_clicks(r)) context.app.select(target);
    if (ui.right_clicks(r)) open_row_menu();
    if (ui.double_clicks(r) && target == context.file->selection()) context.app.run_or_tell("edit.start");
    ui.tooltip(r, tip);
  }

  // The editor stands in the row of what is selected and goes when something else is.
  void follow_editor(ui::ViewContext& context) {
    state::App& app = context.app;
    const bool asked = app.edit_in == "inspector";
    if (editor_.open() && (!asked || !(edited_ == context.file->selection()))) {
      editor_.close();
      if (asked) app.edit_in.clear();
      return;
    }
    if (!asked || editor_.open()) return;
    const auto target = state::edit_target(*context.file, context.file->selection());
    if (!target) return app.edit_in.clear();
    const regdb::Field* field = target->facts.field;
    const std::uint32_t word = target->facts.state.value;
    const std::uint32_t bits = field == nullptr ? word : regdb::unpack(*field, word).raw;
    if (field != nullptr && field->kind == regdb::FieldKind::Bool) {
      app.edit_in.clear();
      return app.run_or_tell(std::string("edit.field ") + (bits == 0 ? "true" : "false"));
    }
    edited_ = context.file->selection();
    reveal_ = true;
    editor_.start(bits_text(field, bits));
  }

  void draw_editor(ui::ViewContext& context, const Rect& place, const regdb::Field* field) {
    const auto done = editor_.draw(context, place, value_names(field),
                                   [&](const std::string& text) { return check_field_text(field, text); });
    if (done) context.app.run_or_tell("edit.field " + *done);
    if (!editor_.open()) context.app.edit_in.clear();
  }

  bool edits(const WordRow& word, const regdb::Field* field) const {
    return editor_.open() && word.address == shown_.address &&
           edited_.field == (field == nullptr ? "" : field->name);
  }

  void draw_word(ui::ViewContext& context, const Rect& r, const WordRow& word) {
    const ui::Ui& ui = context.ui;
    const Selection target = selection_of(context, word, nullptr);
    if (word.address != shown_.address && ui.hovers(r)) ui.fill(r, ui.c.hover);
    ui.hline(r.x, r.right(), r.y, ui.c.line1);
    float x = r.x + ui.px(8);
    ui.icon({x, r.y, ui.px(14), r.h}, ui::Icon::Collapse, 12, ui.c.tx3);
    x += ui.px(16);
    ui.block_bar(x, r.y + ui.px(5), r.h - ui.px(10), word.block);
    x += ui.px(10);
    const bool placeholder = word.reg != nullptr && word.reg->placeholder();
    x = ui.text({x, r.y, r.w, r.h}, Style::BodyBold, placeholder ? ui.c.tx3 : ui.c.tx1, word.name) +
        ui.px(10);
    if (placeholder) x = ui.text({x, r.y, r.w, r.h}, Style::Caption, ui.c.unknown, "unknown") + ui.px(10);
    const bool carried = word.state.origin == Origin::Carried || word.state.origin == Origin::Reset;
    const auto before = edited_bits(context, word, nullptr);
    if (edits(word, nullptr)) {
      draw_editor(context, {x, r.y + ui.px(1), ui.px(120), r.h - ui.px(2)}, nullptr);
      x += ui.px(130);
    } else if (before) {
      x = ui.text({x, r.y, r.w, r.h}, Style::Data, ui.c.changed,
                  "~ " + ui::grouped_hex(word.state.value, 8)) +
          ui.px(10);
    } else if (word.state.origin == Origin::Unset) {
      x = ui.text({x, r.y, r.w, r.h}, Style::Data, ui.c.tx4, "—") + ui.px(10);
    } else {
      x = ui.text({x, r.y, r.w, r.h}, carried ? Style::DataItalic : Style::Data,
                  carried ? ui.c.tx3 : ui.c.tx2, ui::grouped_hex(word.state.value, 8)) +
          ui.px(10);
    }
    std::string where = word.header ? "word " + std::to_string(word.address) : hex(word.address, 5);
    if (word.state.origin == Origin::Written) where += " · file " + hex(word.state.offset, 4);
    if (word.state.origin == Origin::Carried) where += " · ↑ task " + std::to_string(word.state.task);
    if (word.state.origin == Origin::Reset) where += " · reset value";
    x = ui.text({x, r.y, r.w, r.h}, Style::Small, ui.c.tx3, where);
    const Rect doc{x + ui.px(16), r.y, r.right() - x - ui.px(30), r.h};
    if (doc.w > ui.px(80)) ui.text(doc, Style::Caption, ui.c.tx3, word.doc, Align::Right);
    pointer(context, r, target,
            before ? "Changed, was " + ui::grouped_hex(*before, 8) + "\n" + word.doc : word.doc);
  }

  void draw_ruler(ui::ViewContext& context, const Rect& r, const WordRow& word) {
    const ui::Ui& ui = context.ui;
    RulerSpec spec;
    spec.fields = word.fields;
    spec.block = word.block.empty() ? std::string_view("Common") : word.block;
    if (word.state.origin != Origin::Unset) spec.word = word.state.value;
    const Selection& selection = context.file->selection();
    for (const regdb::Field& field : *word.fields)
      if (field.name == selection.field) spec.selected = &field;
    if (const auto before = edited_bits(context, word, nullptr)) spec.edited = *before ^ word.state.value;
    spec.toggles = context.app.options.edit_bits;
    const regdb::Field* hovered = nullptr;
    std::optional<int> bit;
    const regdb::Field* clicked =
        draw_bit_ruler(ui, {r.x + ui.px(24), r.y, r.w - ui.px(48), r.h}, spec, &hovered, &bit);
    if (bit) context.app.run_or_tell("edit.bit " + std::to_string(*bit));
    if (hovered != nullptr) context.file->hover = selection_of(context, word, hovered);
    if (clicked != nullptr) context.app.select(selection_of(context, word, clicked));
  }

  void draw_field(ui::ViewContext& context, const Rect& r, const WordRow& word, const regdb::Field& field,
                  const FieldColumns& cells) {
    const ui::Ui& ui = context.ui;
    const OpenFile& file = *context.file;
    const Selection& selection = file.selection();
    const bool selected = word.address == shown_.address && selection.field == field.name;
    const bool preview = file.hovered && file.hovered->task == shown_.task &&
                         file.hovered->field == field.name &&
                         (word.header ? file.hovered->header : file.hovered->address) == word.address;
    ui::draw_row_ground(ui, r, selected, context.focused, ui.hovers(r) || preview);
    const auto at = [&](float x, float w) { return Rect{r.x + ui.px(x), r.y, ui.px(w), r.h}; };
    const bool known = word.state.origin != Origin::Unset;
    const regdb::FieldValue value = regdb::unpack(field, word.state.value);
    const bool carried = word.state.origin != Origin::Written;
    const bool zero = value.raw == 0;
    const bool placeholder = regdb::is_placeholder(field.name);
    ui.text(at(cells.name, cells.meaning - cells.name - 8), selected ? Style::BodyBold : Style::Body,
            placeholder || carried ? ui.c.tx3 : ui.c.tx1, field.name);
    const ImU32 quiet = selected ? ui.c.tx2 : ui.c.tx3;
    if (edits(word, &field)) {
      draw_editor(context, at(cells.meaning - 6, cells.raw - cells.meaning), &field);
    } else if (!known) {
      ui.text(at(cells.meaning, 60), Style::Data, ui.c.tx4, "—");
    } else {
      draw_value(context, at(cells.meaning, cells.raw - cells.meaning - 70), word, field, value,
                 zero      ? quiet
                 : carried ? ui.c.tx3
                           : ui.c.tx1);
      const std::string raw = field.width > 8 ? hex(value.raw) : std::to_string(value.raw);
      ui.text(at(cells.raw - 90, 90), carried ? Style::DataItalic : Style::Data,
              zero || carried ? quiet : ui.c.tx1, raw, Align::Right, ui::Elide::Never);
    }
    const std::string high = std::to_string(field.lsb + field.width - 1);
    ui.text(at(cells.bits, 60), Style::Data, quiet,
            field.width == 1 ? "[" + high + "]" : "[" + high + ":" + std::to_string(field.lsb) + "]");
    if (cells.reg > 0)
      ui.text(at(cells.reg, 76), Style::Data, quiet,
              word.header ? "word " + std::to_string(word.address) : hex(word.address, 5));
    draw_origin(context, at(cells.origin, 80), word, field);
    if (cells.confidence > 0)
      draw_confidence(ui, {r.x + ui.px(cells.confidence + 10), r.y + r.h / 2}, confidence_of(word, field));
    const auto before = edited_bits(context, word, &field);
    pointer(context, r, selection_of(context, word, &field),
            before ? "Changed, was " + bits_text(&field, *before) + "\n" + tip_of(word, field)
                   : tip_of(word, field));
  }

  /// What a word or a field of it was before it was changed; nothing where it is as in the file.
  static std::optional<std::uint32_t> edited_bits(const ui::ViewContext& context, const WordRow& word,
                                                  const regdb::Field* field) {
    const bool has_bytes = word.state.origin == Origin::Written || word.state.origin == Origin::Carried;
    return has_bytes ? bits_before(*context.file, {word.state.offset, 4}, field) : std::nullopt;
  }

  static void draw_value(ui::ViewContext& context, Rect r, const WordRow& word, const regdb::Field& field,
                         const regdb::FieldValue& value, ImU32 color) {
    const ui::Ui& ui = context.ui;
    const bool carried = word.state.origin != Origin::Written;
    std::string text = regdb::value_text(field, value);
    if (!value.name.empty()) text = value.name;
    if (field.kind == regdb::FieldKind::Bool) text = value.raw != 0 ? "yes" : "no";
    const bool words = !value.name.empty() || field.kind == regdb::FieldKind::Bool;
    // Sizes read best in decimal, places in hexadecimal.
    const bool place = field.concept_name.ends_with("base") || field.name.find("Addr") != std::string::npos;
    if (field.unit == "bytes" || (field.kind == regdb::FieldKind::Address && !place)) {
      text = (place ? text : ui::comma_number(static_cast<std::uint64_t>(value.number))) + " B";
    }
    const bool changed =
        word.previous.origin != Origin::Unset && regdb::unpack(field, word.previous.value).raw != value.raw;
    const auto edited = edited_bits(context, word, &field);
    if (changed || edited) {
      const float end = ui.text(r, Style::Data, ui.c.changed, "~ ");
      r.cut_left(end - r.x);
      color = ui.c.changed;
    }
    const float end = ui.text(r,
                              words     ? Style::Body
                              : carried ? Style::DataItalic
                                        : Style::Data,
                              color, text);
    if (edited) {
      r.cut_left(end - r.x + ui.px(6));
      ui.text(r, Style::Small, ui.c.tx3, "was " + bits_text(&field, *edited) + " in the file");
      return;
    }
    if (!changed) return;
    const regdb::FieldValue old = regdb::unpack(field, word.previous.value);
    r.cut_left(end - r.x + ui.px(6));
    ui.text(r, Style::Small, ui.c.tx3,
            "was " + (old.name.empty() ? regdb::value_text(field, old) : std::string(old.name)));
  }

  void draw_origin(ui::ViewContext& context, const Rect& r, const WordRow& word, const regdb::Field& field) {
    const ui::Ui& ui = context.ui;
    const float middle = r.y + r.h / 2;
    switch (word.state.origin) {
      case Origin::Written:
        ui.list().AddCircleFilled({r.x + ui.px(3), middle}, ui.px(3), ui.c.tx2);
        ui.text({r.x + ui.px(12), r.y, r.w, r.h}, Style::Caption, ui.c.tx2, "written");
        break;
      case Origin::Carried: {
        const bool over = ui.hovers(r);
        ui.text(r, Style::SmallItalic, over ? ui.c.accent : ui.c.tx3,
                "↑ task " + std::to_string(word.state.task));
        if (ui.clicks(r))
          context.app.select(context.file->of_register(word.state.task, word.address, field.name));
        break;
      }
      case Origin::Reset:
        ui.text(r, Style::Caption, ui.c.tx3, "reset value");
        break;
      case Origin::Unset:
        ui.text(r, Style::Caption, ui.c.tx3, "— never");
        break;
    }
  }

  static regdb::Confidence confidence_of(const WordRow& word, const regdb::Field& field) {
    if (field.confidence != regdb::Confidence::Unstated) return field.confidence;
    return word.reg == nullptr ? regdb::Confidence::Unstated : word.reg->confidence;
  }

  static std::string tip_of(const WordRow& word, const regdb::Field& field) {
    std::string text = field.name + (field.doc.empty() ? "" : "\n" + field.doc);
    const regdb::Confidence confidence = confidence_of(word, field);
    if (confidence != regdb::Confidence::Unstated)
      text += "\nConfidence: " + std::string(regdb::confidence_name(confidence));
    return text;
  }

  int chosen_file_ = 0;
  std::string block_ = "Common";
  std::string filter_;
  ShownTask shown_;
  InspectorRows rows_;
  OriginCounts counts_;
  state::TaskDetailPtr counted_;
  bool reveal_ = false;
  FieldEditor editor_;
  Selection edited_;  ///< what the editor is for, while it is open
  ui::Scroll scroll_;
  ui::SelectionWatch watch_;
};

}  // namespace

std::unique_ptr<ui::View> make_inspector_view() {
  return std::make_unique<InspectorView>();
}

}  // namespace ane::views
