// The answer in words. What matters most comes first: tasks, weights, tensors, the rest.

#include <algorithm>

#include "core/base/text.hpp"
#include "core/diff/describe.hpp"

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

class Writer {
 public:
  explicit Writer(const Comparison& comparison) : c_(comparison), n_(comparison.counts) {}

  Summary run() {
    summary_.headline = headline();
    if (c_.options.tasks) {
      named_tasks();
      fields();
      repeated();
    }
    weights();
    tensors();
    container();
    symbols();
    for (const std::string& limit : c_.limits) say({piece(capital(limit) + ".")});
    bytes();
    return std::move(summary_);
  }

 private:
  void say(Sentence sentence) { summary_.details.push_back(std::move(sentence)); }

  static std::string capital(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
  }

  Sentence headline() const {
    if (c_.bytes.identical) return {piece("The files are identical.")};
    Sentence sentence;
    if (c_.identical()) {
      sentence.push_back(piece("No semantic difference."));
      return sentence;
    }
    if (c_.options.tasks) tasks(sentence);
    if (c_.options.weights) weights_headline(sentence);
    if (c_.counts.tensors_changed != 0)
      sentence.push_back(piece(
          " " + counted(n_.tensors_changed, "tensor") + (n_.tensors_changed == 1 ? " differs." : " differ."),
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
      text += text.empty() ? counted(part.count, "task") : ", " + grouped(part.count);
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

  void weights_headline(Sentence& sentence) const {
    if (n_.weights_changed != 0) {
      std::uint64_t pairs = 0;
      for (const TaskPair& pair : c_.tasks) pairs += pair.paired() && pair.weights_differ ? 1U : 0U;
      const std::string where =
          pairs == 0 ? std::string(" Weights differ.") : " Weights differ in " + counted(pairs, "task") + ".";
      sentence.push_back(piece(where, Target::Weights));
    } else if (!c_.weights.empty()) {
      sentence.push_back(piece(" Weights are equal, stored in another order.", Target::Weights));
    } else if (any_constants() && c_.has_weights) {
      sentence.push_back(piece(" Weights are equal."));
    }
  }

  void fields() {
    if (n_.fields_changed == 0) return;
    const std::uint64_t used = n_.fields_changed - n_.fields_off;
    Sentence sentence = {piece(counted(n_.fields_changed, "field"), Target::Fields),
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
    constexpr std::size_t kNamed = 3;
    std::vector<std::size_t> told;
    for (std::size_t i = 0; i < c_.tasks.size() && told.size() <= kNamed; ++i)
      if (c_.tasks[i].status != Status::Same || c_.tasks[i].moved) told.push_back(i);
    if (told.empty() || told.size() > kNamed) return;
    std::vector<std::size_t> in_a, in_b;
    for (const std::size_t i : told) {
      if (c_.tasks[i].a) in_a.push_back(*c_.tasks[i].a);
      if (c_.tasks[i].b) in_b.push_back(*c_.tasks[i].b);
    }
    std::sort(in_a.begin(), in_a.end());
    std::sort(in_b.begin(), in_b.end());
    const TaskTexts texts(c_, in_a, in_b);
    for (const std::size_t i : told) named_task(i, texts.of(c_.tasks[i]));
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
    const std::string what = first.change_count == 1
                                 ? "The same field changed in "
                                 : "The same " + grouped(first.change_count) + " fields changed in ";
    say({piece(what), piece(counted(group.pairs.size(), "task"), Target::Tasks, group.pairs.front()),
         piece(group.same_values ? ", to the same values." : ".")});
  }

  static std::string shape_text(const std::array<std::uint64_t, 4>& shape) {
    return std::to_string(shape[0]) + "x" + std::to_string(shape[1]) + "x" + std::to_string(shape[2]) + "x" +
           std::to_string(shape[3]);
  }

  static std::string index_text(const model::ElementIndex& index) {
    return "[" + std::to_string(index[0]) + ", " + std::to_string(index[1]) + ", " +
           std::to_string(index[2]) + ", " + std::to_string(index[3]) + "]";
  }

  std::string task_text(const WeightsPair& pair) const {
    if (!pair.pair) return {};
    const TaskPair& tasks = c_.tasks[*pair.pair];
    if (tasks.a && tasks.b && *tasks.a == *tasks.b) return "task " + std::to_string(*tasks.a) + ": ";
    if (tasks.a && tasks.b)
      return "task " + std::to_string(*tasks.a) + " ↔ " + std::to_string(*tasks.b) + ": ";
    return "task " + std::to_string(tasks.a ? *tasks.a : *tasks.b) + ": ";
  }

  void weights() {
    constexpr std::size_t kTold = 3;
    std::size_t told = 0;
    for (const WeightsPair& pair : c_.weights) {
      // Those of added and removed tasks go with their tasks.
      const bool one_sided = !pair.a || !pair.b;
      if (one_sided && pair.pair && !c_.tasks[*pair.pair].paired()) continue;
      if (told++ < kTold) weights_line(pair);
    }
    if (told > kTold) say({piece(grouped(told - kTold) + " more constants differ.", Target::Weights)});
  }

  void weights_line(const WeightsPair& pair) {
    const model::Constant& one = pair.a ? *pair.a : *pair.b;
    const std::string what(one.kind == model::ConstantKind::Unclaimed
                               ? std::string_view("bytes that no task loads")
                               : model::constant_kind_name(one.kind));
    const std::string in = task_text(pair);
    std::string text;
    if (!pair.a || !pair.b) {
      text = what + (pair.a ? " only in A, " : " only in B, ") + byte_size(one.bytes());
    } else if (pair.a->known() && pair.b->known() && pair.a->shape != pair.b->shape) {
      text = what + ": shape " + shape_text(pair.a->shape) + " → " + shape_text(pair.b->shape);
    } else if (pair.verdict == WeightsVerdict::Reordered) {
      text = what + " are equal, stored in another order";
    } else if (pair.by_value) {
      text = what + ": " + grouped(pair.differing) + " of " + counted(pair.compared, "value") +
             (pair.differing == 1 ? " differs" : " differ") + ", by " +
             (pair.differing == 1 ? "" : "at most ") + number(pair.largest_difference) + " at " +
             index_text(pair.largest_at);
    } else {
      text = what + ": " + grouped(pair.differing) + " of " + counted(pair.compared, "byte") +
             (pair.differing == 1 ? " differs" : " differ");
      if (!pair.reason.empty()) text += " (" + pair.reason + ")";
    }
    say({piece(capital(in + text) + ".", Target::Weights, pair.pair)});
  }

  void tensors() {
    for (const TensorPair& pair : c_.tensors) {
      if (pair.status == Status::Same) continue;
      const model::Tensor& tensor = pair.a ? c_.tensors_a[*pair.a] : c_.tensors_b[*pair.b];
      const std::string name =
          capital(std::string(model::role_name(tensor.role))) + " " + escaped(tensor.name);
      if (pair.status != Status::Changed) {
        say({piece(name + (pair.status == Status::OnlyA ? " is gone." : " is new."), Target::Tensors)});
        continue;
      }
      std::vector<std::string> parts;
      for (const PropertyChange& change : pair.changes)
        if (change.semantic) parts.push_back(change.path + " " + *change.a + " → " + *change.b);
      say({piece(name + ": " + join(parts, ", ") + ".", Target::Tensors)});
    }
  }

  const PropertyChange* property(std::string_view path) const {
    const auto at = std::find_if(c_.container.begin(), c_.container.end(),
                                 [&](const PropertyChange& change) { return change.path == path; });
    return at == c_.container.end() ? nullptr : &*at;
  }

  void container() {
    if (const PropertyChange* generation = property("generation");
        generation != nullptr && generation->a && generation->b)
      say({piece("Generation " + *generation->a + " → " + *generation->b +
                 ": fields are compared by what they mean, "),
           piece(grouped(c_.fields_only_a) + " and " + grouped(c_.fields_only_b) + " exist on one side only.",
                 Target::Container)});
    std::size_t options = 0, others = 0;
    for (const PropertyChange& change : c_.container) {
      others += is_told(change) ? 0U : 1U;
      options += change.path.find(".options.") != std::string::npos ? 1U : 0U;
    }
    const PropertyChange* version = property("compiler.version");
    if (version != nullptr || options != 0) {
      std::string text = version != nullptr && version->a && version->b
                             ? "Compiler " + *version->a + " → " + *version->b
                             : std::string("The compiler is the same");
      if (options != 0) text += ", " + counted(options, "option") + (options == 1 ? " differs" : " differ");
      say({piece(text + ".", Target::Container)});
    }
    if (others != 0) say({piece(others_text(others), Target::Container)});
  }

  /// "2 properties of the file differ: segments.__TEXT.vmsize, …"
  std::string others_text(std::size_t count) const {
    constexpr std::size_t kNamed = 4;
    std::vector<std::string> names;
    for (const PropertyChange& change : c_.container)
      if (!is_told(change)) names.push_back(change.path);
    std::string text = count == 1 ? std::string("One property of the file differs: ")
                                  : grouped(count) + " properties of the file differ: ";
    const bool more = names.size() > kNamed;
    if (more) names.resize(kNamed);
    return text + join(names, ", ") + (more ? " …" : ".");
  }

  static bool is_told(const PropertyChange& change) {
    return change.path == "generation" || change.path == "format" || change.path == "compiler.version" ||
           change.path.find(".options.") != std::string::npos;
  }

  void symbols() {
    if (c_.symbols.empty()) return;
    say({piece(counted(c_.symbols.size(), "symbol") + (c_.symbols.size() == 1 ? " differs." : " differ."),
               Target::Symbols)});
  }

  /// Why the files have other bytes although nothing differs.
  void bytes() {
    if (c_.bytes.identical || !c_.identical() || c_.a->format() != c_.b->format()) return;
    std::vector<std::string> why;
    for (const Noise& noise : c_.noise) why.push_back(noise.what);
    say({piece(counted(c_.bytes.differing, "byte") + " of the files " +
                   (c_.bytes.differing == 1 ? "differs" : "differ") +
                   (why.empty() ? std::string(".") : ", since " + join(why, ", ") + "."),
               Target::Noise)});
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
