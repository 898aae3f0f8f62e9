#pragma once
// Stepping through a program: the stepper works in jobs, one at a time; views see what the last one left.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/debug/stepper.hpp"
#include "core/run/trace.hpp"

namespace ane::state {

class App;

/// Everything that is shown of one moment; immutable.
struct DebugMoment {
  std::size_t position = 0;    ///< tasks that have run, of the program
  std::size_t first_task = 0;  ///< of the program, over the whole file
  std::size_t task_count = 0;
  std::optional<std::size_t> task;           ///< the one before position, over the whole file
  std::optional<exec::TaskOutcome> outcome;  ///< of it, or of a refused one at position
  bool refused = false;
  std::vector<run::KeptTensorPtr> read;     ///< sources, as they were when the task read them
  run::KeptTensorPtr wrote;                 ///< or null
  std::vector<exec::TaskOutcome> outcomes;  ///< of every task that has run
  /// Of what each of these wrote; nothing where it could not be read back.
  std::vector<std::optional<model::Statistics>> written;
  std::uint64_t kept_bytes = 0;
  std::string stopped;  ///< why it stopped here: "breakpoint at task 3", "NaN in task 4", ""

  bool at_end() const { return position == task_count; }
  /// The task that runs next, over the whole file; nothing at the end.
  std::optional<std::size_t> next() const;
};
using DebugMomentPtr = std::shared_ptr<const DebugMoment>;

struct Breakpoint {
  std::optional<std::size_t> task;  ///< over the whole file: before this task
  std::string condition;            ///< else: "out.max > 6", "task.op == add && out.nan > 0"
  bool enabled = true;
};

/// What a file is stopped at and watched by; kept while it is open, also while nothing is stepped through.
struct DebugMarks {
  std::vector<Breakpoint> breakpoints;
  std::vector<std::string> watches;  ///< "out.max", "NE.Cfg.ActiveNE"
};

class DebugSession;

struct DebugWork {
  int file = 0;  ///< that is stepped through, 0: none
  document::DocumentPtr document;
  std::size_t program = 0;
  std::shared_ptr<DebugSession> session;    ///< touched by jobs only
  std::shared_ptr<debug::Stepper> stepper;  ///< its stepper, for jobs that hold DebugSession::turn
  DebugMomentPtr moment;                    ///< null until the session is ready
  bool busy = false;
  std::string error;
  std::map<int, DebugMarks> marks;  ///< by file

  std::size_t shown_source = 0;          ///< of DebugMoment::read
  std::optional<std::uint64_t> element;  ///< of what was written, in C order
  std::uint64_t request = 0;

  bool active() const { return file != 0; }
  /// Those of a file; none where it has none.
  const DebugMarks& marks_of(int of_file) const;
};

/// Steps through the active file from now on, with the inputs of its run setup. Fails where it has no program
/// that is executed.
Result<void> start_debugging(App& app);
void stop_debugging(App& app);

/// What is looked for while tasks run; "" to go on, else why it stops after this task.
struct SteppedTask;
using StopTest = std::function<std::string(const SteppedTask&)>;

/// Where a move goes. Everything but Back and Restart stops at a refused task.
struct DebugGoal {
  enum class Kind { Forward, Back, To, Until, Restart };
  Kind kind = Kind::Forward;
  std::size_t position = 0;  ///< Kind::To
  StopTest stop;             ///< Kind::Until; empty: breakpoints alone stop
  std::string not_found;     ///< Kind::Until: said where the end is reached
};
/// Starts a move in a job. Fails while another one goes on, and for a condition that cannot be read.
Result<void> move_debugger(App& app, DebugGoal goal);

/// What a watched expression of the file that is stepped through is now, and was a task before.
struct WatchedValue {
  std::string text, before, now, error;
};
std::vector<WatchedValue> watched_values(const App& app);
/// Place of the breakpoint on exactly this task in DebugMarks::breakpoints, or nothing.
std::optional<std::size_t> breakpoint_of(const DebugMarks& marks, std::size_t task);

/// "none", "working", "stopped", "done", "failed"
std::string_view debug_status(const DebugWork& work);
/// "debug.…" for `expect`, or nothing for an unknown path.
std::optional<std::string> query_debug(const App& app, std::string_view path);
/// Explains an element of what the last task wrote, in a job.
void explain_element(App& app, std::uint64_t element);
void forget_debug_file(App& app, int file);

}  // namespace ane::state
