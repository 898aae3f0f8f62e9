#pragma once
// Going to places by what people type: offsets, expressions, names; and following what points somewhere.

#include <string>
#include <string_view>
#include <vector>

#include "app/state/open_file.hpp"

namespace ane::state {

/// "0x4120", "text+0x80", "task12", "0x4000..0x4274", "__const": a byte or a range of the file. Names are
/// sections (with or without their segment) and taskN. An expression with "@" in front is an address.
Result<Selection> parse_place(const OpenFile& file, std::string_view text);

/// What a selection points at.
struct Link {
  std::string text;  ///< "0x30000000 · __TEXT,__text"
  Selection target;
};
/// Follows a pointer: a task's NextPointer, a file offset or an address of a container field, a symbol's
/// value. Fails with the reason where the selection points nowhere.
Result<Link> link_of(const OpenFile& file, const Selection& selection);

/// File offset of a VM address, where the file holds its byte.
std::optional<std::uint64_t> offset_of_address(const OpenFile& file, std::uint64_t address);
/// VM address of a file offset, where a section maps it.
std::optional<std::uint64_t> address_of_offset(const OpenFile& file, std::uint64_t offset);

/// Something to go to.
struct Target {
  enum class Kind { Task, Field, Register, Tensor, Section, Symbol };
  Kind kind = Kind::Task;
  std::string name;
  std::string context;
  std::string block;  ///< hardware block of a field or register
  Selection selection;
};
/// Everything of a file that has a name. Fields and registers are those of task `task`.
std::vector<Target> targets_of(const OpenFile& file, std::size_t task);

}  // namespace ane::state
