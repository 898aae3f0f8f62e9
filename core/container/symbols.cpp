// LC_SYMTAB, nlist_64 entries and relocation entries.

#include <algorithm>

#include "core/base/bits.hpp"
#include "core/base/text.hpp"
#include "core/container/parser.hpp"

namespace ane::container {

void parse_symtab(Parser& p, const Command& command) {
  const ByteView view = *p.file.sub(command.offset, command.size);
  if (command.size < symtab::kSize) {
    p.error("symtab-too-short",
            command_title(p, command) + ": cmdsize " + std::to_string(command.size) +
                " is less than the 24 bytes of a symbol table",
            command.extent());
    return;
  }
  if (p.out.symbols) {
    p.error("second-symbol-table",
            command_title(p, command) + ": a second symbol table; the first one counts", command.extent());
    return;
  }
  const std::uint64_t symoff = read_number(view, symtab::kSymOff);
  const std::uint64_t nsyms = read_number(view, symtab::kSymCount);
  const std::uint64_t stroff = read_number(view, symtab::kStrOff);
  const std::uint64_t strsize = read_number(view, symtab::kStrSize);
  SymbolTable table;
  table.where = command.extent();
  const ByteView entries = p.file.clipped(symoff, nsyms * symbol::kSize);
  table.count = static_cast<std::uint32_t>(entries.size() / symbol::kSize);
  table.symbols = {entries.extent().offset, std::uint64_t{table.count} * symbol::kSize};
  table.strings = p.file.clipped(stroff, strsize).extent();
  if (table.count < nsyms) {
    p.error("symbols-past-file-end",
            command_title(p, command) + ": " + std::to_string(nsyms) + " symbols at " + hex(symoff) +
                " end behind the file's end at " + hex(p.file.size()),
            {command.offset + symtab::kSymOff.offset, 8});
  }
  if (table.strings.size < strsize) {
    p.error("strings-past-file-end",
            command_title(p, command) + ": " + std::to_string(strsize) + " bytes of names at " + hex(stroff) +
                " end behind the file's end at " + hex(p.file.size()),
            {command.offset + symtab::kStrOff.offset, 8});
  } else if (strsize != 0 && p.file.u8(stroff + strsize - 1) != 0) {
    p.warn("strings-not-terminated", command_title(p, command) + ": the string table does not end in NUL",
           {stroff + strsize - 1, 1});
  }
  p.out.symbols = table;
}

Symbol read_symbol(ByteView file, const SymbolTable& table, std::uint32_t index) {
  const ByteView entry =
      *file.sub(table.symbols.offset + std::uint64_t{index} * symbol::kSize, symbol::kSize);
  const ByteView strings = file.clipped(table.strings.offset, table.strings.size);
  Symbol s;
  s.where = entry.extent();
  const std::uint32_t name = read_u32(entry, symbol::kName);
  s.type = static_cast<std::uint8_t>(read_number(entry, symbol::kType));
  s.section = static_cast<std::uint8_t>(read_number(entry, symbol::kSection));
  s.desc = static_cast<std::uint16_t>(read_number(entry, symbol::kDesc));
  s.value = read_number(entry, symbol::kValue);
  if (name == 0) return s;
  ByteView::Text text = strings.text(name);
  s.name_ok = text.terminated;
  s.name_where = strings.clipped(name, text.text.size() + (text.terminated ? 1 : 0)).extent();
  s.name = std::move(text.text);
  return s;
}

std::optional<Relocation> read_relocation(ByteView file, const Section& section, std::uint32_t index) {
  const auto entry = file.sub(section.reloff + std::uint64_t{index} * relocation::kSize, relocation::kSize);
  if (!entry) return std::nullopt;
  const std::uint32_t info = read_u32(*entry, relocation::kInfo);
  Relocation r;
  r.address = static_cast<std::int32_t>(read_u32(*entry, relocation::kAddress));
  // Classic Mach-O packing of the second word (section 11.2).
  r.number = extract_bits(info, 0, 24);
  r.pcrel = extract_bits(info, 24, 1) != 0;
  r.length = static_cast<std::uint8_t>(extract_bits(info, 25, 2));
  r.external = extract_bits(info, 27, 1) != 0;
  r.type = static_cast<std::uint8_t>(extract_bits(info, 28, 4));
  r.where = entry->extent();
  return r;
}

}  // namespace ane::container
