#include "core/exec/convolution.hpp"

#include "core/exec/rounding.hpp"

namespace ane::exec {
namespace {

/// Positions outside of the input count as 0 (7.2).
double input_at(const Image& source, std::uint64_t channel, std::int64_t row, std::int64_t column) {
  const auto y = static_cast<std::uint64_t>(row), x = static_cast<std::uint64_t>(column);
  if (row < 0 || column < 0 || y >= source.shape.height || x >= source.shape.width) return 0;
  return widen(source.bits[source.index(0, channel, y, x)]);
}

double one_sum(const Convolution& c, std::uint64_t o, std::uint64_t y, std::uint64_t x) {
  const model::KernelGeometry& g = c.geometry;
  double sum = c.start[o];
  std::uint64_t k = o * g.reduction();
  for (std::uint64_t i = 0; i < g.inputs; ++i) {
    const std::uint64_t channel = c.input_channel(o, i);
    for (std::uint64_t ky = 0; ky < g.height; ++ky) {
      const auto row = static_cast<std::int64_t>(y * g.stride_y + ky) - c.pad_top;
      for (std::uint64_t kx = 0; kx < g.width; ++kx, ++k) {
        const auto column = static_cast<std::int64_t>(x * g.stride_x + kx) - c.pad_left;
        sum += widen(c.weights[k]) * input_at(c.source, channel, row, column);
      }
    }
  }
  return sum;
}

}  // namespace

void convolve_plain(const Convolution& c, std::span<double> sums) {
  std::size_t at = 0;
  for (std::uint64_t o = 0; o < c.out_channels(); ++o) {
    for (std::uint64_t y = 0; y < c.out_height && !c.give_up.now(); ++y) {
      for (std::uint64_t x = 0; x < c.out_width; ++x) sums[at++] = one_sum(c, o, y, x);
    }
  }
}

}  // namespace ane::exec
