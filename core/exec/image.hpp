#pragma once
// Operands out of memory and results into it.

#include <cstdint>
#include <optional>
#include <vector>

#include "core/exec/hazards.hpp"
#include "core/exec/memory.hpp"
#include "core/exec/plan.hpp"

namespace ane::exec {

/// fp16 values, groups, channels, rows and columns from the outside in. Every fp16 number is exact as a
/// float.
struct Image {
  Shape shape;
  std::vector<std::uint16_t> bits;

  std::size_t index(std::uint64_t g, std::uint64_t c, std::uint64_t y, std::uint64_t x) const {
    return static_cast<std::size_t>(((g * shape.channels + c) * shape.height + y) * shape.width + x);
  }
};

/// Why an operand cannot be read or written there, as Refusal::reason; nothing where it can: it lies in its
/// buffer, or on chip, where a source must have been written by an earlier task, and no two elements of a
/// result share bytes.
std::optional<std::string> objection_to_read(const Memory& memory, const PlannedOperand& operand);
std::optional<std::string> objection_to_write(const Memory& memory, const StoredTensor& tensor);

/// Reads an operand, as the operation sees it, and counts what section 13 warns of. The checks above were
/// made.
Image load(const Memory& memory, const PlannedOperand& operand, Hazards& hazards);
/// Writes elements that are given as the operation makes them.
void store(Memory& memory, const PlannedOperand& operand, const Image& image);
/// Leaves a source on chip (SourceType 1).
void keep(Memory& memory, const PlannedOperand& operand, const Image& image);

}  // namespace ane::exec
