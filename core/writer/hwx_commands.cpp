// The load commands other than threads, and relocation entries.

#include "core/base/text.hpp"
#include "core/writer/byte_record.hpp"
#include "core/writer/hwx_parts.hpp"

namespace ane::writer {
namespace {

namespace command = container::command;
namespace segment_field = container::segment;
namespace section_field = container::section;
namespace binding32 = container::binding32;
namespace binding64 = container::binding64;
namespace note_field = container::note;
namespace symtab = container::symtab;
using container::Cmd;

/// Sets the two words of every command and pads it.
Bytes finished(ByteRecord record, Cmd cmd) {
  record.pad_to(kCommandAlignment);
  record.set(command::kCmd, static_cast<std::uint32_t>(cmd));
  record.set(command::kCmdSize, record.size());
  return std::move(record).take();
}

void put_section(ByteRecord& record, std::size_t base, const PlacedSegment& segment,
                 const PlacedSection& section) {
  const SectionSpec& spec = *section.spec;
  record.set_text(section_field::kName, spec.name, base);
  record.set_text(section_field::kSegment, segment.spec.name, base);
  record.set(section_field::kAddr, section.address, base);
  record.set(section_field::kBytes, spec.content.size, base);
  record.set(section_field::kOffset, section.file_offset, base);
  record.set(section_field::kAlign, spec.align_log2, base);
  record.set(section_field::kRelocOff, section.relocations_offset, base);
  record.set(section_field::kRelocCount, section.relocation_count, base);
  record.set(section_field::kFlags, section.flags, base);
}

}  // namespace

Bytes segment_command(const PlacedSegment& segment) {
  const std::size_t count = segment.sections.size();
  ByteRecord record(segment_field::kSize + count * section_field::kSize);
  record.set_text(segment_field::kName, segment.spec.name);
  record.set(segment_field::kVmAddr, segment.address);
  record.set(segment_field::kVmSize, segment.size);
  record.set(segment_field::kFileOff, segment.file_offset);
  record.set(segment_field::kFileSize, segment.file_size);
  record.set(segment_field::kMaxProt, segment.spec.protection);
  record.set(segment_field::kInitProt, segment.spec.protection);
  record.set(segment_field::kSectionCount, count);
  record.set(segment_field::kFlags, segment.spec.flags);
  for (std::size_t i = 0; i < count; ++i) {
    put_section(record, segment_field::kSize + i * section_field::kSize, segment, segment.sections[i]);
  }
  return finished(std::move(record), Cmd::Segment64);
}

Bytes page_zero_command() {
  PlacedSegment guard;
  guard.spec.name = "__PAGEZERO";
  guard.spec.protection = 0;
  guard.size = kPage;
  return segment_command(guard);
}

Result<Bytes> binding_command(const Layout& layout, const Buffer& buffer) {
  const std::string& name = layout.tensors[buffer.tensor].symbol_name;
  if (layout.spec->style.wide_bindings) {
    ByteRecord record(binding64::kSize);
    record.set(binding64::kName, record.append_name(name));
    record.set(binding64::kAddress, buffer.address);
    return finished(std::move(record), Cmd::MappedRegion);
  }
  if (buffer.address > UINT32_MAX) {
    return Error{"the buffer of " + name + " lies at " + hex(buffer.address) +
                     ", past the 32 bits that command 0x06 has for it",
                 {}};
  }
  ByteRecord record(binding32::kSize);
  record.set(binding32::kName, record.append_name(name));
  record.set(binding32::kAddress, buffer.address);
  return finished(std::move(record), Cmd::LoadFvmLib);
}

Bytes ident_command(std::string_view banner) {
  ByteRecord record(command::kSize);
  record.append_name(banner);
  return finished(std::move(record), Cmd::Ident);
}

Bytes note_command(const NoteSpec& note) {
  ByteRecord record(note_field::kSize);
  record.set_text(note_field::kOwner, std::string_view(note.owner).substr(0, note_field::kOwner.size));
  record.set(note_field::kOffset, note_field::kSize);
  record.set(note_field::kBytes, note.payload.size());
  record.append(note.payload);
  return finished(std::move(record), Cmd::Note);
}

Bytes symtab_command(std::uint64_t symbols, std::size_t count, std::uint64_t strings,
                     std::size_t string_bytes) {
  ByteRecord record(symtab::kSize);
  record.set(symtab::kSymOff, symbols);
  record.set(symtab::kSymCount, count);
  record.set(symtab::kStrOff, strings);
  record.set(symtab::kStrSize, string_bytes);
  return finished(std::move(record), Cmd::Symtab);
}

Bytes relocation_entries(const Layout& layout) {
  namespace relocation = container::relocation;
  // pcrel 1, extern 0, type 0; length 2: the target word has four bytes (3: eight, in the stream family).
  const Style& style = layout.spec->style;
  const std::uint32_t kind = style.stream_program || style.runtime_graph ? 0x07000000U : 0x05000000U;
  const auto target = static_cast<std::uint32_t>(layout.weight_section().number);
  ByteRecord record(layout.relocations.size() * relocation::kSize);
  for (std::size_t i = 0; i < layout.relocations.size(); ++i) {
    record.set(relocation::kAddress, layout.relocations[i], i * relocation::kSize);
    record.set(relocation::kInfo, kind | target, i * relocation::kSize);
  }
  return std::move(record).take();
}

}  // namespace ane::writer
