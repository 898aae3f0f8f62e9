#pragma once
// Changes to an open program. The file on disk never changes: what is shown is a document with the changes
// over it, and each change makes a new one. Undo and redo go along a list of lists of changes.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/interval_set.hpp"
#include "core/document/document.hpp"
#include "core/edit/change.hpp"

namespace ane::state {

class App;
class OpenFile;

/// The changes of one open file; empty until something is changed.
struct EditState {
  document::DocumentPtr original;         ///< null while nothing was ever changed
  std::vector<edit::ChangeList> history;  ///< history[at] is what is shown; history[0] has no changes
  std::size_t at = 0;
  std::size_t saved = 0;  ///< place in the history that is on disk as a file of its own

  const edit::ChangeList* changes() const;  ///< null where there are none
  bool changed() const { return changes() != nullptr; }
};

/// "edit.…" for `expect`, or nothing for an unknown path.
std::optional<std::string> query_edit(const App& app, std::string_view path);

}  // namespace ane::state
