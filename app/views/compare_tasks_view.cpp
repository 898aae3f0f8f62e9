// Tasks of both files side by side, each beside its counterpart.

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "app/state/aligned_rows.hpp"
#include "app/views/all_views.hpp"
#include "app/views/compare_parts.hpp"
#include "app/views/compare_strip.hpp"
#include "app/views/list_parts.hpp"

namespace ane::views {
namespace {

using diff::TaskPair;
using state::AlignedRow;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr float kMiddle = 36, kNote = 88;
constexpr const char* kTaskMenu = "compared task";

/// The parts of a row.
struct Halves {
  Rect a, gutter, b, note;
};
Halves halves_of(const ui::Ui& ui, const Rect& row) {
  const float half = std::floor((row.w - ui.px(kMiddle) - ui.px(kNote)) / 2);
  Rect rest = row;
  Halves made;
  made.a = rest.cut_left(half);
  made.gutter = rest.cut_left(ui.px(kMiddle));
  made.b = rest.cut_left(half);
  made.note = rest;
  return made;
}

/// A task that is being dragged.
struct Dragged {
  std::size_t task = 0;
  bool side_b = false;
  bool moved = false;  ///< far enough to be no click
};

class CompareTasksView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    if (draw_without_comparison(context)) return;
    const ui::Ui& ui = context.ui;
    refresh(context);
    Rect area = context.area;
    if (result_->comparison.tasks.empty())
      return ui::draw_empty(ui, area, "No task to compare", "Neither file has tasks that can be decoded.");
    if (const auto pair = strip_.draw(context, area.cut_top(ui.px(24)), result_->comparison))
      context.app.run_or_tell(select_command(result_->comparison.tasks[*pair]));
    draw_header(context, area.cut_top(ui.px(24)));
    if (area.h > ui.px(160)) draw_foot(ui, area.cut_bottom(ui.px(26)));
    handle_keys(context, area);
    draw_rows(context, area);
    draw_drag(context);
    draw_menu(context);
  }

  void draw_tools(ui::ViewContext& context, Rect& bar) override {
    const state::ComparisonWork& work = context.app.comparing;
    if (!work.result) return;
    ui::Ui& ui = context.ui;
    const std::string position = state::comparison_position(work);
    const Rect place = bar.cut_right(std::max(ui.px(56), ui.width(Style::Small, position) + ui.px(8)));
    ui.text(place, Style::Small, ui.c.tx2, position, Align::Right);
    bar.cut_right(ui.px(4));
    if (ui.icon_button("next", bar.cut_right(ui.px(24)).inset(0, ui.px(2)), ui::Icon::Down,
                       "Next difference (F8)"))
      context.app.run_or_tell("compare.next");
    bar.cut_right(ui.px(2));
    if (ui.icon_button("previous", bar.cut_right(ui.px(24)).inset(0, ui.px(2)), ui::Icon::Up,
                       "Previous difference (Shift+F8)"))
      context.app.run_or_tell("compare.previous");
    std::string_view only = "only changes  D";
    const auto left_of = [&] { return bar.right() - std::round(ui.width(Style::Caption, only)) - ui.px(24); };
    if (left_of() < bar.x) only = "changes";
    float x = left_of();
    if (x < bar.x) return;
    if (ui.chip(x, bar.y + ui.px(4), only, work.only_changes))
      context.app.run_or_tell("compare.only-changes");
  }

  std::string badge(const state::App& app) override {
    const diff::Comparison* comparison = app.comparing.comparison();
    return comparison == nullptr ? "" : ui::comma_number(comparison->tasks.size());
  }

 private:
  void refresh(ui::ViewContext& context) {
    const state::ComparisonWork& work = context.app.comparing;
    if (work.result != result_) {
      opened_.clear();
      scroll_ = {};
    } else if (work.only_changes == fold_ && opened_ == rows_of_) {
      if (work.steps != steps_) reveal(context);
      return;
    }
    result_ = work.result;
    fold_ = work.only_changes;
    rows_of_ = opened_;
    rows_ = state::aligned_rows(result_->comparison, fold_, opened_);
    reveal(context);
    const std::size_t most =
        std::max(result_->comparison.a->tasks().size(), result_->comparison.b->tasks().size());
    const auto digits = static_cast<float>(std::to_string(most).size());
    number_width_ = context.ui.px(20) + std::ceil((2 * digits + 1) * context.ui.width(Style::Data, "0"));
  }

