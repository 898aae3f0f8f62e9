#pragma once
// Whether a written file is the program that it was made of. Trusts neither the plan nor the disk: the file
// is opened like any other, and its tasks and weights are held against those of the source.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/base/result.hpp"
#include "core/export/plan.hpp"

namespace ane::exporter {

/// What was compared and found equal.
struct Verdict {
  std::uint64_t bytes = 0;         ///< of the file, with what was planned
  std::size_t tasks = 0;           ///< whose meaning is the same; 0 in Mode::Anecc, which promises bytes only
  std::uint64_t writes = 0;        ///< to registers, in these tasks
  std::uint64_t operands = 0;      ///< that lead to the same tensor, scratch buffer or weights
  std::uint64_t weight_bytes = 0;  ///< with the source
  std::vector<Diagnostic> problems;  ///< what `check` has to say of the file
};

/// Those of `problems`, which a written file has, that the plan does not tell of already; what tasks do to
/// inputs and outputs has a code of its own there ("export-input-written" for "anec-input-written").
std::vector<Diagnostic> news_of(const std::vector<Diagnostic>& problems, const Plan& plan);

/// `written` are the bytes to judge. Fails with the first difference, and in Mode::Correct also where the
/// file has an error or where its tasks contradict its channels and those of the source did not.
Result<Verdict> verify(const document::DocumentPtr& source, const Plan& plan, SourcePtr written,
                       const std::function<bool()>& goes_on = {});

}  // namespace ane::exporter
