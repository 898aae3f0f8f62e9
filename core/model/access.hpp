#pragma once
// What a task reads and writes: every operand with its place, its shape as it is stored and the bytes that it
// moves. Cost, the memory map and the graph are made of this.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/model/facts.hpp"

namespace ane::model {

/// Memory is moved in whole lines; rows begin on a line (row strides are multiples of it in every known
/// file).
inline constexpr std::uint64_t kLineBytes = 64;

enum class Port { Source1, Source2, Result, Kernel, Table };
/// "source 1", "source 2", "result", "kernel", "table"
std::string_view port_name(Port port);

struct Access {
  Port port = Port::Source1;
  bool on_chip = false;             ///< in L2: the place is an address there
  std::optional<Operand> place;     ///< buffer and offset; nothing on chip, or where the task names no buffer
  std::optional<std::uint64_t> l2;  ///< address on chip

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

/// The operands of a task: sources first, then kernel chunks (neighbouring ones as one), table and result.
std::vector<Access> accesses_of(const Facts& facts);

}  // namespace ane::model
