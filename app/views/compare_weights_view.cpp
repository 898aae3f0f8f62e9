// Weights and tables that are not equal: how they differ, and both with their difference on one scale.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/compare_curves.hpp"
#include "app/views/compare_parts.hpp"
#include "app/views/list_parts.hpp"
#include "app/views/weights_detail.hpp"
#include "app/views/weights_grid.hpp"
#include "core/base/bits.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using diff::WeightsPair;
using diff::WeightsVerdict;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr std::array<Column, 4> kWeightsColumns = {{{"", 14},
                                                    {"Constant", 110, Align::Left, true},
                                                    {"Differ", 110, Align::Right},
                                                    {"At most", 76, Align::Right}}};

std::string four_digits(double value) {
  char text[24];
  static_cast<void>(std::snprintf(text, sizeof text, "%.4g", value));
  return text;
}

const model::Constant& constant_of(const WeightsPair& pair) {
  return pair.b ? *pair.b : *pair.a;
}

diff::Status status_of(const WeightsPair& pair) {
  if (!pair.a) return diff::Status::OnlyB;
  if (!pair.b) return diff::Status::OnlyA;
  return pair.verdict == WeightsVerdict::Reordered ? diff::Status::Same : diff::Status::Changed;
}

std::string differ_text(const WeightsPair& pair) {
  switch (pair.verdict) {
    case WeightsVerdict::Different:
      return ui::comma_number(pair.differing) + (pair.by_value ? "" : " B");
    case WeightsVerdict::Reordered:
      return "reordered";
    case WeightsVerdict::OnlyA:
      return "only A";
    case WeightsVerdict::OnlyB:
      return "only B";
    default:
      return std::string(diff::verdict_name(pair.verdict));
  }
}

std::string sentence_of(const WeightsPair& pair) {
  std::string text = constant_of(pair).name + ": ";
  if (pair.verdict != WeightsVerdict::Different) {
    text += std::string(diff::verdict_name(pair.verdict));
  } else if (pair.by_value) {
    text += ui::comma_number(pair.differing) + " of " + ui::plural(pair.compared, "value") +
            " differ, by at most " + number(pair.largest_difference);
  } else {
    text += ui::comma_number(pair.differing) + " of " + ui::plural(pair.compared, "byte") + " differ";
  }
  return pair.reason.empty() ? text : text + " (" + pair.reason + ")";
}

