#pragma once
// What a task does, in numbers: its registers after every rule of docs/formats/execution-h13.md was held
// against them. Making a plan reads no memory but the kernel's; executing one asks no register.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/exec/acceptance.hpp"
#include "core/exec/gate.hpp"
#include "core/exec/machine.hpp"
#include "core/model/chunks.hpp"
#include "core/model/kernel_slots.hpp"

namespace ane::exec {

/// Extents of an operand as the operation sees it, of one group.
struct Shape {
  std::uint64_t groups = 1, channels = 0, height = 0, width = 0;
  std::uint64_t elements() const { return groups * channels * height * width; }
};

/// A source, or the result: what the operation sees, and where its elements are stored. With `transposed`,
/// stored element (c, y, x) is element (x, y, c) of `shape` (8.2).
struct PlannedOperand {
  Shape shape;
  bool transposed = false;
  StoredTensor place;                ///< where it is read or written
  std::optional<StoredTensor> kept;  ///< sources: where on chip it is left for later tasks (SourceType 1)
  std::string port;                  ///< "source 1", "source 2", "result"
  std::string_view field;            ///< to blame where an access leaves its buffer
};

enum class Nonlinear { None, ReLU, Table };

/// A task of the neural engines (7, 8.6).
struct NeuralPlan {
  enum class Operation { Convolution, Copy, ChannelSum, ChannelMaximum };
  Operation operation = Operation::Copy;
  PlannedOperand source, result;
  // Convolutions.
  model::KernelGeometry geometry;
  bool zero_skipping = false;
  std::int64_t pad_left = 0, pad_top = 0;
  // All operations.
  double accumulator_bias = 0, post_scale = 1;
  Nonlinear nonlinear = Nonlinear::None;
  std::uint32_t kernel_slot = 0;
  std::vector<model::Chunk> chunks;  ///< enabled coefficient channels; `bytes` are not set
};

/// A task of the planar engine (9).
struct PlanarPlan {
  enum class Operation { Add, Multiply, Maximum, Minimum, SumOfSquares };
  enum class Pool { None, Sum, Maximum };
  enum class Function { None, Reciprocal, InverseSquareRoot };
  Operation operation = Operation::Add;
  bool negate1 = false, negate2 = false, absolute = false, relu = false;
  bool constant_rows = false;  ///< source 2 is a row to add and a row to multiply with (TaskType 4)
  Shape shape;                 ///< of the operation, before a pool
  PlannedOperand source1, result;
  std::optional<PlannedOperand> source2;
  double bias = 0, scale = 1, final_scale = 1, epsilon = 0;
  Pool pool = Pool::None;
  Function function = Function::None;
};

struct TaskPlan {
  std::optional<NeuralPlan> neural;  ///< one of the two
  std::optional<PlanarPlan> planar;
  std::string operation;  ///< in words
};

/// What earlier tasks of the program did, as far as rules ask for it.
struct History {
  std::vector<StoredTensor> results;  ///< in buffers, in the order of the tasks
  std::vector<std::size_t> writers;   ///< the task of each
};

/// Holds the task's registers against the rules. Where the gate is not open afterwards the plan is incomplete
/// and must not be executed.
TaskPlan plan_task(Gate& gate, const Acceptance& acceptance, const History& history);

// Parts of it.
void plan_neural(Gate& gate, const History& history, TaskPlan& plan);
void plan_planar(Gate& gate, const History& history, TaskPlan& plan);

/// Which operands a task has and where they are, after the rules of sections 3, 5, 8 and 10.
struct Operands {
  bool two_sources = false;
  bool source1_on_chip = false, source1_kept = false, source2_on_chip = false, result_on_chip = false;
};
Operands plan_operands(Gate& gate, bool two_sources);

/// The place of an operand whose stored extents are `stored`.
StoredTensor place_source1(Gate& gate, const Operands& operands, const History& history, const Shape& stored);
StoredTensor place_source2(Gate& gate, const Operands& operands, const Shape& stored);
StoredTensor place_result(Gate& gate, const Operands& operands, const Shape& stored);
/// Where a source of SourceType 1 is left on chip.
StoredTensor place_kept(Gate& gate, const Shape& stored);

/// C and W exchanged where `transposed`.
Shape stored_shape(Shape shape, bool transposed);

/// The most elements of an operand, and multiply-adds of a task, that the executor takes on.
inline constexpr std::uint64_t kMaxElements = std::uint64_t{1} << 27;
inline constexpr std::uint64_t kMaxProducts = std::uint64_t{1} << 37;

}  // namespace ane::exec
