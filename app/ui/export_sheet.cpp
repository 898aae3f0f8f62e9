#include "app/ui/export_sheet.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "app/state/directory.hpp"
#include "app/state/export_work.hpp"
#include "app/ui/labels.hpp"
#include "app/ui/sheet_parts.hpp"
#include "core/base/text.hpp"

namespace ane::ui {
namespace {

using state::ExportWork;

constexpr float kChannelRow = 22;

struct Answer {
  std::string title, line;
  Icon icon = Icon::Info;
  ImU32 color = 0;
};

std::size_t warnings_in(const std::vector<Diagnostic>& problems) {
  return static_cast<std::size_t>(
      std::count_if(problems.begin(), problems.end(),
                    [](const Diagnostic& problem) { return problem.severity == Severity::Warning; }));
}

std::string size_line(const exporter::Plan& plan) {
  const anec::Anec& header = plan.header;
  std::string text = comma_number(plan.file_bytes) + " B: " + plural(header.task_count, "task") + " in " +
                     comma_number(header.task_bytes) + " B, weights " + comma_number(header.weight_bytes) +
                     " B, payload at " + hex(anec::payload_offset(plan.options.variant));
  if (!plan.changes.empty()) text += ", base registers renumbered in " + plural(plan.changes.size(), "task");
  return text;
}

/// `warnings` are those of the export that was written.
Answer answer_of(const ExportWork& work, std::size_t warnings, const Ui& ui) {
  const std::string_view status = state::export_status(work);
  if (status == "writing")
    return {"Writing and checking",
            "The file gets its name after it was read back and held against its source.", Icon::Info,
            ui.c.info};
  if (status == "written") {
    return {"Written and checked" + (warnings == 0 ? "" : ", with " + plural(warnings, "warning")),
            exporter::verdict_text(*work.outcome->verdict), warnings == 0 ? Icon::Check : Icon::Warning,
            warnings == 0 ? ui.c.added : ui.c.warning};
  }
  if (status == "cancelled")
    return {"Cancelled", "Nothing was written. Enter tries again.", Icon::Info, ui.c.info};
  if (status == "failed") return {"Not written", work.outcome->error->message, Icon::Error, ui.c.error};
  if (status == "refused") {
    const std::size_t reasons = work.plan->problems.count(Severity::Error);
    return {"Cannot be exported",
            work.options.mode == exporter::Mode::Anecc
                ? "anecc does not convert this file."
                : "An .anec file cannot say what this program needs: " + plural(reasons, "reason") + ".",
            Icon::Error, ui.c.error};
  }
  if (status != "ready") return {"Working it out", "", Icon::Info, ui.c.tx3};
  if (const std::size_t count = work.plan->problems.count(Severity::Warning); count != 0)
    return {"Can be exported, with " + plural(count, "warning"), size_line(*work.plan), Icon::Warning,
            ui.c.warning};
  return {"Can be exported", size_line(*work.plan), Icon::Check, ui.c.added};
}

/// Columns of the channels, from the left edge of a row at scale 1.
enum Cell { kNumber, kName, kTensor, kShape, kPlane, kRowStride, kTiles, kBytes, kRegister };
struct CellDesc {
  std::string_view title;
  float width;
  Align align;
};
constexpr std::array<CellDesc, 9> kCells = {{{"Ch", 26, Align::Right},
                                             {"Role", 44, Align::Left},
                                             {"Tensor", 0, Align::Left},
                                             {"Shape", 124, Align::Left},
                                             {"Plane stride", 84, Align::Right},
                                             {"Row stride", 72, Align::Right},
                                             {"Tiles", 48, Align::Right},
                                             {"Bytes", 92, Align::Right},
                                             {"Source slot", 76, Align::Right}}};

Rect cell_of(const Ui& ui, const Rect& row, Cell cell) {
  constexpr float kGap = 12;
  float fixed = kGap * static_cast<float>(kCells.size() - 1);
  for (const CellDesc& desc : kCells) fixed += desc.width;
  float x = row.x;
  for (std::size_t i = 0; i < kCells.size(); ++i) {
    const float width = kCells[i].width > 0 ? ui.px(kCells[i].width) : std::max(0.0F, row.w - ui.px(fixed));
    if (i == static_cast<std::size_t>(cell)) return {std::round(x), row.y, width, row.h};
    x += width + ui.px(kGap);
  }
  return row;
}

void draw_channel(const Ui& ui, const Rect& row, const exporter::ChannelPlan& channel,
                  const exporter::Plan& plan) {
  const anec::Channel& entry = plan.header.channels[channel.number];
  const auto put = [&](Cell cell, const std::string& text, ImU32 color, Style style = Style::Data) {
    ui.text(cell_of(ui, row, cell), text == "—" ? Style::Data : style, text == "—" ? ui.c.tx4 : color, text,
            kCells[cell].align, cell == kTensor ? Elide::Middle : Elide::End);
  };
  const bool bound = channel.tensor.has_value();
  put(kNumber, std::to_string(channel.number), ui.c.tx1, Style::DataBold);
  put(kName, channel.name, ui.c.tx2);
  put(kTensor, bound ? escaped(channel.tensor->name) : "—", ui.c.tx1);
  put(kShape, bound ? shape_text(entry.shape) : "—", ui.c.tx1);
  put(kPlane, bound ? comma_number(entry.plane_stride) : "—", ui.c.tx2);
  put(kRowStride, bound ? comma_number(entry.row_stride) : "—", ui.c.tx2);
  put(kTiles, entry.tiles == 0 ? "—" : comma_number(entry.tiles), ui.c.tx2);
  put(kBytes, comma_number(channel.bytes), ui.c.tx2);
  const bool moved = channel.slot && *channel.slot != channel.number;
  put(kRegister, channel.slot ? std::to_string(*channel.slot) : "—", moved ? ui.c.changed : ui.c.tx3,
      moved ? Style::DataBold : Style::Data);
}

void draw_change(const Ui& ui, Rect row, const exporter::WordChange& change) {
  ui.text(row.cut_left(ui.px(82)), Style::Data, ui.c.tx2, "task " + std::to_string(change.task));
  const auto put = [&](float width, Style style, ImU32 color, const std::string& text) {
    ui.text(row.cut_left(ui.px(width)), style, color, text);
  };
  put(74, Style::Data, ui.c.tx3, hex(change.before));
  put(20, Style::Data, ui.c.tx3, "→");
  put(100, Style::DataBold, ui.c.changed, hex(change.after));
  for (const exporter::SlotChange& slot : change.slots) {
    const std::string text =
        std::string(slot.operand) + " " + std::to_string(slot.from) + " → " + std::to_string(slot.to);
    ui.text(row.cut_left(ui.width(Style::Data, text) + ui.px(20)), Style::Data, ui.c.tx1, text);
  }
}

}  // namespace

void ExportSheet::open(const state::App& app) {
  input_.set(state::without_home(app.exporting.path));
  scroll_ = {};
  rows_.clear();
  plan_.reset();
  outcome_.reset();
}

void ExportSheet::collect(const ExportWork& work) {
  if (plan_ == work.plan && outcome_ == work.outcome) return;
  plan_ = work.plan;
  outcome_ = work.outcome;
  rows_.clear();
  problems_.clear();
  scroll_ = {};
  if (!work.plan) return;
  const exporter::Plan& plan = *work.plan;
  problems_ = work.outcome ? exporter::problems_of(*work.outcome) : plan.problems.list();
  std::erase_if(problems_, [](const Diagnostic& problem) {
    return problem.code == "export-renumbered" || problem.code == "cancelled";  // said in other places
  });
  std::stable_sort(problems_.begin(), problems_.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.severity > b.severity; });
  for (std::size_t i = 0; i < problems_.size(); ++i) rows_.push_back({Row::Problem, "", i});
  if (!plan.channels.empty()) rows_.push_back({Row::Channels, "", 0});
  for (std::size_t i = 0; i < plan.channels.size(); ++i) rows_.push_back({Row::Channel, "", i});
  if (!plan.changes.empty()) rows_.push_back({Row::Heading, "Base registers of tasks, before → after", 0});
  for (std::size_t i = 0; i < plan.changes.size(); ++i) rows_.push_back({Row::Change, "", i});
}

