#include "core/writer/h13_parts.hpp"

#include <array>
#include <utility>

#include "core/base/extent.hpp"
#include "core/writer/slots.hpp"

namespace ane::writer {
namespace {

using Setting = std::pair<std::string_view, std::int64_t>;

constexpr std::uint64_t kElementBytes = 2;
constexpr std::uint32_t kLayerEvents = 0xfff800;  // debug events of tasks that stand for a layer
constexpr std::int64_t kSmallChunk = 0x40;        // size that disabled channels carry
constexpr std::int64_t kMemoryTruncate = 3;

// What every task of every file has, whatever it does.
constexpr std::array kAlways = {
    Setting{"Common.InDepth.Din", 1},         Setting{"Common.OutDepth.Dout", 1},
    Setting{"Common.ConvCfg.Ox", 1},          Setting{"Common.ConvCfg.Oy", 1},
    Setting{"Common.ConvCfg3D.Kd", 1},        Setting{"Common.ConvCfg3D.Sz", 1},
    Setting{"Common.ConvCfg3D.Oz", 1},        Setting{"Common.GroupConvCfg.UnicastCin", 1},
    Setting{"Common.Cfg.Unknown0", 1},        Setting{"TileDMASrc.Fmt.Interleave", 1},
    Setting{"L2.SourceCfg.DMAInterleave", 1}, Setting{"L2.ResultCfg.DMAFmt", 1},
    Setting{"L2.ResultCfg.DMAInterleave", 1}, Setting{"TileDMADst.Fmt.Interleave", 1},
};

ChipArea area_of(const Shape& shape, std::uint32_t channels, std::uint64_t base, std::uint32_t padding) {
  constexpr std::uint64_t kChannelAlignment = 16, kBankStep = 512;
  ChipArea area;
  area.base = base;
  area.channel = round_up(shape.w * kElementBytes, kChannelAlignment);
  area.depth = area.channel * channels;
  area.row = area.depth + (area.depth % kBankStep == 0 ? padding : 0);
  return area;
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

void set_idle_dma(TaskBuilder& task, const std::string& config) {
  task.set(config + ".CacheHint", 2).set(config + ".CacheHintReuse", 2).set(config + ".CacheHintNoReuse", 2);
}

void set_one_side(TaskBuilder& task, const std::string& side, const Aliases& aliases) {
  task.set(side + ".AliasConvSrc", aliases.neural_source).set(side + ".AliasConvRslt", aliases.neural_result);
  task.set(side + ".AliasPlanarSrc", aliases.planar_source);
  task.set(side + ".AliasPlanarRslt", aliases.planar_result);
}

/// Which areas of earlier tasks may share L2 with this one; the first task sets all four.
void set_aliases(TaskBuilder& task, const TaskHabits& habits) {
  const bool first = !habits.after_neural && !habits.after_planar;
  const bool neural = first || habits.after_neural;
  const bool planar = first || habits.after_planar;
  const Aliases usual{neural, neural, planar, planar};
  set_one_side(task, "L2.SourceCfg", habits.source_aliases.value_or(usual));
  set_one_side(task, "L2.ResultCfg", habits.result_aliases.value_or(usual));
  task.set("L2.SourceCfg.Dependent", habits.dependency);
}

void set_link(TaskBuilder& task, Link link) {
  if (link == Link::First) task.set("NE.KernelCfg.LinkFirst", 1).set("Header6.DisallowAbort", 1);
  if (link == Link::Second) task.set("NE.KernelCfg.LinkSecond", 1);
}

void set_described_source(TaskBuilder& task, const Operand& source, std::uint32_t groups, Compiler compiler) {
  task.set("buffer.source1", source.slot).set("buffer.source1_enable", 1);
  set_strides(task, "source1", source, groups, compiler);
  task.set("TileDMASrc.Fmt.FmtMode", 1).set("TileDMASrc.Fmt.Truncate", kMemoryTruncate);
  task.set_named("source1.format", "Float16").set("L2.SourceCfg.DMAFmt", 1);
}

std::string element(std::string_view name, std::size_t index) {
  return std::string(name) + "[" + std::to_string(index) + "]";
}

}  // namespace

ChipArea chip_area(Shape stored, std::uint64_t base, std::uint32_t row_padding) {
  return area_of(stored, stored.c, base, row_padding);
}

Operand operand(std::uint32_t slot, Shape shape) {
  Operand tensor;
  tensor.slot = slot;
  tensor.shape = shape;
  tensor.strides = padded_strides(shape);
  return tensor;
}

Operand on_chip(Shape stored, const ChipArea& area) {
  Operand tensor;
  tensor.shape = stored;
  tensor.place = Place::Chip;
  tensor.area = area;
  return tensor;
}

void leave_out_coefficients(TaskBuilder& task) {
  task.skip("KernelDMASrc.CoeffBaseAddr").skip("KernelDMASrc.CoeffBfrSize");
}

Shape exchanged(Shape shape, bool transposed) {
  if (transposed) std::swap(shape.c, shape.w);
  return shape;
}

TaskBuilder start_task(const regdb::GenerationPtr& generation, const TaskHabits& habits) {
  TaskBuilder task(generation);
  task.write_all();
  for (const auto& [field, value] : kAlways) task.set(field, value);
  task.set("task.cycles", habits.cycles);
  if (habits.layer) task.set("task.debug_events", kLayerEvents);
  set_aliases(task, habits);
  set_link(task, habits.link);
  return task;
}

void set_bytes(TaskBuilder& task, std::string_view field, std::uint64_t bytes) {
  task.set(field, static_cast<std::int64_t>(bytes));
}

void set_source(TaskBuilder& task, const TaskHabits& habits, const Operand& source, std::uint32_t groups) {
  const bool in_memory = source.place != Place::Chip;
  const bool described = in_memory || source.handed_over;
  task.set_named("common.in_format", "Float16");
  task.set("Header6.SPL", habits.prefetch.value_or(described));
  if (described) set_described_source(task, source, groups, habits.compiler);
  if (in_memory) {
    task.set_named("task.source_location", "DRAM").set("TileDMASrc.DMAConfig.En", 1);
    set_source_dma(task, "TileDMASrc.DMAConfig", source.in_scratch);
    task.set_named("l2.source_type", source.place == Place::Kept ? "DMAKept" : "DMA");
    return;
  }
  set_idle_dma(task, "TileDMASrc.DMAConfig");
  if (!source.handed_over) return;
  task.set_named("TileDMASrc.DMAConfig.DependencyMode", "EarlierTask").set("Header6.SPC", 1);
}

void set_second_source(TaskBuilder& task, const Operand& source, Compiler compiler) {
  task.set_named("common.in2_format", "Float16");
  if (source.place == Place::Chip) return set_unused_second_source(task);
  task.set_named("task.source_location", "DRAM").set("source2.dma", 1);
  task.set("buffer.source2", source.slot).set("buffer.source2_enable", 1);
  set_source_dma(task, "TileDMASrc.Source2DMAConfig", source.in_scratch);
  set_strides(task, "source2", source, 1, compiler);
  task.set("TileDMASrc.Source2Fmt.Truncate", kMemoryTruncate).set_named("source2.format", "Float16");
  task.set("L2.SourceCfg.Src2DMAEn", 1);
}

void set_unused_second_source(TaskBuilder& task) {
  set_idle_dma(task, "TileDMASrc.Source2DMAConfig");
}

void set_result(TaskBuilder& task, const Operand& result, std::uint32_t groups, Compiler compiler) {
  const bool in_memory = result.place != Place::Chip;
  task.set_named("common.out_format", "Float16");
  task.set("TileDMADst.DMAConfig.CacheHint", result.in_scratch ? 15 : 3);
  if (in_memory) {
    task.set_named("task.result_location", "DRAM").set_named("l2.result_type", "DMA");
    task.set("TileDMADst.DMAConfig.En", 1);
  }
  if (!in_memory && !result.handed_over) return;
  task.set("buffer.result", result.slot).set("buffer.result_enable", 1);
  task.set("Header6.TSR", 1).set("Header6.TSE", 1).set("Header6.DPC", !in_memory);
  set_strides(task, "result", result, groups, compiler);
  task.set("TileDMADst.Fmt.FmtMode", 1).set("TileDMADst.Fmt.Truncate", kMemoryTruncate);
  task.set_named("result.format", "Float16");
}

void set_extents(TaskBuilder& task, const TaskHabits& habits, const Shape& in, const Shape& out) {
  task.set("common.in_width", in.w).set("common.in_height", in.h);
  task.set("common.out_width", out.w).set("common.out_height", out.h);
  task.set("common.tile_height", habits.tile_height.value_or(out.h));
}

void set_channels(TaskBuilder& task, std::uint32_t in, std::uint32_t out, std::uint32_t groups) {
  task.set("common.in_channels", in / groups).set("common.out_channels", out / groups);
  task.set("common.groups", groups);
}

void set_kernel(TaskBuilder& task, std::uint32_t height, std::uint32_t width, std::uint32_t stride) {
  task.set("common.kernel_height", height).set("common.kernel_width", width);
  task.set("common.stride_y", stride).set("common.stride_x", stride);
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

ChipArea source_area(const Operand& source, std::uint32_t channels, std::uint64_t base,
                     std::uint32_t row_padding) {
  return source.area ? *source.area : area_of(source.shape, channels, base, row_padding);
}

std::uint64_t area_end(const ChipArea& area, std::uint64_t rows) {
  return area.base + area.row * rows;
}

void set_source_area(TaskBuilder& task, const std::string& prefix, const ChipArea& area, bool in_memory) {
  set_bytes(task, prefix + "Base.Addr", area.base);
  set_bytes(task, prefix + "ChannelStride.Stride", area.channel);
  set_bytes(task, prefix + "RowStride.Stride", area.row);
  set_bytes(task, prefix + "DepthStride.Stride", area.depth);
  if (in_memory) set_bytes(task, prefix + "GroupStride.Stride", area.depth);
}

void set_result_area(TaskBuilder& task, const ChipArea& area, bool in_memory) {
  set_bytes(task, "L2.ConvResultChannelStride.Stride", area.channel);
  set_bytes(task, "L2.ConvResultRowStride.Stride", area.row);
  set_bytes(task, "L2.ResultDepthStride.Stride", area.depth);
  if (in_memory) set_bytes(task, "L2.ResultGroupStride.Stride", area.depth);
}

void place_result(TaskBuilder& task, const Operand& result, std::uint64_t base) {
  if (result.place == Place::Chip) {
    const ChipArea area = result.area.value_or(chip_area(result.shape, base));
    set_bytes(task, "l2.result_base", area.base);
    set_result_area(task, area, false);
    return;
  }
  set_bytes(task, "l2.result_base", base);
  // The result leaves L2 in the order in which it was made, without strides of its own.
  task.set("L2.ResultCfg.L2BfrMode", 1).set("TileDMADst.DMAConfig.L2BfrMode", 1);
}

}  // namespace ane::writer
