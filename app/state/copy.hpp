#pragma once
// What is selected, as text for the clipboard.

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "app/state/open_file.hpp"

namespace ane::state {

enum class CopyAs { Value, Hex, Decimal, Binary, Float16, Assignment, Json, C, Offset, Command };

struct CopyFormat {
  CopyAs as;
  std::string_view id;     ///< "hex"
  std::string_view title;  ///< "Hexadecimal"
};
inline constexpr std::array<CopyFormat, 10> kCopyFormats = {
    {{CopyAs::Value, "value", "Value"},
     {CopyAs::Hex, "hex", "Hexadecimal"},
     {CopyAs::Decimal, "decimal", "Decimal"},
     {CopyAs::Binary, "binary", "Binary"},
     {CopyAs::Float16, "fp16", "fp16"},
     {CopyAs::Assignment, "assignment", "name = value"},
     {CopyAs::Json, "json", "JSON"},
     {CopyAs::C, "c", "C initialiser"},
     {CopyAs::Offset, "offset", "File offset"},
     {CopyAs::Command, "command", "Copy as command"}}};

/// The text, or why there is none: nothing selected, or bytes of a length that the form cannot hold.
Result<std::string> copy_text(const OpenFile& file, CopyAs as);

/// The anetool line that prints what is selected.
std::string command_line(const OpenFile& file);

}  // namespace ane::state
