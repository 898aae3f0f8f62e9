#pragma once
// The HWX container, parsed: a Mach-O variant whose load commands say where the tasks, the constants, the
// tensors and their buffers are (docs/formats/container.md). Everything here is what the file says; what the
// parts mean together is the business of core/model.
//
// Records are small handles with the file offset of their bytes: raw fields that nobody here needs are read
// again from the file by whoever shows them. A file may claim millions of commands, so of each kind at most
// kMaxRecords are decoded; the rest stay in `commands` and a warning says so.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "core/base/extent.hpp"
#include "core/base/result.hpp"
#include "core/base/view.hpp"

namespace ane::container {

inline constexpr std::size_t kMaxRecords = 65536;

struct Header {
  std::uint32_t magic = 0, cputype = 0, cpusubtype = 0, filetype = 0;
  std::uint32_t ncmds = 0, sizeofcmds = 0, flags = 0, reserved = 0;
};

/// One load command as it stands in the file.
struct Command {
  std::uint32_t cmd = 0;
  std::uint32_t size = 0;
  std::uint64_t offset = 0;
  Extent extent() const { return {offset, size}; }
};

/// "LC_SEGMENT_64", or "" for a number that is not known.
std::string_view command_name(std::uint32_t cmd);

struct Segment {
  std::string name;  ///< as stored, up to the first NUL
  std::uint64_t vmaddr = 0, vmsize = 0, fileoff = 0, filesize = 0;
  std::uint32_t maxprot = 0, initprot = 0, flags = 0;
  std::uint32_t first_section = 0;  ///< index into Container::sections
  std::uint32_t section_count = 0;
  std::uint64_t record = 0;  ///< file offset of the load command

  bool file_backed() const { return filesize != 0; }
};

struct Section {
  std::string name, segment;
  std::uint64_t addr = 0, size = 0;
  std::uint32_t offset = 0, align = 0, reloff = 0, nreloc = 0, flags = 0;
  std::uint32_t segment_index = 0;
  std::uint64_t record = 0;  ///< file offset of the section record
  Extent bytes;              ///< what of it is in the file: empty for zero-fill, cut where the file ends

  std::uint32_t type() const { return flags & 0xff; }
  /// True for the weight sections of the stream family.
  bool in_kernel_segment() const;
  bool complete() const { return bytes.size == size; }
};

/// LC_LOADFVMLIB, LC_IDFVMLIB or the mapped-region command: a tensor's symbol name and its buffer's address.
struct Binding {
  std::uint32_t cmd = 0;
  std::string name;
  std::uint64_t address = 0;
  Extent where;
};

/// One used entry of a program's table of base addresses.
struct Slot {
  std::uint32_t index = 0;  ///< the number that tasks use for it
  std::uint64_t address = 0;
  std::uint64_t offset = 0;  ///< file offset of the entry
};

struct Property {
  std::uint32_t tag = 0;
  Extent value;              ///< its bytes
  std::uint64_t number = 0;  ///< the first 8 of them, little-endian
};

/// The fixed part of an LC_THREAD command.
struct Thread {
  std::uint32_t flavour = 0;
  std::uint32_t count = 0;  ///< 32-bit words of state that the command claims
  Extent where;             ///< the whole command
  Extent state;             ///< the state, cut at the command's end
};

/// Program record, flavour 1 or 4.
struct Program {
  Thread thread;
  std::string name;
  std::vector<Slot> slots;                        ///< used ones only, ascending
  std::uint64_t first_task = 0;                   ///< address
  std::optional<std::uint32_t> first_task_words;  ///< flavour 1
  std::optional<std::uint32_t> text_words;        ///< flavour 4
  std::optional<std::uint32_t> task_count;
  std::uint64_t scratch_bytes = 0, debug_events = 0, events = 0;
  std::vector<Property> properties;

