#pragma once
// One program on one device: inputs in, outputs out, what every task did, and how long it took.
//
//   ANE_TRY(const Signature signature, signature_of(*document, 0));
//   Request request;
//   request.document = document;
//   request.inputs[0] = …;
//   ANE_TRY(Report report, execute(*device, signature, request));

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "core/base/result.hpp"
#include "core/device/device.hpp"
#include "core/document/document.hpp"
#include "core/model/half_counts.hpp"
#include "core/run/compare.hpp"
#include "core/run/signature.hpp"

namespace ane::run {

struct Expectation {
  std::string file;  ///< where the array is from, for the report
  NpyArray array;
};

struct Request {
  document::DocumentPtr document;
  std::size_t program = 0;
  /// fp16 bits in C order, by number in Signature::inputs. What is not given is zeros, and the report has a
  /// note.
  std::map<std::size_t, std::vector<std::uint16_t>> inputs;
  std::map<std::size_t, Expectation> expected;  ///< by number in Signature::outputs
  Tolerance tolerance;
  bool allow_inferred = false;
  /// With more than one, another execution that is not counted goes before them.
  unsigned repeat = 1;
  std::chrono::milliseconds timeout{10'000};
  const std::atomic<bool>* cancel = nullptr;
  /// As device::Submission::on_task, in the first execution only; `task` counts over the whole file.
  std::function<void(std::size_t task, const exec::TaskOutcome&, const exec::Memory&)> on_task;
};

struct TaskReport {
  std::size_t index = 0;  ///< over the whole file
  exec::TaskOutcome outcome;
};

struct OutputReport {
  Port port;
  std::vector<std::uint16_t> values;  ///< fp16 bits in C order
  model::Statistics statistics;
  std::string file;  ///< that write_outputs() wrote, else ""
  struct Expected {
    std::string file;
    Comparison comparison;
  };
  std::optional<Expected> expected;

  /// Only then do the statistics say anything.
  bool has_finite() const { return statistics.nan + statistics.inf < values.size(); }
};

struct Report {
  std::string device;
  std::string program;
  bool ok = false;
  std::string failure, advice;  ///< as device::Outcome has them
  std::optional<double> warm_up;
  std::vector<double> seconds;  ///< one for each execution that succeeded
  std::vector<TaskReport> tasks;
  Diagnostics problems;
  std::vector<OutputReport> outputs;  ///< empty where the execution failed

  /// False where an output is not what was expected.
  bool as_expected() const;
};

struct Timing {
  double least = 0, median = 0, mean = 0, most = 0;
};
/// Of at least one value.
Timing timing_of(std::vector<double> seconds);

/// Executes the program. Fails where it cannot begin: the device takes no such program, does not open, or an
/// input has another number of elements than its tensor. An execution that fails is a report that is not ok.
Result<Report> execute(const device::Device& device, const Signature& signature, const Request& request);

}  // namespace ane::run
