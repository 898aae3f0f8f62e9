#pragma once
// The one rounding of a task's results, with what section 13 of docs/formats/execution-h13.md warns of
// counted.

#include <cmath>
#include <cstdint>

#include "core/base/bits.hpp"
#include "core/exec/hazards.hpp"

namespace ane::exec {

/// True where `value` lies half-way between two neighbouring fp16 numbers, of which `rounded` is one.
inline bool is_tie(double value, std::uint16_t rounded) {
  const double nearest = half_to_double(rounded);
  if (nearest == value || !std::isfinite(nearest)) return false;
  // The neighbour on the other side: differences of fp16 numbers are exact in double precision.
  const bool away = std::fabs(value) > std::fabs(nearest);
  const auto neighbour = static_cast<std::uint16_t>(away ? rounded + 1 : rounded - 1);
  return half_to_double(neighbour) - value == value - nearest;
}

/// fp16 bits of `value`, nearest even, subnormals kept, too large to infinity.
inline std::uint16_t round_result(double value, Hazards& hazards) {
  const std::uint16_t bits = double_to_half(value);
  if (value == 0) return bits;
  const unsigned exponent = (bits >> 10) & 31u;
  if (exponent == 31) ++((bits & 0x3ffu) != 0 ? hazards.nan_results : hazards.infinite_results);
  if (exponent == 0) ++hazards.tiny_results;
  if (is_tie(value, bits)) ++hazards.ties;
  return bits;
}

}  // namespace ane::exec
