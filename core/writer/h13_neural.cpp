#include <algorithm>
#include <array>
#include <bit>

#include "core/writer/h13_parts.hpp"

namespace ane::writer {
namespace {

constexpr std::uint32_t kMostEngines = 4;  // log2
constexpr std::uint32_t kNeuralPadding = 0x30;

void set_function(TaskBuilder& task, Function function) {
  static constexpr std::array<std::string_view, 3> kNames = {"None", "ReLU", "LookupTable"};
  task.set_named("ne.nonlinear", kNames[static_cast<std::size_t>(function)]);
}

void set_shape_codes(TaskBuilder& task, const ShapeCodes& codes) {
  task.set("Common.Cfg.ShPref", codes.preferred);
  task.set("Common.Cfg.ShMin", codes.smallest);
  task.set("Common.Cfg.ShMax", codes.largest);
}

/// As in the recorded tasks of the nearest shapes: one row, two, up to 16 columns, more.
ShapeCodes default_codes(const Shape& shape) {
  if (shape.h == 1) return {0, 0, 0};
  return {0, 0, shape.w <= 16 ? 3U : 4U};
}

/// The parts that tasks of the neural engines share.
void set_neural(TaskBuilder& task, const TaskHabits& habits, std::uint32_t engines) {
  task.set_named("common.task_type", "NeuralEngine");
  task.set("common.active_engines", engines).set("task.engines", engines + 1);
  task.set("Common.TaskInfo.NID", 1);
  task.set("TileDMASrc.CompressedInfo.PackingFormat", 1);
  task.set("NE.KernelCfg.PalettizedBits", 8).set("NE.MACCfg.ArgSelect", 1).set_real("ne.post_scale", 1);
  task.set("Common.Cfg.AccDoubleBufEn", habits.double_buffer.value_or(false));
  set_unused_second_source(task);
}

void set_float_kernel(TaskBuilder& task) {
  task.set_named("ne.kernel_format", "Float16").set("NE.MACCfg.BinaryPoint", 28);
}

/// Source and result of a neural task, whose result's padding is marked wherever the result is described.
void set_operands(TaskBuilder& task, const TaskHabits& habits, const Operand& source, const Operand& result,
                  std::uint32_t groups) {
  set_source(task, habits, source, groups);
  set_result(task, result, groups, habits.compiler);
  if (result.place == Place::Chip && !result.handed_over) return;
  task.set("TileDMADst.Fmt.ZeroPadFirst", 1).set("TileDMADst.Fmt.ZeroPadLast", 1);
}

/// Rows of the source that are in L2 at a time.
std::uint32_t rows_at_once(const ConvTask& spec) {
  const std::uint32_t height = spec.source.shape.h;
  if (!spec.habits.tile_height) return height;
  return std::min(height, *spec.habits.tile_height * spec.stride + spec.kernel_height - 1);
}

void set_conv_areas(TaskBuilder& task, const ConvTask& spec, std::uint32_t groups) {
  const TaskHabits& habits = spec.habits;
  const ChipArea area =
      source_area(spec.source, spec.source.shape.c / groups, 0, habits.row_padding.value_or(kNeuralPadding));
  set_source_area(task, "L2.Source", area, spec.source.place != Place::Chip);
  const std::uint64_t behind = area_end(area, rows_at_once(spec));
  if (habits.compiler != Compiler::MacOs11) return place_result(task, spec.result, behind);
  Shape group = spec.result.shape;
  group.c /= groups;
  set_bytes(task, "l2.result_base", behind);
  set_result_area(task, chip_area(group, behind, 0x20), true);
}

/// What of a copy's source is in L2 at a time: no more than 128 columns of what comes from memory
/// (encoder_transpose_r3_021, encoder_slice_lastdim, encoder_linear_m375_k1024_n128_bias1).
Operand staged(Operand source) {
  constexpr std::uint32_t kColumns = 128;
  if (source.place == Place::Memory) source.shape.w = std::min(source.shape.w, kColumns);
  return source;
}

/// The result of a transposing copy goes to memory from an area of its own (encoder_transpose_r3_021).
void place_transposed(TaskBuilder& task, const Operand& result, std::uint64_t base) {
  set_bytes(task, "l2.result_base", base);
  set_result_area(task, chip_area(result.shape, base), true);
}

}  // namespace

std::uint32_t engines_log2(std::uint32_t out_channels) {
  return std::min(kMostEngines, static_cast<std::uint32_t>(std::bit_width(std::max(out_channels, 1U) - 1)));
}

bool small_source(const Shape& result) {
  return result.w <= 8 && result.h <= 8;
}

TaskBuilder conv_task(const regdb::GenerationPtr& generation, const ConvTask& spec) {
  const TaskHabits& habits = spec.habits;
  const Shape result = exchanged(spec.result.shape, spec.transpose);
  const std::uint32_t in = spec.source.shape.c;
  const bool depthwise = spec.groups > 1 && spec.groups == in && in == result.c;
  const std::uint32_t groups = depthwise ? 1 : spec.groups;
  const bool small = small_source(result);
  TaskBuilder task = start_task(generation, habits);
  set_neural(task, habits, engines_log2(result.c / groups));
  set_float_kernel(task);
  set_operands(task, habits, spec.source, spec.result, groups);
  set_extents(task, habits, spec.source.shape, result);
  set_channels(task, in, result.c, groups);
  set_kernel(task, spec.kernel_height, spec.kernel_width, spec.stride);
  task.set("common.pad_top", spec.pad_top).set("common.pad_left", spec.pad_left);
  task.set("common.lanes_log2", spec.lanes_log2).set("common.unicast", depthwise);
  task.set("common.small_source", small).set("common.result_transpose", spec.transpose);
  set_shape_codes(task, habits.shape_codes.value_or(small ? ShapeCodes{4, 4, 4} : default_codes(result)));
  task.set_named("ne.operation", "Convolution").set("ne.bias", spec.bias);
  task.set_real("ne.accumulator_bias", spec.uniform_bias);
  set_function(task, spec.function);
  set_coefficients(task, spec.chunks, habits.compiler);
  if (spec.stride > 1) task.set("ne.sparse", 1).set("KernelDMASrc.MasterCfg.KernelSparseFmt", 1);
  set_conv_areas(task, spec, groups);
  return task;
}

TaskBuilder copy_task(const regdb::GenerationPtr& generation, const CopyTask& spec) {
  const TaskHabits& habits = spec.habits;
  TaskBuilder task = start_task(generation, habits);
  set_neural(task, habits, engines_log2(spec.result.shape.c));
  if (habits.compiler == Compiler::MacOs14) set_float_kernel(task);
  set_operands(task, habits, spec.source, spec.result, 1);
  set_extents(task, habits, spec.source.shape, exchanged(spec.result.shape, spec.transpose));
  set_channels(task, spec.source.shape.c, spec.source.shape.c, 1);
  set_kernel(task, 1, 1, 1);
  task.set("common.unicast", 1).set("common.result_transpose", spec.transpose);
  set_shape_codes(task, habits.shape_codes.value_or(default_codes(spec.source.shape)));
  task.set_named("ne.operation", "Bypass").set("ne.kernel_mode", 1).set_real("ne.post_scale", spec.scale);
  set_function(task, spec.function);
  set_coefficients(task, spec.chunks, habits.compiler);
  // Copies of a single row lie without a gap.
  const std::uint32_t padding = spec.source.shape.h == 1 ? 0 : kNeuralPadding;
  const ChipArea area =
      source_area(staged(spec.source), spec.source.shape.c, 0, habits.row_padding.value_or(padding));
  set_source_area(task, "L2.Source", area, spec.source.place != Place::Chip);
  const std::uint64_t behind = area_end(area, spec.source.shape.h);
  if (spec.transpose && spec.result.place != Place::Chip) {
    place_transposed(task, spec.result, behind);
  } else {
    place_result(task, spec.result, behind);
  }
  return task;
}

TaskBuilder channel_reduction_task(const regdb::GenerationPtr& generation, const ChannelReductionTask& spec) {
  const TaskHabits& habits = spec.habits;
  const Shape& in = spec.source.shape;
  const bool maximum = spec.pool == Pool::Maximum;
  TaskBuilder task = start_task(generation, habits);
  set_neural(task, habits, engines_log2(1));
  set_float_kernel(task);
  set_operands(task, habits, spec.source, spec.result, 1);
  set_extents(task, habits, in, spec.result.shape);
  set_channels(task, in.c, 1, 1);
  set_kernel(task, 1, 1, 1);
  set_shape_codes(task, habits.shape_codes.value_or(default_codes(in)));
  task.set_named("ne.operation", maximum ? "ChannelMaximum" : "Convolution").set("ne.kernel_mode", 1);
  // All inputs go to the one output: of its own with a maximum, shared with a sum.
  task.set("common.unicast", maximum).set("common.unicast_channels", maximum ? in.c : 1);
  task.set("L2.L2Cfg.PaddingMode", maximum);
  set_function(task, spec.function);
  set_coefficients(task, spec.chunks, habits.compiler);
  const ChipArea area = source_area(spec.source, in.c, 0, habits.row_padding.value_or(kNeuralPadding));
  set_source_area(task, "L2.Source", area, spec.source.place != Place::Chip);
  place_result(task, spec.result, area_end(area, in.h));
  return task;
}

}  // namespace ane::writer
