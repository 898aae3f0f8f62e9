#pragma once
// The roofline: what each task could reach at best, between the rate of the memory and that of the cores.

#include <optional>
#include <string_view>
#include <vector>

#include "app/state/cost_summary.hpp"
#include "app/ui/view.hpp"

namespace ane::views {

/// The colour that stands for what limits a task: that of the hardware block it waits for.
ImU32 bound_color(const ui::Ui& ui, model::Bound bound);
/// "memory", "weights" … in a chip of that colour; returns its right edge.
float draw_bound_chip(const ui::Ui& ui, const ui::Rect& cell, model::Bound bound);

class CostChart {
 public:
  /// Multiply-adds a byte to the right, multiply-adds a second upwards, both logarithmic. Returns the task
  /// under the pointer.
  std::optional<std::size_t> draw(const ui::ViewContext& context, const ui::Rect& area,
                                  const state::CostSummary& summary);

 private:
  /// Tasks that fall on one pixel are one dot.
  struct Dot {
    float x = 0, y = 0, radius = 0;  ///< from the plot's left top corner
    std::size_t task = 0;            ///< the dearest of them
    std::size_t tasks = 0;
    model::Bound bound = model::Bound::Unknown;
  };
  /// Where the axes begin and end, in powers of ten.
  struct Range {
    double low = 0, high = 1;
  };

  void build(const ui::Ui& ui, const ui::Rect& plot, const state::TaskTable& table,
             const regdb::Performance& rates, const state::CostSummary& summary);
  void draw_grid(const ui::Ui& ui, const ui::Rect& plot) const;
  void draw_roofs(const ui::Ui& ui, const ui::Rect& plot, const regdb::Performance& rates) const;
  std::optional<std::size_t> draw_dots(const ui::ViewContext& context, const ui::Rect& plot,
                                       const state::CostSummary& summary) const;
  float x_of(const ui::Rect& plot, double intensity) const;
  float y_of(const ui::Rect& plot, double rate) const;

  state::TaskTablePtr table_;  ///< what it was built for
  float width_ = 0, height_ = 0, scale_ = 0;
  Range x_, y_;
  std::vector<Dot> dots_;    ///< large ones first
  std::size_t without_ = 0;  ///< tasks that have no place: no multiply-adds, or nothing moved
};

}  // namespace ane::views
