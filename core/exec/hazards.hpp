#pragma once
// Values for which the hardware's arithmetic may differ from ours (docs/formats/execution-h13.md, 13). They
// are counted and told beside a result; they never change it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ane::exec {

/// Counts over the elements of one task.
struct Hazards {
  std::uint64_t large_sums = 0;  ///< |accumulator| of 32768 or more at the end of its sum
  std::uint64_t nan_inputs = 0, infinite_inputs = 0, subnormal_inputs = 0;  ///< weights included
  std::uint64_t outside_table = 0;  ///< inputs for which a lookup table says nothing; the result is NaN
  std::uint64_t tiny_results = 0;   ///< not zero, and smaller than 2^-14
  std::uint64_t ties = 0;           ///< results half-way between two fp16 numbers
  std::uint64_t nan_results = 0, infinite_results = 0;

  bool none() const;
  Hazards& operator+=(const Hazards& other);
  /// One sentence each, such as "3 results lie half-way between two fp16 numbers".
  std::vector<std::string> sentences() const;
};

}  // namespace ane::exec
