#pragma once
// Inside of core/device: telling bytes that nobody wrote from zeros that were computed. Outputs are filled
// with a halfword that stands nowhere else, a NaN, so that no computation makes it.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/model/tensors.hpp"

namespace ane::device {

/// Collects which halfwords occur, and finds one that does not.
class FillChoice {
 public:
  FillChoice() : seen_(0x10000, false) {}

  /// Looks at the halfwords at even offsets.
  void add(std::span<const std::uint8_t> bytes);
  /// A quiet NaN that was in none of them, or nothing where all were.
  std::optional<std::uint16_t> choose() const;

 private:
  std::vector<bool> seen_;
};

/// Fills all whole halfwords.
void fill_with(std::span<std::uint8_t> bytes, std::uint16_t filling);

/// Counts of halfwords that still hold the filling.
struct Unwritten {
  std::uint64_t in_buffer = 0;  ///< of whole halfwords of the buffer, padding included
  std::uint64_t buffer = 0;     ///< that it has
  std::uint64_t in_tensor = 0;  ///< elements of the tensor
  std::uint64_t tensor = 0;     ///< that it has; 0 where it was not looked at
};
/// Looks for the filling, in the buffer and in the elements of its tensor (null: none); tensors of other than
/// two-byte elements are not looked at.
Unwritten find_unwritten(std::span<const std::uint8_t> bytes, const model::Tensor* tensor,
                         std::uint16_t filling);

/// Puts zeros where the filling still is: what the bytes would hold without it.
void remove_filling(std::span<std::uint8_t> bytes, std::uint16_t filling);

}  // namespace ane::device
