#pragma once
// Inside of the graph canvas: lines with round corners, dashes and arrows; text of any size.

#include <span>
#include <string_view>

#include "app/ui/ui.hpp"

namespace ane::views {

struct Stroke {
  ImU32 color;
  float thickness;
  bool dashed;
  float radius;  ///< of its corners
  float arrow;   ///< length of its head, 0: none
};
/// Lines run along the axes; what lies outside of `clip` is not dashed one by one.
void draw_stroke(const ui::Ui& ui, std::span<const ImVec2> points, const Stroke& stroke,
                 const ui::Rect& clip);

/// Text of `size` pixels, cut with an ellipsis where it does not fit.
void draw_sized(const ui::Ui& ui, const ui::Rect& area, ui::Style style, float size, ImU32 color,
                std::string_view text, ui::Align align = ui::Align::Left);
float sized_width(const ui::Ui& ui, ui::Style style, float size, std::string_view text);

}  // namespace ane::views
