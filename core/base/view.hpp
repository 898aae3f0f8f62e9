#pragma once
// A bounds-checked window on a source. Every read says "not there" instead of reading past the end; the
// caller knows what it wanted and words the message.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/extent.hpp"
#include "core/base/source.hpp"

namespace ane {

/// Bytes `extent()` of `source`. Cheap to copy; the source must outlive it, which a Document sees to.
/// All offsets below are from the start of the view; all numbers are little-endian.
class ByteView {
 public:
  ByteView() = default;
  explicit ByteView(const ByteSource& source) : source_(&source), extent_{0, source.size()} {}

  /// Where the view lies in the file.
  Extent extent() const { return extent_; }
  std::uint64_t size() const { return extent_.size; }
  bool empty() const { return extent_.empty(); }

  /// True where `count` bytes from `at` on are inside.
  bool has(std::uint64_t at, std::uint64_t count) const {
    return at <= extent_.size && count <= extent_.size - at;
  }

  /// The part [at, at + count), or nothing where it is not completely inside.
  std::optional<ByteView> sub(std::uint64_t at, std::uint64_t count) const {
    if (!has(at, count)) return std::nullopt;
    return ByteView(source_, {extent_.offset + at, count});
  }
  /// Of [at, at + count) what is inside; perhaps nothing.
  ByteView clipped(std::uint64_t at, std::uint64_t count) const {
    const std::uint64_t from = at < extent_.size ? at : extent_.size;
    const std::uint64_t room = extent_.size - from;
    return ByteView(source_, {extent_.offset + from, count < room ? count : room});
  }

  std::optional<std::uint8_t> u8(std::uint64_t at) const { return number<std::uint8_t>(at); }
  std::optional<std::uint16_t> u16(std::uint64_t at) const { return number<std::uint16_t>(at); }
  std::optional<std::uint32_t> u32(std::uint64_t at) const { return number<std::uint32_t>(at); }
  std::optional<std::uint64_t> u64(std::uint64_t at) const { return number<std::uint64_t>(at); }

  /// Copies [at, at + out.size()); false, and nothing copied, where that is not inside.
  bool copy(std::uint64_t at, std::span<std::uint8_t> out) const {
    if (!has(at, out.size())) return false;
    if (!out.empty()) source_->copy(extent_.offset + at, out);
    return true;
  }

  /// The whole view as a vector. Only for views whose size is known to be small.
  std::vector<std::uint8_t> bytes() const;

  struct Text {
    std::string text;         ///< as stored, without the NUL
    bool terminated = false;  ///< a NUL was found inside the view
    bool cut = false;         ///< longer than `limit`
  };
  /// The NUL-terminated string at `at`; at most `limit` characters are read, since many names may point at
  /// one endless string. `at` at or past the end gives an empty, unterminated text.
  Text text(std::uint64_t at, std::uint64_t limit = 4096) const;

  /// True where all bytes are 0. Stops at the first that is not.
  bool all_zero() const;

 private:
  ByteView(const ByteSource* source, Extent extent) : source_(source), extent_(extent) {}

  template <class T>
  std::optional<T> number(std::uint64_t at) const {
    std::array<std::uint8_t, sizeof(T)> raw;
    if (!copy(at, raw)) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = sizeof(T); i-- > 0;) value = value << 8 | raw[i];
    return static_cast<T>(value);
  }

  const ByteSource* source_ = nullptr;
  Extent extent_;
};

}  // namespace ane
