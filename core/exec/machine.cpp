#include "core/exec/machine.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/base/text.hpp"
#include "core/exec/coefficients.hpp"
#include "core/exec/engines.hpp"
#include "core/exec/gate.hpp"
#include "core/exec/image.hpp"
#include "core/exec/insight.hpp"
#include "core/exec/plan.hpp"
#include "core/regdb/codec.hpp"

namespace ane::exec {
namespace {

/// One task from its registers to its result in memory.
class Step {
 public:
  Step(Gate& gate, Memory& memory, const Options& options, TaskOutcome& outcome, Undo* undo)
      : gate_(gate), memory_(memory), options_(options), outcome_(outcome), undo_(undo) {}

  /// False where the task is refused, with the gate closed, or given up; nothing was written then.
  bool run(const TaskPlan& plan) {
    outcome_.operation = plan.operation;
    if (refused()) return false;
    return plan.neural ? neural(*plan.neural) : planar(*plan.planar);
  }

 private:
  bool refused() const { return gate_.refusal().has_value(); }

  bool can_read(const PlannedOperand& operand) { return allow(operand, objection_to_read(memory_, operand)); }
  bool can_write(const PlannedOperand& operand) {
    return allow(operand, objection_to_write(memory_, operand.place));
  }
  bool allow(const PlannedOperand& operand, std::optional<std::string> objection) {
    if (objection) gate_.require(false, operand.field, *objection, operand.place.on_chip ? "8.7" : "2.1");
    return !objection;
  }

  Image read(const PlannedOperand& operand) {
    outcome_.sources.push_back(operand.place);
    return load(memory_, operand, outcome_.hazards);
  }

  void about_to_write(const StoredTensor& place) {
    const auto bytes = place.extent();
    if (undo_ == nullptr || !bytes) return;
    if (place.on_chip) {
      undo_->keep_on_chip(memory_, *bytes);
    } else {
      undo_->keep(memory_, place.slot, *bytes);
    }
  }

  void keep_source(const PlannedOperand& operand, const Image& image) {
    if (!operand.kept) return;
    about_to_write(*operand.kept);
    keep(memory_, operand, image);
    outcome_.kept = operand.kept;
  }

  void write(const PlannedOperand& operand, const Image& image) {
    about_to_write(operand.place);
    store(memory_, operand, image);
    outcome_.result = operand.place;
  }

  bool neural(const NeuralPlan& plan) {
    if (!can_read(plan.source) || !can_write(plan.result)) return false;
    const Coefficients coefficients = read_coefficients(gate_, memory_, plan, outcome_.hazards);
    if (refused()) return false;
    const Image source = read(plan.source);
    const Image result = execute_neural(plan, source, coefficients, options_, outcome_.hazards);
    if (options_.give_up.now()) return false;
    keep_source(plan.source, source);
    write(plan.result, result);
    return true;
  }

  bool planar(const PlanarPlan& plan) {
    if (!can_read(plan.source1) || (plan.source2 && !can_read(*plan.source2)) || !can_write(plan.result))
      return false;
    const Image source1 = read(plan.source1);
    const Image source2 = plan.source2 ? read(*plan.source2) : Image{};
    const Image result = execute_planar(plan, source1, plan.source2 ? &source2 : nullptr, outcome_.hazards);
    keep_source(plan.source1, source1);
    write(plan.result, result);
    return true;
  }

  Gate& gate_;
  Memory& memory_;
  const Options& options_;
  TaskOutcome& outcome_;
  Undo* undo_;
};

/// A list that breaks off or leads back is not what the hardware would follow: nothing of it is executed.
Result<void> check_task_list(const document::Document& document) {
  for (const Diagnostic& problem : document.problems().list()) {
    if (problem.severity == Severity::Error && problem.code.starts_with("task-"))
      return Error{"its list of tasks is damaged: " + problem.message, problem.where};
  }
  return {};
}

/// What a buffer has bytes for: of constants no more than the file holds, since zeros in place of weights
/// would be a result that nobody asked for.
std::uint64_t length_of(const model::Buffer& buffer) {
  return buffer.kind == model::BufferKind::Constants ? std::min(buffer.bytes.size, buffer.size) : buffer.size;
}

}  // namespace

struct Machine::Rules {
  std::shared_ptr<const Acceptance> acceptance;
  History history;

