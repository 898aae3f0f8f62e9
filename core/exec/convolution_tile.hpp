#pragma once
// The innermost product: a few output channels by a few pixels, kept in registers.

#include <cstdint>

namespace ane::exec {

struct TileKernel {
  std::uint64_t rows = 1;     ///< output channels
  std::uint64_t columns = 1;  ///< pixels
  /// tile[r][c] += sum over k < depth of weights[k][r] * panel[k][c], k ascending.
  void (*run)(const double* weights, const double* panel, std::uint64_t depth, double* tile) = nullptr;
};

/// The fastest one of this processor for `channels` output channels.
TileKernel best_tile_kernel(std::uint64_t channels);

}  // namespace ane::exec
