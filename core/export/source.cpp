// docs/formats/anec.md, section 6, steps 1 to 6, and what section 8.7 says cannot be expressed.

#include "core/export/source.hpp"

#include <algorithm>

#include "core/base/text.hpp"
#include "core/container/layout.hpp"
#include "core/model/buffers.hpp"

namespace ane::exporter {
namespace {

using anec::ChannelUse;

anec::ChannelUse use_of(model::BufferKind kind) {
  switch (kind) {
    case model::BufferKind::Text:
      return ChannelUse::Commands;
    case model::BufferKind::Constants:
      return ChannelUse::Weights;
    case model::BufferKind::Scratch:
      return ChannelUse::Scratch;
    case model::BufferKind::Input:
      return ChannelUse::Input;
    case model::BufferKind::Output:
      return ChannelUse::Output;
    case model::BufferKind::Other:
      break;
  }
  return ChannelUse::Unused;
}

/// Steps 1 to 6 for a container.
class ContainerReader {
 public:
  ContainerReader(const document::Document& document, Diagnostics& problems)
      : document_(document), container_(document.container()), problems_(problems) {}

  std::optional<SourceProgram> read(const Options& options) {
    const auto index = choose(options.program);
    if (!index) return std::nullopt;
    const document::ProgramTasks& tasks = document_.programs()[*index];
    record_ = tasks.record;
    SourceProgram program;
    program.name = tasks.name;
    program.first_task = tasks.first_task;
    program.task_count = tasks.task_count;
    if (!read_tasks(program)) return std::nullopt;
    read_slots(program, *index);
    read_weights(program);
    check_tensors(program);
    return program;
  }

 private:
  void refuse(std::string_view code, std::string message, Extent where = {}) {
    problems_.add(Severity::Error, code, std::move(message), where);
  }

  std::optional<std::size_t> choose(const std::string& wanted) {
    const auto& programs = document_.programs();
    const std::uint32_t subtype = container_.header.cpusubtype;
    const regdb::Generation* generation = document_.generation();
    const bool fits =
        generation != nullptr && generation->id == anec::kGeneration &&
        std::count(generation->cpu_subtypes.begin(), generation->cpu_subtypes.end(), subtype) != 0;
    if (!fits) {
      const std::string& name = document_.identity().name;
      std::string who = "cpusubtype " + std::to_string(subtype);
      const bool chosen = !document_.options().generation.empty();
      if (!chosen && !name.empty()) who += " (" + name + ")";
      refuse("export-generation", who + ": .anec files are for H13 programs, cpusubtype 4, only",
             {container::header::kCpuSubtype.offset, container::header::kCpuSubtype.size});
      return std::nullopt;
    }
    std::optional<std::size_t> found;
    std::size_t fitting = 0;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < programs.size(); ++i) {
      if (programs[i].record == nullptr) continue;
      names.push_back(escaped(programs[i].name));
      if (!wanted.empty() && programs[i].name != wanted) continue;
      found = i;
      ++fitting;
    }
    if (names.empty()) {
      refuse("export-no-program", "there is no program record, which has the table of base addresses",
             container_.command_area);
      return std::nullopt;
    }
    if (!found) {
      refuse("export-no-such-program",
             "no program is called " + escaped(wanted) + ", there are: " + join(names, ", "));
    } else if (wanted.empty() && names.size() > 1) {
      refuse("export-several-programs", "an .anec file holds one program, this file has " +
                                            std::to_string(names.size()) + ": " + join(names, ", ") +
                                            "; choose one (--program NAME)");
      return std::nullopt;
    } else if (fitting > 1) {
      refuse("export-same-name", std::to_string(fitting) + " programs are called " + escaped(wanted) +
                                     ": none can be told from the other");
      return std::nullopt;
    }
    return found;
  }

