#include "app/state/aligned_rows.hpp"

#include <algorithm>

namespace ane::state {

bool is_quiet(const diff::TaskPair& pair) {
  return pair.status == diff::Status::Same && !pair.moved && !pair.weights_differ &&
         pair.basis != diff::Basis::ByHand;
}

std::vector<AlignedRow> aligned_rows(const diff::Comparison& comparison, bool fold,
                                     const std::set<std::size_t>& opened) {
  constexpr std::size_t kShortest = 2;
  const std::vector<diff::TaskPair>& pairs = comparison.tasks;
  std::vector<AlignedRow> rows;
  for (std::size_t at = 0; at < pairs.size();) {
    std::size_t end = at;
    while (fold && end < pairs.size() && is_quiet(pairs[end])) ++end;
    if (end - at < kShortest) {
      rows.push_back({at, 1, false, false});
      ++at;
      continue;
    }
    const bool open = opened.contains(at);
    rows.push_back({at, end - at, true, open});
    for (std::size_t i = at; open && i < end; ++i) rows.push_back({i, 1, false, false});
    at = end;
  }
  return rows;
}

std::size_t row_of_pair(const std::vector<AlignedRow>& rows, std::size_t pair) {
  const auto after = std::partition_point(rows.begin(), rows.end(),
                                          [&](const AlignedRow& row) { return row.first <= pair; });
  if (after == rows.begin()) return 0;
  return static_cast<std::size_t>(after - rows.begin()) - 1;
}

}  // namespace ane::state
