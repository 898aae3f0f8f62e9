#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/cost_chart.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using state::OpenFile;
using state::TaskRow;
using ui::Align;
using ui::Rect;
using ui::Style;

enum CostCells {
  kCostNumber,
  kCostOperation,
  kCostTime,
  kCostShare,
  kCostBound,
  kCostMultiplyAdds,
  kCostRead,
  kCostWeights,
  kCostWritten,
  kCostIntensity,
  kCostCores,
  kCostCycles,
  kCostCells
};
/// What answers the question comes first: where room is short, the last columns are dropped.
constexpr std::array<Column, kCostCells> kCostColumns = {{{"#", 32, Align::Right},
                                                          {"Operation", 190, Align::Left, true},
                                                          {"Est. µs", 52, Align::Right},
                                                          {"Share", 94},
                                                          {"Bound by", 66},
                                                          {"Mult.-adds", 80, Align::Right},
                                                          {"Read B", 72, Align::Right},
                                                          {"Weights B", 72, Align::Right},
                                                          {"Written B", 72, Align::Right},
                                                          {"MAC/byte", 56, Align::Right},
                                                          {"Cores", 42, Align::Right},
                                                          {"Cycles", 56, Align::Right}}};
/// The key of "sort cost" of each column.
constexpr std::array<std::string_view, kCostCells> kSortKeys = {
    "index", "operation", "time",    "time",      "bound", "multiply-adds",
    "read",  "weights",   "written", "intensity", "cores", "cycles"};

