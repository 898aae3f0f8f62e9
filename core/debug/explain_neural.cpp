// One result of the neural engines, in the order of docs/formats/execution-h13.md 7 and 8.6.

#include <cmath>
#include <limits>

#include "core/base/text.hpp"
#include "core/debug/explain_parts.hpp"
#include "core/exec/convolution.hpp"
#include "core/exec/rounding.hpp"

namespace ane::debug {
namespace {

using exec::NeuralPlan;

class NeuralStory {
 public:
  NeuralStory(Explainer& explainer, const At& at)
      : explainer_(explainer),
        plan_(*explainer.insight.plan.neural),
        source_(explainer.insight.source1),
        at_(at) {}

  void tell() {
    Explanation& out = explainer_.out;
    if (passes_bits()) {
      const std::uint16_t bits = source_.bits[source_.index(at_.group, at_.channel, at_.row, at_.column)];
      source_term(at_, exec::widen(bits), exec::widen(bits));
      out.exact = exec::widen(bits);
      out.explained = bits;
      out.sentence = "one element, copied bit for bit";
      explainer_.fact("copies leave the bits of normal numbers as they are", exec::Basis::Confirmed,
                      "execution-h13.md, 13");
      return;
    }
    double sum = 0;
    switch (plan_.operation) {
      case NeuralPlan::Operation::Convolution:
        sum = convolution();
        break;
      case NeuralPlan::Operation::Copy: {
        const double value = value_at(at_);
        sum = value + plan_.accumulator_bias;
        source_term(at_, value, value);
        explainer_.stage(what_of_sum(), value);
        if (plan_.accumulator_bias != 0)
          explainer_.stage("+ AccBias", sum, exact_number(plan_.accumulator_bias), "ne.accumulator_bias");
        break;
      }
      case NeuralPlan::Operation::ChannelSum:
      case NeuralPlan::Operation::ChannelMaximum:
        sum = channels();
        break;
    }
    if (explainer_.out.stages.empty()) explainer_.stage(what_of_sum(), sum, "double precision");
    finish(sum);
    out.sentence = sentence();
  }

 private:
  bool passes_bits() const {
    return plan_.operation == NeuralPlan::Operation::Copy && plan_.nonlinear == exec::Nonlinear::None &&
           plan_.post_scale == 1 && plan_.accumulator_bias == 0;
  }

  static std::string exact_number(double value) { return number(value); }

  double value_at(const At& at) const {
    return exec::widen(source_.bits[source_.index(at.group, at.channel, at.row, at.column)]);
  }

  std::string what_of_sum() const {
    return plan_.operation == NeuralPlan::Operation::ChannelMaximum ? "largest"
           : plan_.operation == NeuralPlan::Operation::Copy         ? "read"
                                                                    : "accumulated";
  }

  void source_term(const At& at, double product, double sum) {
    Term term;
    term.source = element_text("in", source_.shape, at);
    term.x = source_.bits[source_.index(at.group, at.channel, at.row, at.column)];
    term.product = product;
    term.sum = sum;
    term.x_from = explainer_.of_operand(plan_.source, at);
    term.channel = at.channel;
    explainer_.term(std::move(term));
  }

  double start(const exec::CoefficientPlaces& places) {
    const auto& biases = explainer_.insight.coefficients.biases;
    double sum = plan_.accumulator_bias;
    if (plan_.accumulator_bias != 0) {
      Term term;
      term.source = "AccBias";
      term.product = term.sum = sum;
      term.w_from.text = explainer_.field("ne.accumulator_bias");
      explainer_.term(std::move(term));
    }
    if (at_.channel >= biases.size()) return sum;
    Term term;
    term.source = "bias[" + std::to_string(at_.channel) + "]";
    term.w = biases[at_.channel];
    term.product = exec::widen(biases[at_.channel]);
    sum += term.product;
    term.sum = sum;
    if (const auto place = places.bias(at_.channel))
      term.w_from = explainer_.of_buffer(plan_.kernel_slot, {*place, 2});
    explainer_.term(std::move(term));
    has_bias_ = true;
    return sum;
  }

  double convolution() {
    const model::KernelGeometry& g = plan_.geometry;
    explainer_.out.window_width = g.width;
    explainer_.out.window_height = g.height;
    const exec::CoefficientPlaces places(explainer_.machine.memory(), plan_);
    double sum = start(places);
    std::uint64_t k = at_.channel * g.reduction();
    for (std::uint64_t i = 0; i < g.inputs; ++i) {
      const std::uint64_t channel = g.depthwise ? at_.channel : at_.channel / g.outputs * g.inputs + i;
      for (std::uint64_t ky = 0; ky < g.height; ++ky) {
        for (std::uint64_t kx = 0; kx < g.width; ++kx, ++k) {
          Term term = product(channel, ky, kx, explainer_.insight.coefficients.weights[k]);
          sum += term.product;
          term.sum = sum;
          if (explainer_.out.terms.size() < kMostTerms) weight_place(places, {at_.channel, i, ky, kx}, term);
          explainer_.term(std::move(term));
          ++products_;
        }
      }
    }
    return sum;
  }

