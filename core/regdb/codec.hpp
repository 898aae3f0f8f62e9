#pragma once
// Values of fields: out of a word and into it. Pack and unpack come from the same Field, so they cannot
// disagree.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/regdb/generation.hpp"

namespace ane::regdb {

/// What a field holds. `raw` are its bits moved down to bit 0. `number` is what they mean: sign-extended for
/// int, in bytes for address, 0 or 1 for bool. float16 and float32 use `real` instead.
struct FieldValue {
  std::uint32_t raw = 0;
  bool is_real = false;
  std::int64_t number = 0;
  double real = 0;
  std::string_view name;  ///< of an enum's value; empty where the database does not name it
};

FieldValue unpack(const Field& field, std::uint32_t word);

/// The bits of `word` that no field of `fields` covers.
std::uint32_t uncovered_bits(const std::vector<Field>& fields, std::uint32_t word);

/// `word` with the field set to `number`, in the same unit in which unpack gives it. Fails where it does not
/// fit: too large, negative in an unsigned field, or an address that is not a multiple of 1 << shift.
Result<std::uint32_t> pack(const Field& field, std::uint32_t word, std::int64_t number);

/// As above for float16 and float32 fields; the value is rounded to the format.
Result<std::uint32_t> pack_real(const Field& field, std::uint32_t word, double value);

/// The number behind the name of an enum's value.
Result<std::uint32_t> enum_number(const Field& field, std::string_view name);

/// "64", "0x1000", "-1", "0.5", "DRAM(1)", "unknown(5)" for an enum value that the database does not name.
std::string value_text(const Field& field, const FieldValue& value);

}  // namespace ane::regdb
