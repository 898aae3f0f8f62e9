#include "core/device/fill.hpp"

#include "tests/unit/device/fake.hpp"

namespace ane::device {
namespace {

using test::Bytes;

bool is_nan(std::uint16_t half) {
  return (half & 0x7c00) == 0x7c00 && (half & 0x3ff) != 0;
}

model::Tensor tensor(std::array<std::uint64_t, 4> shape, std::array<std::uint64_t, 4> strides) {
  model::Tensor made;
  made.shape = shape;
  made.strides = strides;
  return made;
}

TEST(Fill, IsANanThatOccursNowhere) {
  FillChoice choice;
  const auto first = choice.choose();
  ASSERT_TRUE(first);
  EXPECT_TRUE(is_nan(*first));
  Bytes bytes(64);
  fill_with(bytes, *first);
  choice.add(bytes);
  const auto second = choice.choose();
  ASSERT_TRUE(second);
  EXPECT_TRUE(is_nan(*second));
  EXPECT_NE(*second, *first);
}

TEST(Fill, IsGivenUpWhereEveryNanOccurs) {
  Bytes bytes;
  for (unsigned half = 0; half < 0x10000; ++half) {
    bytes.push_back(static_cast<std::uint8_t>(half));
    bytes.push_back(static_cast<std::uint8_t>(half >> 8));
  }
  FillChoice choice;
  choice.add(bytes);
  EXPECT_EQ(choice.choose(), std::nullopt);
}

TEST(Fill, IsCountedInTheBufferAndInTheTensor) {
  Bytes bytes(129, 7);
  fill_with(bytes, 0x7e77);
  EXPECT_EQ(bytes[128], 7) << "half an element is left alone";
  bytes[0] = bytes[1] = 0;
  const model::Tensor two_rows = tensor({1, 1, 2, 3}, {128, 128, 64, 2});
  const Unwritten found = find_unwritten(bytes, &two_rows, 0x7e77);
  EXPECT_EQ(found.buffer, 64U);
  EXPECT_EQ(found.in_buffer, 63U);
  EXPECT_EQ(found.tensor, 6U);
  EXPECT_EQ(found.in_tensor, 5U);
}

TEST(Fill, OfTensorsThatDoNotFitIsNotCounted) {
  const Bytes bytes(128);
  for (const auto& [shape, strides] :
       std::vector<std::pair<std::array<std::uint64_t, 4>, std::array<std::uint64_t, 4>>>{
           {{1, 1, 3, 3}, {128, 128, 64, 2}},
           {{1, 1, 1, 65}, {128, 128, 64, 2}},
           {{UINT64_MAX, 1, 1, 1}, {UINT64_MAX, 1, 1, 2}},
           {{1000, 1000, 1, 1}, {0, 0, 0, 2}},
           {{0, 1, 1, 1}, {0, 0, 0, 2}},
           {{1, 1, 1, 1}, {64, 64, 64, 1}}}) {
    const model::Tensor odd = tensor(shape, strides);
    EXPECT_EQ(find_unwritten(bytes, &odd, 0x7e77).tensor, 0U);
  }
  EXPECT_EQ(find_unwritten(bytes, nullptr, 0x7e77).tensor, 0U);
}

TEST(Fill, IsRemovedWhereItStillIs) {
  Bytes bytes(6);
  fill_with(bytes, 0x7e77);
  bytes[2] = 1;
  bytes[3] = 2;
  remove_filling(bytes, 0x7e77);
  EXPECT_EQ(bytes, (Bytes{0, 0, 1, 2, 0, 0}));
}

}  // namespace
}  // namespace ane::device
