#include "core/regdb/codec.hpp"

#include <bit>

#include "core/base/bits.hpp"
#include "core/base/text.hpp"

namespace ane::regdb {
namespace {

Error does_not_fit(const Field& field, const std::string& value) {
  return {"field " + field.name + ": " + value + " does not fit in " + std::to_string(field.width) + " " +
              std::string(kind_name(field.kind)) + " bits",
          {}};
}

bool is_float(const Field& field) {
  return field.kind == FieldKind::Float16 || field.kind == FieldKind::Float32;
}

}  // namespace

FieldValue unpack(const Field& field, std::uint32_t word) {
  FieldValue value;
  value.raw = extract_bits(word, field.lsb, field.width);
  value.number = value.raw;
  switch (field.kind) {
    case FieldKind::Int:
      value.number = sign_extend(value.raw, field.width);
      break;
    case FieldKind::Address:
      value.number = static_cast<std::int64_t>(std::uint64_t{value.raw} << field.shift);
      break;
    case FieldKind::Float16:
      value.is_real = true;
      value.real = half_to_double(static_cast<std::uint16_t>(value.raw));
      break;
    case FieldKind::Float32:
      value.is_real = true;
      value.real = std::bit_cast<float>(value.raw);
      break;
    case FieldKind::Enum:
      if (field.enumeration != nullptr) {
        const auto named = field.enumeration->values.find(value.raw);
        if (named != field.enumeration->values.end()) value.name = named->second;
      }
      break;
    case FieldKind::Uint:
    case FieldKind::Bool:
    case FieldKind::Reserved:
      break;
  }
  return value;
}

std::uint32_t uncovered_bits(const std::vector<Field>& fields, std::uint32_t word) {
  for (const Field& field : fields) word = insert_bits(word, field.lsb, field.width, 0);
  return word;
}

Result<std::uint32_t> pack(const Field& field, std::uint32_t word, std::int64_t number) {
  if (is_float(field)) return pack_real(field, word, static_cast<double>(number));
  const auto highest = static_cast<std::int64_t>(low_mask(field.width));
  std::int64_t low = 0;
  std::int64_t high = highest;
  if (field.kind == FieldKind::Int) {
    low = -(highest / 2) - 1;
    high = highest / 2;
  }
  std::int64_t steps = number;
  if (field.kind == FieldKind::Address && number >= 0) {
    steps = number >> field.shift;
    if (steps << field.shift != number) {
      return Error{"field " + field.name + ": " + std::to_string(number) + " is not a multiple of " +
                       std::to_string(std::uint64_t{1} << field.shift),
                   {}};
    }
  }
  if (steps < low || steps > high) return does_not_fit(field, std::to_string(number));
  return insert_bits(word, field.lsb, field.width, static_cast<std::uint32_t>(steps));
}

Result<std::uint32_t> pack_real(const Field& field, std::uint32_t word, double value) {
  if (field.kind == FieldKind::Float16)
    return insert_bits(word, field.lsb, field.width, double_to_half(value));
  if (field.kind == FieldKind::Float32) {
    return insert_bits(word, field.lsb, field.width, std::bit_cast<std::uint32_t>(static_cast<float>(value)));
  }
  return does_not_fit(field, number(value));
}

Result<std::uint32_t> enum_number(const Field& field, std::string_view name) {
  if (field.enumeration != nullptr) {
    for (const auto& [value, text] : field.enumeration->values) {
      if (text == name) return value;
    }
  }
  return Error{"field " + field.name + " has no value named \"" + std::string(name) + "\"", {}};
}

std::string value_text(const Field& field, const FieldValue& value) {
  switch (field.kind) {
    case FieldKind::Float16:
    case FieldKind::Float32:
      return number(value.real);
    case FieldKind::Address:
      return hex(static_cast<std::uint64_t>(value.number));
    case FieldKind::Enum:
      return (value.name.empty() ? "unknown" : std::string(value.name)) + "(" + std::to_string(value.raw) +
             ")";
    case FieldKind::Reserved:
      return hex(value.raw);
    case FieldKind::Uint:
      // Masks and placeholders read better in hexadecimal, counts do not.
      if (field.unit == "mask" || (is_placeholder(field.name) && value.raw > 9)) return hex(value.raw);
      return std::to_string(value.number);
    case FieldKind::Int:
    case FieldKind::Bool:
      return std::to_string(value.number);
  }
  return std::to_string(value.number);
}

}  // namespace ane::regdb
