#pragma once
// What every register holds while a task runs, and why: written by it, left by an earlier one, or its value
// after a reset.

#include <cstdint>
#include <optional>
#include <unordered_map>

#include "core/regdb/generation.hpp"
#include "core/task/task.hpp"

namespace ane::task {

enum class Origin {
  Written,  ///< by this task
  Carried,  ///< by an earlier task, `task` says which; only where registers carry over
  Reset,    ///< not written; the database knows what it is then
  Unset,    ///< not written, and nobody knows what it holds
};
std::string_view origin_name(Origin origin);

/// A register's state in one task.
struct RegisterState {
  Origin origin = Origin::Unset;
  std::uint32_t value = 0;   ///< meaningless where Unset
  std::size_t task = 0;      ///< the writer, where Written or Carried
  std::uint64_t offset = 0;  ///< file offset of the value word, where Written or Carried
  std::int32_t slot = -1;
};

/// Steps through the tasks of one program in order. After apply(task) it answers for that task.
class StateTracker {
 public:
  explicit StateTracker(const regdb::Generation& generation) : generation_(&generation) {}

  void apply(const Task& task, std::size_t index);
  RegisterState at(std::uint32_t address) const;

 private:
  struct Last {
    std::uint32_t value = 0;
    std::size_t task = 0;
    std::uint64_t offset = 0;
    std::int32_t slot = -1;
  };
  const regdb::Generation* generation_;
  std::unordered_map<std::uint32_t, Last> written_;
  std::size_t current_ = 0;
};

}  // namespace ane::task
