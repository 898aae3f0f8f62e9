// The thread commands: program and tensor records (container.md 7).

#include <algorithm>

#include "core/writer/byte_record.hpp"
#include "core/writer/hwx_parts.hpp"
#include "core/writer/slots.hpp"
#include "core/writer/word.hpp"

namespace ane::writer {
namespace {

namespace thread = container::thread;
namespace program_field = container::program;
namespace program64 = container::program64;
namespace tensor_field = container::tensor;
namespace property = container::property;

constexpr std::uint32_t kUnknownOnes = 0xffff;  // in every known file; meaning unknown
constexpr std::uint32_t kPropertyBytes = 8;     // payload of a property record

/// A thread command with `state_bytes` of state and nothing behind it yet.
ByteRecord thread_record(std::uint32_t flavour, std::size_t state_bytes) {
  ByteRecord record(thread::kHead + state_bytes);
  record.set(container::command::kCmd, static_cast<std::uint32_t>(container::Cmd::Thread));
  record.set(thread::kFlavour, flavour);
  record.set(thread::kCount, state_bytes / kWordBytes);
  return record;
}

Bytes finished(ByteRecord record) {
  record.pad_to(kCommandAlignment);
  record.set(container::command::kCmdSize, record.size());
  return std::move(record).take();
}

std::vector<ProgramSpec::Slot> slot_table(const Layout& layout, const ProgramSpec& program,
                                          const std::string& name) {
  const Style& style = layout.spec->style;
  std::vector<ProgramSpec::Slot> slots;
  slots.push_back({kTextSlot * style.slot_step, layout.text_section().address});
  slots.push_back({kConstSlot * style.slot_step, layout.const_section().address});
  if (layout.scratch_segment) {
    slots.push_back(
        {kScratchSlot * style.slot_step, layout.segments[*layout.scratch_segment].sections[0].address});
  }
  std::uint32_t next = style.first_buffer_slot;
  const auto add_buffers = [&](Role role) {
    for (std::size_t i = 0; i < layout.buffers.size(); ++i) {
      const bool used =
          std::any_of(layout.tensors.begin(), layout.tensors.end(), [&](const PlacedTensor& tensor) {
            return tensor.buffer == i && tensor.program == name && tensor.spec->role == role;
          });
      if (!used) continue;
      slots.push_back({next, layout.buffers[i].address});
      next += style.slot_step;
    }
  };
  add_buffers(style.outputs_first ? Role::Output : Role::Input);
  add_buffers(style.outputs_first ? Role::Input : Role::Output);
  for (std::size_t i = 0; i < layout.spec->kernels.size(); ++i) {
    slots.push_back({next, layout.weight_section(i).address});
    next += style.slot_step;
  }
  for (const PlacedSegment& segment : layout.segments) {
    if (segment.spec.slot && !segment.sections.empty())
      slots.push_back({*segment.spec.slot, segment.sections[0].address});
  }
  slots.insert(slots.end(), program.slots.begin(), program.slots.end());
  return slots;
}

void put_slots(ByteRecord& record, const std::vector<ProgramSpec::Slot>& slots) {
  for (const auto& slot : slots) {
    if (slot.index < thread::kSlots) {
      record.put(thread::kHead + std::size_t{slot.index} * thread::kSlotBytes, slot.address,
                 thread::kSlotBytes);
    }
  }
}

/// What both program flavours say, in their own places.
struct Figures {
  std::uint64_t first_task = 0;
  std::uint32_t first_task_words = 0, task_count = 0;
  std::uint64_t events = 0, debug_events = 0, longest_task = 0, scratch = 0;
};

Figures figures_of(const Layout& layout, std::size_t index) {
  const ProgramSpec& program = layout.spec->programs[index];
  const StreamFacts& facts = layout.facts[index];
  Figures f;
  f.first_task = layout.text_section().address + program.first_task_offset;
  f.first_task_words = program.first_task_words.value_or(facts.first_task_words);
  f.task_count = program.task_count.value_or(facts.task_count);
  f.events = program.events.value_or(facts.events);
  f.debug_events = program.debug_events.value_or(facts.debug_events);
  f.longest_task = program.longest_task.value_or(facts.longest_task);
  f.scratch = layout.spec->scratch_used.value_or(layout.spec->scratch_bytes);
  return f;
}

void put_property(ByteRecord& record, const container::FieldSpec& count, std::uint32_t at,
                  std::uint64_t longest) {
  record.set(count, 1, thread::kHead);
  record.put(thread::kHead + at, property::kLongestTask, 4);
  record.put(thread::kHead + at + 4, kPropertyBytes, 4);
  record.put(thread::kHead + at + property::kHead, longest, kPropertyBytes);
}

Bytes stream_program(const Layout& layout, std::size_t index) {
  const ProgramSpec& program = layout.spec->programs[index];
  const Figures figures = figures_of(layout, index);
  ByteRecord record =
      thread_record(thread::kFlavourProgram64, program64::kProperties + property::kHead + kPropertyBytes);
  const auto set = [&](const container::FieldSpec& field, std::uint64_t value) {
    record.set(field, value, thread::kHead);
  };
  put_slots(record, slot_table(layout, program, program.name));
  set(program64::kFirstTask, figures.first_task);
  set(program64::kUnknown810, 4);
  set(program64::kTextWords,
      program.text_words.value_or(program_text_bytes(*layout.spec, program) / kWordBytes));
  set(program64::kTaskCount, figures.task_count);
  set(program64::kOnes828, UINT64_MAX);
  set(program64::kUnknown834, kUnknownOnes);
  set(program64::kScratch, figures.scratch);
  set(program64::kDebugEvents, figures.debug_events);
  set(program64::kEvents, figures.events);
  put_property(record, program64::kPropertyCount, program64::kProperties, figures.longest_task);
  set(program64::kName, record.append_name(program.name));
  return finished(std::move(record));
}

}  // namespace

Bytes program_command(const Layout& layout, std::size_t index) {
  if (layout.spec->style.stream_program) return stream_program(layout, index);
  const bool properties = layout.spec->style.property_record;
  const ProgramSpec& program = layout.spec->programs[index];
  const Figures figures = figures_of(layout, index);
  const std::size_t extra =
      properties ? program_field::kProperties - program_field::kSize + property::kHead + kPropertyBytes : 0;
  ByteRecord record = thread_record(thread::kFlavourProgram, program_field::kSize + extra);
  const auto set = [&](const container::FieldSpec& field, std::uint64_t value) {
    record.set(field, value, thread::kHead);
  };
  put_slots(record, slot_table(layout, program, program.name));
  set(program_field::kFirstTask, figures.first_task);
  set(program_field::kFirstTaskWords, figures.first_task_words == 0 ? 0 : figures.first_task_words - 1);
  set(program_field::kTaskCount, figures.task_count);
  set(program_field::kUnknown814, kUnknownOnes);
  set(program_field::kScratch, figures.scratch);
  set(program_field::kDebugEvents, figures.debug_events);
  set(program_field::kEvents, figures.events);
  if (properties) {
    put_property(record, program_field::kPropertyCount, program_field::kProperties, figures.longest_task);
  }
  set(program_field::kName, record.append_name(program.name));
  return finished(std::move(record));
}

Bytes tensor_command(const Layout& layout, const PlacedTensor& tensor) {
  const TensorSpec& spec = *tensor.spec;
  ByteRecord record =
      thread_record(thread::kFlavourTensor, std::size_t{layout.spec->style.tensor_words} * kWordBytes);
  const auto set = [&](const container::FieldSpec& field, std::uint64_t value) {
    record.set(field, value, thread::kHead);
  };
  set(tensor_field::kKind, thread::kFlavourTensor);
  set(tensor_field::kRole, static_cast<std::uint32_t>(spec.role));
  set(tensor_field::kType, spec.element_type);
  set(tensor_field::kN, spec.shape.n);
  set(tensor_field::kC, spec.shape.c);
  set(tensor_field::kH, spec.shape.h);
  set(tensor_field::kW, spec.shape.w);
  set(tensor_field::kDepth, 1);
  set(tensor_field::kBatchStride, spec.strides.batch);
  set(tensor_field::kPlaneStride, spec.strides.plane);
  set(tensor_field::kRowStride, spec.strides.row);
  set(tensor_field::kElementStride, spec.strides.element);
  set(tensor_field::kTotal, tensor.total_bytes);
  set(tensor_field::kInterleave, 1);
  set(tensor_field::kTouched, tensor.touched_bytes);
  set(tensor_field::kProgram, record.append_name(tensor.program));
  set(tensor_field::kName, record.append_name(tensor.binding_name));
  set(tensor_field::kSymbol, record.append_name(tensor.symbol_name));
  return finished(std::move(record));
}

}  // namespace ane::writer
