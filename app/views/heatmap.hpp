#pragma once
// One plane of a tensor as a picture: nearest magnification, special values marked, numbers where there is
// room. What is smaller than a pixel shows the strongest of its elements. Pixels are worked out only where
// something changed.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "app/ui/pixel_picture.hpp"
#include "app/views/value_colors.hpp"
#include "core/run/trace.hpp"

namespace ane::views {

/// height x width fp16 bits, rows from the top. `owner` keeps them alive and tells planes apart.
struct Plane {
  std::shared_ptr<const void> owner;
  std::span<const std::uint16_t> values;
  std::uint64_t height = 0, width = 0;
  bool empty() const { return values.empty(); }
};
/// Channel `c` of batch `n`; empty where there is no such channel.
Plane plane_of(const run::KeptTensorPtr& tensor, std::uint64_t n, std::uint64_t c);

/// The part of a plane that is in sight; shared by pictures that move together.
struct PlaneWindow {
  int zoom = 0;              ///< half octaves from what fits
  double left = 0, top = 0;  ///< cells before the area
  /// An element that should be in sight; taken by each picture that shows the window.
  std::optional<std::uint64_t> reveal;
};

struct PlaneMarks {
  std::optional<std::uint64_t> picked;  ///< element of the plane: framed large
  std::optional<std::uint64_t> linked;  ///< element that is picked in another picture: a 10-pixel frame
  std::optional<ValueRange> brush;      ///< values outside of it are dimmed
  bool frame = true;                    ///< a line around the picture
};

struct PlaneHit {
  std::uint64_t element = 0;  ///< of the plane
  std::uint16_t bits = 0;
  std::uint64_t stands_for = 1;  ///< elements that the pixel under the pointer stands for
};

class Heatmap {
 public:
  /// Draws as large as fits, cells square, from the left upper corner of `area`. With a window the wheel and
  /// the middle button move and zoom it. The element under the pointer, if there is one.
  std::optional<PlaneHit> draw(const ui::Ui& ui, const ui::Rect& area, const Plane& plane,
                               const ValueColors& colors, const PlaneMarks& marks = {},
                               PlaneWindow* window = nullptr);
  /// Where the picture was in the last frame; within `area`.
  const ui::Rect& place() const { return place_; }

 private:
  struct Key {
    const void* values = nullptr;
    std::uint64_t height = 0, width = 0, colors = 0;
    const ValueColors* from = nullptr;
    int w = 0, h = 0;
    double cell = 0, left = 0, top = 0;
    std::optional<ValueRange> brush;
    bool operator==(const Key&) const = default;
  };
  void fit(const ui::Ui& ui, const ui::Rect& area, const Plane& plane, PlaneWindow* window);
  void paint(const ui::Ui& ui, const Plane& plane, const ValueColors& colors, const PlaneMarks& marks);
  void draw_cells(const ui::Ui& ui, const Plane& plane, const ValueColors& colors,
                  const PlaneMarks& marks) const;
  void draw_marks(const ui::Ui& ui, const Plane& plane, const PlaneMarks& marks) const;
  ui::Rect cell_at(const Plane& plane, std::uint64_t element) const;

  ui::PixelPicture picture_;
  std::shared_ptr<const void> owner_;  ///< of the values that the pixels show
  Key painted_;
  ui::Rect place_;
  double cell_ = 1, left_ = 0, top_ = 0;  ///< pixels a cell, cells before the picture
};

/// The strongest of the elements of rows [y0, y1) and columns [x0, x1); NaN is stronger than all.
std::uint16_t strongest(const Plane& plane, std::uint64_t y0, std::uint64_t y1, std::uint64_t x0,
                        std::uint64_t x1);

/// A tensor as the eye expects it: three or four channels as a colour picture, one as grey; others as their
/// first channel in grey. `range` is black and white; nothing: 0..1, -1..1 or 0..255, whichever holds the
/// values, else smallest to largest.
class TensorPicture {
 public:
  /// Centred in `area`; the place that it took.
  ui::Rect draw(const ui::Ui& ui, const ui::Rect& area, const run::KeptTensorPtr& tensor,
                std::optional<ValueRange> range = {});

 private:
  ui::PixelPicture picture_;
  run::KeptTensorPtr shown_;
  std::optional<ValueRange> range_;
};
inline ui::Rect draw_plane_picture(const ui::Ui& ui, const ui::Rect& area, TensorPicture& kept,
                                   const run::KeptTensorPtr& tensor, std::optional<ValueRange> range = {}) {
  return kept.draw(ui, area, tensor, range);
}
/// The range that TensorPicture takes by itself.
ValueRange picture_range(const model::Statistics& statistics);

}  // namespace ane::views
