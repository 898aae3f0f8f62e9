#include <algorithm>
#include <array>
#include <bit>

#include "core/base/extent.hpp"
#include "core/writer/h13_parts.hpp"

namespace ane::writer {
namespace {

constexpr std::uint32_t kPlanarPadding = 0x20;
constexpr std::uint64_t kSecondSourceAlignment = 0x40;

void set_patch(TaskBuilder& task, const TaskHabits& habits, const Shape& shape) {
  constexpr std::uint32_t kNarrowest = 4, kLargest = 9;  // log2
  const auto log2_up = [](std::uint32_t value) {
    return static_cast<std::uint32_t>(std::bit_width(value - 1));
  };
  const std::uint32_t width = std::clamp(log2_up(shape.w), kNarrowest, kLargest);
  const std::uint32_t height = std::min(log2_up(shape.h), kLargest - width);
  task.set("Common.PatchCfg.PatchWidth", width);
  task.set("Common.PatchCfg.PatchHeight", habits.patch_height.value_or(height));
}

/// What the neural engine's registers hold in planar tasks of newer compilers, without effect.
void set_leftovers(TaskBuilder& task, Compiler compiler) {
  if (compiler != Compiler::MacOs14) return;
  set_coefficients(task, {}, compiler);
  task.set("NE.KernelCfg.PalettizedBits", 8).set("NE.MACCfg.ArgSelect", 1);
  task.set("TileDMASrc.CompressedInfo.PackingFormat", 1);
}

/// A planar task over `shape` whose operation is a sum, a copy or nothing yet.
TaskBuilder start_planar(const regdb::GenerationPtr& generation, const TaskHabits& habits,
                         std::string_view type, const Shape& shape, const Operand& result) {
  TaskBuilder task = start_task(generation, habits);
  task.set_named("common.task_type", type);
  task.set_real("pe.scale", 1).set_real("pe.pre_scale", 1).set_real("pe.final_scale", 1);
  set_patch(task, habits, shape);
  set_result(task, result, 1, habits.compiler);
  set_extents(task, habits, shape, shape);
  set_channels(task, shape.c, shape.c, 1);
  set_kernel(task, 1, 1, 1);
  set_leftovers(task, habits.compiler);
  const bool described = result.place != Place::Chip || result.handed_over;
  if (described && habits.compiler != Compiler::MacOs11) {
    task.set("TileDMADst.Fmt.ZeroPadFirst", 1).set("TileDMADst.Fmt.ZeroPadLast", 1);
  }
  return task;
}

/// The first source's area; a broadcast or transposed one lies as it is stored.
ChipArea set_first_area(TaskBuilder& task, const TaskHabits& habits, const Operand& source) {
  const std::uint32_t padding = habits.row_padding.value_or(kPlanarPadding);
  const ChipArea area = source_area(source, source.shape.c, 0, padding);
  set_source_area(task, "L2.Source", area, source.place != Place::Chip);
  return area;
}

void set_broadcast(TaskBuilder& task, const std::string& source, const Broadcast& broadcast) {
  task.set(source + "_broadcast_w", broadcast.width).set(source + "_broadcast_h", broadcast.height);
  task.set(source + "_broadcast_c", broadcast.channels);
}

void set_repeats(TaskBuilder& task, const PlanarTask& spec) {
  set_broadcast(task, "pe.source1", spec.broadcast1);
  set_broadcast(task, "pe.source2", spec.broadcast2);
  task.set("pe.source1_transpose", spec.transpose1).set("pe.source2_transpose", spec.transpose2);
  task.set("pe.result_transpose", spec.transpose_result);
}

void set_two_areas(TaskBuilder& task, const PlanarTask& spec) {
  const ChipArea first = set_first_area(task, spec.habits, spec.source1);
  const std::uint64_t first_end = area_end(first, spec.source1.shape.h);
  const ChipArea second =
      source_area(spec.source2, spec.source2.shape.c, round_up(first_end, kSecondSourceAlignment),
                  spec.habits.row_padding.value_or(kPlanarPadding));
  set_source_area(task, "L2.Source2", second, spec.source2.place != Place::Chip);
  place_result(task, spec.result, std::max(first_end, area_end(second, spec.source2.shape.h)));
}

}  // namespace

TaskBuilder planar_task(const regdb::GenerationPtr& generation, const PlanarTask& spec) {
  const TaskHabits& habits = spec.habits;
  const Shape shape = exchanged(spec.result.shape, spec.transpose_result);
  TaskBuilder task = start_planar(generation, habits, "PlanarTwoSources", shape, spec.result);
  set_source(task, habits, spec.source1, 1);
  set_second_source(task, spec.source2, habits.compiler);
  task.set_named("pe.operation", spec.operation);
  task.set_named("pe.second_source", spec.negate_second ? "NegatedSource2" : "Source2");
  task.set_real("pe.bias", spec.bias).set_real("pe.scale", spec.scale).set("pe.relu", spec.relu);
  set_repeats(task, spec);
  set_two_areas(task, spec);
  return task;
}

TaskBuilder planar_copy_task(const regdb::GenerationPtr& generation, const PlanarCopyTask& spec) {
  const TaskHabits& habits = spec.habits;
  TaskBuilder task = start_planar(generation, habits, "PlanarOneSource", spec.result.shape, spec.result);
  set_source(task, habits, spec.source, 1);
  set_unused_second_source(task);
  if (spec.absolute) task.set_named("pe.condition", "AbsoluteValue");
  task.set_real("pe.bias", spec.bias).set_real("pe.scale", spec.scale);
  const ChipArea area = set_first_area(task, habits, spec.source);
  place_result(task, spec.result, area_end(area, spec.source.shape.h));
  return task;
}

TaskBuilder reduction_task(const regdb::GenerationPtr& generation, const ReductionTask& spec) {
  static constexpr std::array<std::string_view, 3> kFunctions = {"None", "Reciprocal", "InverseSquareRoot"};
  const TaskHabits& habits = spec.habits;
  const bool maximum = spec.pool == Pool::Maximum;
  // The extents of the result are those of the source, although one element a channel is left.
  TaskBuilder task = start_planar(generation, habits, "PlanarReduction", spec.source.shape, spec.result);
  set_source(task, habits, spec.source, 1);
  set_unused_second_source(task);
  task.set_named("pe.pool", maximum ? "Maximum" : "Sum").set("L2.L2Cfg.PaddingMode", maximum);
  task.set_real("pe.final_scale", spec.factor);
  task.set_named("pe.nonlinear", kFunctions[static_cast<std::size_t>(spec.function)]);
  task.set_real("pe.epsilon", spec.epsilon).set("pe.result_transpose", spec.transpose_result);
  const ChipArea area = set_first_area(task, habits, spec.source);
  place_result(task, spec.result, area_end(area, spec.source.shape.h));
  return task;
}

TaskBuilder rows_task(const regdb::GenerationPtr& generation, const RowsTask& spec) {
  const TaskHabits& habits = spec.habits;
  TaskBuilder task = start_planar(generation, habits, "PlanarConstantRows", spec.result.shape, spec.result);
  set_source(task, habits, spec.source, 1);
  set_second_source(task, spec.rows, habits.compiler);
  task.set_named("pe.second_source", spec.negate_first_row ? "NegatedSource2" : "Source2");
  task.set("pe.source2_transpose", 1);
  const ChipArea area = set_first_area(task, habits, spec.source);
  const ChipArea rows = source_area(spec.rows, spec.rows.shape.c, 0, kPlanarPadding);
  set_source_area(task, "L2.Source2", rows, spec.rows.place != Place::Chip);
  place_result(task, spec.result, area_end(area, spec.source.shape.h));
  return task;
}

}  // namespace ane::writer
