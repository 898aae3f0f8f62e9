// container.md 15, rules 21, 22 and 24, for linked lists.

#include <gtest/gtest.h>

#include "tests/unit/task/text_file.hpp"

namespace ane::task {
namespace {

using test::in_text;
using test::line;
using test::Lines;
using test::linked_list;
using test::walk;
using test::Walked;
using test::Words;

/// One task of a text: where it stands, how long it is, and what it says of the next one.
struct Piece {
  std::uint32_t offset, words, next, next_words;
};

Words text_of(std::size_t words, const std::vector<Piece>& pieces) {
  Words text(words);
  for (const Piece& piece : pieces) {
    text[piece.offset / 4] = piece.next_words == 0 ? 0 : (piece.next_words - 1) << 8;
    text[piece.offset / 4 + 1] = piece.next;
    for (std::uint32_t i = 2; i < piece.words; ++i) text[piece.offset / 4 + i] = 0x04000100;
  }
  return text;
}

/// A start with the first task's length and the number of tasks.
WalkStart start(std::uint32_t words, std::uint32_t count, std::uint64_t offset = 0) {
  return test::start_of(offset, words, count);
}

/// Where the link of the task at `offset` stands.
Extent link_at(std::uint64_t offset) {
  return in_text(offset + 4, 4);
}

TEST(ListWalk, FollowsTheLinks) {
  const Walked walked =
      walk(*linked_list(), text_of(20, {{0, 4, 0x20, 3}, {0x20, 3, 0x40, 4}, {0x40, 4, 0, 0}}), start(4, 3));
  EXPECT_EQ(walked.tasks, Lines({"0x0..0x10", "0x20..0x2c", "0x40..0x50"}));
  EXPECT_EQ(walked.problems, Lines());
}

TEST(ListWalk, StartsWhereTheRecordSays) {
  const Walked walked =
      walk(*linked_list(), text_of(12, {{0x10, 4, 0x20, 3}, {0x20, 3, 0, 0}}), start(4, 2, 0x10));
  EXPECT_EQ(walked.tasks, Lines({"0x10..0x20", "0x20..0x2c"}));
  EXPECT_EQ(walked.problems, Lines());
}

TEST(ListWalk, GoesBackwardsToo) {
  const Walked walked =
      walk(*linked_list(), text_of(20, {{0x40, 4, 0x20, 3}, {0x20, 3, 0, 0}}), start(4, 2, 0x40));
  EXPECT_EQ(walked.tasks, Lines({"0x40..0x50", "0x20..0x2c"}));
  EXPECT_EQ(walked.problems, Lines());
}

TEST(ListWalk, StopsAtACyclicLink) {
  const Walked walked =
      walk(*linked_list(), text_of(20, {{0x10, 4, 0x20, 3}, {0x20, 3, 0x10, 4}}), start(4, 2, 0x10));
  EXPECT_EQ(walked.tasks, Lines({"0x10..0x20", "0x20..0x2c"}));
  EXPECT_EQ(walked.problems,
            Lines({line("error", "task-loop", link_at(0x20),
                        "task 2: the list leads back to offset 0x10, which is already part of it")}));
}

TEST(ListWalk, StopsAtALinkToItself) {
  const Walked walked = walk(*linked_list(), text_of(20, {{0x10, 4, 0x10, 4}}), start(4, 1, 0x10));
  EXPECT_EQ(walked.tasks, Lines({"0x10..0x20"}));
  EXPECT_EQ(walked.problems,
            Lines({line("error", "task-loop", link_at(0x10),
                        "task 1: the list leads back to offset 0x10, which is already part of it")}));
}

TEST(ListWalk, StopsAtAMisalignedLink) {
  const Walked walked = walk(*linked_list(), text_of(20, {{0, 4, 0x22, 3}}), start(4, 1));
  EXPECT_EQ(walked.tasks, Lines({"0x0..0x10"}));
  EXPECT_EQ(
      walked.problems,
      Lines({line("error", "task-misaligned", link_at(0), "task 1: offset 0x22 is not a multiple of 4")}));
}

TEST(ListWalk, StopsAtALinkOutOfTheText) {
  for (const std::uint32_t next : {0x4cu, 0x50u, 0x7ffffffcu, 0xfffffffcu}) {
    const Walked walked = walk(*linked_list(), text_of(20, {{0, 4, next, 3}}), start(4, 1));
    EXPECT_EQ(walked.tasks, Lines({"0x0..0x10"}));
    EXPECT_EQ(walked.problems,
              Lines({line("error", "task-outside-text", link_at(0),
                          "task 1: offset " + hex(next) +
                              " leaves no room for a header in the 0x50 bytes of the text")}));
  }
}

TEST(ListWalk, StopsAtATaskInsideAnother) {
  const Walked walked = walk(*linked_list(), text_of(20, {{0, 8, 0x10, 3}}), start(8, 1));
  EXPECT_EQ(walked.tasks, Lines({"0x0..0x20"}));
  EXPECT_EQ(walked.problems, Lines({line("error", "task-overlap", link_at(0),
                                         "task 1: bytes 0x1010..0x101c already belong to another task")}));
}

TEST(ListWalk, StopsAtATaskThatReachesIntoALaterOne) {
  const Walked walked =
      walk(*linked_list(), text_of(20, {{0x10, 5, 0, 0}, {0x20, 4, 0x10, 5}}), start(4, 1, 0x20));
  EXPECT_EQ(walked.tasks, Lines({"0x20..0x30"}));
  EXPECT_EQ(walked.problems, Lines({line("error", "task-overlap", link_at(0x20),
                                         "task 1: bytes 0x1010..0x1024 already belong to another task")}));
}

TEST(ListWalk, AcceptsTasksThatTouch) {
  const Walked walked =
      walk(*linked_list(), text_of(12, {{0x10, 4, 0x20, 4}, {0x20, 4, 0x08, 2}, {0x08, 2, 0, 0}}),
           start(4, 3, 0x10));
  EXPECT_EQ(walked.tasks, Lines({"0x10..0x20", "0x20..0x30", "0x8..0x10"}));
  EXPECT_EQ(walked.problems, Lines());
}

TEST(ListWalk, StopsAtATaskShorterThanItsHeader) {
  const Walked walked = walk(*linked_list(), text_of(20, {{0, 4, 0x20, 1}}), start(4, 1));
  EXPECT_EQ(walked.tasks, Lines({"0x0..0x10"}));
  EXPECT_EQ(walked.problems, Lines({line("error", "task-too-short", link_at(0),
                                         "task 1: length of 4 bytes is less than the 8-byte header")}));
}

TEST(ListWalk, RefusesAFirstTaskOfNoLength) {
  const Walked walked = walk(*linked_list(), text_of(20, {{0, 4, 0, 0}}), start(0, 0));
  EXPECT_EQ(walked.tasks, Lines());
  EXPECT_EQ(walked.problems, Lines({line("error", "task-too-short", in_text(0, 0),
                                         "task 0: length of 0 bytes is less than the 8-byte header")}));
}

TEST(ListWalk, SaysThatATaskReachesPastTheText) {
  const Walked walked = walk(*linked_list(), text_of(20, {{0, 4, 0x40, 5}}), start(4, 2));
  ASSERT_FALSE(walked.problems.empty());
  EXPECT_EQ(walked.problems[0],
            line("error", "task-past-text", link_at(0),
                 "task 1: length of 0x14 at 0x40 reaches past the end of the text at 0x50"));
}

// A program that was cut while it was downloaded: what is there of its last task can still be read.
TEST(ListWalk, KeepsWhatIsThereOfATaskPastTheText) {
  EXPECT_EQ(walk(*linked_list(), text_of(20, {{0, 4, 0x40, 5}}), start(4, 2)).tasks,
            Lines({"0x0..0x10", "0x40..0x50"}));
  EXPECT_EQ(walk(*linked_list(), text_of(20, {{0, 20, 0, 0}}), start(21, 1)).tasks, Lines({"0x0..0x50"}));
}

TEST(ListWalk, CutsATaskThatIsLongerThanTasksCanBe) {
  const Walked walked = walk(*linked_list(), text_of(600, {{0, 4, 0x900, 3}}), test::start_of(0, 513, {}));
  EXPECT_EQ(walked.tasks, Lines({"0x0..0x800"})) << "the length field has nine bits";
  EXPECT_EQ(walked.problems,
            Lines({line("error", "task-too-long", in_text(0, 0),
                        "task 0: length of 0x804 is more than the 0x800 that a task can have")}));
}

TEST(ListWalk, DoesNotWrapAtALengthOf32Bits) {
  const Walked walked = walk(*linked_list(), text_of(20, {{0, 4, 0, 0}}), test::start_of(0, 0xffffffff, {}));
  EXPECT_EQ(walked.tasks, Lines({"0x0..0x50"}));
  EXPECT_EQ(walked.problems,
            Lines({line("error", "task-too-long", in_text(0, 0),
                        "task 0: length of 0x3fffffffc is more than the 0x800 that a task can have"),
                   line("error", "task-past-text", in_text(0, 0),
                        "task 0: length of 0x800 at 0x0 reaches past the end of the text at 0x50")}));
}

TEST(ListWalk, RefusesAFirstTaskOutsideOfTheText) {
  for (const std::uint64_t offset : {std::uint64_t{0x4c}, UINT64_C(0x50), UINT64_MAX - 3}) {
    const Walked walked = walk(*linked_list(), text_of(20, {{0, 4, 0, 0}}), test::start_of(offset, 4, {}));
    EXPECT_EQ(walked.tasks, Lines());
    ASSERT_EQ(walked.problems.size(), 1u);
    EXPECT_TRUE(walked.problems[0].starts_with("error task-outside-text ")) << walked.problems[0];
  }
}

TEST(ListWalk, ComparesTheDeclaredCountAndGoesOn) {
  const Words text = text_of(12, {{0, 4, 0x20, 3}, {0x20, 3, 0, 0}});
  for (const std::uint32_t declared : {0u, 1u, 3u, 0xffffffffu}) {
    const Walked walked = walk(*linked_list(), text, start(4, declared));
    EXPECT_EQ(walked.tasks.size(), 2u) << "the list counts, not the number";
    EXPECT_EQ(walked.problems, Lines({line("warning", "task-count", in_text(0, 48),
                                           "the program record declares " + std::to_string(declared) +
                                               " tasks, the text holds 2")}));
  }
}

TEST(ListWalk, WithoutARecordTheFirstTaskEndsAtTheNext) {
  const Walked walked = walk(*linked_list(), text_of(12, {{0, 4, 0x20, 3}, {0x20, 3, 0, 0}}));
  EXPECT_EQ(walked.tasks, Lines({"0x0..0x20", "0x20..0x2c"}));
  EXPECT_EQ(walked.problems, Lines());
}

TEST(ListWalk, WithoutARecordASingleTaskIsTheWholeText) {
  const Walked walked = walk(*linked_list(), text_of(12, {{0, 12, 0, 0}}));
  EXPECT_EQ(walked.tasks, Lines({"0x0..0x30"}));
  EXPECT_EQ(walked.problems, Lines());
}

TEST(ListWalk, WithoutARecordABackwardLinkLeavesTheRestToTheFirstTask) {
  const Walked walked =
      walk(*linked_list(), text_of(12, {{0x10, 8, 0x08, 2}, {0x08, 2, 0, 0}}), test::start_of(0x10, {}, {}));
  EXPECT_EQ(walked.tasks, Lines({"0x10..0x30", "0x8..0x10"}));
  EXPECT_EQ(walked.problems, Lines());
}

TEST(ListWalk, WithoutARecordTheFirstTaskStillNeedsItsHeader) {
  const Walked walked = walk(*linked_list(), text_of(12, {{0, 1, 0x04, 2}}));
  ASSERT_FALSE(walked.problems.empty()) << "a task of one word was accepted";
  EXPECT_TRUE(walked.problems[0].starts_with("error task-")) << walked.problems[0];
}

TEST(ListWalk, AnEmptyTextHasNoTask) {
  const Walked walked = walk(*linked_list(), {});
  EXPECT_EQ(walked.tasks, Lines());
  EXPECT_EQ(walked.problems.size(), 1u);
}

TEST(ListWalk, WithoutSteeringFieldsThereIsNoWalk) {
  const auto generation = test::parsed(test::without("/encoding", "walk"));
  const Walked walked = walk(*generation, text_of(12, {{0, 4, 0, 0}}), start(4, 7));
  EXPECT_EQ(walked.tasks, Lines());
  EXPECT_EQ(walked.problems, Lines());
}

TEST(ListWalk, NamesTheBytesThatSayWhereItStarts) {
  WalkStart told = start(1, 0);
  told.where = {0x20, 16};
  const Walked walked = walk(*linked_list(), text_of(12, {{0, 4, 0, 0}}), told);
  EXPECT_EQ(walked.problems, Lines({line("error", "task-too-short", {0x20, 16},
                                         "task 0: length of 4 bytes is less than the 8-byte header")}));
}

TEST(ListWalk, CountsItsTasksFromTheFirstIndex) {
  WalkStart told = start(4, 1);
  told.first_index = 40;
  const Walked walked = walk(*linked_list(), text_of(20, {{0, 4, 0x22, 3}}), told);
  EXPECT_EQ(
      walked.problems,
      Lines({line("error", "task-misaligned", link_at(0), "task 41: offset 0x22 is not a multiple of 4")}));
}

TEST(ListWalk, LongListsAreFollowedToTheirEnd) {
  constexpr std::uint32_t kTasks = 100000;
  Words text;
  for (std::uint32_t i = 0; i < kTasks; ++i) {
    const bool last = i + 1 == kTasks;
    text.insert(text.end(), {last ? 0 : 0x100u, last ? 0 : 8 * (i + 1)});
  }
  const Walked walked = walk(*linked_list(), text, start(2, kTasks));
  EXPECT_EQ(walked.tasks.size(), kTasks);
  EXPECT_EQ(walked.problems, Lines());
}

}  // namespace
}  // namespace ane::task
