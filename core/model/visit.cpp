#include "core/model/visit.hpp"

namespace ane::model {

bool visit_program(const document::Document& document, std::size_t program, Diagnostics& problems,
                   const std::function<bool(const TaskVisit&)>& visit) {
  const document::ProgramTasks& tasks = document.programs()[program];
  if (tasks.task_count == 0) return true;
  task::StateTracker state(*document.generation());
  for (std::size_t i = tasks.first_task; i < tasks.first_task + tasks.task_count; ++i) {
    const task::Task task = document.decode(i, problems);
    state.apply(task, i);
    if (!visit({i, program, task, state, Facts(*document.generation(), task, state)})) return false;
  }
  return true;
}

void visit_tasks(const document::Document& document, Diagnostics& problems,
                 const std::function<bool(const TaskVisit&)>& visit) {
  for (std::size_t p = 0; p < document.programs().size(); ++p) {
    if (!visit_program(document, p, problems, visit)) return;
  }
}

}  // namespace ane::model
