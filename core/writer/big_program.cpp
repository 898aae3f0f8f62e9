#include "core/writer/big_program.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "core/writer/h13_tasks.hpp"
#include "core/writer/slots.hpp"
#include "core/writer/weights.hpp"

namespace ane::writer {
namespace {

constexpr std::uint32_t kInputSlot = 4, kOutputSlot = 5;
constexpr std::uint32_t kRing = 4;  // tensors in scratch memory, and the period of the kinds of tasks
constexpr std::uint32_t kCores = 16;
constexpr std::uint32_t kLeastChannels = 16, kMostChannels = 4096;
constexpr std::uint32_t kTensorSide = 8;  // height and width of all tensors
constexpr std::uint32_t kMostLanes = 5;   // log2

enum class Kind { Convolution, Activation, Addition };

/// What all tasks of the program share.
struct Plan {
  std::uint32_t tasks = 0;
  std::uint32_t convolutions = 0;    ///< as many as the constants are enough for
  std::uint64_t constant_units = 0;  ///< of kChunkAlignment bytes
  std::uint32_t channels = kLeastChannels;
  std::uint32_t lanes_log2 = 0;

  Shape shape() const { return {1, channels, kTensorSide, kTensorSide}; }
  std::uint64_t chunk_count() const { return std::uint64_t{convolutions} * kCores; }
  /// Where chunk `index` starts; the sizes of chunks differ by one unit at most.
  std::uint64_t chunk_offset(std::uint64_t index) const {
    return index * constant_units / chunk_count() * kChunkAlignment;
  }
  std::uint64_t constant_bytes() const { return constant_units * kChunkAlignment; }
};

std::uint64_t chunk_bytes_needed(std::uint32_t channels) {
  return std::uint64_t{channels} * (channels / kCores) * 2;
}

Plan make_plan(const BigProgram& size) {
  Plan plan;
  plan.tasks = size.tasks;
  plan.constant_units = size.constant_bytes / kChunkAlignment;
  plan.convolutions =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(plan.constant_units / kCores, (size.tasks + 1) / 2));
  if (plan.convolutions == 0) return plan;
  const std::uint64_t smallest = plan.constant_units / plan.chunk_count() * kChunkAlignment;
  while (plan.channels + kCores <= kMostChannels && chunk_bytes_needed(plan.channels + kCores) <= smallest) {
    plan.channels += kCores;
  }
  plan.lanes_log2 =
      std::min(kMostLanes, static_cast<std::uint32_t>(std::bit_width(plan.channels / kCores - 1)));
  return plan;
}

Operand ring_tensor(const Plan& plan, std::uint32_t index) {
  Operand tensor = operand(kScratchSlot, plan.shape());
  tensor.offset = (index % kRing) * tensor.strides.batch;
  tensor.in_scratch = true;
  return tensor;
}

/// What task `index` reads (`back` tasks ago) and writes.
Operand source_of(const Plan& plan, std::uint32_t index, std::uint32_t back) {
  return index < back ? operand(kInputSlot, plan.shape()) : ring_tensor(plan, index - back);
}

Operand result_of(const Plan& plan, std::uint32_t index) {
  return index + 1 == plan.tasks ? operand(kOutputSlot, plan.shape()) : ring_tensor(plan, index);
}

/// Task 0 and 2 of four are convolutions while there are constants for them; number of the convolution, or
/// none.
Kind kind_of(const Plan& plan, std::uint32_t index) {
  if (index % kRing == 3) return Kind::Addition;
  return index % 2 == 0 && index / 2 < plan.convolutions ? Kind::Convolution : Kind::Activation;
}

std::array<Chunk, kCores> chunks_of(const Plan& plan, std::uint32_t convolution) {
  std::array<Chunk, kCores> chunks;
  for (std::uint32_t core = 0; core < kCores; ++core) {
    const std::uint64_t index = std::uint64_t{convolution} * kCores + core;
    chunks[core].offset = plan.chunk_offset(index);
    chunks[core].size = plan.chunk_offset(index + 1) - chunks[core].offset;
  }
  return chunks;
}

TaskBuilder build_task(const regdb::GenerationPtr& generation, const Plan& plan, std::uint32_t index) {
  TaskHabits habits;
  habits.after_neural = index > 0;
  habits.after_planar = index >= kRing;
  const Operand source = source_of(plan, index, 1);
  const Operand result = result_of(plan, index);
  switch (kind_of(plan, index)) {
    case Kind::Convolution: {
      const auto chunks = chunks_of(plan, index / 2);
      ConvTask task{habits, source, result};
      task.lanes_log2 = plan.lanes_log2;
      task.function = index % kRing == 0 ? Function::None : Function::ReLU;
      task.chunks = chunks;
      return conv_task(generation, task);
    }
    case Kind::Addition: {
      PlanarTask task{habits, source, source_of(plan, index, 3), result};
      TaskBuilder builder = planar_task(generation, task);
      leave_out_coefficients(builder);
      return builder;
    }
    case Kind::Activation:
      break;
  }
  CopyTask task{habits, source, result, Function::ReLU};
  TaskBuilder builder = copy_task(generation, task);
  leave_out_coefficients(builder);
  return builder;
}

/// Weights between 1/16 and 1/8 of either sign, different everywhere.
void produce_weights(std::uint64_t bytes, Sink& sink) {
  std::string piece;
  std::uint64_t state = 1;
  for (std::uint64_t at = 0; at < bytes; at += piece.size()) {
    piece.clear();
    const std::uint64_t size = std::min<std::uint64_t>(bytes - at, std::uint64_t{1} << 16);
    while (piece.size() < size) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      const auto half = static_cast<std::uint16_t>(0x2c00 | (state >> 40 & 0x83ff));
      piece += static_cast<char>(half & 0xff);
      piece += static_cast<char>(half >> 8);
    }
    sink.write(piece);
  }
}

