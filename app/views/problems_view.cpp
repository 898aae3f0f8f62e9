#include <algorithm>
#include <array>

#include "app/state/export_work.hpp"
#include "app/state/fuzzy.hpp"
#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

enum ProblemCells { kProblemMark, kProblemCode, kProblemMessage, kProblemWhere, kProblemTask };
constexpr std::array<Column, 5> kProblemColumns = {{{"", 16},
                                                    {"Code", 150},
                                                    {"Message", 160, ui::Align::Left, true},
                                                    {"Where", 124},
                                                    {"Task", 40, ui::Align::Right}}};
constexpr std::array<Severity, 3> kSeverities = {Severity::Error, Severity::Warning, Severity::Note};

state::Selection selection_of(const state::OpenFile& file, const Diagnostic& problem) {
  const std::uint64_t size = file.document()->file().size();
  if (!problem.where.empty() && problem.where.end() <= size) return file.of_extent(problem.where, {});
  if (problem.task && *problem.task < file.document()->tasks().size()) return file.of_task(*problem.task);
  if (problem.where.offset < size && problem.where.offset != 0) return file.at_byte(problem.where.offset);
  return {};
}

/// The problems of one file, kept until another list takes their place.
class ProblemList {
 public:
  void update(const state::OpenFile& file) {
    const void* source = file.survey ? static_cast<const void*>(file.survey.get())
                                     : static_cast<const void*>(file.document().get());
    if (source == source_ && file.id() == file_) return;
    source_ = source;
    file_ = file.id();
    all_ = file.survey ? file.survey->problems : file.document()->problems().list();
    std::stable_sort(all_.begin(), all_.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.severity > b.severity; });
    counts_ = {};
    for (const Diagnostic& problem : all_) ++counts_[static_cast<std::size_t>(problem.severity)];
    stale_ = true;
  }
  void filter_by(const std::string& text, const std::array<bool, 3>& shown) {
    if (!stale_ && text == text_ && shown == shown_) return;
    text_ = text;
    shown_ = shown;
    stale_ = false;
    rows_.clear();
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const Diagnostic& problem = all_[i];
      if (!shown[static_cast<std::size_t>(problem.severity)]) continue;
      if (state::contains_text(problem.code, text) || state::contains_text(problem.message, text))
        rows_.push_back(i);
    }
  }
  std::size_t count(Severity severity) const { return counts_[static_cast<std::size_t>(severity)]; }
  std::size_t total() const { return all_.size(); }
  std::size_t size() const { return rows_.size(); }
  const Diagnostic& operator[](std::size_t row) const { return all_[rows_[row]]; }

 private:
  const void* source_ = nullptr;
  int file_ = 0;
  std::vector<Diagnostic> all_;
  std::vector<std::size_t> rows_;
  std::array<std::size_t, 3> counts_{};
  std::array<bool, 3> shown_{};
  std::string text_;
  bool stale_ = true;
};

