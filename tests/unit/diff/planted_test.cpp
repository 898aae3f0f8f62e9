// One difference planted in a program is found, named, and nothing else with it.

#include <chrono>

#include "tests/unit/diff/diff_programs.hpp"

namespace ane::diff {
namespace {

using test::Bytes;
using test::compared;
using test::Lines;
using test::Words;

/// Tasks that differ in what they do: the nth copies n + 1 channels.
Words numbered_task(std::uint32_t channels, std::uint32_t from = 4, std::uint32_t to = 5) {
  return test::copy_task(from, to, 0, {1, channels, 8, 16});
}
writer::HwxSpec stack_of(std::vector<Words> tasks) {
  return test::spec_of(std::move(tasks), 1, 1, {1, 16, 8, 16});
}
std::vector<Words> numbered_tasks(std::uint32_t count) {
  std::vector<Words> tasks;
  for (std::uint32_t i = 0; i < count; ++i) tasks.push_back(numbered_task(i + 1));
  return tasks;
}

TEST(Planted, OneFieldInTenThousandTasks) {
  const Bytes a = test::big_bytes({.tasks = 10000, .constant_bytes = 1 << 20});
  const Bytes b = test::with_field(a, 6173, "NE.PostScale.PostRightShift", 3);
  const Comparison comparison = compared(a, b);
  EXPECT_EQ(test::change_lines(comparison), Lines{"task 6173: NE.PostScale.PostRightShift 0 → 3"});
  EXPECT_EQ(test::pair_lines(comparison), Lines{"6173-6173 changed"});
  EXPECT_EQ(comparison.counts.tasks_same, 9999u);
  EXPECT_EQ(comparison.counts.noise, 0u);
  EXPECT_EQ(comparison.counts.weights_changed, 0u);
  EXPECT_FALSE(comparison.identical());
  EXPECT_TRUE(plain(summarise(comparison).headline).starts_with("1 task changed.")) << test::told(comparison);
}

TEST(Planted, AnInsertedTaskShiftsNothing) {
  const std::vector<Words> before = numbered_tasks(9);
  std::vector<Words> after = before;
  after.insert(after.begin() + 4, numbered_task(14));
  const Comparison comparison = compared(stack_of(before), stack_of(after));
  EXPECT_EQ(test::pair_lines(comparison), Lines{"+4"}) << test::told(comparison);
  EXPECT_EQ(test::change_lines(comparison), Lines());
  EXPECT_EQ(comparison.counts.tasks_same, 9u);
  EXPECT_EQ(comparison.pair_of_a(8), comparison.pair_of_b(9));
  const Lines kinds = test::noise_kinds(comparison);
  EXPECT_NE(std::find(kinds.begin(), kinds.end(), "task-numbers"), kinds.end());
  for (const std::string& kind : kinds)
    EXPECT_TRUE(kind == "task-numbers" || kind == "task-links" || kind == "position") << kind;
}

TEST(Planted, AnInsertedConvolutionLeavesItsNeighboursAlone) {
  // The convolutions of the second program load from elsewhere, since there are constants in front.
  const auto table_at = [](std::uint64_t offset, std::uint32_t channels) {
    const std::vector<writer::Chunk> chunks = {{offset, 0x80}};
    writer::CopyTask task;
    task.source = writer::operand(4, {1, channels, 8, 16});
    task.result = writer::operand(5, {1, channels, 8, 16});
    task.function = writer::Function::LookupTable;
    task.chunks = chunks;
    return test::encoded(writer::copy_task(test::h13(), task).set("buffer.kernel", 1));
  };
  const Bytes constants = test::counted_bytes(0x200);
  Bytes shifted = test::counted_bytes(0x80, 77);
  shifted.insert(shifted.end(), constants.begin(), constants.end());
  writer::HwxSpec a = stack_of({table_at(0, 3), table_at(0x80, 4), table_at(0x100, 5), table_at(0x180, 6)});
  writer::HwxSpec b = stack_of(
      {table_at(0x80, 3), table_at(0x100, 4), table_at(0, 9), table_at(0x180, 5), table_at(0x200, 6)});
  a.constants = constants;
  b.constants = shifted;
  const Comparison comparison = compared(a, b);
  EXPECT_EQ(test::pair_lines(comparison), Lines{"+2"}) << test::told(comparison);
  EXPECT_EQ(test::change_lines(comparison), Lines());
  const Lines kinds = test::noise_kinds(comparison);
  EXPECT_NE(std::find(kinds.begin(), kinds.end(), "constant-addresses"), kinds.end());
}

TEST(Planted, SwappedTasksAreMoved) {
  std::vector<Words> after = numbered_tasks(8);
  std::swap(after[2], after[5]);
  const Comparison comparison = compared(stack_of(numbered_tasks(8)), stack_of(after));
  EXPECT_EQ(test::change_lines(comparison), Lines()) << test::told(comparison);
  EXPECT_EQ(comparison.counts.tasks_moved, 2u);
  EXPECT_EQ(comparison.counts.tasks_only_a + comparison.counts.tasks_only_b, 0u);
  EXPECT_TRUE(comparison.tasks[*comparison.pair_of_a(2)].moved);
  EXPECT_TRUE(comparison.tasks[*comparison.pair_of_a(5)].moved);
  EXPECT_EQ(comparison.tasks[*comparison.pair_of_a(2)].b, 5u);
  EXPECT_FALSE(comparison.identical()) << "the order of tasks is a difference";
}

TEST(Planted, ARemovedTaskIsNamed) {
  std::vector<Words> after = numbered_tasks(6);
  after.erase(after.begin() + 3);
  const Comparison comparison = compared(stack_of(numbered_tasks(6)), stack_of(after));
  EXPECT_EQ(test::pair_lines(comparison), Lines{"-3"}) << test::told(comparison);
  EXPECT_EQ(test::change_lines(comparison), Lines());
}

TEST(Planted, TheSameChangeInManyTasksIsOneGroup) {
  const Bytes a = test::hwx_bytes(stack_of(numbered_tasks(12)));
  Bytes b = a;
  for (const std::size_t task : {1u, 3u, 4u, 5u, 9u}) {
    b = test::with_field(b, task, "NE.PostScale.PostRightShift", 3);
    b = test::with_field(b, task, "NE.MACCfg.BinaryPoint", 9);
  }
  const Comparison comparison = compared(a, b);
  EXPECT_EQ(comparison.counts.tasks_changed, 5u);
  ASSERT_EQ(comparison.groups.size(), 1u);
  EXPECT_EQ(comparison.groups[0].pairs, (std::vector<std::size_t>{1, 3, 4, 5, 9}));
  EXPECT_TRUE(comparison.groups[0].same_values);
  const std::string text = test::told(comparison);
  EXPECT_NE(text.find("the same 2 fields changed in 5 tasks: 1, 3-5, 9"), std::string::npos) << text;
}

TEST(Planted, BuffersWithOtherNumbersAreNoise) {
  writer::HwxSpec inputs_first = test::spec_of({test::add_task(4, 5, 6)}, 2, 1);
  writer::HwxSpec outputs_first = test::spec_of({test::add_task(5, 6, 4)}, 2, 1);
  outputs_first.style.outputs_first = true;
  inputs_first.style.outputs_first = false;
  const Comparison comparison = compared(inputs_first, outputs_first);
  EXPECT_TRUE(comparison.identical()) << test::told(comparison);
  EXPECT_FALSE(comparison.bytes.identical);
  EXPECT_EQ(test::noise_kinds(comparison), Lines{"buffer-numbers"});
}

TEST(Planted, AnotherBufferIsNoNoise) {
  const Comparison comparison = compared(test::spec_of({test::add_task(4, 5, 6)}, 2, 1),
                                         test::spec_of({test::add_task(5, 4, 6)}, 2, 1));
  EXPECT_FALSE(comparison.identical()) << "the sources are swapped" << test::told(comparison);
  EXPECT_EQ(comparison.counts.fields_changed, 2u);
}

/// Five tasks that write and read scratch memory, all of it `shift` bytes further on.
writer::HwxSpec scratch_stack(std::uint64_t shift, std::uint64_t shift_of_third) {
  const writer::Shape shape{1, 4, 8, 16};
  const auto at = [&](std::uint64_t plane, std::size_t task) {
    writer::Operand operand = writer::operand(3, shape);
    operand.offset = plane * 0x800 + (task == 2 ? shift_of_third : shift);
    operand.in_scratch = true;
    return operand;
  };
  std::vector<Words> tasks;
  for (std::uint32_t i = 0; i < 5; ++i) {
    writer::CopyTask task;
    task.source = i == 0 ? writer::operand(4, shape) : at(i - 1, i);
    task.result = i == 4 ? writer::operand(5, shape) : at(i, i);
    task.function = i % 2 == 0 ? writer::Function::ReLU : writer::Function::None;
    writer::TaskBuilder builder = writer::copy_task(test::h13(), task);
    writer::leave_out_coefficients(builder);
    tasks.push_back(test::encoded(builder));
  }
  writer::HwxSpec spec = test::spec_of(std::move(tasks), 1, 1, shape);
  spec.scratch_bytes = 0x8000;
  return spec;
}

TEST(Planted, AddressesThatShiftTogetherAreNoise) {
  const Comparison comparison = compared(scratch_stack(0, 0), scratch_stack(0x1000, 0x1000));
  EXPECT_EQ(test::change_lines(comparison), Lines()) << test::told(comparison);
  EXPECT_TRUE(comparison.identical());
  EXPECT_EQ(test::noise_kinds(comparison), Lines{"address-shift"});
  ASSERT_EQ(comparison.noise.size(), 1u);
  EXPECT_EQ(comparison.noise[0].value, "+0x1000");
}

TEST(Planted, AnAddressThatMovesAloneIsAChange) {
  const Comparison comparison = compared(scratch_stack(0, 0), scratch_stack(0, 0x1000));
  EXPECT_FALSE(comparison.identical()) << test::told(comparison);
  const Lines changes = test::change_lines(comparison);
  ASSERT_EQ(changes.size(), 2u) << testing::PrintToString(changes);
  for (const std::string& change : changes) EXPECT_TRUE(change.starts_with("task 2: ")) << change;
  EXPECT_EQ(test::noise_kinds(comparison), Lines());
}

TEST(Planted, WrittenZerosAreTheSameStateAndOtherWrites) {
  writer::TaskBuilder short_form(test::h13()), long_form(test::h13());
  short_form.write_all().set("common.in_width", 16).skip("KernelDMASrc.AuxBaseAddr");
  long_form.write_all().set("common.in_width", 16);
  const Bytes a = test::hwx_bytes(stack_of({test::encoded(short_form)}));
  const Bytes b = test::hwx_bytes(stack_of({test::encoded(long_form)}));
  Options written;
  written.written_only = true;
  const Comparison by_writes = compared(a, b, written);
  EXPECT_EQ(by_writes.counts.fields_changed, 4u) << test::told(by_writes);
  EXPECT_FALSE(by_writes.identical());
  const Comparison by_state = compared(a, b);
  EXPECT_TRUE(by_state.identical()) << test::told(by_state);
}

// The inserted task writes coefficient registers that its neighbours leave alone: what they hold from then on
// is another number, and means nothing.
TEST(Planted, WhatIsLeftInSwitchedOffRegistersIsNoChangeOfTheFollowingTasks) {
  const std::vector<Words> before = numbered_tasks(9);
  std::vector<Words> after = before;
  after.insert(after.begin() + 4, test::add_task(4, 4, 5, {1, 16, 8, 16}));
  const Comparison comparison = compared(stack_of(before), stack_of(after));
  EXPECT_EQ(test::pair_lines(comparison), Lines{"+4"}) << test::told(comparison);
}

}  // namespace
}  // namespace ane::diff
