#pragma once
// Inside of core/edit: the bytes of a file while they are being changed.

#include <array>
#include <bitset>
#include <cstdint>
#include <map>
#include <vector>

#include "core/base/source.hpp"
#include "core/base/view.hpp"

namespace ane::edit {

/// Keeps the pages that were written. Offsets are inside of the file; whoever calls has checked that.
class Workspace {
 public:
  explicit Workspace(ByteView file) : file_(file) {}

  std::uint32_t word(std::uint64_t offset) const { return static_cast<std::uint32_t>(read(offset, 4)); }
  std::uint16_t half(std::uint64_t offset) const { return static_cast<std::uint16_t>(read(offset, 2)); }
  void set_word(std::uint64_t offset, std::uint32_t word) { write(offset, 4, word); }
  void set_half(std::uint64_t offset, std::uint16_t half) { write(offset, 2, half); }

  /// What differs from the file: ascending, without overlaps, at most one a page.
  std::vector<Patch> patches() const;

 private:
  static constexpr std::uint64_t kPage = 4096;
  using Page = std::array<std::uint8_t, kPage>;

  std::uint64_t read(std::uint64_t offset, std::size_t bytes) const;
  void write(std::uint64_t offset, std::size_t bytes, std::uint64_t value);
  Page original(std::uint64_t number) const;

  ByteView file_;
  std::map<std::uint64_t, Page> pages_;  ///< by number
};

}  // namespace ane::edit
