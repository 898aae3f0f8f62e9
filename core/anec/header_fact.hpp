#pragma once
// Inside of core/anec: fields of a task's header, asked for by concept.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/extent.hpp"
#include "core/regdb/codec.hpp"
#include "core/regdb/generation.hpp"
#include "core/task/task.hpp"

namespace ane::anec {

/// A header field of one task.
struct HeaderFact {
  std::uint64_t value = 0;
  Extent where;  ///< its word, in the file
  regdb::FieldRef field;
};

/// Nothing where the generation has no such field in the header, or the task ends before it.
std::optional<HeaderFact> header_fact(const regdb::Generation& generation, const task::Task& task,
                                      std::string_view name);

}  // namespace ane::anec
