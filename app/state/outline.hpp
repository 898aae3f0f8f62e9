#pragma once
// What the explorer shows: the structure tree in the order in which people ask, with the compiler's options,
// the registers of a task by hardware block, and the bytes that nothing explains.

#include "app/state/open_file.hpp"
#include "core/tree/node.hpp"

namespace ane::state {

/// The roots' parent. Lazy like the structure tree. Holds what it needs; the file may be closed meanwhile.
/// Parts that wait for a job (`file.tasks`, `file.survey`) are left out while they are null.
tree::Node make_outline(const OpenFile& file);

/// A row of a filtered tree.
struct OutlineMatch {
  int depth = 0;
  bool matches = false;  ///< else it is the parent of one
  tree::Node node;
};
/// Nodes whose name or value holds `text`, with their parents. Looks below a task only where there are few.
std::vector<OutlineMatch> filter_outline(const tree::Node& root, const std::string& text, Progress& progress);

}  // namespace ane::state
