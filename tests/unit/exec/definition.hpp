#pragma once
// Operations as they are defined, in double precision; written for tests and sharing no code with core/exec.

#include <cstdint>
#include <vector>

#include "tests/support/halves.hpp"

namespace ane::test {

struct ConvShape {
  std::uint64_t out = 1, in = 1, groups = 1;  ///< channels of the whole tensors
  std::uint64_t kernel_height = 1, kernel_width = 1, stride = 1, pad_top = 0, pad_left = 0;
  std::uint64_t in_height = 1, in_width = 1, out_height = 1, out_width = 1;

  std::uint64_t inputs() const { return in / groups; }
  std::size_t weights() const {
    return static_cast<std::size_t>(out * inputs() * kernel_height * kernel_width);
  }
  std::size_t sources() const { return static_cast<std::size_t>(in * in_height * in_width); }
  std::size_t results() const { return static_cast<std::size_t>(out * out_height * out_width); }
};

inline std::vector<double> to_doubles(const Halves& halves) {
  std::vector<double> values;
  values.reserve(halves.size());
  for (const std::uint16_t half : halves) values.push_back(half_value(half));
  return values;
}

inline Halves to_halves(const std::vector<double>& values) {
  Halves halves;
  halves.reserve(values.size());
  for (const double value : values) halves.push_back(double_to_half(value));
  return halves;
}

/// One tap of one input channel added to one output channel.
inline void add_tap(const ConvShape& s, double weight, const double* source, std::uint64_t ky,
                    std::uint64_t kx, double* result) {
  for (std::uint64_t y = 0; y < s.out_height; ++y) {
    const std::uint64_t row = y * s.stride + ky;
    if (row < s.pad_top || row - s.pad_top >= s.in_height) continue;  // outside counts as 0
    const double* from = source + (row - s.pad_top) * s.in_width;
    for (std::uint64_t x = 0; x < s.out_width; ++x) {
      const std::uint64_t column = x * s.stride + kx;
      if (column >= s.pad_left && column - s.pad_left < s.in_width)
        result[y * s.out_width + x] += weight * from[column - s.pad_left];
    }
  }
}

/// weights (out, in / groups, height, width), input and result (C, H, W); `bias` may be empty. Not rounded.
inline std::vector<double> convolve(const ConvShape& s, const Halves& weights, const Halves& bias,
                                    const Halves& input) {
  const std::vector<double> source = to_doubles(input);
  std::vector<double> result(s.results());
  const std::uint64_t plane = s.out_height * s.out_width;
  std::size_t w = 0;
  for (std::uint64_t o = 0; o < s.out; ++o) {
    double* to = result.data() + o * plane;
    if (!bias.empty()) std::fill(to, to + plane, half_value(bias[o]));
    const std::uint64_t first = o / (s.out / s.groups) * s.inputs();
    for (std::uint64_t i = first; i < first + s.inputs(); ++i) {
      for (std::uint64_t ky = 0; ky < s.kernel_height; ++ky) {
        for (std::uint64_t kx = 0; kx < s.kernel_width; ++kx)
          add_tap(s, half_value(weights[w++]), source.data() + i * s.in_height * s.in_width, ky, kx, to);
      }
    }
  }
  return result;
}

}  // namespace ane::test
