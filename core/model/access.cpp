#include "core/model/access.hpp"

#include <algorithm>
#include <string>

#include "core/base/extent.hpp"
#include "core/model/chunks.hpp"
#include "core/model/counts.hpp"
#include "core/model/placement.hpp"

namespace ane::model {
namespace {

// Product, or nothing where it does not fit.
std::optional<std::uint64_t> times(std::optional<std::uint64_t> a, std::uint64_t b) {
  std::uint64_t product = 0;
  if (!a || __builtin_mul_overflow(*a, b, &product)) return std::nullopt;
  return product;
}

/// What stays on chip.
class OperandPlaces {
 public:
  explicit OperandPlaces(const Facts& facts) : facts_(facts), type_(facts.name("common.task_type")) {}

  bool source1_on_chip() const { return stays_on_chip("l2.source_type", "source1"); }
  bool source2_on_chip() const {
    const auto enabled = facts_.number("source2.dma");
    return enabled ? *enabled == 0 : without_buffer("source2");
  }
  bool result_on_chip() const { return stays_on_chip("l2.result_type", "result"); }
  bool has_second_source() const {
    return type_ == "PlanarTwoSources" || type_ == "PlanarConstantRows" ||
           type_ == "PlanarReductionTwoSources";
  }
  std::string_view type() const { return type_; }

 private:
  // Where nothing carries over, a task that names no buffer for an operand leaves it on chip; elsewhere a
  // register that nobody wrote says nothing.
  bool without_buffer(const char* operand) const {
    return !facts_.generation().encoding.registers_carry_over && !facts_.operand(operand);
  }
  bool stays_on_chip(const char* type, const char* operand) const {
    const std::string_view name = facts_.name(type);
    return name.empty() ? without_buffer(operand) : name == "L2";
  }

  const Facts& facts_;
  std::string_view type_;
};

class Reader {
 public:
  explicit Reader(const Facts& facts)
      : facts_(facts),
        places_(facts),
        type_(places_.type()),
        planar_(type_.starts_with("Planar")),
        groups_(at_least_one(facts, "common.groups")) {}

  std::vector<Access> run() {
    sources();
    if (!planar_) {
      kernel();
      table();
    }
    result();
    return std::move(list_);
  }

 private:
  void sources() {
    StoredShape shape{count_of(facts_, "common.in_channels"), count_of(facts_, "common.in_height"),
                      count_of(facts_, "common.in_width")};
    add(Port::Source1, "source1", places_.source1_on_chip(), as_stored(shape, "pe.source1"));
    if (!places_.has_second_source()) return;
    // Two rows of one value a channel (docs/formats/execution-h13.md, 9.2).
    if (type_ == "PlanarConstantRows")
      shape = {facts_.is_set("pe.source2_broadcast_c") ? 1 : shape.channels, 2, 1};
    add(Port::Source2, "source2", places_.source2_on_chip(), as_stored(shape, "pe.source2"));
  }

  // A dimension that is broadcast has one element in memory; a transposed operand has C and W exchanged
  // there.
  StoredShape as_stored(StoredShape shape, const std::string& source) const {
    if (!planar_) return shape;
    if (facts_.is_set(source + "_broadcast_c")) shape.channels = 1;
    if (facts_.is_set(source + "_broadcast_h") && type_ != "PlanarConstantRows") shape.rows = 1;
    if (facts_.is_set(source + "_broadcast_w")) shape.columns = 1;
    if (facts_.is_set(source + "_transpose")) std::swap(shape.channels, shape.columns);
    return shape;
  }

  void result() { add(Port::Result, "result", places_.result_on_chip(), result_shape(facts_)); }

  void add(Port port, const std::string& name, bool on_chip, const StoredShape& shape) {
    Access access;
    access.port = port;
    access.on_chip = on_chip;
    // Elements on chip are fp16 whatever they were in memory (execution-h13.md, 8.1).
    std::uint64_t element = 2;
    std::uint64_t interleave = 1;
    access.kept = !on_chip && port == Port::Source1 && facts_.name("l2.source_type") == "DMAKept";
    if (on_chip || access.kept) access.l2 = place_on_chip("l2." + name);
    if (!on_chip) {
      access.place = facts_.operand(name);
      element = element_bytes(facts_.name(name + ".format"));
      interleave = at_least_one(facts_, name + ".interleave");
      access.row_stride = count_of(facts_, name + ".row_stride");
      access.plane_stride = count_of(facts_, name + ".plane_stride");
      access.group_stride = count_of(facts_, name + ".group_stride");
    }
    access.groups = groups_;
    access.planes = (shape.channels + interleave - 1) / interleave;
    access.rows = shape.rows;
    access.row_bytes = shape.columns * element * interleave;
    access.elements = times(times(times(shape.channels, shape.rows), shape.columns), groups_).value_or(0);
    list_.push_back(access);
  }

  std::optional<OnChip> place_on_chip(const std::string& operand) const {
    const auto base = facts_.number(operand + "_base");
    if (!base) return std::nullopt;
    return OnChip{static_cast<std::uint64_t>(*base), count_of(facts_, operand + "_channel_stride"),
                  count_of(facts_, operand + "_row_stride"), count_of(facts_, operand + "_group_stride")};
  }

