#include <array>
#include <utility>

#include "core/base/bits.hpp"
#include "core/writer/sample_parts.hpp"
#include "core/writer/slots.hpp"

namespace ane::writer {
namespace {

constexpr Kernel3x3 kLaplacian = {0, 1, 0, 1, -4, 1, 0, 1, 0};
constexpr Kernel3x3 kSharpen = {0, -1, 0, -1, 5, -1, 0, -1, 0};
constexpr Kernel3x3 kEmboss = {-1, -1, 0, -1, 0, 1, 0, 1, 1};
constexpr Kernel3x3 kCentre = {0, 0, 0, 0, 1, 0, 0, 0, 0};
// Its corners are zeros, which the zero-skipping form leaves out.
constexpr Kernel3x3 kDiamond = {0, 0.125, 0, 0.125, 0.5, 0.125, 0, 0.125, 0};

constexpr std::array<std::string_view, 8> kFilterNames = {
    "luma", "Sobel x", "Sobel y", "Laplacian", "blur", "sharpen", "emboss", "red against blue, Sobel x"};
constexpr std::array<Filter, 8> kFilters = {{{kLuma, kCentre, 0},
                                             {kLuma, kSobelX, 0},
                                             {kLuma, kSobelY, 0},
                                             {kLuma, kLaplacian, 0},
                                             {kLuma, kBlur, 0},
                                             {kLuma, kSharpen, 0},
                                             {kLuma, kEmboss, 0.5},
                                             {{1, 0, -1}, kSobelX, 0}}};
// Positive and negative slopes, so that ReLU leaves both halves of an absolute value.
constexpr std::array<Filter, 4> kSlopes = {{{kLuma, kSobelX, 0},
                                            {kLuma, kSobelY, 0},
                                            {{-0.299, -0.587, -0.114}, kSobelX, 0},
                                            {{-0.299, -0.587, -0.114}, kSobelY, 0}}};

TaskBuilder addition(const regdb::GenerationPtr& generation, bool after_planar, const Operand& a,
                     const Operand& b, const Operand& result) {
  PlanarTask task;
  task.habits.after_neural = true;
  task.habits.after_planar = after_planar;
  task.source1 = a;
  task.source2 = b;
  task.result = result;
  TaskBuilder builder = planar_task(generation, task);
  leave_out_coefficients(builder);
  return builder;
}

}  // namespace

SampleBytes build_conv3x3() {
  ANE_TRY(const auto generation, sample_generation());
  const Shape picture{1, kColours, kPictureSide, kPictureSide};
  const Shape features{1, kFilters.size(), kPictureSide, kPictureSide};
  SampleParts parts;
  ANE_TRY(parts.weights, pack_filters(kFilters, true));
  ConvTask task = picture_convolution(operand(kFirstSlot, picture), operand(kFirstSlot + 1, features),
                                      parts.weights.chunks);
  task.bias = true;
  parts.tensors = {tensor("picture", Role::Input, picture), tensor("features", Role::Output, features)};
  const TaskBuilder builder = conv_task(generation, task);
  return write_sample(generation, std::array{builder}, std::move(parts));
}

/// Scratch planes: 0 to 3 the slopes, 4 to 7 the same without what is negative, then 0 and 1 their sums.
SampleBytes build_chain() {
  ANE_TRY(const auto generation, sample_generation());
  const Shape picture{1, kColours, kPictureSide, kPictureSide};
  const Shape strength{1, 1, kPictureSide, kPictureSide};
  SampleParts parts;
  ANE_TRY(parts.weights, pack_filters(kSlopes, false));
  const Operand input = operand(kFirstSlot, picture);
  const Operand output = operand(kFirstSlot + 1, strength);
  CopyTask relu;
  relu.habits.after_neural = true;
  relu.source = scratch_planes(0, 4);
  relu.result = scratch_planes(4, 4);
  relu.function = Function::ReLU;
  TaskBuilder relu_builder = copy_task(generation, relu);
  leave_out_coefficients(relu_builder);
  const std::array tasks = {
      conv_task(generation, picture_convolution(input, scratch_planes(0, 4), parts.weights.chunks)),
      relu_builder,
      addition(generation, false, scratch_planes(4, 2), scratch_planes(6, 2), scratch_planes(0, 2)),
      addition(generation, true, scratch_planes(0, 1), scratch_planes(1, 1), output)};
  parts.scratch_bytes = scratch_planes(8, 1).offset;
  parts.tensors = {tensor("picture", Role::Input, picture), tensor("edges", Role::Output, strength)};
  return write_sample(generation, tasks, std::move(parts));
}

/// Every colour for itself, every other row and column: a quarter of the pixels.
SampleBytes build_depthwise_stride2() {
  ANE_TRY(const auto generation, sample_generation());
  const Shape picture{1, kColours, kPictureSide, kPictureSide};
  const Shape half{1, kColours, kPictureSide / 2, kPictureSide / 2};
  std::vector<std::uint16_t> values;
  for (std::uint32_t colour = 0; colour < kColours; ++colour) {
    for (const double tap : kDiamond) values.push_back(double_to_half(tap));
  }
  ConvWeights weights{kColours, kColours, kColours, 3, 3};
  weights.cores_log2 = engines_log2(kColours);
  weights.values = values;
  SampleParts parts;
  ANE_TRY(parts.weights, pack_zero_skipping(weights, 2, 2, small_source(half)));
  ConvTask task =
      picture_convolution(operand(kFirstSlot, picture), operand(kFirstSlot + 1, half), parts.weights.chunks);
  // With an even side the row and column of padding lie at the bottom and on the right.
  task.pad_top = task.pad_left = 0;
  task.stride = 2;
  task.groups = kColours;
  parts.tensors = {tensor("picture", Role::Input, picture), tensor("half", Role::Output, half)};
  const TaskBuilder builder = conv_task(generation, task);
  return write_sample(generation, std::array{builder}, std::move(parts));
}

std::span<const std::string_view> conv3x3_channels() {
  return kFilterNames;
}

}  // namespace ane::writer