class CompareWeightsView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    if (draw_without_comparison(context)) return;
    const state::ComparisonWork& work = context.app.comparing;
    const ui::Ui& ui = context.ui;
    result_ = work.result;
    const auto& weights = result_->comparison.weights;
    if (weights.empty())
      return ui::draw_empty(
          ui, context.area, result_->comparison.has_weights ? "Weights are equal" : "No weights to compare",
          result_->comparison.has_weights ? "Every weight, bias and table has the same bytes on both sides."
                                          : "Tasks load no constants on one of the sides.");
    if (!work.wanted_weights) state::show_compared_weights(context.app, 0);
    Rect area = context.area;
    draw_list(context, area.cut_left(std::round(std::min(ui.px(380), area.w * 0.46F))));
    ui.vline(area.x, area.y, area.bottom(), ui.c.line1);
    area.cut_left(ui.line());
    draw_shown(context, area);
  }

  std::string badge(const state::App& app) override {
    const diff::Comparison* comparison = app.comparing.comparison();
    return comparison == nullptr || comparison->weights.empty()
               ? ""
               : ui::comma_number(comparison->weights.size());
  }

 private:
  void draw_list(ui::ViewContext& context, Rect area) {
    const ui::Ui& ui = context.ui;
    const auto& weights = result_->comparison.weights;
    const Columns columns(ui, kWeightsColumns, area);
    columns.draw_header(ui, area.cut_top(ui.px(24)), kWeightsColumns.size(), false);
    const auto wanted = context.app.comparing.wanted_weights;
    std::optional<std::size_t> chosen = row_by_key(context, wanted, weights.size(), area.h / ui.row());
    if (chosen) ui::reveal_row(scroll_, *chosen, ui.row());
    {
      const ui::List list(ui, "weights", area, weights.size(), ui.row(), scroll_);
      for (std::size_t i = list.first; i < list.last; ++i) {
        const Rect row = list.row(i);
        ui::draw_row_ground(ui, row, wanted == i, context.focused, list.hovered == i);
        draw_row(ui, columns, row, weights[i]);
        if (list.hovered != i) continue;
        if (ui.clicks(row)) chosen = i;
        ui.tooltip(row, sentence_of(weights[i]));
      }
    }
    if (chosen && chosen != wanted) context.app.run_or_tell("compare.weights " + std::to_string(*chosen));
  }

  static void draw_row(const ui::Ui& ui, const Columns& columns, const Rect& row, const WeightsPair& pair) {
    draw_status(ui, columns.cell(row, 0), look_of(ui, status_of(pair)));
    ui.text(columns.cell(row, 1), Style::Body, ui.c.tx1, constant_of(pair).name, Align::Left,
            ui::Elide::Middle);
    ui.text(columns.cell(row, 2), Style::Data, ui.c.tx2, differ_text(pair), Align::Right, ui::Elide::Never);
    const bool value = pair.by_value && pair.verdict == WeightsVerdict::Different;
    ui.text(columns.cell(row, 3), Style::Data, value ? ui.c.tx2 : ui.c.tx4,
            value ? four_digits(pair.largest_difference) : "—", Align::Right, ui::Elide::Never);
  }

  void draw_shown(ui::ViewContext& context, Rect area) {
    const ui::Ui& ui = context.ui;
    const state::ComparedWeightsPtr& made = context.app.comparing.weights;
    if (!made) return ui::draw_loading(ui, area);
    if (made != shown_) {
      shown_ = made;
      picked_.reset();
    }
    area = area.inset(ui.px(12), ui.px(8));
    const WeightsPair& pair = result_->comparison.weights[made->index];
    ui.text(area.cut_top(ui.px(20)), Style::Body, ui.c.tx2, sentence_of(pair));
    const auto table = [](const state::ShownConstantPtr& side) {
      return side && side->table ? &*side->table : nullptr;
    };
    if (table(made->a) != nullptr || table(made->b) != nullptr)
      return draw_compared_tables(ui, area, table(made->a), table(made->b));
    draw_readout(ui, area.cut_bottom(ui.px(20)));
    draw_scale(ui, area.cut_bottom(ui.px(34)));
    draw_maps(context, area);
  }

  struct Map {
    std::string_view title;
    const state::ShownConstantPtr* shown;
    const document::DocumentPtr* document;
  };

  void draw_maps(ui::ViewContext& context, const Rect& area) {
    const ui::Ui& ui = context.ui;
    const double end = shown_->largest > 0 ? shown_->largest : 1;
    range_ = {-end, end};
    colors_.update(ui.c, PlaneMap::Diverging, range_);
    std::vector<Map> maps;
    if (shown_->a) maps.push_back({"A", &shown_->a, &result_->comparison.a});
    if (shown_->b) maps.push_back({"B", &shown_->b, &result_->comparison.b});
    if (shown_->difference) maps.push_back({"A − B", &shown_->difference, &result_->comparison.a});
    const float gap = ui.px(12);
    const float wide = std::floor((area.w - gap * static_cast<float>(maps.size() - 1)) /
                                  static_cast<float>(std::max<std::size_t>(1, maps.size())));
    hovered_.reset();
    for (std::size_t i = 0; i < maps.size(); ++i) {
      Rect place{area.x + (wide + gap) * static_cast<float>(i), area.y, wide, area.h};
      ui.text(place.cut_top(ui.px(20)), Style::Caption, ui.c.tx3, maps[i].title);
      draw_map(context, place, maps[i], grids_[i]);
    }
  }

  void draw_map(ui::ViewContext& context, const Rect& place, const Map& map, WeightsGrid& grid) {
    const state::ShownConstant& shown = **map.shown;
    GridSubject subject{shown,
                        *map.document,
                        WeightsGrid::possible(shown, context.app.options.weights_layout),
                        range_,
                        {},
                        picked_,
                        {}};
    if (map.title == "A − B" && subject.layout == state::WeightsLayout::Stored)
      subject.layout = state::WeightsLayout::Matrix;
    ImGui::PushID(map.title.data());
    const auto hit = grid.draw(context, place, subject, colors_);
    ImGui::PopID();
    if (!hit || !hit->element) return;
    hovered_ = hit->element;
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) picked_ = hit->element;
  }

  // The values under the pointer, else the picked ones, else where the largest difference is.
  void draw_readout(const ui::Ui& ui, const Rect& line) const {
    const WeightsPair& pair = result_->comparison.weights[shown_->index];
    std::optional<std::uint64_t> element = hovered_ ? hovered_ : picked_;
    const bool both = shown_->a && shown_->b && shown_->a->tensor && shown_->difference;
    if (!element && both && pair.by_value) element = shown_->a->tensor->element_of(pair.largest_at);
    const state::ShownConstantPtr& one = shown_->a ? shown_->a : shown_->b;
    if (!element || !one || !one->tensor) return;
    std::string text = element_name(*one, *element);
    const auto add = [&](std::string_view name, const state::ShownConstantPtr& side) {
      if (side && side->tensor) text += "   " + std::string(name) + " " + value_text(side->at(*element));
    };
    add("A", shown_->a);
    add("B", shown_->b);
    if (both) text += "   A − B " + four_digits(half_to_double(shown_->difference->at(*element)));
    ui.text(line, Style::Data, ui.c.tx1, text);
  }

  void draw_scale(const ui::Ui& ui, Rect line) const {
    line.cut_top(ui.px(6));
    const Rect bar = line.cut_top(ui.px(10));
    const int steps = std::max(1, static_cast<int>(bar.w / ui.px(2)));
    const float step = bar.w / static_cast<float>(steps);
    for (int i = 0; i < steps; ++i) {
      const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(steps);
      const float x = std::round(bar.x + step * static_cast<float>(i));
      const float next = std::round(bar.x + step * static_cast<float>(i + 1));
      ui.fill({x, bar.y, next - x, bar.h}, colors_.at(range_.low + share * (range_.high - range_.low)));
    }
    ui.text(line, Style::Small, ui.c.tx2, four_digits(range_.low));
    ui.text(line, Style::Small, ui.c.tx2, "0", Align::Centre);
    ui.text(line, Style::Small, ui.c.tx2, four_digits(range_.high), Align::Right);
  }

  state::ComparedPtr result_;
  state::ComparedWeightsPtr shown_;
  std::array<WeightsGrid, 3> grids_;
  ValueColors colors_;
  ValueRange range_;
  std::optional<std::uint64_t> picked_, hovered_;
  ui::Scroll scroll_;
};

}  // namespace

std::unique_ptr<ui::View> make_compare_weights_view() {
  return std::make_unique<CompareWeightsView>();
}

}  // namespace ane::views
