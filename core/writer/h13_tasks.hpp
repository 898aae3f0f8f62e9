#pragma once
// Whole H13 tasks from shapes: convolution, copy with a function, elementwise operation. Every register gets
// the value that Apple's compilers give it, so that the result differs from theirs in nothing that is
// understood; tests/unit/writer/h13_tasks_test.cpp compares with the words of real files.
//
// Values that follow from shapes follow here as well:
//  - L2: a row of one channel takes its bytes rounded up to 16; one row of all channels lies together, and
//  where
//    that is a multiple of 512 bytes the next row starts 32 (planar) or 48 bytes (neural) later; the second
//    source and the result lie behind the first source (h13-notes.md, "Units of addresses and strides").
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

/// A tensor in memory, as a task sees it. One batch, fp16.
struct Operand {
  std::uint32_t slot = 0;    ///< of the buffer table
  std::uint64_t offset = 0;  ///< bytes from the start of the buffer
  Shape shape = {};          ///< n is 1
  Strides strides = {};
  bool in_scratch = false;  ///< a result that stays in scratch memory, or one that an earlier task left there
};

/// The whole of a tensor with the strides of `padded_strides`.
Operand operand(std::uint32_t slot, Shape shape);

/// Codes of Common.Cfg whose meaning is not known; compilers choose them by shape.
struct ShapeCodes {
  std::uint32_t preferred = 0, smallest = 0, largest = 0;
};

/// What all kinds of tasks have in common.
struct TaskHabits {
  Compiler compiler = Compiler::MacOs14;
  std::uint32_t cycles = 0;   ///< run-time estimate
  bool layer = true;          ///< false: a copy that the compiler added, which logs no layer events
  bool after_neural = false;  ///< earlier tasks of the program ran on the neural engines …
  bool after_planar = false;  ///< … or on the planar engine; neither: the first task
  std::optional<ShapeCodes> shape_codes = {};
  std::optional<bool> double_buffer = {};         ///< AccDoubleBufEn
  std::optional<std::uint32_t> row_padding = {};  ///< bytes between rows in L2, else as above
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
};

/// result = function(source), element by element.
struct CopyTask {
  TaskHabits habits = {};
  Operand source = {}, result = {};
  Function function = Function::None;
  std::span<const Chunk> chunks = {};  ///< one table per engine, with LookupTable
};

/// result = source1 operation source2, element by element, on the planar engine.
struct PlanarTask {
  TaskHabits habits = {};
  Operand source1 = {}, source2 = {}, result = {};
  std::string_view operation = "Add";  ///< a value name of the enumeration PEOperation
  bool negate_second = false;
};

/// log2 of the engines that work on this many output channels.
std::uint32_t engines_log2(std::uint32_t out_channels);

// Each builds one task; what binds it to others is link_tasks' business.
TaskBuilder conv_task(const regdb::GenerationPtr& generation, const ConvTask& task);
TaskBuilder copy_task(const regdb::GenerationPtr& generation, const CopyTask& task);
TaskBuilder planar_task(const regdb::GenerationPtr& generation, const PlanarTask& task);

/// The short form of tasks without coefficients, 126 words instead of 157: leaves out coefficient bases and
/// sizes.
void leave_out_coefficients(TaskBuilder& task);

}  // namespace ane::writer
