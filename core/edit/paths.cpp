#include "core/edit/paths.hpp"

#include <charconv>
#include <cmath>
#include <vector>

#include "core/base/bits.hpp"
#include "core/base/text.hpp"
#include "core/regdb/codec.hpp"

namespace ane::edit {
namespace {

using regdb::FieldKind;

constexpr std::size_t kLongestName = 100;

bool is_float(const regdb::Field* field) {
  return field != nullptr && (field->kind == FieldKind::Float16 || field->kind == FieldKind::Float32);
}

bool is_hexadecimal(std::string_view text) {
  return text.starts_with("0x") || text.starts_with("0X");
}

/// Calls `visit` for everything that a path can name; of arrays for element 0 only.
template <class Visit>
void each_path(const regdb::Generation& generation, Visit visit) {
  const auto word = [&](const regdb::HeaderWord& header) {
    visit(regdb::FieldRef{&header, nullptr, nullptr, 0, nullptr});
    for (const regdb::Field& field : header.fields)
      visit(regdb::FieldRef{&header, nullptr, nullptr, 0, &field});
  };
  for (const regdb::HeaderWord& header : generation.header) word(header);
  if (generation.encoding.extended) word(generation.encoding.extended->layout);
  for (const regdb::Block& block : generation.blocks) {
    for (const regdb::Register& reg : block.registers) {
      visit(regdb::FieldRef{nullptr, &block, &reg, 0, nullptr});
      for (const regdb::Field& field : reg.fields) visit(regdb::FieldRef{nullptr, &block, &reg, 0, &field});
    }
  }
}

/// "A.B[12].C" → "A.B[0].C" and 12.
struct WithoutElement {
  std::string path;
  std::optional<std::uint32_t> element;
};

WithoutElement without_element(std::string_view path) {
  const std::size_t open = path.find('['), close = path.find(']', open);
  if (open == std::string_view::npos || close == std::string_view::npos) return {std::string(path), {}};
  const auto element = parse_number(path.substr(open + 1, close - open - 1), UINT32_MAX);
  if (!element) return {std::string(path), {}};
  return {std::string(path.substr(0, open + 1)) + "0" + std::string(path.substr(close)),
          static_cast<std::uint32_t>(*element)};
}

Error no_such_path(const regdb::Generation& generation, std::string_view path) {
  std::vector<std::string> known;
  each_path(generation, [&](const regdb::FieldRef& ref) { known.push_back(path_text(ref)); });
  const std::vector<std::string_view> names(known.begin(), known.end());
  // Finding the nearest takes time in proportion to the length.
  const std::string_view close = path.size() > kLongestName ? "" : nearest(path, names);
  return {generation.name + " has no field or register " + escaped(path) +
              (close.empty() ? "" : ", did you mean " + std::string(close) + "?"),
          {}};
}

Error not_a_value(const regdb::Field* field, std::string_view text) {
  if (field == nullptr) return {"\"" + escaped(text) + "\" is not a word of 32 bits", {}};
  std::string message = "field " + field->name + " takes " +
                        (is_float(field) ? "a number" : std::string(kind_name(field->kind)) + " numbers") +
                        ", not \"" + escaped(text) + "\"";
  if (field->enumeration == nullptr) return {message, {}};
  std::vector<std::string_view> names;
  for (const auto& [value, name] : field->enumeration->values) names.push_back(name);
  const std::string_view close = text.size() > kLongestName ? "" : nearest(text, names);
  return {message + (close.empty() ? "" : ", did you mean " + std::string(close) + "?"), {}};
}

Result<std::uint32_t> parse_real(const regdb::Field& field, std::string_view text) {
  double value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || stop != text.data() + text.size()) return not_a_value(&field, text);
  ANE_TRY(const std::uint32_t word, regdb::pack_real(field, 0, value));
  const std::uint32_t bits = extract_bits(word, field.lsb, field.width);
  if (std::isfinite(value) && !std::isfinite(regdb::unpack(field, word).real))
    return Error{"field " + field.name + ": " + std::string(text) + " is too large for " +
                     std::string(kind_name(field.kind)),
                 {}};
  return bits;
}

Result<std::uint32_t> parse_integer(const regdb::Field& field, std::string_view text) {
  const bool negative = text.starts_with("-");
  const auto magnitude = parse_number(text.substr(negative ? 1 : 0), INT64_MAX);
  if (!magnitude) return not_a_value(&field, text);
  const auto number = static_cast<std::int64_t>(*magnitude);
  ANE_TRY(const std::uint32_t word, regdb::pack(field, 0, negative ? -number : number));
  return extract_bits(word, field.lsb, field.width);
}

}  // namespace

