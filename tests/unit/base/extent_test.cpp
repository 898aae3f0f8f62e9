#include "core/base/extent.hpp"

#include <gtest/gtest.h>

namespace ane {
namespace {

constexpr std::uint64_t kMax = UINT64_MAX;

TEST(Extent, HoldsItsFirstByteAndNotItsEnd) {
  constexpr Extent extent{10, 4};
  EXPECT_FALSE(extent.contains(9));
  EXPECT_TRUE(extent.contains(10));
  EXPECT_TRUE(extent.contains(13));
  EXPECT_FALSE(extent.contains(14));
  EXPECT_EQ(extent.end(), 14u);
}

TEST(Extent, HoldsItselfAndItsParts) {
  constexpr Extent extent{10, 4};
  EXPECT_TRUE(extent.contains(Extent{10, 4}));
  EXPECT_TRUE(extent.contains(Extent{12, 2}));
  EXPECT_FALSE(extent.contains(Extent{9, 2}));
  EXPECT_FALSE(extent.contains(Extent{12, 3}));
}

TEST(Extent, AnEmptyPartLiesInsideUpToTheEnd) {
  constexpr Extent extent{10, 4};
  EXPECT_TRUE(extent.contains(Extent{10, 0}));
  EXPECT_TRUE(extent.contains(Extent{14, 0}));
  EXPECT_FALSE(extent.contains(Extent{15, 0}));
}

TEST(Extent, PartsThatWouldWrapAreNotInside) {
  constexpr Extent extent{10, 4};
  EXPECT_FALSE(extent.contains(Extent{11, kMax}));
  EXPECT_FALSE(extent.contains(Extent{kMax, 20}));
  EXPECT_FALSE(extent.contains(kMax));
}

TEST(Extent, ReachesTheLastAddress) {
  constexpr Extent extent{kMax - 4, 4};
  EXPECT_EQ(extent.end(), kMax);
  EXPECT_TRUE(extent.contains(kMax - 1));
  EXPECT_FALSE(extent.contains(kMax));
}

TEST(Extent, TouchingRangesDoNotOverlap) {
  EXPECT_FALSE((Extent{0, 4}.overlaps(Extent{4, 4})));
  EXPECT_TRUE((Extent{0, 5}.overlaps(Extent{4, 4})));
  EXPECT_TRUE((Extent{0, 8}.overlaps(Extent{2, 2})));
}

TEST(Extent, AnEmptyRangeOverlapsNothing) {
  EXPECT_FALSE((Extent{2, 0}.overlaps(Extent{0, 8})));
  EXPECT_FALSE((Extent{0, 8}.overlaps(Extent{2, 0})));
}

TEST(AddFits, AcceptsTheLargestSum) {
  std::uint64_t sum = 7;
  EXPECT_TRUE(add_fits(kMax - 1, 1, sum));
  EXPECT_EQ(sum, kMax);
}

TEST(AddFits, RefusesAWrapAndKeepsTheOldValue) {
  std::uint64_t sum = 7;
  EXPECT_FALSE(add_fits(kMax, 1, sum));
  EXPECT_FALSE(add_fits(1, kMax, sum));
  EXPECT_EQ(sum, 7u);
}

TEST(MultiplyFits, AcceptsTheLargestProduct) {
  std::uint64_t product = 7;
  EXPECT_TRUE(multiply_fits(kMax, 1, product));
  EXPECT_EQ(product, kMax);
  EXPECT_TRUE(multiply_fits(0xffffffff, 0x100000001, product));
  EXPECT_EQ(product, kMax);
}

TEST(MultiplyFits, RefusesAWrapAndKeepsTheOldValue) {
  std::uint64_t product = 7;
  EXPECT_FALSE(multiply_fits(std::uint64_t{1} << 32, std::uint64_t{1} << 32, product));
  EXPECT_FALSE(multiply_fits(2, (kMax >> 1) + 1, product));
  EXPECT_EQ(product, 7u);
}

TEST(MultiplyFits, ZeroTimesAnythingFits) {
  std::uint64_t product = 7;
  EXPECT_TRUE(multiply_fits(0, kMax, product));
  EXPECT_EQ(product, 0u);
  product = 7;
  EXPECT_TRUE(multiply_fits(kMax, 0, product));
  EXPECT_EQ(product, 0u);
}

TEST(RoundUp, GoesToTheNextMultiple) {
  EXPECT_EQ(round_up(0, 16), 0u);
  EXPECT_EQ(round_up(1, 16), 16u);
  EXPECT_EQ(round_up(16, 16), 16u);
  EXPECT_EQ(round_up(17, 16), 32u);
  EXPECT_EQ(round_up(17, 1), 17u);
}

TEST(RoundUp, SaturatesAtTheLargestMultiple) {
  EXPECT_EQ(round_up(kMax, 16), kMax - 15);
  EXPECT_EQ(round_up(kMax - 15, 16), kMax - 15);
  EXPECT_EQ(round_up(kMax - 14, 16), kMax - 15);
}

}  // namespace
}  // namespace ane
