// The pipeline of the neural engines: docs/formats/execution-h13.md, 7, 8.6 and 13.

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/exec/convolution.hpp"
#include "core/exec/engines.hpp"
#include "core/exec/rounding.hpp"

namespace ane::exec {
namespace {

constexpr double kLargeSum = 32768;  // where the accumulators of other chips overflow (13)

class Pipeline {
 public:
  Pipeline(const NeuralPlan& plan, const Coefficients& coefficients, Hazards& hazards)
      : plan_(plan), coefficients_(coefficients), hazards_(hazards) {}

  std::uint16_t finish(double accumulator) {
    if (std::fabs(accumulator) >= kLargeSum) ++hazards_.large_sums;
    const double value = accumulator * plan_.post_scale;
    std::uint16_t bits = 0;
    if (plan_.nonlinear == Nonlinear::Table) {
      bits = by_table(value);
    } else if (plan_.nonlinear == Nonlinear::ReLU && !(value > 0)) {
      bits = std::isnan(value) ? round_result(value, hazards_) : 0;
    } else {
      bits = round_result(value, hazards_);
    }
    return bits == kMinusZero ? 0 : bits;
  }

 private:
  static constexpr std::uint16_t kMinusZero = 0x8000;

  /// 7.2: the input of a table is rounded, and so is its output.
  std::uint16_t by_table(double value) {
    const auto result = coefficients_.table->evaluate(half_to_double(double_to_half(value)));
    if (result) return round_result(*result, hazards_);
    ++hazards_.outside_table;
    return double_to_half(std::numeric_limits<double>::quiet_NaN());
  }

  const NeuralPlan& plan_;
  const Coefficients& coefficients_;
  Hazards& hazards_;
};

std::vector<double> starts(const NeuralPlan& plan, const Coefficients& coefficients) {
  std::vector<double> out(plan.result.shape.channels, plan.accumulator_bias);
  for (std::size_t o = 0; o < coefficients.biases.size(); ++o)
    out[o] += half_to_double(coefficients.biases[o]);
  return out;
}

std::vector<double> convolve(const NeuralPlan& plan, const Image& source, const Coefficients& coefficients,
                             const Options& options) {
  const std::vector<double> start = starts(plan, coefficients);
  const Convolution convolution{source,
                                plan.geometry,
                                plan.pad_top,
                                plan.pad_left,
                                plan.result.shape.height,
                                plan.result.shape.width,
                                coefficients.weights,
                                start};
  std::vector<double> sums(plan.result.shape.elements());
  if (options.kernels == Kernels::Plain) {
    convolve_plain(convolution, sums);
  } else {
    convolve_fast(convolution, sums, options.threads);
  }
  return sums;
}

/// 8.6: the sum or the maximum over the input channels of one pixel.
std::vector<double> reduce_channels(const NeuralPlan& plan, const Image& source) {
  const bool maximum = plan.operation == NeuralPlan::Operation::ChannelMaximum;
  const std::uint64_t plane = source.shape.height * source.shape.width;
  std::vector<double> out(plane, maximum ? -std::numeric_limits<double>::infinity() : plan.accumulator_bias);
  for (std::uint64_t c = 0; c < source.shape.channels; ++c) {
    for (std::uint64_t i = 0; i < plane; ++i) {
      const double value = half_to_double(source.bits[c * plane + i]);
      if (!maximum) {
        out[i] += value;
      } else if (value > out[i] || std::isnan(value)) {
        out[i] = value;
      }
    }
  }
  return out;
}

bool passes_bits(const NeuralPlan& plan) {
  return plan.operation == NeuralPlan::Operation::Copy && plan.nonlinear == Nonlinear::None &&
         plan.post_scale == 1 && plan.accumulator_bias == 0;
}

}  // namespace

Image execute_neural(const NeuralPlan& plan, const Image& source, const Coefficients& coefficients,
                     const Options& options, Hazards& hazards) {
  Image result{plan.result.shape, {}};
  if (passes_bits(plan)) {
    result.bits = source.bits;
    return result;
  }
  result.bits.reserve(plan.result.shape.elements());
  Pipeline pipeline(plan, coefficients, hazards);
  if (plan.operation == NeuralPlan::Operation::Copy) {
    for (const std::uint16_t bits : source.bits)
      result.bits.push_back(pipeline.finish(half_to_double(bits) + plan.accumulator_bias));
    return result;
  }
  const std::vector<double> sums = plan.operation == NeuralPlan::Operation::Convolution
                                       ? convolve(plan, source, coefficients, options)
                                       : reduce_channels(plan, source);
  for (const double sum : sums) result.bits.push_back(pipeline.finish(sum));
  return result;
}

}  // namespace ane::exec
