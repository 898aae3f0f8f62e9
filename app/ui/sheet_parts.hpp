#pragma once
// What all sheets are made of.

#include <string_view>

#include "app/ui/view.hpp"

namespace ane::ui {

/// True in the frame in which a key went down; `repeat` also while it stays down.
bool sheet_key(ImGuiKey key, bool repeat = false);
bool sheet_enter();

/// A place for a sheet of `width` × `height` at scale 1, in the middle and towards the top of `area`, never
/// larger than it.
Rect sheet_place(const Ui& ui, const Rect& area, float width, float height);
/// Ground and frame.
void draw_sheet_ground(const Ui& ui, const Rect& panel);
/// Title and cross in a bar of 40; true where the cross was pressed. Takes the bar off `panel`.
bool draw_sheet_title(Ui& ui, Rect& panel, std::string_view title);

}  // namespace ane::ui
