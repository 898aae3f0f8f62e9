// The answer in words. What matters most comes first: tasks, weights, tensors, the rest.

#include <algorithm>

#include "core/base/text.hpp"
#include "core/diff/summary_parts.hpp"

namespace ane::diff {
namespace {

Piece piece(std::string text, Target target = Target::None, std::optional<std::size_t> pair = {}) {
  return {std::move(text), target, pair};
}

/// "1 changed", "3 added"
struct Part {
  std::uint64_t count = 0;
  const char* verb;
};

/// Tasks that are told one by one.
constexpr std::size_t kNamedTasks = 3;

class Writer {
 public:
  explicit Writer(const Comparison& comparison) : c_(comparison), n_(comparison.counts) {}

  Summary run() {
    summary_.headline = headline();
    if (c_.options.tasks) {
      // What many tasks have in common says more than the first few of them.
      const bool many = !c_.groups.empty() && c_.groups.front().pairs.size() > kNamedTasks;
      if (many) repeated();
      if (many) fields();
      named_tasks();
      if (!many) fields();
      if (!many) repeated();
    }
    Sentences& out = summary_.details;
    say_properties(c_, out);
    say_weights(c_, out);
    say_tensors(c_, out);
    say_origin(c_, out);
    say_symbols(c_, out);
    for (const std::string& limit : c_.limits) say({piece(capital(limit) + ".")});
    say_bytes(c_, out);
    return std::move(summary_);
  }

 private:
  void say(Sentence sentence) { summary_.details.push_back(std::move(sentence)); }

  Sentence headline() const {
    if (c_.bytes.identical && c_.identical()) return {piece("The files are identical.")};
    Sentence sentence;
    if (c_.identical()) {
      sentence.push_back(piece("No semantic difference."));
      return sentence;
    }
    if (c_.options.tasks) tasks(sentence);
    if (c_.options.weights) weights_headline(sentence);
    if (c_.counts.tensors_changed != 0)
      sentence.push_back(piece(" " + counted_text(n_.tensors_changed, "tensor") +
                                   (n_.tensors_changed == 1 ? " differs." : " differ."),
                               Target::Tensors));
    if (!sentence.empty() && sentence.front().text.starts_with(" ")) sentence.front().text.erase(0, 1);
    if (sentence.empty()) sentence.push_back(piece("The files differ."));
    return sentence;
  }

  void tasks(Sentence& sentence) const {
    const Part parts[] = {{n_.tasks_changed, "changed"},
                          {n_.tasks_only_b, "added"},
                          {n_.tasks_only_a, "removed"},
                          {n_.tasks_moved, "moved"}};
    std::string text;
    for (const Part& part : parts) {
      if (part.count == 0) continue;
      text += text.empty() ? counted_text(part.count, "task") : ", " + grouped(part.count);
      text += std::string(" ") + part.verb;
    }
    if (!text.empty()) {
      sentence.push_back(piece(text + ".", Target::Tasks));
    } else if (!c_.tasks.empty()) {
      sentence.push_back(piece(c_.tasks.size() == 1 ? "The task is the same." : "All tasks are the same."));
    }
  }

  bool any_constants() const {
    return std::any_of(c_.tasks.begin(), c_.tasks.end(),
                       [](const TaskPair& pair) { return pair.paired(); }) ||
           !c_.weights.empty();
  }

  bool has_verdict(WeightsVerdict verdict) const {
    return std::any_of(c_.weights.begin(), c_.weights.end(),
                       [&](const WeightsPair& pair) { return pair.verdict == verdict; });
  }

  void weights_headline(Sentence& sentence) const {
    if (n_.weights_changed != 0) {
      std::uint64_t pairs = 0;
      for (const TaskPair& pair : c_.tasks) pairs += pair.paired() && pair.weights_differ ? 1U : 0U;
      const bool unclaimed = std::any_of(c_.weights.begin(), c_.weights.end(),
                                         [](const WeightsPair& pair) { return !pair.pair; });
      if (pairs != 0)
        sentence.push_back(piece(" Weights differ in " + counted_text(pairs, "task") + ".", Target::Weights));
      else if (unclaimed)
        sentence.push_back(piece(" Bytes that no task loads differ.", Target::Weights));
    } else if (has_verdict(WeightsVerdict::NotCompared)) {
      sentence.push_back(piece(" Weights could not be compared.", Target::Weights));
    } else if (!c_.weights.empty()) {
      sentence.push_back(piece(" Weights are equal, stored in another order.", Target::Weights));
    } else if (any_constants() && c_.has_weights) {
      sentence.push_back(piece(" Weights are equal."));
    }
  }

