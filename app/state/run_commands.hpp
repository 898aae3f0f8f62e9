#pragma once
// Running programs, as commands.

#include <span>

#include "app/state/commands.hpp"

namespace ane::state {

std::span<const Command> run_commands();

}  // namespace ane::state
