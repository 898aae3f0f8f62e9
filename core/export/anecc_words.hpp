#pragma once
// A file as anecc searches it: a piece at a time from start to end, and as a list of 32-bit words.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "core/base/result.hpp"
#include "core/base/view.hpp"

namespace ane::exporter {

using GoesOn = std::function<bool()>;

/// Gives the bytes from `from` to the end to `visit`, a megabyte at a time (so that multiples of 4 stay where
/// they are), until it says false. The error is "cancelled" where `goes_on` says false before a piece.
Result<void> read_pieces(ByteView file, std::uint64_t from, const GoesOn& goes_on,
                         const std::function<bool(std::span<const std::uint8_t>)>& visit);

/// How often a word is there, and where: words are numbered from the start of the file.
struct Occurrences {
  std::uint64_t count = 0, first = 0, last = 0;
};

/// `goes_on` must outlive it.
class WordSearch {
 public:
  WordSearch(ByteView file, const GoesOn& goes_on) : file_(file), goes_on_(goes_on) {}

  std::uint64_t size() const { return file_.size() / kWord; }
  /// Word number `index`, or nothing past the end.
  std::optional<std::uint32_t> at(std::uint64_t index) const { return file_.u32(index * kWord); }
  /// What the file has of the bytes of these words.
  Extent where(std::uint64_t index, std::uint64_t count = 1) const {
    return file_.clipped(index * kWord, count * kWord).extent();
  }

  /// The first word from number `from` on that is `value`; one of more than 32 bits is nowhere.
  Result<std::optional<std::uint64_t>> find(std::uint64_t value, std::uint64_t from = 0) const;
  Result<Occurrences> find_all(std::uint32_t value) const;

 private:
  static constexpr std::uint64_t kWord = 4;

  /// Calls `found` with the number of each such word until it says false.
  Result<void> visit(std::uint32_t value, std::uint64_t from,
                     const std::function<bool(std::uint64_t)>& found) const;

  ByteView file_;
  const GoesOn& goes_on_;
};

}  // namespace ane::exporter
