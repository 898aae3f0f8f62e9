#include "app/views/step_marks.hpp"

namespace ane::views {

void draw_breakpoint_dot(const ui::Ui& ui, ImVec2 at, const state::Breakpoint& breakpoint) {
  const float radius = ui.px(4);
  if (breakpoint.enabled) {
    ui.list().AddCircleFilled(at, radius, ui.c.removed);
  } else {
    ui.list().AddCircle(at, radius - 1, ui.c.removed, 0, ui.px(1.25F));
  }
  if (!breakpoint.task) ui.fill({at.x - ui.px(2.5F), at.y - ui.px(0.75F), ui.px(5), ui.px(1.5F)}, ui.c.bg1);
}

void draw_next_arrow(const ui::Ui& ui, ImVec2 at, bool refused) {
  ui.list().AddTriangleFilled({at.x, at.y - ui.px(4)}, {at.x, at.y + ui.px(4)}, {at.x + ui.px(7), at.y},
                              refused ? ui.c.error : ui.c.accent);
}

const state::Breakpoint* breakpoint_on(const state::App& app, std::size_t task) {
  const state::DebugMarks& marks = app.debugging.marks_of(app.active_file);
  const auto found = breakpoint_of(marks, task);
  return found ? &marks.breakpoints[*found] : nullptr;
}

const state::DebugMoment* moment_here(const state::App& app) {
  return app.debugging.file == app.active_file ? app.debugging.moment.get() : nullptr;
}

}  // namespace ane::views
