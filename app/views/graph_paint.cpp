#include "app/views/graph_paint.hpp"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <string>

namespace ane::views {
namespace {

/// The part of an axis-parallel line that lies in the rectangle; false where there is none.
bool clip_line(ImVec2& a, ImVec2& b, const ui::Rect& clip, float& skipped) {
  const ImVec2 from = a;
  if (std::max(a.x, b.x) < clip.x || std::min(a.x, b.x) > clip.right() || std::max(a.y, b.y) < clip.y ||
      std::min(a.y, b.y) > clip.bottom())
    return false;
  const auto cut = [&](ImVec2 p) {
    return ImVec2(std::clamp(p.x, clip.x, clip.right()), std::clamp(p.y, clip.y, clip.bottom()));
  };
  a = cut(a);
  b = cut(b);
  skipped = std::abs(a.x - from.x) + std::abs(a.y - from.y);
  return true;
}

// Dashes go on around corners, and begin where they would if all of the line were drawn.
void draw_dashes(const ui::Ui& ui, std::span<const ImVec2> points, const Stroke& stroke,
                 const ui::Rect& clip) {
  const float on = 2 * ui.scale, off = 3 * ui.scale, period = on + off;
  float gone = 0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    ImVec2 a = points[i - 1], b = points[i];
    const float whole = std::abs(b.x - a.x) + std::abs(b.y - a.y);
    float skipped = 0;
    if (whole > 0 && clip_line(a, b, clip, skipped)) {
      const ImVec2 step{(points[i].x - points[i - 1].x) / whole, (points[i].y - points[i - 1].y) / whole};
      const float length = std::abs(b.x - a.x) + std::abs(b.y - a.y);
      for (float at = -std::fmod(gone + skipped, period); at < length; at += period) {
        const float begin = std::max(0.0F, at), end = std::min(length, at + on);
        if (end > begin)
          ui.list().AddLine({a.x + step.x * begin, a.y + step.y * begin},
                            {a.x + step.x * end, a.y + step.y * end}, stroke.color, stroke.thickness);
      }
    }
    gone += whole;
  }
}

ImVec2 towards(ImVec2 from, ImVec2 to, float distance) {
  const float length = std::hypot(to.x - from.x, to.y - from.y);
  if (length <= 0) return from;
  return {from.x + (to.x - from.x) / length * distance, from.y + (to.y - from.y) / length * distance};
}

void draw_line(const ui::Ui& ui, std::span<const ImVec2> points, const Stroke& stroke) {
  ImDrawList& list = ui.list();
  list.PathLineTo(points.front());
  for (std::size_t i = 1; i + 1 < points.size(); ++i) {
    const ImVec2 a = points[i - 1], corner = points[i], b = points[i + 1];
    const float room =
        std::min(std::hypot(corner.x - a.x, corner.y - a.y), std::hypot(b.x - corner.x, b.y - corner.y)) / 2;
    const float radius = std::min(stroke.radius, room);
    list.PathLineTo(towards(corner, a, radius));
    list.PathBezierQuadraticCurveTo(corner, towards(corner, b, radius), 5);
  }
  list.PathLineTo(points.back());
  list.PathStroke(stroke.color, 0, stroke.thickness);
}

void draw_arrow(const ui::Ui& ui, std::span<const ImVec2> points, const Stroke& stroke) {
  const ImVec2 tip = points.back(), back = towards(tip, points[points.size() - 2], stroke.arrow);
  const ImVec2 side{(tip.y - back.y) * 0.42F, (back.x - tip.x) * 0.42F};
  ImDrawList& list = ui.list();
  list.PathLineTo({back.x + side.x, back.y + side.y});
  list.PathLineTo(tip);
  list.PathLineTo({back.x - side.x, back.y - side.y});
  list.PathStroke(stroke.color, 0, stroke.thickness);
}

}  // namespace

void draw_stroke(const ui::Ui& ui, std::span<const ImVec2> points, const Stroke& stroke,
                 const ui::Rect& clip) {
  if (points.size() < 2) return;
  if (stroke.dashed) {
    draw_dashes(ui, points, stroke, clip);
  } else {
    draw_line(ui, points, stroke);
  }
  if (stroke.arrow > 0) draw_arrow(ui, points, stroke);
}

float sized_width(const ui::Ui& ui, ui::Style style, float size, std::string_view text) {
  if (text.empty()) return 0;
  return ui.font(style)->CalcTextSizeA(size, FLT_MAX, 0, text.data(), text.data() + text.size()).x;
}

void draw_sized(const ui::Ui& ui, const ui::Rect& area, ui::Style style, float size, ImU32 color,
                std::string_view text, ui::Align align) {
  if (text.empty() || area.w <= 0) return;
  float wide = sized_width(ui, style, size, text);
  std::string shorter;
  if (wide > area.w + 0.5F) {
    // The same share of the room at the size that the style has.
    shorter = ui.elided(style, text, area.w * ui.size(style) / size - 1, ui::Elide::End);
    text = shorter;
    wide = sized_width(ui, style, size, text);
  }
  float x = area.x;
  if (align == ui::Align::Right) x = area.right() - wide;
  if (align == ui::Align::Centre) x = area.x + (area.w - wide) / 2;
  const float y = area.y + (area.h - size) / 2;
  ui.list().AddText(ui.font(style), size, {std::round(x), std::round(y)}, color, text.data(),
                    text.data() + text.size());
}

}  // namespace ane::views
