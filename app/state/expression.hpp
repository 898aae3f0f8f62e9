#pragma once
// Numbers as people type them: "0x4120", "text+0x80", "task12", "3*(64+2)".

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "core/base/result.hpp"

namespace ane::state {

/// What a word of an expression stands for; nothing where the word is not known.
using NameLookup = std::function<std::optional<std::int64_t>(std::string_view)>;

/// Evaluates + - * / % << >> & | with the precedence of C, parentheses, decimal and 0x-hexadecimal numbers.
/// Fails with what was not understood, on division by zero, and where the result does not fit 64 bits.
Result<std::int64_t> evaluate(std::string_view text, const NameLookup& names);

}  // namespace ane::state
