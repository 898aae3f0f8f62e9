#include "core/run/layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "core/run/values.hpp"

namespace ane::run {
namespace {

model::Tensor tensor(std::array<std::uint64_t, 4> shape, std::array<std::uint64_t, 4> strides,
                     std::uint64_t interleave = 1) {
  model::Tensor tensor;
  tensor.dtype = "float16";
  tensor.shape = shape;
  tensor.strides = strides;
  tensor.interleave = interleave;
  return tensor;
}

std::vector<std::uint16_t> counting(std::uint64_t count) {
  std::vector<std::uint16_t> values(count);
  std::iota(values.begin(), values.end(), std::uint16_t{1});
  return values;
}

void expect_both_ways(const model::Tensor& described, const std::vector<std::uint64_t>& offsets) {
  const auto layout = TensorLayout::of(described);
  ASSERT_TRUE(layout) << layout.error().message;
  const auto values = counting(layout->count());
  std::vector<std::uint8_t> buffer(layout->extent().end() + 6, 0xaa);
  ASSERT_TRUE(layout->store(values, buffer));
  std::vector<std::uint8_t> expected(buffer.size(), 0xaa);
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    expected[offsets[i]] = static_cast<std::uint8_t>(values[i]);
    expected[offsets[i] + 1] = 0;
  }
  EXPECT_EQ(buffer, expected) << "padding stays as it was";
  EXPECT_EQ(layout->load(buffer).value(), values);
  for (std::uint64_t byte = 0; byte < buffer.size(); ++byte) {
    const auto found = std::find_if(offsets.begin(), offsets.end(), [&](std::uint64_t offset) {
      return byte == offset || byte == offset + 1;
    });
    const auto index = layout->index_at(byte);
    ASSERT_EQ(index.has_value(), found != offsets.end()) << byte;
    if (!index) continue;
    EXPECT_EQ(*index, index_of(layout->shape(), static_cast<std::uint64_t>(found - offsets.begin())));
  }
}

TEST(TensorLayout, RowsAndPlanesArePadded) {
  // execution-h13.md 2.2: rows of 64 bytes, planes of their rows.
  expect_both_ways(tensor({1, 2, 2, 3}, {256, 128, 64, 2}),
                   {0, 2, 4, 64, 66, 68, 128, 130, 132, 192, 194, 196});
}

TEST(TensorLayout, BatchesStandApart) {
  expect_both_ways(tensor({2, 1, 1, 2}, {192, 64, 64, 2}), {0, 2, 192, 194});
}

TEST(TensorLayout, InterleavedChannelsShareAPosition) {
  // Three channels in planes of two: the second plane has one channel and a hole.
  expect_both_ways(tensor({1, 3, 1, 2}, {128, 64, 64, 4}, 2), {0, 4, 2, 6, 64, 68});
}

TEST(TensorLayout, StepsOfAxesOfOneElementDoNotMatter) {
  expect_both_ways(tensor({1, 1, 1, 2}, {0, 0, 0, 2}), {0, 2});
}

TEST(TensorLayout, OfATaskHasGroupsAndABase) {
  exec::StoredTensor stored;
  stored.base = 16;
  stored.groups = 2;
  stored.channels = 1;
  stored.height = 1;
  stored.width = 2;
  stored.group_stride = 64;
  const auto layout = TensorLayout::of(stored);
  ASSERT_TRUE(layout);
  EXPECT_EQ(layout->shape(), (std::array<std::uint64_t, 4>{2, 1, 1, 2}));
  EXPECT_EQ(layout->extent(), (Extent{16, 68}));
  EXPECT_EQ(layout->offset_of(1, 0, 0, 1), 82u);
}

TEST(TensorLayout, OffsetsOfATaskLeadBackFromItsBase) {
  exec::StoredTensor stored;
  stored.channels = 2;
  stored.height = 2;
  stored.width = 3;
  stored.groups = 1;
  stored.base = 0x100;
  stored.row_stride = 64;
  stored.plane_stride = 128;
  stored.interleave = 1;
  const auto layout = TensorLayout::of(stored);
  ASSERT_TRUE(layout) << layout.error().message;
  EXPECT_FALSE(layout->index_at(0xff));
  EXPECT_FALSE(layout->index_at(0x106));
  const std::array<std::uint64_t, 4> last{0, 1, 1, 2};
  EXPECT_EQ(layout->index_at(0x100 + 128 + 64 + 4), last);
}

TEST(TensorLayout, SaysWhatItCannotDo) {
  const auto message = [](const model::Tensor& described) {
    const auto layout = TensorLayout::of(described);
    return layout ? "" : layout.error().message;
  };
  auto wrong = tensor({1, 1, 1, 2}, {4, 4, 4, 2});
  wrong.dtype = "int8";
  EXPECT_EQ(message(wrong), "elements of type int8, only float16 is known here");
  wrong = tensor({1, 1, 1, 2}, {4, 4, 4, 2});
  wrong.strides.reset();
  EXPECT_EQ(message(wrong), "the file does not say its strides");
  EXPECT_EQ(message(tensor({1, 1, 2, 4}, {64, 64, 4, 2})),
            "elements overlap: 2 of 8 bytes lie 4 bytes apart");
  EXPECT_EQ(message(tensor({1, 0, 2, 4}, {64, 64, 8, 2})), "a tensor without elements: 1x0x2x4");
  EXPECT_EQ(message(tensor({1, 2, 2, 4}, {0, UINT64_MAX - 4, 8, 2})), "the tensor is longer than 2^64 bytes");
  EXPECT_EQ(message(tensor({1, UINT64_MAX, 2, 4}, {0, UINT64_MAX / 2, 8, 2})),
            "the tensor is longer than 2^64 bytes");
}

TEST(TensorLayout, HoldsTheBufferAgainstItsEnd) {
  const auto layout = TensorLayout::of(tensor({1, 1, 2, 2}, {128, 128, 64, 2}));
  ASSERT_TRUE(layout);
  std::vector<std::uint8_t> buffer(67);
  EXPECT_EQ(layout->store(counting(4), buffer).error().message,
            "the tensor ends at 0x44, its buffer at 0x43");
  EXPECT_FALSE(layout->load(buffer));
  buffer.resize(68);
  EXPECT_TRUE(layout->load(buffer));
  EXPECT_EQ(layout->store(counting(3), buffer).error().message, "3 values for a tensor of 1x1x2x2");
}

}  // namespace
}  // namespace ane::run
