#include "app/state/strongest.hpp"

#include "app/state/shown_constant.hpp"

namespace ane::state {

std::uint16_t strongest_half(std::span<const std::uint16_t> plane, const PlanePart& part) {
  std::uint16_t best = plane[part.top * part.width + part.left];
  for (std::uint64_t y = part.top; y < part.bottom; ++y) {
    const auto row = plane.subspan(y * part.width + part.left, part.right - part.left);
    for (const std::uint16_t bits : row) best = stronger(best, bits);
  }
  return best;
}

}  // namespace ane::state
