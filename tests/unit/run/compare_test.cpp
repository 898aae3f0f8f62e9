#include "core/run/compare.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "core/base/bits.hpp"

namespace ane::run {
namespace {

Comparison compared(const std::vector<double>& values, const std::vector<double>& expected,
                    Tolerance tolerance = {}) {
  std::vector<std::uint16_t> halves;
  for (const double value : values) halves.push_back(double_to_half(value));
  std::vector<std::uint8_t> bytes;
  for (const double value : expected) {
    for (unsigned i = 0; i < 8; ++i)
      bytes.push_back(static_cast<std::uint8_t>(std::bit_cast<std::uint64_t>(value) >> 8 * i));
  }
  return compare(halves, NpyArray({expected.size()}, NpyKind::Float, 8, false, false, bytes), tolerance);
}

const double kNan = std::nan("");

TEST(Compare, EqualIsEqual) {
  const Comparison same = compared({1, -2, 0}, {1, -2, -0.0}, {0, 0});
  EXPECT_TRUE(same.pass);
  EXPECT_EQ(same.max_abs_error, 0);
  EXPECT_EQ(same.cosine, 1);
  EXPECT_FALSE(same.worst);
}

TEST(Compare, ToleratesAsNumPyDoes) {
  EXPECT_TRUE(compared({10.5}, {10}, {0.25, 0.025}).pass) << "0.25 + 0.025 * 10 = 0.5";
  const Comparison beyond = compared({10.5, 1}, {10, 1}, {0.25, 0.02});
  EXPECT_FALSE(beyond.pass);
  EXPECT_EQ(beyond.failing, 1u);
  EXPECT_EQ(beyond.max_abs_error, 0.5);
  EXPECT_EQ(beyond.max_rel_error, 0.05);
}

TEST(Compare, TheWorstIsFurthestBeyondItsTolerance) {
  const Comparison result = compared({1000, 1, 3}, {1004, 1, 0}, {0.5, 0.01});
  EXPECT_EQ(result.max_abs_error, 4);
  EXPECT_EQ(result.worst, 2u) << "3 for 0 is worse than 1000 for 1004";
  EXPECT_EQ(result.worst_value, 3);
  EXPECT_EQ(result.worst_expected, 0);
  EXPECT_EQ(result.failing, 1u);
  EXPECT_NEAR(result.max_rel_error, 4.0 / 1004, 1e-12) << "what is expected to be 0 has no relative error";
}

TEST(Compare, NanAndInfinities) {
  EXPECT_TRUE(compared({kNan, HUGE_VAL, -HUGE_VAL}, {kNan, HUGE_VAL, -HUGE_VAL}).pass);
  for (const auto& [value, expected] : {std::pair{kNan, 1.0},
                                        {1.0, kNan},
                                        {HUGE_VAL, 1.0},
                                        {1.0, HUGE_VAL},
                                        {HUGE_VAL, -HUGE_VAL},
                                        {kNan, HUGE_VAL}}) {
    const Comparison result = compared({value, 2}, {expected, 2}, {1e9, 1});
    EXPECT_FALSE(result.pass) << value << " " << expected;
    EXPECT_TRUE(std::isinf(result.max_abs_error));
    EXPECT_EQ(result.worst, 0u);
    EXPECT_EQ(result.cosine, std::nullopt) << "of numbers alone it would look like a match";
  }
}

TEST(Compare, Cosine) {
  EXPECT_EQ(compared({1, 0}, {0, 1}).cosine, 0);
  EXPECT_EQ(compared({1, 2}, {-1, -2}).cosine, -1);
  EXPECT_NEAR(compared({1, 1}, {1, 0}).cosine.value_or(0), std::sqrt(0.5), 1e-15);
  EXPECT_EQ(compared({0, 0}, {0, 0}).cosine, 1);
  EXPECT_EQ(compared({0, 0}, {1, 0}).cosine, 0);
}

}  // namespace
}  // namespace ane::run