  void fields() {
    if (n_.fields_changed == 0) return;
    const std::uint64_t used = n_.fields_changed - n_.fields_off;
    Sentence sentence = {piece(counted_text(n_.fields_changed, "field"), Target::Fields),
                         piece(n_.fields_changed == 1 ? " differs" : " differ")};
    if (used == 0) {
      sentence.push_back(piece(n_.fields_off == 1 ? ", of a part that is switched off on both sides"
                                                  : ", all of parts that are switched off on both sides"));
    } else if (n_.fields_off != 0) {
      sentence.push_back(
          piece(", " + grouped(n_.fields_off) + " of them of parts that are switched off on both sides"));
    }
    const std::vector<std::string> named = used_fields();
    if (!named.empty()) {
      const char* intro = n_.fields_off == 0  ? ": "
                          : named.size() == 1 ? "; the other one is "
                                              : "; the others are ";
      sentence.push_back(piece(intro + join(named, ", ")));
    }
    sentence.push_back(piece("."));
    say(std::move(sentence));
  }

  /// The fields that are not switched off, with their values, where they are few and in one task.
  std::vector<std::string> used_fields() const {
    constexpr std::size_t kNamed = 4;
    std::vector<std::string> named;
    if (n_.tasks_changed != 1) return named;
    const auto pair = std::find_if(c_.tasks.begin(), c_.tasks.end(),
                                   [](const TaskPair& p) { return p.status == Status::Changed; });
    for (const ChangeRow& row : rows_of(c_, *pair)) {
      const Change& change = c_.changes[row.change];
      if (change.off) continue;
      const ChangeText text = text_of(c_, change);
      named.push_back(row.path + " " + text.a + " → " + text.b);
    }
    if (named.size() > kNamed) named.clear();
    return named;
  }

  /// What the first few tasks are that changed, came or went.
  void named_tasks() {
    std::vector<std::size_t> told;
    std::size_t more = 0;
    for (std::size_t i = 0; i < c_.tasks.size(); ++i) {
      if (c_.tasks[i].status == Status::Same && !c_.tasks[i].moved) continue;
      told.size() < kNamedTasks ? told.push_back(i) : static_cast<void>(++more);
    }
    std::vector<std::size_t> in_a, in_b;
    for (const std::size_t i : told) {
      if (c_.tasks[i].a) in_a.push_back(*c_.tasks[i].a);
      if (c_.tasks[i].b) in_b.push_back(*c_.tasks[i].b);
    }
    std::sort(in_a.begin(), in_a.end());
    std::sort(in_b.begin(), in_b.end());
    const TaskTexts texts(c_, in_a, in_b);
    for (const std::size_t i : told) named_task(i, texts.of(c_.tasks[i]));
    if (more != 0) say({piece(counted_text(more, "more task") + ".", Target::Tasks)});
  }

  void named_task(std::size_t index, const PairText& text) {
    const TaskPair& pair = c_.tasks[index];
    std::string sentence;
    if (!pair.a) {
      sentence = "Task " + std::to_string(*pair.b) + " of B is new: " + text.b;
    } else if (!pair.b) {
      sentence = "Task " + std::to_string(*pair.a) + " of A is gone: " + text.a;
    } else {
      sentence = "Task " + std::to_string(*pair.a);
      if (*pair.a != *pair.b) sentence += " ↔ " + std::to_string(*pair.b);
      if (pair.moved) sentence += ", moved";
      sentence += ": " + (text.a == text.b ? text.a : text.a + " → " + text.b);
    }
    say({piece(sentence + ".", Target::Tasks, index)});
  }

  /// The largest group of pairs in which the same fields changed.
  void repeated() {
    if (c_.groups.empty() || c_.groups.front().pairs.size() < 2) return;
    const ChangeGroup& group = c_.groups.front();
    const TaskPair& first = c_.tasks[group.pairs.front()];
    std::string what = first.change_count == 1
                           ? std::string("The same field changed in ")
                           : "The same " + grouped(first.change_count) + " fields changed in ";
    const std::string values = group.same_values ? repeated_values(first) : std::string();
    say({piece(std::move(what)),
         piece(counted_text(group.pairs.size(), "task"), Target::Tasks, group.pairs.front()),
         piece(!values.empty()     ? ": " + values + "."
               : group.same_values ? ", to the same values."
                                   : ".")});
  }

  /// "Common.TileCfg.TileHeight 8 → 4", where they are few.
  std::string repeated_values(const TaskPair& pair) const {
    constexpr std::size_t kRows = 4;
    std::vector<std::string> parts;
    for (const ChangeRow& row : rows_of(c_, pair)) {
      const ChangeText text = text_of(c_, c_.changes[row.change]);
      parts.push_back(row.path + " " + text.a + " → " + text.b);
    }
    return parts.size() > kRows ? std::string() : join(parts, ", ");
  }

  const Comparison& c_;
  const Counts& n_;
  Summary summary_;
};

}  // namespace

std::string plain(const Sentence& sentence) {
  std::string text;
  for (const Piece& part : sentence) text += part.text;
  return text;
}

Summary summarise(const Comparison& comparison) {
  return Writer(comparison).run();
}

}  // namespace ane::diff
