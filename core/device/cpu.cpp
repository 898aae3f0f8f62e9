#include "core/device/cpu.hpp"

#include <algorithm>
#include <utility>

#include "core/base/text.hpp"
#include "core/device/usage.hpp"
#include "core/regdb/database.hpp"

namespace ane::device {
namespace {

using Clock = std::chrono::steady_clock;

Outcome failed(std::string why) {
  Outcome outcome;
  outcome.failure = std::move(why);
  return outcome;
}

/// "cancelled before task 3", "the time was up in task 3"
std::string stop_text(const exec::GiveUp& give_up, const char* where, std::size_t number) {
  return std::string(give_up.cancelled() ? "cancelled " : "the time was up ") + where + " task " +
         std::to_string(number);
}

std::string refusal_text(std::size_t number, const exec::TaskOutcome& task) {
  return "task " + std::to_string(number) +
         " refused: " + (task.refusal ? task.refusal->sentence() : std::string("no rule covers it"));
}

void fill(exec::Memory& memory, const Submission& submission) {
  for (const auto& [slot, bytes] : submission.buffers)
    std::copy(bytes.begin(), bytes.end(), memory.buffer(slot).begin());
}

// Steps until the end, a refusal or a wish to stop; what stands in the way goes to outcome.failure.
void run(exec::Machine& machine, const Submission& submission, Outcome& outcome) {
  const std::size_t first_task = submission.document->programs()[submission.program].first_task;
  const exec::GiveUp& give_up = machine.options().give_up;
  while (!machine.done()) {
    const std::size_t index = machine.next();
    if (give_up.now()) {
      outcome.failure = stop_text(give_up, "before", first_task + index);
      return;
    }
    exec::TaskOutcome step = machine.step();
    if (step.status == exec::TaskStatus::Cancelled) {
      outcome.failure = stop_text(give_up, "in", first_task + index);
      return;
    }
    outcome.tasks.push_back(std::move(step));
    const exec::TaskOutcome& task = outcome.tasks.back();
    if (submission.on_task) submission.on_task(index, task, machine.memory());
    if (task.status == exec::TaskStatus::Done) continue;
    outcome.failure = refusal_text(first_task + index, task);
    if (task.refusal && task.refusal->only_inferred)
      outcome.advice = "its rule is inferred, not confirmed: allow inferred semantics to run it all the same";
    return;
  }
  outcome.ok = true;
}

class CpuSession : public Session {
 public:
  Outcome submit(const Submission& submission) override {
    if (auto objection = program_objection(*submission.document, submission.program))
      return failed(*std::move(objection));
    exec::Options options;
    options.allow_inferred = submission.allow_inferred;
    options.kernels = submission.kernels;
    options.give_up = {submission.cancel, Clock::now() + submission.timeout};
    auto machine = exec::Machine::of(*submission.document, submission.program, options);
    if (!machine) return failed(machine.error().message);
    if (auto objection = buffers_objection(machine->buffers(), submission.buffers))
      return failed(*std::move(objection));
    Outcome outcome;
    check_roles(*submission.document, submission.program, machine->buffers(), outcome.problems);
    fill(machine->memory(), submission);
    const auto start = Clock::now();
    run(*machine, submission, outcome);
    outcome.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    outcome.buffers = std::move(*machine).take_buffers();
    return outcome;
  }
};

class CpuDevice : public Device {
 public:
  Probe probe() const override {
    Probe probe;
    probe.id = "cpu";
    probe.name = "CPU executor";
    probe.usable = true;
    const auto database = regdb::Database::embedded();
    for (const std::string& id : database->ids()) {
      const auto generation = database->generation(id);
      if (generation && exec::Machine::supports(**generation)) probe.generations.push_back(id);
    }
    return probe;
  }

  Capabilities capabilities() const override { return {true, true, false}; }

  std::optional<std::string> objection(const document::Document& document,
                                       std::size_t program) const override {
    if (auto objection = program_objection(document, program)) return objection;
    const regdb::Generation* generation = document.generation();
    if (generation == nullptr || !exec::Machine::supports(*generation)) {
      const std::string& name = document.identity().name;
      return "the program is for " +
             (name.empty() ? "cpusubtype " + std::to_string(document.identity().subtype) : name) +
             ", there are no execution rules for it";
    }
    if (document.programs()[program].task_count == 0) return "the program has no tasks";
    std::uint64_t total = 0;
    for (const model::Buffer& buffer : model::buffers_of(document, program)) {
      if (!add_fits(total, buffer.size, total) || total > exec::kMaxBytes)
        return "its buffers together have more than " + byte_size(exec::kMaxBytes);
    }
    return std::nullopt;
  }

  Result<std::unique_ptr<Session>> open() const override {
    return std::unique_ptr<Session>(std::make_unique<CpuSession>());
  }
};

}  // namespace

DevicePtr make_cpu_device() {
  return std::make_shared<CpuDevice>();
}

}  // namespace ane::device
