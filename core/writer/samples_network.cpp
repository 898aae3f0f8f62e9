// The ink drawing. Planes of picture size in scratch memory, and what they hold one after the other:
//
//   0 to 2   smooth colours
//   3 to 6   slopes to the right, down, left and up; then 3 the strength and 4 to 6 details, washes, shade
//   7 to 10  absolute slopes in 7 and 8; then sharp colours in 7 to 9 and lines in 10, read as one tensor of
//            four channels; then 7 to 9 the inked washes

#include <array>
#include <utility>

#include "core/base/bits.hpp"
#include "core/writer/lookup_table.hpp"
#include "core/writer/sample_parts.hpp"
#include "core/writer/slots.hpp"

namespace ane::writer {
namespace {

constexpr std::uint32_t kPlanes = 11;
constexpr std::uint32_t kInputSlot = kFirstSlot, kDrawingSlot = kFirstSlot + 1, kLinesSlot = kFirstSlot + 2;

// A wash is sigmoid(contrast * (saturated colour - middle) - darkening * line).
constexpr double kContrast = 7, kSaturation = 1.6, kMiddle = 0.45, kDarkening = 1.5;
// Paper is sigmoid(white - ink * line).
constexpr double kWhite = 4.5, kInk = 8;
constexpr double kShade = 0.22;  // of the smooth colours: lines are never darker

constexpr std::array<Filter, 4> kSlopesOfBothSigns = {{{kLuma, kSobelX, 0},
                                                       {kLuma, kSobelY, 0},
                                                       {{-0.299, -0.587, -0.114}, kSobelX, 0},
                                                       {{-0.299, -0.587, -0.114}, kSobelY, 0}}};

Operand picture_operand(std::uint32_t slot) {
  return operand(slot, {1, kColours, kPictureSide, kPictureSide});
}

/// Pointwise or 3x3 weights of one convolution; `values` and `bias` need only live while it is packed.
Result<std::vector<Chunk>> pack_into(SampleParts& parts, ConvWeights shape, std::span<const double> values,
                                     std::span<const double> bias, std::span<const std::uint8_t> table = {}) {
  const auto weight_bits = to_halves(values);
  const auto bias_bits = to_halves(bias);
  shape.cores_log2 = engines_log2(shape.out_channels);
  shape.values = weight_bits;
  shape.bias = bias_bits;
  ANE_TRY(const PackedWeights packed, pack_dense(shape, table, parts.weights.bytes.size()));
  return add_weights(parts, packed);
}

/// Coefficients of all convolutions.
struct NetworkChunks {
  std::vector<Chunk> smooth, slopes, lines, wash, paper;
};

/// Four inputs, red, green, blue and lines, for each of three colours.
std::vector<double> wash_weights() {
  std::vector<double> values;
  for (std::uint32_t out = 0; out < kColours; ++out) {
    for (std::uint32_t in = 0; in < kColours; ++in) {
      values.push_back(kContrast * ((in == out ? kSaturation : 0) + (1 - kSaturation) * kLuma[in]));
    }
    values.push_back(-kDarkening);
  }
  return values;
}

Result<NetworkChunks> pack_network(SampleParts& parts) {
  NetworkChunks chunks;
  std::vector<double> blurs;
  for (std::uint32_t colour = 0; colour < kColours; ++colour) {
    blurs.insert(blurs.end(), kBlur.begin(), kBlur.end());
  }
  ANE_TRY(chunks.smooth, pack_into(parts, {kColours, kColours, kColours, 3, 3}, blurs, {}));
  ANE_TRY(const PackedWeights slopes, pack_filters(kSlopesOfBothSigns, false, parts.weights.bytes.size()));
  chunks.slopes = add_weights(parts, slopes);
  ANE_TRY(chunks.lines, pack_into(parts, {1, 1, 1, 3, 3}, kBlur, {}));
  const auto sigmoid = encode_table(sigmoid_table());
  const std::array middle = {-kContrast * kMiddle, -kContrast * kMiddle, -kContrast * kMiddle};
  ANE_TRY(chunks.wash, pack_into(parts, {kColours, kColours + 1}, wash_weights(), middle, sigmoid));
  const std::array ink = {-kInk, -kInk, -kInk};
  ANE_TRY(chunks.paper, pack_into(parts, {kColours, 1}, ink, {}, sigmoid));
  return chunks;
}

class Network {
 public:
  Network(regdb::GenerationPtr generation, const NetworkChunks& chunks)
      : generation_(std::move(generation)), chunks_(chunks) {}

