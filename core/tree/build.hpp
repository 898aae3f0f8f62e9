#pragma once
// Building the structure tree of a document, and finding things in it.

#include <cstdint>
#include <vector>

#include "core/document/document.hpp"
#include "core/tree/node.hpp"

namespace ane::tree {

/// The tree of a whole file, parts in file order. It holds on to the document.
Node build(const document::DocumentPtr& document);

/// The bytes of the file that some node explains. Looks at ranges, never at the constants.
IntervalSet explained_bytes(const document::DocumentPtr& document);

/// The nodes that hold the byte at `offset`, outermost first; bits below a word are not followed.
std::vector<Node> path_to(const Node& root, std::uint64_t offset);

}  // namespace ane::tree
