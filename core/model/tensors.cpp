#include "core/model/tensors.hpp"

#include <set>
#include <unordered_map>

#include "core/container/layout.hpp"
#include "core/container/stab.hpp"
#include "core/model/access.hpp"
#include "core/model/counts.hpp"
#include "core/model/visit.hpp"

namespace ane::model {
namespace {

constexpr std::string_view kOutputMark = "@output";

std::string without_mark(const std::string& name) {
  return name.ends_with(kOutputMark) ? name.substr(0, name.size() - kOutputMark.size()) : name;
}

Role role_of(std::uint32_t number) {
  if (number == container::tensor::kRoleInput) return Role::Input;
  if (number == container::tensor::kRoleOutput) return Role::Output;
  return Role::Other;
}

using Types = std::map<std::uint32_t, std::string>;

std::string type_name(const Types& types, std::uint32_t number) {
  const auto found = types.find(number);
  return found == types.end() ? "type " + std::to_string(number) : found->second;
}

// The database's word for an element format, in the container's spelling.
std::string element_name(std::string_view format) {
  if (format == "Float16") return "float16";
  if (format == "UInt8") return "uint8";
  if (format == "Int8") return "int8";
  return format.empty() ? "unknown" : std::string(format);
}

Tensor channel_tensor(const anec::Anec& anec, std::uint32_t index) {
  const anec::Channel& channel = anec.channels[index];
  Tensor tensor;
  tensor.name = anec.name_of(index);
  tensor.role = anec.use_of(index) == anec::ChannelUse::Output ? Role::Output : Role::Input;
  tensor.dtype = "float16";
  tensor.shape = channel.shape;
  std::uint64_t batch = 0;
  if (multiply_fits(channel.shape[1], channel.plane_stride, batch))
    tensor.strides = {{batch, channel.plane_stride, channel.row_stride, anec::payload::kElementBytes}};
  tensor.bytes = channel.tensor_bytes();
  tensor.buffer = index;
  tensor.where = channel.shape_where;
  return tensor;
}

std::vector<Tensor> channel_tensors(const anec::Anec& anec) {
  std::vector<Tensor> tensors;
  for (std::uint32_t i = anec::kFirstBuffer; i < anec.channels_end(); ++i)
    tensors.push_back(channel_tensor(anec, i));
  return tensors;
}

class TaskTensors {
 public:
  TaskTensors(const document::Document& document, const std::function<void(const Tensor&)>& sink)
      : document_(document), sink_(sink) {
    for (const Tensor& tensor : declared_tensors(document)) {
      if (tensor.buffer) declared_.insert({tensor.program, *tensor.buffer});
    }
  }

  void visit(const Facts& facts, std::size_t index) {
    const document::ProgramTasks& program = document_.programs()[document_.tasks()[index].program];
    intermediate(facts, index, program);
    weights(facts, index, program);
  }

 private:
  static Tensor start(const Facts& facts, std::size_t index, const document::ProgramTasks& program,
                      std::uint32_t buffer) {
    Tensor tensor;
    tensor.task = index;
    tensor.program = program.name;
    tensor.where = facts.task().where;
    tensor.buffer = buffer;
    return tensor;
  }

  void place(Tensor& tensor, const document::ProgramTasks& program, std::uint64_t base) const {
    if (program.record == nullptr || !tensor.buffer) return;
    if (const auto address = program.record->slot_address(*tensor.buffer)) tensor.address = *address + base;
  }

