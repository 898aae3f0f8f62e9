// What a run is compared with, and the devices there are.

#include <filesystem>

#include "app/state/app.hpp"
#include "app/state/run_parts.hpp"

namespace ane::state {
namespace {

constexpr const char* kCompareTag = "run compare";

/// Side B as a job is to make it.
struct SideOrder {
  SideB kind = SideB::None;
  FinishedRunPtr a;
  std::string device, folder;
  FinishedRunPtr other;
  run::TracePtr ready;  ///< B where it is there already
  std::string title;
};

struct MadeSide {
  run::TracePtr trace;
  std::string error;
};

/// The same program and the same inputs on another device.
MadeSide execute_side(const SideOrder& order, Progress& progress) {
  const auto signature = run::signature_of(*order.a->document, order.a->setup.program);
  if (!signature) return {nullptr, signature.error().message};
  InputValues inputs;
  for (const run::KeptTensorPtr& tensor : order.a->trace->tensors)
    if (tensor->role == run::TensorRole::Input) inputs[inputs.size()] = tensor->values;
  RunSetup setup = order.a->setup;
  setup.device = order.device;
  setup.repeat = 1;
  Executed done = execute_setup(order.a->document, *signature, setup, std::move(inputs), progress);
  return {std::move(done.trace), done.failure + (done.advice.empty() ? "" : ". " + done.advice)};
}

MadeSide make_side(const SideOrder& order, Progress& progress) {
  if (progress.cancelled()) return {};
  if (order.ready) return {order.ready, ""};
  switch (order.kind) {
    case SideB::Device:
      return execute_side(order, progress);
    case SideB::Folder: {
      auto trace = run::read_reference(order.folder, *order.a->trace);
      if (!trace) return {nullptr, trace.error().message};
      return {std::make_shared<const run::Trace>(*std::move(trace)), ""};
    }
    case SideB::Run:
      if (order.other == nullptr) return {nullptr, "choose a run of the list"};
      return {order.other->trace, order.other->failure};
    case SideB::None:
      break;
  }
  return {};
}

FinishedRunPtr run_of_id(const RunWork& work, int id) {
  for (const FinishedRunPtr& run : work.runs)
    if (run->id == id) return run;
  return nullptr;
}

SideOrder order_of(const RunWork& work) {
  SideOrder order;
  order.kind = work.side_b;
  order.a = run_of_id(work, work.a);
  order.device = work.b_device;
  order.folder = work.b_folder;
  if (work.side_b == SideB::Device) order.title = work.b_device;
  if (work.side_b == SideB::Folder)
    order.title = std::filesystem::path(work.b_folder).lexically_normal().filename().string() + "/";
  if (work.side_b == SideB::Run) {
    order.other = run_of_id(work, work.b_run);
    if (order.other)
      order.title = order.other->clock + " " + order.other->device + " · " + order.other->inputs;
  }
  return order;
}

/// "22 of 24" where all of them were compared, else "2/24", which must not look like a full pass.
std::string verdict_text(const run::TraceComparison& comparison) {
  return std::to_string(comparison.verdicts.size() - comparison.failing) +
         (comparison.only_a.empty() ? " of " : "/") + std::to_string(comparison.results());
}

/// A part of B, or of the comparison, would look like all of it.
void end_cancelled_comparison(RunWork& work) {
  work.comparing = false;
  work.b.reset();
  work.b_error = "the comparison was cancelled; choose B again";
  ++work.steps;
}

void start_comparing(App& app, SideOrder order) {
  RunWork& work = app.running;
  work.comparison.reset();
  work.b_error.clear();
  work.b_title = order.title;
  if (!order.ready) work.b.reset();
  const std::uint64_t request = ++work.compare_request;
  // Until there is a new verdict there is none: the old one is about another B.
  work.verdicts.erase(work.a);
  work.comparing = order.kind != SideB::None && order.a && order.a->trace;
  if (!work.comparing) return app.jobs.cancel_tag(kCompareTag);
  app.jobs.start(
      kCompareTag, "Comparing with " + order.title,
      [&app, request, order = std::move(order),
       tolerance = work.tolerance](Progress& progress) -> Completion {
        MadeSide made = make_side(order, progress);
        std::shared_ptr<const run::TraceComparison> comparison;
        if (made.trace)
          comparison = std::make_shared<const run::TraceComparison>(run::compare_traces(
              *order.a->trace, *made.trace, tolerance, [&progress] { return progress.cancelled(); }));
        // What was cancelled is known when this runs: the job is there until then.
        return [&app, &progress, request, made = std::move(made), comparison, id = order.a->id] {
          if (app.running.compare_request != request) return;
          if (progress.cancelled()) return end_cancelled_comparison(app.running);
          RunWork& now = app.running;
          now.comparing = false;
          now.b = made.trace;
          now.b_error = made.error;
          now.comparison = comparison;
          if (comparison) now.verdicts[id] = verdict_text(*comparison);
          ++now.steps;
        };
      },
      Jobs::Ending::Always);
}

std::vector<DeviceRow> look_for_devices(const document::DocumentPtr& document, std::size_t program) {
  std::vector<DeviceRow> rows;
  for (const device::DevicePtr& device : device::all_devices()) {
    DeviceRow row{device->probe(), device->capabilities(), ""};
    if (document && program < document->programs().size())
      row.objection = device->objection(*document, program).value_or("");
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

void restart_run_comparison(App& app) {
  start_comparing(app, order_of(app.running));
}

void compare_run_again(App& app) {
  SideOrder order = order_of(app.running);
  order.ready = app.running.b;
  start_comparing(app, std::move(order));
}

void find_devices(App& app) {
  RunWork& work = app.running;
  const OpenFile* file = app.active();
  work.devices_file = app.active_file;
  work.devices_document = file == nullptr ? nullptr : file->document();
  const std::size_t program = file == nullptr ? 0 : run_setup(app, *file).program;
  // Cancelled or not: it cannot be stopped half-way, and what stood in the list is about another program.
  app.jobs.start(
      "run devices", "Looking for devices",
      [&app, document = work.devices_document, program](Progress&) -> Completion {
        return [&app, document, rows = look_for_devices(document, program)]() mutable {
          if (app.running.devices_document != document) return;
          app.running.devices = std::move(rows);
          app.running.devices_known = true;
        };
      },
      Jobs::Ending::Always);
}

void need_devices(App& app) {
  const RunWork& work = app.running;
  const OpenFile* file = app.active();
  const document::DocumentPtr document = file == nullptr ? nullptr : file->document();
  if (work.devices_file == app.active_file && work.devices_document == document &&
      (work.devices_known || !app.jobs.idle()))
    return;
  find_devices(app);
}

}  // namespace ane::state
