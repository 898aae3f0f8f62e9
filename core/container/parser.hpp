#pragma once
// Inside of core/container: the state that the parse functions of the load commands share.

#include <string>
#include <string_view>

#include "core/container/container.hpp"
#include "core/container/layout.hpp"

namespace ane::container {

struct Parser {
  ByteView file;
  Container& out;
  Diagnostics& problems;

  void error(std::string_view code, std::string message, Extent where) {
    problems.add(Severity::Error, code, std::move(message), where);
  }
  void warn(std::string_view code, std::string message, Extent where) {
    problems.add(Severity::Warning, code, std::move(message), where);
  }
};

/// "load command 3 (LC_THREAD)", the way every message names one.
std::string command_title(const Parser& parser, const Command& command);

/// A number field of a record that starts at byte 0 of `view`; 0 where the view is too short for it.
std::uint64_t read_number(ByteView view, const FieldSpec& field);
inline std::uint32_t read_u32(ByteView view, const FieldSpec& field) {
  return static_cast<std::uint32_t>(read_number(view, field));
}
/// A NUL-padded name field.
std::string read_fixed_name(ByteView view, const FieldSpec& field);

/// The string that the name-offset field of `record` points at, `record` being the command or its state and
/// `command` the whole command. Complains where the offset or the NUL is missing.
std::string read_command_name(Parser& parser, const Command& command, ByteView command_view, ByteView record,
                              const FieldSpec& field);

void parse_segment(Parser& parser, const Command& command);
void parse_binding(Parser& parser, const Command& command);
void parse_thread(Parser& parser, const Command& command);
void parse_ident(Parser& parser, const Command& command);
void parse_note(Parser& parser, const Command& command);
void parse_symtab(Parser& parser, const Command& command);

}  // namespace ane::container
