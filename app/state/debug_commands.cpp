#include "app/state/debug_commands.hpp"

#include <algorithm>

#include "app/state/app.hpp"
#include "app/state/command_parts.hpp"
#include "app/state/debug_session.hpp"

namespace ane::state {
namespace {

using Text = std::string_view;
using Goal = DebugGoal;

// When commands can be used.

bool can_start_stepping(const App& app) {
  const OpenFile* file = app.active();
  return file != nullptr && file->document()->generation() != nullptr && !file->document()->tasks().empty() &&
         !(app.debugging.active() && app.debugging.file == app.active_file);
}
bool is_stepping(const App& app) {
  return app.debugging.active() && app.debugging.file == app.active_file;
}
bool can_move(const App& app) {
  return is_stepping(app) && !app.debugging.busy && app.debugging.moment != nullptr;
}
bool can_go_on(const App& app) {
  return can_move(app) && !app.debugging.moment->at_end();
}
bool can_step(const App& app) {
  return is_stepping(app) ? can_go_on(app) : can_start_stepping(app);
}
bool can_step_back(const App& app) {
  return can_move(app) && app.debugging.moment->position > 0;
}
bool has_stepped_tasks(const App& app) {
  return app.active() != nullptr && !app.active()->document()->tasks().empty();
}
bool has_breakpoints(const App& app) {
  return !app.debugging.marks_of(app.active_file).breakpoints.empty();
}
bool has_stepped_result(const App& app) {
  return can_move(app) && app.debugging.moment->wrote != nullptr;
}

bool steps_anything(const App& app) {
  return app.debugging.active();
}

// Session.

Result<void> start_stepping(App& app, Text) {
  return start_debugging(app);
}

Result<void> stop_stepping(App& app, Text) {
  stop_debugging(app);
  return {};
}

Result<void> pause_stepping(App& app, Text) {
  app.jobs.cancel_tag("debug");
  return {};
}

// Moves.

Result<void> move_by(App& app, Goal::Kind kind) {
  Goal goal;
  goal.kind = kind;
  return move_debugger(app, std::move(goal));
}

// The first step begins a session: there is nothing else that it could mean.
Result<void> step_on(App& app, Text) {
  return is_stepping(app) ? move_by(app, Goal::Kind::Forward) : start_debugging(app);
}
Result<void> step_back(App& app, Text) {
  return move_by(app, Goal::Kind::Back);
}
Result<void> step_from_start(App& app, Text) {
  return move_by(app, Goal::Kind::Restart);
}

Result<void> go_to_position(App& app, std::size_t position) {
  Goal goal;
  goal.kind = Goal::Kind::To;
  goal.position = position;
  return move_debugger(app, std::move(goal));
}

// `task` counts over the whole file; afterwards it has run.
Result<void> run_through(App& app, std::uint64_t task) {
  const DebugMoment& moment = *app.debugging.moment;
  if (task < moment.first_task || task - moment.first_task >= moment.task_count)
    return Error{"task " + std::to_string(task) + " does not belong to the program that is stepped through",
                 {}};
  return go_to_position(app, task - moment.first_task + 1);
}

Result<void> run_to_task(App& app, Text text) {
  ANE_TRY(const std::uint64_t task, parse_number(text));
  return run_through(app, task);
}
Result<void> run_to_selection(App& app, Text) {
  return run_through(app, app.active()->current_task());
}
Result<void> run_to_position(App& app, Text text) {
  ANE_TRY(const std::uint64_t position, parse_number(text));
  if (position > app.debugging.moment->task_count)
    return Error{"there are " + std::to_string(app.debugging.moment->task_count) + " tasks", {}};
  return go_to_position(app, position);
}

Result<void> run_until_stop(App& app, StopTest stop, std::string not_found) {
  Goal goal;
  goal.kind = Goal::Kind::Until;
  goal.stop = std::move(stop);
  goal.not_found = std::move(not_found);
  return move_debugger(app, std::move(goal));
}

Result<void> run_to_breakpoint(App& app, Text) {
  return run_until_stop(app, {}, "");
}

Result<void> run_to_nan(App& app, Text) {
  return run_until_stop(
      app,
      [](const SteppedTask& seen) -> std::string {
        if (!seen.statistics || seen.statistics->nan + seen.statistics->inf == 0) return "";
        return std::string(seen.statistics->nan > 0 ? "NaN" : "infinity") + " in task " +
               std::to_string(seen.task);
      },
      "no task after this one wrote NaN or infinity");
}

Result<void> run_to_write(App& app, Text text) {
  const run::KeptTensorPtr& shown = app.debugging.moment->wrote;
  std::optional<std::uint64_t> slot;
  if (!text.empty()) {
    ANE_TRY(slot, parse_number(text.starts_with("@") ? text.substr(1) : text));
  } else if (shown != nullptr && !shown->on_chip) {
    slot = shown->slot;
  } else {
    return Error{"name a buffer, such as 5: the last task wrote none", {}};
  }
  return run_until_stop(
      app,
      [slot](const SteppedTask& seen) -> std::string {
        const auto& result = seen.outcome.result;
        if (!result || result->on_chip || result->slot != *slot) return "";
        return "task " + std::to_string(seen.task) + " wrote buffer " + std::to_string(*slot);
      },
      "no task after this one writes buffer " + std::to_string(*slot));
}

std::string stepped_difference(const run::Trace& b, const run::Tolerance& tolerance,
                               const SteppedTask& seen) {
  const auto found = b.of_task(seen.task);
  if (!found || seen.values.empty()) return "";
  const run::KeptTensor& other = *b.tensors[*found];
  if (other.values.size() != seen.values.size())
    return "task " + std::to_string(seen.task) + " wrote another number of values than in B";
  const bool pass = run::compare_with(seen.values, other, tolerance).pass;
  return pass ? "" : "task " + std::to_string(seen.task) + " differs from B";
}

bool can_find_difference(const App& app) {
  return can_go_on(app) && app.running.b != nullptr;
}

/// Fails where B holds nothing of the tasks that are left; else says how many of them it holds.
Result<std::string> what_b_holds(const App& app) {
  const RunWork& work = app.running;
  const DebugMoment& moment = *app.debugging.moment;
  const FinishedRun* other = work.side_b == SideB::Run ? work.find(work.b_run) : work.shown();
  if (other != nullptr && other->file != app.debugging.file && work.side_b != SideB::Folder)
    return Error{"B ran " + other->file_name + ", which is another program", {}};
  std::size_t held = 0;
  const std::size_t left = moment.task_count - moment.position;
  for (std::size_t i = moment.position; i < moment.task_count; ++i)
    if (work.b->of_task(moment.first_task + i)) ++held;
  if (held == 0) return Error{"B holds nothing that the tasks after this one wrote", {}};
  if (held == left) return std::string("no task after this one differs from B");
  return "B holds " + std::to_string(held) + " of the " + std::to_string(left) +
         " tasks after this one; none of these differs";
}

Result<void> run_to_difference(App& app, Text) {
  ANE_TRY(std::string none, what_b_holds(app));
  return run_until_stop(
      app,
      [b = app.running.b, tolerance = app.running.tolerance](const SteppedTask& seen) {
        return stepped_difference(*b, tolerance, seen);
      },
      std::move(none));
}

std::string selected_field_path(const App& app) {
  const OpenFile& file = *app.active();
  const auto word = word_of(file, file.selection());
  if (!word || word->field == nullptr) return "";
  return word->path + "." + word->field->name;
}

Result<void> run_to_change(App& app, Text text) {
  const std::string path = text.empty() ? selected_field_path(app) : std::string(text);
  if (path.empty()) return Error{"select a field of a register, or name one", {}};
  const auto field = app.debugging.document->generation()->field(path);
  if (!field || field->reg == nullptr) return Error{"there is no register field \"" + path + "\"", {}};
  const auto task = app.debugging.session->next_change(*field, app.debugging.moment->position);
  if (!task) return Error{"no task after this one changes " + path, {}};
  return go_to_position(app, *task + 1);
}

// Breakpoints and watches.

Result<void> toggle_breakpoint(App& app, Text text) {
  std::uint64_t task = app.active()->current_task();
  if (!text.empty()) {
    ANE_TRY(task, parse_number(text));
  }
  if (task >= app.active()->document()->tasks().size())
    return Error{"task " + std::to_string(task) + " does not exist", {}};
  DebugMarks& marks = app.debugging.marks[app.active_file];
  auto& list = marks.breakpoints;
  if (const auto found = breakpoint_of(marks, task)) {
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(*found));
  } else {
    list.push_back({task, "", true});
  }
  return {};
}

Result<void> break_if(App& app, Text text) {
  const auto parsed = Condition::parse(text, app.active()->document()->generation());
  if (!parsed) return parsed.error();
  app.debugging.marks[app.active_file].breakpoints.push_back({std::nullopt, std::string(text), true});
  return {};
}

Result<std::size_t> numbered_breakpoint(const App& app, Text text) {
  ANE_TRY(const std::uint64_t number, parse_number(text));
  if (number == 0 || number > app.debugging.marks_of(app.active_file).breakpoints.size())
    return Error{"there is no breakpoint " + std::to_string(number) + ", they count from 1", {}};
  return number - 1;
}

Result<void> remove_breakpoint(App& app, Text text) {
  ANE_TRY(const std::size_t number, numbered_breakpoint(app, text));
  auto& list = app.debugging.marks[app.active_file].breakpoints;
  list.erase(list.begin() + static_cast<std::ptrdiff_t>(number));
  return {};
}

Result<void> switch_breakpoint(App& app, Text text) {
  ANE_TRY(const std::size_t number, numbered_breakpoint(app, text));
  Breakpoint& breakpoint = app.debugging.marks[app.active_file].breakpoints[number];
  breakpoint.enabled = !breakpoint.enabled;
  return {};
}

std::vector<Choice> breakpoint_choices(const App& app) {
  std::vector<Choice> list;
  const std::vector<Breakpoint>& all = app.debugging.marks_of(app.active_file).breakpoints;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Breakpoint& breakpoint = all[i];
    list.push_back({std::to_string(i + 1),
                    breakpoint.task ? "Task " + std::to_string(*breakpoint.task) : breakpoint.condition});
  }
  return list;
}

