#include "core/writer/samples.hpp"

#include <array>
#include <string>
#include <utility>

#include "core/base/bits.hpp"
#include "core/writer/h13_tasks.hpp"
#include "core/writer/hwx_writer.hpp"
#include "core/writer/lookup_table.hpp"
#include "core/writer/slots.hpp"
#include "core/writer/weights.hpp"

namespace ane::writer {
namespace {

using FileBytes = Result<std::vector<std::uint8_t>>;
using Halves = std::vector<std::uint16_t>;
using Kernel = std::array<double, 9>;  // rows from the top
using Colour = std::array<double, 3>;  // red, green, blue

constexpr std::uint32_t kFirstSlot = 4;
constexpr std::uint32_t kColours = 3, kTaps = 9;

constexpr Colour kLuma = {0.299, 0.587, 0.114};
constexpr Kernel kCentre = {0, 0, 0, 0, 1, 0, 0, 0, 0};
constexpr Kernel kSobelX = {-1, 0, 1, -2, 0, 2, -1, 0, 1};
constexpr Kernel kSobelY = {-1, -2, -1, 0, 0, 0, 1, 2, 1};
constexpr Kernel kLaplacian = {0, 1, 0, 1, -4, 1, 0, 1, 0};
constexpr Kernel kBlur = {0.0625, 0.125, 0.0625, 0.125, 0.25, 0.125, 0.0625, 0.125, 0.0625};
constexpr Kernel kSharpen = {0, -1, 0, -1, 5, -1, 0, -1, 0};
constexpr Kernel kEmboss = {-1, -1, 0, -1, 0, 1, 0, 1, 1};

/// One output channel of a 3x3 filter over a picture.
struct Filter {
  Colour colour = kLuma;  ///< how much of each colour goes in
  Kernel kernel = kCentre;
  double bias = 0;
};

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

Result<regdb::GenerationPtr> h13() {
  return regdb::Database::embedded()->generation("h13");
}

Result<PackedWeights> pack_filters(std::span<const Filter> filters, bool with_bias) {
  Halves values, bias;
  for (const Filter& filter : filters) {
    for (const double share : filter.colour) {
      for (const double tap : filter.kernel) values.push_back(double_to_half(share * tap));
    }
    if (with_bias) bias.push_back(double_to_half(filter.bias));
  }
  ConvWeights weights;
  weights.out_channels = static_cast<std::uint32_t>(filters.size());
  weights.in_channels = kColours;
  weights.kernel_height = weights.kernel_width = kTaps / 3;
  weights.cores_log2 = engines_log2(weights.out_channels);
  weights.values = values;
  weights.bias = bias;
  return pack_dense(weights);
}

/// The same coefficients get the same symbol names, as compilers do it; the hash itself is ours (FNV-1a).
std::uint64_t name_seed(std::span<const std::uint8_t> bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001b3;
  return hash;
}

/// What a sample consists of, besides its tasks.
struct Parts {
  Style style = style_v7_6_4();
  EventHabit events = EventHabit::MacOs14;
  std::vector<TensorSpec> tensors;
  PackedWeights weights = {};
  std::uint64_t scratch_bytes = 0;
};

FileBytes write_sample(const regdb::GenerationPtr& generation, std::span<const TaskBuilder> tasks,
                       Parts parts) {
  std::vector<std::vector<std::uint32_t>> encoded;
  for (const TaskBuilder& task : tasks) {
    ANE_TRY(auto words, task.encode());
    encoded.push_back(std::move(words));
  }
  HwxSpec spec;
  ANE_TRY(spec.text, link_tasks(*generation, std::move(encoded), parts.events));
  spec.style = parts.style;
  spec.generation = generation;
  spec.banner = honest_banner("h13");
  spec.tensors = std::move(parts.tensors);
  spec.scratch_bytes = parts.scratch_bytes;
  const auto& chunks = parts.weights.chunks;
  const std::uint64_t seed = name_seed(parts.weights.bytes);
  for (std::uint32_t core = 0; core < chunks.size(); ++core) {
    // A table that stands alone has no core number, as in real files.
    const bool alone = chunks.size() == 1;
    spec.weight_symbols.push_back(
        {weight_symbol_name(seed, alone ? std::nullopt : std::optional(core)), chunks[core].offset});
  }
  spec.constants = std::move(parts.weights.bytes);
  return write_hwx(spec);
}

FileBytes build_add() {
  ANE_TRY(const auto generation, h13());
  const Shape shape{1, 4, 8, 8};
  PlanarTask task;
  task.habits.compiler = Compiler::MacOs11;
  task.result = operand(kFirstSlot, shape);
  task.source1 = operand(kFirstSlot + 1, shape);
  task.source2 = operand(kFirstSlot + 2, shape);
  Parts parts{style_v4_2_1(), EventHabit::MacOs11, {}};
  parts.tensors = {tensor("a", Role::Input, shape), tensor("b", Role::Input, shape),
                   tensor("sum", Role::Output, shape)};
  return write_sample(generation, std::array{planar_task(generation, task)}, std::move(parts));
}

FileBytes build_relu() {
  ANE_TRY(const auto generation, h13());
  const Shape shape{1, 4, 8, 16};
  CopyTask task;
  task.source = operand(kFirstSlot, shape);
  task.result = operand(kFirstSlot + 1, shape);
  task.function = Function::ReLU;
  TaskBuilder builder = copy_task(generation, task);
  leave_out_coefficients(builder);
  Parts parts;
  parts.tensors = {tensor("x", Role::Input, shape), tensor("y", Role::Output, shape)};
  return write_sample(generation, std::array{builder}, std::move(parts));
}

FileBytes build_sigmoid() {
  ANE_TRY(const auto generation, h13());
  const Shape shape{1, 1, 1, 64};
  Parts parts;
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
FileBytes build_conv1x1() {
  constexpr std::uint32_t kChannels = 64, kLanesLog2 = 2;
  ANE_TRY(const auto generation, h13());
  Halves values(std::size_t{kChannels} * kChannels), bias(kChannels);
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
  Parts parts;
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

/// A 3x3 convolution over the picture, result as large as the picture.
ConvTask picture_convolution(const Operand& source, const Operand& result, std::span<const Chunk> chunks) {
  ConvTask task;
  task.source = source;
  task.result = result;
  task.kernel_height = task.kernel_width = 3;
  task.pad_top = task.pad_left = 1;
  task.chunks = chunks;
  return task;
}

FileBytes build_conv3x3() {
  ANE_TRY(const auto generation, h13());
  const Shape picture{1, kColours, kPictureSide, kPictureSide};
  const Shape features{1, kFilters.size(), kPictureSide, kPictureSide};
  Parts parts;
  ANE_TRY(parts.weights, pack_filters(kFilters, true));
  ConvTask task = picture_convolution(operand(kFirstSlot, picture), operand(kFirstSlot + 1, features),
                                      parts.weights.chunks);
  task.bias = true;
  parts.tensors = {tensor("picture", Role::Input, picture), tensor("features", Role::Output, features)};
  const TaskBuilder builder = conv_task(generation, task);
  return write_sample(generation, std::array{builder}, std::move(parts));
}

/// `count` planes of picture size in scratch memory, from plane `first` on.
Operand scratch_planes(std::uint32_t first, std::uint32_t count) {
  Operand planes = operand(kScratchSlot, {1, count, kPictureSide, kPictureSide});
  planes.offset = first * planes.strides.plane;
  planes.in_scratch = true;
  return planes;
}

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

/// Scratch planes: 0 to 3 the slopes, 4 to 7 the same without what is negative, then 0 and 1 their sums.
FileBytes build_chain() {
  ANE_TRY(const auto generation, h13());
  const Shape picture{1, kColours, kPictureSide, kPictureSide};
  const Shape strength{1, 1, kPictureSide, kPictureSide};
  Parts parts;
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

constexpr std::array kSamples = {
    Sample{"add", "Addition",
           "Adds two tensors element by element on the planar engine; bound in the manner of macOS 11, "
           "outputs first.",
           build_add},
    Sample{"relu", "ReLU", "A copy through the neural engines that leaves out what is negative.", build_relu},
    Sample{"sigmoid", "Sigmoid", "A copy through a lookup table of 33 samples.", build_sigmoid},
    Sample{"conv1x1", "Pointwise convolution",
           "Mixes 64 channels into 64, with a bias: y[o] = x[o] + x[o + 1] / 2 + o / 64. Every core works on "
           "four channels.",
           build_conv1x1},
    Sample{"conv3x3", "Picture filters",
           "Eight 3x3 filters over a picture of 128 x 128: luma, Sobel x and y, Laplacian, blur, sharpen, "
           "emboss, red against blue.",
           build_conv3x3},
    Sample{"chain", "Edge strength",
           "Four tasks through scratch memory: slopes of a picture, their positive parts, and the sums that "
           "make |Sobel x| + |Sobel y|.",
           build_chain},
};

}  // namespace

std::span<const Sample> samples() {
  return kSamples;
}

std::span<const std::string_view> conv3x3_channels() {
  return kFilterNames;
}

}  // namespace ane::writer
