#include "core/run/compare.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/bits.hpp"

namespace ane::run {
namespace {

double error_of(double value, double expected) {
  if (std::isnan(value) || std::isnan(expected))
    return std::isnan(value) && std::isnan(expected) ? 0 : HUGE_VAL;
  return value == expected ? 0 : std::fabs(value - expected);
}

// An infinite tolerance would let infinite errors pass.
double allowed(double expected, const Tolerance& tolerance) {
  return std::isfinite(expected) ? tolerance.absolute + tolerance.relative * std::fabs(expected)
                                 : tolerance.absolute;
}

class Cosine {
 public:
  void add(double a, double b) {
    if (!std::isfinite(a) || !std::isfinite(b)) {
      strange_ = strange_ || !(a == b || (std::isnan(a) && std::isnan(b)));
      return;
    }
    any_ = true;
    product_ += a * b;
    a_ += a * a;
    b_ += b * b;
  }
  /// Nothing where NaN or infinity stands against something else, and where there is no number at all.
  std::optional<double> value() const {
    if (strange_ || !any_) return std::nullopt;
    if (a_ == 0 || b_ == 0) return a_ == b_ ? 1 : 0;
    return std::clamp(product_ / std::sqrt(a_ * b_), -1.0, 1.0);
  }

 private:
  double product_ = 0, a_ = 0, b_ = 0;
  bool any_ = false, strange_ = false;
};

}  // namespace

Comparison compare(std::span<const std::uint16_t> values, const NpyArray& expected,
                   const Tolerance& tolerance) {
  Comparison result;
  Cosine cosine;
  double worst = -HUGE_VAL;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double value = half_to_double(values[i]), wanted = expected.value(i);
    const double error = error_of(value, wanted);
    cosine.add(value, wanted);
    result.max_abs_error = std::max(result.max_abs_error, error);
    if (error == 0) continue;
    if (wanted != 0)
      result.max_rel_error =
          std::max(result.max_rel_error, std::isfinite(error) ? error / std::fabs(wanted) : HUGE_VAL);
    const double excess = error - allowed(wanted, tolerance);
    // Not "excess > 0": a tolerance that is NaN lets nothing pass.
    if (!(excess <= 0)) ++result.failing;
    if (result.worst && !(excess > worst)) continue;
    worst = excess;
    result.worst = i;
    result.worst_value = value;
    result.worst_expected = wanted;
  }
  result.cosine = cosine.value();
  result.pass = result.failing == 0;
  return result;
}

}  // namespace ane::run
