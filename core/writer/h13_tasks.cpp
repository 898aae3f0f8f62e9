#include "core/writer/h13_tasks.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <utility>

#include "core/base/extent.hpp"
#include "core/writer/slots.hpp"

namespace ane::writer {
namespace {

using Setting = std::pair<std::string_view, std::int64_t>;

constexpr std::uint64_t kElementBytes = 2;
constexpr std::uint32_t kMostEngines = 4;         // log2
constexpr std::uint32_t kLayerEvents = 0xfff800;  // debug events of tasks that stand for a layer
constexpr std::int64_t kSmallChunk = 0x40;        // size that disabled channels carry

// What every task of every file has, whatever it does.
constexpr std::array kAlways = {
    Setting{"Header6.TSR", 1},
    Setting{"Header6.TSE", 1},
    Setting{"Common.InDepth.Din", 1},
    Setting{"Common.OutDepth.Dout", 1},
    Setting{"Common.ConvCfg.Ox", 1},
    Setting{"Common.ConvCfg.Oy", 1},
    Setting{"Common.ConvCfg3D.Kd", 1},
    Setting{"Common.ConvCfg3D.Sz", 1},
    Setting{"Common.ConvCfg3D.Oz", 1},
    Setting{"Common.GroupConvCfg.UnicastCin", 1},
    Setting{"Common.Cfg.Unknown0", 1},
    Setting{"TileDMASrc.DMAConfig.En", 1},
    Setting{"TileDMASrc.Fmt.FmtMode", 1},
    Setting{"TileDMASrc.Fmt.Truncate", 3},
    Setting{"TileDMASrc.Fmt.Interleave", 1},
    Setting{"L2.SourceCfg.DMAFmt", 1},
    Setting{"L2.SourceCfg.DMAInterleave", 1},
    Setting{"L2.ResultCfg.DMAFmt", 1},
    Setting{"L2.ResultCfg.DMAInterleave", 1},
    Setting{"TileDMADst.DMAConfig.En", 1},
    Setting{"TileDMADst.Fmt.FmtMode", 1},
    Setting{"TileDMADst.Fmt.Truncate", 3},
    Setting{"TileDMADst.Fmt.Interleave", 1},
};

/// A tensor's tile in L2, bytes.
struct Tile {
  std::uint64_t channel = 0, row = 0, depth = 0, size = 0;
};

Tile tile_of(const Operand& tensor, std::uint32_t channels, std::uint32_t padding) {
  constexpr std::uint64_t kChannelAlignment = 16, kBankStep = 512;
  Tile tile;
  tile.channel = round_up(tensor.shape.w * kElementBytes, kChannelAlignment);
  tile.depth = tile.channel * channels;
  tile.row = tile.depth + (tile.depth % kBankStep == 0 ? padding : 0);
  tile.size = tile.row * tensor.shape.h;
  return tile;
}

void set_bytes(TaskBuilder& task, std::string_view field, std::uint64_t bytes) {
  task.set(field, static_cast<std::int64_t>(bytes));
}

void set_strides(TaskBuilder& task, const std::string& prefix, const Operand& tensor, std::uint32_t groups,
                 Compiler compiler) {
  const std::uint64_t depth = tensor.strides.batch;
  set_bytes(task, prefix + ".base", tensor.offset);
  set_bytes(task, prefix + ".row_stride", tensor.strides.row);
  set_bytes(task, prefix + ".plane_stride", tensor.strides.plane);
  set_bytes(task, prefix + ".depth_stride", depth);
  if (compiler != Compiler::MacOs11) set_bytes(task, prefix + ".group_stride", depth / groups);
}

/// The cache hints of a source, by where it was made.
void set_source_dma(TaskBuilder& task, const std::string& config, bool in_scratch) {
  task.set(config + ".CacheHint", in_scratch ? 4 : 2);
  task.set(config + ".CacheHintReuse", 14);
  task.set(config + ".CacheHintNoReuse", in_scratch ? 4 : 12);
  if (in_scratch) task.set_named(config + ".DependencyMode", "EarlierTask");
}

void set_source(TaskBuilder& task, const Operand& source, std::uint32_t groups, Compiler compiler) {
  task.set("buffer.source1", source.slot).set("buffer.source1_enable", 1);
  task.set_named("task.source_location", "DRAM");
  set_source_dma(task, "TileDMASrc.DMAConfig", source.in_scratch);
  set_strides(task, "source1", source, groups, compiler);
  task.set_named("source1.format", "Float16").set_named("common.in_format", "Float16");
  task.set_named("l2.source_type", "DMA");
  task.set("common.in_width", source.shape.w).set("common.in_height", source.shape.h);
}

void set_unused_second_source(TaskBuilder& task) {
  task.set("TileDMASrc.Source2DMAConfig.CacheHint", 2);
  task.set("TileDMASrc.Source2DMAConfig.CacheHintReuse", 2);
  task.set("TileDMASrc.Source2DMAConfig.CacheHintNoReuse", 2);
}

void set_result(TaskBuilder& task, const Operand& result, std::uint32_t groups, Compiler compiler) {
  task.set("buffer.result", result.slot).set("buffer.result_enable", 1);
  task.set_named("task.result_location", "DRAM");
  task.set("TileDMADst.DMAConfig.CacheHint", result.in_scratch ? 15 : 3);
  set_strides(task, "result", result, groups, compiler);
  task.set_named("result.format", "Float16").set_named("common.out_format", "Float16");
  task.set_named("l2.result_type", "DMA");
  task.set("common.out_width", result.shape.w).set("common.out_height", result.shape.h);
  task.set("common.tile_height", result.shape.h);
}

void set_zero_padding(TaskBuilder& task) {
  task.set("TileDMADst.Fmt.ZeroPadFirst", 1).set("TileDMADst.Fmt.ZeroPadLast", 1);
}

/// The result leaves L2 in the order in which it was made, without strides of its own.
void set_buffer_mode(TaskBuilder& task) {
  task.set("L2.ResultCfg.L2BfrMode", 1).set("TileDMADst.DMAConfig.L2BfrMode", 1);
}

/// Which areas of earlier tasks may share L2 with this one; the first task sets all four.
void set_aliases(TaskBuilder& task, const TaskHabits& habits) {
  const bool first = !habits.after_neural && !habits.after_planar;
  const bool neural = first || habits.after_neural;
  const bool planar = first || habits.after_planar;
  task.set("L2.SourceCfg.AliasConvSrc", neural).set("L2.SourceCfg.AliasConvRslt", neural);
  task.set("L2.SourceCfg.AliasPlanarSrc", planar).set("L2.SourceCfg.AliasPlanarRslt", planar);
  task.set("L2.ResultCfg.AliasConvSrc", neural).set("L2.ResultCfg.AliasConvRslt", neural);
  task.set("L2.ResultCfg.AliasPlanarSrc", planar).set("L2.ResultCfg.AliasPlanarRslt", planar);
  task.set("Header6.SPL", 1);
}

void set_channels(TaskBuilder& task, std::uint32_t in, std::uint32_t out, std::uint32_t groups) {
  task.set("common.in_channels", in / groups).set("common.out_channels", out / groups);
  task.set("common.groups", groups);
}

void set_kernel(TaskBuilder& task, std::uint32_t height, std::uint32_t width, std::uint32_t stride) {
  task.set("common.kernel_height", height).set("common.kernel_width", width);
  task.set("common.stride_y", stride).set("common.stride_x", stride);
}

void set_source_tile(TaskBuilder& task, const std::string& prefix, std::uint64_t base, const Tile& tile) {
  set_bytes(task, prefix + "Base.Addr", base);
  set_bytes(task, prefix + "ChannelStride.Stride", tile.channel);
  set_bytes(task, prefix + "RowStride.Stride", tile.row);
  set_bytes(task, prefix + "DepthStride.Stride", tile.depth);
  set_bytes(task, prefix + "GroupStride.Stride", tile.depth);
}

void set_result_tile(TaskBuilder& task, const Tile& tile) {
  set_bytes(task, "L2.ConvResultChannelStride.Stride", tile.channel);
  set_bytes(task, "L2.ConvResultRowStride.Stride", tile.row);
  set_bytes(task, "L2.ResultDepthStride.Stride", tile.depth);
  set_bytes(task, "L2.ResultGroupStride.Stride", tile.depth);
}

std::string element(std::string_view name, std::size_t index) {
  return std::string(name) + "[" + std::to_string(index) + "]";
}

void set_coefficients(TaskBuilder& task, std::span<const Chunk> chunks, Compiler compiler) {
  constexpr std::size_t kChannels = 16, kAuxiliary = 4;
  constexpr std::int64_t kHint = 2;
  for (std::size_t i = 0; i < kChannels; ++i) {
    const bool enabled = i < chunks.size();
    task.set(element("KernelDMASrc.CoeffDMAConfig", i) + ".CacheHint", kHint);
    task.set(element("kernel.channel_enable", i), enabled);
    task.set(element("kernel.channel_size", i),
             enabled ? static_cast<std::int64_t>(chunks[i].size) : kSmallChunk);
    if (enabled) set_bytes(task, element("kernel.channel_base", i), chunks[i].offset);
  }
  for (std::size_t i = 0; i < kAuxiliary; ++i) {
    task.set(element("KernelDMASrc.AuxDMAConfig", i) + ".CacheHint", kHint);
    if (compiler == Compiler::MacOs14)
      task.set(element("KernelDMASrc.AuxBfrSize", i) + ".MemBfrSize", kSmallChunk);
  }
  if (chunks.empty()) return;
  task.set("kernel.enable", 1).set("buffer.kernel", kConstSlot).set("buffer.kernel_enable", 1);
}

void set_function(TaskBuilder& task, Function function) {
  static constexpr std::array<std::string_view, 3> kNames = {"None", "ReLU", "LookupTable"};
  task.set_named("ne.nonlinear", kNames[static_cast<std::size_t>(function)]);
}

void set_shape_codes(TaskBuilder& task, const ShapeCodes& codes) {
  task.set("Common.Cfg.ShPref", codes.preferred);
  task.set("Common.Cfg.ShMin", codes.smallest);
  task.set("Common.Cfg.ShMax", codes.largest);
}

/// As in the recorded tasks of the nearest shapes: one row, up to 16 columns, more.
ShapeCodes default_codes(const Shape& shape) {
  if (shape.h == 1) return {0, 0, 0};
  return {0, 0, shape.w <= 16 ? 3U : 4U};
}

TaskBuilder start_task(const regdb::GenerationPtr& generation, const TaskHabits& habits) {
  TaskBuilder task(generation);
  task.write_all();
  for (const auto& [field, value] : kAlways) task.set(field, value);
  task.set("task.cycles", habits.cycles);
  if (habits.layer) task.set("task.debug_events", kLayerEvents);
  set_aliases(task, habits);
  return task;
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
  set_zero_padding(task);
}

void set_float_kernel(TaskBuilder& task) {
  task.set_named("ne.kernel_format", "Float16").set("NE.MACCfg.BinaryPoint", 28);
}

void set_patch(TaskBuilder& task, const Shape& shape) {
  constexpr std::uint32_t kNarrowest = 4, kLargest = 9;  // log2
  const auto log2_up = [](std::uint32_t value) {
    return static_cast<std::uint32_t>(std::bit_width(value - 1));
  };
  const std::uint32_t width = std::clamp(log2_up(shape.w), kNarrowest, kLargest);
  task.set("Common.PatchCfg.PatchWidth", width);
  task.set("Common.PatchCfg.PatchHeight", std::min(log2_up(shape.h), kLargest - width));
}

void set_planar_engine(TaskBuilder& task, const PlanarTask& spec) {
  task.set_named("common.task_type", "PlanarTwoSources").set("source2.dma", 1);
  task.set_named("pe.operation", spec.operation);
  task.set_named("pe.second_source", spec.negate_second ? "NegatedSource2" : "Source2");
  task.set_real("pe.scale", 1).set_real("PE.PreScale.PreScale", 1).set_real("pe.final_scale", 1);
  set_patch(task, spec.result.shape);
}

void set_second_source(TaskBuilder& task, const Operand& source, Compiler compiler) {
  task.set("buffer.source2", source.slot).set("buffer.source2_enable", 1);
  set_source_dma(task, "TileDMASrc.Source2DMAConfig", source.in_scratch);
  set_strides(task, "source2", source, 1, compiler);
  task.set("TileDMASrc.Source2Fmt.Truncate", 3).set_named("source2.format", "Float16");
  task.set_named("common.in2_format", "Float16").set("L2.SourceCfg.Src2DMAEn", 1);
}

}  // namespace

Operand operand(std::uint32_t slot, Shape shape) {
  Operand tensor;
  tensor.slot = slot;
  tensor.shape = shape;
  tensor.strides = padded_strides(shape);
  return tensor;
}

std::uint32_t engines_log2(std::uint32_t out_channels) {
  return std::min(kMostEngines, static_cast<std::uint32_t>(std::bit_width(std::max(out_channels, 1U) - 1)));
}

TaskBuilder conv_task(const regdb::GenerationPtr& generation, const ConvTask& spec) {
  const TaskHabits& habits = spec.habits;
  const std::uint32_t in = spec.source.shape.c;
  const std::uint32_t out = spec.result.shape.c;
  const bool depthwise = spec.groups > 1 && spec.groups == in && in == out;
  const std::uint32_t groups = depthwise ? 1 : spec.groups;
  const bool small = spec.result.shape.w <= 8 && spec.result.shape.h <= 8;
  TaskBuilder task = start_task(generation, habits);
  set_neural(task, habits, engines_log2(out / groups));
  set_float_kernel(task);
  set_source(task, spec.source, groups, habits.compiler);
  set_result(task, spec.result, groups, habits.compiler);
  set_channels(task, in, out, groups);
  set_kernel(task, spec.kernel_height, spec.kernel_width, spec.stride);
  task.set("common.pad_top", spec.pad_top).set("common.pad_left", spec.pad_left);
  task.set("common.lanes_log2", spec.lanes_log2).set("common.unicast", depthwise);
  task.set("common.small_source", small);
  set_shape_codes(
      task, habits.shape_codes.value_or(small ? ShapeCodes{4, 4, 4} : default_codes(spec.result.shape)));
  task.set_named("ne.operation", "Convolution").set("ne.bias", spec.bias);
  set_function(task, spec.function);
  set_coefficients(task, spec.chunks, habits.compiler);
  if (spec.stride > 1) task.set("ne.sparse", 1).set("KernelDMASrc.MasterCfg.KernelSparseFmt", 1);

  const Tile tile = tile_of(spec.source, in / groups, habits.row_padding.value_or(0x30));
  set_source_tile(task, "L2.Source", 0, tile);
  set_bytes(task, "l2.result_base", tile.size);
  if (habits.compiler == Compiler::MacOs11) {
    set_result_tile(task, tile_of(spec.result, out / groups, 0x20));
  } else {
    set_buffer_mode(task);
  }
  return task;
}

TaskBuilder copy_task(const regdb::GenerationPtr& generation, const CopyTask& spec) {
  const TaskHabits& habits = spec.habits;
  TaskBuilder task = start_task(generation, habits);
  set_neural(task, habits, engines_log2(spec.result.shape.c));
  if (habits.compiler == Compiler::MacOs14) set_float_kernel(task);
  set_source(task, spec.source, 1, habits.compiler);
  set_result(task, spec.result, 1, habits.compiler);
  set_channels(task, spec.source.shape.c, spec.result.shape.c, 1);
  set_kernel(task, 1, 1, 1);
  task.set("common.unicast", 1);
  set_shape_codes(task, habits.shape_codes.value_or(default_codes(spec.result.shape)));
  task.set_named("ne.operation", "Bypass").set("ne.kernel_mode", 1);
  set_function(task, spec.function);
  set_coefficients(task, spec.chunks, habits.compiler);
  // Copies of a single row lie without a gap.
  const std::uint32_t padding = spec.source.shape.h == 1 ? 0 : 0x30;
  const Tile tile = tile_of(spec.source, spec.source.shape.c, habits.row_padding.value_or(padding));
  set_source_tile(task, "L2.Source", 0, tile);
  set_bytes(task, "l2.result_base", tile.size);
  set_buffer_mode(task);
  return task;
}

TaskBuilder planar_task(const regdb::GenerationPtr& generation, const PlanarTask& spec) {
  constexpr std::uint64_t kSecondSourceAlignment = 0x40;
  const TaskHabits& habits = spec.habits;
  TaskBuilder task = start_task(generation, habits);
  set_planar_engine(task, spec);
  set_source(task, spec.source1, 1, habits.compiler);
  set_second_source(task, spec.source2, habits.compiler);
  set_result(task, spec.result, 1, habits.compiler);
  set_channels(task, spec.source1.shape.c, spec.result.shape.c, 1);
  set_kernel(task, 1, 1, 1);
  if (habits.compiler != Compiler::MacOs11) set_zero_padding(task);
  if (habits.compiler == Compiler::MacOs14) {
    set_coefficients(task, {}, habits.compiler);
    task.set("NE.KernelCfg.PalettizedBits", 8)
        .set("NE.MACCfg.ArgSelect", 1)
        .set("TileDMASrc.CompressedInfo.PackingFormat", 1);
  }
  const Tile tile = tile_of(spec.source1, spec.source1.shape.c, habits.row_padding.value_or(0x20));
  const std::uint64_t second = round_up(tile.size, kSecondSourceAlignment);
  set_source_tile(task, "L2.Source", 0, tile);
  set_source_tile(task, "L2.Source2", second, tile);
  set_bytes(task, "l2.result_base", second + tile.size);
  set_buffer_mode(task);
  return task;
}

void leave_out_coefficients(TaskBuilder& task) {
  task.skip("KernelDMASrc.CoeffBaseAddr").skip("KernelDMASrc.CoeffBfrSize");
}

}  // namespace ane::writer
