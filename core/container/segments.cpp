// LC_SEGMENT_64 and its sections, and the binding commands that name their buffers.

#include <algorithm>

#include "core/base/text.hpp"
#include "core/container/parser.hpp"

namespace ane::container {
namespace {

std::string section_title(const Section& section) {
  return "section " + escaped(section.segment) + "," + escaped(section.name);
}

// [at, at + size) lies in [begin, begin + room), whatever the sums are.
bool inside(std::uint64_t at, std::uint64_t size, std::uint64_t begin, std::uint64_t room) {
  return at >= begin && at - begin <= room && size <= room - (at - begin);
}

// What of a section is in the file, and complaints where that is not what it claims.
void place_section(Parser& p, const Segment& segment, Section& section) {
  const std::string title = section_title(section);
  const Extent where{section.record + section::kBytes.offset, section::kBytes.size + section::kOffset.size};
  if (!segment.file_backed()) {
    if (section.offset != 0)
      p.warn("zero-fill-with-offset", title + ": zero-fill, but has the file offset " + hex(section.offset),
             where);
    return;
  }
  if (section.size == 0) return;
  std::uint64_t from_segment = 0;
  if (section.addr >= segment.vmaddr &&
      add_fits(segment.fileoff, section.addr - segment.vmaddr, from_segment) && from_segment > UINT32_MAX &&
      section.offset == static_cast<std::uint32_t>(from_segment)) {
    p.error("section-offset-truncated",
            title + ": its bytes should lie at " + hex(from_segment) + ", which the 32-bit offset cannot say",
            where);
    return;
  }
  if (section.offset == 0) {
    p.error("section-without-offset", title + ": has bytes in a file-backed segment but the file offset 0",
            where);
    return;
  }
  std::uint64_t end = 0;
  if (!add_fits(section.offset, section.size, end)) {
    p.error("section-overflow",
            title + ": offset " + hex(section.offset) + " + size " + hex(section.size) + " overflows", where);
    return;
  }
  if (!inside(section.offset, section.size, segment.fileoff, segment.filesize)) {
    p.error("section-outside-segment",
            title + ": " + range_text({section.offset, section.size}) +
                " is not inside its segment's file range " + hex(segment.fileoff) + " + " +
                hex(segment.filesize),
            where);
  }
  if (end > p.file.size()) {
    p.error("section-past-file-end", title + ": ends at " + hex(end) + ", the file at " + hex(p.file.size()),
            where);
  }
  section.bytes = p.file.clipped(section.offset, section.size).extent();
}

void check_section_memory(Parser& p, const Segment& segment, const Section& section) {
  const Extent where{section.record + section::kAddr.offset, 16};
  std::uint64_t end = 0;
  if (!inside(section.addr, section.size, segment.vmaddr, segment.vmsize) ||
      !add_fits(section.addr, section.size, end)) {
    p.error("section-outside-segment-memory",
            section_title(section) + ": address " + hex(section.addr) + " + size " + hex(section.size) +
                " is not inside its segment's memory " + hex(segment.vmaddr) + " + " + hex(segment.vmsize),
            where);
  }
  if (section.align > 63) {
    p.error("section-alignment",
            section_title(section) + ": alignment 2^" + std::to_string(section.align) + " is not possible",
            {section.record + section::kAlign.offset, 4});
  }
}

void check_segment(Parser& p, const Segment& s) {
  const std::string title = "segment " + escaped(s.name);
  const Extent file_where{s.record + segment::kFileOff.offset, 16};
  const Extent memory_where{s.record + segment::kVmAddr.offset, 16};
  std::uint64_t end = 0;
  if (!add_fits(s.fileoff, s.filesize, end) || end > p.file.size()) {
    p.error("segment-past-file-end",
            title + ": file range " + hex(s.fileoff) + " + " + hex(s.filesize) +
                " ends behind the file's end at " + hex(p.file.size()),
            file_where);
  }
  if (s.filesize > s.vmsize) {
    p.error("segment-file-larger-than-memory",
            title + ": " + hex(s.filesize) + " bytes in the file, but only " + hex(s.vmsize) + " in memory",
            {s.record + segment::kVmSize.offset, segment::kFileSize.offset + 8 - segment::kVmSize.offset});
  }
  if (!add_fits(s.vmaddr, s.vmsize, end)) {
    p.error("segment-memory-overflow",
            title + ": vmaddr " + hex(s.vmaddr) + " + vmsize " + hex(s.vmsize) + " overflows", memory_where);
  }
}

Section read_section(Parser& p, ByteView record, std::uint32_t segment_index) {
  Section s;
  s.record = record.extent().offset;
  s.segment_index = segment_index;
  s.name = read_fixed_name(record, section::kName);
  s.segment = read_fixed_name(record, section::kSegment);
  s.addr = read_number(record, section::kAddr);
  s.size = read_number(record, section::kBytes);
  s.offset = read_u32(record, section::kOffset);
  s.align = read_u32(record, section::kAlign);
  s.reloff = read_u32(record, section::kRelocOff);
  s.nreloc = read_u32(record, section::kRelocCount);
  s.flags = read_u32(record, section::kFlags);
  for (const FieldSpec* field : {&section::kName, &section::kSegment}) {
    if (!is_plain_text(read_fixed_name(record, *field))) {
      p.warn("name-not-printable", section_title(s) + ": the name has bytes that do not print",
             {s.record + field->offset, field->size});
    }
  }
  return s;
}

}  // namespace

void parse_segment(Parser& p, const Command& command) {
  const ByteView view = *p.file.sub(command.offset, command.size);
  const std::string title = command_title(p, command);
  if (command.size < segment::kSize) {
    p.error("segment-too-short",
            title + ": cmdsize " + std::to_string(command.size) + " is less than the 72 bytes of a segment",
            command.extent());
    return;
  }
  if (p.out.segments.size() >= kMaxRecords) {
    p.warn("too-many-records", "more than 65536 segments: the rest is not decoded", command.extent());
    return;
  }
  Segment s;
  s.record = command.offset;
  s.name = read_fixed_name(view, segment::kName);
  s.vmaddr = read_number(view, segment::kVmAddr);
  s.vmsize = read_number(view, segment::kVmSize);
  s.fileoff = read_number(view, segment::kFileOff);
  s.filesize = read_number(view, segment::kFileSize);
  s.maxprot = read_u32(view, segment::kMaxProt);
  s.initprot = read_u32(view, segment::kInitProt);
  s.flags = read_u32(view, segment::kFlags);
  const std::uint32_t claimed = read_u32(view, segment::kSectionCount);
  const std::uint64_t room = (command.size - segment::kSize) / section::kSize;
  if (claimed > room) {
    p.error("segment-sections-past-command",
            title + ": " + std::to_string(claimed) + " sections need " +
                std::to_string(segment::kSize + std::uint64_t{claimed} * section::kSize) +
                " bytes, cmdsize is " + std::to_string(command.size),
            {command.offset + segment::kSectionCount.offset, 4});
  }
  s.first_section = static_cast<std::uint32_t>(p.out.sections.size());
  s.section_count = static_cast<std::uint32_t>(
      std::min<std::uint64_t>({claimed, room, kMaxRecords - p.out.sections.size()}));
  if (s.section_count < std::min<std::uint64_t>(claimed, room)) {
    p.warn("too-many-records", "more than 65536 sections: the rest is not decoded", command.extent());
  }
  check_segment(p, s);
  const auto index = static_cast<std::uint32_t>(p.out.segments.size());
  for (std::uint32_t i = 0; i < s.section_count; ++i) {
    Section section =
        read_section(p, *view.sub(segment::kSize + std::uint64_t{i} * section::kSize, section::kSize), index);
    place_section(p, s, section);
    check_section_memory(p, s, section);
    p.out.sections.push_back(std::move(section));
  }
  p.out.segments.push_back(std::move(s));
}

void parse_binding(Parser& p, const Command& command) {
  const ByteView view = *p.file.sub(command.offset, command.size);
  const bool wide = command.cmd == static_cast<std::uint32_t>(Cmd::MappedRegion);
  const std::uint32_t head = wide ? binding64::kSize : binding32::kSize;
  if (command.size < head) {
    p.error("binding-too-short",
            command_title(p, command) + ": cmdsize " + std::to_string(command.size) + " is less than its " +
                std::to_string(head) + " fixed bytes",
            command.extent());
    return;
  }
  if (p.out.bindings.size() >= kMaxRecords) {
    p.warn("too-many-records", "more than 65536 bindings: the rest is not decoded", command.extent());
    return;
  }
  Binding binding;
  binding.cmd = command.cmd;
  binding.where = command.extent();
  binding.name = read_command_name(p, command, view, view, wide ? binding64::kName : binding32::kName);
  binding.address = wide ? read_number(view, binding64::kAddress) : read_number(view, binding32::kAddress);
  p.out.bindings.push_back(std::move(binding));
}

}  // namespace ane::container
