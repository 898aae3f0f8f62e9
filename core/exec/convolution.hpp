#pragma once
// Sums of products (docs/formats/execution-h13.md, 7.2): fp16 products are exact in double precision, and so
// is their sum but for the last bits of very long ones.

#include <cstdint>
#include <span>

#include "core/exec/image.hpp"
#include "core/model/kernel_slots.hpp"

namespace ane::exec {

struct Convolution {
  const Image& source;
  const model::KernelGeometry& geometry;
  std::int64_t pad_top = 0, pad_left = 0;
  std::uint64_t out_height = 0, out_width = 0;
  std::span<const std::uint16_t> weights;  ///< as Coefficients::weights
  std::span<const double> start;           ///< what each output channel's sum begins with

  GiveUp give_up = {};  ///< then the sums stay incomplete

  std::uint64_t out_channels() const { return geometry.groups * geometry.outputs; }
  std::uint64_t out_plane() const { return out_height * out_width; }
  /// The input channel of output channel `o` that its weight `i` meets.
  std::uint64_t input_channel(std::uint64_t o, std::uint64_t i) const {
    return geometry.depthwise ? o : o / geometry.outputs * geometry.inputs + i;
  }
};

/// Output channels, rows, columns; one after the other exactly as the formula says it. Judges the other one.
void convolve_plain(const Convolution& convolution, std::span<double> sums);

/// The same sums, each in the same order of its products and therefore with the same bits, but many at a
/// time.
void convolve_fast(const Convolution& convolution, std::span<double> sums, unsigned threads);

}  // namespace ane::exec
