#include "core/writer/hwx_writer.hpp"

#include <algorithm>

#include "core/base/extent.hpp"
#include "core/writer/byte_record.hpp"
#include "core/writer/hwx_parts.hpp"

namespace ane::writer {
namespace {

namespace header = container::header;

constexpr std::uint32_t kHeaderFlags = 0x00200000;
constexpr std::size_t kRelocationAlignment = 8;
constexpr std::uint64_t kRowAlignment = 64;

/// All commands but the segments and LC_SYMTAB, which need places in the file.
Result<std::vector<Bytes>> middle_commands(const Layout& layout) {
  const HwxSpec& spec = *layout.spec;
  std::vector<Bytes> commands;
  for (const Buffer& buffer : layout.buffers) {
    ANE_TRY(Bytes command, binding_command(layout, buffer));
    commands.push_back(std::move(command));
  }
  for (std::size_t i = 0; i < spec.programs.size(); ++i) commands.push_back(program_command(layout, i));
  for (const Role role : {Role::Input, Role::Output}) {
    for (const PlacedTensor& tensor : layout.tensors) {
      if (tensor.spec->role == role) commands.push_back(tensor_command(layout, tensor));
    }
  }
  commands.push_back(ident_command(spec.banner));
  for (const NoteSpec& note : spec.notes) commands.push_back(note_command(note));
  commands.insert(commands.end(), spec.extra_commands.begin(), spec.extra_commands.end());
  return commands;
}

std::uint64_t bytes_of(const std::vector<Bytes>& commands) {
  std::uint64_t total = 0;
  for (const Bytes& command : commands) total += command.size();
  return total;
}

std::vector<Bytes> segment_commands(const Layout& layout) {
  std::vector<Bytes> commands = {page_zero_command()};
  for (const PlacedSegment& segment : layout.segments) commands.push_back(segment_command(segment));
  return commands;
}

Bytes header_bytes(const HwxSpec& spec, std::size_t count, std::uint64_t size) {
  ByteRecord record(header::kSize);
  record.set(header::kMagic, header::kMagicHwx);
  record.set(header::kCpuType, header::kCpuTypeAne);
  record.set(header::kCpuSubtype, spec.cpu_subtype);
  record.set(header::kFileType, header::kFileTypeExecute);
  record.set(header::kCommandCount, count);
  record.set(header::kCommandBytes, size);
  record.set(header::kFlags, kHeaderFlags);
  return std::move(record).take();
}

void list_commands(const std::vector<Bytes>& commands, HwxPlan& plan) {
  std::uint64_t offset = header::kSize;
  for (const Bytes& command : commands) {
    std::uint32_t cmd = 0;
    for (std::size_t i = std::min<std::size_t>(command.size(), 4); i-- > 0;) cmd = cmd << 8 | command[i];
    plan.commands.push_back({cmd, offset, static_cast<std::uint32_t>(command.size())});
    offset += command.size();
  }
}

void list_sections(const Layout& layout, HwxPlan& plan) {
  for (const PlacedSegment& segment : layout.segments) {
    for (const PlacedSection& section : segment.sections) {
      const SectionSpec& spec = *section.spec;
      plan.sections.push_back(
          {segment.spec.name, spec.name, section.address, spec.content.size, section.file_offset});
      if (!spec.zero_fill) plan.pieces.push_back({section.file_offset, spec.content});
    }
  }
}

}  // namespace

Style style_v4_2_1() {
  Style style;
  style.decorated_symbols = true;
  style.tensor_words = 30;
  style.type_stabs = 10;
  return style;
}

Style style_v5_4_1() {
  return {};
}

Style style_v7_6_4() {
  Style style;
  style.wide_bindings = true;
  style.outputs_first = false;
  style.property_record = true;
  style.outputs_touch_total = true;
  return style;
}

Style style_stream(std::uint32_t first_buffer_slot) {
  Style style = style_v7_6_4();
  style.stream_program = true;
  style.text_last = true;
  style.slot_step = 2;
  style.first_buffer_slot = first_buffer_slot;
  style.input_desc = 0;
  return style;
}

Strides padded_strides(Shape shape, std::uint64_t element_bytes) {
  Strides strides;
  strides.element = element_bytes;
  strides.row = round_up(shape.w * element_bytes, kRowAlignment);
  strides.plane = round_up(strides.row * shape.h, kRowAlignment);
  strides.batch = strides.plane * shape.c;
  return strides;
}

TensorSpec tensor(std::string name, Role role, Shape shape) {
  TensorSpec spec;
  spec.name = std::move(name);
  spec.role = role;
  spec.shape = shape;
  spec.strides = padded_strides(shape);
  return spec;
}

std::string weight_symbol_name(std::uint64_t seed, std::optional<std::uint32_t> core) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string name = "K";
  std::uint64_t state = seed;
  for (int i = 0; i < 64; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    name += kDigits[state >> 60];
  }
  if (core) name += "_ne_" + std::to_string(*core);
  return name;
}

