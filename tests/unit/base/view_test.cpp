#include "core/base/view.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace ane {
namespace {

/// 0, 1, 2 … up to `size` - 1.
SourcePtr counting(std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  return memory_source(std::move(bytes));
}

SourcePtr text_source(std::string_view text) {
  return memory_source({text.begin(), text.end()});
}

TEST(ByteView, ReadsLittleEndianNumbers) {
  const SourcePtr source = counting(16);
  const ByteView view(*source);
  EXPECT_EQ(view.u8(5), 0x05);
  EXPECT_EQ(view.u16(1), 0x0201);
  EXPECT_EQ(view.u32(4), 0x07060504u);
  EXPECT_EQ(view.u64(8), 0x0f0e0d0c0b0a0908u);
}

TEST(ByteView, ReadsUpToTheLastByteAndNotFurther) {
  const SourcePtr source = counting(16);
  const ByteView view(*source);
  EXPECT_TRUE(view.u8(15));
  EXPECT_FALSE(view.u8(16));
  EXPECT_TRUE(view.u32(12));
  EXPECT_FALSE(view.u32(13));
  EXPECT_TRUE(view.u64(8));
  EXPECT_FALSE(view.u64(9));
}

TEST(ByteView, DoesNotWrapAtTheEndOfAllOffsets) {
  const SourcePtr source = counting(16);
  const ByteView view(*source);
  EXPECT_FALSE(view.u32(UINT64_MAX));
  EXPECT_FALSE(view.u32(UINT64_MAX - 3));
  EXPECT_FALSE(view.has(8, UINT64_MAX));
  EXPECT_FALSE(view.has(UINT64_MAX, 0));
  EXPECT_FALSE(view.sub(UINT64_MAX, UINT64_MAX));
}

TEST(ByteView, AnEmptyOneHasNothing) {
  const ByteView view;
  EXPECT_TRUE(view.empty());
  EXPECT_FALSE(view.u8(0));
  EXPECT_TRUE(view.has(0, 0));
  EXPECT_TRUE(view.bytes().empty());
  EXPECT_TRUE(view.all_zero());
  EXPECT_EQ(view.text(0).text, "");
}

TEST(ByteView, APartCarriesItsPlaceInTheFile) {
  const SourcePtr source = counting(16);
  const auto outer = ByteView(*source).sub(4, 8);
  ASSERT_TRUE(outer);
  const auto inner = outer->sub(2, 4);
  ASSERT_TRUE(inner);
  EXPECT_EQ(inner->extent(), (Extent{6, 4}));
  EXPECT_EQ(inner->u8(0), 6);
  EXPECT_FALSE(inner->u8(4)) << "the file goes on, the view does not";
}

TEST(ByteView, APartMustLieInside) {
  const SourcePtr source = counting(16);
  const ByteView view(*source);
  EXPECT_TRUE(view.sub(0, 16));
  EXPECT_TRUE(view.sub(16, 0));
  EXPECT_FALSE(view.sub(0, 17));
  EXPECT_FALSE(view.sub(17, 0));
}

TEST(ByteView, ClippedGivesWhatIsThere) {
  const SourcePtr source = counting(16);
  const ByteView view(*source);
  EXPECT_EQ(view.clipped(4, 4).extent(), (Extent{4, 4}));
  EXPECT_EQ(view.clipped(12, 100).extent(), (Extent{12, 4}));
  EXPECT_EQ(view.clipped(12, UINT64_MAX).extent(), (Extent{12, 4}));
  EXPECT_EQ(view.clipped(100, 1).extent(), (Extent{16, 0}));
}

TEST(ByteView, CopiesAllOrNothing) {
  const SourcePtr source = counting(16);
  const ByteView view(*source);
  std::array<std::uint8_t, 4> out{9, 9, 9, 9};
  EXPECT_FALSE(view.copy(13, out));
  EXPECT_EQ(out[0], 9);
  EXPECT_TRUE(view.copy(12, out));
  EXPECT_EQ(out[3], 15);
}

TEST(ByteView, TextEndsAtItsNul) {
  const SourcePtr source = text_source(std::string("name\0rest", 9));
  const auto text = ByteView(*source).text(0);
  EXPECT_EQ(text.text, "name");
  EXPECT_TRUE(text.terminated);
  EXPECT_FALSE(text.cut);
}

TEST(ByteView, TextWithoutNulRunsToTheEnd) {
  const SourcePtr source = text_source("name");
  const auto text = ByteView(*source).text(1);
  EXPECT_EQ(text.text, "ame");
  EXPECT_FALSE(text.terminated);
  EXPECT_FALSE(text.cut);
}

TEST(ByteView, TextPastTheEndIsEmpty) {
  const SourcePtr source = text_source("name");
  for (const std::uint64_t at : {std::uint64_t{4}, std::uint64_t{5}, UINT64_MAX}) {
    const auto text = ByteView(*source).text(at);
    EXPECT_EQ(text.text, "");
    EXPECT_FALSE(text.terminated);
  }
}

TEST(ByteView, EndlessTextIsCutAtTheLimit) {
  const SourcePtr source = text_source(std::string(10000, 'x'));
  const auto text = ByteView(*source).text(10);
  EXPECT_EQ(text.text.size(), 4096u);
  EXPECT_TRUE(text.cut);
  EXPECT_FALSE(text.terminated);
  EXPECT_EQ(ByteView(*source).text(0, 7).text, "xxxxxxx");
}

TEST(ByteView, TextOfEveryLengthAroundAChunk) {
  for (std::size_t length = 0; length < 200; ++length) {
    const SourcePtr source = text_source(std::string(length, 'x') + '\0' + "more");
    const auto text = ByteView(*source).text(0);
    ASSERT_EQ(text.text.size(), length);
    ASSERT_TRUE(text.terminated);
  }
}

TEST(ByteView, AllZeroSeesTheLastByte) {
  std::vector<std::uint8_t> bytes(10000);
  EXPECT_TRUE(ByteView(*memory_source(bytes)).all_zero());
  bytes.back() = 1;
  const SourcePtr source = memory_source(bytes);
  EXPECT_FALSE(ByteView(*source).all_zero());
  EXPECT_TRUE(ByteView(*source).sub(0, 9999)->all_zero());
}

TEST(ByteView, BytesGivesAllOfIt) {
  const SourcePtr source = counting(16);
  EXPECT_EQ(ByteView(*source).sub(3, 2)->bytes(), (std::vector<std::uint8_t>{3, 4}));
}

}  // namespace
}  // namespace ane
