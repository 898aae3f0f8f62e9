#include <filesystem>

#include "app/state/app.hpp"
#include "app/state/command_parts.hpp"
#include "app/state/directory.hpp"
#include "app/state/run_commands.hpp"
#include "app/state/run_parts.hpp"
#include "core/base/text.hpp"

namespace ane::state {
namespace {

namespace fs = std::filesystem;
using Text = std::string_view;

bool has_runs(const App& app) {
  return !app.running.runs.empty();
}
bool has_trace(const App& app) {
  return app.running.trace() != nullptr;
}
bool has_run_tensor(const App& app) {
  return app.running.tensor_a() != nullptr;
}
bool has_run_comparison(const App& app) {
  return app.running.comparison != nullptr;
}
bool always_there(const App&) {
  return true;
}

// Side B.

Result<void> compare_with_device(App& app, Text id) {
  if (const FinishedRun* run = app.running.shown())
    ANE_CHECK(device::find_device(id, *run->document, run->setup.program));
  app.running.side_b = SideB::Device;
  app.running.b_device = id;
  restart_run_comparison(app);
  return {};
}

/// Folders are chosen by what is in them, so that the dialog shows where the tensors are.
Result<void> choose_folder(App& app, Text) {
  return ask_what_to_open(app, {"Compare with a folder: choose any tensor in it",
                                "run.compare-folder",
                                {".npy"},
                                true,
                                app.running.b_folder});
}

Result<void> compare_with_folder(App& app, Text path) {
  if (path.empty()) {
    app.layout = Layout::Debug;
    app.shows_steps = false;
    app.bring_view = "run";
    if (app.running.b_folder.empty()) return choose_folder(app, {});
    app.running.side_b = SideB::Folder;
  } else {
    std::error_code code;
    const fs::path folder = fs::absolute(with_home(std::string(path)), code).lexically_normal();
    if (!fs::is_directory(folder, code)) return Error{folder.string() + " is no folder", {}};
    app.running.side_b = SideB::Folder;
    app.running.b_folder = folder.string();
  }
  restart_run_comparison(app);
  return {};
}

Result<int> run_number(const App& app, Text text) {
  ANE_TRY(const std::uint64_t number, parse_number(text));
  if (number > INT32_MAX || app.running.find(static_cast<int>(number)) == nullptr)
    return Error{"there is no run " + std::string(text), {}};
  return static_cast<int>(number);
}

std::vector<Choice> run_choices(const App& app) {
  std::vector<Choice> list;
  for (const FinishedRunPtr& run : app.running.runs)
    list.push_back({std::to_string(run->id),
                    run->clock + " " + run->file_name + " on " + run->device + " · " + run->inputs});
  return list;
}

Result<void> compare_with_run(App& app, Text text) {
  ANE_TRY(const int id, run_number(app, text));
  app.running.side_b = SideB::Run;
  app.running.b_run = id;
  restart_run_comparison(app);
  return {};
}

Result<void> compare_with_none(App& app, Text) {
  app.running.side_b = SideB::None;
  restart_run_comparison(app);
  return {};
}

Result<void> set_tolerance(App& app, Text text) {
  const std::size_t space = text.find(' ');
  if (space == Text::npos) return Error{"give the absolute and the relative part, such as 0.02 0.02", {}};
  ANE_TRY(const double absolute, parse_real(text.substr(0, space)));
  ANE_TRY(const double relative, parse_real(text.substr(space + 1)));
  app.running.tolerance = {absolute, relative};
  compare_run_again(app);
  return {};
}

// Looking at what came out.

Result<void> show_run_command(App& app, Text text) {
  ANE_TRY(const int id, run_number(app, text));
  app.layout = Layout::Debug;
  app.shows_steps = false;
  return show_run(app, id);
}

std::vector<Choice> tensor_choices(const App& app) {
  std::vector<Choice> list;
  if (const run::Trace* trace = app.running.trace())
    for (std::size_t i = 0; i < trace->tensors.size(); ++i)
      list.push_back(
          {std::to_string(i), trace->tensors[i]->name + " · " + sizes_text(trace->tensors[i]->shape)});
  return list;
}

Result<void> show_tensor_command(App& app, Text text) {
  const run::Trace& trace = *app.running.trace();
  for (std::size_t i = 0; i < trace.tensors.size(); ++i) {
    if (trace.tensors[i]->name != text) continue;
    show_tensor(app, i, {});
    return {};
  }
  const auto number = parse_number(text);
  if (!number || *number >= trace.tensors.size())
    return Error{"the run has no tensor \"" + escaped(text) + "\"", {}};
  show_tensor(app, *number, {});
  return {};
}

Result<void> show_element_command(App& app, Text text) {
  const run::Shape& shape = app.running.tensor_a()->shape;
  std::uint64_t element = 0;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    const std::size_t comma = text.find(',');
    if ((comma == Text::npos) != (axis + 1 == shape.size()))
      return Error{"name an element as N,C,H,W, such as 0,2,5,7", {}};
    ANE_TRY(const std::uint64_t at, parse_number(text.substr(0, comma)));
    if (at >= shape[axis]) return Error{"the tensor is " + sizes_text(shape), {}};
    element = element * shape[axis] + at;
    text.remove_prefix(comma == Text::npos ? text.size() : comma + 1);
  }
  show_tensor(app, app.running.tensor, element);
  return {};
}

void show_verdict(App& app, const run::TensorVerdict& verdict) {
  app.layout = Layout::Debug;
  app.shows_steps = false;
  show_tensor(app, verdict.a, verdict.comparison.worst);
}

Result<void> show_worst(App& app, Text) {
  const run::TraceComparison& comparison = *app.running.comparison;
  if (comparison.verdicts.empty()) return Error{"nothing could be compared", {}};
  show_verdict(app, comparison.verdicts.front());
  return {};
}

/// The verdict of this tensor, where it does not pass.
const run::TensorVerdict* failing_verdict(const App& app, std::size_t tensor) {
  const run::TensorVerdict* verdict = app.running.comparison->of(tensor);
  return verdict != nullptr && !verdict->comparison.pass ? verdict : nullptr;
}

Result<void> show_first_difference(App& app, Text) {
  const run::TraceComparison& comparison = *app.running.comparison;
  const run::Trace& trace = *app.running.trace();
  for (std::size_t i = 0; i < trace.tensors.size(); ++i) {
    const run::TensorVerdict* verdict = failing_verdict(app, i);
    if (verdict == nullptr || (comparison.first_task && trace.tensors[i]->task != comparison.first_task))
      continue;
    show_verdict(app, *verdict);
    return {};
  }
  return Error{"everything that was compared is within the tolerance", {}};
}

Result<void> step_run_difference(App& app, bool forward) {
  const std::size_t count = app.running.trace()->tensors.size();
  for (std::size_t i = 1; i < count; ++i) {
    if (!forward && i > app.running.tensor) break;
    const std::size_t tensor = forward ? app.running.tensor + i : app.running.tensor - i;
    if (tensor >= count) break;
    if (const run::TensorVerdict* verdict = failing_verdict(app, tensor)) {
      show_verdict(app, *verdict);
      return {};
    }
  }
  return Error{forward ? "no result after this one differs" : "no result before this one differs", {}};
}

Result<void> next_run_difference(App& app, Text) {
  return step_run_difference(app, true);
}
Result<void> previous_run_difference(App& app, Text) {
  return step_run_difference(app, false);
}

constexpr Command kResultCommands[] = {
    {"run.compare-device", "Compare with a device", "", "Run", "DEVICE", always_there, compare_with_device,
     device_choices},
    {"run.compare-folder", "Compare with a folder of .npy…", "", "Run", "[PATH]", always_there,
     compare_with_folder},
    {"run.choose-folder", "Choose the folder of references…", "", "", "", always_there, choose_folder},
    {"run.compare-run", "Compare with an earlier run", "", "Run", "NUMBER", has_runs, compare_with_run,
     run_choices},
    {"run.compare-none", "Compare with nothing", "", "Run", "", always_there, compare_with_none},
    {"run.tolerance", "Tolerance of the comparison", "", "", "ABSOLUTE RELATIVE", always_there,
     set_tolerance},
    {"run.show-run", "Show run", "", "Run", "NUMBER", has_runs, show_run_command, run_choices},
    {"run.tensor", "Show tensor of the run", "", "", "NAME OR NUMBER", has_trace, show_tensor_command,
     tensor_choices},
    {"run.element", "Show element", "", "", "N,C,H,W", has_run_tensor, show_element_command},
    {"run.first-difference", "First task that differs", "F7", "Run", "", has_run_comparison,
     show_first_difference},
    {"run.worst", "Worst difference", "Shift+F7", "Run", "", has_run_comparison, show_worst},
    {"run.next-difference", "Next result that differs", "", "Run", "", has_run_comparison,
     next_run_difference},
    {"run.previous-difference", "Previous result that differs", "", "Run", "", has_run_comparison,
     previous_run_difference},
};

}  // namespace

std::span<const Command> run_result_commands() {
  return kResultCommands;
}

}  // namespace ane::state
