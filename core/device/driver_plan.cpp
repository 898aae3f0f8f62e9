#include "core/device/driver_plan.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "core/anec/slots.hpp"
#include "core/base/text.hpp"
#include "core/container/layout.hpp"
#include "core/device/ane_uapi.hpp"
#include "core/device/usage.hpp"
#include "core/model/tensors.hpp"
#include "core/regdb/codec.hpp"

namespace ane::device {
namespace {

using anec::kCommandChannel;
using anec::kWeightChannel;

// The driver's match table has chips of this generation only (docs/formats/device.md, 1).
constexpr std::string_view kGeneration = anec::kGeneration;
constexpr std::uint32_t kSubtype = 4;

Error no(std::string why) {
  return Error{std::move(why), {}};
}

// The first error among `problems`, if there is one.
Result<void> first_error(const Diagnostics& problems) {
  for (const Diagnostic& problem : problems.list())
    if (problem.severity == Severity::Error) return no(problem.message);
  return {};
}

Result<void> check_generation(const document::Document& document) {
  const document::Format format = document.format();
  const regdb::Identity& identity = document.identity();
  // A chosen generation does not change what the program is.
  const std::uint32_t subtype =
      format == document::Format::Hwx ? document.container().header.cpusubtype : identity.subtype;
  const regdb::Generation* generation = document.generation();
  if (generation != nullptr && generation->id == kGeneration && subtype == kSubtype) return {};
  const std::string name = document.database()->identify(subtype).name;
  return no("wrong generation: the program is for " + (name.empty() ? std::string() : escaped(name) + ", ") +
            "cpusubtype " + std::to_string(subtype) +
            (generation != nullptr && subtype == kSubtype ? ", and decoded as " + generation->name : "") +
            "; this driver runs H13, cpusubtype " + std::to_string(kSubtype) + ", only");
}

/// Fills a plan step by step; each step relies on those before it.
class Planner {
 public:
  Planner(const document::Document& document, std::size_t program)
      : document_(document), program_(document.programs()[program]), number_(program) {}

  Result<DriverPlan> make() {
    ANE_CHECK(check_text());
    ANE_CHECK(check_tasks());
    ANE_CHECK(read_table());
    ANE_CHECK(place_commands());
    ANE_CHECK(place_others());
    ANE_CHECK(check_uses());
    ANE_CHECK(check_tensors());
    ANE_CHECK(check_total());
    ANE_CHECK(copy_first_task());
    return std::move(plan_);
  }

 private:
  const task::TaskSpan& span(std::size_t index) const {
    return document_.tasks()[program_.first_task + index].span;
  }

  // What the file says of its tasks: their number and the length of the first one in bytes.
  std::optional<std::uint64_t> declared_count() const {
    if (document_.anec() != nullptr) return document_.anec()->task_count;
    return program_.record->task_count;
  }
  std::uint64_t declared_first() const {
    if (document_.anec() != nullptr) return document_.anec()->first_task_bytes;
    return std::uint64_t{program_.record->first_task_words.value_or(0)} * 4;
  }

  Result<void> check_text() const {
    if (const anec::Anec* anec = document_.anec()) {
      if (!anec->has_header())
        return no("an .anec file without a header: the sizes of its buffers are not known");
      if (anec->tasks.size != anec->task_bytes || anec->weights.size != anec->weight_bytes)
        return no("the file ends before its tasks and weights do");
      return {};
    }
    const container::Program* record = program_.record;
    if (record == nullptr || record->thread.flavour != container::thread::kFlavourProgram)
      return no("there is no program record of flavour " +
                std::to_string(container::thread::kFlavourProgram) +
                ", which has the table of base addresses");
    const container::Section* text = document_.container().text();
    if (text == nullptr || !text->complete()) return no("the program text is not complete in the file");
    const auto base = record->slot_address(kCommandChannel);
    if (base != text->addr)
      return no("base address 0 is " + (base ? hex(*base) : std::string("not set")) + ", the tasks lie at " +
                hex(text->addr));
    return {};
  }

