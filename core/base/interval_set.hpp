#pragma once
// Sets of byte ranges: what is explained, what is taken.

#include <cstdint>
#include <vector>

#include "core/base/extent.hpp"

namespace ane {

/// A set of bytes kept as sorted, disjoint, non-touching ranges. Adding in ascending order costs O(1).
class IntervalSet {
 public:
  void add(Extent extent);
  /// Number of bytes in the set.
  std::uint64_t total() const;
  bool contains(Extent extent) const;
  const std::vector<Extent>& ranges() const { return ranges_; }
  /// What of `whole` is not in the set, in ascending order.
  std::vector<Extent> gaps(Extent whole) const;

 private:
  std::vector<Extent> ranges_;
};

}  // namespace ane
