#pragma once
// A range of bytes in a file, the currency in which everything says where it stands.

#include <cstdint>

namespace ane {

/// Bytes [offset, offset + size) of a source. `offset + size` never overflows in a valid extent; build one
/// from untrusted numbers with `checked_end`.
struct Extent {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;

  constexpr std::uint64_t end() const { return offset + size; }
  constexpr bool empty() const { return size == 0; }
  constexpr bool contains(std::uint64_t at) const { return at >= offset && at - offset < size; }
  /// True when `other` lies completely inside; an empty extent lies inside where its offset does or at the
  /// end.
  constexpr bool contains(Extent other) const {
    return other.offset >= offset && other.offset - offset <= size &&
           other.size <= size - (other.offset - offset);
  }
  constexpr bool overlaps(Extent other) const {
    return !empty() && !other.empty() && offset < other.end() && other.offset < end();
  }
  friend constexpr bool operator==(Extent, Extent) = default;
};

/// `a + b` without wrapping: false, and `sum` untouched, where it does not fit in 64 bits.
constexpr bool add_fits(std::uint64_t a, std::uint64_t b, std::uint64_t& sum) {
  if (a > UINT64_MAX - b) return false;
  sum = a + b;
  return true;
}

/// `a * b` without wrapping, like `add_fits`.
constexpr bool multiply_fits(std::uint64_t a, std::uint64_t b, std::uint64_t& product) {
  if (a != 0 && b > UINT64_MAX / a) return false;
  product = a * b;
  return true;
}

/// `value` rounded up to a multiple of `alignment` (a power of two), saturating at the largest such multiple.
constexpr std::uint64_t round_up(std::uint64_t value, std::uint64_t alignment) {
  const std::uint64_t mask = alignment - 1;
  return value > UINT64_MAX - mask ? UINT64_MAX & ~mask : (value + mask) & ~mask;
}

}  // namespace ane