std::string decimal(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

// Nobody publishes how long what stays on chip takes, so that is no zero either.
bool has_time(const model::Cost& cost) {
  return cost.seconds().value_or(0) > 0;
}

std::string cost_text(const TaskRow& row, std::size_t task, std::size_t column) {
  const model::Cost& cost = row.cost;
  // Bytes of which a part is not known are a lower limit.
  const auto bytes = [&](std::uint64_t count) {
    if (!state::says_anything(row)) return std::string();
    if (cost.bytes_known) return ui::comma_number(count);
    return count == 0 ? std::string() : "≥ " + ui::comma_number(count);
  };
  switch (column) {
    case kCostNumber:
      return std::to_string(task);
    case kCostOperation:
      return row.summary;
    case kCostTime:
      return has_time(cost) ? decimal(*cost.seconds() * 1e6, 2) : "";
    case kCostMultiplyAdds:
      return cost.multiply_adds ? ui::comma_number(*cost.multiply_adds) : "";
    case kCostRead:
      return bytes(cost.bytes_read);
    case kCostWritten:
      return bytes(cost.bytes_written);
    case kCostWeights:
      return bytes(cost.bytes_weights);
    case kCostIntensity:
      return cost.intensity() ? decimal(*cost.intensity(), 2) : "";
    case kCostCores:
      return cost.planar ? "planar" : cost.cores == 0 ? "" : std::to_string(cost.cores);
    case kCostCycles:
      return cost.cycles ? std::to_string(*cost.cycles) : "";
    default:
      return "";
  }
}

class CostView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    const ui::Ui& ui = context.ui;
    OpenFile& file = *context.file;
    if (file.document()->tasks().empty())
      return ui::draw_empty(ui, context.area, "Nothing to count",
                            "This file has no tasks that the database can decode.");
    if (!file.tasks) return ui::draw_loading(ui, context.area);
    refresh(context);
    Rect area = context.area;
    draw_sentence(ui, area);
    if (summary_.timed && area.h >= ui.px(260)) draw_pictures(context, area);
    draw_table(context, area);
    draw_row_menu(context);
  }

 private:
  void refresh(const ui::ViewContext& context) {
    const state::TaskTablePtr& table = context.file->tasks;
    const state::ViewOptions& options = context.app.options;
    if (table == table_ && options.cost_sort == sort_ && options.cost_down == down_) return;
    if (table != table_)
      summary_ = state::summarize_cost(table->rows(), context.file->document()->generation());
    table_ = table;
    sort_ = options.cost_sort;
    down_ = options.cost_down;
    sentence_ = state::cost_sentence(summary_);
    order_ = state::cost_order(table->rows(), sort_, down_);
    position_.assign(order_.size(), 0);
    for (std::size_t i = 0; i < order_.size(); ++i) position_[order_[i]] = i;
    watch_ = {};
  }

  void draw_sentence(const ui::Ui& ui, Rect& area) const {
    const Rect room{area.x + ui.px(12), area.y + ui.px(8), area.w - ui.px(24), area.h};
    area.cut_top(std::min(area.h, ui.px(16) + ui.paragraph(room, Style::Body, ui.c.tx1, sentence_)));
  }

  void draw_pictures(ui::ViewContext& context, Rect& area) {
    const ui::Ui& ui = context.ui;
    if (summary_.totals.multiply_adds == 0) {
      // Without multiply-adds no task has a place on the roofline.
      const auto kinds = static_cast<float>(std::count_if(summary_.bounds.begin(), summary_.bounds.end(),
                                                          [](const auto& b) { return b.tasks != 0; }));
      const Rect line = area.cut_top(ui.px(28) + kinds * ui.px(22));
      return draw_bounds(ui, {line.x + ui.px(12), line.y, std::min(line.w - ui.px(24), ui.px(210)), line.h});
    }
    Rect line = area.cut_top(std::round(std::clamp(area.h * 0.36F, ui.px(130), ui.px(230))));
    line = {line.x + ui.px(8), line.y, line.w - ui.px(20), line.h - ui.px(4)};
    if (line.w >= ui.px(560)) {
      Rect side = line.cut_right(ui.px(210));
      side.cut_left(ui.px(16));
      draw_bounds(ui, side);
    }
    const auto pointed = chart_.draw(context, line, summary_);
    if (!pointed) return;
    context.file->hover = context.file->of_task(*pointed);
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) select(context, *pointed);
  }

  // How the time divides by what it is bound by.
  void draw_bounds(const ui::Ui& ui, Rect area) const {
    ui.text(area.cut_top(ui.px(20)), Style::Caption, ui.c.tx3, "Estimated time by what bounds it");
    for (std::size_t i = 0; i < summary_.bounds.size(); ++i) {
      const state::BoundShare& bound = summary_.bounds[i];
      if (bound.tasks == 0 || area.h < ui.px(22)) continue;
      Rect line = area.cut_top(ui.px(22));
      const auto which = static_cast<model::Bound>(i);
      draw_bound_chip(ui, line.cut_left(ui.px(68)), which);
      const double share = summary_.totals.seconds > 0 ? bound.seconds / summary_.totals.seconds : 0;
      const bool timed = bound.seconds > 0;
      ui.text(line.cut_left(ui.px(40)), Style::Data, timed ? ui.c.tx1 : ui.c.tx4,
              timed ? decimal(100 * share, 0) + " %" : "—", Align::Right);
      line.cut_left(ui.px(8));
      ui.text(line, Style::Caption, ui.c.tx3, ui::plural(bound.tasks, "task"), Align::Right);
    }
  }

  void draw_table(ui::ViewContext& context, Rect area) {
    const ui::Ui& ui = context.ui;
    OpenFile& file = *context.file;
    ui.hline(area.x, area.right(), area.y, ui.c.line1);
    const Columns columns(ui, kCostColumns, area);
    std::size_t sorted = kCostColumns.size();
    for (std::size_t i = 0; i < kSortKeys.size() && sorted == kCostColumns.size(); ++i)
      if (kSortKeys[i] == sort_) sorted = i;
    if (const auto clicked = columns.draw_header(ui, area.cut_top(ui.px(24)), sorted, down_))
      context.app.run_or_tell("sort cost " + std::string(kSortKeys[*clicked]));
    const std::size_t current = position_[std::min(file.current_task(), position_.size() - 1)];
    if (watch_.changed(file) && !area.contains(ImGui::GetIO().MousePos))
      ui::reveal_row(scroll_, current, ui.row());
    if (const auto next = row_by_key(context, current, order_.size(), area.h / ui.row())) {
      select(context, order_[*next]);
      ui::reveal_row(scroll_, *next, ui.row());
    }
    ui::List list(ui, "costs", area, order_.size(), ui.row(), scroll_);
    for (std::size_t i = list.first; i < list.last; ++i) {
      const Rect row = list.row(i);
      const bool preview = file.hovered && file.hovered->task == order_[i];
      ui::draw_row_ground(ui, row, i == current, context.focused, list.hovered == i || preview);
      draw_row(ui, columns, row, order_[i], i == current);
    }
    if (!list.hovered) return;
    const std::size_t task = order_[*list.hovered];
    const Rect row = list.row(*list.hovered);
    file.hover = file.of_task(task);
    if (ui.clicks(row) || ui.right_clicks(row)) select(context, task);
    if (ui.right_clicks(row)) open_row_menu();
    if (ui.double_clicks(row)) context.app.run_or_tell("view inspector");
    ui.tooltip(row, hint(table_->rows()[task]));
  }

  static std::string hint(const TaskRow& row) {
    const model::Cost& cost = row.cost;
    // Narrow panes drop these columns.
    if (!state::says_anything(row)) return row.summary + "\nwhat it moves is not known";
    std::string text = row.summary + "\nread " + bytes_text(cost.bytes_read) + ", weights " +
                       bytes_text(cost.bytes_weights) + ", written " + bytes_text(cost.bytes_written);
    if (cost.intensity()) text += ", " + decimal(*cost.intensity(), 2) + " MAC/byte";
    text += cost.planar ? "\nplanar engine" : cost.cores != 0 ? "\n" + ui::plural(cost.cores, "core") : "";
    if (cost.cycles) text += "\nthe compiler's own count: " + ui::comma_number(*cost.cycles) + " cycles";
    if (cost.compute_seconds)
      text +=
          "\nmultiply-adds at the peak rate: " + state::duration_text(*cost.compute_seconds) + ", estimate";
    if (cost.memory_seconds)
      text += "\nmoving its bytes: " + state::duration_text(*cost.memory_seconds) + ", estimate";
    if (cost.on_chip_elements != 0)
      text += "\n" + ui::comma_number(cost.on_chip_elements) + " elements stay on chip";
    if (!cost.bytes_known) text += "\nthe size of an operand is not known";
    return text;
  }

  void draw_row(const ui::Ui& ui, const Columns& columns, const Rect& row, std::size_t task,
                bool selected) const {
    const TaskRow& values = table_->rows()[task];
    for (std::size_t i = 0; i < kCostColumns.size() && columns.has(i); ++i) {
      const Rect cell = columns.cell(row, i);
      if (i == kCostShare) {
        draw_share(ui, cell, values.cost);
      } else if (i == kCostBound) {
        draw_bound_chip(ui, cell, state::says_anything(values) ? values.cost.bound : model::Bound::Unknown);
      } else {
        const std::string text = cost_text(values, task, i);
        const bool zero = text.empty() || text == "0";
        const ImU32 color = zero                                    ? ui.c.tx4
                            : i == kCostNumber && !selected         ? ui.c.tx3
                            : i == kCostOperation || i == kCostTime ? ui.c.tx1
                                                                    : ui.c.tx2;
        ui.text(cell, i == kCostOperation ? Style::Body : Style::Data, color, text.empty() ? "—" : text,
                kCostColumns[i].align);
      }
    }
  }

  void draw_share(const ui::Ui& ui, Rect cell, const model::Cost& cost) const {
    const auto share = summary_.share(cost);
    const Rect number = cell.cut_right(ui.px(52));
    if (!share || !has_time(cost)) {
      ui.text(number, Style::Data, ui.c.tx4, "—", Align::Right);
      return;
    }
    const bool tiny = *share > 0 && *share < 0.0005;
    ui.text(number, Style::Data, ui.c.tx2, tiny ? "<0.1 %" : decimal(100 * *share, 1) + " %", Align::Right);
    const Rect bar{cell.x, std::round(cell.y + cell.h / 2 - ui.px(2)), cell.w - ui.px(2), ui.px(4)};
    ui.fill(bar, ui.c.bg3);
    const float width = bar.w * static_cast<float>(std::clamp(*share, 0.0, 1.0));
    ui.fill({bar.x, bar.y, std::max(1.0F, std::round(width)), bar.h}, bound_color(ui, cost.bound));
  }

  // A click keeps the register that is looked at, as in the task table.
  static void select(ui::ViewContext& context, std::size_t task) {
    context.app.select(context.file->same_in_task(task));
  }

  // Held, so that a freed table's address cannot pass for the same table.
  state::TaskTablePtr table_;
  state::CostSummary summary_;
  std::string sentence_, sort_;
  bool down_ = false;
  std::vector<std::size_t> order_, position_;
  CostChart chart_;
  ui::Scroll scroll_;
  ui::SelectionWatch watch_;
};

}  // namespace

std::unique_ptr<ui::View> make_cost_view() {
  return std::make_unique<CostView>();
}

}  // namespace ane::views
