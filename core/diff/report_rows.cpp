// Sections of a report that are one table each: tensors, weights, container, symbols.

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/base/text.hpp"
#include "core/diff/report_parts.hpp"
#include "core/diff/text.hpp"

namespace ane::diff {
namespace {

std::string tensor_text(const model::Tensor& tensor) {
  return std::string(model::role_name(tensor.role)) + ", " + escaped(tensor.dtype) + " " +
         shape_text(tensor.shape);
}

Tone tone_of(Status status) {
  switch (status) {
    case Status::OnlyA:
      return Tone::Removed;
    case Status::OnlyB:
      return Tone::Added;
    case Status::Changed:
      return Tone::Changed;
    case Status::Same:
      break;
  }
  return Tone::Plain;
}

Tone tone_of(const PropertyChange& change) {
  return !change.a ? Tone::Added : !change.b ? Tone::Removed : Tone::Changed;
}

std::string side_text(const std::optional<std::string>& side) {
  return side ? escaped(*side) : std::string();
}

std::string subscripts(const model::ElementIndex& index) {
  std::string text;
  for (const std::uint64_t i : index) text += "[" + std::to_string(i) + "]";
  return text;
}

std::string of_text(std::uint64_t differing, std::uint64_t compared, bool values) {
  const std::string_view noun = values ? " value" : " byte";
  return grouped(differing) + " of " + grouped(compared) + std::string(noun) + (compared == 1 ? "" : "s") +
         (differing == 1 ? " differs" : " differ");
}

std::string difference_text(const WeightsPair& pair) {
  std::string text = of_text(pair.differing, pair.compared, pair.by_value);
  if (!pair.by_value) return text;
  text += std::isfinite(pair.largest_difference) ? ", by at most " + number(pair.largest_difference)
                                                 : ", one of them is not a finite number";
  return text + " at " + subscripts(pair.largest_at);
}

std::string weights_detail(const WeightsPair& pair) {
  std::string text;
  switch (pair.verdict) {
    case WeightsVerdict::Equal:
      return "";
    case WeightsVerdict::Reordered:
      text = "the same " + counted(pair.compared, "value") + ", stored in another order or form";
      break;
    case WeightsVerdict::Different:
      text = difference_text(pair);
      break;
    case WeightsVerdict::OnlyA:
    case WeightsVerdict::OnlyB:
      text = grouped((pair.a ? *pair.a : *pair.b).bytes()) + " bytes";
      break;
    case WeightsVerdict::NotCompared:
      break;
  }
  if (pair.reason.empty()) return text;
  return text.empty() ? pair.reason : text + "; " + pair.reason;
}

Tone tone_of(WeightsVerdict verdict) {
  switch (verdict) {
    case WeightsVerdict::OnlyA:
      return Tone::Removed;
    case WeightsVerdict::OnlyB:
      return Tone::Added;
    case WeightsVerdict::Different:
      return Tone::Changed;
    case WeightsVerdict::Equal:
    case WeightsVerdict::Reordered:
    case WeightsVerdict::NotCompared:
      break;
  }
  return Tone::Plain;
}

Row weights_row(const WeightsPair& pair) {
  const model::Constant& constant = pair.b ? *pair.b : *pair.a;
  std::string name = pair.a && pair.b && pair.a->name != pair.b->name
                         ? escaped(pair.a->name) + " ↔ " + escaped(pair.b->name)
                         : escaped(constant.name);
  const bool known = constant.shape != std::array<std::uint64_t, 4>{};
  return {{std::move(name), known ? shape_text(constant.shape) : "", verdict_text(pair.verdict),
           weights_detail(pair)},
          tone_of(pair.verdict)};
}

constexpr std::string_view kOptions = "compiler.options.";

/// Who compiled, how, and then the rest.
int rank_of(const PropertyChange& change) {
  if (change.path.starts_with(kOptions)) return 1;
  return change.path.starts_with("compiler") ? 0 : 2;
}

/// Options by their own name; a switch has no value.
Row property_row(const PropertyChange& change) {
  const bool option = change.path.starts_with(kOptions);
  std::string a = side_text(change.a);
  std::string b = side_text(change.b);
  if (change.a && change.b) {
    if (a.empty()) a = "no value";
    if (b.empty()) b = "no value";
  }
  return {{escaped(option ? change.path.substr(kOptions.size()) : change.path), std::move(a), std::move(b)},
          tone_of(change)};
}

}  // namespace

std::string verdict_text(WeightsVerdict verdict) {
  if (verdict == WeightsVerdict::OnlyA) return "only in A";
  if (verdict == WeightsVerdict::OnlyB) return "only in B";
  return std::string(verdict_name(verdict));
}

void tell_tensors(const Comparison& comparison, Painter& painter) {
  Block block;
  block.columns = {"tensor", "property", "A", "B"};
  block.marked = true;
  block.arrow = 2;
  for (const TensorPair& pair : comparison.tensors) {
    const model::Tensor& tensor = pair.b ? comparison.tensors_b[*pair.b] : comparison.tensors_a[*pair.a];
    const std::string name = escaped(tensor.name);
    if (!pair.a || !pair.b) {
      const std::string text = tensor_text(tensor);
      block.rows.push_back(
          {{name, pair.a ? "only in A" : "only in B", pair.a ? text : "", pair.a ? "" : text},
           tone_of(pair.status)});
    }
    for (const PropertyChange& change : pair.changes) {
      const std::string path = change.path + (change.semantic ? "" : " (not counted)");
      block.rows.push_back({{name, path, side_text(change.a), side_text(change.b)},
                            change.semantic ? Tone::Changed : Tone::Quiet});
    }
  }
  if (!block.rows.empty()) painter.block(block);
}

void tell_weights(const Comparison& comparison, Painter& painter) {
  Block block;
  block.columns = {"constant", "shape", "verdict", "difference"};
  block.marked = true;
  for (const WeightsPair& pair : comparison.weights)
    if (pair.verdict != WeightsVerdict::Equal) block.rows.push_back(weights_row(pair));
  if (!block.rows.empty()) painter.block(block);
}

void tell_container(const Comparison& comparison, Painter& painter) {
  std::vector<const PropertyChange*> changes;
  for (const PropertyChange& change : comparison.container) changes.push_back(&change);
  std::stable_sort(changes.begin(), changes.end(), [](const PropertyChange* x, const PropertyChange* y) {
    return std::tuple(rank_of(*x), x->path) < std::tuple(rank_of(*y), y->path);
  });
  for (const bool semantic : {true, false}) {
    Block block;
    block.columns = {"property", "A", "B"};
    block.marked = true;
    block.arrow = 1;
    for (const PropertyChange* change : changes)
      if (change->semantic == semantic) block.rows.push_back(property_row(*change));
    if (!semantic) block.title = "not counted as differences of the program";
    if (!block.rows.empty()) painter.block(block);
  }
}

void tell_symbols(const Comparison& comparison, Painter& painter) {
  Block block;
  block.columns = {"symbol", "A", "B"};
  block.marked = true;
  block.arrow = 1;
  for (const SymbolPair& pair : comparison.symbols) {
    if (!pair.other_name.empty()) {
      // What stands behind the colon describes the type and is what differs.
      const std::size_t colon = pair.name.find(':') + 1;
      block.rows.push_back(
          {{pair.name.substr(0, colon), pair.name.substr(colon), pair.other_name.substr(colon)},
           tone_of(pair.status)});
      continue;
    }
    const auto side = [](const std::optional<std::uint64_t>& value) { return value ? hex(*value) : ""; };
    block.rows.push_back({{pair.name, side(pair.a), side(pair.b)}, tone_of(pair.status)});
  }
  if (!block.rows.empty()) painter.block(block);
}

}  // namespace ane::diff
