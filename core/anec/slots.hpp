#pragma once
// Which buffers a task names in its header.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/extent.hpp"
#include "core/regdb/generation.hpp"
#include "core/task/task.hpp"

namespace ane::anec {

/// What a task needs buffers for, as the register database names them ("buffer.source1" …).
inline constexpr std::array<std::string_view, 5> kOperands = {"source1", "source2", "result", "task",
                                                              "kernel"};
/// Those that are tensors: their numbers are channel numbers (docs/formats/anec.md, sections 4 and 8.1).
constexpr bool is_read(std::string_view operand) {
  return operand == "source1" || operand == "source2";
}
constexpr bool is_written(std::string_view operand) {
  return operand == "result";
}

/// A buffer number in a task's header.
struct SlotUse {
  std::string_view operand;  ///< one of kOperands
  std::uint32_t slot = 0;
  regdb::FieldRef field;  ///< that holds it
  Extent where;           ///< the header word, in the file
};

/// The numbers that `task` enables, in the order of kOperands.
std::vector<SlotUse> slots_of(const regdb::Generation& generation, const task::Task& task);

}  // namespace ane::anec
