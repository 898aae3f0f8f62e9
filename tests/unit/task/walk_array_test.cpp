// container.md 15, rules 22, 24 and 25, for aligned arrays.

#include <gtest/gtest.h>

#include "tests/unit/task/text_file.hpp"

namespace ane::task {
namespace {

using test::aligned_json;
using test::in_text;
using test::Json;
using test::line;
using test::Lines;
using test::parsed;
using test::start_of;
using test::walk;
using test::Walked;
using test::Words;

regdb::GenerationPtr array(std::uint32_t section_header_words = 0) {
  Json json = aligned_json();
  json["encoding"]["section_header_words"] = section_header_words;
  return parsed(json);
}

/// A task of `words` words: its size in bits 8 to 16 of the first.
Words task_of(std::uint32_t words) {
  Words task(std::max(words, 2u), 0x04000100);
  task[0] = words << 8;
  return task;
}

Words joined(const std::vector<Words>& parts) {
  Words all;
  for (const Words& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

TEST(ArrayWalk, StepsFromTaskToTask) {
  const Walked walked =
      walk(*array(), joined({task_of(4), task_of(5), Words(3), task_of(6)}), start_of(0, {}, 3));
  EXPECT_EQ(walked.tasks, Lines({"0x0..0x10", "0x10..0x24", "0x30..0x48"}));
  EXPECT_EQ(walked.problems, Lines());
}

TEST(ArrayWalk, StartsBehindTheSectionHeader) {
  const Walked walked = walk(*array(4), joined({{1, 0, 0, 0}, task_of(4)}));
  EXPECT_EQ(walked.tasks, Lines({"0x10..0x20"}));
}

TEST(ArrayWalk, SkipsEmptyFrames) {
  const Walked walked = walk(*array(), joined({Words(8), task_of(4), Words(4), task_of(4), Words(12)}));
  EXPECT_EQ(walked.tasks, Lines({"0x20..0x30", "0x40..0x50"}));
  EXPECT_EQ(walked.problems, Lines());
}

TEST(ArrayWalk, FindsNothingInZeros) {
  const Walked walked = walk(*array(4), Words(4096), start_of(0, {}, 2));
  EXPECT_EQ(walked.tasks, Lines());
  EXPECT_EQ(walked.problems, Lines({line("warning", "task-count", in_text(0, 16384),
                                         "the program record declares 2 tasks, the text holds 0")}));
}

TEST(ArrayWalk, FindsNothingInATextShorterThanItsHeader) {
  EXPECT_EQ(walk(*array(4), {1, 0}).tasks, Lines());
  EXPECT_EQ(walk(*array(4), {}).problems, Lines());
}

TEST(ArrayWalk, AcceptsIdsThatRepeat) {
  Words text = joined({task_of(4), task_of(4)});
  text[0] |= 7;
  text[4] |= 7;
  const Walked walked = walk(*array(), text);
  EXPECT_EQ(walked.tasks.size(), 2u);
  EXPECT_EQ(walked.problems, Lines());
}

TEST(ArrayWalk, StopsAtATaskShorterThanItsHeader) {
  const Walked walked = walk(*array(), joined({task_of(4), task_of(1), Words(2), task_of(4)}));
  EXPECT_EQ(walked.tasks, Lines({"0x0..0x10"}));
  EXPECT_EQ(walked.problems, Lines({line("error", "task-too-short", in_text(0x10, 4),
                                         "task 1: length of 4 bytes is less than the 8-byte header")}));
}

TEST(ArrayWalk, StopsWhereNoHeaderFits) {
  const Walked walked = walk(*array(), joined({task_of(4), {0x400}}));
  EXPECT_EQ(walked.tasks, Lines({"0x0..0x10"}));
  EXPECT_EQ(walked.problems,
            Lines({line("error", "task-outside-text", in_text(0x10, 4),
                        "task 1: offset 0x10 leaves no room for a header in the 0x14 bytes of the text")}));
}

TEST(ArrayWalk, SaysThatATaskReachesPastTheText) {
  Words text = joined({task_of(4), task_of(8)});
  text.resize(9);
  const Walked walked = walk(*array(), text);
  ASSERT_FALSE(walked.problems.empty());
  EXPECT_EQ(walked.problems[0],
            line("error", "task-past-text", in_text(0x10, 4),
                 "task 1: length of 0x20 at 0x10 reaches past the end of the text at 0x24"));
}

TEST(ArrayWalk, KeepsWhatIsThereOfATaskPastTheText) {
  Words text = joined({task_of(4), task_of(8)});
  text.resize(9);
  EXPECT_EQ(walk(*array(), text).tasks, Lines({"0x0..0x10", "0x10..0x24"}));
}

TEST(ArrayWalk, ComparesTheDeclaredCount) {
  const Walked walked = walk(*array(), joined({task_of(4), task_of(4)}), start_of(0, {}, 1));
  EXPECT_EQ(walked.tasks.size(), 2u);
  EXPECT_EQ(walked.problems, Lines({line("warning", "task-count", in_text(0, 32),
                                         "the program record declares 1 tasks, the text holds 2")}));
}

TEST(ArrayWalk, LooksAtAlignedPlacesOnly) {
  Words text = joined({Words(4), task_of(4)});
  text[1] = 0x400;
  EXPECT_EQ(walk(*array(), text).tasks, Lines({"0x10..0x20"}));
}

TEST(ArrayWalk, EndsInAnyText) {
  std::uint32_t state = 1;
  for (int round = 0; round < 200; ++round) {
    Words text(200);
    for (std::uint32_t& word : text) {
      state = state * 1664525 + 1013904223;
      word = round % 2 == 0 ? state : state & 0x1f00;
    }
    const Walked walked = walk(*array(), text);
    ASSERT_LE(walked.tasks.size(), text.size() / 4);
  }
}

}  // namespace
}  // namespace ane::task
