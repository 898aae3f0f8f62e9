#include "core/exec/memory.hpp"

#include <algorithm>

namespace ane::exec {

Memory::Memory() : on_chip_(kOnChipBytes), written_(kOnChipBytes) {}

void Memory::bind(std::uint32_t slot, std::span<std::uint8_t> bytes) {
  if (slot >= kSlots) return;
  buffers_[slot] = bytes;
  bound_[slot] = true;
}

std::span<std::uint8_t> Memory::buffer(std::uint32_t slot) const {
  return slot < kSlots ? buffers_[slot] : std::span<std::uint8_t>();
}

bool Memory::on_chip_written(Extent bytes) const {
  if (bytes.end() > kOnChipBytes) return false;
  const auto begin = written_.begin() + static_cast<std::ptrdiff_t>(bytes.offset);
  return std::all_of(begin, begin + static_cast<std::ptrdiff_t>(bytes.size),
                     [](bool written) { return written; });
}

void Memory::mark_on_chip(Extent bytes) {
  if (bytes.end() > kOnChipBytes) return;
  const auto begin = written_.begin() + static_cast<std::ptrdiff_t>(bytes.offset);
  std::fill(begin, begin + static_cast<std::ptrdiff_t>(bytes.size), true);
}

void Memory::forget_on_chip() {
  std::fill(written_.begin(), written_.end(), false);
}

void Memory::restore_on_chip(std::vector<std::uint8_t> bytes, std::vector<bool> written) {
  on_chip_ = std::move(bytes);
  written_ = std::move(written);
}

void Memory::restore_on_chip_part(std::uint64_t offset, std::span<const std::uint8_t> bytes,
                                  const std::vector<bool>& written) {
  if (offset > kOnChipBytes || bytes.size() > kOnChipBytes - offset || written.size() != bytes.size()) return;
  const auto at = static_cast<std::ptrdiff_t>(offset);
  std::copy(bytes.begin(), bytes.end(), on_chip_.begin() + at);
  std::copy(written.begin(), written.end(), written_.begin() + at);
}

}  // namespace ane::exec
