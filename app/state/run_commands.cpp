#include "app/state/run_commands.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "app/state/app.hpp"
#include "app/state/command_parts.hpp"
#include "app/state/directory.hpp"
#include "app/state/run_parts.hpp"
#include "core/base/text.hpp"
#include "core/writer/samples.hpp"

namespace ane::state {
namespace {

namespace fs = std::filesystem;
using Text = std::string_view;

constexpr std::uint64_t kMostRuns = 10'000;
constexpr double kLongestTimeout = 3600;  // seconds

// When commands can be used.

bool can_set_up_run(const App& app) {
  return app.active() != nullptr && !app.active()->document()->programs().empty();
}
bool can_run(const App& app) {
  return can_set_up_run(app) && !app.running.running && !app.debugging.active();
}
bool can_run_sample(const App& app) {
  return !app.running.running && !app.debugging.active();
}
bool is_running(const App& app) {
  return app.running.running;
}
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
bool any_time(const App&) {
  return true;
}

// Setting a run up.

RunSetup& active_setup(App& app) {
  return run_setup(app, *app.active());
}

/// "NAME VALUE" with the number of the input that is called so; names may have spaces in them.
struct NamedInput {
  std::size_t input = 0;
  std::string value;
};
Result<NamedInput> named_input(App& app, Text text) {
  const std::vector<run::Port>& ports = run_target(app, *app.active()).signature.inputs;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    const std::string& name = ports[i].tensor.name;
    if (text.size() > name.size() + 1 && text.starts_with(name) && text[name.size()] == ' ')
      return NamedInput{i, std::string(text.substr(name.size() + 1))};
  }
  const std::size_t space = text.find(' ');
  ANE_TRY(const std::size_t input, run::find_port(ports, text.substr(0, space), "input"));
  if (space == Text::npos || space + 1 == text.size())
    return Error{"say what " + ports[input].tensor.name + " holds", {}};
  return NamedInput{input, std::string(text.substr(space + 1))};
}

bool is_value_file(const std::string& text) {
  const std::string extension = fs::path(text).extension().string();
  return extension == ".npy" || extension == ".png";
}

Result<void> set_input(App& app, Text text) {
  ANE_TRY(const NamedInput named, named_input(app, text));
  InputSetup& input = active_setup(app).inputs.at(named.input);
  if (is_value_file(named.value)) {
    std::error_code code;
    const fs::path path = fs::absolute(with_home(named.value), code).lexically_normal();
    if (!fs::is_regular_file(path, code)) return Error{path.string() + " is not there", {}};
    input.file = path.string();
  } else {
    if (named.value != kPictureFill) ANE_CHECK(run::parse_fill(named.value));
    input.fill = named.value;
    input.file.clear();
  }
  prepare_inputs(app, *app.active());
  return {};
}

Result<void> set_pixels(App& app, Text text) {
  ANE_TRY(const NamedInput named, named_input(app, text));
  ANE_TRY(const run::PixelRange range, run::parse_pixel_range(named.value));
  active_setup(app).inputs.at(named.input).pixels = range;
  prepare_inputs(app, *app.active());
  return {};
}

Result<void> set_device(App& app, Text id) {
  ANE_CHECK(device::find_device(id, *app.active()->document(), active_setup(app).program));
  active_setup(app).device = id;
  return {};
}

std::vector<Choice> device_choices(const App& app) {
  std::vector<Choice> list = {{"auto", "The first engine that takes the program, else the processor"}};
  for (const DeviceRow& row : app.running.devices) list.push_back({row.probe.id, row.probe.name});
  return list;
}

Result<void> set_seed(App& app, Text text) {
  ANE_TRY(const std::uint64_t seed, parse_number(text));
  active_setup(app).seed = seed;
  prepare_inputs(app, *app.active());
  return {};
}

Result<void> set_repeat(App& app, Text text) {
  ANE_TRY(const std::uint64_t repeat, parse_number(text));
  if (repeat == 0 || repeat > kMostRuns)
    return Error{"repeat 1 to " + grouped(kMostRuns) + " times, not " + std::string(text), {}};
  active_setup(app).repeat = static_cast<unsigned>(repeat);
  return {};
}

Result<double> real_number(Text text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value) || value < 0)
    return Error{"\"" + escaped(text) + "\" is no number from 0 on", {}};
  return value;
}

Result<void> set_timeout(App& app, Text text) {
  ANE_TRY(const double seconds, real_number(text));
  if (seconds <= 0 || seconds > kLongestTimeout) return Error{"a device may take up to 3600 seconds", {}};
  active_setup(app).timeout = static_cast<unsigned>(std::max(1LL, std::llround(seconds * 1000)));
  return {};
}

