// LC_THREAD: the program and tensor records, which are the heart of the container.

#include <algorithm>

#include "core/base/text.hpp"
#include "core/container/parser.hpp"

namespace ane::container {
namespace {

// The state that the command holds, after complaining where it is shorter than `needed`.
ByteView state_view(Parser& p, const Command& command, const Thread& thread, std::uint64_t needed) {
  const ByteView state = p.file.clipped(thread.state.offset, thread.state.size);
  if (state.size() < needed) {
    p.error("thread-state-too-short",
            command_title(p, command) + ": flavour " + std::to_string(thread.flavour) + " needs " +
                hex(needed) + " bytes of state, there are " + hex(state.size()),
            thread.state.empty() ? thread.where : thread.state);
  }
  return state;
}

// `step` is how many of the tasks' slot numbers an entry takes.
void read_slots(ByteView state, std::uint32_t step, Program& program) {
  for (std::uint32_t i = 0; i < thread::kSlots; ++i) {
    const std::uint64_t at = std::uint64_t{i} * thread::kSlotBytes;
    const std::uint64_t address = state.u64(at).value_or(0);
    if (address != 0) program.slots.push_back({i * step, address, state.extent().offset + at});
  }
}

void read_properties(Parser& p, const Command& command, ByteView state, const FieldSpec& count_field,
                     std::uint64_t at, Program& program) {
  if (!state.has(count_field.offset, count_field.size)) return;
  const std::uint64_t count = read_number(state, count_field);
  const std::string title = command_title(p, command) + ": property ";
  for (std::uint64_t i = 0; i < count; ++i) {
    const Extent rest{state.extent().offset + std::min(at, state.size()),
                      state.size() - std::min(at, state.size())};
    const auto tag = state.u32(at);
    const auto length = state.u32(at + 4);
    if (!tag || !length) {
      p.error(
          "property-past-state",
          title + std::to_string(i) + " of " + std::to_string(count) + " reaches past the end of the state",
          rest);
      return;
    }
    const Extent head{state.extent().offset + at, property::kHead};
    if (*length == 0) {
      p.error("property-length", title + std::to_string(i) + " has the length 0", head);
      return;
    }
    if (*length % 4 != 0)
      p.warn(
          "property-length",
          title + std::to_string(i) + " has the length " + std::to_string(*length) + ", not a multiple of 4",
          head);
    const auto value = state.sub(at + property::kHead, *length);
    if (!value) {
      p.error("property-past-state",
              title + std::to_string(i) + " of " + std::to_string(*length) +
                  " bytes reaches past the end of the state",
              rest);
      return;
    }
    const std::uint64_t number = *length >= 8 ? value->u64(0).value_or(0) : value->u32(0).value_or(0);
    program.properties.push_back({*tag, value->extent(), number});
    at += property::kHead + *length;
  }
}

void parse_program(Parser& p, const Command& command, const Thread& thread) {
  const ByteView view = *p.file.sub(command.offset, command.size);
  Program program;
  program.thread = thread;
  if (thread.flavour == thread::kFlavourProgram) {
    const ByteView state = state_view(p, command, thread, program::kSize);
    read_slots(state, 1, program);
    program.name = read_command_name(p, command, view, state, program::kName);
    program.first_task = read_number(state, program::kFirstTask);
    if (const auto words = state.u32(program::kFirstTaskWords.offset))
      program.first_task_words = *words == UINT32_MAX ? 0 : *words + 1;
    program.task_count = state.u32(program::kTaskCount.offset);
    program.scratch_bytes = read_number(state, program::kScratch);
    program.debug_events = read_number(state, program::kDebugEvents);
    program.events = read_number(state, program::kEvents);
    read_properties(p, command, state, program::kPropertyCount, program::kProperties, program);
  } else {
    const ByteView state = state_view(p, command, thread, program64::kSize);
    read_slots(state, thread::kSlotStep64, program);
    program.name = read_command_name(p, command, view, state, program64::kName);
    program.first_task = read_number(state, program64::kFirstTask);
    program.text_words = read_u32(state, program64::kTextWords);
    program.task_count = state.u32(program64::kTaskCount.offset);
    program.scratch_bytes = read_number(state, program64::kScratch);
    program.debug_events = read_number(state, program64::kDebugEvents);
    program.events = read_number(state, program64::kEvents);
    read_properties(p, command, state, program64::kPropertyCount, program64::kProperties, program);
  }
  p.out.programs.push_back(std::move(program));
}

void parse_tensor(Parser& p, const Command& command, const Thread& thread) {
  const ByteView view = *p.file.sub(command.offset, command.size);
  const ByteView state = state_view(p, command, thread, tensor::kSize);
  TensorRecord t;
  t.thread = thread;
  t.role = read_u32(state, tensor::kRole);
  t.type = read_u32(state, tensor::kType);
  t.program = read_command_name(p, command, view, state, tensor::kProgram);
  t.binding_name = read_command_name(p, command, view, state, tensor::kName);
  t.symbol_name = read_command_name(p, command, view, state, tensor::kSymbol);
  t.shape = {read_u32(state, tensor::kN), read_u32(state, tensor::kC), read_u32(state, tensor::kH),
             read_u32(state, tensor::kW)};
  t.strides = {read_number(state, tensor::kBatchStride), read_number(state, tensor::kPlaneStride),
               read_number(state, tensor::kRowStride), read_number(state, tensor::kElementStride)};
  t.total = read_number(state, tensor::kTotal);
  t.touched = read_number(state, tensor::kTouched);
  p.out.tensors.push_back(std::move(t));
}

}  // namespace

void parse_thread(Parser& p, const Command& command) {
  const ByteView view = *p.file.sub(command.offset, command.size);
  const std::string title = command_title(p, command);
  if (command.size < thread::kHead) {
    p.error(
        "thread-too-short",
        title + ": cmdsize " + std::to_string(command.size) + " is less than the 16 bytes of a thread head",
        command.extent());
    return;
  }
  Thread thread;
  thread.where = command.extent();
  thread.flavour = read_u32(view, thread::kFlavour);
  thread.count = read_u32(view, thread::kCount);
  const std::uint64_t claimed = std::uint64_t{thread.count} * 4;
  if (thread::kHead + claimed > command.size) {
    p.error("thread-state-past-command",
            title + ": a state of " + std::to_string(thread.count) + " words needs " +
                std::to_string(thread::kHead + claimed) + " bytes, cmdsize is " +
                std::to_string(command.size),
            {command.offset + thread::kCount.offset, 4});
  }
  thread.state = view.clipped(thread::kHead, claimed).extent();
  const std::size_t known = p.out.programs.size() + p.out.tensors.size() + p.out.other_threads.size();
  if (known >= kMaxRecords) {
    p.warn("too-many-records", "more than 65536 thread records: the rest is not decoded", command.extent());
    return;
  }
  switch (thread.flavour) {
    case thread::kFlavourProgram:
    case thread::kFlavourProgram64:
      parse_program(p, command, thread);
      return;
    case thread::kFlavourTensor:
      parse_tensor(p, command, thread);
      return;
    default:
      p.warn("unknown-thread-flavour",
             title + ": flavour " + std::to_string(thread.flavour) + " is not known, shown as bytes",
             {command.offset + thread::kFlavour.offset, 4});
      p.out.other_threads.push_back(thread);
  }
}

}  // namespace ane::container