  std::vector<TaskBuilder> tasks() {
    find_lines();
    sharpen();
    draw();
    return std::move(tasks_);
  }

 private:
  void find_lines() {
    ConvTask smooth = picture_convolution(picture_, smooth_, chunks_.smooth);
    smooth.groups = kColours;
    convolve(smooth);
    ConvTask slopes = picture_convolution(smooth_, scratch_planes(3, 4), chunks_.slopes);
    slopes.function = Function::ReLU;
    convolve(slopes);
    combine("Maximum", scratch_planes(3, 2), scratch_planes(5, 2), scratch_planes(7, 2));
    combine("Add", scratch_planes(7, 1), scratch_planes(8, 1), scratch_planes(3, 1));
  }

  void sharpen() {
    const Operand details = scratch_planes(4, kColours);
    combine("Add", picture_, smooth_, details, true);
    combine("Add", picture_, details, scratch_planes(7, kColours));
    // Behind the sharp colours: the two results together are the next source.
    convolve(picture_convolution(scratch_planes(3, 1), scratch_planes(10, 1), chunks_.lines));
  }

  void draw() {
    const Operand washes = scratch_planes(4, kColours);
    const Operand inked = scratch_planes(7, kColours);
    const Operand lines = picture_operand(kLinesSlot);
    pointwise(scratch_planes(7, kColours + 1), washes, chunks_.wash, true, 0);
    pointwise(scratch_planes(10, 1), lines, chunks_.paper, false, kWhite);
    Operand paper = lines;
    paper.in_scratch = true;  // as far as its reader is concerned: an earlier task made it
    combine("Multiply", washes, paper, inked);
    CopyTask shade{habits(), smooth_, washes};
    shade.scale = kShade;
    add(shortened(copy_task(generation_, shade)), true);
    combine("Maximum", inked, washes, picture_operand(kDrawingSlot));
  }

  TaskHabits habits() const {
    TaskHabits habits;
    habits.after_neural = after_neural_;
    habits.after_planar = after_planar_;
    return habits;
  }
  void add(TaskBuilder task, bool neural) {
    tasks_.push_back(std::move(task));
    (neural ? after_neural_ : after_planar_) = true;
  }
  void convolve(ConvTask task) {
    task.habits = habits();
    add(conv_task(generation_, task), true);
  }
  void pointwise(const Operand& source, const Operand& result, std::span<const Chunk> chunks, bool bias,
                 double uniform_bias) {
    ConvTask task;
    task.source = source;
    task.result = result;
    task.chunks = chunks;
    task.bias = bias;
    task.uniform_bias = uniform_bias;
    task.function = Function::LookupTable;
    convolve(task);
  }
  void combine(std::string_view operation, const Operand& a, const Operand& b, const Operand& result,
               bool negate_second = false) {
    const PlanarTask task{habits(), a, b, result, operation, negate_second};
    add(shortened(planar_task(generation_, task)), false);
  }

  regdb::GenerationPtr generation_;
  const NetworkChunks& chunks_;
  Operand picture_ = picture_operand(kInputSlot);
  Operand smooth_ = scratch_planes(0, kColours);
  std::vector<TaskBuilder> tasks_;
  bool after_neural_ = false, after_planar_ = false;
};

}  // namespace

SampleBytes build_picture_network() {
  ANE_TRY(const auto generation, sample_generation());
  SampleParts parts;
  ANE_TRY(const NetworkChunks chunks, pack_network(parts));
  const std::vector<TaskBuilder> tasks = Network(generation, chunks).tasks();
  const Shape picture = picture_operand(kInputSlot).shape;
  parts.scratch_bytes = scratch_planes(kPlanes, 1).offset;
  parts.tensors = {tensor("picture", Role::Input, picture), tensor("drawing", Role::Output, picture),
                   tensor("lines", Role::Output, picture)};
  return write_sample(generation, tasks, std::move(parts));
}

}  // namespace ane::writer
