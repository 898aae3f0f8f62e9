#pragma once
// What H13 tasks of all kinds are put together from. For h13_neural.cpp and h13_planar.cpp only.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/writer/h13_tasks.hpp"

namespace ane::writer {

/// Width and channels exchanged where `transposed` says so: from a stored tensor to the operation's view of
/// it and back.
Shape exchanged(Shape shape, bool transposed);

/// A task with everything that all tasks have.
TaskBuilder start_task(const regdb::GenerationPtr& generation, const TaskHabits& habits);

void set_bytes(TaskBuilder& task, std::string_view field, std::uint64_t bytes);
/// Registers of the first source; its extents are set_extents' business.
void set_source(TaskBuilder& task, const TaskHabits& habits, const Operand& source, std::uint32_t groups);
void set_second_source(TaskBuilder& task, const Operand& source, Compiler compiler);
void set_unused_second_source(TaskBuilder& task);
void set_result(TaskBuilder& task, const Operand& result, std::uint32_t groups, Compiler compiler);
/// Extents of the operation, whatever way its operands are stored.
void set_extents(TaskBuilder& task, const TaskHabits& habits, const Shape& in, const Shape& out);
void set_channels(TaskBuilder& task, std::uint32_t in, std::uint32_t out, std::uint32_t groups);
void set_kernel(TaskBuilder& task, std::uint32_t height, std::uint32_t width, std::uint32_t stride);
void set_coefficients(TaskBuilder& task, std::span<const Chunk> chunks, Compiler compiler);

/// The area in L2 of a source: its own, or one at `base` as compilers lay it out.
ChipArea source_area(const Operand& source, std::uint32_t channels, std::uint64_t base,
                     std::uint32_t row_padding);
/// The first byte behind `rows` rows.
std::uint64_t area_end(const ChipArea& area, std::uint64_t rows);
/// `prefix`: "L2.Source" or "L2.Source2".
void set_source_area(TaskBuilder& task, const std::string& prefix, const ChipArea& area, bool in_memory);
/// Strides of a result whose rows and channels have places of their own in L2.
void set_result_area(TaskBuilder& task, const ChipArea& area, bool in_memory);
/// The result's area in L2: its own on chip, else a ring at `base` that the DMA drains.
void place_result(TaskBuilder& task, const Operand& result, std::uint64_t base);

}  // namespace ane::writer
