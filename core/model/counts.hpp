#pragma once
// Registers as counts: what several readers of facts need the same way.

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "core/model/facts.hpp"

namespace ane::model {

/// The number of a concept; `fallback` where it is not known or negative.
inline std::uint64_t count_of(const Facts& facts, std::string_view concept_name, std::uint64_t fallback = 0) {
  const auto value = facts.number(concept_name);
  return value && *value >= 0 ? static_cast<std::uint64_t>(*value) : fallback;
}

/// How many times something is done: 1 where a register is not known or 0. For groups, depths, outputs a
/// step.
inline std::uint64_t at_least_one(const Facts& facts, std::string_view concept_name) {
  return std::max<std::uint64_t>(1, count_of(facts, concept_name, 1));
}

/// Bytes of an element by the database's name of its format; 0 where that is not known.
inline std::uint64_t element_bytes(std::string_view format) {
  if (format == "Float16") return 2;
  return format == "UInt8" || format == "Int8" ? 1 : 0;
}

/// A tensor of one group, as it is stored.
struct StoredShape {
  std::uint64_t channels = 0, rows = 0, columns = 0;
};

/// What a task stores: the registers count steps where a step makes several outputs, planar reductions leave
/// one element a plane, and transposition exchanges C and W (docs/formats/execution-h13.md, 8.2 and 9.2).
inline StoredShape result_shape(const Facts& facts) {
  const std::string_view type = facts.name("common.task_type");
  StoredShape shape{count_of(facts, "common.out_channels"),
                    count_of(facts, "common.out_height") * at_least_one(facts, "common.output_step_y"),
                    count_of(facts, "common.out_width") * at_least_one(facts, "common.output_step_x")};
  if (type.starts_with("PlanarReduction")) shape.rows = shape.columns = 1;
  if (facts.is_set(type.starts_with("Planar") ? "pe.result_transpose" : "common.result_transpose"))
    std::swap(shape.channels, shape.columns);
  return shape;
}

}  // namespace ane::model