  void kernel() {
    // Without a kernel a channel holds a table or is ignored (execution-h13.md, 6).
    const bool without_kernel = facts_.is_set("ne.kernel_mode");
    if (without_kernel && facts_.name("ne.nonlinear") != "LookupTable") return;
    const Port port = without_kernel ? Port::Table : Port::Kernel;
    const Chunks chunks = chunks_of(facts_, {});
    for (const Chunk& chunk : chunks.list) add_chunk(port, {chunks.slot, chunk.base}, chunk.size);
  }

  void add_chunk(Port port, Operand place, std::uint64_t size) {
    if (!list_.empty() && list_.back().port == port &&
        list_.back().place->offset + list_.back().row_bytes == place.offset) {
      list_.back().row_bytes += size;
      return;
    }
    Access access;
    access.port = port;
    access.place = place;
    access.planes = access.rows = 1;
    access.row_bytes = size;
    list_.push_back(access);
  }

  void table() {
    if (!facts_.is_set("table.enable")) return;
    Access access;
    access.port = Port::Table;
    access.place = facts_.operand("table");
    if (!access.place) return;
    access.planes = access.rows = 1;
    access.row_bytes = count_of(facts_, "table.size");
    list_.push_back(access);
  }

  const Facts& facts_;
  OperandPlaces places_;
  std::string_view type_;
  bool planar_;
  std::uint64_t groups_;
  std::vector<Access> list_;
};

/// `count` steps of `stride` bytes.
struct Level {
  std::uint64_t count = 1, stride = 0;
};

std::optional<std::vector<Extent>> runs_of(std::uint64_t begin, std::uint64_t run,
                                           std::initializer_list<Level> levels) {
  std::vector<Level> steps;
  for (const Level level : levels) {
    if (level.count <= 1) continue;
    if (steps.empty() && level.stride == run) {
      run *= level.count;
    } else {
      steps.push_back(level);
    }
  }
  std::uint64_t count = 1;
  for (const Level& level : steps) {
    if (level.count > kMaxRuns || (count *= level.count) > kMaxRuns) return std::nullopt;
  }
  std::vector<Extent> runs = {{begin, run}};
  for (const Level& level : steps) {
    const std::size_t inner = runs.size();
    for (std::uint64_t i = 1; i < level.count; ++i) {
      for (std::size_t j = 0; j < inner; ++j)
        runs.push_back({runs[j].offset + i * level.stride, runs[j].size});
    }
  }
  std::sort(runs.begin(), runs.end(), [](const Extent& a, const Extent& b) { return a.offset < b.offset; });
  return runs;
}

}  // namespace

std::optional<std::vector<Extent>> runs_in_memory(const Access& access) {
  const auto extent = access.extent();
  std::uint64_t end = 0;
  if (!access.place || !extent || !add_fits(access.place->offset, *extent, end)) return std::nullopt;
  const bool several = access.rows > 1 || access.planes > 1 || access.groups > 1;
  return runs_of(access.place->offset, several ? round_up(access.row_bytes, kLineBytes) : access.row_bytes,
                 {{access.rows, access.row_stride},
                  {access.planes, access.plane_stride},
                  {access.groups, access.group_stride}});
}

std::optional<std::vector<Extent>> runs_on_chip(const Access& access) {
  constexpr std::uint64_t kAtom = 16;
  if (!access.l2 || access.planes == 0 || access.rows == 0 || access.row_bytes == 0) return std::nullopt;
  return runs_of(access.l2->base, round_up(access.row_bytes, kAtom),
                 {{access.planes, access.l2->channel_stride},
                  {access.rows, access.l2->row_stride},
                  {access.groups, access.l2->group_stride}});
}

std::string_view port_name(Port port) {
  switch (port) {
    case Port::Source1:
      return "source 1";
    case Port::Source2:
      return "source 2";
    case Port::Result:
      return "result";
    case Port::Kernel:
      return "kernel";
    case Port::Table:
      return "table";
  }
  return "";
}

std::optional<std::uint64_t> Access::bytes() const {
  if (groups == 0 || planes == 0 || rows == 0 || row_bytes == 0) return std::nullopt;
  return times(times(times(round_up(row_bytes, kLineBytes), rows), planes), groups);
}

std::optional<std::uint64_t> Access::extent() const {
  if (on_chip || groups == 0 || planes == 0 || rows == 0 || row_bytes == 0) return std::nullopt;
  std::uint64_t total = row_bytes;
  const auto reach = [&](std::uint64_t count, std::uint64_t stride) {
    const auto bytes = times(stride, count - 1);
    return bytes && !__builtin_add_overflow(total, *bytes, &total);
  };
  if (!reach(rows, row_stride) || !reach(planes, plane_stride) || !reach(groups, group_stride))
    return std::nullopt;
  return total;
}

Placement placement_of(const Facts& facts) {
  const OperandPlaces places(facts);
  Placement placement;
  placement.two_sources = places.has_second_source();
  placement.source1_on_chip = places.source1_on_chip();
  placement.source2_on_chip = placement.two_sources && places.source2_on_chip();
  placement.result_on_chip = places.result_on_chip();
  return placement;
}

std::vector<Access> accesses_of(const Facts& facts) {
  return Reader(facts).run();
}

}  // namespace ane::model
