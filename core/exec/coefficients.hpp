#pragma once
// What the coefficient channels of a task bring: weights, biases and a lookup table
// (docs/formats/weights-h13.md).

#include <memory>
#include <optional>
#include <vector>

#include "core/exec/hazards.hpp"
#include "core/exec/memory.hpp"
#include "core/exec/plan.hpp"
#include "core/model/constant_tensor.hpp"
#include "core/model/lookup_table.hpp"

namespace ane::exec {

struct Coefficients {
  /// Output channel by output channel of the whole tensor; within one the input channel, kernel row and
  /// column.
  std::vector<std::uint16_t> weights;
  std::vector<std::uint16_t> biases;  ///< one an output channel, or empty
  std::optional<model::LookupTable> table;
};

/// Where in the kernel's buffer a task's coefficients lie.
class CoefficientPlaces {
 public:
  /// Of a plan that read_coefficients() found nothing wrong with.
  CoefficientPlaces(const Memory& memory, const NeuralPlan& plan);
  ~CoefficientPlaces();
  CoefficientPlaces(const CoefficientPlaces&) = delete;
  CoefficientPlaces& operator=(const CoefficientPlaces&) = delete;

  /// Bytes from the start of the buffer; nothing for zeros that the zero-skipping form does not store.
  std::optional<std::uint64_t> weight(const model::ElementIndex& index) const;
  /// Nothing where the task has no biases.
  std::optional<std::uint64_t> bias(std::uint64_t output) const;

 private:
  struct Store;
  std::unique_ptr<Store> store_;
};

/// Reads them, and holds the bytes against what the plan needs: as many chunks, as large, with equal tables.
/// The gate is told what does not fit, and how well the table's mode is known.
Coefficients read_coefficients(Gate& gate, const Memory& memory, const NeuralPlan& plan, Hazards& hazards);

}  // namespace ane::exec
