#pragma once
// Going through all tasks of a document in order, each with the state that it runs in.

#include <cstddef>
#include <functional>

#include "core/base/diagnostics.hpp"
#include "core/document/document.hpp"
#include "core/model/facts.hpp"

namespace ane::model {

/// One task on the way. The references end with the call.
struct TaskVisit {
  std::size_t index = 0;  ///< in Document::tasks
  std::size_t program = 0;
  const task::Task& task;
  const task::StateTracker& state;
  Facts facts;
};

/// Calls `visit` for every task, program by program; ends early where it returns false. Problems of decoding
/// go to `problems`.
void visit_tasks(const document::Document& document, Diagnostics& problems,
                 const std::function<bool(const TaskVisit&)>& visit);
/// The same for the tasks of one program; false where `visit` ended it.
bool visit_program(const document::Document& document, std::size_t program, Diagnostics& problems,
                   const std::function<bool(const TaskVisit&)>& visit);

}  // namespace ane::model
