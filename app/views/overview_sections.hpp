#pragma once
// The sections of the overview. Each draws at the top of what is left of a page and moves its top down.

#include <array>
#include <functional>
#include <map>
#include <string>

#include "app/ui/view.hpp"
#include "app/views/byte_parts.hpp"

namespace ane::views {

/// A column that sections are drawn into.
struct OverviewPage {
  ui::ViewContext& context;
  ui::Rect area;  ///< x and width of the column; y is where the next line goes

  const ui::Ui& ui() const { return context.ui; }
  ui::Rect line(float height) {
    const ui::Rect row{area.x, area.y, area.w, context.ui.px(height)};
    area.y += row.h;
    return row;
  }
  void gap(float height) { area.y += context.ui.px(height); }
};

using EngineCounts = std::map<std::string, std::size_t>;
/// Which range of each part a click goes to next.
using PartCycle = std::array<std::size_t, kByteParts>;

/// Ground, pointer and click of a line that leads to bytes.
void draw_overview_link(OverviewPage& page, const ui::Rect& row,
                        const std::function<state::Selection()>& where);
/// Errors and warnings, where there are any.
void draw_overview_problems(OverviewPage& page);
/// Generation, chips, compiler, declared tensors, weights, engines.
void draw_overview_facts(OverviewPage& page, const EngineCounts& engines);
/// Programs and how many of their register writes the database knows.
void draw_overview_programs(OverviewPage& page);
/// The bar of what is explained; `parts` is null while the bytes are counted.
void draw_overview_bytes(OverviewPage& page, const ByteParts* parts, PartCycle& cycle);
void draw_overview_operations(OverviewPage& page);
void draw_overview_memory(OverviewPage& page);
void draw_overview_options(OverviewPage& page);

}  // namespace ane::views
