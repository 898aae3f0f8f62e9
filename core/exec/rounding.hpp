#pragma once
// fp16 numbers into double precision and back, a whole tensor at a time. The one rounding of a task's results
// counts what section 13 of docs/formats/execution-h13.md warns of.

#include <bit>
#include <cmath>
#include <cstdint>

#include "core/exec/hazards.hpp"

namespace ane::exec {

/// The value of a half; exact, infinities and NaN included. As half_to_double, without calls.
inline double widen(std::uint16_t half) {
  // No branch on the sign: it cannot be predicted.
  const std::uint32_t magnitude = (half & 0x7fffu) << 13;
  // Exponents of a half and of a float differ by 112; the product is exact for subnormal halves as well.
  std::uint32_t bits = std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) * 0x1p112F);
  if (magnitude >= 0x7c00u << 13) bits = magnitude | 0x7f800000u;
  return std::bit_cast<float>(bits | (half & 0x8000u) << 16);
}

/// Which NaN the hardware makes of what is not known (13): all of ours are the same one.
inline constexpr std::uint16_t kNaN = 0x7e00;

/// fp16 bits of a number, nearest even, subnormals kept, too large to infinity; `tie` where it lies half-way
/// between two neighbours. As double_to_half, without calls.
inline std::uint16_t narrow(double value, bool& tie) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const auto sign = static_cast<std::uint16_t>(bits >> 48 & 0x8000u);
  const int exponent = static_cast<int>(bits >> 52 & 0x7ffu) - 1023;
  constexpr std::uint64_t kOne = std::uint64_t{1} << 52;
  const std::uint64_t fraction = bits & (kOne - 1);
  tie = false;
  if (exponent > 15) return static_cast<std::uint16_t>(sign | 0x7c00u);
  std::uint64_t kept = 0, gone = 0;
  int shift = 42;
  if (exponent >= -14) {
    kept = static_cast<std::uint64_t>(exponent + 15) << 10 | fraction >> shift;
    gone = fraction & ((std::uint64_t{1} << shift) - 1);
  } else {
    shift += -14 - exponent;
    if (shift > 54) return sign;
    kept = (fraction | kOne) >> shift;
    gone = (fraction | kOne) & ((std::uint64_t{1} << shift) - 1);
  }
  const std::uint64_t middle = std::uint64_t{1} << (shift - 1);
  tie = gone == middle;
  // A carry out of the fraction raises the exponent, up to infinity. No branch: it could not be predicted.
  kept += static_cast<std::uint64_t>(gone > middle) | (static_cast<std::uint64_t>(tie) & kept & 1u);
  return static_cast<std::uint16_t>(sign | kept);
}

/// What an operand or a weight is warned of.
inline void count_input(std::uint16_t bits, Hazards& hazards) {
  const unsigned exponent = bits & 0x7c00u, fraction = bits & 0x3ffu;
  if (exponent == 0x7c00u) ++(fraction != 0 ? hazards.nan_inputs : hazards.infinite_inputs);
  if (exponent == 0 && fraction != 0) ++hazards.subnormal_inputs;
}

/// What a result is warned of, its rounding apart.
inline void count_result(std::uint16_t bits, Hazards& hazards) {
  const unsigned exponent = bits & 0x7c00u, fraction = bits & 0x3ffu;
  if (exponent == 0x7c00u) ++(fraction != 0 ? hazards.nan_results : hazards.infinite_results);
  if (exponent == 0 && fraction != 0) ++hazards.tiny_results;
}

/// narrow(), with what the result and its rounding are warned of counted.
inline std::uint16_t round_result(double value, Hazards& hazards) {
  bool tie = false;
  const std::uint16_t bits = std::isnan(value) ? kNaN : narrow(value, tie);
  count_result(bits, hazards);
  if (tie) ++hazards.ties;
  // So small that nothing is left of it, and still not zero.
  if ((bits & 0x7fffu) == 0 && value != 0) ++hazards.tiny_results;
  return bits;
}

}  // namespace ane::exec
