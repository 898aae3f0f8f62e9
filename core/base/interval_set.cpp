#include "core/base/interval_set.hpp"

#include <algorithm>

namespace ane {
namespace {
bool ends_before(Extent range, std::uint64_t at) {
  return range.end() < at;
}
}  // namespace

void IntervalSet::add(Extent extent) {
  if (extent.empty()) return;
  if (ranges_.empty() || ranges_.back().end() < extent.offset) {
    ranges_.push_back(extent);
    return;
  }
  // The first range that touches or overlaps the new one, and the first after those.
  const auto first = std::lower_bound(ranges_.begin(), ranges_.end(), extent.offset, ends_before);
  auto last = first;
  std::uint64_t begin = extent.offset;
  std::uint64_t end = extent.end();
  while (last != ranges_.end() && last->offset <= extent.end()) {
    begin = std::min(begin, last->offset);
    end = std::max(end, last->end());
    ++last;
  }
  if (first == last) {
    ranges_.insert(first, extent);
    return;
  }
  *first = {begin, end - begin};
  ranges_.erase(first + 1, last);
}

std::uint64_t IntervalSet::total() const {
  std::uint64_t sum = 0;
  for (const Extent& range : ranges_) sum += range.size;
  return sum;
}

bool IntervalSet::contains(Extent extent) const {
  if (extent.empty()) return true;
  const auto at = std::lower_bound(ranges_.begin(), ranges_.end(), extent.end(), ends_before);
  return at != ranges_.end() && at->contains(extent);
}

std::vector<Extent> IntervalSet::gaps(Extent whole) const {
  std::vector<Extent> missing;
  std::uint64_t at = whole.offset;
  for (const Extent& range : ranges_) {
    if (range.end() <= at) continue;
    if (range.offset >= whole.end()) break;
    if (range.offset > at) missing.push_back({at, range.offset - at});
    at = range.end();
  }
  if (at < whole.end()) missing.push_back({at, whole.end() - at});
  return missing;
}

}  // namespace ane