  bool read_tasks(SourceProgram& program) {
    const container::Program& record = *record_;
    if (record.thread.flavour != container::thread::kFlavourProgram) {
      refuse("export-program-record",
             "the program record is of flavour " + std::to_string(record.thread.flavour) +
                 ", .anec files are made of flavour " + std::to_string(container::thread::kFlavourProgram),
             record.thread.where);
      return false;
    }
    const container::Section* text = container_.text();
    const auto base = record.slot_address(anec::kCommandChannel);
    if (text == nullptr || base != text->addr || record.first_task != *base) {
      refuse("export-tasks-elsewhere",
             "the program's tasks start at " + hex(record.first_task) + " and its base register 0 is " +
                 (base ? hex(*base) : std::string("not set")) +
                 ": only programs at the start of __TEXT,__text can be exported",
             record.thread.where);
      return false;
    }
    if (program.task_count == 0 || !text->complete()) {
      refuse("export-no-tasks",
             text->complete() ? "no task was found in __TEXT,__text"
                              : "__TEXT,__text is cut off by the file's end",
             text->bytes);
      return false;
    }
    // With others behind it, a program's text ends with the last of its tasks.
    std::uint64_t end = text->size;
    if (document_.programs().size() > 1) {
      end = 0;
      for (std::size_t i = 0; i < program.task_count; ++i) {
        const task::TaskSpan& span = document_.tasks()[program.first_task + i].span;
        end = std::max(end, span.offset + span.size);
      }
    }
    program.text = {text->bytes.offset, end};
    program.first_task_bytes = record.first_task_words.value_or(0) * 4;
    if (record.task_count != program.task_count)
      refuse("export-task-count",
             "the program record says " + std::to_string(record.task_count.value_or(0)) + " tasks, " +
                 std::to_string(program.task_count) + " were found",
             record.thread.where);
    return true;
  }

  void read_slots(SourceProgram& program, std::size_t index) {
    const std::vector<model::Tensor> tensors = model::declared_tensors(document_);
    const std::vector<model::Buffer> buffers = model::buffers_of(document_, index);
    for (std::size_t i = 0; i < record_->slots.size(); ++i) {
      const container::Slot& entry = record_->slots[i];
      const model::Buffer& buffer = buffers[i];
      SourceSlot slot;
      slot.slot = entry.index;
      slot.use = use_of(buffer.kind);
      slot.holds = buffer.name;
      slot.where = {entry.offset, container::thread::kSlotBytes};
      place(entry.address, slot);
      for (const model::Tensor& tensor : tensors)
        if (tensor.program == program.name && tensor.buffer == entry.index) add_tensor(tensor, slot);
      program.slots.push_back(std::move(slot));
    }
    for (const model::Tensor& tensor : tensors) {
      if (tensor.program != program.name || tensor.buffer) continue;
      refuse("export-tensor-without-slot",
             title(tensor) + "no base register has the address of its buffer, .anec cannot bind it",
             tensor.where);
    }
  }

  static std::string title(const model::Tensor& tensor) {
    return std::string(model::role_name(tensor.role)) + " " + escaped(tensor.name) + ": ";
  }

  void place(std::uint64_t address, SourceSlot& slot) const {
    for (std::size_t i = 0; i < container_.segments.size(); ++i) {
      const container::Segment& segment = container_.segments[i];
      if (address < segment.vmaddr || address - segment.vmaddr >= segment.vmsize) continue;
      slot.segment = i;
      slot.bytes = segment.vmsize - (address - segment.vmaddr);
      if (slot.holds.empty()) slot.holds = segment.name;
      return;
    }
  }

  void add_tensor(const model::Tensor& tensor, SourceSlot& slot) {
    if (slot.tensor) {
      refuse("export-shared-buffer",
             title(tensor) + "base register " + std::to_string(slot.slot) + " is also that of " +
                 escaped(slot.tensor->name) + ", in .anec every tensor has a channel of its own",
             tensor.where);
      return;
    }
    slot.tensor = tensor;
    if (tensor.role == model::Role::Other)
      refuse("export-tensor-role", title(tensor) + "it is neither declared as an input nor as an output",
             tensor.where);
  }