Result<std::uint64_t> parse_number(std::string_view text, std::uint64_t limit) {
  const bool hexadecimal = is_hexadecimal(text);
  const std::string_view digits = text.substr(hexadecimal ? 2 : 0);
  std::uint64_t value = 0;
  const auto [stop, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, hexadecimal ? 16 : 10);
  if (error == std::errc::invalid_argument || stop != digits.data() + digits.size())
    return Error{"\"" + escaped(text) + "\" is not a number", {}};
  if (error != std::errc{} || value > limit)
    return Error{std::string(text) + " is more than " + std::to_string(limit), {}};
  return value;
}

std::string path_text(const regdb::FieldRef& ref) {
  if (ref.field != nullptr) return ref.path();
  if (ref.header != nullptr) return ref.header->name;
  return regdb::RegisterRef{ref.block, ref.reg, ref.element}.path();
}

Result<regdb::FieldRef> find_path(const regdb::Generation& generation, std::string_view path) {
  const WithoutElement wanted = without_element(path);
  if (const auto field = generation.field(path);
      field && (field->reg == nullptr || field->reg->count == 1 || wanted.element))
    return *field;
  std::optional<regdb::FieldRef> found;
  bool without_index = false;
  each_path(generation, [&](const regdb::FieldRef& ref) {
    if (found || without_index) return;
    const std::string name = path_text(ref);
    if (name == wanted.path) found = ref;
    if (ref.reg == nullptr || ref.reg->count == 1 || wanted.element) return;
    std::string bare = name;
    bare.erase(bare.find("[0]"), 3);
    without_index = bare == path;
  });
  if (without_index)
    return Error{std::string(path) + " is an array, name one element: " + std::string(path) + "[0]", {}};
  if (!found) return no_such_path(generation, path);
  if (!wanted.element) return *found;
  const std::uint32_t count = found->reg == nullptr ? 0 : found->reg->count;
  if (count < 2) return no_such_path(generation, path);
  if (*wanted.element >= count)
    return Error{std::string(path) + ": there are " + std::to_string(count) + " elements, from 0 on", {}};
  found->element = *wanted.element;
  return *found;
}

Result<std::uint32_t> parse_value(const regdb::Field* field, std::string_view text) {
  if (field == nullptr) {
    const auto word = parse_number(text, UINT32_MAX);
    if (!word) return not_a_value(field, text);
    return static_cast<std::uint32_t>(*word);
  }
  if (is_float(field) && is_hexadecimal(text)) {
    const auto bits = parse_number(text, low_mask(field->width));
    if (!bits) return not_a_value(field, text);
    return static_cast<std::uint32_t>(*bits);
  }
  if (is_float(field)) return parse_real(*field, text);
  if (field->kind == FieldKind::Bool && (text == "true" || text == "false")) return text == "true" ? 1U : 0U;
  // Some names are numbers themselves ("2" for the value 1): a number is always meant as one.
  if (field->kind == FieldKind::Enum && !parse_number(text)) {
    if (const auto named = regdb::enum_number(*field, text)) return *named;
  }
  return parse_integer(*field, text);
}

std::string value_text(const regdb::Field* field, std::uint32_t bits) {
  if (field == nullptr) return hex(bits, 8);
  const regdb::FieldValue value = regdb::unpack(*field, insert_bits(0, field->lsb, field->width, bits));
  if (is_float(field)) {
    const std::string text = number(value.real);
    const auto back = parse_value(field, text);
    // A NaN has more bits than its name.
    return back && *back == bits ? text : hex(bits, field->width / 4U);
  }
  const bool in_hexadecimal = field->kind == FieldKind::Address || field->kind == FieldKind::Reserved;
  return in_hexadecimal ? hex(static_cast<std::uint64_t>(value.number)) : std::to_string(value.number);
}

std::string_view value_name(const regdb::Field* field, std::uint32_t bits) {
  if (field == nullptr || field->enumeration == nullptr) return {};
  const auto named = field->enumeration->values.find(bits);
  return named == field->enumeration->values.end() ? std::string_view() : std::string_view(named->second);
}

}  // namespace ane::edit
