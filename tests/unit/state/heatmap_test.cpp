#include <gtest/gtest.h>

#include "app/state/heatmap_state.hpp"
#include "app/state/strongest.hpp"
#include "core/base/bits.hpp"

namespace ane::state {
namespace {

run::KeptTensor tensor_of(std::vector<std::uint16_t> values) {
  run::KeptTensor tensor;
  tensor.shape = {1, 1, 1, values.size()};
  tensor.values = std::move(values);
  return *run::kept_tensor(std::move(tensor));
}

constexpr std::uint16_t kOne = 0x3c00, kTwo = 0x4000, kMinusOne = 0xbc00, kInfinity = 0x7c00, kNaN = 0x7e00;

TEST(HeatLimits, FitIsSmallestToLargestFiniteValue) {
  const auto limits = heat_limits({HeatRange::Fit, 0, 0}, tensor_of({kMinusOne, kTwo, kInfinity, kNaN}));
  EXPECT_EQ(limits.low, -1);
  EXPECT_EQ(limits.high, 2);
}

TEST(HeatLimits, SymmetricReachesAsFarOnBothSides) {
  const auto limits = heat_limits({HeatRange::Symmetric, 0, 0}, tensor_of({kMinusOne, kTwo}));
  EXPECT_EQ(limits.low, -2);
  EXPECT_EQ(limits.high, 2);
}

TEST(HeatLimits, ManualIsWhatTheUserSaid) {
  const auto limits = heat_limits({HeatRange::Manual, -7, 9}, tensor_of({kOne, kTwo}));
  EXPECT_EQ(limits.low, -7);
  EXPECT_EQ(limits.high, 9);
}

TEST(HeatLimits, AutoLeavesTheOutermostOut) {
  std::vector<std::uint16_t> values(10000, kOne);
  values[7] = 0;
  for (std::size_t i = 100; i < 5000; ++i) values[i] = kTwo;
  values[9] = 0x6400;  // 1024
  const auto limits = heat_limits({HeatRange::Auto, 0, 0}, tensor_of(values));
  EXPECT_GT(limits.low, 0.5);
  EXPECT_LE(limits.low, 1);
  EXPECT_GE(limits.high, 2);
  EXPECT_LT(limits.high, 3);
}

TEST(HeatLimits, AreApartWhateverTheValuesAre) {
  for (const auto& values : {std::vector<std::uint16_t>{kOne, kOne}, {kNaN}, {0, 0}}) {
    for (const HeatRange kind : {HeatRange::Auto, HeatRange::Fit, HeatRange::Symmetric}) {
      const auto limits = heat_limits({kind, 0, 0}, tensor_of(values));
      EXPECT_LT(limits.low, limits.high);
    }
  }
}

TEST(HeatElement, IsInCOrder) {
  const run::Shape shape{2, 3, 4, 5};
  for (std::uint64_t i = 0; i < 120; ++i) EXPECT_EQ(element_of(shape, run::index_of(shape, i)), i);
  EXPECT_EQ(index_words({1, 2, 3, 4}), "1,2,3,4");
}

TEST(StrongestHalf, IsTheLargestMagnitudeOfThePart) {
  const std::vector<std::uint16_t> plane = {kOne, 0, 0, 0xc000, 0, kTwo, 0, 0, kInfinity};
  EXPECT_EQ(strongest_half(plane, {3, 0, 2, 0, 2}), 0xc000);
  EXPECT_EQ(strongest_half(plane, {3, 0, 1, 1, 3}), 0);
  EXPECT_EQ(strongest_half(plane, {3, 0, 3, 0, 3}), kInfinity);
}

TEST(StrongestHalf, NeverHidesNaN) {
  const std::vector<std::uint16_t> plane = {kInfinity, kOne, kNaN, kTwo};
  EXPECT_EQ(strongest_half(plane, {2, 0, 2, 0, 2}), kNaN);
}

}  // namespace
}  // namespace ane::state
