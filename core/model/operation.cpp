#include "core/model/operation.hpp"

#include <cmath>
#include <initializer_list>

#include "core/base/text.hpp"

namespace ane::model {
namespace {

using Concepts = std::initializer_list<const char*>;

// Builds the phrases of one task; each method adds what it can read and says so where it cannot.
class Describer {
 public:
  explicit Describer(const Facts& facts) : facts_(facts) {}

  Operation run() {
    const auto type = facts_.get("common.task_type");
    const std::string_view name = type ? type->value.name : std::string_view();
    if (name == "NeuralEngine") {
      neural();
    } else if (name.starts_with("Planar")) {
      planar(name);
    } else {
      operation_.kind = "unknown";
      say(type ? "task type " + std::to_string(type->value.raw) + " (unknown)"
               : std::string("task type unknown"),
          {"common.task_type"}, false);
      channels();
      size();
    }
    placement();
    return std::move(operation_);
  }

 private:
  void say(std::string text, Concepts concepts, bool known = true) {
    operation_.phrases.push_back({std::move(text), {concepts.begin(), concepts.end()}, known});
  }

  // The number of a concept as text, "?" where nobody knows it.
  std::string digits(const char* name) const {
    const auto value = facts_.number(name);
    return value ? std::to_string(*value) : "?";
  }
  bool all_known(Concepts names) const {
    for (const char* name : names) {
      if (!facts_.get(name)) return false;
    }
    return true;
  }
  // "1" and "1" → "1"; "1" and "2" → "1x2"
  static std::string pair(const std::string& a, const std::string& b) { return a == b ? a : a + "x" + b; }

  // Says "name 5 (unknown)" for an enum value that the database does not name.
  void unknown_value(const std::string& what, const char* name) {
    const auto fact = facts_.get(name);
    say(what + " " + (fact ? std::to_string(fact->value.raw) : std::string("?")) + " (unknown)", {name},
        false);
  }

  std::int64_t groups() const {
    const auto count = facts_.number("common.groups");
    return count && *count > 1 ? *count : 1;
  }

  // Convolutions always say both counts; elsewhere one number is enough where they agree.
  void channels(bool always_both = false) {
    const auto in = facts_.number("common.in_channels");
    const auto out = facts_.number("common.out_channels");
    const bool known = in && out;
    const std::string from = in ? std::to_string(*in * groups()) : "?";
    const std::string to = out ? std::to_string(*out * groups()) : "?";
    say(from == to && !always_both ? from : from + "→" + to,
        {"common.in_channels", "common.out_channels", "common.groups"}, known);
  }

  void size() {
    const std::string in = digits("common.in_height") + "x" + digits("common.in_width");
    const std::string out = digits("common.out_height") + "x" + digits("common.out_width");
    const Concepts names = {"common.in_height", "common.in_width", "common.out_height", "common.out_width"};
    say(in == out ? in : in + "→" + out, names, all_known(names));
    const auto depth = facts_.number("common.in_depth");
    if (depth && *depth > 1) say("depth " + std::to_string(*depth), {"common.in_depth"});
  }

  void neural();
  void convolution();
  void groups_phrase();
  void activation();
  void kernel_form();
  void scaling();
  void planar(std::string_view type);
  void negations(bool first, bool second);
  void planar_two_sources();
  bool changes_nothing() const;
  void planar_one_source();
  void planar_reduction(bool two_sources);
  void planar_tail();
  void broadcast();
  void placement();

