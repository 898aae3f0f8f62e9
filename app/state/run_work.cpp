#include "app/state/run_work.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include "app/state/app.hpp"
#include "app/state/run_parts.hpp"

namespace ane::state {
namespace {

std::string clock_text() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  std::array<char, 8> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%H:%M", &parts)};
}

bool ran_on_inferred_rules(const run::Trace& trace) {
  return std::any_of(trace.report.tasks.begin(), trace.report.tasks.end(), [](const run::TaskReport& task) {
    return task.outcome.status == exec::TaskStatus::Done && task.outcome.basis == exec::Basis::Inferred;
  });
}

Result<device::DevicePtr> usable_device(const std::string& id, const document::Document& document,
                                        std::size_t program, std::string& advice) {
  ANE_TRY(device::DevicePtr device, device::find_device(id, document, program));
  const device::Probe probe = device->probe();
  if (probe.usable) return device;
  advice = probe.advice;
  return Error{probe.id + " cannot be used: " + probe.reason, {}};
}

void execute_run(FinishedRun& run, const run::Signature& signature, Progress& progress) {
  auto inputs = all_input_values(run.setup, signature);
  if (!inputs) {
    run.failure = inputs.error().message;
    return;
  }
  Executed done = execute_setup(run.document, signature, run.setup, *std::move(inputs), progress);
  run.trace = std::move(done.trace);
  run.failure = std::move(done.failure);
  run.advice = std::move(done.advice);
  if (!run.trace) return;
  run.device = run.trace->report.device;
  run.inferred = ran_on_inferred_rules(*run.trace);
}

/// The tensor that is like the one looked at before, else the first that a task wrote.
std::size_t tensor_to_show(const run::Trace& trace, const run::KeptTensorPtr& before) {
  if (before)
    if (const auto same = trace.find(before->role, before->name)) return *same;
  for (std::size_t i = 0; i < trace.tensors.size(); ++i)
    if (trace.tensors[i]->role != run::TensorRole::Input) return i;
  return 0;
}

void look_at_run(App& app, int id) {
  RunWork& work = app.running;
  const run::Trace* trace = work.trace();
  const run::KeptTensorPtr before =
      trace != nullptr && work.tensor < trace->tensors.size() ? trace->tensors[work.tensor] : nullptr;
  work.a = id;
  ++work.steps;
  trace = work.trace();
  work.tensor = trace == nullptr ? 0 : tensor_to_show(*trace, before);
  const run::KeptTensor* shown = work.tensor_a();
  if (shown == nullptr || (work.element && *work.element >= shown->count())) work.element.reset();
  restart_run_comparison(app);
}

void take_run(App& app, std::shared_ptr<FinishedRun> run, std::uint64_t request) {
  RunWork& work = app.running;
  if (work.request == request) work.running = false;
  run->id = work.runs.empty() ? 1 : work.runs.front()->id + 1;
  run->clock = clock_text();
  if (!run->failure.empty())
    app.log(Severity::Warning, run->file_name + " did not run: " + run->failure +
                                   (run->advice.empty() ? "" : "; " + run->advice));
  const int id = run->id, file = run->file;
  const std::string name = run->file_name;
  work.runs.insert(work.runs.begin(), std::move(run));
  if (file == app.active_file || app.file(file) == nullptr) return look_at_run(app, id);
  work.places.erase(file);  // the newest one is looked at
  app.toast(Severity::Note, name + " ran: its tab shows what came out");
}

/// The newest run of a file, or 0.
int newest_run(const RunWork& work, int file) {
  const auto found =
      std::find_if(work.runs.begin(), work.runs.end(), [file](const auto& run) { return run->file == file; });
  return found == work.runs.end() ? 0 : (*found)->id;
}

bool same_shapes(const run::Signature& a, const run::Signature& b) {
  return std::equal(a.inputs.begin(), a.inputs.end(), b.inputs.begin(), b.inputs.end(),
                    [](const run::Port& x, const run::Port& y) {
                      return x.tensor.name == y.tensor.name && x.layout.shape() == y.layout.shape();
                    });
}

}  // namespace

Executed execute_setup(const document::DocumentPtr& document, const run::Signature& signature,
                       const RunSetup& setup, InputValues inputs, Progress& progress) {
  Executed done;
  const auto device = usable_device(setup.device, *document, setup.program, done.advice);
  if (!device) {
    done.failure = device.error().message;
    return done;
  }
  run::Request request;
  request.document = document;
  request.program = setup.program;
  request.inputs = std::move(inputs);
  request.allow_inferred = setup.allow_inferred;
  request.repeat = setup.repeat;
  // A long run on the processor is no fault, and can be stopped.
  request.timeout = (*device)->capabilities().can_hang ? std::chrono::milliseconds(setup.timeout)
                                                       : std::chrono::milliseconds(std::chrono::hours(24));
  request.cancel = &progress.cancel_flag();
  run::TraceRecorder recorder;
  progress.set_total(document->programs()[setup.program].task_count);
  if ((*device)->capabilities().intermediates) {
    request.on_task = [&progress, keep = recorder.hook()](std::size_t task, const exec::TaskOutcome& outcome,
                                                          const exec::Memory& memory) {
      keep(task, outcome, memory);
      progress.tick();
    };
  }
  auto report = run::execute(**device, signature, request);
  if (!report) {
    done.failure = report.error().message;
    return done;
  }
  if (!report->ok) {
    done.failure = report->failure;
    done.advice = report->advice;
  }
  done.trace =
      std::make_shared<const run::Trace>(std::move(recorder).finish(signature, request, *std::move(report)));
  return done;
}

