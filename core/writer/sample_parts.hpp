#pragma once
// What the samples are put together from. For samples*.cpp only.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/writer/h13_tasks.hpp"
#include "core/writer/hwx_writer.hpp"
#include "core/writer/samples.hpp"
#include "core/writer/weights.hpp"

namespace ane::writer {

using SampleBytes = Result<std::vector<std::uint8_t>>;
using Kernel3x3 = std::array<double, 9>;  ///< rows from the top
using Colour = std::array<double, 3>;     ///< red, green, blue

inline constexpr std::uint32_t kFirstSlot = 4;  ///< of the tensors
inline constexpr std::uint32_t kColours = 3;

inline constexpr Colour kLuma = {0.299, 0.587, 0.114};
inline constexpr Kernel3x3 kSobelX = {-1, 0, 1, -2, 0, 2, -1, 0, 1};
inline constexpr Kernel3x3 kSobelY = {-1, -2, -1, 0, 0, 0, 1, 2, 1};
inline constexpr Kernel3x3 kBlur = {0.0625, 0.125, 0.0625, 0.125, 0.25, 0.125, 0.0625, 0.125, 0.0625};

/// One output channel of a 3x3 filter over a picture.
struct Filter {
  Colour colour = kLuma;  ///< how much of each colour goes in
  Kernel3x3 kernel = {0, 0, 0, 0, 1, 0, 0, 0, 0};
  double bias = 0;
};

/// What a sample consists of, besides its tasks.
struct SampleParts {
  Style style = style_v7_6_4();
  EventHabit events = EventHabit::MacOs14;
  std::vector<TensorSpec> tensors;
  PackedWeights weights = {};
  std::uint64_t scratch_bytes = 0;
};

Result<regdb::GenerationPtr> sample_generation();

std::vector<std::uint16_t> to_halves(std::span<const double> values);
Result<PackedWeights> pack_filters(std::span<const Filter> filters, bool with_bias,
                                   std::uint64_t section_offset = 0);
/// Puts packed coefficients behind those that are there; their chunks, for the task that reads them. The
/// bytes were packed for an offset of weights.bytes.size().
std::vector<Chunk> add_weights(SampleParts& parts, const PackedWeights& packed);

/// A 3x3 convolution over the picture, result as large as the picture.
ConvTask picture_convolution(const Operand& source, const Operand& result, std::span<const Chunk> chunks);
/// `count` planes of picture size in scratch memory, from plane `first` on.
Operand scratch_planes(std::uint32_t first, std::uint32_t count);
/// A task without coefficients, in its short form.
TaskBuilder shortened(TaskBuilder task);

/// The whole file.
SampleBytes write_sample(const regdb::GenerationPtr& generation, std::span<const TaskBuilder> tasks,
                         SampleParts parts);

// One builder a sample; samples.hpp tells what they are.
SampleBytes build_add();
SampleBytes build_relu();
SampleBytes build_sigmoid();
SampleBytes build_conv1x1();
SampleBytes build_conv3x3();
SampleBytes build_chain();
SampleBytes build_depthwise_stride2();
SampleBytes build_softmax();
SampleBytes build_picture_network();

}  // namespace ane::writer
