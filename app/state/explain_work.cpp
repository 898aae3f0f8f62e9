#include "app/state/explain_work.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "app/state/app.hpp"
#include "app/state/debug_session.hpp"
#include "app/state/run_parts.hpp"
#include "core/base/text.hpp"
#include "core/exec/rounding.hpp"

namespace ane::state {

/// A program of a run that is executed once more, as far as the task that is asked about.
class ExplainMachine {
 public:
  explicit ExplainMachine(FinishedRunPtr run) : run_(std::move(run)) {}

  std::mutex turn;

  int run() const { return run_->id; }

  /// Stands before task `task` of the program. Fails where the program cannot be run that far.
  Result<const exec::Machine*> before(std::size_t task, Progress& progress) {
    if (!stepper_) ANE_CHECK(open());
    if (!stepper_->go_to(task, [&] { return progress.cancelled(); })) {
      const auto& last = stepper_->last();
      return Error{"task " + std::to_string(stepper_->position()) + " of the program does not run" +
                       (last && last->refusal ? ": " + last->refusal->sentence() : std::string()),
                   {}};
    }
    return &stepper_->machine();
  }

 private:
  Result<void> open() {
    const RunSetup& setup = run_->setup;
    ANE_TRY(const run::Signature signature, run::signature_of(*run_->document, setup.program));
    ANE_TRY(const InputValues values, values_of_run(signature));
    ANE_TRY(auto buffers, buffers_with(signature, values));
    exec::Options options;
    options.allow_inferred = setup.allow_inferred;
    ANE_TRY(auto stepper, debug::Stepper::of(run_->document, setup.program, std::move(buffers), options));
    stepper_.emplace(std::move(stepper));
    return {};
  }

  /// Inputs as the run had them: a file that one came from may hold something else by now.
  Result<InputValues> values_of_run(const run::Signature& signature) const {
    InputValues values;
    for (std::size_t i = 0; i < signature.inputs.size(); ++i) {
      const std::string& name = signature.inputs[i].tensor.name;
      const auto kept = run_->trace->find(run::TensorRole::Input, name);
      if (!kept) return Error{"the run kept no values of input " + name, {}};
      values[i] = run_->trace->tensors[*kept]->values;
    }
    return values;
  }