void add_symbols(const Plan& plan, std::uint32_t every, HwxSpec& spec) {
  if (every == 0) return;
  for (std::uint32_t convolution = 0; convolution < plan.convolutions; convolution += every) {
    const auto chunks = chunks_of(plan, convolution);
    for (std::uint32_t core = 0; core < kCores; ++core) {
      spec.weight_symbols.push_back({weight_symbol_name(convolution, core), chunks[core].offset});
    }
  }
}

}  // namespace

Result<HwxSpec> big_program(const BigProgram& size) {
  if (size.tasks == 0) return Error{"a program needs at least one task", {}};
  ANE_TRY(const auto generation, regdb::Database::embedded()->generation("h13"));
  const Plan plan = make_plan(size);
  std::vector<std::vector<std::uint32_t>> tasks;
  tasks.reserve(plan.tasks);
  for (std::uint32_t i = 0; i < plan.tasks; ++i) {
    ANE_TRY(auto words, build_task(generation, plan, i).encode());
    tasks.push_back(std::move(words));
  }
  HwxSpec spec;
  ANE_TRY(spec.text, link_tasks(*generation, std::move(tasks), EventHabit::MacOs14));
  spec.generation = generation;
  spec.banner = honest_banner("h13");
  if (plan.constant_units != 0) {
    spec.constants = Content::produced(
        plan.constant_bytes(), [bytes = plan.constant_bytes()](Sink& sink) { produce_weights(bytes, sink); });
  }
  add_symbols(plan, size.symbols_every, spec);
  spec.scratch_bytes = ring_tensor(plan, 0).strides.batch * kRing;
  spec.tensors = {tensor("x", Role::Input, plan.shape()), tensor("y", Role::Output, plan.shape())};
  return spec;
}

Result<void> write_big_program(const BigProgram& size, Sink& sink) {
  ANE_TRY(const HwxSpec spec, big_program(size));
  ANE_TRY(const HwxPlan plan, plan_hwx(spec));
  write_plan(plan, sink);
  return {};
}

}  // namespace ane::writer
