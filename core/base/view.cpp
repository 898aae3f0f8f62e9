#include "core/base/view.hpp"

#include <algorithm>

namespace ane {

std::vector<std::uint8_t> ByteView::bytes() const {
  std::vector<std::uint8_t> all(extent_.size);
  copy(0, all);
  return all;
}

ByteView::Text ByteView::text(std::uint64_t at, std::uint64_t limit) const {
  Text result;
  if (at >= extent_.size) return result;
  const std::uint64_t end = limit < extent_.size - at ? at + limit : extent_.size;
  std::array<std::uint8_t, 64> chunk;
  while (at < end) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(chunk.size(), end - at));
    copy(at, std::span(chunk).first(count));
    const auto nul = std::find(chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(count), 0);
    result.text.append(chunk.begin(), nul);
    if (nul != chunk.begin() + static_cast<std::ptrdiff_t>(count)) {
      result.terminated = true;
      return result;
    }
    at += count;
  }
  result.cut = at < extent_.size;
  return result;
}

bool ByteView::all_zero() const {
  std::array<std::uint8_t, 4096> chunk;
  for (std::uint64_t at = 0; at < extent_.size;) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(chunk.size(), extent_.size - at));
    const auto part = std::span(chunk).first(count);
    copy(at, part);
    if (std::any_of(part.begin(), part.end(), [](std::uint8_t b) { return b != 0; })) return false;
    at += count;
  }
  return true;
}

}  // namespace ane
