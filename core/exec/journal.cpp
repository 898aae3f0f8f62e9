#include "core/exec/journal.hpp"

#include <algorithm>

#include "core/exec/memory.hpp"

namespace ane::exec {

std::uint64_t Undo::size() const {
  std::uint64_t total = 0;
  for (const Piece& piece : pieces) total += piece.bytes.size();
  for (const OnChip& piece : on_chip) total += piece.bytes.size() + piece.written.size() / 8;
  return total;
}

void Undo::keep(const Memory& memory, std::uint32_t slot, Extent where) {
  const std::span<const std::uint8_t> buffer = memory.buffer(slot);
  if (where.offset > buffer.size() || where.size > buffer.size() - where.offset) return;
  const auto bytes = buffer.subspan(where.offset, where.size);
  pieces.push_back({slot, where.offset, {bytes.begin(), bytes.end()}});
}

void Undo::keep_on_chip(const Memory& memory, Extent where) {
  if (where.offset > kOnChipBytes || where.size > kOnChipBytes - where.offset) return;
  const auto bytes = memory.on_chip().subspan(where.offset, where.size);
  const auto first = memory.on_chip_flags().begin() + static_cast<std::ptrdiff_t>(where.offset);
  on_chip.push_back(
      {where.offset, {bytes.begin(), bytes.end()}, {first, first + static_cast<std::ptrdiff_t>(where.size)}});
}

void Undo::apply(Memory& memory) const {
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
    const std::span<std::uint8_t> buffer = memory.buffer(piece->slot);
    std::copy(piece->bytes.begin(), piece->bytes.end(),
              buffer.begin() + static_cast<std::ptrdiff_t>(piece->offset));
  }
  for (auto piece = on_chip.rbegin(); piece != on_chip.rend(); ++piece)
    memory.restore_on_chip_part(piece->offset, piece->bytes, piece->written);
}

}  // namespace ane::exec