  void reveal(ui::ViewContext& context) {
    steps_ = context.app.comparing.steps;
    if (const auto pair = context.app.comparing.pair)
      ui::reveal_row(scroll_, state::row_of_pair(rows_, *pair), context.ui.row());
  }

  void handle_keys(ui::ViewContext& context, const Rect& area) {
    const auto pair = context.app.comparing.pair;
    std::optional<std::size_t> current;
    if (pair) current = state::row_of_pair(rows_, *pair);
    if (const auto next = row_by_key(context, current, rows_.size(), area.h / context.ui.row())) {
      ui::reveal_row(scroll_, *next, context.ui.row());
      context.app.run_or_tell(select_command(result_->comparison.tasks[rows_[*next].first]));
    }
  }

  void draw_header(const ui::ViewContext& context, const Rect& line) const {
    const ui::Ui& ui = context.ui;
    ui.fill(line, ui.c.bg2);
    ui.hline(line.x, line.right(), line.bottom() - ui.line(), ui.c.line1);
    const Halves halves = halves_of(ui, line);
    for (const bool b : {false, true}) {
      Rect half = b ? halves.b : halves.a;
      const auto& document = b ? result_->comparison.b : result_->comparison.a;
      half.cut_left(number_width_ + ui.px(15));
      const std::string& path = document->path();
      ui.text(half, Style::Caption, ui.c.tx3, (b ? "B · " : "A · ") + path.substr(path.rfind('/') + 1),
              Align::Left, ui::Elide::Middle);
    }
  }

  void draw_foot(const ui::Ui& ui, const Rect& line) const {
    std::array<std::size_t, 5> counts{};
    std::size_t paired = 0;
    for (const TaskPair& pair : result_->comparison.tasks) {
      ++counts[static_cast<std::size_t>(pair.basis)];
      paired += pair.paired() ? 1U : 0U;
    }
    const auto of = [&](diff::Basis basis) { return counts[static_cast<std::size_t>(basis)]; };
    std::string text = ui::comma_number(of(diff::Basis::Exact)) + " of " + ui::comma_number(paired) +
                       (paired == 1 ? " pair is exact" : " pairs are exact");
    if (of(diff::Basis::Shape) != 0)
      text += ", " + ui::comma_number(of(diff::Basis::Shape)) + " by operation and sizes";
    if (of(diff::Basis::Nearest) != 0)
      text += ", " + ui::comma_number(of(diff::Basis::Nearest)) + " by what is nearest";
    if (of(diff::Basis::ByHand) != 0) text += ", " + ui::comma_number(of(diff::Basis::ByHand)) + " by hand";
    ui.hline(line.x, line.right(), line.y, ui.c.line1);
    ui.text(line.inset(ui.px(12), 0), Style::Caption, ui.c.tx3,
            text + ". Drag a task onto another to pair by hand.");
  }

  void draw_rows(ui::ViewContext& context, const Rect& area) {
    const ui::Ui& ui = context.ui;
    const auto selected = context.app.comparing.pair;
    const ui::List list(ui, "aligned", area, rows_.size(), ui.row(), scroll_);
    std::optional<std::size_t> toggled;
    for (std::size_t i = list.first; i < list.last; ++i) {
      const AlignedRow& row = rows_[i];
      const Rect place = list.row(i);
      const bool on = selected && !row.open && *selected >= row.first && *selected < row.first + row.count;
      if (row.run) {
        draw_run(context, place, row, on, list.hovered == i);
        if (list.hovered == i && ui.clicks(place)) toggled = row.first;
      } else {
        draw_pair(context, place, row.first, on, list.hovered == i);
        if (list.hovered == i) point_at(context, place, row.first);
      }
    }
    if (!toggled) return;
    if (!opened_.insert(*toggled).second) opened_.erase(*toggled);
  }

  static std::string range_text(std::size_t first, std::size_t count) {
    return std::to_string(first) + "–" + std::to_string(first + count - 1);
  }

  void draw_run(const ui::ViewContext& context, const Rect& place, const AlignedRow& row, bool selected,
                bool hovered) const {
    const ui::Ui& ui = context.ui;
    ui::draw_row_ground(ui, place, selected, context.focused, hovered);
    const Halves halves = halves_of(ui, place);
    const TaskPair& first = result_->comparison.tasks[row.first];
    const std::string text = ui::comma_number(row.count) + " tasks, same";
    for (const bool b : {false, true}) {
      Rect half = b ? halves.b : halves.a;
      const Rect number = half.cut_left(number_width_);
      if (!b)
        ui.icon({number.x + ui.px(4), number.y, ui.px(14), number.h},
                row.open ? ui::Icon::Collapse : ui::Icon::Expand, 12, ui.c.tx3);
      ui.text(number, Style::Data, selected ? ui.c.tx2 : ui.c.tx3,
              range_text(b ? *first.b : *first.a, row.count), Align::Right, ui::Elide::Never);
      half.cut_left(ui.px(15));
      ui.text(half, Style::Body, selected ? ui.c.tx2 : ui.c.tx3, text);
    }
    draw_status(ui, halves.gutter, look_of(ui, diff::Status::Same));
  }

