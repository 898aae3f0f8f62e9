#include "app/views/range_parts.hpp"

#include <algorithm>
#include <cmath>

namespace ane::views {

using ui::Rect;

namespace {
constexpr float kBarPitch = 3;  ///< pixels from bar to bar
}

float axis_x(const Rect& area, const ValueRange& axis, double value) {
  return area.x + area.w * static_cast<float>((value - axis.low) / (axis.high - axis.low));
}

double axis_value(const Rect& area, const ValueRange& axis, float x) {
  return axis.low + static_cast<double>((x - area.x) / area.w) * (axis.high - axis.low);
}

std::string exact_number(double value) {
  char text[40];
  static_cast<void>(std::snprintf(text, sizeof text, "%.9g", value));
  return text;
}

std::size_t range_bar_count(const ui::Ui& ui, const Rect& area) {
  return static_cast<std::size_t>(std::max(1.0F, area.w / ui.px(kBarPitch)));
}

void draw_range_bars(const ui::Ui& ui, const Rect& area, std::span<const std::uint64_t> counts,
                     const ValueRange& axis, const ValueRange& inside, bool logarithmic) {
  ui.fill(area, ui.c.bg0);
  const float pitch = ui.px(kBarPitch);
  const auto height_of = [&](std::uint64_t n) {
    return logarithmic ? std::log2(1 + static_cast<double>(n)) : static_cast<double>(n);
  };
  const double most = height_of(*std::max_element(counts.begin(), counts.end()));
  const double room = static_cast<double>(area.h - ui.px(4));
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0 || most == 0) continue;
    const float height =
        std::max(ui.line(), std::round(static_cast<float>(height_of(counts[i]) / most * room)));
    const Rect bar{area.x + pitch * static_cast<float>(i), area.bottom() - height, pitch - ui.line(), height};
    const double middle = axis_value(area, axis, bar.x + bar.w / 2);
    const bool within = middle >= inside.low && middle <= inside.high;
    ui.fill(bar, within ? ui.c.tx3 : ui::faded(ui.c.tx4, 0.55F));
  }
}

// Handles first; between them both move when the colour bar is taken; in the histogram a brush begins.
std::optional<ValueRange> RangeHandles::drag(const ui::Ui& ui, const Rect& area, const ValueRange& axis,
                                             const ValueRange& range) {
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const double value = axis_value(area, axis, mouse.x);
  if (grip_ == Grip::None && ui.hovers(area) && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
    const float low = std::fabs(mouse.x - axis_x(area, axis, range.low));
    const float high = std::fabs(mouse.x - axis_x(area, axis, range.high));
    grip_ = mouse.y > area.bottom() - ui.px(20) ? Grip::Both : Grip::Brush;
    if (std::min(low, high) <= ui.px(6)) grip_ = low < high ? Grip::Low : Grip::High;
    grip_at_ = value;
    taken_ = range;
    brush_.reset();
  }
  if (grip_ == Grip::None) return std::nullopt;
  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
    grip_ = Grip::None;
    return std::nullopt;
  }
  const double moved = value - grip_at_;
  switch (grip_) {
    case Grip::Low:
      return ValueRange{taken_.low + moved, taken_.high};
    case Grip::High:
      return ValueRange{taken_.low, taken_.high + moved};
    case Grip::Both:
      if (moved == 0) return std::nullopt;
      return ValueRange{taken_.low + moved, taken_.high + moved};
    default:
      if (std::fabs(axis_x(area, axis, value) - axis_x(area, axis, grip_at_)) >= ui.px(3))
        brush_ = ValueRange{std::min(value, grip_at_), std::max(value, grip_at_)};
      return std::nullopt;
  }
}

void RangeHandles::draw_brush(const ui::Ui& ui, const Rect& area, const ValueRange& axis) const {
  if (!brush_) return;
  const float from = axis_x(area, axis, brush_->low), to = axis_x(area, axis, brush_->high);
  ui.fill({from, area.y, to - from, area.h}, ui::faded(ui.c.accent, 0.18F));
}

}  // namespace ane::views
