#include "core/writer/lookup_table.hpp"

#include <cmath>
#include <limits>

#include "core/base/bits.hpp"

namespace ane::writer {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

LookupTable straight_pieces(double x_low, double x_high, double low_slope, double high_slope) {
  LookupTable table;
  table.x_low = table.y_low = x_low;
  table.x_high = table.y_high = x_high;
  table.low_slope = low_slope;
  table.high_slope = high_slope;
  table.shift = LookupTable::kNoSamples;
  return table;
}

/// Samples of `function` from `start` on, 2^-shift apart; 0 below `first`, where nothing is ever looked up.
LookupTable sampled_from(double start, double first, std::uint16_t shift, std::uint16_t mode,
                         double (*function)(double)) {
  LookupTable table;
  table.shift = shift;
  table.mode = mode;
  for (std::size_t j = 0; j < LookupTable::kSamples; ++j) {
    const double x = start + std::ldexp(static_cast<double>(j), -shift);
    table.samples[j] = x < first ? 0 : function(x);
  }
  return table;
}

}  // namespace

std::vector<std::uint8_t> encode_table(const LookupTable& table) {
  std::vector<std::uint16_t> halves;
  const auto add = [&halves](double value) { halves.push_back(double_to_half(value)); };
  for (const double value : {table.x_low, table.x_high, table.y_low, table.y_high}) add(value);
  for (const double sample : table.samples) add(sample);
  for (const double value : {table.low_slope, table.low_intercept, table.high_slope, table.high_intercept})
    add(value);
  halves.push_back(table.shift);
  halves.push_back(table.mode);
  std::vector<std::uint8_t> bytes;
  for (const std::uint16_t half : halves) {
    bytes.push_back(static_cast<std::uint8_t>(half));
    bytes.push_back(static_cast<std::uint8_t>(half >> 8));
  }
  bytes.resize(LookupTable::kBytes);
  return bytes;
}

LookupTable sigmoid_table() {
  LookupTable table;
  table.x_low = -9.9375;
  table.x_high = 8.3203125;
  table.y_high = 1;
  for (std::size_t j = 0; j < LookupTable::kSamples; ++j) {
    table.samples[j] = 1 / (1 + std::exp(8 - static_cast<double>(j) / 2));
  }
  table.low_slope = 0.00017309;  // the lines through the outermost samples and the ends, as fp16 has them
  table.low_intercept = 0.0017204;
  table.high_slope = 0.0015240;
  table.high_intercept = 0.98730;
  table.shift = 1;
  return table;
}

LookupTable tanh_table() {
  LookupTable table;
  table.x_high = 4;
  table.y_high = 1;
  for (std::size_t j = 0; j < LookupTable::kSamples; ++j)
    table.samples[j] = std::tanh(static_cast<double>(j) / 8);
  table.high_intercept = 1;
  table.shift = 3;
  table.mode = LookupTable::kOdd;
  return table;
}

LookupTable exp2_table() {
  LookupTable table = sampled_from(0, 0, 5, LookupTable::kExp2, [](double x) { return std::exp2(x); });
  table.x_low = -25;
  table.x_high = 16;
  table.y_high = kInfinity;
  return table;
}

LookupTable reciprocal_table() {
  LookupTable table = sampled_from(0.5, 0, 6, LookupTable::kReciprocal, [](double x) { return 1 / x; });
  table.x_high = table.y_low = kInfinity;
  return table;
}

LookupTable sqrt_table() {
  LookupTable table = sampled_from(0, 0.5, 4, LookupTable::kSqrt, [](double x) { return std::sqrt(x); });
  table.x_high = table.y_high = kInfinity;
  return table;
}

LookupTable rsqrt_table() {
  LookupTable table = sampled_from(0, 0.5, 4, LookupTable::kRsqrt, [](double x) { return 1 / std::sqrt(x); });
  table.x_high = table.y_low = kInfinity;
  return table;
}

LookupTable leaky_relu_table(double slope) {
  return straight_pieces(-kInfinity, kInfinity, slope, 1);
}

LookupTable maximum_table(double value) {
  LookupTable table = straight_pieces(value, kInfinity, 1, 1);
  table.samples.fill(value);
  return table;
}

LookupTable minimum_table(double value) {
  return straight_pieces(-kInfinity, value, 1, 1);
}

}  // namespace ane::writer
