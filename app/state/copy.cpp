#include "app/state/copy.hpp"

#include "core/base/bits.hpp"
#include "core/base/text.hpp"
#include "core/regdb/codec.hpp"

namespace ane::state {
namespace {

constexpr std::uint64_t kMostBytes = 1 << 20;

struct Number {
  std::uint64_t value = 0;
  unsigned bits = 0;
  std::string text;  ///< as the views show it
  std::string name;
};

std::optional<Number> selected_number(const OpenFile& file) {
  const Selection& selection = file.selection();
  if (const auto facts = word_of(file, selection); facts && facts->state.origin != task::Origin::Unset) {
    Number number{facts->state.value, 32, hex(facts->state.value, 8), facts->path};
    if (facts->field != nullptr) {
      const regdb::FieldValue value = regdb::unpack(*facts->field, facts->state.value);
      number = {value.raw, facts->field->width, regdb::value_text(*facts->field, value),
                facts->path + "." + facts->field->name};
    }
    return number;
  }
  const ByteView bytes = file.document()->file().clipped(selection.bytes.offset, selection.bytes.size);
  if (bytes.empty() || bytes.size() > 8) return std::nullopt;
  Number number;
  number.bits = static_cast<unsigned>(bytes.size() * 8);
  for (std::uint64_t i = bytes.size(); i-- > 0;) number.value = number.value << 8 | *bytes.u8(i);
  number.text = hex(number.value, number.bits / 4);
  const std::vector<Crumb> path = file.path_of(selection);
  if (!path.empty()) {
    number.name = path.back().text;
    const std::size_t equals = number.name.find(" = ");
    if (equals != std::string::npos) {
      number.text = number.name.substr(equals + 3);
      number.name.resize(equals);
    }
  }
  return number;
}

std::string byte_list(const OpenFile& file, std::string_view separator, std::string_view prefix) {
  const Extent where = file.selection().bytes;
  const ByteView bytes = file.document()->file().clipped(where.offset, std::min(where.size, kMostBytes));
  std::string text;
  for (std::uint64_t i = 0; i < bytes.size(); ++i) {
    if (i > 0) text += separator;
    text += std::string(prefix) + hex(*bytes.u8(i), 2).substr(2);
  }
  return text;
}

std::string binary(const Number& number) {
  std::string text = "0b";
  for (unsigned i = number.bits; i-- > 0;) text += (number.value >> i & 1) != 0 ? '1' : '0';
  return text;
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string shell_word(const std::string& text) {
  if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/+@") ==
      std::string::npos)
    return text;
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

Result<std::string> number_text(const OpenFile& file, const Number& number, CopyAs as) {
  switch (as) {
    case CopyAs::Value:
      return number.text;
    case CopyAs::Hex:
      return hex(number.value, (number.bits + 3) / 4);
    case CopyAs::Decimal:
      return std::to_string(number.value);
    case CopyAs::Binary:
      return binary(number);
    case CopyAs::Float16:
      if (number.value > 0xffff) return Error{"fp16 takes 16 bits; " + hex(number.value) + " has more", {}};
      return ane::number(half_to_double(static_cast<std::uint16_t>(number.value)));
    case CopyAs::Assignment:
      return number.name + " = " + number.text;
    case CopyAs::Json:
      return "{\"name\": " + quoted(number.name) + ", \"value\": " + std::to_string(number.value) +
             ", \"hex\": \"" + hex(number.value) +
             "\", \"offset\": " + std::to_string(file.selection().bytes.offset) + "}";
    default:
      return byte_list(file, ", ", "0x");
  }
}

}  // namespace

std::string command_line(const OpenFile& file) {
  const std::string path = shell_word(file.path());
  const Selection& selection = file.selection();
  if (selection.task) {
    const bool state = selection.address && selection.bytes.empty();
    return "anetool tasks --task " + std::to_string(*selection.task) + (state ? " --state " : " ") + path;
  }
  if (!selection.bytes.empty()) return "anetool tree --at " + hex(selection.bytes.offset) + " " + path;
  return "anetool info " + path;
}

Result<std::string> copy_text(const OpenFile& file, CopyAs as) {
  const Selection& selection = file.selection();
  if (as == CopyAs::Command) return command_line(file);
  if (selection.empty()) return Error{"nothing is selected", {}};
  if (as == CopyAs::Offset) {
    if (selection.bytes.empty()) return Error{"the selection has no bytes in the file", {}};
    return hex(selection.bytes.offset, 4);
  }
  if (selection.bytes.size > kMostBytes)
    return Error{"the selection is " + byte_size(selection.bytes.size) + "; the clipboard takes at most " +
                     byte_size(kMostBytes),
                 {}};
  if (as != CopyAs::C) {
    if (const auto number = selected_number(file)) return number_text(file, *number, as);
  }
  if (selection.bytes.empty()) return Error{"nobody knows the value of the selection", {}};
  if (as == CopyAs::C) return "{" + byte_list(file, ", ", "0x") + "}";
  if (as == CopyAs::Value || as == CopyAs::Hex) return byte_list(file, " ", "");
  if (as == CopyAs::Assignment) return file.describe(selection) + " = " + byte_list(file, " ", "");
  if (as == CopyAs::Json)
    return "{\"offset\": " + std::to_string(selection.bytes.offset) + ", \"bytes\": \"" +
           byte_list(file, "", "") + "\"}";
  return Error{"the selection is " + grouped(selection.bytes.size) + " bytes; this form takes at most 8", {}};
}

}  // namespace ane::state
