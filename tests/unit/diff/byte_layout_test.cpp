// Every byte of both files is somewhere, once, and opposite the byte that it belongs to.

#include "core/diff/byte_layout.hpp"

#include "core/diff/byte_sequence.hpp"
#include "tests/unit/diff/diff_programs.hpp"

namespace ane::diff {
namespace {

using test::Bytes;
using test::compared;
using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

// Extents that cover [0, size) once; "" or what is wrong.
std::string coverage(std::vector<Extent> extents, std::uint64_t size) {
  std::sort(extents.begin(), extents.end(), [](Extent x, Extent y) { return x.offset < y.offset; });
  std::uint64_t at = 0;
  for (const Extent extent : extents) {
    if (extent.offset != at) return "byte " + std::to_string(at) + " and " + std::to_string(extent.offset);
    at = extent.end();
  }
  return at == size ? "" : "ends at " + std::to_string(at) + " of " + std::to_string(size);
}

void expect_whole(const Comparison& comparison, const ByteLayout& layout) {
  std::vector<Extent> a, b;
  for (const ByteRange& range : layout.ranges) {
    if (!range.a.empty()) a.push_back(range.a);
    if (!range.b.empty()) b.push_back(range.b);
    EXPECT_TRUE(range.a.empty() || range.b.empty() || range.a.size == range.b.size);
    EXPECT_FALSE(range.a.empty() && range.b.empty());
    EXPECT_EQ(range.status == Status::OnlyA, range.b.empty());
    EXPECT_EQ(range.status == Status::OnlyB, range.a.empty());
    if (range.status != Status::Same) continue;
    EXPECT_EQ(comparison.a->file().clipped(range.a.offset, range.a.size).bytes(),
              comparison.b->file().clipped(range.b.offset, range.b.size).bytes());
  }
  EXPECT_EQ(coverage(a, comparison.a->file().size()), "");
  EXPECT_EQ(coverage(b, comparison.b->file().size()), "");
}

ByteLayout laid_out(const Comparison& comparison) {
  auto layout = align_bytes(comparison);
  EXPECT_TRUE(layout);
  if (!layout) return {};
  expect_whole(comparison, *layout);
  return *std::move(layout);
}

std::uint64_t bytes_of(const ByteLayout& layout, Status status) {
  std::uint64_t bytes = 0;
  for (const ByteRange& range : layout.ranges) bytes += range.status == status ? range.size() : 0;
  return bytes;
}

TEST(MatchInOrder, KeepsTheOrderOfBothSides) {
  EXPECT_EQ(match_in_order({1, 2, 3}, {1, 2, 3}), (Pairs{{0, 0}, {1, 1}, {2, 2}}));
  EXPECT_EQ(match_in_order({1, 3}, {1, 2, 3}), (Pairs{{0, 0}, {1, 2}}));
  EXPECT_EQ(match_in_order({7, 7, 8}, {7, 8, 7}).size(), 2u);
  EXPECT_EQ(match_in_order({9, 1, 2, 3}, {1, 2, 3, 9}), (Pairs{{1, 0}, {2, 1}, {3, 2}}));
  EXPECT_TRUE(match_in_order({}, {1}).empty());
}

TEST(ByteLayout, OfAFileWithItselfIsTheSame) {
  const Bytes bytes = test::big_bytes({.tasks = 40, .constant_bytes = 1 << 14});
  const ByteLayout layout = laid_out(compared(bytes, bytes));
  EXPECT_EQ(bytes_of(layout, Status::Same), bytes.size());
}

TEST(ByteLayout, ShowsOneChangedFieldInItsTask) {
  const Bytes a = test::big_bytes({.tasks = 40, .constant_bytes = 1 << 14});
  const Comparison comparison = compared(a, test::with_field(a, 17, "NE.PostScale.PostRightShift", 3));
  const ByteLayout layout = laid_out(comparison);
  std::vector<ByteRange> changed;
  for (const ByteRange& range : layout.ranges)
    if (range.status != Status::Same) changed.push_back(range);
  ASSERT_EQ(changed.size(), 1u);
  EXPECT_EQ(changed[0].part, BytePart::Task);
  EXPECT_EQ(comparison.tasks[changed[0].index].a, 17u);
  EXPECT_LE(changed[0].size(), 4u);
  EXPECT_EQ(label_of(comparison, layout, changed[0]), "task 17 ↔ 17");
}

TEST(ByteLayout, PutsAnInsertedTaskOppositeAGap) {
  const auto task = [](std::uint32_t channels) { return test::copy_task(4, 5, 0, {1, channels, 8, 16}); };
  const auto stack = [&](const std::vector<std::uint32_t>& channels) {
    std::vector<test::Words> tasks;
    for (const std::uint32_t count : channels) tasks.push_back(task(count));
    return test::spec_of(std::move(tasks), 1, 1, {1, 16, 8, 16});
  };
  const Comparison comparison = compared(stack({1, 2, 3, 4}), stack({1, 2, 14, 3, 4}));
  const ByteLayout layout = laid_out(comparison);
  bool found = false;
  for (const ByteRange& range : layout.ranges) {
    if (range.part != BytePart::Task || comparison.tasks[range.index].paired()) continue;
    found = true;
    EXPECT_EQ(range.status, Status::OnlyB);
    EXPECT_EQ(comparison.tasks[range.index].b, 2u);
  }
  EXPECT_TRUE(found);
}

TEST(ByteLayout, CoversFilesOfOtherKindsAndDamagedOnes) {
  const Bytes big = test::big_bytes({.tasks = 5, .constant_bytes = 1 << 12});
  Bytes cut = big;
  cut.resize(cut.size() * 2 / 3);
  const Bytes anec = test::AnecFile(*test::open(big)).write();
  for (const auto& [a, b] :
       {std::pair(big, cut), std::pair(cut, big), std::pair(big, anec), std::pair(anec, big)})
    laid_out(compared(a, b));
}

TEST(ByteLayout, IsCancelled) {
  const Bytes bytes = test::big_bytes({.tasks = 5, .constant_bytes = 1 << 12});
  EXPECT_FALSE(align_bytes(compared(bytes, bytes), [] { return false; }));
}

}  // namespace
}  // namespace ane::diff
