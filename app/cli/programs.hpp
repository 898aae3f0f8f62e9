#pragma once
// Programs in a folder.

#include <string>
#include <vector>

#include "app/cli/command.hpp"

namespace ane::cli {

/// Adds the programs below `folder`, told by content and in the order of their names. What cannot be entered
/// is reported and left out; false then.
bool collect_programs(const std::string& folder, const Context& context, std::vector<std::string>& paths);

/// "\r3 of 12 programs" on a terminal.
void show_progress(const Context& context, std::size_t done, std::size_t all);
/// Wipes that line, before other lines and in the end.
void hide_progress(const Context& context);

}  // namespace ane::cli
