#pragma once
// What the coefficient channels of a task bring: weights, biases and a lookup table
// (docs/formats/weights-h13.md).

#include <optional>
#include <vector>

#include "core/exec/hazards.hpp"
#include "core/exec/memory.hpp"
#include "core/exec/plan.hpp"
#include "core/model/lookup_table.hpp"

namespace ane::exec {

struct Coefficients {
  /// Output channel by output channel of the whole tensor; within one the input channel, kernel row and
  /// column.
  std::vector<std::uint16_t> weights;
  std::vector<std::uint16_t> biases;  ///< one an output channel, or empty
  std::optional<model::LookupTable> table;
};

/// Reads them, and holds the bytes against what the plan needs: as many chunks, as large, with equal tables.
/// The gate is told what does not fit, and how well the table's mode is known.
Coefficients read_coefficients(Gate& gate, const Memory& memory, const NeuralPlan& plan, Hazards& hazards);

}  // namespace ane::exec
