#include "app/state/run_commands.hpp"

#include <algorithm>
#include <array>
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
  const bool stepping = app.debugging.active() && app.debugging.file == app.active_file;
  return can_set_up_run(app) && !app.running.running && !stepping;
}
bool can_run_sample(const App& app) {
  return !app.running.running;
}
bool is_running(const App& app) {
  return app.running.running;
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

/// The folder that a file is in, "" without one.
std::string folder_before(const std::string& file) {
  return file.empty() ? "" : fs::path(file).parent_path().string();
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

Result<void> choose_input_file(App& app, Text name) {
  const std::vector<run::Port>& ports = run_target(app, *app.active()).signature.inputs;
  if (ports.empty()) return Error{"the program has no inputs", {}};
  std::size_t input = 0;
  if (!name.empty()) {
    ANE_TRY(input, run::find_port(ports, name, "input"));
  }
  const std::string& shown = ports[input].tensor.name;
  return ask_what_to_open(app, {"What " + escaped(shown) + " holds: a tensor, or a picture",
                                "run.input " + shown,
                                {".npy", ".png"},
                                false,
                                folder_before(active_setup(app).inputs.at(input).file)});
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

Result<void> set_timeout(App& app, Text text) {
  ANE_TRY(const double seconds, parse_real(text));
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
  if (!can_run(app)) return Error{app.active()->name() + " is being stepped through", {}};
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

std::vector<Choice> input_choices(const App& app) {
  std::vector<Choice> list;
  const auto target = app.running.targets.find(app.active_file);
  if (target == app.running.targets.end()) return list;
  for (const run::Port& port : target->second.signature.inputs)
    list.push_back({port.tensor.name, port.tensor.name});
  return list;
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

constexpr Command kRunCommands[] = {
    {"run", "Run", "F5", "Run", "", can_run, run_active},
    {"run.sample", "Run a sample", "", "Run", "[NAME]", can_run_sample, run_sample, run_sample_choices},
    {"run.cancel", "Stop the run", "", "Run", "", is_running, cancel_run},
    {"run.device", "Run on", "", "Run", "DEVICE", can_set_up_run, set_device, device_choices},
    {"run.devices", "Look for devices again", "", "Run", "", any_time, look_for_devices_again},
    {"run.program", "Program to run", "", "Run", "NAME", can_set_up_run, set_program, program_choices},
    {"run.input", "What an input holds", "", "", "NAME FORMULA OR FILE", can_set_up_run, set_input,
     first_input_choices},
    {"run.input-file", "Take an input from a file…", "", "Run", "[NAME]", can_set_up_run, choose_input_file,
     input_choices},
    {"run.pixels", "Scale of a picture as input", "", "", "NAME RANGE", can_set_up_run, set_pixels},
    {"run.seed", "Seed of random inputs", "", "", "NUMBER", can_set_up_run, set_seed},
    {"run.repeat", "Repeat the run", "", "", "TIMES", can_set_up_run, set_repeat},
    {"run.timeout", "Give a device at most", "", "", "SECONDS", can_set_up_run, set_timeout},
    {"run.allow-inferred", "Allow inferred rules", "", "Run", "", can_set_up_run, toggle_inferred},
};

}  // namespace

std::vector<Choice> device_choices(const App& app) {
  std::vector<Choice> list = {{"auto", "The first engine that takes the program, else the processor"}};
  for (const DeviceRow& row : app.running.devices) list.push_back({row.probe.id, row.probe.name});
  return list;
}

std::span<const Command> run_commands() {
  return kRunCommands;
}

}  // namespace ane::state