Rect ExportSheet::draw(state::App& app, Ui& ui, const Rect& area) {
  const ExportWork& work = app.exporting;
  collect(work);
  const Rect whole = sheet_place(ui, area, 860, 560);
  Rect panel = whole;
  draw_sheet_ground(ui, panel);
  const std::string_view title = work.corrected ? "Write a corrected copy" : "Export .anec";
  if (draw_sheet_title(ui, panel, title)) app.run_or_tell("cancel");
  draw_path(app, ui, panel.cut_top(ui.px(44)));
  draw_options(app, ui, panel.cut_top(ui.px(34)));
  draw_foot(app, ui, panel.cut_bottom(ui.px(44)));
  draw_answer(app, ui, panel);
  ui.hline(panel.x, panel.right(), panel.y, ui.c.line1);
  panel.cut_top(ui.line());
  if (!work.plan) {
    draw_loading(ui, panel);
  } else {
    draw_rows(ui, panel, work);
  }
  if (app.sheet == state::Sheet::Export && sheet_enter())
    app.run_or_tell(work.written() ? "export show" : "export write");
  return whole;
}

void ExportSheet::draw_path(state::App& app, Ui& ui, Rect bar) {
  const ExportWork& work = app.exporting;
  bar = bar.inset(ui.px(16), ui.px(10));
  // A script sets the path by a command.
  if (state::with_home(input_.text()) != work.path) input_.set(state::without_home(work.path));
  const bool bad = work.place == ExportWork::Place::NoFolder;
  if (input_.draw_framed(ui, bar, Icon::Export, "Path of the file to write", bad))
    state::set_export_path(app, state::with_home(input_.text()));
}

