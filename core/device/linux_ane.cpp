#include "core/device/linux_ane.hpp"

#include <algorithm>
#include <utility>

#include "core/base/text.hpp"
#include "core/device/driver_job.hpp"
#include "core/device/driver_node.hpp"
#include "core/device/driver_plan.hpp"
#include "core/device/fill.hpp"
#include "core/device/job_text.hpp"
#include "core/device/usage.hpp"
#include "core/model/tensors.hpp"

namespace ane::device {
namespace {

/// One submission from the plan to the outcome.
class Run {
 public:
  Run(const Submission& submission, const DriverPlan& plan, DriverJob& job)
      : submission_(submission), plan_(plan), job_(job) {}

  Outcome carry_out(const std::string& node) {
    load_file();
    load_given();
    fill_outputs();
    Outcome outcome;
    check_roles(*submission_.document, submission_.program, plan_.table, outcome.problems);
    const JobEnd end = job_.run(submission_.timeout, submission_.cancel);
    outcome.seconds = end.seconds;
    tell(end, node, submission_.timeout, outcome);
    if (end.copied) take_back(outcome);
    return outcome;
  }

 private:
  std::span<std::uint8_t> bytes_of(std::size_t index) {
    const DriverPlace& place = plan_.places[index];
    return job_.object(place.object).subspan(place.at, plan_.table[index].size);
  }

  void load_file() {
    for (std::size_t i = 0; i < plan_.objects.size(); ++i) {
      for (const DriverPart& part : plan_.objects[i].parts)
        submission_.document->file()
            .clipped(part.file.offset, part.file.size)
            .copy(0, job_.object(i).subspan(part.at, part.file.size));
    }
  }

  void load_given() {
    for (std::size_t i = 0; i < plan_.table.size(); ++i) {
      const auto given = submission_.buffers.find(plan_.table[i].slot);
      if (given != submission_.buffers.end())
        std::copy(given->second.begin(), given->second.end(), bytes_of(i).begin());
    }
  }

  // Outputs that nobody looks at before they are written: the filling must not become an operand.
  bool can_be_filled(const model::Buffer& buffer) const {
    return buffer.kind == model::BufferKind::Output && !plan_.is_read[buffer.slot] &&
           submission_.buffers.count(buffer.slot) == 0;
  }

  void fill_outputs() {
    FillChoice choice;
    for (std::size_t i = 0; i < plan_.objects.size(); ++i) choice.add(job_.object(i));
    filling_ = choice.choose();
    for (std::size_t i = 0; filling_ && i < plan_.table.size(); ++i)
      if (can_be_filled(plan_.table[i])) fill_with(bytes_of(i), *filling_);
  }

  void take_back(Outcome& outcome) {
    const std::vector<model::Tensor> tensors = model::declared_tensors(*submission_.document);
    for (std::size_t i = 0; i < plan_.table.size(); ++i) {
      const model::Buffer& buffer = plan_.table[i];
      if (filling_ && can_be_filled(buffer)) {
        const auto tensor = std::find_if(tensors.begin(), tensors.end(), [&](const model::Tensor& t) {
          return t.buffer == buffer.slot && t.name == buffer.tensor;
        });
        warn_unwritten(buffer,
                       find_unwritten(bytes_of(i), tensor == tensors.end() ? nullptr : &*tensor, *filling_),
                       outcome.problems);
        remove_filling(bytes_of(i), *filling_);
      }
      const auto bytes = bytes_of(i);
      outcome.buffers[buffer.slot].assign(bytes.begin(), bytes.end());
    }
  }

  static void warn_unwritten(const model::Buffer& buffer, const Unwritten& unwritten, Diagnostics& problems) {
    if (unwritten.buffer != 0 && unwritten.in_buffer == unwritten.buffer) {
      problems.add(Severity::Warning, "nothing-written",
                   title(buffer) + ": nothing was written to this output");
    } else if (unwritten.in_tensor != 0) {
      problems.add(Severity::Warning, "partly-written",
                   title(buffer) + ": " + std::to_string(unwritten.in_tensor) + " of " +
                       counted(unwritten.tensor, "element") + " were not written");
    }
  }

  const Submission& submission_;
  const DriverPlan& plan_;
  DriverJob& job_;
  std::optional<std::uint16_t> filling_;
};

class LinuxSession : public Session {
 public:
  explicit LinuxSession(std::string node) : node_(std::move(node)) {}

  Outcome submit(const Submission& submission) override {
    Outcome outcome;
    const auto plan = plan_for_driver(*submission.document, submission.program);
    if (!plan) {
      outcome.failure = plan.error().message;
      return outcome;
    }
    if (auto objection = buffers_objection(plan->table, submission.buffers)) {
      outcome.failure = *std::move(objection);
      return outcome;
    }
    const auto job = DriverJob::make(node_, *plan);
    if (!job) {
      outcome.failure = job.error().message;
      return outcome;
    }
    return Run(submission, *plan, **job).carry_out(node_);
  }

 private:
  std::string node_;
};

class LinuxDevice : public Device {
 public:
  explicit LinuxDevice(std::string node) : node_(std::move(node)) {}

  Probe probe() const override { return probe_node(node_); }
  Capabilities capabilities() const override { return {false, false, true}; }

  std::optional<std::string> objection(const document::Document& document,
                                       std::size_t program) const override {
    const auto plan = plan_for_driver(document, program);
    return plan ? std::nullopt : std::optional(plan.error().message);
  }

  // The node is opened anew by the process that submits: an open node keeps the engine powered.
  Result<std::unique_ptr<Session>> open() const override {
    const Probe found = probe();
    if (!found.usable) return Error{found.reason + (found.advice.empty() ? "" : "; " + found.advice), {}};
    return std::unique_ptr<Session>(std::make_unique<LinuxSession>(node_));
  }

 private:
  std::string node_;
};

}  // namespace

DevicePtr make_linux_device(std::string node) {
  return std::make_shared<LinuxDevice>(std::move(node));
}

}  // namespace ane::device