  void intermediate(const Facts& facts, std::size_t index, const document::ProgramTasks& program) {
    const auto place = facts.operand("result");
    if (!facts.is_set("result.dma") || !place) return;
    Tensor tensor = start(facts, index, program, place->slot);
    if (declared_.count({program.name, *tensor.buffer}) != 0) return;
    tensor.name = "task " + std::to_string(index) + " result";
    tensor.role = Role::Intermediate;
    tensor.dtype = element_name(facts.name("result.format"));
    const StoredShape stored = result_shape(facts);
    tensor.shape = {1, stored.channels, stored.rows, stored.columns};
    tensor.interleave = at_least_one(facts, "result.interleave");
    const std::uint64_t plane = count_of(facts, "result.plane_stride");
    const std::uint64_t planes = (tensor.shape[1] + tensor.interleave - 1) / tensor.interleave;
    std::uint64_t batch = planes * plane;
    tensor.bytes = batch;
    if (const std::uint64_t groups = at_least_one(facts, "common.groups"); groups > 1) {
      const std::uint64_t step = count_of(facts, "result.group_stride");
      tensor.bytes = groups * step;
      // Groups that lie one behind the other are channels of one tensor, others are batches.
      const bool contiguous = step == batch;
      tensor.shape[contiguous ? 1 : 0] *= groups;
      batch = contiguous ? *tensor.bytes : step;
    }
    tensor.strides = {{batch, plane, count_of(facts, "result.row_stride"),
                       element_bytes(facts.name("result.format")) * tensor.interleave}};
    this->place(tensor, program, place->offset);
    sink_(tensor);
  }

  void weights(const Facts& facts, std::size_t index, const document::ProgramTasks& program) {
    std::uint64_t bytes = 0;
    std::optional<Operand> first;
    for (const Access& access : accesses_of(facts)) {
      if (access.port != Port::Kernel) continue;
      bytes += access.row_bytes;
      if (!first || access.place->offset < first->offset) first = access.place;
    }
    if (!first) return;
    Tensor tensor = start(facts, index, program, first->slot);
    const bool depthwise = facts.is_set("common.unicast");
    const std::uint64_t groups = at_least_one(facts, "common.groups");
    tensor.name = "task " + std::to_string(index) + " weights";
    tensor.role = Role::Weights;
    tensor.dtype = element_name(facts.name("ne.kernel_format"));
    tensor.shape = {
        groups * count_of(facts, "common.out_channels"),
        depthwise ? count_of(facts, "common.unicast_channels") : count_of(facts, "common.in_channels"),
        count_of(facts, "common.kernel_height"), count_of(facts, "common.kernel_width")};
    tensor.bytes = bytes;
    place(tensor, program, first->offset);
    sink_(tensor);
  }

  const document::Document& document_;
  const std::function<void(const Tensor&)>& sink_;
  std::set<std::pair<std::string, std::uint32_t>> declared_;  ///< program, buffer
};

}  // namespace

std::string_view role_name(Role role) {
  switch (role) {
    case Role::Input:
      return "input";
    case Role::Output:
      return "output";
    case Role::Intermediate:
      return "intermediate";
    case Role::Weights:
      return "weights";
    case Role::Other:
      return "other";
  }
  return "other";
}

std::vector<Tensor> declared_tensors(const document::Document& document) {
  if (document.anec() != nullptr) return channel_tensors(*document.anec());
  const container::Container& container = document.container();
  const Types types = container::element_types(document.file(), container);
  std::unordered_map<std::string, std::uint64_t> addresses;
  for (const container::Binding& binding : container.bindings)
    addresses.emplace(binding.name, binding.address);
  std::unordered_map<std::string, const container::Program*> programs;
  for (const container::Program& program : container.programs) programs.emplace(program.name, &program);
  std::vector<Tensor> tensors;
  for (const container::TensorRecord& record : container.tensors) {
    Tensor tensor;
    tensor.name = without_mark(record.binding_name);
    tensor.symbol = record.symbol_name;
    tensor.role = role_of(record.role);
    tensor.dtype = type_name(types, record.type);
    tensor.shape = {record.shape[0], record.shape[1], record.shape[2], record.shape[3]};
    tensor.strides = record.strides;
    tensor.bytes = record.total;
    tensor.program = record.program;
    tensor.where = record.thread.where;
    const auto address = addresses.find(record.symbol_name);
    if (address != addresses.end()) {
      tensor.address = address->second;
      const auto program = programs.find(record.program);
      if (program != programs.end()) tensor.buffer = program->second->slot_of(address->second);
    }
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

void visit_task_tensors(const document::Document& document, const std::function<void(const Tensor&)>& sink) {
  if (document.tasks().empty()) return;
  TaskTensors tensors(document, sink);
  Diagnostics ignored;  // check() reports them
  visit_tasks(document, ignored, [&](const TaskVisit& visit) {
    tensors.visit(visit.facts, visit.index);
    return true;
  });
}

}  // namespace ane::model
