#pragma once
// One field's value in every task, as a strip.

#include "app/ui/view.hpp"

namespace ane::views {

/// Draws the timeline that the application holds; clicks go to a task. `area` is as high as
/// timeline_height().
void draw_timeline(ui::ViewContext& context, const ui::Rect& area);
float timeline_height(const ui::Ui& ui);

}  // namespace ane::views
