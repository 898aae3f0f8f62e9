#pragma once
// Small pictures of what the bundled samples compute.

#include <string_view>

#include "app/ui/ui.hpp"

namespace ane::ui {

/// Draws the picture of the sample of this name into `area`; only its ground for one that is not known.
void draw_sample_picture(const Ui& ui, const Rect& area, std::string_view sample);

}  // namespace ane::ui
