#include "app/views/overview_sections.hpp"

#include <algorithm>

#include "app/ui/labels.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using ui::Align;
using ui::Style;

constexpr float kLabel = 76;  ///< width of the names at the left
constexpr std::size_t kProblems = 6, kTensors = 8;

/// "Label   value"; returns the value's place.
ui::Rect draw_label(OverviewPage& page, std::string_view label) {
  ui::Rect row = page.line(20);
  page.ui().text(row, Style::Body, page.ui().c.tx3, label);
  row.cut_left(page.ui().px(kLabel));
  return row;
}
void draw_fact(OverviewPage& page, std::string_view label, std::string_view value) {
  const ui::Rect place = draw_label(page, label);
  const bool absent = value.empty();
  page.ui().text(place, Style::Body, absent ? page.ui().c.tx4 : page.ui().c.tx1, absent ? "—" : value);
  page.ui().tooltip(place, page.ui().width(Style::Body, value) > place.w ? value : "");
}
// A badge on what no real file was held against; the tooltip says what that is.
void draw_unverified(OverviewPage& page, const document::Document& document) {
  if (document.verified()) return;
  const ui::Rect place = draw_label(page, "");
  float x = place.x;
  page.ui().badge(x, place.y + page.ui().px(2), page.ui().px(16), "unverified");
  const ui::Rect rest{x + page.ui().px(6), place.y, place.right() - x - page.ui().px(6), place.h};
  page.ui().text(rest, Style::Body, page.ui().c.tx3, join(document.unverified(), ", "));
  page.ui().tooltip(place,
                    "Read after published descriptions, not checked against a real file of this kind:\n" +
                        join(document.unverified(), ", "));
}
void draw_compiler(OverviewPage& page, const document::Document& document) {
  const auto& banners = document.container().banners;
  ui::Rect place = draw_label(page, "Compiler");
  if (banners.empty()) {
    const bool is_anec = document.format() == document::Format::Anec;
    page.ui().text(place, Style::Body, page.ui().c.tx3,
                   is_anec ? "— .anec files do not say" : "— no banner in this file");
    return;
  }
  const container::Banner& banner = banners.front();
  std::string text =
      banner.compiler.empty() ? "not stated" : escaped(banner.compiler) + " " + escaped(banner.version);
  draw_overview_link(page, place, [&] { return page.context.file->of_extent(banner.where, {}); });
  const float end = page.ui().text(place, Style::Body, page.ui().c.tx1, text, Align::Left, ui::Elide::Middle);
  place.cut_left(end - place.x);
  page.ui().text(place, Style::Body, page.ui().c.tx2, " · " + ui::plural(banner.options.size(), "option"));
}

void draw_program_names(OverviewPage& page, const document::Document& document) {
  std::size_t shown = 0;
  for (const document::ProgramTasks& program : document.programs()) {
    if (++shown > kTensors) break;
    ui::Rect place =
        draw_label(page, shown == 1 ? (document.programs().size() == 1 ? "Program" : "Programs") : "");
    draw_overview_link(page, place, [&] {
      return program.record == nullptr ? state::Selection{}
                                       : page.context.file->of_extent(program.record->thread.where, {});
    });
    const std::string name = program.name.empty() ? "unnamed" : escaped(program.name);
    const std::string tasks =
        document.decodes_tasks() ? ui::plural(program.task_count, "task") : "not decoded";
    const float right = page.ui().width(Style::Body, tasks);
    page.ui().text(place, Style::Body, page.ui().c.tx2, tasks, Align::Right, ui::Elide::Never);
    place.w -= right + page.ui().px(8);
    page.ui().text(place, Style::Data, page.ui().c.tx1, name, Align::Left, ui::Elide::Middle);
  }
}