void ExportSheet::draw_modes(state::App& app, Ui& ui, Rect& bar) {
  const bool anecc = app.exporting.options.mode == exporter::Mode::Anecc;
  static constexpr std::array<std::string_view, 2> kModes = {"Correct", "As anecc writes it"};
  const Rect modes = bar.cut_left(ui.px(268));
  if (const auto mode = ui.segmented("mode", modes, kModes.data(), 2, anecc ? 1 : 0))
    app.run_or_tell(*mode == 1 ? "export mode anecc" : "export mode correct");
  ui.tooltip(modes,
             "Correct: derived from the container, tasks renumbered where they must be.\n"
             "As anecc writes it: the same bytes as that converter, with its mistakes.");
  bar.cut_left(ui.px(16));
}

void ExportSheet::draw_options(state::App& app, Ui& ui, Rect bar) {
  const ExportWork& work = app.exporting;
  bar = bar.inset(ui.px(16), ui.px(4));
  const bool anecc = work.options.mode == exporter::Mode::Anecc;
  if (work.document->anec() == nullptr) draw_modes(app, ui, bar);
  ui.text(bar.cut_left(ui.width(Style::Body, "Payload at") + ui.px(8)), Style::Body, ui.c.tx3, "Payload at");
  static constexpr std::array<std::string_view, 2> kPayloads = {"0x1000", "0x800"};
  const Rect payloads = bar.cut_left(ui.px(140));
  const bool at_800 = work.options.variant == anec::Variant::Header800;
  if (const auto payload = ui.segmented("payload", payloads, kPayloads.data(), 2, at_800 ? 1 : 0))
    app.run_or_tell("export payload " + std::string(kPayloads[static_cast<std::size_t>(*payload)]));
  ui.tooltip(payloads,
             "0x1000 is where all published files have it.\n0x800 is where the unmodified libane reads it.");
  float x = bar.x + ui.px(16);
  const float y = bar.y + ui.px(3);
  if (ui.chip(x, y, "Side file with names", work.sidecar)) app.run_or_tell("export sidecar");
  if (anecc && ui.chip(x, y, "ctx_ inputs too", work.options.force)) app.run_or_tell("export force");
  const std::vector<state::Choice> programs = state::export_program_choices(app);
  if (programs.size() < 2) return;
  for (const state::Choice& program : programs)
    if (ui.chip(x, y, program.title, work.options.program == program.argument))
      app.run_or_tell("export program " + program.argument);
}