  std::optional<std::uint64_t> slot_address(std::uint32_t index) const;
  std::optional<std::uint32_t> slot_of(std::uint64_t address) const;
};

/// Tensor record, flavour 3.
struct TensorRecord {
  Thread thread;
  std::uint32_t role = 0, type = 0;
  std::string program, binding_name, symbol_name;
  std::array<std::uint32_t, 4> shape{};    ///< N, C, H, W
  std::array<std::uint64_t, 4> strides{};  ///< batch, plane, row, element, in bytes
  std::uint64_t total = 0, touched = 0;    ///< bytes
};

/// LC_IDENT: what the compiler says of itself (section 8).
struct Banner {
  std::string text;
  Extent where;
  std::string compiler;  ///< "zin_ane_compiler", or whatever the second line names
  std::string version;   ///< "v5.4.1"
  std::string target;    ///< of the -t option, "" without one
  struct Option {
    std::string key;    ///< "--fdram-allocator"
    std::string value;  ///< "" for a switch
  };
  std::vector<Option> options;
};

struct Note {
  std::string owner;
  Extent where;             ///< the command
  Extent payload;           ///< empty where the note says nothing readable
  bool in_command = false;  ///< the offset was taken relative to the command
};

struct SymbolTable {
  Extent where;             ///< the command
  Extent symbols;           ///< nlist_64 array, cut to whole entries that are in the file
  Extent strings;           ///< cut where the file ends
  std::uint32_t count = 0;  ///< entries in `symbols`
};

/// One nlist_64 entry.
struct Symbol {
  std::string name;
  bool name_ok = true;  ///< the name lies in the string table and ends there
  std::uint8_t type = 0;
  std::uint8_t section = 0;  ///< from 1, 0: none
  std::uint16_t desc = 0;
  std::uint64_t value = 0;
  Extent where;       ///< the entry
  Extent name_where;  ///< the name in the string table
};

/// One relocation entry.
struct Relocation {
  std::int32_t address = 0;  ///< from the start of the section
  std::uint32_t number = 0;  ///< section from 1, or symbol where `external`
  bool pcrel = false, external = false;
  std::uint8_t length = 0;  ///< log2 of the bytes
  std::uint8_t type = 0;
  Extent where;
};

struct Container {
  Header header;
  Extent command_area;  ///< 32 … 32 + sizeofcmds, cut where the file ends
  std::vector<Command> commands;
  std::vector<Segment> segments;
  std::vector<Section> sections;  ///< of all segments, in file order: section number n is [n - 1]
  std::vector<Binding> bindings;
  std::vector<Program> programs;
  std::vector<TensorRecord> tensors;
  std::vector<Thread> other_threads;
  std::vector<Banner> banners;
  std::vector<Note> notes;
  std::optional<SymbolTable> symbols;

  /// First section of this name, or null.
  const Section* section(std::string_view segment, std::string_view name) const;
  /// The section that holds this address, or null.
  const Section* section_at(std::uint64_t address) const;
  /// The file's own program text: "__TEXT,__text".
  const Section* text() const { return section("__TEXT", "__text"); }
  /// The run-time graph: "__RUNTIME,__runtime", or null.
  const Section* runtime() const;
};

/// Reads the container. What is wrong goes to `problems` and parsing goes on; the call fails only where no
/// header can be read: file shorter than 32 bytes, another magic, or an ordinary Mach-O.
Result<Container> parse_container(ByteView file, Diagnostics& problems);

/// Further rules of container.md 15 that need a look at every symbol, relocation and range. Apart from
/// parse_container since they cost time in proportion to the file.
void check_container(ByteView file, const Container& container, Diagnostics& problems);

/// Entry `index` of the symbol table. The index must be below symbols->count.
Symbol read_symbol(ByteView file, const SymbolTable& table, std::uint32_t index);

/// True where the words at `at` are those that task streams begin with (section 12.2).
bool is_stream_header(ByteView text, std::uint64_t at);

/// What a note says, for people: its text, or its bytes in hexadecimal where it is no text; cut where it is
/// long.
std::string note_text(ByteView file, const Note& note);

/// Entry `index` of a section's relocations, or nothing where it is not in the file.
std::optional<Relocation> read_relocation(ByteView file, const Section& section, std::uint32_t index);

}  // namespace ane::container
