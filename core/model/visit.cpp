#include "core/model/visit.hpp"

namespace ane::model {

void visit_tasks(const document::Document& document, Diagnostics& problems,
                 const std::function<bool(const TaskVisit&)>& visit) {
  for (std::size_t p = 0; p < document.programs().size(); ++p) {
    const document::ProgramTasks& program = document.programs()[p];
    if (program.task_count == 0) continue;
    task::StateTracker state(*document.generation());
    for (std::size_t i = program.first_task; i < program.first_task + program.task_count; ++i) {
      const task::Task task = document.decode(i, problems);
      state.apply(task, i);
      if (!visit({i, p, task, state, Facts(*document.generation(), task, state)})) return;
    }
  }
}

}  // namespace ane::model
