// The part of Heatmap that makes pixels and draws what lies over them.

#include <algorithm>
#include <cmath>

#include "app/views/heatmap.hpp"
#include "app/views/weights_grid.hpp"
#include "core/base/bits.hpp"

namespace ane::views {
namespace {

using ui::Align;
using ui::Rect;
using ui::Style;

constexpr float kCellGapFrom = 6, kFullGapFrom = 12, kMarkFrom = 6, kCutFrom = 14, kNumberFrom = 24,
                kLongNumberFrom = 32;
constexpr double kDimmed = 0.25;

/// `share` of a, the rest of b.
ImU32 blend(ImU32 a, ImU32 b, double share) {
  const auto part = [&](int shift) {
    const auto x = static_cast<double>(a >> shift & 0xff), y = static_cast<double>(b >> shift & 0xff);
    return static_cast<unsigned>(std::lround(y + (x - y) * share));
  };
  return IM_COL32(part(IM_COL32_R_SHIFT), part(IM_COL32_G_SHIFT), part(IM_COL32_B_SHIFT), 255);
}

bool is_outside(std::uint16_t bits, const ValueRange& range) {
  const double value = half_to_double(bits);
  return std::isfinite(value) && (value < range.low || value > range.high);
}

/// Elements [first, end) for each pixel of a side, and whether the pixel is the gap behind a cell.
struct PixelSpan {
  std::uint64_t first = 0, end = 1;
  bool gap = false;
};

std::vector<PixelSpan> spans_of(std::size_t pixels, double cell, double before, std::uint64_t count,
                                bool with_gap) {
  std::vector<PixelSpan> list(pixels);
  for (std::size_t i = 0; i < pixels; ++i) {
    const double from = before + static_cast<double>(i) / cell;
    const double to = before + static_cast<double>(i + 1) / cell;
    // Steps of 1 / cell do not add up exactly; a millionth of a cell is nothing that could be seen.
    PixelSpan& span = list[i];
    span.first = std::min(count - 1, static_cast<std::uint64_t>(std::max(0.0, from + 1e-6)));
    span.end = std::clamp(static_cast<std::uint64_t>(std::ceil(to - 1e-6)), span.first + 1, count);
    if (cell >= 1) span.end = span.first + 1;
    span.gap = with_gap && static_cast<std::uint64_t>(std::max(0.0, to + 1e-6)) > span.first;
  }
  return list;
}

}  // namespace

void Heatmap::paint(const ui::Ui& ui, const Plane& plane, const ValueColors& colors,
                    const PlaneMarks& marks) {
  const Key key{plane.values.data(),
                plane.height,
                plane.width,
                colors.version(),
                &colors,
                static_cast<int>(place_.w),
                static_cast<int>(place_.h),
                cell_,
                left_,
                top_,
                marks.brush};
  if (painted_ == key) return;
  painted_ = key;
  owner_ = plane.owner;
  const auto w = static_cast<std::size_t>(key.w), h = static_cast<std::size_t>(key.h);
  const bool gaps = cell_ >= static_cast<double>(ui.px(kCellGapFrom));
  const double gap_share = cell_ >= static_cast<double>(ui.px(kFullGapFrom)) ? 0.0 : 0.5;
  const std::vector<PixelSpan> columns = spans_of(w, cell_, left_, plane.width, gaps);
  const std::vector<PixelSpan> rows = spans_of(h, cell_, top_, plane.height, gaps);
  const auto color_of = [&](std::uint16_t bits) {
    const ImU32 color = colors.at(bits);
    if (!marks.brush) return color;
    const double value = half_to_double(bits);
    const bool dimmed = !(value >= marks.brush->low && value <= marks.brush->high);
    return dimmed ? blend(color, ui.c.bg1, kDimmed) : color;
  };
  picture_.update(key.w, key.h, [&](std::span<ImU32> pixels) {
    for (std::size_t y = 0; y < h; ++y) {
      const PixelSpan& row = rows[y];
      for (std::size_t x = 0; x < w; ++x) {
        const PixelSpan& column = columns[x];
        const std::uint16_t bits = cell_ >= 1
                                       ? plane.values[row.first * plane.width + column.first]
                                       : strongest(plane, row.first, row.end, column.first, column.end);
        const ImU32 color = color_of(bits);
        pixels[y * w + x] = row.gap || column.gap ? blend(color, ui.c.bg1, gap_share) : color;
      }
    }
  });
}

// Marks and numbers of cells that are large enough, which are few.
void Heatmap::draw_cells(const ui::Ui& ui, const Plane& plane, const ValueColors& colors,
                         const PlaneMarks& marks) const {
  if (cell_ < static_cast<double>(ui.px(kMarkFrom))) return;
  const auto side = static_cast<float>(cell_);
  const auto first_row = static_cast<std::uint64_t>(top_), first_column = static_cast<std::uint64_t>(left_);
  for (std::uint64_t y = first_row; y < plane.height; ++y) {
    if (cell_at(plane, y * plane.width).y >= place_.bottom()) break;
    for (std::uint64_t x = first_column; x < plane.width; ++x) {
      const Rect whole = cell_at(plane, y * plane.width + x);
      if (whole.x >= place_.right()) break;
      const Rect cell{whole.x, whole.y, whole.w - ui.line(), whole.h - ui.line()};
      const std::uint16_t bits = plane.values[y * plane.width + x];
      const ImU32 color = colors.at(bits);
      const double value = half_to_double(bits);
      if (marks.brush && !(value >= marks.brush->low && value <= marks.brush->high)) continue;
      if (std::isinf(value)) ui.hatch(cell, ui::text_on(color), 4);
      if ((bits & 0x7c00) == 0 && (bits & 0x7fff) != 0 && side < ui.px(kNumberFrom)) {
        const float dot = ui.px(2);
        ui.fill({std::floor(cell.x + (cell.w - dot) / 2), std::floor(cell.y + (cell.h - dot) / 2), dot, dot},
                ui.c.tx3);
      }
      if (side >= ui.px(kCutFrom) && is_outside(bits, colors.range())) {
        const float corner = ui.px(5);
        ui.list().AddTriangleFilled({cell.right() - corner, cell.y}, {cell.right(), cell.y},
                                    {cell.right(), cell.y + corner}, ui.c.bg0);
      }
      if (side < ui.px(kNumberFrom)) continue;
      const Style style = side < ui.px(kLongNumberFrom) ? Style::Micro : Style::Small;
      ui.text(cell, style, ui::text_on(color), cell_number(ui, style, value, cell.w), Align::Centre);
    }
  }
}

void Heatmap::draw_marks(const ui::Ui& ui, const Plane& plane, const PlaneMarks& marks) const {
  const float line = ui.line();
  const auto frame = [&](const Rect& around) {
    ui.frame(around.inset(-2 * line - line, -2 * line - line), ui::cell_outline(), 0, line);
    ui.frame(around.inset(-2 * line, -2 * line), ui::text_on(ui::cell_outline()), 0, 2 * line);
  };
  const std::uint64_t count = plane.height * plane.width;
  for (const auto& element : {marks.linked, marks.picked}) {
    if (!element || *element >= count) continue;
    Rect cell = cell_at(plane, *element);
    // A frame of 10 pixels around what is smaller than that.
    const float least = ui.px(6);
    if (cell.w < least) cell = {cell.x - std::floor((least - cell.w) / 2), cell.y, least, cell.h};
    if (cell.h < least) cell = {cell.x, cell.y - std::floor((least - cell.h) / 2), cell.w, least};
    frame(cell);
  }
}

}  // namespace ane::views
