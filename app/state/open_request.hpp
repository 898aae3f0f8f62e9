#pragma once
// Asking the user for a file that a command reads. Any command that takes a path can be started without one:
//
//   Result<void> load_list(App& app, std::string_view path) {
//     if (path.empty()) return ask_what_to_open(app, {"Make the changes of a list", "edit.load-list",
//     {".txt"}}); …
//   }
//
// The command's row then says "[PATH]", so that menus and the palette start it without one.

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace ane::state {

class App;

struct OpenRequest {
  std::string title;    ///< of the dialog: "Make the changes of a list"
  std::string command;  ///< that is run with the chosen path behind it: "edit.load-list"
  /// With their dots; others are hidden until all are shown. Empty: files that hold programs.
  std::vector<std::string> extensions;
  bool folder = false;  ///< the command gets the folder of the file that is chosen
  std::string start{};  ///< folder to begin in; "": that of the file that is shown

  bool operator==(const OpenRequest&) const = default;
};

/// Opens the dialog that asks. Always succeeds, so that a command can return it.
Result<void> ask_what_to_open(App& app, OpenRequest request);

/// True for files that the dialog lists.
bool is_wanted(const OpenRequest& request, std::string_view name);

}  // namespace ane::state
