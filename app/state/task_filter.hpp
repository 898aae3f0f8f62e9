#pragma once
// The filter language of the task table: "op:conv reads:image kernel:>0 reg:NE.MACCfg.OpMode!=0 relu".

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/state/task_table.hpp"

namespace ane::state {

enum class Compare { Equal, NotEqual, Less, Greater };

/// One term; a task has to meet all of them.
struct FilterTerm {
  enum class Kind { Text, Operation, Engine, Reads, Writes, Problem, KernelBytes, Register };
  Kind kind = Kind::Text;
  std::string text;  ///< what to look for, or the path of a field
  Compare compare = Compare::NotEqual;
  std::int64_t number = 0;
};

/// Splits a filter into terms. Fails for a word with an unknown prefix or a number that is none, and for a
/// field that the generation does not have.
Result<std::vector<FilterTerm>> parse_filter(std::string_view text, const regdb::Generation* generation);

/// The tasks that meet all terms, in order. Null where it was cancelled.
std::shared_ptr<const std::vector<std::size_t>> filter_tasks(const document::DocumentPtr& document,
                                                             const TaskTablePtr& table,
                                                             const std::vector<FilterTerm>& terms,
                                                             Progress& progress);
/// True where a term needs every register to be looked at, which takes a job.
bool is_slow(const std::vector<FilterTerm>& terms);

}  // namespace ane::state
