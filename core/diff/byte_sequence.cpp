#include "core/diff/byte_sequence.hpp"

#include <algorithm>
#include <cstddef>
#include <unordered_map>

namespace ane::diff {

namespace {

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

// Of pairs that ascend in A, the longest part that ascends in B as well.
Pairs longest_ascending(const Pairs& pairs) {
  constexpr std::size_t kNone = SIZE_MAX;
  std::vector<std::size_t> tails;  // tails[n]: the pair at which the best run of n + 1 pairs ends
  std::vector<std::size_t> before(pairs.size(), kNone);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto place = std::partition_point(
        tails.begin(), tails.end(), [&](std::size_t tail) { return pairs[tail].second < pairs[i].second; });
    if (place != tails.begin()) before[i] = *(place - 1);
    if (place == tails.end()) {
      tails.push_back(i);
    } else {
      *place = i;
    }
  }
  Pairs kept;
  for (std::size_t at = tails.empty() ? kNone : tails.back(); at != kNone; at = before[at])
    kept.push_back(pairs[at]);
  std::reverse(kept.begin(), kept.end());
  return kept;
}

}  // namespace

Pairs match_in_order(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> places;
  for (std::size_t i = b.size(); i-- > 0;) places[b[i]].push_back(i);
  Pairs pairs;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto found = places.find(a[i]);
    if (found == places.end() || found->second.empty()) continue;
    pairs.emplace_back(i, found->second.back());
    found->second.pop_back();
  }
  return longest_ascending(pairs);
}

}  // namespace ane::diff