// A second time takes it away.
Result<void> watch_expression(App& app, Text text) {
  const auto parsed = Condition::parse(text, app.active()->document()->generation());
  if (!parsed) return parsed.error();
  auto& watches = app.debugging.marks[app.active_file].watches;
  if (std::erase(watches, std::string(text)) == 0) watches.emplace_back(text);
  return {};
}

// Looking.

Result<void> show_stepped_source(App& app, Text text) {
  ANE_TRY(const std::uint64_t number, parse_number(text));
  if (number >= app.debugging.moment->read.size())
    return Error{"the task read " + std::to_string(app.debugging.moment->read.size()) + " tensors", {}};
  app.debugging.shown_source = number;
  return {};
}

Result<void> pick_stepped_element(App& app, Text text) {
  const run::Shape& shape = app.debugging.moment->wrote->shape;
  std::vector<std::uint64_t> at;
  for (Text rest = text; !rest.empty();) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    ANE_TRY(const std::uint64_t number, parse_number(rest.substr(0, comma)));
    at.push_back(number);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  if (at.size() == 3) at.insert(at.begin(), 0);
  if (at.size() != 4) return Error{"name channel, row and column, such as 9,37,62", {}};
  std::uint64_t element = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    if (at[i] >= shape[i]) return Error{"what the task wrote has no element " + std::string(text), {}};
    element = element * shape[i] + at[i];
  }
  app.debugging.element = element;
  explain_element(app, element);
  return {};
}

