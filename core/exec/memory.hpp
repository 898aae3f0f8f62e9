#pragma once
// What a program's tasks see of memory: one run of bytes for each base-address slot, and the on-chip memory
// (docs/formats/execution-h13.md, 2.1 and 8).

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/extent.hpp"

namespace ane::exec {

inline constexpr std::size_t kSlots = 32;                ///< base-address registers of a queue
inline constexpr std::uint64_t kOnChipBytes = 2u << 20;  ///< 17-bit addresses of 16 bytes

/// Does not own the buffers: whoever binds them keeps them alive and may look at them at any time.
class Memory {
 public:
  Memory();

  void bind(std::uint32_t slot, std::span<std::uint8_t> bytes);
  bool is_bound(std::uint32_t slot) const { return slot < kSlots && bound_[slot]; }
  /// Empty where nothing is bound.
  std::span<std::uint8_t> buffer(std::uint32_t slot) const;

  std::span<std::uint8_t> on_chip() { return on_chip_; }
  std::span<const std::uint8_t> on_chip() const { return on_chip_; }
  /// True where all these bytes were written by a task since the program began.
  bool on_chip_written(Extent bytes) const;
  void mark_on_chip(Extent bytes);
  /// Nobody wrote anything on chip, as at the start of a program.
  void forget_on_chip();
  /// For going back: one flag a byte.
  const std::vector<bool>& on_chip_flags() const { return written_; }
  void restore_on_chip(std::vector<std::uint8_t> bytes, std::vector<bool> written);
  /// The same for a part that begins at `offset`; what lies outside the memory is left aside.
  void restore_on_chip_part(std::uint64_t offset, std::span<const std::uint8_t> bytes,
                            const std::vector<bool>& written);

 private:
  std::array<std::span<std::uint8_t>, kSlots> buffers_;
  std::array<bool, kSlots> bound_{};
  std::vector<std::uint8_t> on_chip_;
  std::vector<bool> written_;
};

}  // namespace ane::exec