const FinishedRun* RunWork::find(int id) const {
  const auto found = std::find_if(runs.begin(), runs.end(), [id](const auto& run) { return run->id == id; });
  return found == runs.end() ? nullptr : found->get();
}

const FinishedRun* RunWork::shown() const {
  return find(a);
}

const run::Trace* RunWork::trace() const {
  const FinishedRun* run = shown();
  return run == nullptr ? nullptr : run->trace.get();
}

const run::KeptTensor* RunWork::tensor_a() const {
  const run::Trace* shown_trace = trace();
  return shown_trace != nullptr && tensor < shown_trace->tensors.size() ? shown_trace->tensors[tensor].get()
                                                                        : nullptr;
}

const run::KeptTensor* RunWork::tensor_b() const {
  const run::KeptTensor* mine = tensor_a();
  if (mine == nullptr || !b) return nullptr;
  const auto found = mine->role == run::TensorRole::Task && mine->task ? b->of_task(*mine->task)
                                                                       : b->find(mine->role, mine->name);
  return found && b->tensors[*found]->shape == mine->shape ? b->tensors[*found].get() : nullptr;
}

std::string_view run_status(const App& app) {
  const RunWork& work = app.running;
  if (work.running) return "running";
  const FinishedRun* run = work.shown();
  if (run == nullptr) return "none";
  return run->failure.empty() ? "ready" : "failed";
}

Result<void> start_run(App& app) {
  RunWork& work = app.running;
  const OpenFile& file = *app.active();
  const RunTarget& target = run_target(app, file);
  if (!target.error.empty()) return Error{file.name() + " cannot be executed: " + target.error, {}};
  auto run = std::make_shared<FinishedRun>();
  run->file = file.id();
  run->file_name = file.name();
  run->document = file.document();
  const EditState& edits = file.edits;
  run->changes = edits.at < edits.history.size() ? edits.history[edits.at].count() : 0;
  run->setup = run_setup(app, file);
  run->device = run->setup.device;
  run->inputs = inputs_text(run->setup);
  work.running = true;
  app.layout = Layout::Debug;
  app.database_shown = false;
  app.jobs.start(
      "run", "Running " + file.name() + " on " + run->device,
      [&app, run, signature = target.signature, request = ++work.request](Progress& progress) -> Completion {
        execute_run(*run, signature, progress);
        return [&app, run, request] { take_run(app, run, request); };
      },
      Jobs::Ending::Always);
  return {};
}

Result<void> show_run(App& app, int id) {
  const FinishedRun* run = app.running.find(id);
  if (run == nullptr) return Error{"there is no run " + std::to_string(id), {}};
  if (run->file != app.active_file && app.file(run->file) != nullptr) {
    app.activate(run->file);
    follow_active_run(app);
  }
  look_at_run(app, id);
  return {};
}

bool follow_active_run(App& app) {
  RunWork& work = app.running;
  if (work.followed == app.active_file) return false;
  if (work.a != 0) work.places[work.followed] = {work.a, work.tensor, work.element};
  work.followed = app.active_file;
  const auto known = work.places.find(app.active_file);
  const RunPlace place =
      known != work.places.end() ? known->second : RunPlace{newest_run(work, app.active_file), 0, {}};
  if (place.run != work.a) {
    look_at_run(app, place.run);
    const run::Trace* trace = work.trace();
    if (known != work.places.end() && trace != nullptr && place.tensor < trace->tensors.size()) {
      work.tensor = place.tensor;
      work.element = place.element;
    }
  }
  if (!(picked_subject(app) == app.explaining.subject)) forget_explanation(app);
  return true;
}

void show_tensor(App& app, std::size_t tensor, std::optional<std::uint64_t> element) {
  app.running.tensor = tensor;
  app.running.element = element;
  ++app.running.steps;
  const run::KeptTensor* shown = app.running.tensor_a();
  const OpenFile* file = app.active();
  if (shown == nullptr || !shown->task || file == nullptr || file->id() != app.running.shown()->file) return;
  if (file->current_task() != *shown->task) app.select(file->same_in_task(*shown->task));
}

// After an edit the same inputs fit, as a rule: what was set up is to be run again.
void forget_run_file(App& app, int file) {
  RunWork& work = app.running;
  const auto before = work.targets.find(file);
  std::optional<run::Signature> signature;
  if (before != work.targets.end()) signature = std::move(before->second.signature);
  work.targets.erase(file);
  work.prepared.erase(file);
  work.prepared_for.erase(file);
  const OpenFile* now = app.file(file);
  if (now != nullptr && signature && same_shapes(*signature, run_target(app, *now).signature)) return;
  work.setups.erase(file);
}

}  // namespace ane::state
