#include "core/container/container.hpp"

#include <algorithm>
#include <array>

#include "core/base/text.hpp"
#include "core/container/parser.hpp"

namespace ane::container {
namespace {

struct CommandKind {
  Cmd cmd;
  std::string_view name;
  void (*parse)(Parser&, const Command&);  ///< null: nothing but its bytes is known
};

// A new load command is one row here and one function.
constexpr std::array kCommands = {
    CommandKind{Cmd::Segment64, "LC_SEGMENT_64", parse_segment},
    CommandKind{Cmd::LoadFvmLib, "LC_LOADFVMLIB", parse_binding},
    CommandKind{Cmd::IdFvmLib, "LC_IDFVMLIB", parse_binding},
    CommandKind{Cmd::MappedRegion, "LC_ANE_MAPPED_REGION", parse_binding},
    CommandKind{Cmd::Thread, "LC_THREAD", parse_thread},
    CommandKind{Cmd::UnixThread, "LC_UNIXTHREAD", parse_thread},
    CommandKind{Cmd::Ident, "LC_IDENT", parse_ident},
    CommandKind{Cmd::Note, "LC_NOTE", parse_note},
    CommandKind{Cmd::Symtab, "LC_SYMTAB", parse_symtab},
    CommandKind{Cmd::Uuid, "LC_UUID", nullptr},
};

const CommandKind* find_kind(std::uint32_t cmd) {
  const auto at = std::find_if(kCommands.begin(), kCommands.end(), [&](const CommandKind& kind) {
    return static_cast<std::uint32_t>(kind.cmd) == cmd;
  });
  return at == kCommands.end() ? nullptr : &*at;
}

constexpr std::uint32_t swapped(std::uint32_t value) {
  return value >> 24 | (value >> 8 & 0xff00) | (value << 8 & 0xff0000) | value << 24;
}

Result<Header> parse_header(ByteView file, Diagnostics& problems) {
  if (file.size() < header::kSize) {
    return Error{"too short for an HWX header: " + std::to_string(file.size()) + " of 32 bytes",
                 Extent{0, file.size()}};
  }
  const Extent magic_where{0, 4};
  Header h;
  h.magic = read_u32(file, header::kMagic);
  h.cputype = read_u32(file, header::kCpuType);
  h.cpusubtype = read_u32(file, header::kCpuSubtype);
  h.filetype = read_u32(file, header::kFileType);
  h.ncmds = read_u32(file, header::kCommandCount);
  h.sizeofcmds = read_u32(file, header::kCommandBytes);
  h.flags = read_u32(file, header::kFlags);
  h.reserved = read_u32(file, header::kReserved);
  if (h.magic == swapped(header::kMagicHwx) || h.magic == swapped(header::kMagicMachO)) {
    return Error{"byte-swapped magic " + hex(h.magic) + ": big-endian HWX files are not known to exist",
                 magic_where};
  }
  if (h.magic != header::kMagicHwx && h.magic != header::kMagicMachO) {
    return Error{"not an HWX file: the first word is " + hex(h.magic, 8) + ", not 0xbeefface", magic_where};
  }
  if (h.cputype == header::kCpuTypeAne) return h;
  const Extent cpu_where{header::kCpuType.offset, 4};
  if (h.magic == header::kMagicMachO) {
    const std::string arm = h.cputype == header::kCpuTypeArm64 ? " (arm64)" : "";
    return Error{"an ordinary Mach-O file for cputype " + hex(h.cputype) + arm +
                     ", not a Neural Engine program (0x80)",
                 cpu_where};
  }
  problems.add(Severity::Warning, "unknown-cputype", "cputype is " + hex(h.cputype) + ", expected 0x80",
               cpu_where);
  return h;
}

// The first byte in the file that a section or segment claims: load commands must end before it.
std::uint64_t first_payload(const Container& c) {
  std::uint64_t first = UINT64_MAX;
  for (const Segment& segment : c.segments) {
    if (segment.file_backed()) first = std::min(first, segment.fileoff);
  }
  for (const Section& section : c.sections) {
    if (!section.bytes.empty()) first = std::min(first, section.bytes.offset);
  }
  return first;
}

void check_command_area(Parser& p) {
  const Header& h = p.out.header;
  const Extent size_where{header::kCommandBytes.offset, 4};
  if (std::uint64_t{header::kSize} + h.sizeofcmds > p.file.size()) {
    p.error("commands-past-file-end",
            "load commands end at " + hex(std::uint64_t{header::kSize} + h.sizeofcmds) + ", the file at " +
                hex(p.file.size()),
            size_where);
  }
  if (h.ncmds > h.sizeofcmds / command::kSize) {
    p.error(
        "too-many-commands",
        std::to_string(h.ncmds) + " load commands cannot fit in " + std::to_string(h.sizeofcmds) + " bytes",
        {header::kCommandCount.offset, 4});
  }
}

// Lists the commands, stopping at the first whose size leads nowhere.
void list_commands(Parser& p) {
  const ByteView area = p.file.clipped(header::kSize, p.out.header.sizeofcmds);
  p.out.command_area = area.extent();
  std::uint64_t at = 0;
  for (std::uint32_t i = 0; i < p.out.header.ncmds; ++i) {
    const std::string title = "load command " + std::to_string(i);
    const Extent rest{header::kSize + at, area.size() - at};
    if (!area.has(at, command::kSize)) {
      p.error("command-past-area", title + ": its head reaches past the end of the load commands", rest);
      return;
    }
    const Command command{read_u32(*area.sub(at, 8), command::kCmd),
                          read_u32(*area.sub(at, 8), command::kCmdSize), header::kSize + at};
    const Extent head{command.offset, command::kSize};
    if (command.size < command::kSize) {
      p.error("command-too-small",
              title + ": cmdsize " + std::to_string(command.size) + " is less than its own 8-byte head",
              head);
      return;
    }
    if (command.size % 4 != 0) {
      p.error("command-misaligned",
              title + ": cmdsize " + std::to_string(command.size) + " is not a multiple of 4", head);
    } else if (command.size % 8 != 0) {
      p.warn("command-misaligned",
             title + ": cmdsize " + std::to_string(command.size) + " is not a multiple of 8", head);
    }
    if (!area.has(at, command.size)) {
      p.error("command-past-area",
              title + ": cmdsize " + std::to_string(command.size) +
                  " reaches past the end of the load commands, " + std::to_string(area.size() - at) +
                  " bytes remain",
              head);
      return;
    }
    p.out.commands.push_back(command);
    at += command.size;
  }
  if (at != p.out.header.sizeofcmds) {
    p.warn("commands-do-not-fill-area",
           std::to_string(p.out.header.ncmds) + " load commands take " + std::to_string(at) +
               " bytes, sizeofcmds says " + std::to_string(p.out.header.sizeofcmds),
           {header::kSize + at, area.size() - std::min(at, area.size())});
  }
}

void check_command_set(Parser& p) {
  const Extent all = p.out.command_area;
  if (!p.out.symbols)
    p.warn("no-symbol-table", "no LC_SYMTAB: names of weights and types are not known", all);
  if (p.out.programs.empty() && p.out.runtime() == nullptr) {
    p.warn("no-program-record", "no program thread: buffers and the first task's length are not known", all);
  }
}

}  // namespace

std::string_view command_name(std::uint32_t cmd) {
  const CommandKind* kind = find_kind(cmd);
  return kind == nullptr ? std::string_view() : kind->name;
}

std::string command_title(const Parser& parser, const Command& command) {
  const auto index = static_cast<std::size_t>(&command - parser.out.commands.data());
  return "load command " + std::to_string(index) + " (" + std::string(command_name(command.cmd)) + ")";
}

std::uint64_t read_number(ByteView view, const FieldSpec& field) {
  switch (field.size) {
    case 1:
      return view.u8(field.offset).value_or(0);
    case 2:
      return view.u16(field.offset).value_or(0);
    case 4:
      return view.u32(field.offset).value_or(0);
    default:
      return view.u64(field.offset).value_or(0);
  }
}

std::string read_fixed_name(ByteView view, const FieldSpec& field) {
  return view.clipped(field.offset, field.size).text(0).text;
}

std::string read_command_name(Parser& parser, const Command& command, ByteView command_view, ByteView record,
                              const FieldSpec& field) {
  const auto offset = record.u32(field.offset);
  if (!offset) return {};
  const Extent where{record.extent().offset + field.offset, field.size};
  const std::string title = command_title(parser, command) + ": " + std::string(field.name);
  if (*offset < 0x10 || *offset >= command.size) {
    parser.error(
        "name-outside-command",
        title + " offset " + hex(*offset) + " is not inside the command (0x10.." + hex(command.size) + ")",
        where);
    return {};
  }
  ByteView::Text name = command_view.text(*offset);
  if (!name.terminated) {
    parser.error("name-not-terminated", title + " has no NUL before the end of the command",
                 {command.offset + *offset, command.size - *offset});
  }
  return std::move(name.text);
}

std::optional<std::uint64_t> Program::slot_address(std::uint32_t index) const {
  for (const Slot& slot : slots) {
    if (slot.index == index) return slot.address;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> Program::slot_of(std::uint64_t address) const {
  for (const Slot& slot : slots) {
    if (slot.address == address) return slot.index;
  }
  return std::nullopt;
}

const Section* Container::section(std::string_view segment, std::string_view name) const {
  const auto at = std::find_if(sections.begin(), sections.end(),
                               [&](const Section& s) { return s.segment == segment && s.name == name; });
  return at == sections.end() ? nullptr : &*at;
}

const Section* Container::runtime() const {
  return section(container::segment::kRuntime, container::runtime::kSection);
}

bool Section::in_kernel_segment() const {
  return segment.starts_with(container::segment::kKernelPrefix);
}

bool is_stream_header(ByteView text, std::uint64_t at) {
  for (std::size_t i = 0; i < stream::kHeader.size(); ++i) {
    if (text.u32(at + i * sizeof(std::uint32_t)) != stream::kHeader[i]) return false;
  }
  return true;
}

const Section* Container::section_at(std::uint64_t address) const {
  const auto at = std::find_if(sections.begin(), sections.end(), [&](const Section& s) {
    return address >= s.addr && address - s.addr < s.size;
  });
  return at == sections.end() ? nullptr : &*at;
}

Result<Container> parse_container(ByteView file, Diagnostics& problems) {
  Container container;
  ANE_TRY(container.header, parse_header(file, problems));
  Parser parser{file, container, problems};
  check_command_area(parser);
  list_commands(parser);
  for (const Command& command : container.commands) {
    const CommandKind* kind = find_kind(command.cmd);
    if (kind == nullptr) {
      problems.add(Severity::Note, "unknown-command",
                   "load command " + std::to_string(&command - container.commands.data()) + ": kind " +
                       hex(command.cmd) + " is not known, shown as bytes",
                   command.extent());
    } else if (kind->parse != nullptr) {
      kind->parse(parser, command);
    }
  }
  const std::uint64_t payload = first_payload(container);
  if (container.command_area.end() > payload) {
    parser.error("commands-over-section",
                 "load commands end at " + hex(container.command_area.end()) +
                     ", behind the first segment at " + hex(payload),
                 {payload, container.command_area.end() - payload});
  }
  check_command_set(parser);
  return container;
}

}  // namespace ane::container
