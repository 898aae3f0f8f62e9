#include "core/base/interval_set.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <vector>

namespace ane {
namespace {

TEST(IntervalSet, StartsEmpty) {
  const IntervalSet set;
  EXPECT_EQ(set.total(), 0u);
  EXPECT_TRUE(set.ranges().empty());
  EXPECT_FALSE(set.contains({0, 1}));
  EXPECT_EQ(set.gaps({3, 5}), (std::vector<Extent>{{3, 5}}));
}

TEST(IntervalSet, AddingNothingChangesNothing) {
  IntervalSet set;
  set.add({5, 0});
  EXPECT_TRUE(set.ranges().empty());
}

TEST(IntervalSet, JoinsTouchingRanges) {
  IntervalSet set;
  set.add({0, 4});
  set.add({8, 4});
  set.add({4, 4});
  EXPECT_EQ(set.ranges(), (std::vector<Extent>{{0, 12}}));
}

TEST(IntervalSet, KeepsDistantRangesSorted) {
  IntervalSet set;
  set.add({20, 1});
  set.add({0, 1});
  set.add({10, 1});
  EXPECT_EQ(set.ranges(), (std::vector<Extent>{{0, 1}, {10, 1}, {20, 1}}));
}

TEST(IntervalSet, SwallowsTheRangesItCovers) {
  IntervalSet set;
  for (std::uint64_t at = 0; at < 100; at += 10) set.add({at, 2});
  set.add({5, 80});
  EXPECT_EQ(set.ranges(), (std::vector<Extent>{{0, 2}, {5, 80}, {90, 2}}));
}

TEST(IntervalSet, HoldsNoRangeAcrossAGap) {
  IntervalSet set;
  set.add({0, 4});
  set.add({5, 4});
  EXPECT_TRUE(set.contains({5, 4}));
  EXPECT_FALSE(set.contains({3, 3}));
  EXPECT_TRUE(set.contains({100, 0}));
}

TEST(IntervalSet, FindsTheGapsOfAPart) {
  IntervalSet set;
  set.add({10, 10});
  set.add({30, 10});
  EXPECT_EQ(set.gaps({0, 50}), (std::vector<Extent>{{0, 10}, {20, 10}, {40, 10}}));
  EXPECT_EQ(set.gaps({15, 10}), (std::vector<Extent>{{20, 5}}));
  EXPECT_EQ(set.gaps({12, 3}), std::vector<Extent>());
}

TEST(IntervalSet, ReachesTheLastAddress) {
  IntervalSet set;
  set.add({UINT64_MAX - 8, 8});
  EXPECT_TRUE(set.contains({UINT64_MAX - 1, 1}));
  EXPECT_FALSE(set.contains({UINT64_MAX, 1}));
  EXPECT_EQ(set.gaps({UINT64_MAX - 10, 10}), (std::vector<Extent>{{UINT64_MAX - 10, 2}}));
}

/// The same set, byte by byte.
class Bitmap {
 public:
  static constexpr std::uint64_t kSize = 256;

  void add(Extent extent) { std::fill_n(bytes_.begin() + static_cast<long>(extent.offset), extent.size, 1); }
  std::uint64_t total() const {
    return static_cast<std::uint64_t>(std::count(bytes_.begin(), bytes_.end(), 1));
  }
  bool contains(Extent extent) const {
    const auto first = bytes_.begin() + static_cast<long>(extent.offset);
    return std::all_of(first, first + static_cast<long>(extent.size), [](int byte) { return byte == 1; });
  }
  std::vector<Extent> runs(Extent whole, int wanted) const {
    std::vector<Extent> found;
    for (std::uint64_t at = whole.offset; at < whole.end(); ++at) {
      if (bytes_[at] != wanted) continue;
      const bool joins = !found.empty() && found.back().end() == at;
      if (!joins) found.push_back({at, 0});
      ++found.back().size;
    }
    return found;
  }

 private:
  std::array<int, kSize> bytes_{};
};

Extent random_extent(std::mt19937& random, std::uint64_t longest) {
  const std::uint64_t size = random() % (longest + 1);
  return {random() % (Bitmap::kSize - size), size};
}

TEST(IntervalSet, AgreesWithABitmapOnRandomOperations) {
  std::mt19937 random(20240117);
  for (int round = 0; round < 300; ++round) {
    IntervalSet set;
    Bitmap map;
    for (int step = 0; step < 40; ++step) {
      const Extent added = random_extent(random, step % 5 == 0 ? 40 : 6);
      set.add(added);
      map.add(added);
      const Extent asked = random_extent(random, 30);
      ASSERT_EQ(set.ranges(), map.runs({0, Bitmap::kSize}, 1)) << "round " << round << ", step " << step;
      ASSERT_EQ(set.total(), map.total());
      ASSERT_EQ(set.contains(asked), map.contains(asked)) << asked.offset << " + " << asked.size;
      ASSERT_EQ(set.gaps(asked), map.runs(asked, 0)) << asked.offset << " + " << asked.size;
    }
  }
}

}  // namespace
}  // namespace ane
