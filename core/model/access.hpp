#pragma once
// What a task reads and writes: every operand with its place, its shape as it is stored and the bytes that it
// moves. Cost, the memory map and the graph are made of this.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/extent.hpp"
#include "core/model/facts.hpp"

namespace ane::model {

/// Memory is moved in whole lines; rows begin on a line (row strides are multiples of it in every known
/// file).
inline constexpr std::uint64_t kLineBytes = 64;

enum class Port { Source1, Source2, Result, Kernel, Table };
/// "source 1", "source 2", "result", "kernel", "table"
std::string_view port_name(Port port);

/// Where an operand lies in L2: rows outermost, channels inside a row (docs/formats/execution-h13.md, 8.1).
struct OnChip {
  std::uint64_t base = 0;
  std::uint64_t channel_stride = 0, row_stride = 0, group_stride = 0;  ///< bytes
};

struct Access {
  Port port = Port::Source1;
  bool on_chip = false;          ///< in L2 and nowhere else
  bool kept = false;             ///< a source from memory that is also left in L2, for later tasks
  std::optional<Operand> place;  ///< buffer and offset; nothing on chip, or where the task names no buffer
  std::optional<OnChip> l2;      ///< where it is on chip or kept

  /// As stored: groups, planes (of `interleave` channels each), rows, and bytes used of a row. 0 where a size
  /// is not known. Kernels and tables are one row.
  std::uint64_t groups = 1, planes = 0, rows = 0, row_bytes = 0;
  std::uint64_t group_stride = 0, plane_stride = 0, row_stride = 0;  ///< bytes
  std::uint64_t elements = 0;                                        ///< of all groups; 0 where not known

  /// Bytes moved, in whole lines, each counted once. Nothing where a size or the element format is not known.
  std::optional<std::uint64_t> bytes() const;
  /// Bytes of memory from the first to the last one touched. Nothing as above, on chip, or where it does not
  /// fit 64 bits.
  std::optional<std::uint64_t> extent() const;
  bool writes() const { return port == Port::Result; }
};

/// An operand with more separate runs than this is not followed byte by byte.
inline constexpr std::uint64_t kMaxRuns = 4096;
/// The runs of bytes of memory that an operand touches, ascending and all of one size. Padding up to the next
/// line counts with a row, as the hardware moves whole lines. Nothing where they are too many, where a size
/// is not known, or where the operand is not in memory.
std::optional<std::vector<Extent>> runs_in_memory(const Access& access);
/// The same in L2, where rows are padded to 16 bytes.
std::optional<std::vector<Extent>> runs_on_chip(const Access& access);

/// The operands of a task: sources first, then kernel chunks (neighbouring ones as one), table and result.
std::vector<Access> accesses_of(const Facts& facts);

}  // namespace ane::model
