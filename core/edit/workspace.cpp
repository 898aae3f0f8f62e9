#include "core/edit/workspace.hpp"

#include <algorithm>
#include <span>

namespace ane::edit {

Workspace::Page Workspace::original(std::uint64_t number) const {
  Page page{};
  const ByteView there = file_.clipped(number * kPage, kPage);
  there.copy(0, std::span(page).first(static_cast<std::size_t>(there.size())));
  return page;
}

std::uint64_t Workspace::read(std::uint64_t offset, std::size_t bytes) const {
  std::uint64_t value = 0;
  for (std::size_t i = bytes; i-- > 0;) {
    const std::uint64_t at = offset + i;
    const auto page = pages_.find(at / kPage);
    value = value << 8 | (page == pages_.end() ? file_.u8(at).value_or(0) : page->second[at % kPage]);
  }
  return value;
}

void Workspace::write(std::uint64_t offset, std::size_t bytes, std::uint64_t value) {
  for (std::size_t i = 0; i < bytes; ++i, value >>= 8) {
    const std::uint64_t number = (offset + i) / kPage;
    auto page = pages_.find(number);
    if (page == pages_.end()) page = pages_.emplace(number, original(number)).first;
    page->second[(offset + i) % kPage] = static_cast<std::uint8_t>(value);
  }
}

std::vector<Patch> Workspace::patches() const {
  std::vector<Patch> patches;
  for (const auto& [number, page] : pages_) {
    const Page before = original(number);
    const auto first = std::mismatch(page.begin(), page.end(), before.begin()).first;
    if (first == page.end()) continue;
    const auto last = std::mismatch(page.rbegin(), page.rend(), before.rbegin()).first.base();
    patches.push_back({number * kPage + static_cast<std::uint64_t>(first - page.begin()), {first, last}});
  }
  return patches;
}

}  // namespace ane::edit
