#pragma once
// Rows of the list of aligned tasks: each pair, and one row for a run of pairs that are the same.

#include <cstddef>
#include <set>
#include <vector>

#include "core/diff/compare.hpp"

namespace ane::state {

struct AlignedRow {
  std::size_t first = 0;  ///< in Comparison::tasks
  std::size_t count = 1;  ///< of a run
  bool run = false;       ///< stands for several pairs
  bool open = false;      ///< of a run: its pairs follow
};

/// Whether a pair says nothing but that it is the same.
bool is_quiet(const diff::TaskPair& pair);

/// `opened` holds the first pairs of the runs that were opened. Without `fold` every pair has its row.
std::vector<AlignedRow> aligned_rows(const diff::Comparison& comparison, bool fold,
                                     const std::set<std::size_t>& opened);
/// The row of a pair, or of the run that it is folded into.
std::size_t row_of_pair(const std::vector<AlignedRow>& rows, std::size_t pair);

}  // namespace ane::state