constexpr Command kDebugCommands[] = {
    {"debug.start", "Step through the program", "", "Run", "", can_start_stepping, start_stepping},
    {"debug.step", "Step", "F10", "Run", "", can_step, step_on},
    {"debug.back", "Step back", "Shift+F10", "Run", "", can_step_back, step_back},
    {"debug.to-selection", "Run to the selected task", "Ctrl+F10", "Run", "", can_move, run_to_selection},
    {"debug.to-task", "Run to a task", "", "", "TASK", can_move, run_to_task},
    {"debug.to", "Go to a position", "", "", "TASKS", can_move, run_to_position},
    {"debug.run", "Run to the next breakpoint", "Ctrl+F5", "Run", "", can_go_on, run_to_breakpoint},
    {"debug.restart", "Back to the start", "Ctrl+Shift+F10", "Run", "", can_step_back, step_from_start},
    {"debug.pause", "Stop moving", "", "Run", "", steps_anything, pause_stepping},
    {"debug.stop", "End stepping", "Shift+F5", "Run", "", steps_anything, stop_stepping},
    {"debug.next-nan", "Run to the next NaN or infinity", "", "Run", "", can_go_on, run_to_nan},
    {"debug.next-write", "Run to the next write of a buffer", "", "Run", "[BUFFER]", can_go_on, run_to_write},
    {"debug.next-difference", "Run to the next difference from B", "", "Run", "", can_find_difference,
     run_to_difference},
    {"debug.next-change", "Run to the next change of a field", "", "Run", "[FIELD]", can_go_on,
     run_to_change},
    {"debug.breakpoint", "Breakpoint on a task", "F9", "Run", "[TASK]", has_stepped_tasks, toggle_breakpoint},
    {"debug.breakpoint-if", "Breakpoint on a condition", "", "", "CONDITION", has_stepped_tasks, break_if},
    {"debug.breakpoint-remove", "Remove a breakpoint", "", "", "NUMBER", has_breakpoints, remove_breakpoint,
     breakpoint_choices},
    {"debug.breakpoint-enable", "Switch a breakpoint on or off", "", "", "NUMBER", has_breakpoints,
     switch_breakpoint, breakpoint_choices},
    {"debug.watch", "Watch an expression", "", "", "EXPRESSION", has_stepped_tasks, watch_expression},
    {"debug.source", "Show a tensor that the task read", "", "", "NUMBER", has_stepped_result,
     show_stepped_source},
    {"debug.element", "Explain an element", "", "", "C,Y,X", has_stepped_result, pick_stepped_element},
};

}  // namespace

std::span<const Command> debug_commands() {
  return kDebugCommands;
}

}  // namespace ane::state
