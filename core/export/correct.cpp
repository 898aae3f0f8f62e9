#include "core/export/correct.hpp"

#include <algorithm>

#include "core/export/bytes.hpp"
#include "core/export/verify.hpp"

namespace ane::exporter {

bool only_numbering_is_wrong(const document::DocumentPtr& document, const std::function<bool()>& goes_on) {
  if (document->anec() == nullptr || !document->anec()->has_header()) return false;
  const Diagnostics& own = document->problems();  // of the header and the list of tasks
  if (own.count(Severity::Warning) + own.count(Severity::Error) != 0) return false;
  Options options;
  options.variant = document->anec()->variant;
  const Plan plan = make_plan(*document, options, goes_on);
  if (!plan.possible() || plan.changes.empty()) return false;
  const auto verdict = verify(document, plan, planned_bytes(document, plan), goes_on);
  return verdict && std::all_of(verdict->problems.begin(), verdict->problems.end(),
                                [](const Diagnostic& problem) { return problem.severity == Severity::Note; });
}

}  // namespace ane::exporter
