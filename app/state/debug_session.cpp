#include "app/state/debug_session.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "core/base/text.hpp"
#include "core/regdb/codec.hpp"

namespace ane::state {
namespace {

bool same_place(const exec::StoredTensor& a, const exec::StoredTensor& b) {
  const auto first = a.extent(), second = b.extent();
  return a.on_chip == b.on_chip && (a.on_chip || a.slot == b.slot) && first && second &&
         first->overlaps(*second);
}

std::vector<std::uint16_t> stored_values(const exec::Memory& memory, const exec::StoredTensor& place) {
  const auto layout = run::TensorLayout::of(place);
  if (!layout) return {};
  auto values = layout->load(place.on_chip ? memory.on_chip() : memory.buffer(place.slot));
  return values ? *std::move(values) : std::vector<std::uint16_t>();
}

class Fnv {
 public:
  void add(std::uint8_t byte) { hash_ = (hash_ ^ byte) * 0x100000001b3U; }
  std::string text() const {
    std::array<char, 20> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash_));
    return digits.data();
  }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

const std::vector<std::pair<std::string_view, double (*)(const model::Statistics&)>>& written_figures() {
  using Of = const model::Statistics&;
  static const std::vector<std::pair<std::string_view, double (*)(Of)>> kFigures = {
      {"out.min", [](Of s) { return s.min; }},
      {"out.max", [](Of s) { return s.max; }},
      {"out.mean", [](Of s) { return s.mean; }},
      {"out.nan", [](Of s) { return static_cast<double>(s.nan); }},
      {"out.inf", [](Of s) { return static_cast<double>(s.inf); }},
      {"out.zeros", [](Of s) { return static_cast<double>(s.zeros); }}};
  return kFigures;
}

ConditionValue written_figure(std::string_view name, const model::Statistics& statistics) {
  const bool of_finite = name == "out.min" || name == "out.max" || name == "out.mean";
  if (of_finite && statistics.nan + statistics.inf >= statistics.count) return {};
  for (const auto& [figure, value] : written_figures())
    if (figure == name) return value(statistics);
  return {};
}

}  // namespace

ConditionValue condition_name(std::string_view name, std::size_t task, const exec::TaskOutcome& outcome,
                              const std::optional<model::Statistics>& statistics,
                              const task::StateTracker* registers, const regdb::Generation* generation) {
  if (name == "task.index") return static_cast<double>(task);
  if (name == "task.op") return outcome.operation;
  if (name.starts_with("out.")) return statistics ? written_figure(name, *statistics) : ConditionValue();
  const auto field = generation == nullptr ? std::nullopt : generation->field(name);
  if (!field || field->reg == nullptr || registers == nullptr) return {};
  const task::RegisterState state = registers->at(field->address());
  if (state.origin == task::Origin::Unset) return {};
  const regdb::FieldValue value = regdb::unpack(*field->field, state.value);
  return value.is_real ? value.real : static_cast<double>(value.number);
}

Result<std::shared_ptr<DebugSession>> DebugSession::open(document::DocumentPtr document, std::size_t program,
                                                         debug::Stepper::Buffers inputs,
                                                         bool allow_inferred) {
  exec::Options options;
  options.allow_inferred = allow_inferred;
  ANE_TRY(debug::Stepper stepper, debug::Stepper::of(document, program, std::move(inputs), options));
  std::shared_ptr<DebugSession> session(new DebugSession);
  session->first_task_ = document->programs()[program].first_task;
  session->document_ = std::move(document);
  session->program_ = program;
  session->allow_inferred_ = allow_inferred;
  session->stepper_ = std::make_shared<debug::Stepper>(std::move(stepper));
  return session;
}

const task::StateTracker& DebugSession::registers_at(std::size_t task) {
  if (!registers_ || applied_ > task + 1) {
    registers_.emplace(*document_->generation());
    applied_ = 0;
  }
  for (; applied_ <= task; ++applied_)
    registers_->apply(stepper_->machine().task(applied_), first_task_ + applied_);
  return *registers_;
}