  const Facts& facts_;
  Operation operation_;
};

void Describer::convolution() {
  operation_.kind = "conv";
  const std::string kernel = digits("common.kernel_height") + "x" + digits("common.kernel_width");
  const std::string stride = pair(digits("common.stride_y"), digits("common.stride_x"));
  const Concepts names = {"ne.operation",        "ne.kernel_mode",  "common.kernel_height",
                          "common.kernel_width", "common.stride_y", "common.stride_x"};
  say("conv " + kernel + " s" + stride, names, all_known(names));
  if (facts_.is_set("common.pad_top") || facts_.is_set("common.pad_left")) {
    say("pad " + pair(digits("common.pad_top"), digits("common.pad_left")),
        {"common.pad_top", "common.pad_left"});
  }
}

void Describer::groups_phrase() {
  if (groups() > 1) say("groups " + std::to_string(groups()), {"common.groups"});
  if (!facts_.is_set("common.unicast")) return;
  const auto per_output = facts_.number("common.unicast_channels");
  if (per_output == 1) {
    say("depthwise", {"common.unicast", "common.unicast_channels"});
  } else if (per_output != facts_.number("common.in_channels")) {
    say("unicast " + digits("common.unicast_channels") + " channels",
        {"common.unicast", "common.unicast_channels"});
  }
}

void Describer::kernel_form() {
  const std::string_view format = facts_.name("ne.kernel_format");
  if (format.empty()) {
    unknown_value("weight format", "ne.kernel_format");
  } else if (format != "Float16") {
    say("weights " + std::string(format), {"ne.kernel_format"});
  }
  if (facts_.is_set("ne.palettized"))
    say("palettized, index size code " + digits("ne.palette_bits"), {"ne.palettized", "ne.palette_bits"});
  if (facts_.is_set("ne.sparse")) say("zero-skipping weights", {"ne.sparse"});
  if (facts_.is_set("common.element_multiply"))
    say("element multiply mode (meaning unknown)", {"common.element_multiply"}, false);
}

void Describer::scaling() {
  const auto bias = facts_.get("ne.accumulator_bias");
  if (bias && bias->value.real != 0) say("bias " + number(bias->value.real), {"ne.accumulator_bias"});
  const auto scale = facts_.get("ne.post_scale");
  if (scale && scale->value.real != 1) say("×" + number(scale->value.real), {"ne.post_scale"});
}

void Describer::activation() {
  const std::string_view name = facts_.name("ne.nonlinear");
  if (name == "ReLU") {
    say("relu", {"ne.nonlinear"});
  } else if (name == "LookupTable") {
    say("lookup table, function unknown", {"ne.nonlinear"}, false);
  } else if (name != "None") {
    unknown_value("activation", "ne.nonlinear");
  }
}

void Describer::neural() {
  const std::string_view mode = facts_.name("ne.operation");
  const bool without_kernel = facts_.is_set("ne.kernel_mode");
  const std::string_view nonlinear = facts_.name("ne.nonlinear");
  bool activation_said = false;
  if (mode == "Convolution" && !without_kernel) {
    convolution();
  } else if (mode == "Convolution") {
    operation_.kind = facts_.number("common.out_channels") == 1 ? "channel-sum" : "copy";
    say(operation_.kind == "copy" ? "copy" : "sum over channels",
        {"ne.operation", "ne.kernel_mode", "common.out_channels"});
  } else if (mode == "ChannelMaximum") {
    operation_.kind = "channel-maximum";
    say("maximum over channels", {"ne.operation", "ne.kernel_mode"});
  } else if (mode == "Bypass" && nonlinear == "ReLU") {
    operation_.kind = "relu";
    say("relu", {"ne.operation", "ne.nonlinear"});
    activation_said = true;
  } else if (mode == "Bypass" && nonlinear == "LookupTable") {
    operation_.kind = "table";
    say("lookup table, function unknown", {"ne.operation", "ne.nonlinear"}, false);
    activation_said = true;
  } else if (mode == "Bypass") {
    operation_.kind = "copy";
    say("copy", {"ne.operation", "ne.nonlinear"});
  } else {
    operation_.kind = "unknown";
    unknown_value("engine operation", "ne.operation");
  }
  channels(operation_.kind == "conv");
  size();
  if (operation_.kind == "conv") {
    groups_phrase();
    kernel_form();
    if (facts_.is_set("ne.bias")) say("bias", {"ne.bias"});
  }
  scaling();
  if (!activation_said) activation();
  if (facts_.is_set("common.result_transpose")) say("result transposed C↔W", {"common.result_transpose"});
  if (facts_.is_set("l2.input_relu")) say("relu on the input", {"l2.input_relu"});
}

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
  } else if (operation == "Add") {
    say("scale", {"common.task_type", "pe.operation"});
  } else {
    say("one-source operation " + digits("pe.operation") + " (meaning unknown)", {"pe.operation"}, false);
  }
}

void Describer::planar_reduction(bool two_sources) {
  operation_.kind = "reduce";
  const std::string_view pool = facts_.name("pe.pool");
  if (pool.empty()) {
    unknown_value("reduction", "pe.pool");
  } else {
    say(std::string(pool == "Sum" ? "sum" : "maximum") + " over each plane", {"common.task_type", "pe.pool"});
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
}

void Describer::planar_tail() {
  const auto say_factor = [&](const char* name) {
    const auto fact = facts_.get(name);
    if (fact && fact->value.real != 1) say("×" + number(fact->value.real), {name});
  };
  const auto bias = facts_.get("pe.bias");
  if (bias && bias->value.real != 0) {
    say((std::signbit(bias->value.real) ? "" : "+") + number(bias->value.real), {"pe.bias"});
  }
  say_factor("pe.scale");
  say_factor("pe.final_scale");
  const std::string_view nonlinear = facts_.name("pe.nonlinear");
  if (nonlinear == "Reciprocal") {
    say("reciprocal", {"pe.nonlinear"});
  } else if (nonlinear == "InverseSquareRoot") {
    say("inverse square root", {"pe.nonlinear"});
  } else if (nonlinear != "None") {
    unknown_value("function", "pe.nonlinear");
  }
  if (facts_.is_set("pe.relu")) say("relu", {"pe.relu"});
  if (facts_.is_set("pe.source1_transpose")) say("source 1 transposed C↔W", {"pe.source1_transpose"});
  if (facts_.is_set("pe.source2_transpose")) say("source 2 transposed C↔W", {"pe.source2_transpose"});
  if (facts_.is_set("pe.result_transpose")) say("result transposed C↔W", {"pe.result_transpose"});
}

void Describer::broadcast() {
  static constexpr const char* kAxes[] = {"c", "h", "w"};
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
  if (groups() > 1) say("groups " + std::to_string(groups()), {"common.groups"});
  planar_tail();
  broadcast();
}

void Describer::placement() {
  if (facts_.name("l2.source_type") == "L2") say("source on chip", {"l2.source_type"});
  if (facts_.name("l2.result_type") == "L2") say("result on chip", {"l2.result_type"});
}

}  // namespace

std::string Operation::summary() const {
  std::string text;
  for (const Phrase& phrase : phrases) {
    if (!text.empty()) text += " · ";
    text += phrase.text;
  }
  return text;
}

Operation describe(const Facts& facts) {
  return Describer(facts).run();
}

}  // namespace ane::model