  void read_weights(SourceProgram& program) {
    const auto base = record_->slot_address(anec::kWeightChannel);
    const container::Section* section = base ? container_.section_at(*base) : nullptr;
    if (section == nullptr) {
      const auto empty_here = [&](const container::Section& s) { return s.size == 0 && s.addr == base; };
      if (base && std::none_of(container_.sections.begin(), container_.sections.end(), empty_here))
        refuse("export-weights-elsewhere",
               "base register 1, the weights, is " + hex(*base) + ", where no section lies",
               record_->thread.where);
      return;
    }
    const std::uint64_t skipped = *base - section->addr;
    const bool constants = section->type() == container::section::kTypeConst || section->in_kernel_segment();
    if (!constants || Extent{program.text.offset, program.text.size}.overlaps(section->bytes)) {
      refuse("export-weights-elsewhere",
             "base register 1, the weights, leads to " + section->segment + "," + section->name +
                 (constants ? ", which shares bytes with the tasks" : ", which holds no constants"),
             section->bytes);
      return;
    }
    if (!section->complete()) {
      refuse("export-weights-cut",
             "weights: " + section->segment + "," + section->name + " has " + hex(section->size) +
                 " bytes, of which the file holds " + hex(section->bytes.size),
             section->bytes.empty() ? Extent{section->record, container::section::kSize} : section->bytes);
      return;
    }
    program.weights = {section->bytes.offset + skipped, section->size - skipped};
    const container::Section& text = *container_.text();
    const std::uint64_t end = round_up(program.text.size, anec::payload::kWeightAlignment);
    program.weights_behind_tasks =
        section->segment_index == text.segment_index && *base >= text.addr && *base - text.addr == end;
  }

  void check_tensors(const SourceProgram& program) {
    for (const SourceSlot& slot : program.slots)
      if (slot.tensor) check_tensor(*slot.tensor, slot.bytes);
  }

  static bool has_zero(const model::Tensor& tensor) {
    const auto zero = [](std::uint64_t number) { return number == 0; };
    return std::any_of(tensor.shape.begin(), tensor.shape.end(), zero) || (*tensor.strides)[1] == 0 ||
           (*tensor.strides)[2] == 0;
  }

  // What loaders assume of every tensor (sections 8.7 and 9).
  void check_tensor(const model::Tensor& tensor, std::uint64_t room) {
    const auto complain = [&](std::string_view code, const std::string& message) {
      refuse(code, title(tensor) + message, tensor.where);
    };
    if (tensor.dtype != "float16")
      complain("export-element-type",
               "its elements are " + escaped(tensor.dtype) + ", .anec has float16 only");
    const std::uint64_t state = tensor.where.offset + container::thread::kHead;
    for (const container::FieldSpec* field : {&container::tensor::kDepth, &container::tensor::kInterleave}) {
      const std::uint32_t value = document_.file().u32(state + field->offset).value_or(0);
      if (value != 1)
        complain("export-" + std::string(field->name), "its " + std::string(field->name) + " is " +
                                                           std::to_string(value) + ", .anec can only say 1");
    }
    if (!tensor.strides) return;
    if (has_zero(tensor)) return complain("export-empty-tensor", "one of its sizes or strides is 0");
    const auto& [batch, plane, row, element] = *tensor.strides;
    std::uint64_t planes = 0, total = 0, rows = 0;
    const bool fits =
        multiply_fits(tensor.shape[1], plane, planes) && multiply_fits(tensor.shape[0], planes, total);
    if (!fits || total > room)
      complain("export-tensor-past-buffer", "loaders copy " +
                                                (fits ? hex(total) : std::string("more than 2^64")) +
                                                " bytes of it, its buffer has " + hex(room));
    if (row / anec::payload::kElementBytes < tensor.shape[3] || !multiply_fits(row, tensor.shape[2], rows) ||
        plane < rows || plane % row != 0)
      complain("export-strides", "a plane stride of " + std::to_string(plane) + " and a row stride of " +
                                     std::to_string(row) +
                                     " bytes are no whole rows that hold it, as loaders take them");
    // Nobody steps from batch to batch where there is one.
    if (tensor.shape[0] > 1 && batch != planes)
      complain("export-batch-stride", "batches are " + std::to_string(batch) + " bytes apart, loaders take " +
                                          std::to_string(tensor.shape[1]) + " planes of " +
                                          std::to_string(plane));
    if (element != anec::payload::kElementBytes)
      complain("export-element-stride",
               "elements are " + std::to_string(element) + " bytes apart, loaders take 2");
  }

