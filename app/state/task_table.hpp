#pragma once
// All tasks of a file at a glance, and any one of them in full. Registers carry over from task to task, so
// the table keeps the register state every few tasks and the detail of a task is worked out from the nearest.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/state/jobs.hpp"
#include "core/document/document.hpp"
#include "core/model/cost.hpp"
#include "core/model/operation.hpp"
#include "core/model/tensors.hpp"
#include "core/task/state.hpp"

namespace ane::state {

/// One row of the task table. Texts are empty where the task does not say.
struct TaskRow {
  std::uint32_t id = 0;       ///< the task's own number
  std::string kind;           ///< model::Operation::kind
  std::string engine;         ///< "NE", "PE", or "" where it is not known
  std::string summary;        ///< what it does, in words
  std::string result;         ///< "64×1×64": channels, rows, columns
  std::string reads, writes;  ///< names of buffers: a tensor, "scratch", "L2"
  std::uint64_t kernel_bytes = 0;
  model::Cost cost;
  std::uint32_t write_count = 0;
  std::int64_t cycles = 0;  ///< the file's own estimate
  bool problem = false;     ///< decoding it found something
};

/// What the inspector shows.
struct TaskDetail {
  std::size_t index = 0;
  task::Task task;
  task::StateTracker state;
  model::Operation operation;
  Diagnostics problems;
};
using TaskDetailPtr = std::shared_ptr<const TaskDetail>;

class TaskTable {
 public:
  static constexpr std::size_t kStep = 64;  ///< tasks between two kept states

  /// Goes through all tasks. Null where it was cancelled.
  static std::shared_ptr<const TaskTable> build(const document::DocumentPtr& document, Progress& progress);

  const std::vector<TaskRow>& rows() const { return rows_; }
  /// Task `index`, below rows().size(). Decodes at most kStep tasks.
  TaskDetailPtr detail(std::size_t index) const;
  /// The state of one register in every task, for timelines. Null where it was cancelled.
  std::shared_ptr<const std::vector<task::RegisterState>> timeline(std::uint32_t address,
                                                                   Progress& progress) const;

 private:
  document::DocumentPtr document_;
  std::vector<TaskRow> rows_;
  std::vector<task::StateTracker> states_;  ///< [i]: before task i * kStep of its program
};
using TaskTablePtr = std::shared_ptr<const TaskTable>;

}  // namespace ane::state
