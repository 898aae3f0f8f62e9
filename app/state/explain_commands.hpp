#pragma once
// Explaining an element, as commands.

#include <span>

#include "app/state/commands.hpp"

namespace ane::state {

std::span<const Command> explain_commands();

}  // namespace ane::state
