#include <algorithm>

#include "core/diff/signatures.hpp"
#include "core/diff/tasks.hpp"

namespace ane::diff {
namespace {

/// A word and the fields that lie in it. Words that are equal need no look at their fields.
struct WordFields {
  std::uint32_t column_a = 0, column_b = 0;
  std::vector<std::uint32_t> fields;
};

class Fields {
 public:
  explicit Fields(const Work& work) : work_(work), fields_(work.result.fields) {
    for (std::uint32_t i = 0; i < fields_.size(); ++i) {
      const auto a = work.a.column(i);
      const auto b = work.b.column(i);
      if (!a || !b) continue;
      if (fields_[i].role == FieldRole::BufferNumber) {
        buffers_.push_back(i);
        continue;
      }
      if (words_.empty() || words_.back().column_a != *a || words_.back().column_b != *b)
        words_.push_back({*a, *b, {}});
      words_.back().fields.push_back(i);
    }
  }

  /// What differs between two tasks, in the order of the fields.
  void differing(std::size_t a, std::size_t b, std::vector<Change>& out) const {
    const std::size_t first = out.size();
    const auto values_a = work_.a.values(a), values_b = work_.b.values(b);
    const auto held_a = work_.a.held(a), held_b = work_.b.held(b);
    const bool by_value = !work_.result.across_generations;
    const bool written = work_.result.options.written_only;
    for (const WordFields& word : words_) {
      const bool equal = by_value && values_a[word.column_a] == values_b[word.column_b];
      const bool both =
          !written || (held_a[word.column_a] == Held::Written) == (held_b[word.column_b] == Held::Written);
      if (equal && both) continue;
      for (const std::uint32_t field : word.fields) {
        Change change = at(field, a, b);
        if (!same(change) || (!both && says_written(field))) out.push_back(change);
      }
    }
    for (const std::uint32_t field : buffers_) {
      Change change = at(field, a, b);
      if (change.a != change.b || !same_buffer(change, a)) out.push_back(change);
    }
    std::sort(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(),
              [](const Change& x, const Change& y) { return x.field < y.field; });
    strays(a, b, out);
  }

  Change at(std::uint32_t field, std::optional<std::size_t> a, std::optional<std::size_t> b) const {
    Change change;
    change.field = field;
    std::tie(change.a, change.held_a) = side(work_.a, field, false, a);
    std::tie(change.b, change.held_b) = side(work_.b, field, true, b);
    if (const auto by = fields_[field].switched_by) {
      const auto [on_a, held_a] = side(work_.a, *by, false, a);
      const auto [on_b, held_b] = side(work_.b, *by, true, b);
      change.off = held_a != Held::Absent && held_b != Held::Absent && on_a == 0 && on_b == 0;
    }
    return change;
  }

 private:
  std::pair<std::uint32_t, Held> side(const Words& words, std::uint32_t field, bool side_b,
                                      std::optional<std::size_t> task) const {
    const auto column = words.column(field);
    if (!column || !task) return {0, Held::Absent};
    return {raw_of(fields_[field], side_b, words.values(*task)[*column]), words.held(*task)[*column]};
  }

  /// Bits without a field are written with the fields of their word, and say so only where there are none.
  bool says_written(std::uint32_t field) const {
    return fields_[field].uncovered == 0 || fields_[field].uncovered == UINT32_MAX;
  }

  bool same(const Change& change) const {
    if (!work_.result.across_generations) return change.a == change.b;
    const ComparedField& field = fields_[change.field];
    return meaning_of(field, false, change.a) == meaning_of(field, true, change.b);
  }

  bool same_buffer(const Change& change, std::size_t task_a) const {
    return change.off || work_.buffers[work_.a.program(task_a)].same(change.a, change.b);
  }

