// Conversions without calls, held against the ones of core/base for every half and for numbers around every
// rounding.

#include "core/exec/rounding.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/base/bits.hpp"

namespace ane::exec {
namespace {

bool is_nan(std::uint16_t half) {
  return (half & 0x7fffu) > 0x7c00u;
}

TEST(Rounding, WidensEveryHalfExactly) {
  for (std::uint32_t i = 0; i < 0x10000; ++i) {
    const auto half = static_cast<std::uint16_t>(i);
    const double value = widen(half);
    if (is_nan(half)) {
      EXPECT_TRUE(std::isnan(value)) << i;
    } else {
      EXPECT_EQ(value, half_to_double(half)) << i;
      EXPECT_EQ(std::signbit(value), (half & 0x8000u) != 0) << i;
    }
  }
}

void expect_same(double value) {
  bool tie = false;
  EXPECT_EQ(narrow(value, tie), double_to_half(value)) << value;
}

TEST(Rounding, NarrowsAroundEveryHalfAndEveryMiddle) {
  for (std::uint32_t i = 0; i < 0x7c00; ++i) {
    const double low = half_to_double(static_cast<std::uint16_t>(i));
    // Beyond the largest half the next step would be 65536.
    const double high = i == 0x7bff ? 65536 : half_to_double(static_cast<std::uint16_t>(i + 1));
    const double middle = (low + high) / 2;
    for (const double value : {low, std::nextafter(middle, low), middle, std::nextafter(middle, high)}) {
      bool tie = false;
      EXPECT_EQ(narrow(value, tie), double_to_half(value)) << value;
      EXPECT_EQ(tie, value == middle) << value;
      expect_same(-value);
    }
  }
}

TEST(Rounding, NarrowsWhatIsFarAway) {
  for (const double value : {0.0, -0.0, 65519.999, 65520.0, 1e300, -1e300, 1e-300, 0x1p-25, 0x1.8p-25,
                             0x1p-26, 0x1p-1070, std::numeric_limits<double>::infinity()})
    expect_same(value);
  std::mt19937_64 random(7);
  for (int i = 0; i < 200000; ++i) {
    const double value = std::bit_cast<double>(random());
    if (!std::isnan(value)) expect_same(value);
  }
  std::uniform_real_distribution<double> exponent(-30, 18);
  for (int i = 0; i < 200000; ++i) expect_same(std::exp2(exponent(random)) * (i % 2 == 0 ? 1 : -1));
}

TEST(Rounding, CountsWhatSection13Names) {
  Hazards hazards;
  EXPECT_EQ(round_result(std::nan(""), hazards), kNaN);
  EXPECT_EQ(round_result(1e9, hazards), 0x7c00);
  EXPECT_EQ(round_result(0x1p-20, hazards), double_to_half(0x1p-20));
  EXPECT_EQ(round_result(1 + 0x1p-11, hazards), 0x3c00);
  EXPECT_EQ(round_result(0, hazards), 0);
  EXPECT_EQ(hazards.nan_results, 1u);
  EXPECT_EQ(hazards.infinite_results, 1u);
  EXPECT_EQ(hazards.tiny_results, 1u);
  EXPECT_EQ(hazards.ties, 1u);
}

}  // namespace
}  // namespace ane::exec
