#pragma once
// Running programs, as commands.

#include <span>

#include "app/state/commands.hpp"

namespace ane::state {

/// Setting runs up and starting them.
std::span<const Command> run_commands();
/// What runs are compared with, and what is shown of them.
std::span<const Command> run_result_commands();

/// Executors to choose from.
std::vector<Choice> device_choices(const App& app);

}  // namespace ane::state