void ExportSheet::draw_answer(const state::App& app, const Ui& ui, Rect& panel) const {
  const Answer answer = answer_of(app.exporting, warnings_in(problems_), ui);
  Rect area = panel.inset(ui.px(16), ui.px(8));
  const Rect mark = area.cut_left(ui.px(24));
  ui.icon({mark.x, mark.y, ui.px(16), ui.px(20)}, answer.icon, 16, answer.color);
  float height = ui.px(4);
  for (const auto& [style, color, text] :
       {std::tuple(Style::Lead, ui.c.tx1, answer.title), std::tuple(Style::Body, ui.c.tx2, answer.line)}) {
    const float lines =
        ui.paragraph({area.x, area.y + height - ui.px(4), area.w, area.h}, style, color, escaped(text));
    height += std::max(lines, ui.px(16)) + ui.px(4);
  }
  panel.cut_top(height + ui.px(12));
}

void ExportSheet::draw_rows(const Ui& ui, const Rect& area, const ExportWork& work) {
  const List list(ui, "export", area, rows_.size(), ui.px(kChannelRow), scroll_);
  for (std::size_t i = list.first; i < list.last; ++i) draw_row(ui, list.row(i), rows_[i], *work.plan);
}

void ExportSheet::draw_row(const Ui& ui, Rect place, const Row& row, const exporter::Plan& plan) const {
  if (row.kind == Row::Heading || row.kind == Row::Channels) {
    ui.fill(place, ui.c.bg2);
    ui.hline(place.x, place.right(), place.bottom() - ui.line(), ui.c.line1);
  }
  place = place.inset(ui.px(16), 0);
  switch (row.kind) {
    case Row::Heading:
      ui.text(place, Style::Caption, ui.c.tx3, row.text);
      return;
    case Row::Channels:
      for (std::size_t i = 0; i < kCells.size(); ++i)
        ui.text(cell_of(ui, place, static_cast<Cell>(i)), Style::Caption, ui.c.tx3, kCells[i].title,
                kCells[i].align);
      return;
    case Row::Channel:
      return draw_channel(ui, place, plan.channels[row.index], plan);
    case Row::Change:
      return draw_change(ui, place, plan.changes[row.index]);
    case Row::Problem:
      break;
  }
  const Diagnostic& problem = problems_[row.index];
  draw_severity(ui, place.cut_left(ui.px(16)), problem.severity);
  place.cut_left(ui.px(8));
  ui.text(place, Style::Body, ui.c.tx1, escaped(problem.message));
  ui.tooltip(place, escaped(problem.code) + "\n" + escaped(problem.message));
}

void ExportSheet::draw_foot(state::App& app, Ui& ui, Rect bar) {
  const ExportWork& work = app.exporting;
  ui.hline(bar.x, bar.right(), bar.y, ui.c.line1);
  bar = bar.inset(ui.px(16), ui.px(10));
  const bool written = work.written();
  const std::string_view action = written ? "Open it" : "Export";
  const Rect primary = bar.cut_right(ui.button_width(action, "Enter"));
  if (ui.button("export", primary, action, "Enter", true, written || state::can_write_export(app)))
    app.run_or_tell(written ? "export show" : "export write");
  bar.cut_right(ui.px(6));
  const std::string_view close = written ? "Close" : "Cancel";
  if (ui.button("close export", bar.cut_right(ui.button_width(close, "Esc")), close, "Esc"))
    app.run_or_tell("cancel");
  bar.cut_right(ui.px(12));
  if (work.place_of != work.path || written || work.writing) return;
  if (work.place == ExportWork::Place::NoFolder)
    ui.text(bar, Style::Caption, ui.c.error, "There is no such folder.");
  else if (work.place == ExportWork::Place::Taken)
    ui.text(bar, Style::Caption, ui.c.warning, "A file of this name is there; the export takes its place.");
}

}  // namespace ane::ui
