#include "app/ui/icons.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace ane::ui {
namespace {

// A stroke is a list of points on the grid; an arc or dot is a centre and a radius.
struct Stroke {
  enum Kind { End, Line, Closed, Circle, Dot };
  Kind kind = End;
  int count = 0;
  std::array<float, 14> points{};
};

constexpr Stroke line(std::array<float, 14> points, int count) {
  return {Stroke::Line, count, points};
}
constexpr Stroke closed(std::array<float, 14> points, int count) {
  return {Stroke::Closed, count, points};
}
constexpr Stroke box(float x, float y, float w, float h) {
  return {Stroke::Closed, 4, {x, y, x + w, y, x + w, y + h, x, y + h}};
}
constexpr Stroke circle(float x, float y, float r) {
  return {Stroke::Circle, 1, {x, y, r}};
}
constexpr Stroke dot(float x, float y, float r) {
  return {Stroke::Dot, 1, {x, y, r}};
}
constexpr Stroke segment(float x0, float y0, float x1, float y1) {
  return line({x0, y0, x1, y1}, 2);
}

using Glyph = std::array<Stroke, 9>;

constexpr Glyph kOpen = {closed({2, 4.5F, 6, 4.5F, 7.5F, 6, 14, 6, 14, 13, 2, 13}, 6)};
constexpr Glyph kSearch = {circle(7, 7, 4.5F), segment(10.4F, 10.4F, 14, 14)};
constexpr Glyph kFilter = {segment(2.5F, 4, 13.5F, 4), segment(4.5F, 8, 11.5F, 8),
                           segment(6.5F, 12, 9.5F, 12)};
constexpr Glyph kClose = {segment(4.5F, 4.5F, 11.5F, 11.5F), segment(11.5F, 4.5F, 4.5F, 11.5F)};
constexpr Glyph kExpand = {line({6, 4, 10, 8, 6, 12}, 3)};
constexpr Glyph kCollapse = {line({4, 6, 8, 10, 12, 6}, 3)};
constexpr Glyph kMore = {dot(4, 8, 0.9F), dot(8, 8, 0.9F), dot(12, 8, 0.9F)};
constexpr Glyph kLock = {
    box(4, 7.5F, 8, 6),
    line({5.5F, 7.5F, 5.5F, 5.5F, 6.3F, 3.6F, 8, 3, 9.7F, 3.6F, 10.5F, 5.5F, 10.5F, 7.5F}, 7)};
constexpr Glyph kPin = {closed({6, 2.5F, 10, 2.5F, 10, 7, 12, 9, 4, 9, 6, 7}, 6), segment(8, 9, 8, 14)};
constexpr Glyph kCopy = {box(5.5F, 5.5F, 8, 8), line({2.5F, 10.5F, 2.5F, 2.5F, 10.5F, 2.5F}, 3)};
constexpr Glyph kBack = {line({10, 3, 5, 8, 10, 13}, 3)};
constexpr Glyph kForward = {line({6, 3, 11, 8, 6, 13}, 3)};
constexpr Glyph kWarning = {closed({8, 2.5F, 14.5F, 13.5F, 1.5F, 13.5F}, 3), segment(8, 6.5F, 8, 10),
                            dot(8, 12, 0.8F)};
constexpr Glyph kInfo = {circle(8, 8, 6), segment(8, 7, 8, 11), dot(8, 5, 0.8F)};
constexpr Glyph kCheck = {line({3, 8.5F, 6.5F, 12, 13, 4.5F}, 3)};
constexpr Glyph kFile = {
    box(4.5F, 4.5F, 7, 7),          segment(6.5F, 2, 6.5F, 4.5F),   segment(9.5F, 2, 9.5F, 4.5F),
    segment(6.5F, 11.5F, 6.5F, 14), segment(9.5F, 11.5F, 9.5F, 14), segment(2, 6.5F, 4.5F, 6.5F),
    segment(2, 9.5F, 4.5F, 9.5F),   segment(11.5F, 6.5F, 14, 6.5F), segment(11.5F, 9.5F, 14, 9.5F)};
constexpr Glyph kHeader = {box(3, 2.5F, 10, 11), segment(5.5F, 5.5F, 10.5F, 5.5F), segment(5.5F, 8, 10.5F, 8),
                           segment(5.5F, 10.5F, 8.5F, 10.5F)};
constexpr Glyph kCommand = {line({2.5F, 4.5F, 6, 8, 2.5F, 11.5F}, 3), segment(8, 11.5F, 13.5F, 11.5F)};
constexpr Glyph kSegment = {box(2.5F, 3.5F, 11, 3), box(2.5F, 9.5F, 11, 3)};
constexpr Glyph kField = {box(2, 5.5F, 12, 5), segment(5, 5.5F, 5, 10.5F), segment(8, 5.5F, 8, 10.5F),
                          segment(11, 5.5F, 11, 10.5F)};
constexpr Glyph kTask = {box(2.5F, 4.5F, 11, 7), segment(5, 8, 11, 8)};
constexpr Glyph kTensorGlyph = {box(2.5F, 5.5F, 8, 8),
                                line({2.5F, 5.5F, 5.5F, 2.5F, 13.5F, 2.5F, 13.5F, 10.5F, 10.5F, 13.5F}, 5),
                                segment(10.5F, 5.5F, 13.5F, 2.5F)};
constexpr Glyph kWeights = {box(2.5F, 2.5F, 11, 11), segment(6.2F, 2.5F, 6.2F, 13.5F),
                            segment(9.8F, 2.5F, 9.8F, 13.5F), segment(2.5F, 6.2F, 13.5F, 6.2F),
                            segment(2.5F, 9.8F, 13.5F, 9.8F)};
constexpr Glyph kSymbol = {segment(3, 13.5F, 8, 2.5F), segment(8, 2.5F, 13, 13.5F),
                           segment(5, 9.5F, 11, 9.5F)};
constexpr Glyph kUnexplained = {segment(3, 9, 9, 3), segment(3, 13, 13, 3), segment(7, 13, 13, 7),
                                segment(4, 4, 12, 12), segment(3, 8, 8, 13)};
constexpr Glyph kTheme = {circle(8, 8, 3),
                          segment(8, 1.5F, 8, 3),
                          segment(8, 13, 8, 14.5F),
                          segment(1.5F, 8, 3, 8),
                          segment(13, 8, 14.5F, 8),
                          segment(3.4F, 3.4F, 4.5F, 4.5F),
                          segment(11.5F, 11.5F, 12.6F, 12.6F),
                          segment(3.4F, 12.6F, 4.5F, 11.5F),
                          segment(11.5F, 4.5F, 12.6F, 3.4F)};
constexpr Glyph kPlus = {segment(8, 3, 8, 13), segment(3, 8, 13, 8)};
constexpr Glyph kFit = {line({2.5F, 6, 2.5F, 2.5F, 6, 2.5F}, 3), line({10, 2.5F, 13.5F, 2.5F, 13.5F, 6}, 3),
                        line({13.5F, 10, 13.5F, 13.5F, 10, 13.5F}, 3),
                        line({6, 13.5F, 2.5F, 13.5F, 2.5F, 10}, 3)};
constexpr Glyph kExport = {segment(8, 10, 8, 2.5F), line({5, 5.5F, 8, 2.5F, 11, 5.5F}, 3),
                           line({2.5F, 10, 2.5F, 13.5F, 13.5F, 13.5F, 13.5F, 10}, 4)};

constexpr Glyph kSwap = {segment(3, 5.5F, 13, 5.5F), line({10, 2.5F, 13, 5.5F, 10, 8.5F}, 3),
                         segment(13, 11, 3, 11), line({6, 8, 3, 11, 6, 14}, 3)};
constexpr Glyph kUp = {segment(8, 13, 8, 3), line({4, 7, 8, 3, 12, 7}, 3)};
constexpr Glyph kDown = {segment(8, 3, 8, 13), line({4, 9, 8, 13, 12, 9}, 3)};
constexpr Glyph kLink = {line({7, 4.5F, 8.5F, 3, 11, 3, 13, 5, 13, 7.5F, 11.5F, 9}, 6),
                         line({9, 11.5F, 7.5F, 13, 5, 13, 3, 11, 3, 8.5F, 4.5F, 7}, 6),
                         segment(6.5F, 9.5F, 9.5F, 6.5F)};

constexpr std::array<const Glyph*, 35> kGlyphs = {
    &kOpen,    &kSearch,  &kFilter,  &kClose,   &kExpand,      &kCollapse, &kMore,   &kLock,        &kPin,
    &kCopy,    &kBack,    &kForward, &kWarning, &kWarning,     &kInfo,     &kCheck,  &kFile,        &kHeader,
    &kCommand, &kSegment, &kField,   &kTask,    &kTensorGlyph, &kWeights,  &kSymbol, &kUnexplained, &kTheme,
    &kPlus,    &kMore,    &kExport,  &kFit,     &kSwap,        &kUp,       &kDown,   &kLink};

}  // namespace

