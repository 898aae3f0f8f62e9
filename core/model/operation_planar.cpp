// Tasks of the planar engine in words.

#include <cmath>

#include "core/base/text.hpp"
#include "core/model/describer.hpp"

namespace ane::model {
namespace {

// An operation of the planar engine between its operands; what of the signs its word does not say is left
// set.
struct Operands {
  std::string word;  ///< "" where the operation has no name
  bool negated1 = false, negated2 = false;
};

Operands operands_of(const Facts& facts) {
  const std::string_view operation = facts.name("pe.operation");
  Operands result;
  result.negated1 = facts.is_set("pe.source1_negate");
  result.negated2 = facts.name("pe.second_source") == "NegatedSource2";
  if (operation == "Add") {
    const bool difference = result.negated2 && !result.negated1;
    result.word = difference ? "subtract" : "add";
    if (difference) result.negated2 = false;
  } else if (operation == "SumOfSquares") {
    // The square forgets the sign that both have in common.
    result.word = result.negated1 != result.negated2 ? "square of difference" : "square of sum";
    result.negated1 = result.negated2 = false;
  } else if (operation == "Multiply") {
    result.word = "multiply";
  } else if (operation == "Maximum") {
    result.word = "maximum";
  } else if (operation == "Minimum") {
    result.word = "minimum";
  }
  return result;
}

}  // namespace

void Describer::negations(bool first, bool second) {
  if (first) say("source 1 negated", {"pe.source1_negate"});
  if (second) say("source 2 negated", {"pe.second_source"});
}

void Describer::planar_two_sources() {
  operation_.kind = "elementwise";
  const Operands operands = operands_of(facts_);
  if (operands.word.empty()) {
    unknown_value("elementwise operation", "pe.operation");
  } else {
    say(operands.word, {"common.task_type", "pe.operation", "pe.second_source", "pe.source1_negate"});
  }
  negations(operands.negated1, operands.negated2);
  if (facts_.name("pe.second_source").empty()) unknown_value("second source", "pe.second_source");
  if (facts_.name("pe.condition") != "None") unknown_value("condition", "pe.condition");
}

// The planar engine's bias, factors and functions are all neutral.
bool Describer::changes_nothing() const {
  const auto holds = [&](const char* name, double neutral) {
    const auto fact = facts_.get(name);
    return fact && fact->value.real == neutral;
  };
  return holds("pe.bias", 0) && holds("pe.scale", 1) && holds("pe.final_scale", 1) &&
         facts_.name("pe.nonlinear") == "None" && !facts_.is_set("pe.relu");
}

// One of them is known not to be.
bool Describer::changes_something() const {
  const auto differs = [&](const char* name, double neutral) {
    const auto fact = facts_.get(name);
    return fact && fact->value.real != neutral;
  };
  return differs("pe.bias", 0) || differs("pe.scale", 1) || differs("pe.final_scale", 1) ||
         facts_.name("pe.nonlinear") != "None" || facts_.is_set("pe.relu");
}

void Describer::planar_one_source() {
  operation_.kind = "scale";
  const std::string_view condition = facts_.name("pe.condition");
  const std::string_view operation = facts_.name("pe.operation");
  if (condition == "AbsoluteValue") {
    say("absolute value", {"common.task_type", "pe.condition"});
  } else if (condition != "None") {
    unknown_value("condition", "pe.condition");
  } else if (operation == "SumOfSquares") {
    say("square", {"common.task_type", "pe.operation"});
  } else if (operation == "Add" && changes_nothing()) {
    operation_.kind = "copy";
    say("copy", {"common.task_type", "pe.operation", "pe.bias", "pe.scale", "pe.final_scale"});
  } else if (operation == "Add" && changes_something()) {
    say("scale", {"common.task_type", "pe.operation"});
  } else if (operation == "Add") {
    say("copy or scale: a factor is not known", {"pe.bias", "pe.scale", "pe.final_scale"}, false);
  } else {
    say("one-source operation " + digits("pe.operation") + " (meaning unknown)", {"pe.operation"}, false);
  }
}

void Describer::planar_reduction(bool two_sources) {
  operation_.kind = "reduce";
  const std::string_view pool = facts_.name("pe.pool");
  if (pool == "Sum" && is_mean()) {
    say("mean over each plane", {"common.task_type", "pe.pool", "pe.final_scale"});
  } else if (pool == "Sum" || pool == "Maximum") {
    say(std::string(pool == "Sum" ? "sum" : "maximum") + " over each plane", {"common.task_type", "pe.pool"});
  } else {
    unknown_value("reduction", "pe.pool");
  }
  if (two_sources) {
    const Operands operands = operands_of(facts_);
    say("of " +
            (operands.word.empty() ? "operation " + digits("pe.operation") + " (unknown)" : operands.word),
        {"pe.operation", "pe.second_source", "pe.source1_negate"}, !operands.word.empty());
    negations(operands.negated1, operands.negated2);
  } else if (facts_.name("pe.operation") == "SumOfSquares") {
    say("of squares", {"pe.operation"});
  } else if (facts_.name("pe.operation") != "Add") {
    unknown_value("operation", "pe.operation");
  }
  // The recorded root of a mean of squares begins with the maximum of absolute values.
  const std::string_view condition = facts_.name("pe.condition");
  if (condition == "AbsoluteValue") {
    say("of absolute values", {"pe.condition"});
  } else if (condition != "None") {
    unknown_value("condition", "pe.condition");
  }
}

// A sum that is divided by the number of its terms.
bool Describer::is_mean() const {
  const auto scale = facts_.get("pe.final_scale");
  const auto rows = facts_.number("common.in_height");
  const auto columns = facts_.number("common.in_width");
  if (!scale || !rows || !columns) return false;
  const double terms = static_cast<double>(*rows) * static_cast<double>(*columns);
  // The scale is kept with 19 bits at least.
  return terms > 1 && std::abs(scale->value.real * terms - 1) < 1e-3;
}

void Describer::planar_tail(bool mean) {
  const auto say_factor = [&](const char* name) {
    const auto fact = facts_.get(name);
    if (fact && fact->value.real != 1) say("×" + number(fact->value.real), {name});
  };
  const auto bias = facts_.get("pe.bias");
  if (bias && bias->value.real != 0) {
    say((std::signbit(bias->value.real) ? "" : "+") + number(bias->value.real), {"pe.bias"});
  }
  say_factor("pe.scale");
  if (!mean) say_factor("pe.final_scale");
  if (const auto epsilon = facts_.get("pe.epsilon"); epsilon && epsilon->value.real != 0)
    say("+ε " + number(epsilon->value.real), {"pe.epsilon"});
  const std::string_view nonlinear = facts_.name("pe.nonlinear");
  if (nonlinear == "Reciprocal") {
    say("reciprocal", {"pe.nonlinear"});
  } else if (nonlinear == "SquareRoot") {
    say("square root", {"pe.nonlinear"});
  } else if (nonlinear == "InverseSquareRoot") {
    say("inverse square root", {"pe.nonlinear"});
  } else if (nonlinear != "None" && exists("pe.nonlinear")) {
    unknown_value("function", "pe.nonlinear");
  }
  if (facts_.is_set("pe.table")) say("table of the planar engine (unknown)", {"pe.table"}, false);
  if (facts_.is_set("pe.relu")) say("relu", {"pe.relu"});
  if (facts_.is_set("pe.source1_transpose")) say("source 1 transposed C↔W", {"pe.source1_transpose"});
  if (facts_.is_set("pe.source2_transpose")) say("source 2 transposed C↔W", {"pe.source2_transpose"});
  if (facts_.is_set("pe.result_transpose")) say("result transposed C↔W", {"pe.result_transpose"});
  if (facts_.is_set("l2.input_relu")) say("relu on source 1", {"l2.input_relu"});
  if (facts_.is_set("l2.input2_relu")) say("relu on source 2", {"l2.input2_relu"});
  if (facts_.is_set("pe.first_source"))
    say("first source selector " + digits("pe.first_source") + " (meaning unknown)", {"pe.first_source"},
        false);
}

void Describer::broadcast() {
  static constexpr const char* kAxes[] = {"c", "d", "h", "w"};
  for (const char* source : {"1", "2"}) {
    std::string axes;
    Phrase phrase;
    for (const char* axis : kAxes) {
      const std::string name = std::string("pe.source") + source + "_broadcast_" + axis;
      if (!facts_.is_set(name)) continue;
      axes += static_cast<char>(axis[0] - 'a' + 'A');
      phrase.concepts.push_back(name);
    }
    if (axes.empty()) continue;
    phrase.text = std::string("source ") + source + " broadcast over " + axes;
    operation_.phrases.push_back(std::move(phrase));
  }
}

void Describer::planar(std::string_view type) {
  if (type == "PlanarTwoSources") {
    planar_two_sources();
  } else if (type == "PlanarOneSource") {
    planar_one_source();
  } else if (type == "PlanarConstantRows") {
    operation_.kind = "channel-scale";
    say("bias and scale per channel", {"common.task_type"});
  } else {
    planar_reduction(type == "PlanarReductionTwoSources");
  }
  channels();
  size();
  const std::int64_t groups = at_least_one("common.groups");
  if (groups > 1) say("groups " + std::to_string(groups), {"common.groups"});
  planar_tail(type.starts_with("PlanarReduction") && facts_.name("pe.pool") == "Sum" && is_mean());
  broadcast();
}

}  // namespace ane::model