  Result<void> check_tasks() {
    if (program_.task_count == 0) return no("the program has no tasks");
    if (declared_first() > anec::tasks::kLongest)
      return no("the file says that the first task has " + std::to_string(declared_first()) +
                " bytes, the most is " + std::to_string(anec::tasks::kLongest));
    task::WalkStart start;
    start.offset = span(0).offset;
    start.first_size_words = span(0).size / 4;
    start.first_index = program_.first_task;
    Diagnostics problems;
    const auto tasks = task::walk_tasks(*document_.generation(), document_.text(), start, problems);
    ANE_CHECK(first_error(problems));
    if (tasks.size() != declared_count())
      return no("the file declares " + std::to_string(declared_count().value_or(0)) +
                " tasks, the list has " + std::to_string(tasks.size()));
    if (tasks.size() > anec::tasks::kMost)
      return no(std::to_string(tasks.size()) + " tasks, the driver takes " +
                std::to_string(anec::tasks::kMost));
    if (span(0).size != declared_first())
      return no("the file says that the first task has " + std::to_string(declared_first()) +
                " bytes, it has " + std::to_string(span(0).size));
    plan_.task_count = static_cast<std::uint32_t>(tasks.size());
    return {};
  }

  Result<void> read_table() {
    for (model::Buffer& buffer : model::buffers_of(document_, number_)) {
      if (buffer.size == 0) continue;
      if (buffer.slot >= uapi::kBars)
        return no(title(buffer) + ": the engine has base addresses 0 to " + std::to_string(uapi::kBars - 1));
      plan_.table.push_back(std::move(buffer));
    }
    return {};
  }

  // Bytes from a buffer's address to the end of its memory.
  std::uint64_t room_of(const model::Buffer& buffer) const {
    if (document_.anec() != nullptr) return buffer.size;
    for (const container::Segment& segment : document_.container().segments) {
      if (buffer.address < segment.vmaddr || buffer.address - segment.vmaddr >= segment.vmsize) continue;
      return std::max(buffer.size, segment.vmsize - (buffer.address - segment.vmaddr));
    }
    return buffer.size;
  }

  // Object 0 holds the tasks and, where base address 1 will point, the weights.
  Result<void> place_commands() {
    const model::Buffer* text = model::find_buffer(plan_.table, kCommandChannel);
    const model::Buffer* weights = model::find_buffer(plan_.table, kWeightChannel);
    if (text == nullptr) return no("base address 0 has no memory for the tasks");
    if (weights != nullptr && weights->kind != model::BufferKind::Constants)
      return no(title(*weights) + " is of kind " + std::string(model::buffer_kind_name(weights->kind)) +
                ": the driver sets base address 1 to the weights behind the tasks");
    if (weights != nullptr && weights->bytes.size != weights->size)
      return no(title(*weights) + ": the file holds " + std::to_string(weights->bytes.size) + " of its " +
                std::to_string(weights->size) + " bytes");
    DriverObject object;
    object.slot = kCommandChannel;
    object.parts = {{0, text->bytes}};
    object.used = text->size;
    plan_.task_bytes = task_bytes(*text, weights);
    weights_at_ = round_up(plan_.task_bytes, uapi::kGranularity);
    if (weights != nullptr) {
      object.parts.push_back({weights_at_, weights->bytes});
      std::uint64_t end = 0;
      if (!add_fits(weights_at_, weights->size, end)) return no(title(*weights) + " ends past 2^64");
      object.used = std::max(object.used, end);
    }
    object.size = std::max(room_of(*text), object.used);
    if (document_.anec() != nullptr && object.used > text->size)
      return no(title(*text) + " has " + std::to_string(text->size) + " bytes, tasks and weights have " +
                std::to_string(object.used));
    if (text->bytes.size > text->size) return no(title(*text) + " is smaller than its bytes in the file");
    // The driver wants more bytes than tsk_size, be there weights or not (docs/formats/device.md, 5, step 2).
    object.size = round_up(std::max(object.size, plan_.task_bytes + 1), uapi::kPage);
    plan_.objects.push_back(std::move(object));
    return {};
  }

  std::uint64_t task_bytes(const model::Buffer& text, const model::Buffer* weights) const {
    if (document_.anec() != nullptr) return document_.anec()->task_bytes;
    if (weights == nullptr) return text.size;
    const bool behind = weights->address >= text.address && weights->address - text.address >= text.size &&
                        weights->address - text.address < room_of(text);
    // Weights that lie elsewhere are moved behind the tasks, aligned as compilers align them.
    return behind ? weights->address - text.address : round_up(text.size, anec::payload::kMovedAlignment);
  }

