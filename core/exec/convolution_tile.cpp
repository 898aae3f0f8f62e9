#include "core/exec/convolution_tile.hpp"

#include <cstddef>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace ane::exec {
namespace {

/// Any processor; the compiler keeps the tile in vector registers.
template <std::size_t kRows, std::size_t kColumns>
void run_plain(const double* weights, const double* panel, std::uint64_t depth, double* tile) {
  double sums[kRows][kColumns];
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t c = 0; c < kColumns; ++c) sums[r][c] = tile[r * kColumns + c];
  }
  for (std::uint64_t k = 0; k < depth; ++k, weights += kRows, panel += kColumns) {
    for (std::size_t r = 0; r < kRows; ++r) {
      for (std::size_t c = 0; c < kColumns; ++c) sums[r][c] += weights[r] * panel[c];
    }
  }
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t c = 0; c < kColumns; ++c) tile[r * kColumns + c] = sums[r][c];
  }
}

#if defined(__x86_64__)

// The loops below have constant bounds, so that the arrays of vectors become registers.

template <std::size_t kRows, std::size_t kVectors>
__attribute__((target("avx512f"))) void run_avx512(const double* weights, const double* panel,
                                                   std::uint64_t depth, double* tile) {
  constexpr std::size_t kLanes = 8;
  __m512d sums[kRows][kVectors];
#pragma GCC unroll 8
  for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 3
    for (std::size_t v = 0; v < kVectors; ++v)
      sums[r][v] = _mm512_loadu_pd(tile + (r * kVectors + v) * kLanes);
  }
  for (std::uint64_t k = 0; k < depth; ++k, weights += kRows, panel += kVectors * kLanes) {
    __m512d inputs[kVectors];
#pragma GCC unroll 3
    for (std::size_t v = 0; v < kVectors; ++v) inputs[v] = _mm512_loadu_pd(panel + v * kLanes);
#pragma GCC unroll 8
    for (std::size_t r = 0; r < kRows; ++r) {
      const __m512d weight = _mm512_set1_pd(weights[r]);
#pragma GCC unroll 3
      for (std::size_t v = 0; v < kVectors; ++v) sums[r][v] = _mm512_fmadd_pd(weight, inputs[v], sums[r][v]);
    }
  }
#pragma GCC unroll 8
  for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 3
    for (std::size_t v = 0; v < kVectors; ++v)
      _mm512_storeu_pd(tile + (r * kVectors + v) * kLanes, sums[r][v]);
  }
}

template <std::size_t kRows, std::size_t kVectors>
__attribute__((target("avx2,fma"))) void run_avx2(const double* weights, const double* panel,
                                                  std::uint64_t depth, double* tile) {
  constexpr std::size_t kLanes = 4;
  __m256d sums[kRows][kVectors];
#pragma GCC unroll 4
  for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 3
    for (std::size_t v = 0; v < kVectors; ++v)
      sums[r][v] = _mm256_loadu_pd(tile + (r * kVectors + v) * kLanes);
  }
  for (std::uint64_t k = 0; k < depth; ++k, weights += kRows, panel += kVectors * kLanes) {
    __m256d inputs[kVectors];
#pragma GCC unroll 3
    for (std::size_t v = 0; v < kVectors; ++v) inputs[v] = _mm256_loadu_pd(panel + v * kLanes);
#pragma GCC unroll 4
    for (std::size_t r = 0; r < kRows; ++r) {
      const __m256d weight = _mm256_set1_pd(weights[r]);
#pragma GCC unroll 3
      for (std::size_t v = 0; v < kVectors; ++v) sums[r][v] = _mm256_fmadd_pd(weight, inputs[v], sums[r][v]);
    }
  }
#pragma GCC unroll 4
  for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 3
    for (std::size_t v = 0; v < kVectors; ++v)
      _mm256_storeu_pd(tile + (r * kVectors + v) * kLanes, sums[r][v]);
  }
}

#endif

}  // namespace

TileKernel best_tile_kernel(std::uint64_t channels) {
  const bool one = channels == 1;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) {
    if (one) return {1, 24, run_avx512<1, 3>};
    return {8, 24, run_avx512<8, 3>};
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    if (one) return {1, 12, run_avx2<1, 3>};
    return {4, 12, run_avx2<4, 3>};
  }
#endif
  if (one) return {1, 16, run_plain<1, 16>};
  return {4, 4, run_plain<4, 4>};
}

}  // namespace ane::exec
