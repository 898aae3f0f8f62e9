#pragma once
// What a task computes and moves, counted from its registers, and what that would take at best. Counts are
// exact where they are given; times are estimates from published peak rates (regdb::Performance) and marked
// so wherever they are shown.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/document/document.hpp"
#include "core/model/access.hpp"

namespace ane::model {

/// What limits a task, as far as estimates can tell.
enum class Bound {
  Compute,  ///< multiply-adds take longer than moving the data
  Memory,   ///< reading and writing memory takes longer
  Weights,  ///< as Memory, and most of the bytes are weights
  OnChip,   ///< nothing is moved and nothing multiplied: only on-chip traffic, of which no rate is known
  Unknown,  ///< a count is missing, or no rates are published
};
/// "compute", "memory", "weights", "on chip", "unknown"
std::string_view bound_name(Bound bound);

struct Cost {
  std::optional<std::uint64_t> multiply_adds;  ///< of a convolution or product, zeros in the weights included
  std::optional<std::uint64_t>
      element_operations;  ///< of other tasks: one for each element of the larger side
  std::uint64_t bytes_read = 0, bytes_written = 0;  ///< memory traffic in whole lines, weights apart
  std::uint64_t bytes_weights = 0;                  ///< kernels and tables
  std::uint64_t on_chip_elements = 0;               ///< of operands that stay on chip
  bool bytes_known = true;                          ///< false: an operand's size is not known and not counted
  std::uint32_t cores = 0;                          ///< 0: the planar engine, or not known
  bool planar = false;
  std::optional<std::uint64_t> cycles;  ///< the compiler's own estimate, in its own unit

  std::uint64_t bytes() const { return bytes_read + bytes_written + bytes_weights; }
  /// Multiply-adds a byte moved; nothing without both.
  std::optional<double> intensity() const;

  /// Estimates, in seconds: the multiply-adds at the peak rate of the cores in use, the bytes at the chip's
  /// memory rate. Nothing where a rate or count is not known.
  std::optional<double> compute_seconds, memory_seconds;
  /// The larger of both; nothing where neither is known.
  std::optional<double> seconds() const;
  Bound bound = Bound::Unknown;
};

Cost cost_of(const Facts& facts);

/// The sums over tasks. Where a count of a task is not known the sum leaves it out and says so.
struct CostTotals {
  std::uint64_t multiply_adds = 0, element_operations = 0;
  std::uint64_t bytes_read = 0, bytes_written = 0, bytes_weights = 0;
  std::uint64_t cycles = 0;
  double seconds = 0;  ///< estimate: the tasks one after the other
  std::size_t tasks = 0, incomplete = 0;

  void add(const Cost& cost);
  std::uint64_t bytes() const { return bytes_read + bytes_written + bytes_weights; }
};

}  // namespace ane::model