  void draw_pair(const ui::ViewContext& context, const Rect& place, std::size_t index, bool selected,
                 bool hovered) const {
    const ui::Ui& ui = context.ui;
    const TaskPair& pair = result_->comparison.tasks[index];
    const StatusLook look = look_of(ui, pair);
    const Halves halves = halves_of(ui, place);
    const diff::PairText text = result_->texts->of(pair);
    if (!selected && look.tint != 0) {
      if (pair.a) ui.fill(halves.a, look.tint);
      if (pair.b) ui.fill(halves.b, look.tint);
      if (hovered) ui.frame(place.inset(0, 0), ui.c.line2);
    } else {
      ui::draw_row_ground(ui, place, selected, context.focused, hovered);
    }
    const bool quiet = state::is_quiet(pair);
    draw_half(ui, halves.a, pair.a, text.a, text.engine_a, quiet && !selected);
    draw_half(ui, halves.b, pair.b, text.b, text.engine_b, quiet && !selected);
    draw_status(ui, halves.gutter, look);
    Rect note = halves.note;
    note.cut_right(ui.px(14));
    if (pair.basis == diff::Basis::ByHand) ui.icon(note.cut_left(ui.px(14)), ui::Icon::Link, 12, ui.c.tx3);
    ui.text(note, Style::Data, ui.c.tx2, pair_note(pair), Align::Right);
  }

  void draw_half(const ui::Ui& ui, Rect half, std::optional<std::size_t> task, const std::string& text,
                 const std::string& engine, bool quiet) const {
    if (!task) return draw_gap(ui, half);
    ui.text(half.cut_left(number_width_), Style::Data, quiet ? ui.c.tx3 : ui.c.tx2, std::to_string(*task),
            Align::Right, ui::Elide::Never);
    half.cut_left(ui.px(6));
    if (!engine.empty()) ui.block_bar(half.x, half.y + ui.px(3), half.h - ui.px(6), engine);
    half.cut_left(ui.px(9));
    half.cut_right(ui.px(8));
    ui.text(half, Style::Body, quiet ? ui.c.tx2 : ui.c.tx1, text.empty() ? "not decoded" : text);
  }

  void point_at(ui::ViewContext& context, const Rect& place, std::size_t index) {
    const ui::Ui& ui = context.ui;
    const TaskPair& pair = result_->comparison.tasks[index];
    const Halves halves = halves_of(ui, place);
    const bool in_b = halves.b.contains(ImGui::GetIO().MousePos);
    const auto task = in_b ? pair.b : pair.a;
    if (ui.clicks(place) || ui.right_clicks(place)) context.app.run_or_tell(select_command(pair));
    if (ui.clicks(place) && task) dragged_ = Dragged{*task, in_b, false};
    if (ui.right_clicks(place)) ImGui::OpenPopup(kTaskMenu);
    if (ui.double_clicks(place) && task)
      context.app.run_or_tell(in_b ? "compare.inspect b" : "compare.inspect a");
    drop_on(context, in_b ? halves.b : halves.a, task, in_b);
    const diff::PairText text = result_->texts->of(pair);
    std::string words = pair_title(pair) + "\n" + (text.a.empty() ? text.b : text.a);
    if (!text.a.empty() && !text.b.empty() && text.b != text.a) words += "\n" + text.b;
    words += "\npaired: " + std::string(diff::basis_name(pair.basis));
    if (!dragged_) ui.tooltip(place, words);
  }

  void drop_on(ui::ViewContext& context, const Rect& half, std::optional<std::size_t> task, bool in_b) {
    if (!dragged_ || !dragged_->moved || dragged_->side_b == in_b || !task) return;
    context.ui.frame(half, context.ui.c.accent, 0, context.ui.px(2));
    if (!ImGui::IsMouseReleased(ImGuiMouseButton_Left)) return;
    const std::size_t a = in_b ? dragged_->task : *task, b = in_b ? *task : dragged_->task;
    context.app.run_or_tell("compare.pair " + std::to_string(a) + " " + std::to_string(b));
  }