  Result<void> place_others() {
    for (const model::Buffer& buffer : plan_.table) {
      if (buffer.slot == kCommandChannel || buffer.slot == kWeightChannel) {
        plan_.places.push_back({0, buffer.slot == kWeightChannel ? weights_at_ : 0});
        continue;
      }
      for (const model::Buffer& other : plan_.table) {
        const bool shares = document_.anec() == nullptr && other.slot < buffer.slot &&
                            Extent{buffer.address, buffer.size}.overlaps({other.address, other.size});
        if (shares)
          return no(title(buffer) + " and " + title(other) +
                    " share memory, buffer objects are memory of their own");
      }
      DriverObject object;
      object.slot = buffer.slot;
      object.used = buffer.size;
      object.size = round_up(room_of(buffer), uapi::kPage);
      if (!buffer.bytes.empty()) object.parts = {{0, buffer.bytes}};
      plan_.places.push_back({plan_.objects.size(), 0});
      plan_.objects.push_back(std::move(object));
    }
    return {};
  }

  // "task 3 names buffer 9 for its result"
  static std::string use_text(const anec::SlotUse& use, std::size_t index) {
    return "task " + std::to_string(index) + " names buffer " + std::to_string(use.slot) + " for " +
           std::string(use.operand);
  }

  Result<void> check_uses() {
    plan_.is_read.assign(uapi::kBars, false);
    for (std::size_t i = program_.first_task; i < program_.first_task + program_.task_count; ++i) {
      Diagnostics problems;
      const task::Task task = document_.decode(i, problems);
      ANE_CHECK(first_error(problems));
      for (const anec::SlotUse& use : anec::slots_of(*document_.generation(), task)) {
        if (model::find_buffer(plan_.table, use.slot) == nullptr)
          return no(use_text(use, i) + ", which has no memory");
        if (use.operand == "task" && use.slot != kCommandChannel)
          return no(use_text(use, i) + ", the driver starts lists in buffer 0");
        if (anec::is_written(use.operand) && use.slot <= kWeightChannel)
          return no(use_text(use, i) + ", which holds the tasks and weights");
        if (anec::is_read(use.operand)) plan_.is_read[use.slot] = true;
      }
    }
    return {};
  }

  Result<void> check_tensors() const {
    for (const model::Tensor& tensor : model::declared_tensors(document_)) {
      if (document_.anec() == nullptr && tensor.program != program_.name) continue;
      const std::string name = "tensor " + escaped(tensor.name);
      const model::Buffer* buffer = tensor.buffer ? model::find_buffer(plan_.table, *tensor.buffer) : nullptr;
      if (buffer == nullptr) return no(name + " has no buffer");
      if (!tensor.bytes) return no(name + ": its size is not known");
      if (*tensor.bytes > buffer->size)
        return no(name + " has " + std::to_string(*tensor.bytes) + " bytes, " + title(*buffer) + " has " +
                  std::to_string(buffer->size));
    }
    return {};
  }

  Result<void> check_total() {
    std::uint64_t total = uapi::kPage;  // the bootstrap object
    bool fits = true;
    for (const DriverObject& object : plan_.objects) fits = fits && add_fits(total, object.size, total);
    plan_.total = total;
    if (fits && total <= uapi::kAddressSpace) return {};
    return no("its buffers together have " + (fits ? std::to_string(total) : std::string("more than 2^64")) +
              " bytes, the engine addresses " + std::to_string(uapi::kAddressSpace));
  }

  Result<void> copy_first_task() {
    plan_.bootstrap.resize(span(0).size);
    const auto network = document_.generation()->by_concept("task.network");
    if (!network || network->header == nullptr) return no("no field for the network number is known");
    const std::uint64_t at = std::uint64_t{network->header->word} * 4;
    const ByteView task = document_.text().clipped(span(0).offset, span(0).size);
    const auto word = task.u32(at);
    if (!task.copy(0, plan_.bootstrap) || !word) return no("the first task is not complete in the file");
    ANE_TRY(const std::uint32_t marked, regdb::pack(*network->field, *word, uapi::kBootstrapNid));
    for (unsigned i = 0; i < 4; ++i) plan_.bootstrap[at + i] = static_cast<std::uint8_t>(marked >> (8 * i));
    return {};
  }

  const document::Document& document_;
  const document::ProgramTasks& program_;
  std::size_t number_;
  std::uint64_t weights_at_ = 0;
  DriverPlan plan_;
};

}  // namespace

Result<DriverPlan> plan_for_driver(const document::Document& document, std::size_t program) {
  if (auto objection = program_objection(document, program)) return no(*std::move(objection));
  ANE_CHECK(check_generation(document));
  return Planner(document, program).make();
}

}  // namespace ane::device
