// From the registers of a task to the form of its coefficients.

#include <string>

#include "core/model/constants.hpp"
#include "core/model/lookup_table.hpp"

namespace ane::model {
namespace {

/// Reads the numbers of a kernel and remembers the first that nobody knows.
class GeometryReader {
 public:
  explicit GeometryReader(const Facts& facts) : facts_(facts) {}

  std::uint64_t number(const char* name) {
    const auto value = facts_.number(name);
    if (value && *value >= 0) return static_cast<std::uint64_t>(*value);
    if (missing_.empty()) missing_ = name;
    return 0;
  }
  std::uint64_t power_of_two(const char* name) {
    const std::uint64_t log2 = number(name);
    return log2 < 32 ? std::uint64_t{1} << log2 : 0;
  }
  const std::string& missing() const { return missing_; }

 private:
  const Facts& facts_;
  std::string missing_;
};

Result<void> check_format(const Facts& facts) {
  const std::string_view format = facts.name("ne.kernel_format");
  if (facts.is_set("ne.palettized")) return Error{"palettized weights: the layout is not known", {}};
  if (format.empty()) return Error{"the element format of the weights is not known", {}};
  if (format != "Float16")
    return Error{"weights in " + std::string(format) + ": the layout is not known", {}};
  if (facts.is_set("common.element_multiply"))
    return Error{"weights of the element multiply mode: the layout is not known", {}};
  if (facts.number("common.kernel_depth").value_or(1) > 1)
    return Error{"weights with a kernel depth: the layout is not known", {}};
  return {};
}

/// Registers of generations without a documented layout look alike, which proves nothing.
Result<void> check_generation(const regdb::Generation& generation) {
  if (generation.kernel_layout == "slots") return {};
  return Error{"generation " + generation.name + ": the layout of weights is not documented", {}};
}

std::vector<Chunk> pointed_table(const Facts& facts, const std::vector<Buffer>& buffers) {
  const auto place = facts.operand("table");
  if (!place) return {};
  const Buffer* buffer = find_buffer(buffers, place->slot);
  Chunk table;
  table.base = place->offset;
  table.size = LookupTable::kBytes;
  if (buffer != nullptr && place->offset < buffer->bytes.size) {
    table.bytes = {buffer->bytes.offset + place->offset,
                   std::min(table.size, buffer->bytes.size - place->offset)};
  }
  return {table};
}

}  // namespace

Result<KernelGeometry> kernel_geometry(const Facts& facts) {
  ANE_CHECK(check_generation(facts.generation()));
  if (facts.is_set("ne.kernel_mode"))
    return Error{"the task uses no kernel elements, so nothing says what these bytes are", {}};
  if (facts.name("ne.operation") != "Convolution")
    return Error{"the task is no convolution, so nothing says what these bytes are", {}};
  ANE_CHECK(check_format(facts));
  GeometryReader reader(facts);
  KernelGeometry g;
  g.outputs = reader.number("common.out_channels");
  g.groups = std::max<std::uint64_t>(1, reader.number("common.groups"));
  const std::uint64_t inputs = reader.number("common.in_channels");
  g.inputs = facts.is_set("common.unicast") ? reader.number("common.unicast_channels") : inputs;
  g.depthwise = g.inputs == 1 && inputs > 1 && inputs == g.outputs;
  g.height = reader.number("common.kernel_height");
  g.width = reader.number("common.kernel_width");
  g.lanes = reader.power_of_two("common.lanes_log2");
  g.cores = reader.power_of_two("common.active_engines");
  g.stride_y = reader.number("common.stride_y");
  g.stride_x = reader.number("common.stride_x");
  g.small_source = facts.is_set("common.small_source");
  g.bias = facts.is_set("ne.bias");
  if (facts.name("ne.nonlinear") == "LookupTable") g.table_bytes = LookupTable::kBytes;
  if (!reader.missing().empty()) return Error{"nobody knows what the task has for " + reader.missing(), {}};
  return g;
}

std::vector<Chunk> table_places(const Facts& facts, const std::vector<Buffer>& buffers) {
  if (facts.name("ne.nonlinear") != "LookupTable") return {};
  if (facts.generation().by_concept("table.base")) return pointed_table(facts, buffers);
  if (!check_generation(facts.generation())) return {};
  std::vector<Chunk> places = chunks_of(facts, buffers).list;
  for (Chunk& place : places) {
    place.size = std::min<std::uint64_t>(place.size, LookupTable::kBytes);
    place.bytes.size = std::min(place.bytes.size, place.size);
  }
  return places;
}

}  // namespace ane::model
