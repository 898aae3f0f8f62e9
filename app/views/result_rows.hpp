#pragma once
// The rows of the table of results: tensors worst first where they are compared, else in the order of the
// tasks, with tasks that left nothing among them.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/state/run_work.hpp"

namespace ane::views {

enum class ResultMark { None, Passes, Fails, Refused, NotCompared };

struct ResultRow {
  ResultMark mark = ResultMark::None;
  std::optional<std::size_t> tensor;     ///< in the trace of A
  std::optional<std::uint64_t> element;  ///< that a click shows: the worst one
  bool inferred = false;                 ///< its task ran on a rule that is only inferred
  std::vector<std::string> cells;        ///< one for each column
  std::string shape;                     ///< "32×112×112", after the cell of the output
  std::string note;                      ///< for the pointer: rules, hazards, the reason of a refusal
};

struct ResultTable {
  bool compared = false;
  std::vector<ResultRow> rows;
  std::string headline, under;  ///< the answer, and what it does not prove
  std::string missing;          ///< "13 results are not in B", "" where all of them are
  std::string foot;             ///< "worst first · NaN 0, Inf 0 in all 24 results"
  std::string foot_note;        ///< what the foot says, and what it means, for the pointer
  std::string timing;           ///< "" where nothing was timed
};

/// What is shown of a run that has a trace.
ResultTable result_table(const state::RunWork& work, const state::FinishedRun& run);

}  // namespace ane::views
