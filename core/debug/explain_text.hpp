#pragma once
// An explanation for the clipboard and the terminal.

#include <string>

#include "core/debug/explain.hpp"

namespace ane::debug {

/// One line a term and a stage, then what it rests on.
std::string explanation_text(const Explanation& explanation);

}  // namespace ane::debug
