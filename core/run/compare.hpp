#pragma once
// What came out against what was expected.

#include <cstdint>
#include <optional>
#include <span>

#include "core/base/npy.hpp"

namespace ane::run {

/// An element passes where |value - expected| <= absolute + relative * |expected|.
struct Tolerance {
  double absolute = 1e-3;
  double relative = 1e-3;
};

/// NaN on both sides and equal infinities are equal. NaN on one side only, and an infinity against anything
/// else, is an infinite error.
struct Comparison {
  bool pass = false;
  double max_abs_error = 0;
  double max_rel_error = 0;  ///< |value - expected| / |expected|; elements whose expected value is 0 left out
  /// Of the vectors of all elements that are finite on both sides. 1 where both are zero, 0 where one is.
  std::optional<double> cosine;  ///< of the finite elements; nothing where there are none, or where NaN or
                                 ///< infinity stands against something else
  std::uint64_t failing = 0;     ///< elements that do not pass
  std::optional<std::uint64_t> worst;  ///< furthest beyond the tolerance, in C order; nothing: all are equal
  double worst_value = 0, worst_expected = 0;
};

/// `values` are fp16 bits; both have as many elements.
Comparison compare(std::span<const std::uint16_t> values, const NpyArray& expected,
                   const Tolerance& tolerance);

}  // namespace ane::run