  FinishedRunPtr run_;
  std::optional<debug::Stepper> stepper_;
};

namespace {

/// An element of a task's result: where an explanation begins.
struct ExplainTarget {
  std::size_t task = 0;  ///< over the whole file
  run::Shape at{};       ///< in the result as stored
  std::uint16_t stored = 0;
};

Result<ExplainTarget> target_in(const run::KeptTensor& tensor, std::uint64_t element,
                                std::optional<std::size_t> task) {
  if (!task) return Error{"no task is known to have written it", {}};
  return ExplainTarget{*task, run::index_of(tensor.shape, element), tensor.values[element]};
}

/// The task that wrote an element of an output last, which a concatenation leaves to several tasks.
Result<ExplainTarget> target_of_output(const run::Trace& trace, const run::KeptTensor& output,
                                       std::uint64_t element) {
  if (!output.layout) return Error{"values from a file have no task", {}};
  const run::Shape at = run::index_of(output.shape, element);
  const std::uint64_t offset = output.layout->offset_of(at[0], at[1], at[2], at[3]);
  for (std::size_t i = trace.tensors.size(); i-- > 0;) {
    const run::KeptTensor& tensor = *trace.tensors[i];
    if (tensor.role != run::TensorRole::Task || tensor.on_chip || tensor.slot != output.slot ||
        !tensor.layout)
      continue;
    const auto index = tensor.layout->index_at(offset);
    if (index) return ExplainTarget{*tensor.task, *index, output.values[element]};
  }
  const bool any =
      std::any_of(trace.tensors.begin(), trace.tensors.end(),
                  [](const run::KeptTensorPtr& kept) { return kept->role == run::TensorRole::Task; });
  if (!any)
    return Error{"the device showed nothing of single tasks; run it on cpu to see how it is made", {}};
  if (trace.not_kept > 0)
    return Error{"results of " + counted(trace.not_kept, "task") + " were too much to keep", {}};
  return Error{"no task of this run wrote this element", {}};
}

Result<ExplainTarget> target_of(const run::Trace& trace, const run::KeptTensor& tensor,
                                std::uint64_t element) {
  switch (tensor.role) {
    case run::TensorRole::Input:
      return Error{"an input is given, no task computes it", {}};
    case run::TensorRole::Task:
      return target_in(tensor, element, tensor.task);
    case run::TensorRole::Output:
      return target_of_output(trace, tensor, element);
  }
  return Error{"unknown kind of tensor", {}};
}

Result<debug::Explanation> explain_at(const exec::Machine& machine, const ExplainTarget& target) {
  return debug::explain(machine, target.stored, target.at[0], target.at[1], target.at[2], target.at[3]);
}

/// The session goes one task back for the explanation and forward again; both leave no trace.
Result<debug::Explanation> explain_last(DebugSession& session, std::size_t position,
                                        const ExplainTarget& target) {
  const std::lock_guard lock(session.turn);
  if (session.stepper()->position() != position) return Error{"another step came first", {}};
  ANE_CHECK(session.stepper()->back());
  auto explained = explain_at(session.stepper()->machine(), target);
  if (session.stepper()->forward().status != exec::TaskStatus::Done)
    return Error{"the task did not run a second time", {}};
  return explained;
}

using Explained = Result<debug::Explanation>;

void take_explanation(App& app, std::uint64_t request, std::size_t task, Explained explained) {
  ExplainWork& work = app.explaining;
  if (work.request != request) return;
  work.busy = false;
  work.task = task;
  if (!explained) {
    work.error = explained.error().message;
    return;
  }
  work.result = std::make_shared<const debug::Explanation>(*std::move(explained));
  if (!work.result->agrees())
    app.log(Severity::Error, "the explanation of an element of task " + std::to_string(task) +
                                 " arrives at another value than the executor: please report this");
}

Jobs::Work stepping_job(App& app, const ExplainTarget& target, std::uint64_t request) {
  return [&app, target, request, session = app.debugging.session,
          position = app.debugging.moment->position](Progress&) -> Completion {
    auto explained = explain_last(*session, position, target);
    return [&app, request, target, explained = std::move(explained)]() mutable {
      take_explanation(app, request, target.task, std::move(explained));
    };
  };
}

Jobs::Work run_job(App& app, const ExplainTarget& target, std::uint64_t request) {
  const FinishedRun& run = *app.running.shown();
  const std::size_t first = run.document->programs()[run.setup.program].first_task;
  return [&app, target, first, request, machine = app.explaining.machine](Progress& progress) -> Completion {
    const auto work = [&]() -> Explained {
      const std::lock_guard lock(machine->turn);
      ANE_TRY(const exec::Machine* before, machine->before(target.task - first, progress));
      return explain_at(*before, target);
    };
    return [&app, request, target, explained = work()]() mutable {
      take_explanation(app, request, target.task, std::move(explained));
    };
  };
}

FinishedRunPtr shown_run(const App& app) {
  for (const FinishedRunPtr& run : app.running.runs)
    if (run->id == app.running.a) return run;
  return nullptr;
}

}  // namespace

ExplainSubject picked_subject(const App& app) {
  const DebugWork& debugging = app.debugging;
  if (debugging.active() && debugging.file == app.active_file) {
    if (!debugging.moment || !debugging.moment->wrote || !debugging.element) return {};
    return {debugging.moment->wrote, *debugging.element, true, 0};
  }
  const run::Trace* trace = app.running.trace();
  if (trace == nullptr || app.running.tensor >= trace->tensors.size() || !app.running.element) return {};
  return {trace->tensors[app.running.tensor], *app.running.element, false, app.running.a};
}

void forget_explanation(App& app) {
  ExplainWork& work = app.explaining;
  app.jobs.cancel_tag("explain");
  const std::uint64_t request = work.request + 1;
  auto machine = std::move(work.machine);
  work = {};
  work.request = request;
  work.machine = std::move(machine);
}

void explain_picked(App& app) {
  const ExplainSubject subject = picked_subject(app);
  if (subject == app.explaining.subject) return;
  forget_explanation(app);
  ExplainWork& work = app.explaining;
  work.subject = subject;
  if (!subject.tensor) return;
  if (!subject.stepping && (!work.machine || work.machine->run() != subject.run))
    work.machine = std::make_shared<ExplainMachine>(shown_run(app));
  const auto target = subject.stepping
                          ? target_in(*subject.tensor, subject.element, app.debugging.moment->task)
                          : target_of(*app.running.trace(), *subject.tensor, subject.element);
  if (!target) {
    work.error = target.error().message;
    return;
  }
  work.busy = true;
  app.jobs.start(
      "explain", "Explaining an element",
      subject.stepping ? stepping_job(app, *target, work.request) : run_job(app, *target, work.request),
      Jobs::Ending::Always);
}

void explain_element(App& app, std::uint64_t element) {
  app.debugging.element = element;
  explain_picked(app);
}

std::uint64_t explained_channels(const debug::Explanation& explanation) {
  std::uint64_t taps = explanation.window_width * explanation.window_height;
  if (taps == 0) return 1;
  const auto products =
      static_cast<std::uint64_t>(std::count_if(explanation.terms.begin(), explanation.terms.end(),
                                               [](const debug::Term& term) { return term.x && term.w; }));
  return std::max<std::uint64_t>(1, products / taps);
}

Result<void> select_term(App& app, std::size_t term) {
  ExplainWork& work = app.explaining;
  if (!work.result || term >= work.result->terms.size())
    return Error{"there is no term " + std::to_string(term), {}};
  work.term = term;
  const debug::Term& chosen = work.result->terms[term];
  const OpenFile* file = app.active();
  const FinishedRun* run = work.subject.stepping ? nullptr : app.running.find(work.subject.run);
  if (run != nullptr && run->file != app.active_file)
    return Error{run->file_name + " is closed: its bytes cannot be shown", {}};
  for (const debug::Origin* origin : {&chosen.w_from, &chosen.x_from}) {
    if (origin->kind != debug::Origin::Kind::File || file == nullptr) continue;
    Selection selection = file->at_byte(origin->bytes.offset);
    selection.bytes = origin->bytes;
    app.select(std::move(selection));
    return {};
  }
  return {};
}

Result<void> show_source(App& app, std::size_t term) {
  const ExplainWork& work = app.explaining;
  const run::Trace* trace = app.running.trace();
  if (!work.result || term >= work.result->terms.size())
    return Error{"there is no term " + std::to_string(term), {}};
  if (work.subject.stepping || trace == nullptr || work.subject.run != app.running.a)
    return Error{"sources are followed in a run; while stepping, go back to the task that wrote it", {}};
  const debug::Term& chosen = work.result->terms[term];
  if (chosen.x_from.kind != debug::Origin::Kind::Buffer || !chosen.x)
    return Error{chosen.source + " was not read from a buffer", {}};
  for (std::size_t i = trace->tensors.size(); i-- > 0;) {
    const run::KeptTensor& tensor = *trace->tensors[i];
    const bool earlier = tensor.role == run::TensorRole::Input ||
                         (tensor.role == run::TensorRole::Task && *tensor.task < work.task);
    if (!earlier || tensor.on_chip || tensor.slot != chosen.x_from.slot || !tensor.layout) continue;
    const auto at = tensor.layout->index_at(chosen.x_from.bytes.offset);
    if (!at) continue;
    const run::Shape& shape = tensor.shape;
    const std::uint64_t element =
        (((*at)[0] * shape[1] + (*at)[1]) * shape[2] + (*at)[2]) * shape[3] + (*at)[3];
    if (tensor.values[element] != *chosen.x) break;  // results that were not kept lie between
    show_tensor(app, i, element);
    return {};
  }
  return Error{"the run kept nothing that was there", {}};
}

const run::KeptTensor* explained_b(const App& app) {
  const ExplainSubject& subject = app.explaining.subject;
  if (!subject.tensor) return nullptr;
  const run::KeptTensor* b = nullptr;
  if (!subject.stepping) {
    b = app.running.tensor_b();
  } else if (app.running.b && app.running.shown() != nullptr &&
             app.running.shown()->file == app.debugging.file && subject.tensor->task) {
    const auto found = app.running.b->of_task(*subject.tensor->task);
    if (found) b = app.running.b->tensors[*found].get();
  }
  return b != nullptr && b->shape == subject.tensor->shape ? b : nullptr;
}

std::optional<std::string> query_explain(const App& app, std::string_view path) {
  const ExplainWork& work = app.explaining;
  const debug::Explanation* shown = work.result.get();
  if (path == "status")
    return std::string(work.busy ? "working" : shown ? "ready" : work.error.empty() ? "none" : "failed");
  if (path == "error") return work.error;
  if (path == "term") return work.term ? std::to_string(*work.term) : "";
  if (path == "channel") return std::to_string(work.channel);
  const auto of = [&](auto text) { return shown == nullptr ? std::string() : std::string(text(*shown)); };
  using E = debug::Explanation;
  if (path == "task") return of([&](const E&) { return std::to_string(work.task); });
  if (path == "terms") return of([](const E& e) { return std::to_string(e.terms_total); });
  if (path == "agrees") return of([](const E& e) { return e.agrees() ? "yes" : "no"; });
  if (path == "sentence") return of([](const E& e) { return e.sentence; });
  if (path == "stored") return of([](const E& e) { return hex(e.stored, 4); });
  if (path == "value") return of([](const E& e) { return number(exec::widen(e.stored)); });
  if (path == "explained") return of([](const E& e) { return hex(e.explained, 4); });
  if (path == "operation") return of([](const E& e) { return e.operation; });
  if (path == "stages") return of([](const E& e) { return std::to_string(e.stages.size()); });
  if (path == "exact") return of([](const E& e) { return number(e.exact); });
  if (path == "sum")
    return of([](const E& e) { return e.terms.empty() ? std::string() : number(e.terms.back().sum); });
  if (path.starts_with("sum.") || path.starts_with("product.")) {
    const auto dot = path.find('.');
    const std::string text(path.substr(dot + 1));
    const auto index = static_cast<std::size_t>(std::strtoull(text.c_str(), nullptr, 10));
    return of([&](const E& e) {
      if (index >= e.terms.size()) return std::string();
      return number(path[0] == 's' ? e.terms[index].sum : e.terms[index].product);
    });
  }
  return std::nullopt;
}

}  // namespace ane::state
