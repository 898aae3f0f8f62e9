#pragma once
// Bits of words, and IEEE binary16, which C++20 has no type for.

#include <bit>
#include <cmath>
#include <cstdint>

namespace ane {

/// A mask of `width` low bits; `width` is 0 to 64.
constexpr std::uint64_t low_mask(unsigned width) {
  return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
}

/// Bits [lsb, lsb + width) of `word`, moved down to bit 0.
constexpr std::uint32_t extract_bits(std::uint32_t word, unsigned lsb, unsigned width) {
  return static_cast<std::uint32_t>((std::uint64_t{word} >> lsb) & low_mask(width));
}

/// `word` with bits [lsb, lsb + width) replaced by the low bits of `value`.
constexpr std::uint32_t insert_bits(std::uint32_t word, unsigned lsb, unsigned width, std::uint32_t value) {
  const auto mask = static_cast<std::uint32_t>(low_mask(width) << lsb);
  return (word & ~mask) | (static_cast<std::uint32_t>(std::uint64_t{value} << lsb) & mask);
}

/// The `width` low bits of `value` as a two's complement number.
constexpr std::int64_t sign_extend(std::uint32_t value, unsigned width) {
  const std::uint64_t sign = std::uint64_t{1} << (width - 1);
  return static_cast<std::int64_t>((std::uint64_t{value} & low_mask(width)) ^ sign) -
         static_cast<std::int64_t>(sign);
}

/// The value of a binary16 bit pattern; exact, infinities and NaN included.
inline double half_to_double(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 31;
  const int fraction = bits & 0x3ff;
  double magnitude = 0;
  if (exponent == 31) {
    magnitude = fraction == 0 ? HUGE_VAL : std::nan("");
  } else if (exponent == 0) {
    magnitude = std::ldexp(fraction, -24);
  } else {
    magnitude = std::ldexp(fraction + 1024, exponent - 25);
  }
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

/// The nearest binary16 of `value`, ties to even; too large becomes infinity, NaN stays NaN.
inline std::uint16_t double_to_half(double value) {
  const std::uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  const double magnitude = std::fabs(value);
  if (std::isnan(value)) return static_cast<std::uint16_t>(sign | 0x7e00);
  if (magnitude >= 65520.0) return static_cast<std::uint16_t>(sign | 0x7c00);
  if (magnitude < 6.103515625e-05) {
    // Subnormals count in steps of 2^-24; rounding up to 1024 steps gives the smallest normal number by
    // itself.
    return static_cast<std::uint16_t>(sign |
                                      static_cast<std::uint16_t>(std::nearbyint(std::ldexp(magnitude, 24))));
  }
  int exponent = 0;
  const double fraction = std::frexp(magnitude, &exponent);                                    // in [0.5, 1)
  const auto mantissa = static_cast<std::uint32_t>(std::nearbyint(std::ldexp(fraction, 11)));  // 1024 … 2048
  const auto biased = static_cast<std::uint32_t>(exponent + 14);
  return static_cast<std::uint16_t>(sign | ((biased << 10) + (mantissa - 1024)));
}

}  // namespace ane
