// One walk over all tasks that finds everything that is wrong.

#include "core/report/report.hpp"

namespace ane::report {

Findings find_problems(const document::Document& document,
                       const std::function<bool(const model::TaskVisit&)>& also) {
  Findings found;
  found.problems = document.problems();
  document::check_container(document, found.problems);
  Diagnostics of_memory;
  for (std::size_t p = 0; p < document.programs().size() && found.complete; ++p) {
    document::ProgramRules rules(document, document.programs()[p]);
    model::MemoryMapper mapper(document, p);
    found.complete = model::visit_program(document, p, found.problems, [&](const model::TaskVisit& visit) {
      rules.add(visit.task, visit.index, found.problems);
      mapper.visit(visit);
      return !also || also(visit);
    });
    if (document.decodes_tasks()) rules.finish(found.problems);
    found.memory.push_back(mapper.finish());
    found.memory.back().complete = found.complete;
    of_memory.append(found.memory.back().problems);
  }
  document::check_file_state(document, found.problems);
  found.problems.append(of_memory);
  return found;
}

}  // namespace ane::report
