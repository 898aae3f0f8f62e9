#pragma once
// The part of stepping that is done in jobs: the stepper, what it saw of each task, and why it stops.

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/state/condition.hpp"
#include "app/state/debug_work.hpp"
#include "app/state/jobs.hpp"
#include "core/run/signature.hpp"
#include "core/task/state.hpp"

namespace ane::state {

/// A task that has just run.
struct SteppedTask {
  std::size_t task = 0;  ///< over the whole file
  const exec::TaskOutcome& outcome;
  const std::vector<std::uint16_t>&
      values;  ///< that it wrote, fp16 bits in C order; empty where not readable
  const std::optional<model::Statistics>& statistics;
  const task::StateTracker& registers;
};

/// What a name of a condition is of a task.
ConditionValue condition_name(std::string_view name, std::size_t task, const exec::TaskOutcome& outcome,
                              const std::optional<model::Statistics>& statistics,
                              const task::StateTracker* registers, const regdb::Generation* generation);

/// A breakpoint as jobs look at it.
struct ActiveBreakpoint {
  std::optional<std::size_t> task;
  std::string text;
  std::optional<Condition> condition;
};

class DebugSession {
 public:
  /// Fails as Stepper::of and where inputs cannot be made.
  static Result<std::shared_ptr<DebugSession>> open(document::DocumentPtr document, std::size_t program,
                                                    debug::Stepper::Buffers inputs, bool allow_inferred);

  /// Held by whoever uses the stepper.
  std::mutex turn;

  const std::shared_ptr<debug::Stepper>& stepper() const { return stepper_; }
  /// Moves and says what there is then. `progress` gives up between and within tasks.
  DebugMomentPtr move(const DebugGoal& goal, const std::vector<ActiveBreakpoint>& breakpoints,
                      Progress& progress);
  /// The first task from `from` on, in the program, in which this register's field is another than in the
  /// task before it.
  std::optional<std::size_t> next_change(const regdb::FieldRef& field, std::size_t from) const;
  /// FNV-1a of all buffers, the on-chip memory and its flags, in hexadecimal.
  std::string hash() const;

 private:
  DebugSession() = default;
  std::string run_until(const DebugGoal& goal, const std::vector<ActiveBreakpoint>& breakpoints,
                        const Progress& progress);
  std::string go_back(std::size_t position, const Progress& progress);
  bool step(std::vector<std::uint16_t>& values);
  const task::StateTracker& registers_at(std::size_t task);
  std::string stop_reason(const DebugGoal& goal, const std::vector<ActiveBreakpoint>& breakpoints,
                          const std::vector<std::uint16_t>& values);
  DebugMomentPtr look(std::string stopped);
  std::vector<run::KeptTensorPtr> read_sources(const exec::TaskOutcome& outcome);
  run::KeptTensorPtr tensor_at(const exec::StoredTensor& place, std::string name) const;
  std::string name_of(const exec::StoredTensor& place) const;

  document::DocumentPtr document_;
  std::size_t program_ = 0, first_task_ = 0;
  bool allow_inferred_ = false;
  std::shared_ptr<debug::Stepper> stepper_;
  std::vector<std::optional<model::Statistics>> written_;
  std::optional<task::StateTracker> registers_;
  std::size_t applied_ = 0;  ///< tasks that registers_ knows
};

}  // namespace ane::state
