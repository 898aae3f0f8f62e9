#pragma once
// Comparisons and their mirror images.

#include <set>
#include <tuple>

#include "tests/unit/diff/diff_programs.hpp"

namespace ane::test {

using Number = std::optional<std::size_t>;

/// The same in both directions: a field may have another path in B.
inline std::string path_of(const diff::Comparison& comparison, const diff::Change& change) {
  if (change.field == diff::Change::kNoField) return std::to_string(change.address);
  const diff::ComparedField& field = comparison.fields[change.field];
  const std::string path = field.path(), other = field.other_path();
  return other.empty() ? path : std::min(path, other);
}

/// Pairs with what they say, A first; `mirrored` turns both sides round.
inline std::multiset<std::string> told_pairs(const diff::Comparison& comparison, bool mirrored) {
  const auto number = [](const Number& task) { return task ? std::to_string(*task) : std::string("-"); };
  std::multiset<std::string> told;
  for (const diff::TaskPair& pair : comparison.tasks) {
    std::string text =
        mirrored ? number(pair.b) + " " + number(pair.a) : number(pair.a) + " " + number(pair.b);
    std::multiset<std::string> changes;
    for (std::size_t i = 0; i < pair.change_count + pair.noise_count; ++i) {
      const diff::Change& change = comparison.changes[pair.first_change + i];
      const diff::ChangeText words = diff::text_of(comparison, change);
      changes.insert(path_of(comparison, change) + " " +
                     (mirrored ? words.b + " " + words.a : words.a + " " + words.b) +
                     (change.noise ? " noise" : "") + (change.off ? " off" : ""));
    }
    for (const std::string& change : changes) text += "; " + change;
    told.insert(text);
  }
  return told;
}

inline std::multiset<std::string> told_weights(const diff::Comparison& comparison, bool mirrored) {
  std::multiset<std::string> told;
  for (const diff::WeightsPair& pair : comparison.weights) {
    const auto& a = mirrored ? pair.b : pair.a;
    const auto& b = mirrored ? pair.a : pair.b;
    told.insert((a ? a->name : "-") + " " + (b ? b->name : "-") + " " + std::to_string(pair.differing) +
                " of " + std::to_string(pair.compared) + " by " + std::to_string(pair.largest_difference) +
                " at " + testing::PrintToString(pair.largest_at));
  }
  return told;
}

/// compare(a, b) and compare(b, a) say the same, seen from the other side.
inline void expect_mirrored(const document::DocumentPtr& a, const document::DocumentPtr& b) {
  const diff::Comparison there = compared(a, b), back = compared(b, a);
  EXPECT_EQ(there.identical(), back.identical());
  EXPECT_EQ(told_pairs(there, false), told_pairs(back, true));
  EXPECT_EQ(told_weights(there, false), told_weights(back, true));
  const diff::Counts &x = there.counts, &y = back.counts;
  EXPECT_EQ(std::tuple(x.tasks_same, x.tasks_changed, x.tasks_only_a, x.tasks_only_b, x.tasks_moved),
            std::tuple(y.tasks_same, y.tasks_changed, y.tasks_only_b, y.tasks_only_a, y.tasks_moved));
  EXPECT_EQ(std::tuple(x.fields_changed, x.fields_off, x.tensors_changed, x.weights_changed),
            std::tuple(y.fields_changed, y.fields_off, y.tensors_changed, y.weights_changed));
  EXPECT_EQ(std::tuple(x.weights_bytes_changed, x.container_changed, x.symbols_changed, x.noise),
            std::tuple(y.weights_bytes_changed, y.container_changed, y.symbols_changed, y.noise));
  EXPECT_EQ(there.bytes.differing, back.bytes.differing);
  EXPECT_EQ(noise_kinds(there), noise_kinds(back));
}

/// A document is no different from itself, and from its copy.
inline void expect_same_as_itself(const Bytes& bytes) {
  const diff::Comparison comparison = compared(bytes, bytes);
  EXPECT_TRUE(comparison.identical()) << told(comparison);
  EXPECT_TRUE(comparison.bytes.identical);
  EXPECT_EQ(pair_lines(comparison), Lines());
  EXPECT_TRUE(comparison.changes.empty());
  EXPECT_TRUE(comparison.container.empty());
  EXPECT_TRUE(comparison.symbols.empty());
  EXPECT_TRUE(comparison.noise.empty());
  EXPECT_EQ(diff::plain(diff::summarise(comparison).headline), "The files are identical.");
}

}  // namespace ane::test
