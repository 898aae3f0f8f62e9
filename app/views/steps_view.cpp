#include <algorithm>
#include <cmath>

#include "app/views/all_views.hpp"
#include "app/views/list_parts.hpp"
#include "app/views/step_marks.hpp"

namespace ane::views {
namespace {

using state::Breakpoint;
using state::OpenFile;
using ui::Align;
using ui::Elide;
using ui::Rect;
using ui::Style;

// At scale 1.
constexpr float kGutter = 20, kArrowRoom = 14, kNumberRoom = 26, kInputRow = 28;
constexpr std::size_t kMostShown = 6;  ///< breakpoints, and watches, before they scroll away

class StepsView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    if (context.file->document()->tasks().empty()) {
      return ui::draw_empty(context.ui, context.area, "No task was found",
                            "There is nothing that could be stepped through.");
    }
    if (!context.file->tasks) return ui::draw_loading(context.ui, context.area);
    Rect area = context.area;
    Rect below = area.cut_bottom(std::min(lower_height(context), std::round(area.h * 0.6F)));
    draw_tasks(context, area);
    draw_breakpoints(context, below);
    draw_watches(context, below);
  }

  std::string badge(const state::App& app) override {
    const OpenFile* file = app.active();
    return file == nullptr ? "" : std::to_string(file->document()->tasks().size());
  }

 private:
  // A command of a row may change the list: what is drawn is a copy.
  static std::vector<Breakpoint> breakpoints_here(const ui::ViewContext& context) {
    return context.app.debugging.marks_of(context.file->id()).breakpoints;
  }
  static std::vector<std::string> watches_here(const ui::ViewContext& context) {
    return context.app.debugging.marks_of(context.file->id()).watches;
  }

  static float lower_height(const ui::ViewContext& context) {
    const ui::Ui& ui = context.ui;
    const std::size_t rows = std::min(breakpoints_here(context).size(), kMostShown) +
                             std::min(watches_here(context).size(), kMostShown);
    return 2 * ui.px(24 + kInputRow) + static_cast<float>(rows) * ui.row() + ui.px(8);
  }

  void draw_tasks(ui::ViewContext& context, const Rect& area) {
    const ui::Ui& ui = context.ui;
    OpenFile& file = *context.file;
    const auto& rows = file.tasks->rows();
    if (watch_.changed(file) && !area.contains(ImGui::GetIO().MousePos))
      ui::reveal_row(scroll_, file.current_task(), ui.row());
    const std::size_t current = file.current_task();
    if (const auto next = row_by_key(context, current, rows.size(), area.h / ui.row())) {
      context.app.select(file.same_in_task(*next));
      ui::reveal_row(scroll_, *next, ui.row());
    }
    ui::List list(ui, "steps", area, rows.size(), ui.row(), scroll_);
    for (std::size_t i = list.first; i < list.last; ++i) {
      const Rect row = list.row(i);
      ui::draw_row_ground(ui, row, i == current, context.focused, list.hovered == i);
      draw_task(context, row, i);
      if (list.hovered != i) continue;
      file.hover = file.of_task(i);
      const bool gutter = ImGui::GetIO().MousePos.x < row.x + ui.px(kGutter);
      if (ui.clicks(row) && gutter) {
        context.app.run_or_tell("debug.breakpoint " + std::to_string(i));
      } else if (ui.clicks(row)) {
        context.app.select(file.same_in_task(i));
      }
      if (ui.double_clicks(row) && !gutter) context.app.run_or_tell("debug.to-task " + std::to_string(i));
      ui.tooltip(row, gutter ? "Click: breakpoint before this task" : rows[i].summary);
    }
  }

  static void draw_task(const ui::ViewContext& context, const Rect& row, std::size_t task) {
    const ui::Ui& ui = context.ui;
    const state::DebugMoment* moment = moment_here(context.app);
    const float middle = row.y + row.h / 2;
    if (const Breakpoint* breakpoint = breakpoint_on(context.app, task))
      draw_breakpoint_dot(ui, {row.x + ui.px(11), middle}, *breakpoint);
    float x = row.x + ui.px(kGutter);
    if (moment != nullptr && moment->next() == task) draw_next_arrow(ui, {x, middle}, moment->refused);
    x += ui.px(kArrowRoom - 4);
    const bool ran =
        moment != nullptr && task >= moment->first_task && task - moment->first_task < moment->position;
    const ImU32 color = ran ? ui.c.tx1 : ui.c.tx2;
    ui.text({x, row.y, ui.px(kNumberRoom), row.h}, Style::Data, color, std::to_string(task), Align::Right,
            Elide::Never);
    x += ui.px(kNumberRoom + 10);
    const state::TaskRow& values = context.file->tasks->rows()[task];
    ui.block_bar(x, row.y + ui.px(3), row.h - ui.px(6), values.engine);
    x += ui.px(10);
    Rect text{x, row.y, row.right() - x - ui.px(12), row.h};
    if (ran) draw_inferred(ui, text, moment->outcomes[task - moment->first_task]);
    ui.text(text, Style::Body, color, values.summary.empty() ? "not known" : values.summary);
  }

  /// Says where a task ran on rules that nothing confirms.
  static void draw_inferred(const ui::Ui& ui, Rect& text, const exec::TaskOutcome& outcome) {
    if (outcome.basis != exec::Basis::Inferred) return;
    constexpr std::string_view kMark = "~ inferred";
    const Rect mark = text.cut_right(ui.width(Style::Caption, kMark));
    text.cut_right(ui.px(6));
    ui.text(mark, Style::Caption, ui.c.changed, kMark, Align::Right, Elide::Never);
    std::string rules;
    for (const std::string& rule : outcome.rules) rules += (rules.empty() ? "" : "\n") + rule;
    ui.tooltip(mark, rules);
  }

