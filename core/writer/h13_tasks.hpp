#pragma once
// Whole H13 tasks from shapes: convolutions, copies with a function, reductions, elementwise operations; with
// operands in memory or on chip. Every register gets the value that Apple's compilers give it, so that the
// result differs from theirs in nothing that is understood; tests/unit/writer/h13_*_test.cpp compare with the
// words of real files.
//
// Values that follow from shapes follow here as well:
//  - L2: a row of one channel takes its bytes rounded up to 16; one row of all channels lies together, and
//    where that is a multiple of 512 bytes the next row starts 32 (planar) or 48 bytes (neural) later; the
//    second source and the result lie behind the first source (h13-notes.md, "Units of addresses and
//    strides").
//  - Engines: as many as output channels, rounded up to a power of two, at most 16.
//  - Patches: 16 to 512 elements wide, and as high as keeps them within 512 elements (read off eight shapes).

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/writer/hwx_writer.hpp"
#include "core/writer/task_builder.hpp"
#include "core/writer/weights.hpp"

namespace ane::writer {

/// The versions whose habits differ in what they write to registers without effect.
enum class Compiler { MacOs11, MacOs12, MacOs14 };

/// Where an operand lies (execution-h13.md 8).
enum class Place {
  Memory,  ///< in a buffer; of L2 the task uses staging areas only
  Kept,    ///< a source in a buffer, whose copy in L2 is there for later tasks
  Chip,    ///< in L2, left there by an earlier task or for a later one
};

/// Addresses of a tensor in L2, bytes: element (c, y, x) lies at base + y * row + c * channel + 2 * x.
struct ChipArea {
  std::uint64_t base = 0, channel = 0, row = 0;
  std::uint64_t depth = 0;  ///< one row of all channels; takes no part in addressing
};

/// An area as compilers lay it out; `row_padding` bytes between rows where they would be a multiple of 512.
ChipArea chip_area(Shape stored, std::uint64_t base, std::uint32_t row_padding = 0);

/// A tensor as a task sees it. One batch, fp16.
struct Operand {
  std::uint32_t slot = 0;    ///< of the buffer table
  std::uint64_t offset = 0;  ///< bytes from the start of the buffer
  Shape shape = {};          ///< as stored: width and channels exchanged where the task transposes; n is 1
  Strides strides = {};
  bool in_scratch = false;  ///< a result that stays in scratch memory, or one that an earlier task left there
  Place place = Place::Memory;
  /// Where it lies in L2, or where its staging area does; unset: behind the operands before, without gaps but
  /// those between rows that are told above.
  std::optional<ChipArea> area = {};
  /// On chip, and described as a tensor in memory too: compilers do so where a task hands its result
  /// directly to the next one (matmul_m1_k256_n512_ty1). Without effect (execution-h13.md 8).
  bool handed_over = false;
};

/// The whole of a tensor with the strides of `padded_strides`.
Operand operand(std::uint32_t slot, Shape shape);
/// A tensor that lies on chip only.
Operand on_chip(Shape stored, const ChipArea& area);

/// Codes of Common.Cfg whose meaning is not known; compilers choose them by shape.
struct ShapeCodes {
  std::uint32_t preferred = 0, smallest = 0, largest = 0;
};

/// Whose areas in L2 a task's own may overlap.
struct Aliases {
  bool neural_source = false, neural_result = false, planar_source = false, planar_result = false;
};

/// Planar tasks one behind the other that belong together: a reduction and what uses it.
enum class Link { None, First, Second };

/// What all kinds of tasks have in common. None of it changes a result (execution-h13.md 3 and 12).
struct TaskHabits {
  Compiler compiler = Compiler::MacOs14;
  std::uint32_t cycles = 0;   ///< run-time estimate
  bool layer = true;          ///< false: a copy that the compiler added, which logs no layer events
  bool after_neural = false;  ///< earlier tasks of the program ran on the neural engines …
  bool after_planar = false;  ///< … or on the planar engine; neither: the first task
  std::optional<ShapeCodes> shape_codes = {};
  std::optional<bool> double_buffer = {};         ///< AccDoubleBufEn
  std::optional<std::uint32_t> row_padding = {};  ///< bytes between rows in L2, else as above
  std::optional<Aliases> source_aliases = {};     ///< else as the two flags above say
  std::optional<Aliases> result_aliases = {};     ///< likewise
  std::uint32_t dependency = 0;                   ///< L2.SourceCfg.Dependent
  Link link = Link::None;
  std::optional<bool> prefetch = {};               ///< Header6.SPL, else where a source is described
  std::optional<std::uint32_t> tile_height = {};   ///< rows of the result at a time, else all
  std::optional<std::uint32_t> patch_height = {};  ///< log2, else as above
};

enum class Function { None, ReLU, LookupTable };

struct ConvTask {
  TaskHabits habits = {};
  Operand source = {}, result = {};
  std::uint32_t kernel_height = 1, kernel_width = 1;
  std::uint32_t stride = 1;  ///< 2: the weights are zero-skipping
  std::uint32_t pad_top = 0, pad_left = 0;
  std::uint32_t groups = 1;  ///< equal to both channel counts: depthwise
  std::uint32_t lanes_log2 = 0;
  bool bias = false;  ///< the chunks have bias rows
  Function function = Function::None;
  std::span<const Chunk> chunks = {};
  double uniform_bias = 0;  ///< one bias for all channels, without bias rows (weights-h13.md 5.5)
  bool transpose = false;   ///< the result is stored with width and channels exchanged
};

/// Whether a convolution's result is so small that Cfg.SmallSourceMode is set; pack_zero_skipping asks.
bool small_source(const Shape& result);

/// result = function(source * scale), element by element.
struct CopyTask {
  TaskHabits habits = {};
  Operand source = {}, result = {};
  Function function = Function::None;
  std::span<const Chunk> chunks = {};  ///< one table per engine, with LookupTable
  double scale = 1;
  bool transpose = false;  ///< the result is stored with width and channels exchanged
};

enum class Pool { Sum, Maximum };

/// result = function(sum or maximum over the channels), on the neural engines (execution-h13.md 8.6).
struct ChannelReductionTask {
  TaskHabits habits = {};
  Operand source = {}, result = {};  ///< the result has one channel
  Pool pool = Pool::Sum;
  Function function = Function::None;
  std::span<const Chunk> chunks = {};
};

/// Dimensions in which an operand has the extent 1 and is repeated.
struct Broadcast {
  bool width = false, height = false, channels = false;
};

/// result = (source1 operation source2 + bias) * scale, element by element, on the planar engine.
struct PlanarTask {
  TaskHabits habits = {};
  Operand source1 = {}, source2 = {}, result = {};
  std::string_view operation = "Add";  ///< a value name of the enumeration PEOperation
  bool negate_second = false;
  Broadcast broadcast1 = {}, broadcast2 = {};
  bool transpose1 = false, transpose2 = false;  ///< the source is stored with width and channels exchanged
  bool transpose_result = false;                ///< so is the result
  double bias = 0, scale = 1;                   ///< only one of them may say something (execution-h13.md 9)
  bool relu = false;
};

/// result = (source or |source| + bias) * scale, on the planar engine.
struct PlanarCopyTask {
  TaskHabits habits = {};
  Operand source = {}, result = {};
  bool absolute = false;
  double bias = 0, scale = 1;
};

/// result(c) = function(factor * sum or maximum over height and width + epsilon), on the planar engine.
struct ReductionTask {
  enum class Function { None, Reciprocal, ReciprocalRoot };
  TaskHabits habits = {};
  Operand source = {}, result = {};  ///< the result is 1 x 1 a channel
  Pool pool = Pool::Sum;
  double factor = 1;  ///< 1 / N in a mean over N elements
  Function function = Function::None;
  double epsilon = 0;             ///< with ReciprocalRoot only
  bool transpose_result = false;  ///< the result is stored as one row
};

/// result(c, y, x) = (source(c, y, x) + rows(0, c)) * rows(1, c), on the planar engine; `rows` holds two rows
/// of one value a channel, stored along the width (execution-h13.md 9.2, weights-h13.md 5.7).
struct RowsTask {
  TaskHabits habits = {};
  Operand source = {}, rows = {}, result = {};
  bool negate_first_row = false;
};

/// log2 of the engines that work on this many output channels.
std::uint32_t engines_log2(std::uint32_t out_channels);

// Each builds one task; what binds it to others is link_tasks' business.
TaskBuilder conv_task(const regdb::GenerationPtr& generation, const ConvTask& task);
TaskBuilder copy_task(const regdb::GenerationPtr& generation, const CopyTask& task);
TaskBuilder channel_reduction_task(const regdb::GenerationPtr& generation, const ChannelReductionTask& task);
TaskBuilder planar_task(const regdb::GenerationPtr& generation, const PlanarTask& task);
TaskBuilder planar_copy_task(const regdb::GenerationPtr& generation, const PlanarCopyTask& task);
TaskBuilder reduction_task(const regdb::GenerationPtr& generation, const ReductionTask& task);
TaskBuilder rows_task(const regdb::GenerationPtr& generation, const RowsTask& task);

/// The short form of tasks without coefficients, 126 words instead of 157: leaves out coefficient bases and
/// sizes.
void leave_out_coefficients(TaskBuilder& task);

}  // namespace ane::writer
