#include "core/graph/writers.hpp"

#include <algorithm>

namespace ane::graph {

void Writers::write(Extent bytes, std::size_t writer) {
  if (bytes.empty()) return;
  auto at = parts_.upper_bound(bytes.offset);
  if (at != parts_.begin()) {
    const auto before = std::prev(at);
    const Part old = before->second;
    if (old.end > bytes.offset) {
      before->second.end = bytes.offset;
      if (before->first == bytes.offset) parts_.erase(before);
      if (old.end > bytes.end()) parts_[bytes.end()] = old;
    }
  }
  at = parts_.lower_bound(bytes.offset);
  while (at != parts_.end() && at->first < bytes.end()) {
    const Part old = at->second;
    at = parts_.erase(at);
    if (old.end > bytes.end()) parts_[bytes.end()] = old;
  }
  parts_[bytes.offset] = {bytes.end(), writer};
}

std::vector<Writers::Hit> Writers::read(const std::vector<Extent>& runs) const {
  std::map<std::size_t, Hit> hits;
  for (const Extent& run : runs) {
    auto at = parts_.upper_bound(run.offset);
    if (at != parts_.begin()) --at;
    for (; at != parts_.end() && at->first < run.end(); ++at) {
      const std::uint64_t begin = std::max(run.offset, at->first);
      const std::uint64_t end = std::min(run.end(), at->second.end);
      if (begin >= end) continue;
      const auto [hit, fresh] = hits.emplace(at->second.writer, Hit{at->second.writer, begin, end, 0});
      hit->second.begin = std::min(hit->second.begin, begin);
      hit->second.end = std::max(hit->second.end, end);
      hit->second.bytes += end - begin;
    }
  }
  std::vector<Hit> list;
  list.reserve(hits.size());
  for (const auto& [writer, hit] : hits) list.push_back(hit);
  return list;
}

}  // namespace ane::graph
