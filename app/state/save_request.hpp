#pragma once
// Asking the user where to save. Any command that writes a file can be started without a path:
//
//   Result<void> save_report(App& app, std::string_view path) {
//     if (path.empty()) return ask_where_to_save(app, {"Save the comparison", "compare.export", proposed,
//                                                      {".txt", ".json", ".md", ".html"}});
//     …write to with_home(path), replacing what is there…
//   }
//
// The command's row in commands.cpp then says "[PATH]", so that menus and the palette start it without one.
// The dialog tells that a file will be replaced and wants a second Enter for it; the command need not ask.

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace ane::state {

class App;
class OpenFile;

struct SaveRequest {
  std::string title;    ///< of the dialog: "Save the graph as SVG"
  std::string command;  ///< that is run with the chosen path behind it: "graph.save-svg"
  std::string path;     ///< that is proposed: a name alone, or with the folder to begin in
  /// With their dots. The first one is added to a name that ends in none of them; where there are more, the
  /// dialog offers them to choose from. Empty: any name.
  std::vector<std::string> extensions;

  bool operator==(const SaveRequest&) const = default;
};

/// Opens the dialog that asks. Always succeeds, so that a command can return it.
Result<void> ask_where_to_save(App& app, SaveRequest request);

/// Fails where `path` is an opened file, by this name or another one: those are only read.
Result<void> check_is_not_open(const App& app, const std::string& path);

/// A name for what is made of a file, beside it: "/models/net.hwx" → "/models/net-graph.svg".
std::string proposed_path(const OpenFile& file, std::string_view ending);

/// The name with the extension that it needs.
std::string with_extension(const SaveRequest& request, const std::string& name);
/// The same name with another one of its extensions.
std::string with_other_extension(const SaveRequest& request, const std::string& name,
                                 const std::string& extension);

}  // namespace ane::state
