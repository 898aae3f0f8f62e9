#pragma once
// Which field of A is compared with which field of B. Within one generation that is the same field; across
// generations fields that carry the same concept belong together, then those of the same path. What is left
// exists on one side only.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/regdb/generation.hpp"

namespace ane::diff {

/// What a field is for, as far as it decides what a difference in it means.
enum class FieldRole {
  Plain,            ///< the hardware does something else
  TaskNumber,       ///< names the task: renumbering changes nothing
  Dependency,       ///< names another task
  Network,          ///< names the program
  Link,             ///< where the next task lies and how long it is
  Position,         ///< says that the task is the first or the last one
  BufferNumber,     ///< names a buffer by its place in the table of base addresses
  Address,          ///< where an operand lies in its buffer
  ConstantAddress,  ///< where weights or a table lie in the constants
};

/// A field of either side, or of both.
struct ComparedField {
  std::optional<regdb::FieldRef> a, b;  ///< at least one
  FieldRole role = FieldRole::Plain;
  /// The field that switches it on, in the fields of the plan: "KernelDMASrc.CoeffDMAConfig[3].En" of
  /// "KernelDMASrc.CoeffBfrSize[3].MemBfrSize". Where that is 0 on both sides the field has no effect.
  std::optional<std::uint32_t> switched_by;
  /// The base-address slot of an address record, which is no bits of the word: generations after H13.
  bool slot = false;
  /// Bits of the word that no field of the database covers, in place; `any().field` is null then. 0 for all
  /// others.
  std::uint32_t uncovered = 0;

  /// "NE.MACCfg.NonlinearMode": A's path, or B's where only B has it. Slots end in ".slot".
  std::string path() const;
  /// The path in B where that is another one, else "".
  std::string other_path() const;
  /// The register part of the path without the element: "KernelDMASrc.CoeffDMAConfig".
  std::string register_path() const;
  /// "Common"; "Header" for header words.
  std::string block() const;
  /// True where nobody knows what the bits mean: uncovered ones and what the database only reserves.
  bool unknown() const;
  /// Database field of A, or of B where only B has it. Its `field` is null for slots and uncovered bits.
  const regdb::FieldRef& any() const { return a ? *a : *b; }
};

/// All fields that both databases have, in the order of A's header and blocks, then what only B has.
/// Placeholders by which a database keeps unknown words are fields too. Words at addresses that no database
/// knows are compared as whole words; they have no field here (words.hpp).
std::vector<ComparedField> plan_fields(const regdb::Generation& a, const regdb::Generation& b);

}  // namespace ane::diff