void draw_icon(ImDrawList& draw, Icon icon, ImVec2 at, float size, ImU32 color) {
  const float unit = size / 16;
  const float width = std::max(1.0F, 1.25F * unit * 16 / 14);
  for (const Stroke& stroke : *kGlyphs[static_cast<std::size_t>(icon)]) {
    const auto point = [&](int i) {
      const auto index = static_cast<std::size_t>(i) * 2;
      return ImVec2(at.x + stroke.points[index] * unit, at.y + stroke.points[index + 1] * unit);
    };
    switch (stroke.kind) {
      case Stroke::End:
        return;
      case Stroke::Circle:
        draw.AddCircle(point(0), stroke.points[2] * unit, color, 0, width);
        break;
      case Stroke::Dot:
        draw.AddCircleFilled(point(0), std::max(0.8F, stroke.points[2] * unit), color);
        break;
      case Stroke::Line:
      case Stroke::Closed: {
        std::array<ImVec2, 8> points;
        for (int i = 0; i < stroke.count; ++i) points[static_cast<std::size_t>(i)] = point(i);
        draw.AddPolyline(points.data(), stroke.count, color,
                         stroke.kind == Stroke::Closed ? ImDrawFlags_Closed : 0, width);
        break;
      }
    }
  }
}

}  // namespace ane::ui
