#include "core/writer/sample_parts.hpp"

#include <optional>
#include <utility>

#include "core/base/bits.hpp"
#include "core/writer/slots.hpp"

namespace ane::writer {
namespace {

/// The same coefficients get the same symbol names, as compilers do it; the hash itself is ours (FNV-1a).
std::uint64_t name_seed(std::span<const std::uint8_t> bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001b3;
  return hash;
}

}  // namespace

Result<regdb::GenerationPtr> sample_generation() {
  return regdb::Database::embedded()->generation("h13");
}

std::vector<std::uint16_t> to_halves(std::span<const double> values) {
  std::vector<std::uint16_t> halves;
  for (const double value : values) halves.push_back(double_to_half(value));
  return halves;
}

Result<PackedWeights> pack_filters(std::span<const Filter> filters, bool with_bias,
                                   std::uint64_t section_offset) {
  std::vector<std::uint16_t> values, bias;
  for (const Filter& filter : filters) {
    for (const double share : filter.colour) {
      for (const double tap : filter.kernel) values.push_back(double_to_half(share * tap));
    }
    if (with_bias) bias.push_back(double_to_half(filter.bias));
  }
  ConvWeights weights;
  weights.out_channels = static_cast<std::uint32_t>(filters.size());
  weights.in_channels = kColours;
  weights.kernel_height = weights.kernel_width = 3;
  weights.cores_log2 = engines_log2(weights.out_channels);
  weights.values = values;
  weights.bias = bias;
  return pack_dense(weights, {}, section_offset);
}

std::vector<Chunk> add_weights(SampleParts& parts, const PackedWeights& packed) {
  PackedWeights& all = parts.weights;
  all.bytes.insert(all.bytes.end(), packed.bytes.begin(), packed.bytes.end());
  all.chunks.insert(all.chunks.end(), packed.chunks.begin(), packed.chunks.end());
  return packed.chunks;
}

ConvTask picture_convolution(const Operand& source, const Operand& result, std::span<const Chunk> chunks) {
  ConvTask task;
  task.source = source;
  task.result = result;
  task.kernel_height = task.kernel_width = 3;
  task.pad_top = task.pad_left = 1;
  task.chunks = chunks;
  return task;
}

Operand scratch_planes(std::uint32_t first, std::uint32_t count) {
  Operand planes = operand(kScratchSlot, {1, count, kPictureSide, kPictureSide});
  planes.offset = first * planes.strides.plane;
  planes.in_scratch = true;
  return planes;
}

TaskBuilder shortened(TaskBuilder task) {
  leave_out_coefficients(task);
  return task;
}

SampleBytes write_sample(const regdb::GenerationPtr& generation, std::span<const TaskBuilder> tasks,
                         SampleParts parts) {
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

}  // namespace ane::writer
