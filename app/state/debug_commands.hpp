#pragma once
// Stepping, as commands.

#include <span>

#include "app/state/commands.hpp"

namespace ane::state {

std::span<const Command> debug_commands();

}  // namespace ane::state
