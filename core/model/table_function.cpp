#include "core/model/table_function.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "core/base/bits.hpp"
#include "core/base/text.hpp"

namespace ane::model {
namespace {

using Mode = LookupTable::Mode;

constexpr std::array kTwoSided = {Function::Sigmoid, Function::Tanh, Function::Gelu, Function::Silu};
constexpr std::array kOdd = {Function::Tanh};
constexpr std::array kExp2 = {Function::Exp2};
constexpr std::array kLog2 = {Function::Log2};
constexpr std::array kReciprocal = {Function::Reciprocal};
constexpr std::array kSqrt = {Function::Sqrt};
constexpr std::array kInverseSqrt = {Function::InverseSqrt};

/// Samples in front of these are never used: the mantissa of a root begins at 1/2, sample 8.
std::size_t first_sample(Mode mode) {
  return mode == Mode::SquareRoot || mode == Mode::InverseSquareRoot ? 8 : 0;
}

/// Tables without samples, by what their pieces and ends say (4.4).
std::optional<TableFunction> straight(const LookupTable& table) {
  const bool open_low = table.x_low() == -HUGE_VAL && table.y_low() == -HUGE_VAL;
  const bool open_high = table.x_high() == HUGE_VAL && table.y_high() == HUGE_VAL;
  const bool through_zero = table.low_intercept() == 0 && table.high_intercept() == 0;
  if (!through_zero || table.high_slope() != 1 || table.mode() != Mode::TwoSided) return std::nullopt;
  if (open_low && open_high) return TableFunction{Function::LeakyRelu, table.low_slope()};
  if (table.low_slope() != 1) return std::nullopt;
  if (open_high && table.x_low() == table.y_low()) return TableFunction{Function::Maximum, table.x_low()};
  if (open_low && table.x_high() == table.y_high()) return TableFunction{Function::Minimum, table.x_high()};
  return std::nullopt;
}

}  // namespace

std::string_view function_name(Function function) {
  static constexpr std::array<std::string_view, 12> kNames = {"sigmoid",    "tanh",       "gelu", "silu",
                                                              "exp2",       "log2",       "sqrt", "rsqrt",
                                                              "reciprocal", "leaky relu", "max",  "min"};
  return kNames[static_cast<std::size_t>(function)];
}

double exact(Function function, double parameter, double x) {
  switch (function) {
    case Function::Sigmoid:
      return 1 / (1 + std::exp(-x));
    case Function::Tanh:
      return std::tanh(x);
    case Function::Gelu:
      return std::isinf(x) ? std::max(x, 0.0) : 0.5 * x * std::erfc(-x / std::numbers::sqrt2);
    case Function::Silu:
      return std::isinf(x) ? std::max(x, 0.0) : x / (1 + std::exp(-x));
    case Function::Exp2:
      return std::exp2(x);
    case Function::Log2:
      return std::log2(x);
    case Function::Sqrt:
      return std::sqrt(x);
    case Function::InverseSqrt:
      return 1 / std::sqrt(x);
    case Function::Reciprocal:
      return 1 / x;
    case Function::LeakyRelu:
      return x < 0 ? parameter * x : x;
    case Function::Maximum:
      return std::max(x, parameter);
    case Function::Minimum:
      return std::min(x, parameter);
  }
  return std::nan("");
}

std::span<const Function> functions_of(Mode mode) {
  switch (mode) {
    case Mode::TwoSided:
      return kTwoSided;
    case Mode::Odd:
      return kOdd;
    case Mode::PowerOfTwo:
      return kExp2;
    case Mode::Logarithm:
      return kLog2;
    case Mode::Reciprocal:
      return kReciprocal;
    case Mode::SquareRoot:
      return kSqrt;
    case Mode::InverseSquareRoot:
      return kInverseSqrt;
    case Mode::Unknown:
      break;
  }
  return {};
}

std::string TableFunction::name() const {
  switch (function) {
    case Function::LeakyRelu:
      return "leaky relu " + number(parameter);
    case Function::Maximum:
    case Function::Minimum:
      return std::string(function_name(function)) + "(x, " + number(parameter) + ")";
    default:
      return std::string(function_name(function));
  }
}

std::string TableFunction::sentence() const {
  if (compared == 0) return name() + ", by its straight pieces";
  if (exact_samples == compared) return name() + ", all " + std::to_string(compared) + " samples exact";
  char difference[32];
  static_cast<void>(std::snprintf(difference, sizeof difference, "%.2g", largest_difference));
  if (exact_samples * 2 > compared) {
    return name() + ", " + std::to_string(exact_samples) + " of " + std::to_string(compared) +
           " samples exact, largest difference " + difference;
  }
  return name() + ", fitted, largest difference of a sample " + difference;
}

std::optional<TableFunction> compare(const LookupTable& table, Function function, double parameter) {
  TableFunction found{function, parameter};
  if (table.without_samples()) return std::nullopt;
  for (std::size_t j = first_sample(table.mode()); j < LookupTable::kSamples; ++j) {
    const double wanted = exact(function, parameter, table.sample_x(j));
    const double difference = std::fabs(table.sample(j) - wanted);
    if (!std::isfinite(difference)) return std::nullopt;
    ++found.compared;
    const std::uint16_t bits = table.half(LookupTable::kFirstSample + j);
    const std::uint16_t rounded = double_to_half(wanted);
    // The sign of a zero is nobody's business.
    if (bits == rounded || ((bits | rounded) & 0x7fff) == 0) ++found.exact_samples;
    found.largest_difference = std::max(found.largest_difference, difference);
  }
  return found;
}

std::optional<TableFunction> identify(const LookupTable& table) {
  if (table.without_samples()) return straight(table);
  std::optional<TableFunction> best;
  for (const Function function : functions_of(table.mode())) {
    const auto found = compare(table, function);
    if (!found || found->largest_difference > kClose) continue;
    if (!best || found->largest_difference < best->largest_difference) best = found;
  }
  return best;
}

std::string table_sentence(const LookupTable& table) {
  if (const auto found = identify(table)) return found->sentence();
  if (table.mode() == Mode::Unknown) {
    return "lookup table, function unknown: nobody knows the mode " + hex(table.mode_word(), 2);
  }
  return "lookup table, function unknown";
}

TableError table_error(const LookupTable& table, const TableFunction& function, double from, double to,
                       std::size_t steps) {
  TableError error;
  const auto look = [&](double x) {
    const auto y = table.evaluate(x);
    const double wanted = exact(function.function, function.parameter, x);
    if (!y || !std::isfinite(*y) || !std::isfinite(wanted)) return;
    const double difference = std::fabs(half_to_double(double_to_half(*y)) - wanted);
    if (difference > error.largest) error = {difference, x};
  };
  for (std::size_t i = 0; i <= steps; ++i)
    look(from + (to - from) * static_cast<double>(i) / static_cast<double>(std::max<std::size_t>(1, steps)));
  for (std::size_t j = 0; j + 1 < LookupTable::kSamples; ++j) {
    const double middle = (table.sample_x(j) + table.sample_x(j + 1)) / 2;
    if (middle >= from && middle <= to) look(middle);
  }
  return error;
}

}  // namespace ane::model
