#pragma once
// The 128-byte tables by which the neural engines apply functions (docs/formats/weights-h13.md 4).

#include <array>
#include <cstdint>
#include <vector>

namespace ane::writer {

/// A curve: 33 samples 2^-shift apart, straight pieces on both sides of them, constants beyond.
struct LookupTable {
  static constexpr std::size_t kSamples = 33;
  static constexpr std::size_t kBytes = 128;
  /// Ranges: two-sided around 0, [-16 * 2^-shift, 16 * 2^-shift]; or of an odd function, [0, 32 * 2^-shift].
  static constexpr std::uint16_t kTwoSided = 0x01, kOdd = 0x60;
  /// Ranges of functions that are reduced to one binade or two by the exponent (weights-h13.md 4.3,
  /// inferred): [0, 1) times 2^n, [0.5, 1) and [0.5, 2) times powers of 2 and 4. Samples then count from 0 or
  /// 0.5.
  static constexpr std::uint16_t kExp2 = 0x0a, kReciprocal = 0x67, kSqrt = 0xc5, kRsqrt = 0xc6;
  /// With this shift every input but 0 takes a straight piece.
  static constexpr std::uint16_t kNoSamples = 0x40;

  double x_low = 0, x_high = 0;  ///< inputs below and above these …
  double y_low = 0, y_high = 0;  ///< … give these
  std::array<double, kSamples> samples{};
  double low_slope = 0, low_intercept = 0;    ///< between x_low and the first sample
  double high_slope = 0, high_intercept = 0;  ///< between the last sample and x_high
  std::uint16_t shift = 0;
  std::uint16_t mode = kTwoSided;
};

/// The table as it lies in the constant section; every number is rounded to fp16.
std::vector<std::uint8_t> encode_table(const LookupTable& table);

/// The tables of Apple's compiler for these functions. Those of gelu and silu are fitted to no known rule and
/// are not made here.
LookupTable sigmoid_table();
LookupTable tanh_table();
/// 2^x for x of -25 to 16; for exp the task multiplies by log2 e first.
LookupTable exp2_table();
LookupTable reciprocal_table();
LookupTable sqrt_table();
LookupTable rsqrt_table();
LookupTable leaky_relu_table(double slope);
/// max(x, value) and min(x, value).
LookupTable maximum_table(double value);
LookupTable minimum_table(double value);

}  // namespace ane::writer
