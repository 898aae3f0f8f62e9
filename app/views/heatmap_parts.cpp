#include <algorithm>
#include <cmath>

#include "app/state/strongest.hpp"
#include "app/views/heatmap.hpp"
#include "core/base/bits.hpp"

namespace ane::views {
namespace {

ImU32 grey_of(double t) {
  const auto byte = static_cast<unsigned>(std::lround(std::clamp(t, 0.0, 1.0) * 255));
  return IM_COL32(byte, byte, byte, 255);
}

/// One pixel of a colour picture.
struct PicturePixels {
  const run::KeptTensor& tensor;
  ValueRange range;
  ImU32 nan;

  double share(std::uint64_t element) const {
    return (half_to_double(tensor.values[element]) - range.low) / (range.high - range.low);
  }
  ImU32 at(std::uint64_t y, std::uint64_t x) const {
    const std::uint64_t plane = tensor.shape[2] * tensor.shape[3], element = y * tensor.shape[3] + x;
    const bool color = tensor.shape[1] == 3 || tensor.shape[1] == 4;
    std::array<unsigned, 3> bytes{};
    for (std::size_t c = 0; c < 3; ++c) {
      const double t = share(element + (color ? c * plane : 0));
      if (std::isnan(t)) return nan;
      if (!color) return grey_of(t);
      bytes[c] = static_cast<unsigned>(std::lround(std::clamp(t, 0.0, 1.0) * 255));
    }
    return IM_COL32(bytes[0], bytes[1], bytes[2], 255);
  }
};

}  // namespace

Plane plane_of(const run::KeptTensorPtr& tensor, std::uint64_t n, std::uint64_t c) {
  if (!tensor || n >= tensor->shape[0] || c >= tensor->shape[1]) return {};
  const std::uint64_t size = tensor->shape[2] * tensor->shape[3];
  const std::uint64_t first = (n * tensor->shape[1] + c) * size;
  if (size == 0 || first + size > tensor->values.size()) return {};
  return {tensor, std::span(tensor->values).subspan(first, size), tensor->shape[2], tensor->shape[3]};
}

std::uint16_t strongest(const Plane& plane, std::uint64_t y0, std::uint64_t y1, std::uint64_t x0,
                        std::uint64_t x1) {
  return state::strongest_half(plane.values, {plane.width, y0, y1, x0, x1});
}

ValueRange picture_range(const model::Statistics& statistics) {
  if (statistics.min >= 0 && statistics.max <= 1) return {0, 1};
  if (statistics.min >= -1 && statistics.max <= 1) return {-1, 1};
  if (statistics.min >= 0 && statistics.max <= 255) return {0, 255};
  return statistics.min < statistics.max ? ValueRange{statistics.min, statistics.max}
                                         : ValueRange{statistics.min - 1, statistics.min + 1};
}

ui::Rect TensorPicture::draw(const ui::Ui& ui, const ui::Rect& area, const run::KeptTensorPtr& tensor,
                             std::optional<ValueRange> range) {
  if (plane_of(tensor, 0, 0).empty() || area.w < 1 || area.h < 1) return {area.x, area.y, 0, 0};
  const auto height = static_cast<float>(tensor->shape[2]), width = static_cast<float>(tensor->shape[3]);
  const float scale = std::min(area.w / width, area.h / height);
  const int w = std::max(1, static_cast<int>(std::floor(width * scale)));
  const int h = std::max(1, static_cast<int>(std::floor(height * scale)));
  if (shown_ != tensor || range_ != range || picture_.width() != w || picture_.height() != h) {
    shown_ = tensor;
    range_ = range;
    const PicturePixels source{*tensor, range.value_or(picture_range(tensor->statistics)), ui.c.nan};
    picture_.update(w, h, [&](std::span<ImU32> pixels) {
      const auto across = static_cast<std::uint64_t>(w), down = static_cast<std::uint64_t>(h);
      for (std::uint64_t y = 0; y < down; ++y) {
        for (std::uint64_t x = 0; x < across; ++x)
          pixels[y * across + x] = source.at(y * tensor->shape[2] / down, x * tensor->shape[3] / across);
      }
    });
  }
  const ui::Rect place{std::floor(area.x + (area.w - static_cast<float>(w)) / 2),
                       std::floor(area.y + (area.h - static_cast<float>(h)) / 2), static_cast<float>(w),
                       static_cast<float>(h)};
  picture_.draw(ui, {place.x, place.y});
  return place;
}

}  // namespace ane::views