  /// Words at addresses that no database knows: by address, the last write counts.
  void strays(std::size_t a, std::size_t b, std::vector<Change>& out) const {
    const auto last = [](std::span<const StrayWord> words, std::uint32_t address) -> const StrayWord* {
      const auto found = std::find_if(words.rbegin(), words.rend(),
                                      [&](const StrayWord& w) { return w.address == address; });
      return found == words.rend() ? nullptr : &*found;
    };
    std::vector<std::uint32_t> addresses;
    for (const auto words : {work_.a.strays(a), work_.b.strays(b)})
      for (const StrayWord& word : words) addresses.push_back(word.address);
    std::sort(addresses.begin(), addresses.end());
    addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
    for (const std::uint32_t address : addresses) {
      const StrayWord* in_a = last(work_.a.strays(a), address);
      const StrayWord* in_b = last(work_.b.strays(b), address);
      if (in_a != nullptr && in_b != nullptr && in_a->value == in_b->value) continue;
      Change change;
      change.field = Change::kNoField;
      change.address = address;
      change.held_a = in_a != nullptr ? Held::Written : Held::Unset;
      change.held_b = in_b != nullptr ? Held::Written : Held::Unset;
      change.a = in_a != nullptr ? in_a->value : 0;
      change.b = in_b != nullptr ? in_b->value : 0;
      out.push_back(change);
    }
  }

  const Work& work_;
  const std::vector<ComparedField>& fields_;
  std::vector<WordFields> words_;
  std::vector<std::uint32_t> buffers_;  ///< fields that name buffers: equal numbers may mean different ones
};

}  // namespace

bool compare_tasks(Work& work) {
  const Fields fields(work);
  std::vector<Change>& changes = work.result.changes;
  for (TaskPair& pair : work.result.tasks) {
    pair.first_change = changes.size();
    if (!pair.paired()) continue;
    if (!work.goes_on()) return false;
    fields.differing(*pair.a, *pair.b, changes);
    pair.change_count = static_cast<std::uint32_t>(changes.size() - pair.first_change);
  }
  return true;
}

std::vector<Change> fields_of_pair(const Work& work, const TaskPair& pair) {
  const Fields fields(work);
  std::vector<Change> all;
  for (std::uint32_t i = 0; i < work.result.fields.size(); ++i) all.push_back(fields.at(i, pair.a, pair.b));
  return all;
}

namespace {

/// Fields of a list of changes as one number; those with the same number are looked at closer.
std::uint64_t fields_hash(const Comparison& result, const TaskPair& pair, bool values) {
  std::uint64_t hash = pair.change_count;
  const auto add = [&](std::uint64_t value) { hash = (hash ^ value) * 0x100000001b3ULL + (hash >> 29); };
  for (std::size_t i = 0; i < pair.change_count; ++i) {
    const Change& change = result.changes[pair.first_change + i];
    add(std::uint64_t{change.field} << 32 | change.address);
    if (values) add(std::uint64_t{change.a} << 32 | change.b);
  }
  return hash;
}

}  // namespace

void group_changes(Comparison& result) {
  std::map<std::uint64_t, std::size_t> by_fields;
  std::vector<std::uint64_t> values;
  for (std::size_t i = 0; i < result.tasks.size(); ++i) {
    const TaskPair& pair = result.tasks[i];
    if (pair.change_count == 0) continue;
    const auto [at, fresh] = by_fields.emplace(fields_hash(result, pair, false), result.groups.size());
    if (fresh) {
      result.groups.emplace_back();
      values.push_back(fields_hash(result, pair, true));
    }
    ChangeGroup& group = result.groups[at->second];
    if (fields_hash(result, pair, true) != values[at->second]) group.same_values = false;
    group.pairs.push_back(i);
  }
  std::stable_sort(
      result.groups.begin(), result.groups.end(),
      [](const ChangeGroup& x, const ChangeGroup& y) { return x.pairs.size() > y.pairs.size(); });
  for (std::size_t g = 0; g < result.groups.size(); ++g)
    for (const std::size_t pair : result.groups[g].pairs) result.tasks[pair].group = g;
}

}  // namespace ane::diff