  void remember(const TaskOutcome& outcome, std::size_t task) {
    if (outcome.result->on_chip) return;
    history.results.push_back(*outcome.result);
    history.writers.push_back(task);
  }
  void forget_from(std::size_t task) {
    while (!history.writers.empty() && history.writers.back() >= task) {
      history.writers.pop_back();
      history.results.pop_back();
    }
  }
};

Machine::Machine(regdb::GenerationPtr generation, std::vector<task::Task> tasks, Options options)
    : generation_(std::move(generation)),
      tasks_(std::move(tasks)),
      options_(options),
      rules_(std::make_unique<Rules>(Rules{Acceptance::of(*generation_), {}})) {}

Machine::Machine(Machine&&) noexcept = default;
Machine& Machine::operator=(Machine&&) noexcept = default;
Machine::~Machine() = default;

bool Machine::supports(const regdb::Generation& generation) {
  return Acceptance::is_there(generation);
}

Result<Machine> Machine::of(const document::Document& document, std::size_t program, Options options) {
  const regdb::Generation* generation = document.generation();
  if (generation == nullptr || !supports(*generation)) {
    return Error{
        "programs of generation " + document.identity().generation + " are not executed, only those of H13",
        {}};
  }
  if (program >= document.programs().size())
    return Error{"there is no program " + std::to_string(program) + ", the file has " +
                     std::to_string(document.programs().size()),
                 {}};
  const document::ProgramTasks& part = document.programs()[program];
  if (part.task_count == 0) return Error{"the program has no tasks", {}};
  ANE_CHECK(check_task_list(document));
  Diagnostics problems;
  std::vector<task::Task> tasks;
  for (std::size_t i = 0; i < part.task_count; ++i)
    tasks.push_back(document.decode(part.first_task + i, problems));
  ANE_TRY(auto shared, document.database()->generation(generation->id));
  Machine machine(std::move(shared), std::move(tasks), options);
  ANE_CHECK(machine.make_buffers(document, program));
  return machine;
}

bool Machine::is_needed(const model::Buffer& buffer) const {
  if (buffer.kind != model::BufferKind::Other) return true;
  for (const char* name : {"buffer.source1", "buffer.source2", "buffer.result", "buffer.kernel"}) {
    const auto field = generation_->by_concept(name);
    if (!field || field->header == nullptr) continue;
    for (const task::Task& task : tasks_) {
      if (regdb::unpack(*field->field, task.header_word(*field->header)).number == buffer.slot) return true;
    }
  }
  return false;
}

Result<void> Machine::make_buffers(const document::Document& document, std::size_t program) {
  table_ = model::buffers_of(document, program);
  std::erase_if(table_, [&](const model::Buffer& buffer) { return !is_needed(buffer); });
  std::uint64_t total = 0;
  for (const model::Buffer& buffer : table_) {
    if (buffer.slot >= kSlots)
      return Error{"buffer " + std::to_string(buffer.slot) + " has no base register, there are " +
                       std::to_string(kSlots),
                   {}};
    if (!add_fits(total, length_of(buffer), total) || total > kMaxBytes)
      return Error{"the buffers together have more than " + hex(kMaxBytes) + " bytes", {}};
  }
  owned_.resize(table_.size());
  for (std::size_t i = 0; i < table_.size(); ++i) {
    owned_[i].resize(length_of(table_[i]));
    const auto stored =
        std::span(owned_[i]).first(std::min<std::size_t>(table_[i].bytes.size, owned_[i].size()));
    if (!document.file().copy(table_[i].bytes.offset, stored))
      return Error{"the bytes of buffer " + std::to_string(table_[i].slot) + " are not in the file",
                   table_[i].bytes};
    memory_.bind(table_[i].slot, owned_[i]);
  }
  return {};
}

std::map<std::uint32_t, std::vector<std::uint8_t>> Machine::take_buffers() && {
  std::map<std::uint32_t, std::vector<std::uint8_t>> buffers;
  for (std::size_t i = 0; i < table_.size(); ++i) buffers[table_[i].slot] = std::move(owned_[i]);
  return buffers;
}

TaskOutcome Machine::step(Undo* undo) {
  const auto begin = std::chrono::steady_clock::now();
  TaskOutcome outcome;
  const task::Task& task = tasks_[next_];
  const Registers registers(*generation_, task);
  Gate gate(registers, options_.allow_inferred);
  if (!task.undecoded.empty())
    gate.refuse_word("task " + std::to_string(next_), "", "not all of its bytes are decoded", "3");
  if (rules_->acceptance == nullptr) gate.refuse_word("", "", "there are no rules for this generation", "12");
  bool done = false;
  if (gate.open()) {
    const TaskPlan plan = plan_task(gate, *rules_->acceptance, rules_->history);
    done = Step(gate, memory_, options_, outcome, undo).run(plan);
  }
  outcome.basis = gate.basis();
  for (const NeededRule& rule : gate.rules()) outcome.rules.push_back(rule.sentence());
  if (done) {
    rules_->remember(outcome, next_++);
  } else {
    outcome.refusal = gate.refusal();
    outcome.status = outcome.refusal ? TaskStatus::Refused : TaskStatus::Cancelled;
    outcome.hazards = {};
    outcome.sources.clear();
  }
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return outcome;
}

Result<Insight> Machine::look_ahead() const {
  if (done()) return Error{"no task is left", {}};
  const task::Task& task = tasks_[next_];
  const Registers registers(*generation_, task);
  Gate gate(registers, options_.allow_inferred);
  const auto refused = [&] {
    const auto refusal = gate.refusal();
    return Error{refusal ? refusal->sentence() : "no rule covers the task", {}};
  };
  if (!task.undecoded.empty()) return Error{"not all bytes of the task are decoded", {}};
  if (rules_->acceptance == nullptr) return Error{"there are no rules for this generation", {}};
  Insight insight;
  insight.plan = plan_task(gate, *rules_->acceptance, rules_->history);
  if (gate.refusal()) return refused();
  Hazards unused;
  const auto read = [&](const PlannedOperand& operand, Image& image) {
    if (const auto reason = objection_to_read(memory_, operand)) {
      gate.require(false, operand.field, *reason, operand.place.on_chip ? "8.7" : "2.1");
      return;
    }
    image = load(memory_, operand, unused);
  };
  if (insight.plan.neural) {
    insight.coefficients = read_coefficients(gate, memory_, *insight.plan.neural, unused);
    read(insight.plan.neural->source, insight.source1);
  } else {
    read(insight.plan.planar->source1, insight.source1);
    if (insight.plan.planar->source2) read(*insight.plan.planar->source2, insight.source2.emplace());
  }
  if (gate.refusal()) return refused();
  insight.basis = gate.basis();
  insight.rules = gate.rules();
  return insight;
}

void Machine::seek(std::size_t next) {
  next_ = std::min(next, tasks_.size());
  rules_->forget_from(next_);
}

}  // namespace ane::exec
