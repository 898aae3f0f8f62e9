#include "core/export/usage.hpp"

#include "core/report/report.hpp"

namespace ane::exporter {
namespace {

void add_task(const model::TaskVisit& visit, Usage& usage) {
  usage.tasks.push_back(anec::slots_of(visit.facts.generation(), visit.task));
  for (const anec::SlotUse& use : usage.tasks.back()) {
    if (use.slot >= usage.slots.size()) continue;
    Usage::Slot& slot = usage.slots[use.slot];
    const auto keep_first = [&](std::optional<Usage::Place>& place, bool fits) {
      if (fits && !place) place = Usage::Place{visit.index, use};
    };
    keep_first(slot.named, true);
    keep_first(slot.read, anec::is_read(use.operand));
    keep_first(slot.written, anec::is_written(use.operand));
  }
}

}  // namespace

std::optional<Examination> examine(const document::Document& document, std::size_t first, std::size_t count,
                                   const std::function<bool()>& goes_on) {
  Examination examination;
  const report::Findings findings = report::find_problems(document, [&](const model::TaskVisit& visit) {
    if (visit.index >= first && visit.index - first < count) add_task(visit, examination.usage);
    return !goes_on || goes_on();
  });
  if (!findings.complete) return std::nullopt;
  examination.problems = findings.problems.list();
  return examination;
}

}  // namespace ane::exporter
