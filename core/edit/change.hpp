#pragma once
// What is changed in a program, as a list: each change with the value before and after, so that a list can be
// read, kept, replayed on the same file and turned round. docs/change-lists.md describes its text.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/document/document.hpp"

namespace ane::edit {

/// A field of a task's header or of a register that the task writes, or all bits of such a word.
struct RegisterChange {
  std::size_t task = 0;  ///< number over the whole file
  /// "NE.MACCfg.NonlinearMode", "Header8.WBase", "KernelDMASrc.CoeffBaseAddr[3].Addr"; of whole words
  /// "NE.MACCfg", "Header8".
  std::string path;
  std::uint32_t before = 0, after = 0;  ///< the field's bits moved down to bit 0, or the word
  friend bool operator==(const RegisterChange&, const RegisterChange&) = default;
};

struct ElementChange {
  std::array<std::uint32_t, 4> index{};  ///< in the shape that `anetool weights` shows
  std::uint16_t before = 0, after = 0;   ///< fp16 bits
  friend bool operator==(const ElementChange&, const ElementChange&) = default;
};

/// Elements of one constant.
struct WeightChange {
  std::string name;  ///< model::Constant::name: "task 3 weights"
  std::vector<ElementChange> elements;
  friend bool operator==(const WeightChange&, const WeightChange&) = default;
};

/// Two bytes of the constants, whatever they belong to.
struct HalfChange {
  std::uint64_t offset = 0;  ///< in the file
  std::uint16_t before = 0, after = 0;
  friend bool operator==(const HalfChange&, const HalfChange&) = default;
};

using Change = std::variant<RegisterChange, WeightChange, HalfChange>;

/// Which file a list was made for.
struct Origin {
  std::uint64_t bytes = 0;
  std::uint64_t hash = 0;  ///< of all bytes: fnv1a64()
  friend bool operator==(const Origin&, const Origin&) = default;
};

struct ChangeList {
  Origin origin;
  std::vector<Change> changes;  ///< in the order in which they are made
  friend bool operator==(const ChangeList&, const ChangeList&) = default;

  /// Changed fields, words and elements together.
  std::size_t count() const;
};

/// FNV-1a with 64 bits (draft-eastlake-fnv): tells files apart, and protects against nobody.
std::uint64_t fnv1a64(ByteView bytes);

Origin origin_of(const document::Document& document);

/// What takes back everything that `list` does. `edited` is the file after it.
ChangeList inverse(const ChangeList& list, const document::Document& edited);

}  // namespace ane::edit
