#include "core/diff/summary_parts.hpp"

#include <algorithm>

#include "core/base/text.hpp"
#include "core/diff/text.hpp"

namespace ane::diff {
namespace {

/// At most so many of a kind are told one by one.
constexpr std::size_t kTold = 3, kNamed = 4;

std::string index_text(const model::ElementIndex& index) {
  return "[" + std::to_string(index[0]) + ", " + std::to_string(index[1]) + ", " + std::to_string(index[2]) +
         ", " + std::to_string(index[3]) + "]";
}

std::string task_text(const Comparison& comparison, const WeightsPair& pair) {
  if (!pair.pair) return {};
  const TaskPair& tasks = comparison.tasks[*pair.pair];
  if (tasks.a && tasks.b && *tasks.a != *tasks.b)
    return "task " + std::to_string(*tasks.a) + " ↔ " + std::to_string(*tasks.b) + ": ";
  return "task " + std::to_string(tasks.a ? *tasks.a : *tasks.b) + ": ";
}

std::string weights_sentence(const WeightsPair& pair) {
  const model::Constant& one = pair.a ? *pair.a : *pair.b;
  const std::string what(one.kind == model::ConstantKind::Unclaimed
                             ? std::string_view("bytes that no task loads")
                             : model::constant_kind_name(one.kind));
  const bool one_differs = pair.differing == 1;
  if (!pair.a || !pair.b) return what + (pair.a ? " only in A, " : " only in B, ") + byte_size(one.bytes());
  if (pair.verdict == WeightsVerdict::NotCompared) return what + " not compared: " + pair.reason;
  if (pair.a->known() && pair.b->known() && pair.a->shape != pair.b->shape)
    return what + ": shape " + shape_text(pair.a->shape) + " → " + shape_text(pair.b->shape);
  if (pair.verdict == WeightsVerdict::Reordered) return what + " are equal, stored in another order";
  if (pair.by_value) {
    const std::string values = number(pair.largest_a) + " → " + number(pair.largest_b);
    return what + ": " + grouped(pair.differing) + " of " + counted_text(pair.compared, "value") +
           (one_differs ? " differs: " : " differ, most at ") + index_text(pair.largest_at) +
           (one_differs ? " " : ": ") + values;
  }
  std::string text = what + ": " + grouped(pair.differing) + " of " + counted_text(pair.compared, "byte") +
                     (one_differs ? " differs" : " differ");
  return pair.reason.empty() ? text : text + " (" + pair.reason + ")";
}

const PropertyChange* property(const Comparison& comparison, std::string_view path) {
  const auto at = std::find_if(comparison.container.begin(), comparison.container.end(),
                               [&](const PropertyChange& change) { return change.path == path; });
  return at == comparison.container.end() ? nullptr : &*at;
}

std::string change_text(const PropertyChange& change) {
  return change.path + " " + change.a.value_or("—") + " → " + change.b.value_or("—");
}

/// "Task 4: …; Task 7: …" would be read by nobody: the first few, and how many more.
std::string listed(std::vector<std::string> names, std::size_t most) {
  const std::size_t more = names.size() > most ? names.size() - most : 0;
  names.resize(names.size() - more);
  return join(names, ", ") + (more == 0 ? std::string(".") : " and " + grouped(more) + " more.");
}

bool is_option(const PropertyChange& change) {
  return change.path.find(".options.") != std::string::npos;
}

bool is_compiler(const PropertyChange& change) {
  return change.path.starts_with("compiler");
}

void say_generation(const Comparison& comparison, Sentences& out) {
  const PropertyChange* generation = property(comparison, "generation");
  if (generation == nullptr || !generation->a || !generation->b) return;
  std::string text = "Generation " + *generation->a + " → " + *generation->b +
                     ": fields are compared by what they mean; " + grouped(comparison.fields_only_a) +
                     " and " + grouped(comparison.fields_only_b) + " exist on one side only";
  if (comparison.fields_not_known != 0)
    text += ", of " + grouped(comparison.fields_not_known) + " nobody knows what one side holds";
  out.push_back({{text + ".", Target::Container, {}}});
}

void say_compiler(const Comparison& comparison, Sentences& out) {
  std::size_t options = 0, others = 0;
  for (const PropertyChange& change : comparison.container) {
    options += is_option(change) ? 1U : 0U;
    others += is_compiler(change) && !is_option(change) ? 1U : 0U;
  }
  const PropertyChange* version = property(comparison, "compiler.version");
  if (options + others == 0) return;
  std::string text = "The compiler";
  if (version != nullptr && version->a && version->b) text = "Compiler " + *version->a + " → " + *version->b;
  if (options != 0)
    text += (version != nullptr ? ", " : ": ") + counted_text(options, "option") +
            (options == 1 ? " differs" : " differ");
  if (version == nullptr && options == 0) text += " says other things of its modules";
  out.push_back({{text + ".", Target::Container, {}}});
}

}  // namespace

std::string counted_text(std::uint64_t count, std::string_view noun) {
  return grouped(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

void say_weights(const Comparison& comparison, Sentences& out) {
  std::size_t told = 0, missing = 0;
  for (const WeightsPair& pair : comparison.weights) {
    // Those of added and removed tasks go with their tasks.
    const bool one_sided = !pair.a || !pair.b;
    if (one_sided && pair.pair && !comparison.tasks[*pair.pair].paired()) continue;
    if (pair.verdict == WeightsVerdict::NotCompared) {
      ++missing;
      if (missing > 1) continue;
    } else if (++told > kTold) {
      continue;
    }
    out.push_back(
        {{capital(task_text(comparison, pair) + weights_sentence(pair)) + ".", Target::Weights, pair.pair}});
  }
  if (missing > 1)
    out.push_back({{counted_text(missing - 1, "more constant") + " not compared for the same reason.",
                    Target::Weights,
                    {}}});
  if (told > kTold)
    out.push_back(
        {{counted_text(told - kTold, "more constant") + (told - kTold == 1 ? " differs." : " differ."),
          Target::Weights,
          {}}});
}

void say_tensors(const Comparison& comparison, Sentences& out) {
  for (const TensorPair& pair : comparison.tensors) {
    if (pair.status == Status::Same) continue;
    const model::Tensor& tensor = pair.a ? comparison.tensors_a[*pair.a] : comparison.tensors_b[*pair.b];
    const std::string name = capital(std::string(model::role_name(tensor.role))) + " " + escaped(tensor.name);
    if (pair.status != Status::Changed) {
      out.push_back(
          {{name + (pair.status == Status::OnlyA ? " is gone." : " is new."), Target::Tensors, {}}});
      continue;
    }
    std::vector<std::string> parts;
    for (const PropertyChange& change : pair.changes)
      if (change.semantic) parts.push_back(change_text(change));
    out.push_back({{name + ": " + join(parts, ", ") + ".", Target::Tensors, {}}});
  }
}

void say_properties(const Comparison& comparison, Sentences& out) {
  std::vector<std::string> parts;
  for (const PropertyChange& change : comparison.container)
    if (change.semantic && change.path != "generation") parts.push_back(change_text(change));
  if (!parts.empty())
    out.push_back({{"Properties of the program: " + listed(parts, kNamed), Target::Container, {}}});
}

void say_origin(const Comparison& comparison, Sentences& out) {
  say_generation(comparison, out);
  say_compiler(comparison, out);
  std::vector<std::string> names;
  for (const PropertyChange& change : comparison.container)
    if (!change.semantic && !is_compiler(change) && change.path != "format") names.push_back(change.path);
  if (!names.empty())
    out.push_back({{"Other properties, not counted: " + listed(names, kNamed), Target::Container, {}}});
}

void say_symbols(const Comparison& comparison, Sentences& out) {
  const std::size_t count = comparison.symbols.size();
  if (count != 0)
    out.push_back(
        {{counted_text(count, "symbol") + (count == 1 ? " differs." : " differ."), Target::Symbols, {}}});
}

void say_bytes(const Comparison& comparison, Sentences& out) {
  const Options& options = comparison.options;
  const bool all =
      options.tasks && options.tensors && options.weights && options.container && options.symbols;
  if (comparison.bytes.identical || !comparison.identical()) return;
  if (comparison.a->format() != comparison.b->format()) return;
  const std::uint64_t count = comparison.bytes.differing;
  std::string text = counted_text(count, "byte") + " of the files " + (count == 1 ? "differs" : "differ");
  std::vector<std::string> why;
  for (const Noise& noise : comparison.noise) why.push_back(noise.what);
  if (!comparison.container.empty()) why.emplace_back("how the file is laid out and who made it");
  if (!comparison.symbols.empty()) why.emplace_back("symbols");
  if (!all) {
    text += ", not all of which was compared";
  } else if (!why.empty()) {
    text += ": " + join(why, "; ");
  } else {
    text += " in places that nothing is known of";
  }
  out.push_back({{text + ".", Target::Noise, {}}});
}

}  // namespace ane::diff
