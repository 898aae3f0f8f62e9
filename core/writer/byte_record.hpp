#pragma once
// Bytes under construction, filled by the field tables of core/container/layout.hpp.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/base/extent.hpp"
#include "core/container/layout.hpp"

namespace ane::writer {

/// A growing piece of a file; all numbers are little-endian.
class ByteRecord {
 public:
  explicit ByteRecord(std::size_t size = 0) : bytes_(size) {}

  /// `value` where `field` lies, counted from `base`.
  void set(const container::FieldSpec& field, std::uint64_t value, std::size_t base = 0) {
    put(base + field.offset, value, field.size);
  }
  /// `text`, NUL-padded, where `field` lies. The caller has checked that it fits.
  void set_text(const container::FieldSpec& field, std::string_view text, std::size_t base = 0) {
    for (std::size_t i = 0; i < text.size(); ++i)
      bytes_[base + field.offset + i] = static_cast<std::uint8_t>(text[i]);
  }
  /// The `size` low bytes of `value` at `at`.
  void put(std::size_t at, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) bytes_[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
  }
  /// Appends `text` and a NUL; returns where it starts.
  std::size_t append_name(std::string_view text) {
    const std::size_t at = bytes_.size();
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    bytes_.push_back(0);
    return at;
  }
  void append(const std::vector<std::uint8_t>& more) {
    bytes_.insert(bytes_.end(), more.begin(), more.end());
  }
  /// Zeros up to the next multiple of `alignment`.
  void pad_to(std::size_t alignment) {
    bytes_.resize(static_cast<std::size_t>(round_up(bytes_.size(), alignment)));
  }

  std::size_t size() const { return bytes_.size(); }
  std::vector<std::uint8_t> take() && { return std::move(bytes_); }

 private:
  std::vector<std::uint8_t> bytes_;
};

}  // namespace ane::writer
