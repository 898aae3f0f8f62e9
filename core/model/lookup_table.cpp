#include "core/model/lookup_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "core/base/bits.hpp"
#include "core/model/constants.hpp"

namespace ane::model {
namespace {

constexpr double kHalfSamples = 16, kAllSamples = 32;
constexpr std::size_t kLowPiece = 37, kHighPiece = 39;

}  // namespace

std::optional<LookupTable> LookupTable::parse(ByteView bytes) {
  if (bytes.size() < kBytes) return std::nullopt;
  LookupTable table;
  table.where_ = {bytes.extent().offset, kBytes};
  for (std::size_t i = 0; i < table.halves_.size(); ++i) table.halves_[i] = bytes.u16(2 * i).value_or(0);
  return table;
}

double LookupTable::value(std::size_t index) const {
  return half_to_double(halves_[index]);
}

LookupTable::Mode LookupTable::mode() const {
  switch (mode_word()) {
    case 0x01:
      return Mode::TwoSided;
    case 0x60:
      return Mode::Odd;
    case 0x0a:
      return Mode::PowerOfTwo;
    case 0xc9:
      return Mode::Logarithm;
    case 0x67:
      return Mode::Reciprocal;
    case 0xc5:
      return Mode::SquareRoot;
    case 0xc6:
      return Mode::InverseSquareRoot;
    default:
      return Mode::Unknown;
  }
}

TableBasis LookupTable::basis() const {
  switch (mode()) {
    case Mode::TwoSided:
    case Mode::Odd:
      return TableBasis::Supported;
    case Mode::Unknown:
      return TableBasis::Unknown;
    default:
      return TableBasis::Inferred;
  }
}

double LookupTable::sample_x(std::size_t j) const {
  double first = 0;
  if (mode() == Mode::TwoSided || mode() == Mode::Unknown) first = -kHalfSamples;
  // The mantissa of the logarithm and of the reciprocal begins at 1/2.
  const double start = mode() == Mode::Logarithm || mode() == Mode::Reciprocal ? 0.5 : 0;
  return start + std::ldexp(first + static_cast<double>(j), -static_cast<int>(shift()));
}

double LookupTable::interpolate(double position) const {
  const double at = std::clamp(position, 0.0, kAllSamples);
  const auto j = std::min(static_cast<std::size_t>(at), kSamples - 2);
  const double share = at - static_cast<double>(j);
  if (share == 0) return sample(j);
  if (share == 1) return sample(j + 1);
  return sample(j) + (sample(j + 1) - sample(j)) * share;
}

std::optional<double> LookupTable::evaluate(double x) const {
  if (mode() == Mode::Unknown || std::isnan(x)) return std::nullopt;
  if (basis() == TableBasis::Inferred) return in_octaves(x);
  const bool negate = mode() == Mode::Odd && x < 0;
  if (negate) x = -x;
  double y = 0;
  if (x < x_low()) {
    y = y_low();
  } else if (x > x_high()) {
    y = y_high();
  } else if (x < domain_start()) {
    y = low_slope() * x + low_intercept();
  } else if (x > domain_end()) {
    y = high_slope() * x + high_intercept();
  } else {
    y = interpolate(std::ldexp(x - domain_start(), shift()));
  }
  return negate ? -y : y;
}

// Tables of one octave: the exponent is taken out before and put back after.
std::optional<double> LookupTable::in_octaves(double x) const {
  const bool reciprocal = mode() == Mode::Reciprocal;
  const bool negate = reciprocal && x < 0;
  if (negate) x = -x;
  if (x < 0 && mode() != Mode::PowerOfTwo) return std::nullopt;
  if (x < x_low() || (x == 0 && mode() != Mode::PowerOfTwo)) return negate ? -y_low() : y_low();
  if (x > x_high() || std::isinf(x)) return negate ? -y_high() : y_high();
  const auto [input, exponent] = octave_of(x);
  const double y = interpolate(std::ldexp(input - domain_start(), shift()));
  if (mode() == Mode::Logarithm) return y + exponent;
  return std::ldexp(negate ? -y : y, exponent);
}

std::pair<double, int> LookupTable::octave_of(double x) const {
  if (mode() == Mode::PowerOfTwo) {
    const double whole = std::floor(x);
    return {x - whole, static_cast<int>(std::clamp(whole, -4096.0, 4096.0))};
  }
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);
  if (mode() == Mode::Logarithm) return {mantissa, exponent};
  if (mode() == Mode::Reciprocal) return {mantissa, -exponent};
  // x = m * 4^k with m from 1/2 to 2.
  if (exponent % 2 != 0) {
    mantissa *= 2;
    --exponent;
  }
  return {mantissa, mode() == Mode::SquareRoot ? exponent / 2 : -exponent / 2};
}

