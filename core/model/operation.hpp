#pragma once
// What a task computes, in words. This is the one place where registers turn into operations; everything that
// names an operation asks here. Rules bind to concepts and to the database's names of enum values, so they
// hold no bit position and no generation.

#include <string>
#include <string_view>
#include <vector>

#include "core/model/facts.hpp"

namespace ane::model {

/// A piece of the description and the fields that it was read from.
struct Phrase {
  std::string text;                   ///< "conv 3x3 s1", "64→128", "relu"
  std::vector<std::string> concepts;  ///< the concepts behind it, for Generation::by_concept
  bool known = true;                  ///< false: the phrase says that something is not known
};

/// Sizes are rows x columns. "64→128" are channels in and out, of all groups together.
struct Operation {
  /// conv, copy, relu, table, elementwise, scale, channel-scale, reduce, channel-maximum, channel-sum, or
  /// unknown.
  std::string kind;
  std::vector<Phrase> phrases;

  /// "conv 3x3 s1 · 64→128 · 56x56 · relu"
  std::string summary() const;
};

/// "NE" or "PE", or "" where that is not known: it follows from what described the operation, since the rules
/// of an engine read its fields.
std::string engine_of(const Operation& operation);

/// `table` is what the task's lookup table computes, where somebody has looked at its bytes
/// (lookup_table.hpp).
Operation describe(const Facts& facts, std::string_view table = {});

}  // namespace ane::model
