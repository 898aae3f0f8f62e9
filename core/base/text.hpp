#pragma once
// Text for people: numbers, escaped names, sizes, nearest spellings.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/extent.hpp"

namespace ane {

/// "0x1f", at least `digits` hexadecimal digits.
std::string hex(std::uint64_t value, unsigned digits = 1);

/// "0x20..0x68": where an extent starts and ends (the end is not part of it).
std::string range_text(Extent extent);

/// A name from a file made safe to print: control characters, backslashes and bytes that are not UTF-8 become
/// \xNN, \n, \t or \\. What is printable UTF-8 stays as it is.
std::string escaped(std::string_view raw);

/// True where `raw` is well-formed UTF-8 without control characters, that is, where `escaped` changes nothing
/// but backslashes.
bool is_plain_text(std::string_view raw);

/// "1.5 KiB", exact below 1 KiB ("77 bytes").
std::string byte_size(std::uint64_t bytes);

/// A number as short as it can be read back exactly as a float ("0.5", "1e-05", "nan", "-inf").
std::string number(double value);

/// 12345678 → "12 345 678"
std::string grouped(std::uint64_t value);

/// "1 task", "12 tasks"
std::string counted(std::uint64_t count, std::string_view noun);

std::string join(std::span<const std::string> parts, std::string_view separator);
std::vector<std::string_view> split_lines(std::string_view text);

/// The candidate with the smallest edit distance to `word`, or "" where none is close (more than a third of
/// the longer word's letters would have to change).
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace ane
