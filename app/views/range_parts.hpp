#pragma once
// What controls of a range of colours have in common: an axis, bars over it, handles and a brush.

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "app/ui/view.hpp"
#include "app/views/value_colors.hpp"

namespace ane::views {

/// Where a value of the axis stands on the screen, and back.
float axis_x(const ui::Rect& area, const ValueRange& axis, double value);
double axis_value(const ui::Rect& area, const ValueRange& axis, float x);

/// So many digits that a command which gets it sets the same range.
std::string exact_number(double value);

/// Bars that fit into an area beside each other.
std::size_t range_bar_count(const ui::Ui& ui, const ui::Rect& area);
/// How often values occur, a bar for each count; what is not `inside` is paler.
void draw_range_bars(const ui::Ui& ui, const ui::Rect& area, std::span<const std::uint64_t> counts,
                     const ValueRange& axis, const ValueRange& inside, bool logarithmic);

/// Two handles, the colour bar between them which moves both, and a brush over the bars.
class RangeHandles {
 public:
  /// Takes the pointer over bars and colour bar; the range that it asks for while it holds an end or both. Of
  /// both it asks for nothing before they moved.
  std::optional<ValueRange> drag(const ui::Ui& ui, const ui::Rect& area, const ValueRange& axis,
                                 const ValueRange& range);
  /// Whether an end is held: the axis has to stay as it is then.
  bool holds_end() const { return grip_ != Grip::None && grip_ != Grip::Brush; }
  /// The range as it was when the pointer took it.
  const ValueRange& taken() const { return taken_; }
  /// Values to which pictures are limited for a look, while something is brushed.
  const std::optional<ValueRange>& brush() const { return brush_; }
  void draw_brush(const ui::Ui& ui, const ui::Rect& area, const ValueRange& axis) const;
  void clear_brush() { brush_.reset(); }
  /// Lets go of what is held.
  void release() { grip_ = Grip::None; }

 private:
  enum class Grip { None, Low, High, Both, Brush };
  Grip grip_ = Grip::None;
  double grip_at_ = 0;
  ValueRange taken_;
  std::optional<ValueRange> brush_;
};

}  // namespace ane::views
