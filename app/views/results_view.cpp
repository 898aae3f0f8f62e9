// What came out of a run: the answer in one sentence, results worst first with the tolerance beside them, how
// long it took, and small outputs as bars.

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/commands.hpp"
#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/list_parts.hpp"
#include "app/views/result_rows.hpp"
#include "app/views/run_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using ui::Align;
using ui::Rect;
using ui::Style;

constexpr std::uint64_t kMostBars = 64;
constexpr std::array<Column, 7> kComparedColumns = {{{"", 14},
                                                     {"Task", 28, Align::Right},
                                                     {"Output", 100, Align::Left, true},
                                                     {"Max |A−B|", 66, Align::Right},
                                                     {"ULP", 42, Align::Right},
                                                     {"Cosine", 56, Align::Right},
                                                     {"Over", 40, Align::Right}}};
constexpr std::array<Column, 8> kPlainColumns = {{{"", 14},
                                                  {"Task", 28, Align::Right},
                                                  {"Output", 100, Align::Left, true},
                                                  {"Min", 56, Align::Right},
                                                  {"Max", 56, Align::Right},
                                                  {"NaN, Inf", 52, Align::Right},
                                                  {"Basis", 56},
                                                  {"Hazards", 48, Align::Right}}};

class ResultsView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    const state::RunWork& work = context.app.running;
    const state::FinishedRun* run = work.shown();
    if (run == nullptr) return draw_nothing(context);
    if (!run->trace) return draw_failure(context, *run);
    refresh(context.app);
    Rect area = context.area;
    draw_head(context, area, *run);
    draw_output(context, area, *run->trace);
    draw_foot(context.ui, area);
    draw_table(context, area);
  }

  std::string badge(const state::App& app) override {
    const run::Trace* trace = app.running.trace();
    if (trace == nullptr) return "";
    const auto count = std::count_if(trace->tensors.begin(), trace->tensors.end(), [](const auto& tensor) {
      return tensor->role != run::TensorRole::Input;
    });
    return ui::comma_number(static_cast<std::uint64_t>(count));
  }

 private:
  static void draw_nothing(const ui::ViewContext& context) {
    const state::Command* command = state::find_command("run");
    const std::string key = ui::key_label(state::key_of(context.app, *command));
    if (context.app.running.running) return ui::draw_loading(context.ui, context.area);
    ui::draw_empty(context.ui, context.area, "Nothing has run yet",
                   "Press " + key + " to run the program on the inputs at the left.");
  }

  static void draw_failure(const ui::ViewContext& context, const state::FinishedRun& run) {
    const ui::Ui& ui = context.ui;
    Rect column = context.area.inset(ui.px(12), ui.px(12));
    ui.text(column.cut_top(ui.px(24)), Style::Title, ui.c.tx1, "It could not be run");
    draw_sentence(ui, column, ui.c.error, run.failure, ui::Icon::Error);
    if (!run.advice.empty()) draw_sentence(ui, column, ui.c.tx1, "What to do: " + run.advice, ui::Icon::Info);
  }

  void refresh(const state::App& app) {
    const state::RunWork& work = app.running;
    if (run_ == work.a && comparison_ == work.comparison) {
      if (steps_ != work.steps) reveal(app);
      return;
    }
    run_ = work.a;
    comparison_ = work.comparison;
    table_ = result_table(work, *work.shown());
    reveal(app);
  }

  void reveal(const state::App& app) {
    steps_ = app.running.steps;
    wanted_.reset();
    for (std::size_t i = 0; i < table_.rows.size(); ++i)
      if (table_.rows[i].tensor == app.running.tensor) wanted_ = i;
  }

  void draw_head(const ui::ViewContext& context, Rect& area, const state::FinishedRun& run) const {
    const ui::Ui& ui = context.ui;
    const state::RunWork& work = context.app.running;
    Rect column = area.inset(ui.px(12), 0);
    column.cut_top(ui.px(10));
    const float width = ui.width(Style::Title, table_.headline);
    if (width > column.w) {
      column.cut_top(ui.paragraph(column, Style::BodyBold, ui.c.tx1, table_.headline) + ui.px(2));
    } else {
      ui.text(column.cut_top(ui.px(22)), Style::Title, ui.c.tx1, table_.headline);
    }
    if (!table_.missing.empty()) draw_sentence(ui, column, ui.c.warning, table_.missing, ui::Icon::Warning);
    if (!table_.under.empty())
      draw_sentence(ui, column, run.failure.empty() ? ui.c.tx2 : ui.c.error, table_.under);
    if (work.comparing) draw_sentence(ui, column, ui.c.tx3, "Comparing with " + work.b_title + " …");
    if (!work.b_error.empty())
      draw_sentence(ui, column, ui.c.warning, "B: " + work.b_error, ui::Icon::Warning);
    if (table_.compared) {
      const run::Tolerance& t = comparison_->tolerance;
      draw_sentence(ui, column, ui.c.tx3,
                    "B is " + work.b_title + " · within: |A − B| ≤ " + number(t.absolute) + " + " +
                        number(t.relative) + " · |B|");
      draw_problems(ui, column, work.b->report.problems);
    }
    draw_problems(ui, column, run.trace->report.problems);
    if (run.changes > 0)
      draw_sentence(ui, column, ui.c.changed,
                    "Ran with " + ui::plural(run.changes, "change") + " that the file has not.");
    column.cut_top(ui.px(4));
    area.cut_top(column.y - area.y);
  }

  static void draw_problems(const ui::Ui& ui, Rect& column, const Diagnostics& problems) {
    constexpr std::size_t kMost = 3;
    std::size_t shown = 0;
    for (const Diagnostic& problem : problems.list()) {
      if (problem.severity == Severity::Note || ++shown > kMost) continue;
      draw_sentence(ui, column, ui.c.warning, problem.message, ui::Icon::Warning);
    }
    if (shown > kMost)
      draw_sentence(ui, column, ui.c.warning, ui::comma_number(shown - kMost) + " more warnings");
  }

  void draw_table(ui::ViewContext& context, Rect area) {
    if (table_.compared) return draw_rows(context, area, kComparedColumns);
    draw_rows(context, area, kPlainColumns);
  }

  void draw_rows(ui::ViewContext& context, Rect area, std::span<const Column> kinds) {
    const ui::Ui& ui = context.ui;
    const Columns columns(ui, kinds, area);
    columns.draw_header(ui, area.cut_top(ui.px(24)), kinds.size(), false);
    const auto current = [&]() -> std::optional<std::size_t> {
      for (std::size_t i = 0; i < table_.rows.size(); ++i)
        if (table_.rows[i].tensor == context.app.running.tensor) return i;
      return std::nullopt;
    }();
    if (const auto next = row_by_key(context, current, table_.rows.size(), area.h / ui.row()))
      choose(context, *next);
    if (wanted_) ui::reveal_row(scroll_, *wanted_, ui.row());
    wanted_.reset();
    const ui::List list(ui, "results", area, table_.rows.size(), ui.row(), scroll_);
    for (std::size_t i = list.first; i < list.last; ++i) {
      draw_row(context, columns, kinds, list.row(i), table_.rows[i], current == i, list.hovered == i);
      if (ui.clicks(list.row(i))) choose(context, i);
    }
  }

  void choose(ui::ViewContext& context, std::size_t number) const {
    const ResultRow& row = table_.rows[number];
    if (!row.tensor) return;
    context.app.run_or_tell("run.tensor " + std::to_string(*row.tensor));
    if (!row.element) return;
    const run::Shape at = run::index_of(context.app.running.tensor_a()->shape, *row.element);
    context.app.run_or_tell("run.element " + std::to_string(at[0]) + "," + std::to_string(at[1]) + "," +
                            std::to_string(at[2]) + "," + std::to_string(at[3]));
  }

  void draw_row(const ui::ViewContext& context, const Columns& columns, std::span<const Column> kinds,
                const Rect& row, const ResultRow& result, bool selected, bool hovered) const {
    const ui::Ui& ui = context.ui;
    draw_row_ground(ui, row, selected, context.focused, hovered);
    const Rect mark = columns.cell(row, 0);
    draw_mark(ui, mark, result.mark);
    const bool fails = result.mark == ResultMark::Fails;
    const bool quiet = result.mark == ResultMark::NotCompared;
    for (std::size_t i = 1; i < kinds.size() && columns.has(i); ++i) {
      const bool verdict = fails && (i == 3 || i == 6);
      const ImU32 color = verdict                                        ? ui.c.error
                          : result.mark == ResultMark::Refused && i == 2 ? ui.c.error
                          : quiet || (table_.compared && i == 6)         ? ui.c.tx3
                          : result.inferred && i == 2                    ? ui.c.warning
                          : i == 1                                       ? ui.c.tx2
                                                                         : ui.c.tx1;
      if (i == 2) {
        draw_output_cell(ui, columns.cell(row, i), color, result);
      } else {
        ui.text(columns.cell(row, i), Style::Small, color, result.cells[i - 1], kinds[i].align,
                ui::Elide::Middle);
      }
    }
    if (hovered && !result.note.empty()) ui.tooltip(row, result.note);
  }

  /// Where room is short the name gives way: another shape can look like this one when it is cut.
  static void draw_output_cell(const ui::Ui& ui, Rect cell, ImU32 color, const ResultRow& result) {
    const std::string name = (result.inferred ? "~ " : "") + result.cells[1];
    const float shape = result.shape.empty() ? 0 : ui.width(Style::Small, result.shape);
    const float gap = shape == 0 || result.cells[1].empty() ? 0 : ui.px(6);
    const float room = std::max(0.0F, cell.w - shape - gap);
    const float end = ui.text({cell.x, cell.y, room, cell.h}, Style::Small, color, name);
    if (end > cell.x) cell.cut_left(end - cell.x + gap);
    ui.text(cell, Style::Small, color, result.shape, Align::Left, ui::Elide::Never);
  }

  static void draw_mark(const ui::Ui& ui, const Rect& place, ResultMark mark) {
    if (mark == ResultMark::Passes) ui.icon(place, ui::Icon::Check, 12, ui.c.tx2);
    if (mark == ResultMark::Fails) ui.icon(place, ui::Icon::Warning, 12, ui.c.error);
    if (mark == ResultMark::Refused) ui.icon(place, ui::Icon::Error, 12, ui.c.error);
  }

  void draw_foot(const ui::Ui& ui, Rect& area) const {
    const bool timed = !table_.timing.empty();
    Rect foot = area.cut_bottom(ui.px(timed ? 44.0F : 26.0F));
    ui.hline(foot.x, foot.right(), foot.y, ui.c.line1);
    foot = foot.inset(ui.px(8), ui.px(4));
    const Rect line = foot.cut_top(ui.px(18));
    ui.text(line, Style::Caption, ui.c.tx3, table_.foot);
    ui.tooltip(line, table_.foot_note);
    if (!timed) return;
    ui.text(foot, Style::Caption, ui.c.tx3, table_.timing);
    ui.tooltip(foot, table_.timing);
  }

  /// The outputs that are small enough for a bar each, first one first.
  static const run::KeptTensor* small_output(const run::Trace& trace) {
    for (const run::KeptTensorPtr& tensor : trace.tensors)
      if (tensor->role == run::TensorRole::Output && tensor->count() > 1 && tensor->count() <= kMostBars)
        return tensor.get();
    return nullptr;
  }

  void draw_output(ui::ViewContext& context, Rect& area, const run::Trace& trace) {
    const ui::Ui& ui = context.ui;
    const run::KeptTensor* output = small_output(trace);
    if (output == nullptr || area.h < ui.px(260)) return;
    const float wanted = ui.px(50) + static_cast<float>(output->count()) * ui.px(17);
    Rect part = area.cut_bottom(std::round(std::min(wanted, area.h * 0.45F)));
    ui.hline(part.x, part.right(), part.y, ui.c.line1);
    part = part.inset(ui.px(12), ui.px(4));
    ui.text(part.cut_top(ui.px(18)), Style::Caption, ui.c.tx3, "Output");
    const Rect title = part.cut_top(ui.px(20));
    const float x = ui.text(title, Style::DataBold, ui.c.tx1, escaped(output->name)) + ui.px(10);
    ui.text({x, title.y, title.right() - x, title.h}, Style::Small, ui.c.tx3, ui::shape_text(output->shape));
    draw_bars(ui, part, *output);
  }

  void draw_bars(const ui::Ui& ui, const Rect& area, const run::KeptTensor& output) {
    const model::Statistics& s = output.statistics;
    const double low = std::min(0.0, s.min), high = std::max(0.0, s.max), span = high - low;
    const ui::List list(ui, "bars", area, output.count(), ui.px(17), bars_);
    for (std::size_t i = list.first; i < list.last; ++i) {
      Rect row = list.row(i).inset(0, ui.px(2));
      const double value = output.value(i);
      ui.text(row.cut_left(ui.px(22)), Style::Small, ui.c.tx3, std::to_string(i), Align::Right);
      row.cut_left(ui.px(8));
      const bool largest = value == s.max && s.max > s.min;
      ui.text(row.cut_right(ui.px(72)), Style::Small, largest ? ui.c.tx1 : ui.c.tx2, short_value(value),
              Align::Right);
      ui.fill(row, ui.c.bg0);
      if (!std::isfinite(value) || span <= 0) continue;
      const auto at = [&](double v) { return row.x + row.w * static_cast<float>((v - low) / span); };
      const float from = std::round(at(std::min(value, 0.0))), to = std::round(at(std::max(value, 0.0)));
      ui.fill({from, row.y, std::max(ui.line(), to - from), row.h}, largest ? ui.c.accent : ui.c.tx4);
    }
  }

  int run_ = 0;
  std::shared_ptr<const run::TraceComparison> comparison_;
  std::uint64_t steps_ = 0;
  std::optional<std::size_t> wanted_;
  ResultTable table_;
  ui::Scroll scroll_, bars_;
};

}  // namespace

std::unique_ptr<ui::View> make_results_view() {
  return std::make_unique<ResultsView>();
}

}  // namespace ane::views
