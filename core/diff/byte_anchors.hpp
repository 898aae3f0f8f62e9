#pragma once
// The parts of both files that have a place in the alignment of bytes, in the order in which they are shown.

#include <string>
#include <vector>

#include "core/diff/byte_layout.hpp"

namespace ane::diff {

/// A part of A opposite a part of B; one of them may be empty.
struct ByteAnchor {
  Extent a, b;
  BytePart part = BytePart::Rest;
  std::size_t index = 0;
  // Bytes behind it that belong to no anchor.
  Extent rest_a, rest_b;
};

/// Anchors that overlap on neither side and leave no byte between them and their rests. The first may be
/// empty on both sides: its rests are what lies before everything else. `constants` gets the names of
/// constants, to which their anchors' indices refer.
std::vector<ByteAnchor> find_anchors(const Comparison& comparison, std::vector<std::string>& constants);

}  // namespace ane::diff
