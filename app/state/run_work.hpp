#pragma once
// Running programs: what is set up for each file, the runs there were, which of them are looked at as A and
// B, and which tensor and element of them. Executing and comparing are jobs.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/device/device.hpp"
#include "core/document/document.hpp"
#include "core/run/signature.hpp"
#include "core/run/trace.hpp"

namespace ane::state {

class App;
class OpenFile;

/// What one input holds: a formula ("zeros", "ones", "ramp", "random", "onehot:3", "0.5"), the sample picture
/// in the size of the tensor ("picture"), or a file.
struct InputSetup {
  std::string fill = "ramp";
  std::string file;  ///< .npy or .png; "" for the formula
  run::PixelRange pixels = run::PixelRange::Unit;
  friend bool operator==(const InputSetup&, const InputSetup&) = default;
};

/// How the next run of a file goes.
struct RunSetup {
  std::size_t program = 0;
  std::vector<InputSetup> inputs;  ///< by number in Signature::inputs
  std::string device = "cpu";
  bool allow_inferred = false;
  unsigned repeat = 1;
  std::uint64_t seed = 0;
  unsigned timeout = 10'000;  ///< milliseconds that a device may take; the executor takes what it needs
  friend bool operator==(const RunSetup&, const RunSetup&) = default;
};

/// One input worked out, so that it can be shown before the run; made by a job.
struct PreparedInput {
  InputSetup setup;
  run::KeptTensorPtr tensor;  ///< null where it cannot be made
  std::string error;          ///< why
  std::string blind_spot;     ///< see run::blind_spot
};

/// A device as it was found when devices were looked for last.
struct DeviceRow {
  device::Probe probe;
  device::Capabilities capabilities;
  std::string objection;  ///< to the active program; "" for none
};

/// A run that ended, well or not. Immutable; kept until the program ends.
struct FinishedRun {
  int id = 0;
  int file = 0;  ///< that was run; it may be closed by now
  std::string file_name;
  document::DocumentPtr document;  ///< edits included
  std::size_t changes = 0;         ///< edits in it
  RunSetup setup;
  std::string device, inputs;  ///< in words: "cpu", "picture.png"
  std::string clock;           ///< "12:41"
  run::TracePtr trace;         ///< null where it could not begin
  std::string failure;         ///< why it could not begin or did not end, "" where all is well
  std::string advice;
  bool inferred = false;  ///< some task ran on a rule that is only inferred
};
using FinishedRunPtr = std::shared_ptr<const FinishedRun>;

/// The inputs and outputs of a program of an open file, found once.
struct RunTarget {
  document::DocumentPtr document;
  std::size_t program = 0;
  run::Signature signature;
  std::string error;  ///< why it cannot be given inputs, "" where it can
};

enum class SideB { None, Device, Folder, Run };
/// What pictures show.
enum class ShownSide { A, B, Difference };

/// What is looked at of a file's runs.
struct RunPlace {
  int run = 0;
  std::size_t tensor = 0;
  std::optional<std::uint64_t> element;
};

struct RunWork {
  std::map<int, RunSetup> setups;                      ///< by file
  std::map<int, std::vector<PreparedInput>> prepared;  ///< by file; empty while being worked out
  std::map<int, RunSetup> prepared_for;                ///< what `prepared` is, or is being, made for
  std::map<int, RunTarget> targets;                    ///< by file
  std::vector<DeviceRow> devices;
  bool devices_known = false;
  int devices_file = 0;  ///< that the objections are about
  document::DocumentPtr devices_document;

  std::vector<FinishedRunPtr> runs;  ///< newest first
  int a = 0;                         ///< id of the run that is looked at, 0: none
  int followed = 0;                  ///< file whose runs are looked at
  std::map<int, RunPlace> places;    ///< by file: what was looked at when another one came to the front
  SideB side_b = SideB::None;
  std::string b_device, b_folder;
  int b_run = 0;
  run::TracePtr b;      ///< what A is compared with; null while there is none
  std::string b_title;  ///< "cpu", "golden/", "12:38 cpu · ramp"
  std::string b_error;
  bool comparing = false;  ///< B, or what differs, is being worked out
  run::Tolerance tolerance{0.02, 0.02};
  std::shared_ptr<const run::TraceComparison> comparison;  ///< of A and b, or null

  std::size_t tensor = 0;                ///< in A's trace
  std::optional<std::uint64_t> element;  ///< of that tensor, in C order
  std::uint64_t steps = 0;               ///< grows with everything that views should bring into sight
  bool running = false;
  std::uint64_t request = 0;          ///< of the last run
  std::uint64_t compare_request = 0;  ///< of the last comparison
  std::map<int, std::string>
      verdicts;  ///< by run: "22 of 24", "2/24"; of the last comparison with it as A, if that came to an end

  const FinishedRun* shown() const;         ///< A, or null
  const FinishedRun* find(int id) const;    ///< a run of the list, or null
  const run::Trace* trace() const;          ///< A's, or null
  const run::KeptTensor* tensor_a() const;  ///< the one that is looked at, or null
  const run::KeptTensor* tensor_b() const;  ///< its like in B, or null
};

/// "none", "running", "failed", "ready"
std::string_view run_status(const App& app);
/// The setup of a file; made with defaults where there is none: the sample picture for a picture, else ramp.
RunSetup& run_setup(App& app, const OpenFile& file);
/// What can be given to the program of a file's setup; found where it is not known.
const RunTarget& run_target(App& app, const OpenFile& file);
/// Works out what the inputs hold, so that they can be shown. Nothing happens where that is there.
void prepare_inputs(App& app, const OpenFile& file);
/// Looks for devices again, in a job.
void find_devices(App& app);
/// The same, where that was not done for the active program.
void need_devices(App& app);
/// Starts a run of the active file.
Result<void> start_run(App& app);
/// Compares A with what side_b says from now on: executes B, or reads it, in a job.
void restart_run_comparison(App& app);
/// The same with B as it is, after another tolerance.
void compare_run_again(App& app);
/// Looks at the runs of the active file where another one came to the front; they are never shown beside
/// bytes that they are not of. True where something changed.
bool follow_active_run(App& app);
/// Looks at a run of the list as A, and brings its file to the front if it is open. Fails where there is none
/// of that number.
Result<void> show_run(App& app, int id);
/// Looks at a tensor of A, and an element of it, and selects the task that made it.
void show_tensor(App& app, std::size_t tensor, std::optional<std::uint64_t> element);
/// A file was closed, or other bytes took its place: runs stay, its setup goes with it.
void forget_run_file(App& app, int file);
/// "run.…" for `expect`, or nothing for an unknown path.
std::optional<std::string> query_run(const App& app, std::string_view path);

}  // namespace ane::state