void draw_tensor(OverviewPage& page, ui::Rect place, const model::Tensor& tensor) {
  const ui::Ui& ui = page.ui();
  draw_overview_link(page, place, [&] { return page.context.file->of_extent(tensor.where, {}); });
  const std::string shape = ui::shape_text(tensor.shape) + " " + short_type(tensor.dtype);
  std::string strides;
  if (tensor.strides)
    for (const std::uint64_t stride : *tensor.strides)
      strides += (strides.empty() ? "" : "/") + ui::comma_number(stride);
  ui.tooltip(place,
             escaped(tensor.name) + "\n" + shape + "\n" +
                 (tensor.strides ? "strides N/C/H/W " + strides + " bytes" : "no strides in the file"));
  const float room = place.w - ui.width(Style::Small, shape) - ui.px(8);
  const float used = std::min(room, std::max(ui.px(44), ui.width(Style::Data, escaped(tensor.name))));
  ui.text({place.x, place.y, used, place.h}, Style::Data, ui.c.tx1, escaped(tensor.name), Align::Left,
          ui::Elide::Middle);
  place.cut_left(used + ui.px(8));
  const float end = ui.text(place, Style::Small, ui.c.tx2, shape, Align::Left, ui::Elide::Never);
  place.cut_left(end - place.x + ui.px(12));
  const std::string words = strides.empty() ? "" : "strides " + strides;
  if (ui.width(Style::Small, words) <= place.w) ui.text(place, Style::Small, ui.c.tx3, words);
}

void draw_tensors(OverviewPage& page, model::Role role, std::string_view one, std::string_view many) {
  const state::OpenFile& file = *page.context.file;
  if (!file.survey) return;
  const auto& tensors = file.survey->info.tensors;
  const auto count = static_cast<std::size_t>(
      std::count_if(tensors.begin(), tensors.end(), [&](const model::Tensor& t) { return t.role == role; }));
  std::size_t shown = 0;
  for (const model::Tensor& tensor : tensors) {
    if (tensor.role != role || ++shown > kTensors) continue;
    draw_tensor(page, draw_label(page, shown > 1 ? "" : count == 1 ? one : many), tensor);
  }
  if (count == 0) draw_fact(page, one, "");
  if (count <= kTensors) return;
  const ui::Rect more = draw_label(page, "");
  page.ui().text(more, Style::Caption, page.ui().c.accent, std::to_string(count - kTensors) + " more");
  if (page.ui().clicks(more)) static_cast<void>(page.context.app.run("view tensors"));
}

void draw_engines(OverviewPage& page, const EngineCounts& engines) {
  if (engines.empty()) return;
  const ui::Ui& ui = page.ui();
  const ui::Rect place = draw_label(page, engines.size() == 1 ? "Engine" : "Engines");
  float x = place.x;
  for (const auto& [engine, count] : engines) {
    ui.block_bar(x, place.y + ui.px(4), ui.px(12), engine);
    x = ui.text({x + ui.px(7), place.y, place.right() - x, place.h}, Style::Body, ui.c.tx1,
                engine + " " + ui::comma_number(count)) +
        ui.px(12);
  }
}

void draw_writes(OverviewPage& page) {
  const state::OpenFile& file = *page.context.file;
  if (!file.survey) return;
  const report::Info& info = file.survey->info;
  if (!file.document()->decodes_tasks()) return;
  ui::Rect place = draw_label(page, "Writes");
  const std::uint64_t unknown = info.writes.reserved + info.writes.unmapped;
  const float end = page.ui().text(place, Style::Body, page.ui().c.tx1, ui::comma_number(info.writes.total));
  place.cut_left(end - place.x);
  const std::string rest =
      unknown == 0 ? " · all to known registers" : " · " + ui::comma_number(unknown) + " unknown";
  const float after = page.ui().text(place, Style::Body, page.ui().c.tx2, rest);
  if (unknown == 0) return;
  page.ui().hatch({after + page.ui().px(6), place.y + page.ui().px(6), page.ui().px(8), page.ui().px(8)},
                  page.ui().c.unknown, 3);
  page.ui().tooltip(place, ui::comma_number(info.writes.reserved) + " to reserved words, " +
                               ui::comma_number(info.writes.unmapped) + " to no known address");
}

}  // namespace

