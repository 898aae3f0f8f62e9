#pragma once
// Which tasks of A and B belong together: first those that do exactly the same, then those of the same shape,
// then the nearest between them. Times are near-linear; where that needs a heuristic, a pair may be missed,
// never invented.

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "core/diff/compare.hpp"

namespace ane::diff {

using Match = std::pair<std::size_t, std::size_t>;

/// Pairs of equal keys, ascending on both sides: the longest such list where that can be had cheaply.
std::vector<Match> match_equal(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b);

/// What a task is like, from precise to coarse. Equal numbers mean equal tasks.
struct Signature {
  std::uint64_t placed = 0;  ///< as exact, and where the operands lie in memory
  std::uint64_t exact = 0;   ///< every register but ids and addresses, and a sample of the constants
  std::uint64_t shape = 0;   ///< operation and sizes
  std::uint64_t kind = 0;    ///< operation, channels and kernel
  std::uint64_t operation = 0;
};

struct AlignedTask {
  std::size_t a = 0, b = 0;  ///< indices into the spans
  Basis basis = Basis::Exact;
  float similarity = 1;
  bool moved = false;
};

/// `similarity` of two tasks, 0 to 1. The result is sorted by a. Where operands lie does not make tasks
/// belong together, but decides between alignments that pair up as many.
std::vector<AlignedTask> align(std::span<const Signature> a, std::span<const Signature> b,
                               const std::function<float(std::size_t, std::size_t)>& similarity);

}  // namespace ane::diff
