#include "core/run/execute.hpp"

#include <algorithm>
#include <numeric>

#include "core/base/text.hpp"

namespace ane::run {
namespace {

using Buffers = std::map<std::uint32_t, std::vector<std::uint8_t>>;

/// A buffer as it is before anybody wrote it: what the file holds of it, then zeros.
std::vector<std::uint8_t> untouched(const document::Document& document, const model::Buffer& buffer) {
  std::vector<std::uint8_t> bytes = document.file().clipped(buffer.bytes.offset, buffer.bytes.size).bytes();
  bytes.resize(buffer.size);
  return bytes;
}

Result<Buffers> fill_inputs(const Signature& signature, const Request& request, Diagnostics& problems) {
  Buffers buffers;
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < signature.inputs.size(); ++i) {
    const Port& port = signature.inputs[i];
    if (!add_fits(total, port.buffer.size, total) || total > exec::kMaxBytes)
      return Error{"the inputs together have more than " + byte_size(exec::kMaxBytes), port.tensor.where};
    if (buffers.count(port.slot) == 0) buffers[port.slot] = untouched(*request.document, port.buffer);
    const auto given = request.inputs.find(i);
    if (given == request.inputs.end()) {
      problems.add(Severity::Note, "input-not-given",
                   "input " + escaped(port.tensor.name) + " is not given, it is zeros", port.tensor.where);
      continue;
    }
    const auto stored = port.layout.store(given->second, buffers[port.slot]);
    if (!stored) return Error{"input " + escaped(port.tensor.name) + ": " + stored.error().message, {}};
  }
  return buffers;
}

/// Several executions of the same submission.
class Runs {
 public:
  Runs(device::Session& session, const Signature& signature, const Request& request, Report& report)
      : session_(session), signature_(signature), request_(request), report_(report) {}

  void all(Buffers inputs) {
    device::Submission submission;
    submission.document = request_.document;
    submission.program = request_.program;
    submission.buffers = std::move(inputs);
    submission.allow_inferred = request_.allow_inferred;
    submission.timeout = request_.timeout;
    submission.cancel = request_.cancel;
    const std::size_t first_task = request_.document->programs()[request_.program].first_task;
    if (request_.on_task) {
      submission.on_task = [&, first_task](std::size_t task, const exec::TaskOutcome& outcome,
                                           const exec::Memory& memory) {
        const auto start = std::chrono::steady_clock::now();
        request_.on_task(first_task + task, outcome, memory);
        watching_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      };
    }
    first_ = session_.submit(submission);
    first_.seconds = std::max(0.0, first_.seconds - watching_);
    submission.on_task = nullptr;
    note(first_, first_task);
    if (!first_.ok) return;
    if (request_.repeat < 2) {
      report_.seconds.push_back(first_.seconds);
    } else {
      report_.warm_up = first_.seconds;
    }
    while (report_.ok && report_.seconds.size() < request_.repeat) once_more(submission, first_task);
    if (report_.ok) collect();
  }

 private:
  void note(const device::Outcome& outcome, std::size_t first_task) {
    report_.ok = outcome.ok;
    report_.failure = outcome.failure;
    report_.advice = outcome.advice;
    report_.problems.append(outcome.problems);
    report_.tasks.clear();
    for (std::size_t i = 0; i < outcome.tasks.size(); ++i)
      report_.tasks.push_back({first_task + i, outcome.tasks[i]});
  }

  void once_more(const device::Submission& submission, std::size_t first_task) {
    const device::Outcome outcome = session_.submit(submission);
    if (!outcome.ok) return note(outcome, first_task);
    report_.seconds.push_back(outcome.seconds);
    for (const Port& port : signature_.outputs) {
      if (differs(port, outcome))
        report_.problems.add(Severity::Warning, "repeat-differs",
                             "output " + escaped(port.tensor.name) +
                                 " is not the same in every repetition, the first one counts",
                             port.tensor.where);
    }
  }

  // Padding may hold anything.
  bool differs(const Port& port, const device::Outcome& outcome) const {
    const auto before = first_.buffers.find(port.slot), after = outcome.buffers.find(port.slot);
    if (before == first_.buffers.end() || after == outcome.buffers.end()) return false;
    const auto a = port.layout.load(before->second), b = port.layout.load(after->second);
    return a && b && *a != *b;
  }

  /// Only of devices that tell what each task wrote.
  void warn_unwritten(const Port& port) {
    const auto writes = [&](const exec::TaskOutcome& task) {
      return task.result && !task.result->on_chip && task.result->slot == port.slot;
    };
    if (first_.tasks.empty() || std::any_of(first_.tasks.begin(), first_.tasks.end(), writes)) return;
    report_.problems.add(Severity::Warning, "output-not-written",
                         "output " + escaped(port.tensor.name) + " was written by no task",
                         port.tensor.where);
  }

  void collect() {
    for (std::size_t i = 0; i < signature_.outputs.size(); ++i) {
      OutputReport output{signature_.outputs[i], {}, {}, {}, {}};
      warn_unwritten(output.port);
      const auto buffer = first_.buffers.find(output.port.slot);
      auto values = buffer == first_.buffers.end()
                        ? Result<std::vector<std::uint16_t>>(Error{"the device gave no such buffer back", {}})
                        : output.port.layout.load(buffer->second);
      if (!values) {
        report_.ok = false;
        report_.failure = "output " + escaped(output.port.tensor.name) + ": " + values.error().message;
        report_.outputs.clear();
        return;
      }
      output.values = std::move(values).value();
      model::HalfCounts counts;
      counts.add(output.values);
      output.statistics = counts.statistics();
      if (const auto wanted = request_.expected.find(i); wanted != request_.expected.end())
        output.expected = {wanted->second.file,
                           compare(output.values, wanted->second.array, request_.tolerance)};
      report_.outputs.push_back(std::move(output));
    }
  }

  device::Session& session_;
  const Signature& signature_;
  const Request& request_;
  Report& report_;
  device::Outcome first_;
  double watching_ = 0;  ///< seconds that on_task took, which are not the device's
};

}  // namespace

bool Report::as_expected() const {
  return std::all_of(outputs.begin(), outputs.end(), [](const OutputReport& output) {
    return !output.expected || output.expected->comparison.pass;
  });
}

Timing timing_of(std::vector<double> seconds) {
  std::sort(seconds.begin(), seconds.end());
  const std::size_t half = seconds.size() / 2;
  const double median = seconds.size() % 2 == 1 ? seconds[half] : (seconds[half - 1] + seconds[half]) / 2;
  const double sum = std::accumulate(seconds.begin(), seconds.end(), 0.0);
  return {seconds.front(), median, sum / static_cast<double>(seconds.size()), seconds.back()};
}

Result<Report> execute(const device::Device& device, const Signature& signature, const Request& request) {
  Report report;
  report.device = device.probe().id;
  if (const auto objection = device.objection(*request.document, request.program))
    return Error{report.device + " cannot run this: " + *objection, {}};
  report.program = request.document->programs()[request.program].name;
  // Who runs a damaged file has to know that it is one.
  for (const Diagnostic& problem : request.document->problems().list())
    if (problem.severity != Severity::Note) report.problems.add(problem);
  ANE_TRY(Buffers inputs, fill_inputs(signature, request, report.problems));
  ANE_TRY(const auto session, device.open());
  Runs(*session, signature, request, report).all(std::move(inputs));
  return report;
}

}  // namespace ane::run
