#include "core/model/half_counts.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/bits.hpp"

namespace ane::model {
namespace {

constexpr std::uint32_t kSign = 0x8000, kInfinity = 0x7c00, kSmallestNormal = 0x0400;

bool is_finite(std::uint32_t bits) {
  return (bits & kInfinity) != kInfinity;
}

/// Every half's value, worked out once: histograms are made anew in every frame.
const std::vector<double>& values() {
  static const std::vector<double> list = [] {
    std::vector<double> all(65536);
    for (std::uint32_t bits = 0; bits < all.size(); ++bits)
      all[bits] = half_to_double(static_cast<std::uint16_t>(bits));
    return all;
  }();
  return list;
}

}  // namespace

void HalfCounts::add(std::span<const std::uint16_t> bits) {
  for (const std::uint16_t half : bits) ++counts_[half];
}

Statistics HalfCounts::statistics() const {
  Statistics s;
  std::uint64_t finite = 0;
  double sum = 0;
  for (std::uint32_t bits = 0; bits < kValues; ++bits) {
    const std::uint64_t n = counts_[bits];
    if (n == 0) continue;
    s.count += n;
    const std::uint32_t magnitude = bits & ~kSign;
    if (!is_finite(bits)) {
      (magnitude == kInfinity ? s.inf : s.nan) += n;
      continue;
    }
    if (magnitude == 0) s.zeros += n;
    if (magnitude != 0 && magnitude < kSmallestNormal) s.denormal += n;
    const double value = half_to_double(static_cast<std::uint16_t>(bits));
    s.min = finite == 0 ? value : std::min(s.min, value);
    s.max = finite == 0 ? value : std::max(s.max, value);
    finite += n;
    sum += value * static_cast<double>(n);
  }
  if (finite == 0) return s;
  const auto total = static_cast<double>(finite);
  s.mean = sum / total;
  double squares = 0;
  for (std::uint32_t bits = 0; bits < kValues; ++bits) {
    if (counts_[bits] == 0 || !is_finite(bits)) continue;
    const double away = half_to_double(static_cast<std::uint16_t>(bits)) - s.mean;
    squares += away * away * static_cast<double>(counts_[bits]);
  }
  s.std = std::sqrt(squares / total);
  return s;
}

std::vector<std::uint64_t> HalfCounts::histogram(double low, double high, std::size_t bins) const {
  std::vector<std::uint64_t> result(bins);
  if (!(high > low) || bins == 0) return result;
  for (std::uint32_t bits = 0; bits < kValues; ++bits) {
    if (counts_[bits] == 0 || !is_finite(bits)) continue;
    const double value = values()[bits];
    if (value < low || value > high) continue;
    const auto bin = static_cast<std::size_t>((value - low) / (high - low) * static_cast<double>(bins));
    result[std::min(bin, bins - 1)] += counts_[bits];
  }
  return result;
}

std::uint64_t HalfCounts::outside(double low, double high) const {
  std::uint64_t sum = 0;
  for (std::uint32_t bits = 0; bits < kValues; ++bits) {
    if (counts_[bits] == 0 || !is_finite(bits)) continue;
    const double value = values()[bits];
    if (value < low || value > high) sum += counts_[bits];
  }
  return sum;
}

double HalfCounts::magnitude_at(double share) const {
  std::uint64_t finite = 0;
  for (std::uint32_t m = 0; m < kInfinity; ++m) finite += counts_[m] + counts_[m | kSign];
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(finite)));
  std::uint64_t seen = 0;
  for (std::uint32_t m = 0; m < kInfinity; ++m) {
    seen += counts_[m] + counts_[m | kSign];
    if (seen >= wanted && seen > 0) return half_to_double(static_cast<std::uint16_t>(m));
  }
  return 0;
}

}  // namespace ane::model
