#pragma once
// Everything a user can do, once: menus, keys, the palette and scripts all read this table. A command's id is
// one or more words; what follows them on a script's line is its argument.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace ane::state {

class App;

/// One value that a command's argument can have, as the palette offers it.
struct Choice {
  std::string argument;
  std::string title;
};

struct Command {
  std::string_view id;
  std::string_view title;
  std::string_view key;       ///< "Ctrl+Shift+P", or ""
  std::string_view menu;      ///< menu that lists it, or ""
  std::string_view argument;  ///< what follows the id, "" where nothing may
  bool (*enabled)(const App&);
  Result<void> (*run)(App&, std::string_view argument);
  /// The arguments to choose from; null where any text is taken or none.
  std::vector<Choice> (*choices)(const App&) = nullptr;
};

std::span<const Command> commands();
/// The command of this id, or null.
const Command* find_command(std::string_view id);
/// Runs "id argument". Fails for what is no command, for one whose condition is not met, and with what the
/// command itself says.
Result<void> run_command(App& app, std::string_view line);
/// The key that starts a command: the user's own, else the built-in one.
std::string key_of(const App& app, const Command& command);

/// The views that there are, for "view NAME".
struct ViewName {
  std::string_view id, title;
};
std::span<const ViewName> view_names();

}  // namespace ane::state
