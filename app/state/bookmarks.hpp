#pragma once
// Bookmarks with notes. They live beside the file they are about, as "<file>.anescope.json".

#include <string>
#include <vector>

#include "core/base/extent.hpp"
#include "core/base/result.hpp"

namespace ane::state {

struct Bookmark {
  Extent where;
  std::string title;  ///< what was selected
  std::string note;   ///< the user's own words
};

class Bookmarks {
 public:
  /// Where those of `path` are kept.
  static std::string side_file(const std::string& path);
  /// Reads the side file of `path`; without one there are no bookmarks. Fails where it is not what this
  /// program writes; nothing is then overwritten until the user adds a bookmark and saves.
  static Result<Bookmarks> load(const std::string& path);
  /// Writes the side file, or removes it where there is nothing to keep.
  Result<void> save(const std::string& path) const;

  /// Adds one, or removes the one that is there. True where it was added.
  bool toggle(const Bookmark& bookmark);
  const Bookmark* find(Extent where) const;

  std::vector<Bookmark> list;  ///< in the order in which they were made
};

}  // namespace ane::state
