// Constants that differ, and those that only lie differently.

#include "core/base/bits.hpp"
#include "core/model/constants.hpp"
#include "tests/unit/diff/diff_programs.hpp"

namespace ane::diff {
namespace {

using test::Bytes;
using test::compared;

/// The weights constant of a document's first task that has one.
model::Constant weights_of(const document::DocumentPtr& document) {
  for (const model::Constant& constant : model::constants_of(*document))
    if (constant.kind == model::ConstantKind::Weights) return constant;
  ADD_FAILURE() << "no weights";
  return {};
}

/// The sample with one weight changed.
Bytes with_weight(const std::string& sample, const model::ElementIndex& index, std::uint16_t half) {
  Bytes bytes = test::sample_bytes(sample);
  const document::DocumentPtr document = test::open(bytes);
  const auto tensor = model::open_constant(document, weights_of(document));
  EXPECT_TRUE(tensor);
  const auto offset = (*tensor)->offset_of(index);
  EXPECT_TRUE(offset);
  test::AnecFile::put(bytes, *offset, half, 2);
  return bytes;
}

double weight_of(const std::string& sample, const model::ElementIndex& index) {
  const document::DocumentPtr document = test::open(test::sample_bytes(sample));
  return half_to_double((*model::open_constant(document, weights_of(document)))->at(index));
}

TEST(Weights, OneThatChangedIsFoundWithItsPlaceAndDistance) {
  const model::ElementIndex index{5, 1, 2, 0};
  const double before = weight_of("conv3x3", index);
  const Bytes b = with_weight("conv3x3", index, double_to_half(before + 0.5));
  const double distance = std::abs(half_to_double(double_to_half(before + 0.5)) - before);
  const Comparison comparison = compared(test::sample_bytes("conv3x3"), b);
  ASSERT_EQ(comparison.weights.size(), 1u) << test::told(comparison);
  const WeightsPair& pair = comparison.weights[0];
  EXPECT_EQ(pair.verdict, WeightsVerdict::Different);
  EXPECT_TRUE(pair.by_value);
  EXPECT_EQ(pair.differing, 1u);
  EXPECT_EQ(pair.compared, 8u * 3 * 3 * 3);
  EXPECT_EQ(pair.largest_difference, distance);
  EXPECT_EQ(pair.largest_at, index);
  EXPECT_EQ(comparison.counts.fields_changed, 0u);
  EXPECT_EQ(comparison.counts.weights_changed, 1u);
  EXPECT_FALSE(comparison.identical());
  EXPECT_NE(test::told(comparison).find("1 of 216 values differs"), std::string::npos)
      << test::told(comparison);
}

TEST(Weights, OneThatBecameNaNIsTheLargestDifference) {
  const Comparison comparison =
      compared(test::sample_bytes("conv1x1"), with_weight("conv1x1", {63, 63, 0, 0}, 0x7e00));
  ASSERT_EQ(comparison.weights.size(), 1u);
  EXPECT_TRUE(std::isinf(comparison.weights[0].largest_difference));
  EXPECT_EQ(comparison.weights[0].largest_at, (model::ElementIndex{63, 63, 0, 0}));
  EXPECT_EQ(test::told(comparison).find("by at most inf"), std::string::npos) << test::told(comparison);
}

TEST(Weights, OfTheTableAreComparedAsBytes) {
  Bytes b = test::sample_bytes("sigmoid");
  const document::DocumentPtr document = test::open(b);
  std::uint64_t at = 0;
  for (const model::Constant& constant : model::constants_of(*document))
    if (constant.kind == model::ConstantKind::Table) at = constant.chunks.at(0).bytes.offset;
  ASSERT_NE(at, 0u);
  b.at(at + 20) ^= 1;
  const Comparison comparison = compared(test::sample_bytes("sigmoid"), b);
  EXPECT_FALSE(comparison.identical());
  ASSERT_EQ(comparison.weights.size(), 1u) << test::told(comparison);
  EXPECT_EQ(comparison.weights[0].verdict, WeightsVerdict::Different);
  EXPECT_EQ(comparison.weights[0].bytes_changed, 1u);
}

/// y = W x on 64 channels, dealt out in slots of as many lanes.
writer::HwxSpec dense_spec(std::uint32_t lanes_log2, std::uint16_t last) {
  static constexpr std::uint32_t kChannels = 64;
  std::vector<std::uint16_t> values(std::size_t{kChannels} * kChannels);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::uint16_t>(0x3000 + i % 1024);
  values.back() = last;
  writer::ConvWeights weights;
  weights.out_channels = weights.in_channels = kChannels;
  weights.lanes_log2 = lanes_log2;
  weights.values = values;
  const auto packed = writer::pack_dense(weights);
  EXPECT_TRUE(packed) << (packed ? "" : packed.error().message);
  writer::ConvTask task;
  task.source = writer::operand(4, {1, kChannels, 16, 16});
  task.result = writer::operand(5, {1, kChannels, 16, 16});
  task.lanes_log2 = lanes_log2;
  task.chunks = packed->chunks;
  writer::HwxSpec spec =
      test::spec_of({test::encoded(writer::conv_task(test::h13(), task))}, 1, 1, {1, kChannels, 16, 16});
  spec.constants = packed->bytes;
  return spec;
}

TEST(Weights, InAnotherOrderAreReordered) {
  const Comparison comparison = compared(dense_spec(2, 1), dense_spec(1, 1));
  ASSERT_EQ(comparison.weights.size(), 1u) << test::told(comparison);
  EXPECT_EQ(comparison.weights[0].verdict, WeightsVerdict::Reordered);
  EXPECT_EQ(comparison.weights[0].compared, 64u * 64);
  EXPECT_EQ(comparison.counts.weights_changed, 0u);
  EXPECT_NE(test::told(comparison).find("the same 4096 values"), std::string::npos) << test::told(comparison);
}

TEST(Weights, InAnotherOrderWithAnotherValueAreDifferent) {
  const Comparison comparison = compared(dense_spec(2, 0x3c00), dense_spec(1, 0x4000));
  ASSERT_EQ(comparison.weights.size(), 1u) << test::told(comparison);
  EXPECT_EQ(comparison.weights[0].verdict, WeightsVerdict::Different);
  EXPECT_EQ(comparison.weights[0].differing, 1u);
  EXPECT_EQ(comparison.weights[0].largest_difference, 1.0);
  EXPECT_EQ(comparison.weights[0].largest_at, (model::ElementIndex{63, 63, 0, 0}));
}

TEST(Weights, AloneMayBeAskedFor) {
  Options only;
  only.tasks = only.tensors = only.container = only.symbols = false;
  Bytes b = with_weight("conv3x3", {0, 0, 0, 0}, 0x5000);
  EXPECT_FALSE(compared(test::sample_bytes("conv3x3"), b, only).identical());
  b = test::with_field(test::sample_bytes("conv3x3"), 0, "NE.MACCfg.BinaryPoint", 3);
  EXPECT_TRUE(compared(test::sample_bytes("conv3x3"), b, only).identical());
  only.tasks = true;
  EXPECT_FALSE(compared(test::sample_bytes("conv3x3"), b, only).identical());
}

}  // namespace
}  // namespace ane::diff