  void draw_drag(const ui::ViewContext& context) {
    if (!dragged_) return;
    const ui::Ui& ui = context.ui;
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    if (ImGui::IsMouseDragging(ImGuiMouseButton_Left)) dragged_->moved = true;
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
      dragged_.reset();
      return;
    }
    if (!dragged_->moved) return;
    const std::string text = "Pair task " + std::to_string(dragged_->task) + " of " +
                             (dragged_->side_b ? "B with a task of A" : "A with a task of B");
    const Rect label{mouse.x + ui.px(12), mouse.y + ui.px(8),
                     std::round(ui.width(Style::Body, text)) + ui.px(16), ui.px(24)};
    ui.fill(label, ui.c.bg4, ui.px(4));
    ui.frame(label, ui.c.line2, ui.px(4));
    ui.text(label.inset(ui.px(8), 0), Style::Body, ui.c.tx1, text, Align::Left, ui::Elide::Never);
  }

  /// Tasks of the other side that a task could belong to: those near its counterpart.
  void draw_candidates(ui::ViewContext& context, const TaskPair& pair) const {
    constexpr std::size_t kNear = 6;
    const bool to_b = pair.a.has_value();
    const std::size_t own = to_b ? *pair.a : *pair.b;
    const auto& other = to_b ? result_->comparison.b : result_->comparison.a;
    const std::size_t centre = to_b && pair.b ? *pair.b : own;
    const std::size_t first = centre - std::min(centre, kNear);
    const std::size_t last = std::min(other->tasks().size(), centre + kNear + 1);
    for (std::size_t task = first; task < last; ++task) {
      const auto index = to_b ? result_->comparison.pair_of_b(task) : result_->comparison.pair_of_a(task);
      if (!index) continue;
      const diff::PairText text = result_->texts->of(result_->comparison.tasks[*index]);
      const std::string label = "Task " + std::to_string(task) + "  " + (to_b ? text.b : text.a);
      const bool already = to_b ? pair.b == task : pair.a == task;
      if (!ImGui::MenuItem(label.c_str(), nullptr, already, !already)) continue;
      const std::size_t a = to_b ? own : task, b = to_b ? task : own;
      context.app.run_or_tell("compare.pair " + std::to_string(a) + " " + std::to_string(b));
    }
  }

  void draw_menu(ui::ViewContext& context) const {
    const ui::Ui& ui = context.ui;
    ImGui::PushFont(ui.font(Style::Body), ui.size(Style::Body));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {ui.px(8), ui.px(4)});
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {ui.px(8), ui.px(8)});
    if (ImGui::BeginPopup(kTaskMenu)) {
      const TaskPair* pair = context.app.comparing.selected();
      if (pair == nullptr) {
        ImGui::CloseCurrentPopup();
      } else {
        draw_menu_items(context, *pair);
      }
      ImGui::EndPopup();
    }
    ImGui::PopStyleVar(2);
    ImGui::PopFont();
  }

  void draw_menu_items(ui::ViewContext& context, const TaskPair& pair) const {
    state::App& app = context.app;
    if (ImGui::MenuItem("Inspect in A", nullptr, false, pair.a.has_value()))
      app.run_or_tell("compare.inspect a");
    if (ImGui::MenuItem("Inspect in B", nullptr, false, pair.b.has_value()))
      app.run_or_tell("compare.inspect b");
    ImGui::Separator();
    if (ImGui::BeginMenu("Pair with…")) {
      draw_candidates(context, pair);
      ImGui::EndMenu();
    }
    const bool by_hand = pair.basis == diff::Basis::ByHand;
    if (ImGui::MenuItem("Undo this pair", nullptr, false, by_hand))
      app.run_or_tell("compare.unpair " + std::to_string(*pair.a) + " " + std::to_string(*pair.b));
    ImGui::Separator();
    if (ImGui::MenuItem("Copy the comparison as text")) app.run_or_tell("compare.copy");
  }

  state::ComparedPtr result_;
  bool fold_ = true;
  std::set<std::size_t> opened_, rows_of_;
  std::vector<AlignedRow> rows_;
  float number_width_ = 0;
  std::uint64_t steps_ = 0;
  ui::Scroll scroll_;
  CompareStrip strip_;
  std::optional<Dragged> dragged_;
};

}  // namespace

std::unique_ptr<ui::View> make_compare_tasks_view() {
  return std::make_unique<CompareTasksView>();
}

}  // namespace ane::views
