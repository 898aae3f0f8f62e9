#include "core/diff/describe.hpp"

#include <algorithm>
#include <functional>

#include "core/base/text.hpp"
#include "core/diff/buffer_map.hpp"
#include "core/diff/tasks.hpp"
#include "core/model/task_describer.hpp"
#include "core/model/visit.hpp"
#include "core/regdb/codec.hpp"

namespace ane::diff {
namespace {

std::string held_text(Held held) {
  return held == Held::Absent ? "no such field" : "not written";
}

regdb::FieldValue value_of(const regdb::Field& field, std::uint32_t raw) {
  return regdb::unpack(field, field.width >= 32 ? raw : raw << field.lsb);
}

bool known(Held held) {
  return held != Held::Unset && held != Held::Absent;
}

std::string side_text(const ComparedField& field, bool side_b, std::uint32_t raw, Held held) {
  if (!known(held)) return held_text(held);
  if (field.slot) return "@" + std::to_string(raw);
  if (field.uncovered != 0) return hex(raw);
  const regdb::Field& own = *(side_b ? field.b : field.a)->field;
  // Numbers of both sides are told alike, by the database that says what they count.
  const bool alike = field.a && field.b && field.a->field->kind == regdb::FieldKind::Uint &&
                     field.b->field->kind == regdb::FieldKind::Uint;
  const regdb::Field& form = !alike ? own : field.a->field->unit.empty() ? *field.b->field : *field.a->field;
  const std::string text = regdb::value_text(form, value_of(own, raw));
  return held == Held::Reset ? text + " after reset" : text;
}

std::string signed_text(std::int64_t by) {
  return by < 0 ? "-" + grouped(static_cast<std::uint64_t>(-by))
                : "+" + grouped(static_cast<std::uint64_t>(by));
}

/// "0x8 set, 0x20 cleared"
std::string mask_text(std::uint32_t a, std::uint32_t b) {
  const std::string set = (b & ~a) != 0 ? hex(b & ~a) + " set" : "";
  const std::string cleared = (a & ~b) != 0 ? hex(a & ~b) + " cleared" : "";
  return set + (set.empty() || cleared.empty() ? "" : ", ") + cleared;
}

/// What the step from one value to the other is, where both are known.
std::string step_text(const ComparedField& field, const Change& change) {
  if (!field.a || !field.b || field.unknown() || !known(change.held_a) || !known(change.held_b)) return {};
  const regdb::Field& f = *field.a->field;
  const regdb::FieldValue a = value_of(f, change.a);
  const regdb::FieldValue b = value_of(*field.b->field, change.b);
  switch (f.kind) {
    case regdb::FieldKind::Bool:
      return b.raw != 0 ? "on" : "off";
    case regdb::FieldKind::Address:
      return signed_text(b.number - a.number) + " bytes";
    case regdb::FieldKind::Uint:
    case regdb::FieldKind::Int:
      if (f.unit == "mask") return mask_text(a.raw, b.raw);
      // Codes and logarithms are no amounts.
      if (f.unit.empty() || f.unit.starts_with("log2")) return {};
      return signed_text(b.number - a.number) + " " + f.unit;
    default:
      return {};
  }
}

/// The first sentence of what the database says of a field.
std::string first_sentence(const std::string& doc) {
  const std::size_t end = doc.find(". ");
  return end == std::string::npos ? doc : doc.substr(0, end + 1);
}

/// The programs of the tasks that a change of the comparison is in.
std::pair<std::size_t, std::size_t> programs_of(const Comparison& comparison, const Change& change) {
  const Change* first = comparison.changes.data();
  // Changes of all_fields() are not in the list; their task is not known here.
  const bool listed =
      std::less_equal<>()(first, &change) && std::less<>()(&change, first + comparison.changes.size());
  if (!listed) return {0, 0};
  const auto index = static_cast<std::size_t>(&change - first);
  const auto next =
      std::upper_bound(comparison.tasks.begin(), comparison.tasks.end(), index,
                       [](std::size_t at, const TaskPair& pair) { return at < pair.first_change; });
  const TaskPair& pair = *std::prev(next);
  return {pair.a ? comparison.a->tasks()[*pair.a].program : 0,
          pair.b ? comparison.b->tasks()[*pair.b].program : 0};
}

std::string buffer_change(const Comparison& comparison, const Change& change) {
  const auto [a, b] = programs_of(comparison, change);
  return buffer_text(comparison.buffers_a[a], change.a) + " → " +
         buffer_text(comparison.buffers_b[b], change.b);
}

std::string meaning_text(const Comparison& comparison, const ComparedField& field, const Change& change) {
  if (field.role == FieldRole::BufferNumber && change.held_a != Held::Absent &&
      change.held_b != Held::Absent && !comparison.buffers_a.empty() && !comparison.buffers_b.empty())
    return buffer_change(comparison, change);
  if (field.unknown()) return "unknown bits";
  std::string text = step_text(field, change);
  std::string doc = first_sentence(field.any().field->doc);
  if (text.empty()) return doc;
  return doc.empty() ? text : text + " · " + doc;
}

}  // namespace

ChangeText text_of(const Comparison& comparison, const Change& change) {
  ChangeText text;
  if (change.field == Change::kNoField) {
    text.path = "word " + hex(change.address);
    text.a = change.held_a == Held::Unset ? held_text(change.held_a) : hex(change.a, 8);
    text.b = change.held_b == Held::Unset ? held_text(change.held_b) : hex(change.b, 8);
    text.meaning = "no register is known at this address";
    return text;
  }
  const ComparedField& field = comparison.fields[change.field];
  text.path = field.path();
  text.a = side_text(field, false, change.a, change.held_a);
  text.b = side_text(field, true, change.b, change.held_b);
  text.meaning = meaning_text(comparison, field, change);
  return text;
}

namespace {

/// True where `next` is the following element of the same array, with the same values on each side.
bool continues(const Comparison& comparison, const Change& last, const Change& next) {
  if (last.field == Change::kNoField || next.field == Change::kNoField) return false;
  if (last.a != next.a || last.b != next.b || last.off != next.off || last.held_a != next.held_a ||
      last.held_b != next.held_b)
    return false;
  const regdb::FieldRef& x = comparison.fields[last.field].any();
  const regdb::FieldRef& y = comparison.fields[next.field].any();
  return x.reg != nullptr && x.reg == y.reg && x.field == y.field && y.element == x.element + 1 &&
         comparison.fields[last.field].slot == comparison.fields[next.field].slot;
}

/// "Block.Register[0..15].Field" of a run that begins at `first`.
std::string run_path(const ComparedField& first, std::uint32_t count) {
  std::string path = first.path();
  if (count == 1) return path;
  const std::string one = "[" + std::to_string(first.any().element) + "]";
  const std::string run = "[" + std::to_string(first.any().element) + ".." +
                          std::to_string(first.any().element + count - 1) + "]";
  return path.replace(path.find(one), one.size(), run);
}

}  // namespace

std::vector<ChangeRow> rows_of(const Comparison& comparison, const TaskPair& pair, bool noise) {
  std::vector<ChangeRow> rows;
  const std::size_t first = pair.first_change + (noise ? pair.change_count : 0);
  const std::size_t count = noise ? pair.noise_count : pair.change_count;
  // Fields of an array's elements alternate; each field's run is followed by itself.
  std::vector<bool> told(count, false);
  for (std::size_t i = 0; i < count; ++i) {
    if (told[i]) continue;
    ChangeRow row;
    row.change = first + i;
    std::size_t last = i;
    for (std::size_t j = i + 1; j < count; ++j) {
      if (told[j] || !continues(comparison, comparison.changes[first + last], comparison.changes[first + j]))
        continue;
      told[j] = true;
      last = j;
      ++row.count;
    }
    const Change& change = comparison.changes[row.change];
    row.path = change.field == Change::kNoField ? text_of(comparison, change).path
                                                : run_path(comparison.fields[change.field], row.count);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Change> all_fields(const Comparison& comparison, std::size_t pair) {
  // Read again for this pair alone: keeping every word of every task would cost what a comparison is kept
  // for.
  Comparison copy;
  copy.a = comparison.a;
  copy.b = comparison.b;
  copy.options = comparison.options;
  copy.across_generations = comparison.across_generations;
  copy.fields = comparison.fields;
  const auto on = [] { return true; };
  const auto a = Words::read(*copy.a, copy.fields, false, copy.options.written_only, on);
  const auto b = Words::read(*copy.b, copy.fields, true, copy.options.written_only, on);
  if (!a || !b) return {};
  const Work work{copy, *a, *b, {}, {}, on};
  return fields_of_pair(work, comparison.tasks[pair]);
}

namespace {

template <class Text>
std::vector<std::pair<std::size_t, Text>> texts_of(const document::Document& document,
                                                   const std::vector<std::size_t>& wanted) {
  std::vector<std::pair<std::size_t, Text>> out;
  model::TaskDescriber describer(document);
  Diagnostics ignored;
  auto next = wanted.begin();
  if (wanted.empty()) return out;
  model::visit_tasks(document, ignored, [&](const model::TaskVisit& visit) {
    if (next != wanted.end() && *next == visit.index) {
      const model::Operation operation = describer.describe(visit.facts, visit.program);
      out.push_back({visit.index, {operation.summary(), model::engine_of(operation)}});
      ++next;
    }
    return next != wanted.end();
  });
  return out;
}

template <class Text>
const Text* find_text(const std::vector<std::pair<std::size_t, Text>>& list,
                      std::optional<std::size_t> task) {
  if (!task) return nullptr;
  const auto at = std::lower_bound(list.begin(), list.end(), *task,
                                   [](const auto& entry, std::size_t t) { return entry.first < t; });
  return at != list.end() && at->first == *task ? &at->second : nullptr;
}

}  // namespace

TaskTexts::TaskTexts(const Comparison& comparison, const std::vector<std::size_t>& wanted_a,
                     const std::vector<std::size_t>& wanted_b)
    : a_(texts_of<Text>(*comparison.a, wanted_a)), b_(texts_of<Text>(*comparison.b, wanted_b)) {}

PairText TaskTexts::of(const TaskPair& pair) const {
  PairText text;
  if (const Text* a = find_text(a_, pair.a)) {
    text.a = a->summary;
    text.engine_a = a->engine;
  }
  if (const Text* b = find_text(b_, pair.b)) {
    text.b = b->summary;
    text.engine_b = b->engine;
  }
  return text;
}

}  // namespace ane::diff
