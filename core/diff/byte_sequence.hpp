#pragma once
// Two sequences of keys, matched so that the order of both is kept.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ane::diff {

/// Pairs of indices, ascending on both sides: the k-th occurrence of a key belongs to the k-th of the other
/// side, as far as that crosses no other pair.
std::vector<std::pair<std::size_t, std::size_t>> match_in_order(const std::vector<std::uint64_t>& a,
                                                                const std::vector<std::uint64_t>& b);

}  // namespace ane::diff
