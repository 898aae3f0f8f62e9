#pragma once
// Tasks as numbers that are equal where the tasks are, and how alike two tasks are that are not.

#include <vector>

#include "core/diff/align.hpp"
#include "core/diff/fields.hpp"
#include "core/diff/words.hpp"

namespace ane::diff {

/// What a field of one side means, in a form that both generations share: numbers with their sign, addresses
/// in bytes, the name of an enum's value as a hash of its text, the bits of a double.
std::uint64_t meaning_of(const ComparedField& field, bool side_b, std::uint32_t raw);

/// The field's bits out of its word; of slots and uncovered bits the word's own.
std::uint32_t raw_of(const ComparedField& field, bool side_b, std::uint32_t word);

class Signatures {
 public:
  Signatures(const std::vector<ComparedField>& fields, bool across_generations);

  /// Of every task of one side.
  std::vector<Signature> of(const document::Document& document, const Words& words, bool side_b) const;

  /// The share of what says something (is not 0 on both sides) that is equal, without ids and addresses.
  float similarity(const Words& a, std::size_t task_a, const Words& b, std::size_t task_b) const;

 private:
  void add_mask(std::size_t index);
  std::uint64_t exact(const Words& words, std::size_t task, bool side_b) const;
  std::uint64_t of_list(const std::vector<std::size_t>& list, const Words& words, std::size_t task,
                        bool side_b) const;

  const std::vector<ComparedField>& fields_;
  const bool across_;
  std::vector<std::size_t> addresses_;  ///< fields on both sides that say where operands lie
  std::vector<std::size_t> plain_;      ///< fields on both sides that are no id or address
  std::vector<std::pair<std::size_t, std::uint32_t>> masks_;  ///< within one generation: a field of each word
                                                              ///< and the bits of it that are in plain_
  std::vector<std::size_t> shape_, kind_, operation_;         ///< of these, by concept
};

}  // namespace ane::diff
