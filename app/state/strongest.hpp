#pragma once
// Many values as one, for pictures that have less room than values.

#include <cstdint>
#include <span>

namespace ane::state {

/// Rows [top, bottom) and columns [left, right) of a plane of `width` columns; not empty.
struct PlanePart {
  std::uint64_t width = 1, top = 0, bottom = 1, left = 0, right = 1;
};
/// The value of the largest magnitude, the first of equal ones; NaN comes before infinity.
std::uint16_t strongest_half(std::span<const std::uint16_t> plane, const PlanePart& part);

}  // namespace ane::state