  static void draw_heading(const ui::Ui& ui, Rect& area, std::string_view title) {
    const Rect line = area.cut_top(ui.px(24));
    ui.hline(line.x, line.right(), line.y, ui.c.line1);
    ui.text({line.x + ui.px(12), line.y, line.w - ui.px(24), line.h}, Style::Caption, ui.c.tx3, title);
  }

  void draw_breakpoints(ui::ViewContext& context, Rect& area) {
    ui::Ui& ui = context.ui;
    draw_heading(ui, area, "Breakpoints");
    const std::vector<Breakpoint> list = breakpoints_here(context);
    const std::size_t from = list.size() > kMostShown ? list.size() - kMostShown : 0;
    for (std::size_t i = from; i < list.size(); ++i) {
      const Rect row = area.cut_top(ui.row());
      const Breakpoint& breakpoint = list[i];
      const bool hovered = ui.hovers(row);
      ui::draw_row_ground(ui, row, false, context.focused, hovered);
      draw_breakpoint_dot(ui, {row.x + ui.px(16), row.y + row.h / 2}, breakpoint);
      const std::string text =
          breakpoint.task ? "task " + std::to_string(*breakpoint.task) : breakpoint.condition;
      ui.text({row.x + ui.px(30), row.y, row.w - ui.px(60), row.h}, Style::Data,
              breakpoint.enabled ? ui.c.tx1 : ui.c.tx3, text);
      const std::string number = std::to_string(i + 1);
      const Rect cross{row.right() - ui.px(28), row.y, ui.px(20), row.h};
      if (hovered) ui.icon(cross, ui::Icon::Close, 10, ui.c.tx3);
      if (ui.clicks(cross)) {
        context.app.run_or_tell("debug.breakpoint-remove " + number);
      } else if (ui.clicks(row)) {
        context.app.run_or_tell("debug.breakpoint-enable " + number);
      }
      ui.tooltip(row, std::string(breakpoint.task ? "Stops before this task."
                                                  : "Stops after a task of which this holds.") +
                          "\nClick: on or off");
    }
    draw_adding(context, area, "add condition", condition_, "out.max > 6", "debug.breakpoint-if ");
  }

  void draw_watches(ui::ViewContext& context, Rect& area) {
    const ui::Ui& ui = context.ui;
    draw_heading(ui, area, "Watches");
    const auto values = moment_here(context.app) == nullptr ? std::vector<state::WatchedValue>()
                                                            : state::watched_values(context.app);
    const std::vector<std::string> watches = watches_here(context);
    for (std::size_t i = 0; i < std::min(watches.size(), kMostShown); ++i) {
      const Rect row = area.cut_top(ui.row());
      const bool hovered = ui.hovers(row);
      ui::draw_row_ground(ui, row, false, context.focused, hovered);
      ui.text({row.x + ui.px(12), row.y, row.w * 0.5F - ui.px(12), row.h}, Style::Data, ui.c.tx1, watches[i],
              Align::Left, Elide::Middle);
      if (i < values.size()) draw_watched(ui, row, values[i]);
      const Rect cross{row.right() - ui.px(24), row.y, ui.px(20), row.h};
      if (hovered) ui.icon(cross, ui::Icon::Close, 10, ui.c.tx3);
      if (ui.clicks(cross)) context.app.run_or_tell("debug.watch " + watches[i]);
    }
    draw_adding(context, area, "add watch", expression_, "out.mean", "debug.watch ");
  }

  static void draw_watched(const ui::Ui& ui, const Rect& row, const state::WatchedValue& value) {
    const Rect right{row.x + row.w * 0.5F, row.y, row.w * 0.5F - ui.px(26), row.h};
    if (!value.error.empty()) {
      ui.text(right, Style::Caption, ui.c.error, value.error, Align::Right);
      ui.tooltip(row, value.error);
      return;
    }
    const bool changed = value.before != value.now;
    const float half = std::round(right.w / 2);
    ui.text({right.x, right.y, half - ui.px(10), right.h}, Style::Data, ui.c.tx3, value.before, Align::Right);
    ui.text({right.x + half - ui.px(10), right.y, ui.px(20), right.h}, Style::Data, ui.c.tx3, "→",
            Align::Centre, Elide::Never);
    ui.text({right.x + half + ui.px(10), right.y, half - ui.px(10), right.h}, Style::Data,
            changed ? ui.c.changed : ui.c.tx1, value.now);
  }

  static void draw_adding(ui::ViewContext& context, Rect& area, const char* id, std::string& text,
                          const char* hint, std::string_view command) {
    ui::Ui& ui = context.ui;
    const Rect box = area.cut_top(ui.px(kInputRow)).inset(ui.px(8), ui.px(2));
    bool submit = false;
    ui.input(id, box, text, hint, ui::Icon::Plus, false, &submit);
    if (!submit || text.empty()) return;
    const auto done = context.app.run(std::string(command) + text);
    if (done) {
      text.clear();
    } else {
      context.app.toast(Severity::Error, done.error().message);
    }
  }

  ui::Scroll scroll_;
  ui::SelectionWatch watch_;
  std::string condition_, expression_;
};

}  // namespace

std::unique_ptr<ui::View> make_steps_view() {
  return std::make_unique<StepsView>();
}

}  // namespace ane::views
