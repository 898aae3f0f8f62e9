#pragma once
// Inside of core/graph: who wrote which bytes last.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/base/extent.hpp"

namespace ane::graph {

/// One address space. Parts are kept apart by their writer, so that the cost of a write is what it covers.
class Writers {
 public:
  void write(Extent bytes, std::size_t writer);
  std::size_t parts() const { return parts_.size(); }

  struct Hit {
    std::size_t writer = 0;
    std::uint64_t begin = 0, end = 0;  ///< the first and behind the last byte
    std::uint64_t bytes = 0;
  };
  /// Whose bytes these runs are, in the order of the writers. Runs that nobody wrote are not in it.
  std::vector<Hit> read(const std::vector<Extent>& runs) const;

 private:
  struct Part {
    std::uint64_t end = 0;
    std::size_t writer = 0;
  };
  std::map<std::uint64_t, Part> parts_;  ///< by begin; disjoint
};

}  // namespace ane::graph
