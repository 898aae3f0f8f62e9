#pragma once
// What lists and maps of tasks show of stepping: breakpoints, and where the program stands.

#include "app/state/debug_work.hpp"
#include "app/ui/view.hpp"

namespace ane::views {

/// A dot around `at`: hollow where it is switched off, with a bar where it is a condition.
void draw_breakpoint_dot(const ui::Ui& ui, ImVec2 at, const state::Breakpoint& breakpoint);

/// An arrow from `at` to the right, for the task that runs next; in the colour of errors where it was
/// refused.
void draw_next_arrow(const ui::Ui& ui, ImVec2 at, bool refused);

/// The breakpoint on exactly this task of the active file, or null.
const state::Breakpoint* breakpoint_on(const state::App& app, std::size_t task);

/// What there is to see of stepping through the active file; null where another one or none is stepped
/// through.
const state::DebugMoment* moment_here(const state::App& app);

}  // namespace ane::views
