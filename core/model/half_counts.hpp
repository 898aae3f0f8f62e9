#pragma once
// Statistics of fp16 values. A half has 65536 values, so counting each of them once answers everything that
// is asked later without a second look at the data.

#include <cstdint>
#include <span>
#include <vector>

namespace ane::model {

/// Of finite values, unless said otherwise. All but the counts are 0 where there is no finite value.
struct Statistics {
  std::uint64_t count = 0;  ///< of all values
  double min = 0, max = 0, mean = 0;
  double std = 0;              ///< standard deviation of the population
  std::uint64_t zeros = 0;     ///< +0 and -0
  std::uint64_t denormal = 0;  ///< not zero, and smaller than the smallest normal half
  std::uint64_t nan = 0, inf = 0;
};

class HalfCounts {
 public:
  HalfCounts() : counts_(kValues) {}

  void add(std::span<const std::uint16_t> bits);
  void add(std::uint16_t bits, std::uint64_t times = 1) { counts_[bits] += times; }

  Statistics statistics() const;
  /// How many finite values lie in each of `bins` equal parts of [low, high]; values on the upper edge belong
  /// to the last one.
  std::vector<std::uint64_t> histogram(double low, double high, std::size_t bins) const;
  /// Finite values below `low` or above `high`.
  std::uint64_t outside(double low, double high) const;
  /// The smallest magnitude that at least `share` (0 … 1) of the finite values do not exceed.
  double magnitude_at(double share) const;

 private:
  static constexpr std::size_t kValues = 65536;
  std::vector<std::uint64_t> counts_;  ///< by bits
};

}  // namespace ane::model
