#pragma once
// What a task overwrites, kept so that it can be put back: stepping back costs as many bytes as were written.

#include <cstdint>
#include <vector>

#include "core/base/extent.hpp"

namespace ane::exec {

class Memory;

/// The bytes that one task wrote over, as they were before.
struct Undo {
  struct Piece {
    std::uint32_t slot = 0;
    std::uint64_t offset = 0;
    std::vector<std::uint8_t> bytes;
  };
  std::vector<Piece> pieces;  ///< of buffers
  struct OnChip {
    std::uint64_t offset = 0;
    std::vector<std::uint8_t> bytes;
    std::vector<bool> written;
  };
  std::vector<OnChip> on_chip;
  std::uint64_t size() const;  ///< bytes that it keeps

  /// Keeps what lies in these bytes of a buffer, or on chip, before something is written there. What is
  /// outside is nobody's and is not kept.
  void keep(const Memory& memory, std::uint32_t slot, Extent where);
  void keep_on_chip(const Memory& memory, Extent where);

  /// Puts everything back, last piece first.
  void apply(Memory& memory) const;
};

}  // namespace ane::exec
