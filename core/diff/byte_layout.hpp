#pragma once
// The bytes of both files of a comparison side by side, by structure: header with header, command with
// command, task with its counterpart, word by word after the registers that the words are for. What one side
// has more is opposite a gap, so that an insertion shifts nothing behind it.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/extent.hpp"
#include "core/diff/compare.hpp"

namespace ane::diff {

/// What bytes belong to.
enum class BytePart { Header, Command, Task, Constant, Symbols, Rest };

/// Bytes of A opposite bytes of B: as many of both, or of one side only.
struct ByteRange {
  Extent a, b;
  Status status = Status::Same;
  BytePart part = BytePart::Rest;
  std::size_t index = 0;  ///< Task: in Comparison::tasks; Constant: in ByteLayout::constants
  bool starts = false;    ///< a part of the file begins here

  std::uint64_t size() const { return a.empty() ? b.size : a.size; }
};

struct ByteLayout {
  /// In the order of B, with what only A has where it lies in A. Every byte of both files is in exactly one.
  std::vector<ByteRange> ranges;
  std::vector<std::string> constants;  ///< names of weights and tables
};

/// Changed bytes closer together than this are one range; more where the file is large, so that no file has
/// more than some hundred thousand of them.
inline constexpr std::uint64_t kByteGrain = 16;

/// Nothing where `goes_on`, which is asked from time to time, returned false.
std::optional<ByteLayout> align_bytes(const Comparison& comparison,
                                      const std::function<bool()>& goes_on = {});

/// "header", "task 4 ↔ 5", "task 10", "task 3 weights", "symbols", "bytes between"
std::string label_of(const Comparison& comparison, const ByteLayout& layout, const ByteRange& range);

}  // namespace ane::diff