bool DebugSession::step(std::vector<std::uint16_t>& values) {
  const exec::TaskOutcome outcome = stepper_->forward();
  if (outcome.status != exec::TaskStatus::Done) return false;
  values = outcome.result ? stored_values(stepper_->machine().memory(), *outcome.result)
                          : std::vector<std::uint16_t>();
  std::optional<model::Statistics> statistics;
  if (!values.empty()) {
    model::HalfCounts counts;
    counts.add(values);
    statistics = counts.statistics();
  }
  written_.resize(stepper_->position() - 1);
  written_.push_back(statistics);
  return true;
}

std::string DebugSession::stop_reason(const DebugGoal& goal, const std::vector<ActiveBreakpoint>& breakpoints,
                                      const std::vector<std::uint16_t>& values) {
  const std::size_t task = stepper_->position() - 1;
  const SteppedTask seen{first_task_ + task, stepper_->outcomes().back(), values, written_.back(),
                         registers_at(task)};
  if (goal.stop) {
    std::string reason = goal.stop(seen);
    if (!reason.empty()) return reason;
  }
  for (const ActiveBreakpoint& breakpoint : breakpoints) {
    if (!breakpoint.condition) continue;
    const bool holds = breakpoint.condition->holds([&](std::string_view name) {
      return condition_name(name, seen.task, seen.outcome, seen.statistics, &seen.registers,
                            document_->generation());
    });
    if (holds) return breakpoint.text + " after task " + std::to_string(seen.task);
  }
  return "";
}

std::string DebugSession::run_until(const DebugGoal& goal, const std::vector<ActiveBreakpoint>& breakpoints,
                                    const Progress& progress) {
  const bool until = goal.kind == DebugGoal::Kind::Until;
  const std::size_t target = until                                   ? stepper_->task_count()
                             : goal.kind == DebugGoal::Kind::Forward ? stepper_->position() + 1
                                                                     : goal.position;
  std::vector<std::uint16_t> values;
  for (bool first = true; stepper_->position() < target; first = false) {
    const std::size_t next = first_task_ + stepper_->position();
    if (progress.cancelled()) return "given up before task " + std::to_string(next);
    const auto here = [&](const ActiveBreakpoint& breakpoint) { return breakpoint.task == next; };
    if (until && !first && std::any_of(breakpoints.begin(), breakpoints.end(), here))
      return "breakpoint at task " + std::to_string(next);
    if (!step(values)) {
      const bool refused = stepper_->last()->status == exec::TaskStatus::Refused;
      return "task " + std::to_string(next) + (refused ? " is refused" : " was given up");
    }
    std::string reason = until ? stop_reason(goal, breakpoints, values) : "";
    if (!reason.empty()) return reason;
  }
  return until ? goal.not_found : "";
}

std::string DebugSession::go_back(std::size_t position, const Progress& progress) {
  const bool there = stepper_->go_to(position, [&] { return progress.cancelled(); });
  written_.resize(std::min(written_.size(), stepper_->position()));
  return there ? "" : "given up before task " + std::to_string(first_task_ + stepper_->position());
}

DebugMomentPtr DebugSession::move(const DebugGoal& goal, const std::vector<ActiveBreakpoint>& breakpoints,
                                  Progress& progress) {
  exec::Options options;
  options.allow_inferred = allow_inferred_;
  options.give_up.cancel = &progress.cancel_flag();
  stepper_->set_options(options);
  using Kind = DebugGoal::Kind;
  const std::size_t position = stepper_->position();
  std::string stopped;
  if (goal.kind == Kind::Restart) {
    stopped = go_back(0, progress);
  } else if (goal.kind == Kind::Back) {
    stopped = position == 0 ? "this is the start" : go_back(position - 1, progress);
  } else if (goal.kind == Kind::To && goal.position < position) {
    stopped = go_back(goal.position, progress);
  } else {
    stopped = run_until(goal, breakpoints, progress);
  }
  // The flag belongs to this job and is gone after it.
  options.give_up.cancel = nullptr;
  stepper_->set_options(options);
  return look(std::move(stopped));
}

