#pragma once
// Everything that a program keeps in its constants, as a list: weights, biases, lookup tables and operands by
// task, and the bytes that no task loads. Layouts: docs/formats/weights-h13.md.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/chunks.hpp"
#include "core/model/constant_tensor.hpp"
#include "core/model/kernel_slots.hpp"

namespace ane::model {

enum class ConstantKind {
  Weights,
  Bias,        ///< one value an output channel, in rows before the weights
  CommonBias,  ///< one value for all channels, in a register of the task
  Table,       ///< a lookup table
  Operand,     ///< an image that a task reads from the constants like a tensor
  Unclaimed,   ///< bytes that no task loads
};
/// "weights", "bias", "common bias", "table", "operand", "unclaimed"
std::string_view constant_kind_name(ConstantKind kind);

enum class Encoding {
  Raw,           ///< `reason` says why not more
  Dense,         ///< 2, 5.1
  Grouped,       ///< 5.2: as dense, one padded slot a group
  Depthwise,     ///< 5.3
  ZeroSkipping,  ///< 5.4
  Table,         ///< 4
  BiasScale,     ///< 5.7: a row of biases, then a row of scales
  Rows,          ///< rows and planes with strides, as tensors in memory
  Register,      ///< a field of a register
};
/// "raw", "dense", "grouped", "depthwise", "zero-skipping", "table", "bias-scale", "rows", "register"
std::string_view encoding_name(Encoding encoding);

struct Constant {
  std::string name;  ///< "task 3 weights"
  ConstantKind kind = ConstantKind::Unclaimed;
  Encoding encoding = Encoding::Raw;
  std::string reason;  ///< one sentence, where `encoding` is Raw
  std::optional<std::size_t> task;
  std::size_t program = 0;
  std::string dtype;                     ///< "float16"; "" where nobody knows
  std::array<std::uint64_t, 4> shape{};  ///< all 0 where it is not known
  /// Where the bytes lie: one entry an engine, or one in all. For biases the chunks that hold them among
  /// other things; for tables every copy.
  std::vector<Chunk> chunks;
  std::vector<std::string> symbols;             ///< names of symbols at the chunks' starts
  std::optional<KernelGeometry> geometry = {};  ///< weights and biases whose layout is known
  std::array<std::uint64_t, 4> strides{};       ///< bytes, of operands

  std::uint64_t bytes() const;
  bool known() const { return encoding != Encoding::Raw; }
};

/// Calls `sink` for every constant: task by task, then what nothing claims. Reads no coefficients, except to
/// see whether unclaimed bytes are all zero.
void visit_constants(const document::Document& document, const std::function<void(const Constant&)>& sink);
std::vector<Constant> constants_of(const document::Document& document);
/// Only those of the tasks for which `wanted` answers true, and no bytes that no task loads.
void visit_constants(const document::Document& document, const std::function<bool(std::size_t task)>& wanted,
                     const std::function<void(const Constant&)>& sink);

/// The values of a constant in the order of its shape. Zero-skipping weights are read through once for it.
/// Fails for raw constants and lookup tables, with the reason.
Result<ConstantTensorPtr> open_constant(const document::DocumentPtr& document, const Constant& constant);

/// The kernel that the registers of a convolution describe, or the reason why its layout is not known.
Result<KernelGeometry> kernel_geometry(const Facts& facts);

/// Where the lookup table of a task lies: every copy, or the one that a register points to. Empty where the
/// task uses none or loads it from nowhere.
std::vector<Chunk> table_places(const Facts& facts, const std::vector<Buffer>& buffers);

}  // namespace ane::model