std::optional<LookupTable::Lookup> LookupTable::lookup(double x) const {
  if (mode() == Mode::Unknown || std::isnan(x)) return std::nullopt;
  Lookup found;
  found.negate = x < 0 && (mode() == Mode::Odd || mode() == Mode::Reciprocal);
  found.input = found.negate ? -x : x;
  if (found.input < x_low() || found.input > x_high()) return std::nullopt;
  if (basis() == TableBasis::Inferred) {
    if (std::isinf(found.input) || (found.input <= 0 && mode() != Mode::PowerOfTwo)) return std::nullopt;
    std::tie(found.input, found.exponent) = octave_of(found.input);
  } else if (found.input < domain_start() || found.input > domain_end()) {
    return std::nullopt;
  }
  const double at = std::clamp(std::ldexp(found.input - domain_start(), shift()), 0.0, kAllSamples);
  found.sample = std::min(static_cast<std::size_t>(at), kSamples - 2);
  found.share = at - static_cast<double>(found.sample);
  found.y = interpolate(at);
  return found;
}

std::vector<TableSegment> segments_of(const LookupTable& table) {
  using Kind = TableSegment::Kind;
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::vector<TableSegment> segments;
  // Tables of hostile files have ends in any order, and steps too small to tell one sample from the next.
  const auto add = [&](Kind kind, double from, double to, double slope, double y, std::size_t half,
                       std::size_t sample = 0) {
    const bool one = kind == Kind::Below || kind == Kind::Above;
    if (from < to)
      segments.push_back({kind, sample, from, to, slope, y, {table.offset_of(half), one ? 2U : 4U}});
  };
  const double low = table.x_low(), high = table.x_high();
  const double start = table.domain_start(), end = table.domain_end();
  const bool pieces = table.basis() == TableBasis::Supported;
  if (pieces) {
    add(Kind::Below, table.mode() == LookupTable::Mode::Odd ? 0 : -kInfinity, low, 0, table.y_low(), 2);
    const double y = std::isinf(low) ? table.low_slope() * start + table.low_intercept()
                                     : table.low_slope() * low + table.low_intercept();
    add(Kind::LowPiece, low, std::min(start, high), table.low_slope(), y, kLowPiece);
  }
  for (std::size_t j = 0; j + 1 < LookupTable::kSamples; ++j) {
    const double from = table.sample_x(j), to = table.sample_x(j + 1);
    const double slope = (table.sample(j + 1) - table.sample(j)) / (to - from);
    add(Kind::Sampled, from, to, slope, table.sample(j), LookupTable::kFirstSample + j, j);
  }
  if (pieces) {
    const double from = std::max(end, low);
    add(Kind::HighPiece, from, high, table.high_slope(), table.high_slope() * from + table.high_intercept(),
        kHighPiece);
    add(Kind::Above, high, kInfinity, 0, table.y_high(), 3);
  }
  return segments;
}

std::optional<LookupTable> table_of(ByteView file, const Facts& facts, const std::vector<Buffer>& buffers) {
  const std::vector<Chunk> places = table_places(facts, buffers);
  if (places.empty()) return std::nullopt;
  return LookupTable::parse(file.clipped(places.front().bytes.offset, places.front().bytes.size));
}

}  // namespace ane::model
