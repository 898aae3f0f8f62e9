#pragma once
// One constant of a program, worked out so that it can be drawn.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/state/jobs.hpp"
#include "core/document/document.hpp"
#include "core/model/constants.hpp"
#include "core/model/half_counts.hpp"
#include "core/model/lookup_table.hpp"
#include "core/model/table_function.hpp"

namespace ane::state {

/// A matrix in which every cell stands for `row_step` * `column_step` elements of a larger one: the value of
/// the largest magnitude, NaN where there is one.
struct ReducedMatrix {
  std::uint64_t row_step = 1, column_step = 1;
  std::uint64_t rows = 0, columns = 0;
  std::vector<std::uint16_t> cells;  ///< fp16 bits
};

/// Immutable; made by a job.
struct ShownConstant {
  std::size_t index = 0;  ///< in the survey's list
  model::Constant constant;
  model::ConstantTensorPtr tensor;  ///< null for tables and for what is raw
  std::string reason;               ///< why it is raw
  model::HalfCounts counts;         ///< of what is raw: of its bytes taken as fp16
  model::Statistics statistics;
  std::vector<std::uint16_t> values;  ///< in C order; empty where there are too many to keep
  ReducedMatrix reduced;              ///< of the matrix (first dimension) x (the others)
  std::optional<model::LookupTable> table;
  std::optional<model::TableFunction> function;

  std::uint64_t matrix_rows() const { return tensor ? tensor->shape()[0] : 0; }
  std::uint64_t matrix_columns() const { return tensor ? tensor->count() / tensor->shape()[0] : 0; }
  /// fp16 bits of an element.
  std::uint16_t at(std::uint64_t element) const;
};
using ShownConstantPtr = std::shared_ptr<const ShownConstant>;

/// Reads the whole constant once; null where it was cancelled.
ShownConstantPtr make_shown(const document::DocumentPtr& document, const model::Constant& constant,
                            std::size_t index, Progress& progress);

/// The reduced matrix of values in C order.
ReducedMatrix reduce_matrix(const std::vector<std::uint16_t>& values, std::uint64_t rows,
                            std::uint64_t columns);

/// The order of magnitudes with NaN above all: the half that stands for two in a reduced matrix.
std::uint16_t stronger(std::uint16_t a, std::uint16_t b);

}  // namespace ane::state
