#include "core/base/bits.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace ane {
namespace {

constexpr std::uint16_t kSign = 0x8000, kInfinity = 0x7c00, kQuietNan = 0x7e00;

bool is_nan(std::uint16_t half) {
  return (half & 0x7c00) == 0x7c00 && (half & 0x3ff) != 0;
}

TEST(LowMask, CoversEveryWidth) {
  EXPECT_EQ(low_mask(0), 0u);
  EXPECT_EQ(low_mask(1), 1u);
  EXPECT_EQ(low_mask(32), 0xffffffffu);
  EXPECT_EQ(low_mask(63), UINT64_MAX >> 1);
  EXPECT_EQ(low_mask(64), UINT64_MAX);
}

TEST(ExtractBits, TakesAnyPartOfAWord) {
  EXPECT_EQ(extract_bits(0xabcd1234, 0, 32), 0xabcd1234u);
  EXPECT_EQ(extract_bits(0xabcd1234, 16, 16), 0xabcdu);
  EXPECT_EQ(extract_bits(0xabcd1234, 4, 8), 0x23u);
  EXPECT_EQ(extract_bits(0x80000000, 31, 1), 1u);
  EXPECT_EQ(extract_bits(0xffffffff, 5, 0), 0u);
}

TEST(InsertBits, LeavesTheOtherBitsAlone) {
  EXPECT_EQ(insert_bits(0xffffffff, 8, 8, 0), 0xffff00ffu);
  EXPECT_EQ(insert_bits(0, 8, 8, 0xab), 0xab00u);
  EXPECT_EQ(insert_bits(0x12345678, 0, 32, 0xcafebabe), 0xcafebabeu);
  EXPECT_EQ(insert_bits(0x12345678, 31, 1, 1), 0x92345678u);
}

TEST(InsertBits, DropsWhatDoesNotFit) {
  EXPECT_EQ(insert_bits(0, 4, 4, 0x1f), 0xf0u);
  EXPECT_EQ(insert_bits(0, 31, 1, 0xffffffff), 0x80000000u);
}

TEST(InsertBits, IsUndoneByExtractBitsForEveryPlace) {
  constexpr std::uint32_t kPattern = 0x9e3779b9;
  for (unsigned lsb = 0; lsb < 32; ++lsb) {
    for (unsigned width = 1; lsb + width <= 32; ++width) {
      const auto value = static_cast<std::uint32_t>(kPattern & low_mask(width));
      ASSERT_EQ(extract_bits(insert_bits(0xffffffff, lsb, width, kPattern), lsb, width), value)
          << "lsb " << lsb << ", width " << width;
    }
  }
}

TEST(SignExtend, ReadsTwosComplement) {
  EXPECT_EQ(sign_extend(0, 1), 0);
  EXPECT_EQ(sign_extend(1, 1), -1);
  EXPECT_EQ(sign_extend(0x7f, 8), 127);
  EXPECT_EQ(sign_extend(0x80, 8), -128);
  EXPECT_EQ(sign_extend(0xffffffff, 32), -1);
  EXPECT_EQ(sign_extend(0x80000000, 32), std::numeric_limits<std::int32_t>::min());
}

TEST(SignExtend, IgnoresBitsAboveTheWidth) {
  EXPECT_EQ(sign_extend(0xff7f, 8), 127);
  EXPECT_EQ(sign_extend(0xff80, 8), -128);
}

TEST(Half, EveryPatternSurvivesTheWayToDoubleAndBack) {
  for (std::uint32_t pattern = 0; pattern <= 0xffff; ++pattern) {
    const auto half = static_cast<std::uint16_t>(pattern);
    const std::uint16_t back = double_to_half(half_to_double(half));
    if (is_nan(half)) {
      ASSERT_TRUE(std::isnan(half_to_double(half))) << std::hex << pattern;
      ASSERT_EQ(back, (half & kSign) | kQuietNan) << std::hex << pattern;
    } else {
      ASSERT_EQ(back, half) << std::hex << pattern;
    }
  }
}

TEST(Half, ValuesGrowWithTheirPatterns) {
  for (std::uint16_t pattern = 0; pattern < kInfinity; ++pattern) {
    ASSERT_LT(half_to_double(pattern), half_to_double(static_cast<std::uint16_t>(pattern + 1)))
        << std::hex << pattern;
  }
}

TEST(Half, KnowsTheLandmarks) {
  EXPECT_EQ(half_to_double(0x3c00), 1.0);
  EXPECT_EQ(half_to_double(0xc000), -2.0);
  EXPECT_EQ(half_to_double(0x7bff), 65504.0);
  EXPECT_EQ(half_to_double(0x0400), std::ldexp(1.0, -14));
  EXPECT_EQ(half_to_double(0x0001), std::ldexp(1.0, -24));
  EXPECT_EQ(half_to_double(kInfinity), HUGE_VAL);
  EXPECT_EQ(half_to_double(kSign | kInfinity), -HUGE_VAL);
  EXPECT_TRUE(std::signbit(half_to_double(kSign)));
}

// Between any two neighbours: below the middle goes down, above it goes up, the middle itself to the even
// one.
TEST(Half, RoundsToTheNearestAndTiesToEven) {
  for (std::uint16_t low = 0; low < 0x7bff; ++low) {
    const auto high = static_cast<std::uint16_t>(low + 1);
    const double middle = (half_to_double(low) + half_to_double(high)) / 2;
    const std::uint16_t even = low % 2 == 0 ? low : high;
    ASSERT_EQ(double_to_half(middle), even) << std::hex << low;
    ASSERT_EQ(double_to_half(std::nextafter(middle, 0.0)), low) << std::hex << low;
    ASSERT_EQ(double_to_half(std::nextafter(middle, 1e9)), high) << std::hex << low;
    ASSERT_EQ(double_to_half(-middle), even | kSign) << std::hex << low;
  }
}

TEST(Half, TooLargeBecomesInfinityFromTheMiddleOn) {
  EXPECT_EQ(double_to_half(std::nextafter(65520.0, 0.0)), 0x7bff);
  EXPECT_EQ(double_to_half(65520.0), kInfinity);
  EXPECT_EQ(double_to_half(-65520.0), kSign | kInfinity);
  EXPECT_EQ(double_to_half(std::numeric_limits<double>::max()), kInfinity);
  EXPECT_EQ(double_to_half(-HUGE_VAL), kSign | kInfinity);
}

TEST(Half, TooSmallBecomesZeroOfTheSameSign) {
  EXPECT_EQ(double_to_half(std::ldexp(1.0, -25)), 0);
  EXPECT_EQ(double_to_half(std::nextafter(std::ldexp(1.0, -25), 1.0)), 1);
  EXPECT_EQ(double_to_half(-std::ldexp(1.0, -30)), kSign);
  EXPECT_EQ(double_to_half(std::numeric_limits<double>::denorm_min()), 0);
  EXPECT_EQ(double_to_half(-0.0), kSign);
}

}  // namespace
}  // namespace ane
