#pragma once
// A lookup table as a curve over its exact function, and the difference of the two below it.

#include <optional>
#include <vector>

#include "app/state/shown_constant.hpp"
#include "app/ui/view.hpp"

namespace ane::views {

/// A table with what it is compared with.
struct TableSubject {
  const model::LookupTable& table;
  std::optional<model::TableFunction> function;  ///< nothing: only the table is drawn
  const std::vector<model::TableSegment>& segments;
  std::optional<std::size_t> lit;  ///< segment
};

/// Inputs that show the table best.
struct PlotRange {
  double from = -8, to = 8;
};
PlotRange plot_range(const model::LookupTable& table);

/// Draws both plots; the input under the pointer, if it is over one of them.
std::optional<double> draw_table_plots(const ui::Ui& ui, const ui::Rect& area, const TableSubject& subject);

/// (table - function) in units of the last place of the function's fp16 value, the table's output rounded to
/// fp16; nothing where one of them is not known or not finite.
std::optional<double> error_in_ulp(const model::LookupTable& table, const model::TableFunction& function,
                                   double x);

}  // namespace ane::views
