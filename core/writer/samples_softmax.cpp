#include <array>
#include <utility>

#include "core/base/bits.hpp"
#include "core/writer/lookup_table.hpp"
#include "core/writer/sample_parts.hpp"

namespace ane::writer {
namespace {

constexpr std::uint32_t kChannels = 64;
constexpr double kLog2E = 1.4424;  // as fp16 has it

// Areas on chip, bytes: where norm_softmax_a1_1x64x1x1 has them (docs/formats/execution-h13.md 8.4).
constexpr std::uint64_t kScalarBase = 0x000, kPowersBase = 0x010, kRowBase = 0x410, kInputBase = 0x490;

Operand chip(Shape stored, std::uint64_t base) {
  return on_chip(stored, chip_area(stored, base));
}

/// A task behind others, which reads what the last one left on chip.
TaskHabits after(bool neural) {
  TaskHabits habits;
  habits.after_neural = habits.after_planar = true;
  habits.source_aliases = Aliases{false, neural, false, !neural};
  habits.result_aliases = Aliases{};
  return habits;
}

struct SoftmaxAreas {
  Shape column{1, kChannels, 1, 1};
  Shape row{1, 1, 1, kChannels};
  Operand scalar = chip({1, 1, 1, 1}, kScalarBase);
  Operand powers = chip(column, kPowersBase);
  Operand differences = chip(row, kRowBase);
  Operand input = chip(column, kInputBase);
};

/// The greatest of all channels; the input stays on chip for the next task.
ChannelReductionTask greatest(const SoftmaxAreas& areas) {
  ChannelReductionTask task;
  task.source = operand(kFirstSlot, areas.column);
  task.source.place = Place::Kept;
  task.source.area = areas.input.area;
  task.result = areas.scalar;
  task.pool = Pool::Maximum;
  return task;
}

/// (x - greatest) * log2 e, channels along the width: so the table task is a single channel.
PlanarTask scaled_differences(const SoftmaxAreas& areas) {
  PlanarTask task;
  task.habits = after(true);
  task.source1 = areas.input;
  task.source2 = areas.scalar;
  task.result = areas.differences;
  task.negate_second = true;
  task.broadcast2.channels = true;
  task.transpose_result = true;
  task.scale = kLog2E;
  return task;
}

CopyTask powers_of_two(const SoftmaxAreas& areas, std::span<const Chunk> table) {
  CopyTask task;
  task.habits = after(false);
  task.source = areas.differences;
  task.result = areas.powers;
  task.transpose = true;
  task.function = Function::LookupTable;
  task.chunks = table;
  return task;
}

ChannelReductionTask reciprocal_of_sum(const SoftmaxAreas& areas, std::span<const Chunk> table) {
  ChannelReductionTask task;
  task.habits = after(true);
  task.source = areas.powers;
  task.result = areas.scalar;
  task.function = Function::LookupTable;
  task.chunks = table;
  return task;
}

PlanarTask product(const SoftmaxAreas& areas) {
  PlanarTask task;
  task.habits = after(true);
  task.source1 = areas.scalar;
  task.source2 = areas.powers;
  task.result = operand(kFirstSlot + 1, areas.column);
  task.operation = "Multiply";
  task.broadcast1.channels = true;
  return task;
}

/// A table as it is packed for one core.
PackedWeights packed_table(const LookupTable& table, std::uint64_t offset) {
  PackedWeights packed;
  packed.bytes = encode_table(table);
  packed.chunks = {{offset, packed.bytes.size()}};
  return packed;
}

}  // namespace

SampleBytes build_softmax() {
  ANE_TRY(const auto generation, sample_generation());
  SampleParts parts;
  const auto exp2 = add_weights(parts, packed_table(exp2_table(), 0));
  const auto reciprocal = add_weights(parts, packed_table(reciprocal_table(), parts.weights.bytes.size()));
  const SoftmaxAreas areas;
  const std::array tasks = {shortened(channel_reduction_task(generation, greatest(areas))),
                            shortened(planar_task(generation, scaled_differences(areas))),
                            copy_task(generation, powers_of_two(areas, exp2)),
                            channel_reduction_task(generation, reciprocal_of_sum(areas, reciprocal)),
                            shortened(planar_task(generation, product(areas)))};
  parts.tensors = {tensor("x", Role::Input, areas.column), tensor("y", Role::Output, areas.column)};
  return write_sample(generation, tasks, std::move(parts));
}

}  // namespace ane::writer
