#pragma once
// Where a program can be executed: the executor on this machine's processor, which is always there, and
// Neural Engines behind drivers. A device that cannot be used is listed all the same, with the reason.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "core/base/result.hpp"
#include "core/document/document.hpp"
#include "core/exec/machine.hpp"

namespace ane::device {

/// What a look at a device found, without opening it for work.
struct Probe {
  std::string id;    ///< what the user names it by: "cpu", "/dev/accel/accel0"
  std::string name;  ///< "CPU executor", "Apple Neural Engine driver"
  bool usable = false;
  std::string reason;                    ///< why not; "" where usable
  std::string advice;                    ///< what to do about it; "" where nothing is known
  std::vector<std::string> generations;  ///< ids of the database: {"h13"}
};

struct Capabilities {
  bool intermediates = false;  ///< can show what each task wrote
  bool explains = false;       ///< says of each task on which basis it ran, and its hazards
  bool can_hang = false;       ///< submit() runs in a process of its own
};

/// One execution of a program.
struct Submission {
  document::DocumentPtr document;
  std::size_t program = 0;
  /// Whole buffers by slot, in the layout of the hardware: what inputs hold. Slots of the program's table
  /// that are not named start as zeros, or as the file's bytes where it has some.
  std::map<std::uint32_t, std::vector<std::uint8_t>> buffers;
  bool allow_inferred = false;
  exec::Kernels kernels = exec::Kernels::Fast;
  /// For devices that can hang, from the call to submit() on; the executor takes the time that it needs.
  std::chrono::milliseconds timeout{10'000};
  /// Set by another thread to give up; a device that cannot be interrupted ends its process.
  const std::atomic<bool>* cancel = nullptr;
  /// Called after every task by devices with intermediates: its number and what it wrote, from its memory as
  /// it is at that moment.
  std::function<void(std::size_t task, const exec::TaskOutcome&, const exec::Memory&)> on_task;
};

/// What became of a submission.
struct Outcome {
  bool ok = false;
  std::string failure;  ///< why not: a sentence that names what is wrong; "" where ok
  std::string advice;   ///< what to do about it, or ""
  double seconds = 0;   ///< of the execution itself, buffers already filled
  /// Every buffer of the table after the execution, by slot; what was computed so far where a task was
  /// refused.
  std::map<std::uint32_t, std::vector<std::uint8_t>> buffers;
  /// One for every task that was begun, by devices that explain; else empty.
  std::vector<exec::TaskOutcome> tasks;
  Diagnostics problems;
};

/// An opened device. Used by one thread at a time; destroying it closes the device and gives everything back.
class Session {
 public:
  virtual ~Session() = default;
  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  virtual Outcome submit(const Submission& submission) = 0;
};

class Device {
 public:
  virtual ~Device() = default;
  Device() = default;
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  /// Never fails and never blocks for long: what is wrong is in the answer.
  virtual Probe probe() const = 0;
  virtual Capabilities capabilities() const = 0;
  /// Why this program cannot be executed here, or nothing: generation, format, what the pre-flight checks
  /// (docs/formats/device.md, 5.3) find.
  virtual std::optional<std::string> objection(const document::Document& document,
                                               std::size_t program) const = 0;
  virtual Result<std::unique_ptr<Session>> open() const = 0;
};

using DevicePtr = std::shared_ptr<const Device>;

/// Everything there is to run on, the processor first. Nodes are looked for anew on every call.
std::vector<DevicePtr> all_devices();

/// The device that `id` names; a node need not be in the list. "auto" is the first attached hardware that
/// takes this program, else the processor. Fails with the nearest id where there is no such device.
Result<DevicePtr> find_device(std::string_view id, const document::Document& document, std::size_t program);

}  // namespace ane::device
