#pragma once
// Names of fields and words, and their values as text. What can be written can be read back to the same bits.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/regdb/generation.hpp"

namespace ane::edit {

/// What a path names; `field` is null where it names a whole word. Fails where there is no such thing, with
/// the nearest name, and where an array register is named without an element.
Result<regdb::FieldRef> find_path(const regdb::Generation& generation, std::string_view path);

/// The path as the database spells it.
std::string path_text(const regdb::FieldRef& ref);

/// The bits (from bit 0) of a value of `field`, or of a whole word where it is null: decimal, 0x-hexadecimal
/// and negative numbers, names of an enum's values, true and false; addresses in bytes. Of float fields
/// decimal numbers, nan and inf are values, and hexadecimal ones are bits. Fails where it does not fit.
Result<std::uint32_t> parse_value(const regdb::Field* field, std::string_view text);

/// The text that parse_value() turns into these bits: numbers, of addresses and whole words in hexadecimal.
std::string value_text(const regdb::Field* field, std::uint32_t bits);

/// The name of an enum's value, "" where there is none.
std::string_view value_name(const regdb::Field* field, std::uint32_t bits);

/// A number without a sign, decimal or 0x-hexadecimal, of at most `limit`.
Result<std::uint64_t> parse_number(std::string_view text, std::uint64_t limit = UINT64_MAX);

}  // namespace ane::edit
