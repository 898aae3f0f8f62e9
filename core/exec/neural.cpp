// The pipeline of the neural engines: docs/formats/execution-h13.md, 7, 8.6 and 13.

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "core/exec/convolution.hpp"
#include "core/exec/engines.hpp"
#include "core/exec/rounding.hpp"

namespace ane::exec {
namespace {

constexpr double kLargeSum = 32768;  // where the accumulators of other chips overflow (13)

class NeuralPipeline {
 public:
  NeuralPipeline(const NeuralPlan& plan, const Coefficients& coefficients, Hazards& hazards)
      : plan_(plan), coefficients_(coefficients), hazards_(hazards) {}

  std::uint16_t finish(double accumulator) {
    if (std::fabs(accumulator) >= kLargeSum) ++hazards_.large_sums;
    const double value = accumulator * plan_.post_scale;
    std::uint16_t bits = 0;
    if (plan_.nonlinear == Nonlinear::Table) {
      bits = by_table(value);
    } else if (plan_.nonlinear == Nonlinear::ReLU && !(value > 0)) {
      bits = 0;  // of NaN as well: 7.5 has no other case
    } else {
      bits = round_result(value, hazards_);
    }
    return bits == kMinusZero ? 0 : bits;
  }

 private:
  static constexpr std::uint16_t kMinusZero = 0x8000;

  /// 7.2: the input of a table is rounded, and so is its output.
  std::uint16_t by_table(double value) {
    const auto result = coefficients_.table->evaluate(rounded(value));
    if (result) return round_result(*result, hazards_);
    ++hazards_.outside_table;
    return kNaN;
  }

  static double rounded(double value) {
    bool tie = false;
    return std::isnan(value) ? value : widen(narrow(value, tie));
  }

  const NeuralPlan& plan_;
  const Coefficients& coefficients_;
  Hazards& hazards_;
};

/// Sums that are all written before one is read, so that nobody has to clear them.
struct Sums {
  explicit Sums(std::uint64_t size)
      : values(std::make_unique_for_overwrite<double[]>(size)), all(values.get(), size) {}
  std::unique_ptr<double[]> values;
  std::span<double> all;
};

std::vector<double> starts(const NeuralPlan& plan, const Coefficients& coefficients) {
  std::vector<double> out(plan.result.shape.channels, plan.accumulator_bias);
  for (std::size_t o = 0; o < coefficients.biases.size(); ++o) out[o] += widen(coefficients.biases[o]);
  return out;
}

Sums convolve(const NeuralPlan& plan, const Image& source, const Coefficients& coefficients,
              const Options& options) {
  const std::vector<double> start = starts(plan, coefficients);
  const Convolution convolution{source,
                                plan.geometry,
                                plan.pad_top,
                                plan.pad_left,
                                plan.result.shape.height,
                                plan.result.shape.width,
                                coefficients.weights,
                                start,
                                options.give_up};
  Sums sums(plan.result.shape.elements());
  if (options.kernels == Kernels::Plain) {
    convolve_plain(convolution, sums.all);
  } else {
    convolve_fast(convolution, sums.all, options.threads);
  }
  return sums;
}

/// 8.6: the sum or the maximum over the input channels of one pixel.
Sums reduce_channels(const NeuralPlan& plan, const Image& source) {
  const bool maximum = plan.operation == NeuralPlan::Operation::ChannelMaximum;
  const std::uint64_t plane = source.shape.height * source.shape.width;
  Sums sums(plane);
  double* out = sums.values.get();
  std::fill_n(out, plane, maximum ? -std::numeric_limits<double>::infinity() : plan.accumulator_bias);
  for (std::uint64_t c = 0; c < source.shape.channels; ++c) {
    for (std::uint64_t i = 0; i < plane; ++i) {
      const double value = widen(source.bits[c * plane + i]);
      if (!maximum) {
        out[i] += value;
      } else if (value > out[i] || std::isnan(value)) {
        out[i] = value;
      }
    }
  }
  return sums;
}

/// Each thread rounds a stretch of its own and counts for itself.
void finish_all(const NeuralPlan& plan, const Coefficients& coefficients, std::span<const double> sums,
                unsigned threads, std::span<std::uint16_t> bits, Hazards& hazards) {
  constexpr std::size_t kWorthAThread = 1u << 15;
  const std::size_t parts = std::clamp<std::size_t>(sums.size() / kWorthAThread, 1, std::max(threads, 1u));
  std::vector<Hazards> counted(parts);
  const auto finish = [&](std::size_t part) {
    NeuralPipeline pipeline(plan, coefficients, counted[part]);
    const std::size_t from = sums.size() * part / parts, to = sums.size() * (part + 1) / parts;
    for (std::size_t i = from; i < to; ++i) bits[i] = pipeline.finish(sums[i]);
  };
  std::vector<std::thread> helpers;
  for (std::size_t part = 1; part < parts; ++part) helpers.emplace_back(finish, part);
  finish(0);
  for (std::thread& helper : helpers) helper.join();
  for (const Hazards& part : counted) hazards += part;
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
    for (const std::uint16_t bits : result.bits) count_result(bits, hazards);
    return result;
  }
  result.bits.resize(plan.result.shape.elements());
  NeuralPipeline pipeline(plan, coefficients, hazards);
  if (plan.operation == NeuralPlan::Operation::Copy) {
    std::transform(source.bits.begin(), source.bits.end(), result.bits.begin(),
                   [&](std::uint16_t bits) { return pipeline.finish(widen(bits) + plan.accumulator_bias); });
    return result;
  }
  const Sums sums = plan.operation == NeuralPlan::Operation::Convolution
                        ? convolve(plan, source, coefficients, options)
                        : reduce_channels(plan, source);
  finish_all(plan, coefficients, sums.all, options.kernels == Kernels::Plain ? 1 : options.threads,
             result.bits, hazards);
  return result;
}

}  // namespace ane::exec
