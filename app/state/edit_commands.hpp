#pragma once
// Changing programs, as commands.

#include <span>

#include "app/state/commands.hpp"

namespace ane::state {

std::span<const Command> edit_commands();

}  // namespace ane::state
