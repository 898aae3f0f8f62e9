#pragma once
// Two lookup tables as curves over each other, and their difference below.

#include "app/ui/view.hpp"
#include "core/model/lookup_table.hpp"

namespace ane::views {

/// Either may be null. A has the colour of what is removed, B of what is added.
void draw_compared_tables(const ui::Ui& ui, const ui::Rect& area, const model::LookupTable* a,
                          const model::LookupTable* b);

}  // namespace ane::views