  Term product(std::uint64_t channel, std::uint64_t ky, std::uint64_t kx, std::uint16_t weight) {
    const model::KernelGeometry& g = plan_.geometry;
    const auto row = static_cast<std::int64_t>(at_.row * g.stride_y + ky) - plan_.pad_top;
    const auto column = static_cast<std::int64_t>(at_.column * g.stride_x + kx) - plan_.pad_left;
    const auto y = static_cast<std::uint64_t>(row), x = static_cast<std::uint64_t>(column);
    Term term;
    term.w = weight;
    term.row = ky;
    term.column = kx;
    term.channel = channel;
    double value = 0;
    if (row < 0 || column < 0 || y >= source_.shape.height || x >= source_.shape.width) {
      term.source = "padding";
      term.x = 0;
      term.x_from = {Origin::Kind::Padding, 0, {}, "padding"};
    } else {
      const At at{0, channel, y, x};
      term.source = element_text("in", source_.shape, at);
      term.x = source_.bits[source_.index(0, channel, y, x)];
      term.x_from = explainer_.of_operand(plan_.source, at);
      value = exec::widen(*term.x);
    }
    term.product = exec::widen(weight) * value;
    return term;
  }

  void weight_place(const exec::CoefficientPlaces& places, const model::ElementIndex& index, Term& term) {
    if (const auto place = places.weight(index)) {
      term.w_from = explainer_.of_buffer(plan_.kernel_slot, {*place, 2});
    } else {
      term.w_from.text = "zero, not stored";
    }
  }

  double channels() {
    const bool maximum = plan_.operation == NeuralPlan::Operation::ChannelMaximum;
    double sum = maximum ? -std::numeric_limits<double>::infinity() : plan_.accumulator_bias;
    for (std::uint64_t c = 0; c < source_.shape.channels; ++c) {
      const At at{0, c, at_.row, at_.column};
      const double value = value_at(at);
      if (!maximum) {
        sum += value;
      } else if (value > sum || std::isnan(value)) {
        sum = value;
      }
      source_term(at, value, sum);
    }
    return sum;
  }

  void finish(double accumulator) {
    Explanation& out = explainer_.out;
    if (std::fabs(accumulator) >= kLargeSum)
      explainer_.fact("the sum is 32768 or more: accumulators of other chips overflow there",
                      exec::Basis::Inferred, "execution-h13.md, 13");
    const double value = accumulator * plan_.post_scale;
    if (plan_.post_scale != 1)
      explainer_.stage("× PostScale", value, exact_number(plan_.post_scale), "ne.post_scale");
    std::uint16_t bits = 0;
    if (plan_.nonlinear == exec::Nonlinear::Table) {
      bits = by_table(value);
    } else if (plan_.nonlinear == exec::Nonlinear::ReLU && !(value > 0)) {
      out.exact = 0;
      explainer_.stage("ReLU", 0, "not above 0, so 0", "ne.nonlinear").bits = std::uint16_t{0};
    } else {
      if (plan_.nonlinear == exec::Nonlinear::ReLU)
        explainer_.stage("ReLU", value, "above 0, unchanged", "ne.nonlinear");
      bits = explainer_.round(value);
    }
    if (bits == kMinusZero) {
      bits = 0;
      explainer_.stage("−0 is written as +0", 0).bits = bits;
    }
    out.explained = bits;
  }

  std::uint16_t by_table(double value) {
    bool tie = false;
    const double input = std::isnan(value) ? value : exec::widen(exec::narrow(value, tie));
    const model::LookupTable& table = *explainer_.insight.coefficients.table;
    const std::uint16_t input_bits = std::isnan(value) ? exec::kNaN : exec::narrow(value, tie);
    explainer_.stage("rounded to fp16", input, bits_text(input_bits) + ", input of the table").bits =
        input_bits;
    const auto result = table.evaluate(input);
    if (!result) {
      explainer_.fact("the table says nothing for this input, NaN was taken", exec::Basis::Inferred,
                      "weights-h13.md, 4");
      explainer_
          .stage("lookup table", std::numeric_limits<double>::quiet_NaN(), "no value for this input",
                 "ne.nonlinear")
          .bits = exec::kNaN;
      explainer_.out.exact = std::numeric_limits<double>::quiet_NaN();
      return exec::kNaN;
    }
    if (const auto lookup = table.lookup(input)) {
      between_samples(table, *lookup, *result);
    } else {
      const auto piece = piece_of(table, input);
      Stage& stage = explainer_.stage("lookup table", *result, piece_text(piece), "ne.nonlinear");
      const Extent whole{table.where().offset, model::LookupTable::kBytes};
      stage.from = explainer_.of_buffer(plan_.kernel_slot, piece ? piece->bytes : whole);
    }
    return explainer_.round(*result);
  }

