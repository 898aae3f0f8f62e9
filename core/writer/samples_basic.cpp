#include <array>

#include "core/base/bits.hpp"
#include "core/writer/lookup_table.hpp"
#include "core/writer/sample_parts.hpp"

namespace ane::writer {

SampleBytes build_add() {
  ANE_TRY(const auto generation, sample_generation());
  const Shape shape{1, 4, 8, 8};
  PlanarTask task;
  task.habits.compiler = Compiler::MacOs11;
  task.result = operand(kFirstSlot, shape);
  task.source1 = operand(kFirstSlot + 1, shape);
  task.source2 = operand(kFirstSlot + 2, shape);
  SampleParts parts{style_v4_2_1(), EventHabit::MacOs11, {}};
  parts.tensors = {tensor("a", Role::Input, shape), tensor("b", Role::Input, shape),
                   tensor("sum", Role::Output, shape)};
  return write_sample(generation, std::array{planar_task(generation, task)}, std::move(parts));
}

SampleBytes build_relu() {
  ANE_TRY(const auto generation, sample_generation());
  const Shape shape{1, 4, 8, 16};
  CopyTask task;
  task.source = operand(kFirstSlot, shape);
  task.result = operand(kFirstSlot + 1, shape);
  task.function = Function::ReLU;
  TaskBuilder builder = copy_task(generation, task);
  leave_out_coefficients(builder);
  SampleParts parts;
  parts.tensors = {tensor("x", Role::Input, shape), tensor("y", Role::Output, shape)};
  return write_sample(generation, std::array{builder}, std::move(parts));
}

SampleBytes build_sigmoid() {
  ANE_TRY(const auto generation, sample_generation());
  const Shape shape{1, 1, 1, 64};
  SampleParts parts;
  parts.weights.bytes = encode_table(sigmoid_table());
  parts.weights.chunks = {{0, parts.weights.bytes.size()}};
  CopyTask task;
  task.source = operand(kFirstSlot, shape);
  task.result = operand(kFirstSlot + 1, shape);
  task.function = Function::LookupTable;
  task.chunks = parts.weights.chunks;
  parts.tensors = {tensor("x", Role::Input, shape), tensor("y", Role::Output, shape)};
  const TaskBuilder builder = copy_task(generation, task);
  return write_sample(generation, std::array{builder}, std::move(parts));
}

/// y[o] = x[o] + x[o + 1] / 2 + o / 64, channels counted modulo 64.
SampleBytes build_conv1x1() {
  constexpr std::uint32_t kChannels = 64, kLanesLog2 = 2;
  ANE_TRY(const auto generation, sample_generation());
  std::vector<std::uint16_t> values(std::size_t{kChannels} * kChannels), bias(kChannels);
  for (std::uint32_t o = 0; o < kChannels; ++o) {
    values[o * kChannels + o] = double_to_half(1);
    values[o * kChannels + (o + 1) % kChannels] = double_to_half(0.5);
    bias[o] = double_to_half(o / 64.0);
  }
  ConvWeights weights;
  weights.out_channels = weights.in_channels = kChannels;
  weights.lanes_log2 = kLanesLog2;
  weights.cores_log2 = engines_log2(kChannels);
  weights.values = values;
  weights.bias = bias;
  SampleParts parts;
  ANE_TRY(parts.weights, pack_dense(weights));
  const Shape shape{1, kChannels, 16, 16};
  ConvTask task;
  task.source = operand(kFirstSlot, shape);
  task.result = operand(kFirstSlot + 1, shape);
  task.lanes_log2 = kLanesLog2;
  task.bias = true;
  task.chunks = parts.weights.chunks;
  parts.tensors = {tensor("x", Role::Input, shape), tensor("y", Role::Output, shape)};
  const TaskBuilder builder = conv_task(generation, task);
  return write_sample(generation, std::array{builder}, std::move(parts));
}

}  // namespace ane::writer
