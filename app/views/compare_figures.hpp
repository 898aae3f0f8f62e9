#pragma once
// The numbers of a comparison; each leads to what it counts.

#include <string>

#include "app/ui/view.hpp"
#include "core/diff/compare.hpp"

namespace ane::views {

/// Draws as many figures as fit; the command behind the one that was clicked, or "".
std::string draw_figures(const ui::Ui& ui, const ui::Rect& area, const diff::Comparison& comparison);

}  // namespace ane::views
