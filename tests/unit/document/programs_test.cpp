// container.md 15, rules 6, 17 and 24: one text, several programs, and records that say the wrong thing of
// it.

#include <gtest/gtest.h>

#include "tests/unit/document/open.hpp"

namespace ane::document {
namespace {

using container::Cmd;
using test::Bytes;
using test::error;
using test::open;
using test::opening_problems;
using test::Problems;
using test::Sample;
using test::warning;

namespace program = container::program;

/// Text of two lists: two tasks, and behind them one of their own.
struct TwoLists {
  Bytes text;
  std::uint64_t second;  ///< where the other list begins
};
TwoLists two_lists() {
  TwoLists lists{test::task_stream(2), 0};
  lists.second = round_up(lists.text.size(), 0x100);
  lists.text.resize(lists.second);
  const Bytes other = test::task_stream(1);
  lists.text.insert(lists.text.end(), other.begin(), other.end());
  return lists;
}

writer::HwxSpec two_programs() {
  const TwoLists lists = two_lists();
  auto spec = test::sample_spec();
  spec.text = lists.text;
  spec.programs.resize(2);
  spec.programs[0].name = "first";
  spec.programs[0].first_task_words = static_cast<std::uint32_t>(test::task_stream().size() / 4);
  spec.programs[1] = spec.programs[0];
  spec.programs[1].name = "second";
  spec.programs[1].first_task_offset = lists.second;
  return spec;
}

writer::HwxSpec many_programs(std::size_t count) {
  auto spec = test::sample_spec();
  spec.programs.resize(count);
  for (std::size_t i = 0; i < count; ++i) spec.programs[i].name = "p" + std::to_string(i);
  return spec;
}

TEST(Programs, EachHasItsTasks) {
  const DocumentPtr document = open(Sample(two_programs()));
  EXPECT_EQ(test::lines_of(check(*document)), Problems());
  ASSERT_EQ(document->programs().size(), 2u);
  EXPECT_EQ(document->programs()[0].name, "first");
  EXPECT_EQ(document->programs()[0].first_task, 0u);
  EXPECT_EQ(document->programs()[0].task_count, 2u);
  EXPECT_EQ(document->programs()[1].name, "second");
  EXPECT_EQ(document->programs()[1].first_task, 2u);
  EXPECT_EQ(document->programs()[1].task_count, 1u);
  ASSERT_EQ(document->tasks().size(), 3u);
  EXPECT_EQ(document->tasks()[1].program, 0u);
  EXPECT_EQ(document->tasks()[2].program, 1u);
  EXPECT_EQ(document->tasks()[2].span.offset, two_lists().second);
}

TEST(Programs, MayShareTheirTasks) {
  const DocumentPtr document = open(Sample(many_programs(2)));
  EXPECT_EQ(opening_problems(document), Problems());
  EXPECT_EQ(document->tasks().size(), 2u);
}

TEST(Programs, ProblemsNameTasksByTheirPlaceInTheFile) {
  Sample sample(two_programs());
  const std::uint64_t link = 0x4000 + two_lists().second + 7 * 4;
  sample.put(link, 3);
  const DocumentPtr document = open(sample);
  const auto problems = document->problems().list();
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems[0].code, "task-misaligned");
  EXPECT_EQ(problems[0].where, (Extent{link, 4}));
  EXPECT_EQ(problems[0].task, 3u);
}

TEST(Programs, ThatClaimTheTextTooOftenAreListedWithoutTasks) {
  const Sample sample(many_programs(8));
  const DocumentPtr document = open(sample);
  EXPECT_EQ(document->tasks().size(), 5u) << "four times over is allowed, the next one is the last";
  ASSERT_EQ(document->programs().size(), 8u);
  EXPECT_EQ(document->programs()[7].name, "p7");
  EXPECT_EQ(document->programs()[7].task_count, 0u);
  const auto problems = opening_problems(document);
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_EQ(problems[0], error("text-claimed-too-often", sample.extent(Cmd::Thread, 5),
                               "program p5: the programs before it claim the text several times over, its "
                               "tasks are not listed"));
}

TEST(TaskCount, OfZeroIsCriticised) {
  auto spec = test::sample_spec();
  spec.programs[0].task_count = 0;
  const Sample sample(spec);
  const DocumentPtr document = open(sample);
  const Extent text{0x4000, spec.text.size()};
  EXPECT_EQ(
      opening_problems(document),
      Problems({warning("no-tasks-declared", sample.extent(Cmd::Thread), "program net: declares 0 tasks"),
                warning("task-count", text, "the program record declares 0 tasks, the text holds 1")}));
  EXPECT_EQ(document->tasks().size(), 1u);
}

TEST(TaskCount, LargerThanTheTextIsCriticised) {
  auto spec = test::sample_spec();
  spec.programs[0].task_count = 0xffffffff;
  const DocumentPtr document = open(Sample(spec));
  EXPECT_EQ(opening_problems(document),
            Problems({warning("task-count", {0x4000, spec.text.size()},
                              "the program record declares 4294967295 tasks, the text holds 1")}));
}

TEST(FirstTask, OutsideOfTheTextHasNoTasks) {
  Sample sample;
  sample.set(sample.state(test::kProgramThread), program::kFirstTask, 0x30008000);
  const DocumentPtr document = open(sample);
  EXPECT_TRUE(document->tasks().empty());
  const auto problems = test::lines_of(check(*document));
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_TRUE(problems[0].starts_with("error task-outside-text ")) << problems[0];
  EXPECT_TRUE(problems[1].starts_with("warning task-count ")) << problems[1];
  EXPECT_TRUE(problems[2].starts_with("error first-task-outside-text ")) << problems[2];
}

TEST(FirstTask, OfAWrongLengthIsCriticised) {
  Sample sample;
  const std::uint64_t state = sample.state(test::kProgramThread);
  sample.set(state, program::kFirstTaskWords, 3);
  const DocumentPtr document = open(sample);
  EXPECT_EQ(opening_problems(document).front(),
            error("task-too-short", {state + 0x800, 16},
                  "task 0: length of 16 bytes is less than the 40-byte header"));
}

TEST(TextEnd, BehindTheLastTaskIsCriticised) {
  auto spec = test::sample_spec();
  const std::uint64_t size = spec.text.size();
  spec.text.resize(size + 0x40);
  spec.programs[0].first_task_words = static_cast<std::uint32_t>(size / 4);
  const DocumentPtr document = open(Sample(spec));
  EXPECT_EQ(opening_problems(document), Problems({warning("tasks-do-not-fill-text", {0x4000 + size, 0x40},
                                                          "the last task ends at " + hex(0x4000 + size) +
                                                              ", the text at " + hex(0x4040 + size))}));
}

TEST(NoProgramRecord, TasksAreFoundAllTheSame) {
  auto spec = test::sample_spec();
  spec.text = test::task_stream(2);
  Sample sample(spec);
  sample.set(sample.at(Cmd::Thread, test::kProgramThread), container::command::kCmd, 0x1b);
  const DocumentPtr document = open(sample);
  EXPECT_EQ(document->tasks().size(), 2u);
  ASSERT_EQ(document->programs().size(), 1u);
  EXPECT_EQ(document->programs()[0].name, "");
  EXPECT_EQ(document->programs()[0].record, nullptr);
  EXPECT_EQ(document->programs()[0].task_count, 2u);
}

TEST(CutProgramRecord, DeclaresNothing) {
  Sample sample;
  sample.set(sample.at(Cmd::Thread, test::kProgramThread), container::thread::kCount, 0x808 / 4);
  const DocumentPtr document = open(sample);
  EXPECT_EQ(document->tasks().size(), 1u);
  const auto problems = opening_problems(document);
  ASSERT_EQ(problems.size(), 1u) << problems.back();
  EXPECT_TRUE(problems[0].starts_with("error thread-state-too-short ")) << problems[0];
}

}  // namespace
}  // namespace ane::document
