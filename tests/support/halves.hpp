#pragma once
// fp16 values in tests: looked up instead of computed, since some tests read tens of millions of them.

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "core/base/bits.hpp"

namespace ane::test {

using Halves = std::vector<std::uint16_t>;

/// As half_to_double, of all 65536 bit patterns.
inline double half_value(std::uint16_t bits) {
  static const std::vector<double> all = [] {
    std::vector<double> values(0x10000);
    for (std::uint32_t i = 0; i < values.size(); ++i)
      values[i] = half_to_double(static_cast<std::uint16_t>(i));
    return values;
  }();
  return all[bits];
}

/// The distance between neighbouring fp16 numbers at `value`.
inline double half_spacing(double value) {
  const double magnitude = std::fabs(value);
  int exponent = -14;
  if (magnitude >= 6.103515625e-05) exponent = std::ilogb(magnitude);
  return std::ldexp(1.0, exponent - 10);
}

/// Multiples of 1/16 in [-8, 8]: sums of a million products of two of them are exact in double, so that a
/// result does not depend on the order in which it was summed.
inline Halves exact_halves(std::size_t count, std::uint32_t seed, bool zeros = true) {
  std::mt19937 random(seed);
  Halves halves(count);
  for (std::uint16_t& half : halves) {
    int value = static_cast<int>(random() % 257) - 128;
    if (value == 0 && !zeros) value = 1;
    half = double_to_half(value / 16.0);
  }
  return halves;
}

}  // namespace ane::test