std::string honest_banner(std::string_view target) {
  return "ANEC v1\nanescope_writer v1\n\t-t " + std::string(target) + "\n";
}

const HwxPlan::Command* HwxPlan::command(container::Cmd cmd, std::size_t index) const {
  for (const Command& candidate : commands) {
    if (candidate.cmd == static_cast<std::uint32_t>(cmd) && index-- == 0) return &candidate;
  }
  return nullptr;
}

const HwxPlan::Section* HwxPlan::section(std::string_view segment, std::string_view name) const {
  const auto found = std::find_if(sections.begin(), sections.end(), [&](const Section& candidate) {
    return candidate.segment == segment && candidate.name == name;
  });
  return found == sections.end() ? nullptr : &*found;
}

Result<HwxPlan> plan_hwx(const HwxSpec& spec) {
  ANE_TRY(Layout layout, make_layout(spec));
  ANE_TRY(const std::vector<Bytes> middle, middle_commands(layout));
  const SymbolTable symbols = make_symbols(layout);
  const Bytes relocations = relocation_entries(layout);
  const std::uint64_t command_bytes =
      bytes_of(segment_commands(layout)) + bytes_of(middle) + container::symtab::kSize;

  HwxPlan plan;
  plan.symbols_offset = header::kSize + command_bytes;
  plan.strings_offset = plan.symbols_offset + symbols.entries.size();
  std::uint64_t head_end = plan.strings_offset + symbols.strings.size();
  if (!relocations.empty()) {
    plan.relocations_offset = round_up(head_end, kRelocationAlignment);
    head_end = plan.relocations_offset + relocations.size();
    PlacedSection& text = layout.segments[layout.text_segment].sections[0];
    text.relocations_offset = static_cast<std::uint32_t>(plan.relocations_offset);
    text.relocation_count = static_cast<std::uint32_t>(layout.relocations.size());
  }
  ANE_CHECK(place_in_file(layout, head_end, plan.file_size));

  std::vector<Bytes> commands = segment_commands(layout);
  commands.insert(commands.end(), middle.begin(), middle.end());
  commands.push_back(
      symtab_command(plan.symbols_offset, symbols.count, plan.strings_offset, symbols.strings.size()));
  list_commands(commands, plan);
  list_sections(layout, plan);

  ByteRecord head;
  head.append(header_bytes(spec, commands.size(), command_bytes));
  for (const Bytes& command : commands) head.append(command);
  head.append(symbols.entries);
  head.append(symbols.strings);
  if (!relocations.empty()) head.pad_to(kRelocationAlignment);
  head.append(relocations);
  plan.head = std::move(head).take();
  return plan;
}

void write_plan(const HwxPlan& plan, Sink& sink) {
  sink.write({reinterpret_cast<const char*>(plan.head.data()), plan.head.size()});
  std::uint64_t at = plan.head.size();
  for (const HwxPlan::Piece& piece : plan.pieces) {
    emit_zeros(piece.offset - at, sink);
    emit(piece.content, sink);
    at = piece.offset + piece.content.size;
  }
  emit_zeros(plan.file_size - at, sink);
}

Result<std::vector<std::uint8_t>> write_hwx(const HwxSpec& spec) {
  ANE_TRY(const HwxPlan plan, plan_hwx(spec));
  StringSink sink;
  write_plan(plan, sink);
  return std::vector<std::uint8_t>(sink.text.begin(), sink.text.end());
}

}  // namespace ane::writer