  /// Two neighbouring samples, and what was taken out of the input and comes back.
  void between_samples(const model::LookupTable& table, const model::LookupTable::Lookup& lookup,
                       double result) {
    const std::size_t j = lookup.sample;
    const bool logarithm = table.mode() == model::LookupTable::Mode::Logarithm;
    const bool apart = lookup.exponent != 0 || lookup.negate || has_octaves(table);
    if (apart)
      explainer_.stage("input of the samples", lookup.input, taken_out(table, lookup), "ne.nonlinear");
    const double width = table.sample_x(j + 1) - table.sample_x(j);
    Stage& stage =
        explainer_.stage("samples " + std::to_string(j) + " and " + std::to_string(j + 1), lookup.y,
                         number(table.sample(j)) + " at " + number(table.sample_x(j)) + ", " +
                             number(table.sample(j + 1)) + " at " + number(table.sample_x(j + 1)) +
                             ", slope " + number((table.sample(j + 1) - table.sample(j)) / width),
                         "ne.nonlinear");
    stage.from =
        explainer_.of_buffer(plan_.kernel_slot, {table.offset_of(model::LookupTable::kFirstSample + j), 4});
    if (!apart) return;
    const std::string exponent = std::to_string(lookup.exponent);
    const std::string back = logarithm ? "+ " + exponent : "× 2^" + exponent;
    explainer_.stage(lookup.negate && !has_octaves(table) ? "sign" : back, result,
                     lookup.negate ? "the sign comes back" : "the exponent comes back", "ne.nonlinear");
  }

  static bool has_octaves(const model::LookupTable& table) {
    return table.basis() == model::TableBasis::Inferred;
  }

  static std::string taken_out(const model::LookupTable& table, const model::LookupTable::Lookup& lookup) {
    if (!has_octaves(table)) return "without its sign";
    if (table.mode() == model::LookupTable::Mode::PowerOfTwo) return "what is behind the point";
    return lookup.negate ? "without its sign and exponent" : "without its exponent";
  }

  /// A constant or a straight piece beside the samples; nothing where a mode has no pieces.
  static std::optional<model::TableSegment> piece_of(const model::LookupTable& table, double input) {
    if (has_octaves(table)) return std::nullopt;
    const double x = table.mode() == model::LookupTable::Mode::Odd ? std::fabs(input) : input;
    for (const model::TableSegment& segment : model::segments_of(table)) {
      if (segment.kind != model::TableSegment::Kind::Sampled && x >= segment.from && x <= segment.to)
        return segment;
    }
    return std::nullopt;
  }

  static std::string piece_text(const std::optional<model::TableSegment>& piece) {
    if (!piece) return "the table's value for inputs beside its samples";
    using Kind = model::TableSegment::Kind;
    const std::string range = number(piece->from) + " to " + number(piece->to);
    if (piece->kind == Kind::Below || piece->kind == Kind::Above) return "constant from " + range;
    return "straight piece from " + range + ", slope " + number(piece->slope);
  }

  std::string sentence() const {
    std::string text;
    const model::KernelGeometry& g = plan_.geometry;
    if (plan_.operation == NeuralPlan::Operation::Convolution) {
      text = std::to_string(products_) + (products_ == 1 ? " product" : " products") + " of " +
             std::to_string(g.inputs) + (g.inputs == 1 ? " channel" : " channels");
      if (has_bias_) text += ", a bias";
    } else if (plan_.operation == NeuralPlan::Operation::Copy) {
      text = "one element";
    } else {
      text = (plan_.operation == NeuralPlan::Operation::ChannelMaximum ? "the largest of " : "the sum of ") +
             std::to_string(source_.shape.channels) + " channels";
    }
    if (plan_.post_scale != 1) text += ", a scale";
    if (plan_.nonlinear == exec::Nonlinear::ReLU) text += ", ReLU";
    if (plan_.nonlinear == exec::Nonlinear::Table) text += ", a lookup table";
    return text + (plan_.nonlinear == exec::Nonlinear::Table ? ", rounded to fp16 before and after it"
                                                             : ", one rounding to fp16");
  }

  static constexpr double kLargeSum = 32768;
  static constexpr std::uint16_t kMinusZero = 0x8000;

  Explainer& explainer_;
  const NeuralPlan& plan_;
  const exec::Image& source_;
  At at_;
  std::uint64_t products_ = 0;
  bool has_bias_ = false;
};

}  // namespace

void explain_neural(Explainer& explainer, const At& at) {
  NeuralStory(explainer, at).tell();
}

}  // namespace ane::debug