void draw_overview_link(OverviewPage& page, const ui::Rect& row,
                        const std::function<state::Selection()>& where) {
  const ui::Rect wide{row.x - page.ui().px(4), row.y, row.w + page.ui().px(8), row.h};
  if (!page.ui().hovers(wide)) return;
  page.ui().fill(wide, page.ui().c.hover, page.ui().px(3));
  const state::Selection selection = where();
  if (selection.empty()) return;
  page.context.file->hover = selection;
  if (page.ui().clicks(wide)) page.context.app.select(selection);
}

void draw_overview_problems(OverviewPage& page) {
  const state::OpenFile& file = *page.context.file;
  if (file.edits.changed()) {
    const ui::Rect row = page.line(20);
    page.ui().text(
        row, Style::BodyBold, page.ui().c.changed,
        "~ " + ui::plural(file.edits.count(), "change") + (file.edits.unsaved() ? ", not saved" : ", saved"));
    if (page.ui().clicks(row)) page.context.app.run_or_tell("view changes");
    page.gap(4);
  }
  const std::vector<Diagnostic> early =
      file.survey ? std::vector<Diagnostic>() : file.document()->problems().list();
  const std::vector<Diagnostic>& list = file.survey ? file.survey->problems : early;
  std::size_t shown = 0, serious = 0;
  for (const Diagnostic& problem : list) {
    if (problem.severity == Severity::Note || ++serious > kProblems) continue;
    const ui::Rect row = page.line(20);
    draw_overview_link(page, row, [&] {
      return problem.where.empty() && problem.task ? file.of_task(*problem.task)
                                                   : file.of_extent(problem.where, {});
    });
    ui::draw_severity(page.ui(), {row.x, row.y, page.ui().px(14), row.h}, problem.severity);
    const ui::Rect words{row.x + page.ui().px(20), row.y, row.w - page.ui().px(20), row.h};
    page.ui().text(words, Style::Body, page.ui().c.tx1, escaped(problem.message));
    page.ui().tooltip(row, escaped(problem.message));
    ++shown;
  }
  if (serious > shown) {
    const ui::Rect row = page.line(20);
    page.ui().text({row.x + page.ui().px(20), row.y, row.w, row.h}, Style::Caption, page.ui().c.accent,
                   ui::plural(serious - shown, "more problem"));
    if (page.ui().clicks(row)) static_cast<void>(page.context.app.run("view problems"));
  }
  if (shown != 0) page.gap(8);
}

void draw_overview_facts(OverviewPage& page, const EngineCounts& engines) {
  const document::Document& document = *page.context.file->document();
  const regdb::Identity& who = document.identity();
  std::string generation = who.name.empty() ? "unknown" : who.name;
  if (const anec::Anec* anec = document.anec()) {
    draw_fact(page, "Format",
              anec->has_header() ? "ANEC · payload at " + hex(anec::payload_offset(anec->variant))
                                 : "ANEC without a header");
    generation += " · by the format";
  } else {
    generation += " · subtype " + std::to_string(who.subtype);
  }
  if (who.td_version != 0) generation += " · TD v" + std::to_string(who.td_version);
  if (!document.options().generation.empty()) generation += " · chosen";
  draw_fact(page, "Generation", generation);
  draw_unverified(page, document);
  draw_fact(page, "Chips", join(who.chips, ", "));
  draw_compiler(page, document);
  draw_tensors(page, model::Role::Input, "Input", "Inputs");
  draw_tensors(page, model::Role::Output, "Output", "Outputs");
  if (page.context.file->survey) {
    const auto weights = page.context.file->survey->info.weights_bytes;
    draw_fact(page, "Weights", !weights ? "" : *weights == 0 ? "none" : bytes_text(*weights));
  }
  draw_engines(page, engines);
}

void draw_overview_programs(OverviewPage& page) {
  page.gap(8);
  draw_program_names(page, *page.context.file->document());
  draw_writes(page);
}

}  // namespace ane::views
