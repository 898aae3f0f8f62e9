#pragma once
// The tasks of two documents held against each other: pairs, and what differs within each. One step of
// compare().

#include <functional>
#include <vector>

#include "core/diff/buffer_map.hpp"
#include "core/diff/compare.hpp"
#include "core/diff/words.hpp"

namespace ane::diff {

/// Everything that the steps of a comparison share.
struct Work {
  Comparison& result;
  const Words& a;
  const Words& b;
  std::vector<std::optional<std::size_t>> program_b;  ///< of each program of A its counterpart
  std::vector<BufferMap> buffers;                     ///< of each program of A
  std::function<bool()> goes_on;
};

/// Pairs up the programs, then their tasks. Fills Comparison::tasks, without changes.
Result<void> pair_tasks(Work& work);

/// Fills the changes of every pair; those that could be noise carry their kind, not yet the mark. False where
/// it was cancelled.
bool compare_tasks(Work& work);

/// Every field of one pair, for all_fields().
std::vector<Change> fields_of_pair(const Work& work, const TaskPair& pair);

/// Decides what is noise, orders the changes of each pair and adds up the noise.
void sort_out_noise(Work& work);

/// Joins pairs with the same changes. Fills Comparison::groups.
void group_changes(Comparison& result);

}  // namespace ane::diff