class ProblemsView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    list_.update(*context.file);
    list_.filter_by(filter_, shown_);
    if (list_.total() == 0) {
      const char* hint = context.file->survey ? "Every command, record and task was looked at."
                                              : "Tasks and symbols are still being looked at.";
      return ui::draw_empty(context.ui, context.area, "No problems found", hint);
    }
    ui::Rect area = context.area;
    if (state::can_correct(context.app)) draw_correction(context, area.cut_top(context.ui.px(36)));
    draw_bar(context, area.cut_top(context.ui.px(32)));
    if (list_.size() == 0) return draw_none(context, area);
    draw_rows(context, area);
    draw_row_menu(context);
  }

  std::string badge(const state::App& app) override {
    const state::OpenFile* file = app.active();
    if (file == nullptr) return "";
    list_.update(*file);
    return list_.total() == 0 ? "" : std::to_string(list_.total());
  }

 private:
  static void draw_correction(ui::ViewContext& context, ui::Rect bar) {
    ui::Ui& ui = context.ui;
    ui.fill(bar, ui.c.bg2);
    ui.hline(bar.x, bar.right(), bar.bottom() - ui.line(), ui.c.line1);
    bar = bar.inset(ui.px(12), ui.px(6));
    constexpr std::string_view kAction = "Write a corrected copy…";
    const ui::Rect button = bar.cut_right(ui.button_width(kAction));
    if (ui.button("correct", button, kAction, {}, true)) context.app.run_or_tell("export corrected");
    bar.cut_right(ui.px(12));
    ui.icon(bar.cut_left(ui.px(16)), ui::Icon::Info, 14, ui.c.info);
    bar.cut_left(ui.px(6));
    ui.text(bar, ui::Style::Body, ui.c.tx1,
            "Only the numbering is wrong: the tasks have their inputs first, the header its outputs.");
  }

  void draw_bar(ui::ViewContext& context, const ui::Rect& bar) {
    ui::Ui& ui = context.ui;
    float x = bar.x + ui.px(8);
    const float y = bar.y + ui.px(6);
    for (const Severity severity : kSeverities) {
      if (list_.count(severity) == 0) continue;
      bool& shown = shown_[static_cast<std::size_t>(severity)];
      if (ui.chip(x, y, ui::plural(list_.count(severity), severity_name(severity)), shown)) shown = !shown;
    }
    const float room = bar.right() - ui.px(8) - x;
    if (room < ui.px(80)) return;
    const float width = std::min(ui.px(240), room);
    draw_filter_box(context, {bar.right() - ui.px(8) - width, bar.y + ui.px(5), width, ui.px(22)}, "##filter",
                    filter_, "Filter", "problems");
  }

  void draw_none(ui::ViewContext& context, const ui::Rect& area) {
    if (!filter_.empty()) {
      draw_no_match(context, area, filter_);
      return;
    }
    ui::draw_empty(context.ui, area, ui::plural(list_.total(), "problem") + " hidden",
                   "The chips above show them.");
  }

  void draw_rows(ui::ViewContext& context, ui::Rect area) {
    const ui::Ui& ui = context.ui;
    const Columns columns(ui, kProblemColumns, area);
    columns.draw_header(ui, area.cut_top(ui.px(24)), kProblemColumns.size(), false);
    const bool pointed = ui.hovers(area);
    if (watch_.changed(*context.file)) follow_selection(*context.file, pointed, ui.row());
    choose_by_key(context, area);
    ui::List rows(ui, "problems", area, list_.size(), ui.row(), scroll_);
    for (std::size_t i = rows.first; i < rows.last; ++i)
      draw_row(context, columns, rows.row(i), i, rows.hovered == i);
    if (!rows.hovered) return;
    const Diagnostic& problem = list_[*rows.hovered];
    context.file->hover = selection_of(*context.file, problem);
    const bool right = ImGui::IsMouseClicked(ImGuiMouseButton_Right);
    if (right || ImGui::IsMouseClicked(ImGuiMouseButton_Left)) choose(context, *rows.hovered);
    if (right) open_row_menu();
    ui.tooltip(rows.row(*rows.hovered), escaped(problem.code) + "\n" + escaped(problem.message));
  }

  void draw_row(const ui::ViewContext& context, const Columns& columns, const ui::Rect& row,
                std::size_t index, bool hovered) const {
    const ui::Ui& ui = context.ui;
    const Diagnostic& problem = list_[index];
    const bool selected = chosen_ == index;
    ui::draw_row_ground(ui, row, selected, context.focused, hovered);
    const ImU32 quiet = selected ? ui.c.tx2 : ui.c.tx3;
    ui::draw_severity(ui, columns.cell(row, kProblemMark), problem.severity);
    ui.text(columns.cell(row, kProblemCode), ui::Style::Data, ui.c.tx2, escaped(problem.code));
    ui.text(columns.cell(row, kProblemMessage), ui::Style::Body, ui.c.tx1, escaped(problem.message));
    const bool somewhere = !problem.where.empty();
    ui.text(columns.cell(row, kProblemWhere), ui::Style::Data, somewhere ? quiet : ui.c.tx4,
            somewhere ? range_text(problem.where) : "—");
    ui.text(columns.cell(row, kProblemTask), ui::Style::Data, problem.task ? quiet : ui.c.tx4,
            problem.task ? std::to_string(*problem.task) : "—", ui::Align::Right);
  }

  void choose_by_key(ui::ViewContext& context, const ui::Rect& area) {
    const auto next = row_by_key(context, chosen_, list_.size(), area.h / context.ui.row());
    if (next) {
      choose(context, *next);
      ui::reveal_row(scroll_, *next, context.ui.row());
    }
    const bool enter =
        context.focused && !ImGui::GetIO().WantTextInput && ImGui::IsKeyPressed(ImGuiKey_Enter);
    if (!enter || !chosen_ || *chosen_ >= list_.size()) return;
    choose(context, *chosen_);
    context.app.run_or_tell("view hex");
  }

  void choose(ui::ViewContext& context, std::size_t index) {
    chosen_ = index;
    const state::Selection selection = selection_of(*context.file, list_[index]);
    if (!selection.empty()) context.app.select(selection);
  }

  void follow_selection(const state::OpenFile& file, bool pointed, float row_height) {
    if (chosen_ && *chosen_ < list_.size() && selection_of(file, list_[*chosen_]) == file.selection()) return;
    chosen_.reset();
    for (std::size_t i = 0; i < list_.size() && !file.selection().empty(); ++i) {
      const Extent where = list_[i].where;
      if (where.empty() || where != file.selection().bytes) continue;
      chosen_ = i;
      if (!pointed) ui::reveal_row(scroll_, i, row_height);
      return;
    }
  }

  ProblemList list_;
  std::array<bool, 3> shown_ = {true, true, true};
  std::string filter_;
  ui::Scroll scroll_;
  ui::SelectionWatch watch_;
  std::optional<std::size_t> chosen_;
};

}  // namespace

std::unique_ptr<ui::View> make_problems_view() {
  return std::make_unique<ProblemsView>();
}

}  // namespace ane::views