std::string DebugSession::name_of(const exec::StoredTensor& place) const {
  if (place.on_chip) return "on chip";
  const model::Buffer* buffer = model::find_buffer(stepper_->machine().buffers(), place.slot);
  if (buffer == nullptr) return "@" + std::to_string(place.slot);
  const std::string& name = buffer->tensor.empty() ? buffer->name : buffer->tensor;
  return name.empty() ? std::string(model::buffer_kind_name(buffer->kind)) : escaped(name);
}

run::KeptTensorPtr DebugSession::tensor_at(const exec::StoredTensor& place, std::string name) const {
  auto layout = run::TensorLayout::of(place);
  run::KeptTensor tensor;
  tensor.values = stored_values(stepper_->machine().memory(), place);
  if (!layout || tensor.values.empty()) return nullptr;
  tensor.name = std::move(name);
  tensor.shape = layout->shape();
  tensor.on_chip = place.on_chip;
  tensor.slot = place.slot;
  tensor.layout = *std::move(layout);
  return run::kept_tensor(std::move(tensor));
}

std::vector<run::KeptTensorPtr> DebugSession::read_sources(const exec::TaskOutcome& outcome) {
  // What the task wrote over is there only before it ran.
  const bool overwritten =
      std::any_of(outcome.sources.begin(), outcome.sources.end(), [&](const exec::StoredTensor& source) {
        return (outcome.result && same_place(source, *outcome.result)) ||
               (outcome.kept && same_place(source, *outcome.kept));
      });
  if (overwritten) (void)stepper_->back();
  std::vector<run::KeptTensorPtr> sources;
  for (const exec::StoredTensor& source : outcome.sources) {
    auto tensor = tensor_at(source, name_of(source));
    if (tensor != nullptr) sources.push_back(std::move(tensor));
  }
  if (overwritten) (void)stepper_->forward();
  return sources;
}

DebugMomentPtr DebugSession::look(std::string stopped) {
  auto moment = std::make_shared<DebugMoment>();
  const std::optional<exec::TaskOutcome> last = stepper_->last();
  moment->first_task = first_task_;
  moment->task_count = stepper_->task_count();
  moment->stopped = std::move(stopped);
  moment->outcome = last;
  moment->refused = last && last->status == exec::TaskStatus::Refused;
  if (stepper_->position() > 0) {
    moment->task = first_task_ + stepper_->position() - 1;
    const exec::TaskOutcome done = stepper_->outcomes().back();
    moment->read = read_sources(done);
    if (done.result) moment->wrote = tensor_at(*done.result, name_of(*done.result));
  }
  moment->position = stepper_->position();
  moment->outcomes = stepper_->outcomes();
  moment->written = written_;
  moment->kept_bytes = stepper_->kept_bytes();
  return moment;
}

std::optional<std::size_t> DebugSession::next_change(const regdb::FieldRef& field, std::size_t from) const {
  task::StateTracker tracker(*document_->generation());
  const exec::Machine& machine = stepper_->machine();
  std::optional<std::uint32_t> before;
  for (std::size_t task = 0; task < machine.task_count(); ++task) {
    tracker.apply(machine.task(task), first_task_ + task);
    const task::RegisterState state = tracker.at(field.address());
    std::optional<std::uint32_t> now;
    if (state.origin != task::Origin::Unset) now = regdb::unpack(*field.field, state.value).raw;
    if (task >= from && task > 0 && now != before) return task;
    before = now;
  }
  return std::nullopt;
}

std::string DebugSession::hash() const {
  Fnv fnv;
  const exec::Memory& memory = stepper_->machine().memory();
  for (std::uint32_t slot = 0; slot < exec::kSlots; ++slot)
    for (const std::uint8_t byte : memory.buffer(slot)) fnv.add(byte);
  for (const std::uint8_t byte : memory.on_chip()) fnv.add(byte);
  for (const bool written : memory.on_chip_flags()) fnv.add(written ? 1 : 0);
  return fnv.text();
}

}  // namespace ane::state
