#include "app/state/task_table.hpp"

#include <algorithm>
#include <map>

#include "core/base/text.hpp"
#include "core/model/access.hpp"
#include "core/model/counts.hpp"
#include "core/model/task_describer.hpp"
#include "core/regdb/codec.hpp"

namespace ane::state {
namespace {

// Names for base-address slots: the tensors that were declared, by program and slot.
class Buffers {
 public:
  explicit Buffers(const document::Document& document) {
    for (const model::Tensor& tensor : model::declared_tensors(document)) {
      if (tensor.buffer) names_.emplace(std::pair(tensor.program, *tensor.buffer), tensor.name);
    }
  }
  std::string name(const std::string& program, std::int64_t slot) const {
    const auto found = names_.find({program, static_cast<std::uint32_t>(slot)});
    return found == names_.end() ? "@" + std::to_string(slot) : found->second;
  }

 private:
  std::map<std::pair<std::string, std::uint32_t>, std::string> names_;
};

// Where one side of the task is: buffers by name, or L2.
std::string side(const std::vector<model::Access>& accesses, const Buffers& buffers,
                 const std::string& program, bool written) {
  std::string text;
  for (const model::Access& access : accesses) {
    const bool source = access.port == model::Port::Source1 || access.port == model::Port::Source2;
    if (written ? !access.writes() : !source) continue;
    const std::string name = access.on_chip ? "L2"
                             : access.place ? buffers.name(program, access.place->slot)
                                            : "";
    if (name.empty() || text == name) continue;
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

std::string result_of(const model::Facts& facts) {
  const auto channels = facts.number("common.out_channels");
  const auto height = facts.number("common.out_height");
  const auto width = facts.number("common.out_width");
  if (!channels || !height || !width) return "";
  const auto times = [&](const char* name) {
    return static_cast<std::int64_t>(model::at_least_one(facts, name));
  };
  return std::to_string(*channels * times("common.groups")) + "×" +
         std::to_string(*height * times("common.output_step_y")) + "×" +
         std::to_string(*width * times("common.output_step_x"));
}

TaskRow make_row(const document::Document& document, const Buffers& buffers, const TaskDetail& detail) {
  const regdb::Generation& generation = *document.generation();
  const model::Facts facts(generation, detail.task, detail.state);
  const std::string& program = document.programs()[document.tasks()[detail.index].program].name;
  TaskRow row;
  const regdb::FieldRef& id = generation.encoding.walk->id;
  row.id = regdb::unpack(*id.field, detail.task.header_word(*id.header)).raw;
  row.kind = detail.operation.kind;
  row.engine = model::engine_of(detail.operation);
  row.summary = detail.operation.summary();
  row.result = result_of(facts);
  const std::vector<model::Access> accesses = model::accesses_of(facts);
  row.reads = side(accesses, buffers, program, false);
  row.writes = side(accesses, buffers, program, true);
  row.cost = model::cost_of(facts);
  row.kernel_bytes = row.cost.bytes_weights;
  row.write_count = static_cast<std::uint32_t>(detail.task.writes.size());
  row.cycles = facts.number("task.cycles").value_or(0);
  row.problem = !detail.problems.empty();
  return row;
}

}  // namespace

std::shared_ptr<const TaskTable> TaskTable::build(const document::DocumentPtr& document, Progress& progress) {
  auto table = std::make_shared<TaskTable>();
  table->document_ = document;
  if (document->tasks().empty()) return table;
  progress.set_total(document->tasks().size());
  const Buffers buffers(*document);
  const regdb::Generation& generation = *document->generation();
  table->rows_.reserve(document->tasks().size());
  model::TaskDescriber describer(*document);
  task::StateTracker state(generation);
  std::uint32_t program = UINT32_MAX;
  for (std::size_t i = 0; i < document->tasks().size(); ++i) {
    if (document->tasks()[i].program != program) {
      program = document->tasks()[i].program;
      state = task::StateTracker(generation);
    }
    if (i % kStep == 0) table->states_.push_back(state);
    TaskDetail detail{i, {}, std::move(state), {}, {}};
    detail.task = document->decode(i, detail.problems);
    detail.state.apply(detail.task, i);
    detail.operation = describer.describe(model::Facts(generation, detail.task, detail.state), program);
    table->rows_.push_back(make_row(*document, buffers, detail));
    state = std::move(detail.state);
    if (!progress.tick()) return nullptr;
  }
  return table;
}

TaskDetailPtr TaskTable::detail(std::size_t index) const {
  const regdb::Generation& generation = *document_->generation();
  auto detail = std::make_shared<TaskDetail>(TaskDetail{index, {}, states_[index / kStep], {}, {}});
  const std::uint32_t program = document_->tasks()[index].program;
  for (std::size_t i = index / kStep * kStep; i <= index; ++i) {
    if (document_->tasks()[i].program != program) {
      detail->state = task::StateTracker(generation);
      continue;
    }
    detail->problems = {};
    detail->task = document_->decode(i, detail->problems);
    detail->state.apply(detail->task, i);
  }
  detail->operation = model::TaskDescriber(*document_)
                          .describe(model::Facts(generation, detail->task, detail->state), program);
  return detail;
}

std::shared_ptr<const std::vector<task::RegisterState>> TaskTable::timeline(std::uint32_t address,
                                                                            Progress& progress) const {
  const regdb::Generation& generation = *document_->generation();
  auto states = std::make_shared<std::vector<task::RegisterState>>();
  states->reserve(rows_.size());
  progress.set_total(rows_.size());
  task::RegisterState last;
  std::uint32_t program = UINT32_MAX;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (document_->tasks()[i].program != program) {
      program = document_->tasks()[i].program;
      last = task::StateTracker(generation).at(address);
    }
    Diagnostics ignored;
    const task::Task task = document_->decode(i, ignored);
    if (const task::Write* write = task.last_write(address)) {
      last = {task::Origin::Written, write->value, i, write->offset, write->slot};
      states->push_back(last);
    } else if (generation.encoding.registers_carry_over) {
      if (last.origin == task::Origin::Written) last.origin = task::Origin::Carried;
      states->push_back(last);
    } else {
      task::StateTracker reset(generation);
      states->push_back(reset.at(address));
    }
    if (!progress.tick()) return nullptr;
  }
  return states;
}

}  // namespace ane::state
