#pragma once
// What the user looks at. One selection a file, in terms of the file's bytes and, where they belong to a
// task, of its registers: every view shows the same thing from its own side.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/extent.hpp"
#include "core/tree/node.hpp"

namespace ane::state {

/// Nothing is selected where every part is empty. A register that the task inherits has the bytes of the task
/// that wrote it; one that nobody wrote has none.
struct Selection {
  std::optional<std::size_t> task;
  std::optional<std::uint32_t> address;  ///< byte address of a register word
  std::optional<std::uint32_t> header;   ///< word of the task header
  std::string field;                     ///< of that register or header word, "" for the whole word
  Extent bytes;                          ///< in the file
  std::optional<tree::BitRange> bits;    ///< of the word that `bytes` is

  bool empty() const { return !task && bytes.empty(); }
  friend bool operator==(const Selection& a, const Selection& b) {
    const bool bits_equal = a.bits.has_value() == b.bits.has_value() &&
                            (!a.bits || (a.bits->lsb == b.bits->lsb && a.bits->width == b.bits->width));
    return a.task == b.task && a.address == b.address && a.header == b.header && a.field == b.field &&
           a.bytes == b.bytes && bits_equal;
  }
};

/// A selection in one of the open files.
struct Place {
  int file = 0;
  Selection selection;
  friend bool operator==(const Place&, const Place&) = default;
};

/// Where the user was, across files.
class History {
 public:
  static constexpr std::size_t kLimit = 500;

  /// Goes to `place`; what was ahead is forgotten. Going where one is changes nothing.
  void visit(const Place& place);
  /// The place before or after this one, which becomes the current one; nothing at the ends.
  std::optional<Place> back();
  std::optional<Place> forward();
  bool can_go_back() const { return at_ > 1; }
  bool can_go_forward() const { return at_ < places_.size(); }
  /// Drops every place of a closed file.
  void forget(int file);

 private:
  std::vector<Place> places_;
  std::size_t at_ = 0;  ///< places_[at_ - 1] is where the user is
};

}  // namespace ane::state