Result<void> toggle_inferred(App& app, Text) {
  RunSetup& setup = active_setup(app);
  setup.allow_inferred = !setup.allow_inferred;
  return {};
}

Result<void> set_program(App& app, Text name) {
  ANE_TRY(const std::size_t program, run::find_program(*app.active()->document(), name));
  active_setup(app).program = program;
  prepare_inputs(app, *app.active());
  return {};
}

std::vector<Choice> program_choices(const App& app) {
  std::vector<Choice> list;
  if (app.active() == nullptr) return list;
  const auto& programs = app.active()->document()->programs();
  for (std::size_t i = 0; i < programs.size(); ++i)
    list.push_back({std::to_string(i), programs[i].name.empty() ? std::to_string(i) : programs[i].name});
  return list;
}

Result<void> run_active(App& app, Text) {
  return start_run(app);
}

/// The way to begin: a sample that makes pictures of a picture.
Result<void> run_sample(App& app, Text name) {
  ANE_CHECK(app.open_sample(name.empty() ? "picture-network" : name));
  return start_run(app);
}

std::vector<Choice> run_sample_choices(const App&) {
  std::vector<Choice> list;
  for (const writer::Sample& sample : writer::samples())
    list.push_back({std::string(sample.name), std::string(sample.title)});
  return list;
}

Result<void> cancel_run(App& app, Text) {
  app.jobs.cancel_tag("run");
  return {};
}

Result<void> look_for_devices_again(App& app, Text) {
  find_devices(app);
  return {};
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

Result<void> compare_with_folder(App& app, Text path) {
  if (path.empty()) {
    app.running.side_b = SideB::Folder;
    app.layout = Layout::Debug;
    app.shows_steps = false;
    app.bring_view = "run";
    if (app.running.b_folder.empty()) return {};
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
  ANE_TRY(const double absolute, real_number(text.substr(0, space)));
  ANE_TRY(const double relative, real_number(text.substr(space + 1)));
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

std::vector<Choice> first_input_choices(const App& app) {
  static constexpr std::array<Text, 7> kFills = {"zeros", "ones",     "ramp",      "random",
                                                 "0.5",   "onehot:0", kPictureFill};
  std::vector<Choice> list;
  const auto target = app.running.targets.find(app.active_file);
  if (target == app.running.targets.end()) return list;
  for (const run::Port& port : target->second.signature.inputs)
    for (const Text fill : kFills)
      list.push_back(
          {port.tensor.name + " " + std::string(fill), port.tensor.name + ": " + std::string(fill)});
  return list;
}

constexpr std::array<Command, 24> kRunCommands = {{
    {"run", "Run", "F5", "Run", "", can_run, run_active},
    {"run.sample", "Run a sample", "", "Run", "[NAME]", can_run_sample, run_sample, run_sample_choices},
    {"run.cancel", "Stop the run", "", "Run", "", is_running, cancel_run},
    {"run.device", "Run on", "", "Run", "DEVICE", can_set_up_run, set_device, device_choices},
    {"run.devices", "Look for devices again", "", "Run", "", any_time, look_for_devices_again},
    {"run.program", "Program to run", "", "Run", "NAME", can_set_up_run, set_program, program_choices},
    {"run.input", "What an input holds", "", "", "NAME FORMULA OR FILE", can_set_up_run, set_input,
     first_input_choices},
    {"run.pixels", "Scale of a picture as input", "", "", "NAME RANGE", can_set_up_run, set_pixels},
    {"run.seed", "Seed of random inputs", "", "", "NUMBER", can_set_up_run, set_seed},
    {"run.repeat", "Repeat the run", "", "", "TIMES", can_set_up_run, set_repeat},
    {"run.timeout", "Give a device at most", "", "", "SECONDS", can_set_up_run, set_timeout},
    {"run.allow-inferred", "Allow inferred rules", "", "Run", "", can_set_up_run, toggle_inferred},
    {"run.compare-device", "Compare with a device", "", "Run", "DEVICE", any_time, compare_with_device,
     device_choices},
    {"run.compare-folder", "Compare with a folder of .npy…", "", "Run", "[PATH]", any_time,
     compare_with_folder},
    {"run.compare-run", "Compare with an earlier run", "", "Run", "NUMBER", has_runs, compare_with_run,
     run_choices},
    {"run.compare-none", "Compare with nothing", "", "Run", "", any_time, compare_with_none},
    {"run.tolerance", "Tolerance of the comparison", "", "", "ABSOLUTE RELATIVE", any_time, set_tolerance},
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
}};

}  // namespace

std::span<const Command> run_commands() {
  return kRunCommands;
}

}  // namespace ane::state
