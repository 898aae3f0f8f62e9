#include <algorithm>
#include <map>

#include "core/diff/signatures.hpp"
#include "core/diff/tasks.hpp"
#include "core/regdb/codec.hpp"

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
      if (const regdb::Field* f = fields_[i].any().field;
          f != nullptr && f->concept_name == "common.task_type")
        task_type_ = i;
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
        if (unknown_across(change)) continue;
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

  /// How many fields are known on one side only.
  std::uint64_t not_known(std::size_t a, std::size_t b) const {
    if (!work_.result.across_generations) return 0;
    std::uint64_t count = 0;
    for (const WordFields& word : words_)
      for (const std::uint32_t field : word.fields) count += unknown_across(at(field, a, b)) ? 1U : 0U;
    return count;
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
    change.off = change.off || engine_unused(field, a, b);
    return change;
  }

  /// Across generations what nobody knows is no difference.
  bool unknown_across(const Change& change) const {
    return work_.result.across_generations &&
           (change.held_a == Held::Unset) != (change.held_b == Held::Unset);
  }

 private:
  /// A task uses one engine only, as its type says (docs/formats/execution-h13.md): what it holds for the
  /// other has no effect.
  bool engine_unused(std::uint32_t field, std::optional<std::size_t> a, std::optional<std::size_t> b) const {
    const std::string block = fields_[field].block();
    if (!task_type_ || !a || !b || (block != "PE" && block != "NE")) return false;
    return type_name(false, *a).starts_with(block == "PE" ? "NeuralEngine" : "Planar") &&
           type_name(true, *b).starts_with(block == "PE" ? "NeuralEngine" : "Planar");
  }

  std::string_view type_name(bool side_b, std::size_t task) const {
    const auto [raw, held] = side(side_b ? work_.b : work_.a, *task_type_, side_b, task);
    const auto& ref = side_b ? fields_[*task_type_].b : fields_[*task_type_].a;
    if (held == Held::Absent || held == Held::Unset || !ref) return {};
    return regdb::unpack(*ref->field, raw << ref->field->lsb).name;
  }

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
    struct Sides {
      const StrayWord *a = nullptr, *b = nullptr;
    };
    std::map<std::uint32_t, Sides> by_address;
    for (const StrayWord& word : work_.a.strays(a)) by_address[word.address].a = &word;
    for (const StrayWord& word : work_.b.strays(b)) by_address[word.address].b = &word;
    for (const auto& [address, words] : by_address) {
      if (words.a != nullptr && words.b != nullptr && words.a->value == words.b->value) continue;
      Change change;
      change.field = Change::kNoField;
      change.address = address;
      change.held_a = words.a != nullptr ? Held::Written : Held::Unset;
      change.held_b = words.b != nullptr ? Held::Written : Held::Unset;
      change.a = words.a != nullptr ? words.a->value : 0;
      change.b = words.b != nullptr ? words.b->value : 0;
      out.push_back(change);
    }
  }

  const Work& work_;
  const std::vector<ComparedField>& fields_;
  std::vector<WordFields> words_;
  std::optional<std::uint32_t> task_type_;
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
    work.result.fields_not_known += fields.not_known(*pair.a, *pair.b);
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