  const document::Document& document_;
  const container::Container& container_;
  Diagnostics& problems_;
  const container::Program* record_ = nullptr;
};

std::optional<SourceProgram> read_anec(const document::Document& document, const Options& options,
                                       Diagnostics& problems) {
  const anec::Anec& anec = *document.anec();
  const auto refuse = [&](std::string_view code, std::string message, Extent where) {
    problems.add(Severity::Error, code, std::move(message), where);
    return std::nullopt;
  };
  if (!anec.has_header())
    return refuse("export-no-header",
                  "an .anec file without a header: the sizes and shapes of its channels are not known",
                  document.file().clipped(0, anec::header::kSize).extent());
  if (!options.program.empty())
    return refuse("export-no-such-program", "an .anec file has one program and no name for it", {});
  for (std::uint32_t i = anec::kFirstBuffer; i < anec.channels_end(); ++i) {
    if (!anec.channels[i].tensor_bytes())
      return refuse("export-tensor-past-buffer", anec.name_of(i) + ": its shape takes more than 2^64 bytes",
                    anec.channels[i].shape_where);
  }
  const std::size_t count = document.programs().empty() ? 0 : document.programs()[0].task_count;
  if (count != anec.task_count || anec.tasks.size != anec.task_bytes ||
      anec.weights.size != anec.weight_bytes)
    return refuse("export-damaged",
                  "the header says " + std::to_string(anec.task_count) + " tasks in " + hex(anec.task_bytes) +
                      " bytes and " + hex(anec.weight_bytes) + " bytes of weights, found were " +
                      std::to_string(count) + ", " + hex(anec.tasks.size) + " and " + hex(anec.weights.size),
                  anec.header);
  SourceProgram program;
  program.task_count = count;
  program.first_task_bytes = anec.first_task_bytes;
  program.text = anec.tasks;
  program.weights = anec.weights;
  const std::vector<model::Tensor> tensors = model::declared_tensors(document);
  for (std::uint32_t i = 0; i < anec.channels_end(); ++i) {
    SourceSlot slot;
    slot.slot = i;
    slot.use = anec.use_of(i);
    slot.holds = anec.name_of(i);
    slot.bytes = anec.channels[i].buffer_bytes();
    slot.segment = i;
    slot.where = anec.channels[i].tiles_where;
    if (i >= anec::kFirstBuffer) slot.tensor = tensors[i - anec::kFirstBuffer];
    if (slot.use != ChannelUse::Scratch || slot.bytes != 0) program.slots.push_back(std::move(slot));
  }
  return program;
}

}  // namespace

const SourceSlot* SourceProgram::find(std::uint32_t slot) const {
  const auto at =
      std::find_if(slots.begin(), slots.end(), [&](const SourceSlot& s) { return s.slot == slot; });
  return at == slots.end() ? nullptr : &*at;
}

std::optional<SourceProgram> read_source(const document::Document& document, const Options& options,
                                         Diagnostics& problems) {
  if (document.anec() != nullptr) return read_anec(document, options, problems);
  return ContainerReader(document, problems).read(options);
}

}  // namespace ane::exporter
