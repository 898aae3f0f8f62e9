// container.md 15, rule 23, and every form of record.

#include <gtest/gtest.h>

#include <random>

#include "tests/unit/task/text_file.hpp"

namespace ane::task {
namespace {

using test::in_text;
using test::Json;
using test::line;
using test::Lines;
using test::linked_list;
using test::parsed;
using test::stream_json;
using test::TextFile;
using test::Words;

constexpr std::size_t kIndex = 7;   // of the decoded task, as the problems name it
constexpr std::uint64_t kBody = 8;  // behind the two header words

/// A task that is the whole text: two header words, then `body`.
struct Decoded {
  Decoded(regdb::GenerationPtr used, Words body, std::uint64_t odd_bytes = 0) : generation(std::move(used)) {
    body.insert(body.begin(), {0x11, 0});
    const TextFile file(body, odd_bytes);
    const auto size = static_cast<std::uint32_t>(file.text().size());
    task = decode_task(*generation, file.text(), {0, size}, kIndex, diagnostics);
    problems = test::lines_of(diagnostics);
  }

  /// "0x100=1", one for each write.
  Lines writes() const {
    Lines lines;
    for (const Write& write : task.writes)
      lines.push_back(hex(write.address) + "=" + std::to_string(write.value));
    return lines;
  }

  regdb::GenerationPtr generation;
  Task task;
  Diagnostics diagnostics;
  Lines problems;
};

/// Record headers of the linked-list database: byte address and count.
constexpr std::uint32_t burst(std::uint32_t address, std::uint32_t count) {
  return (count - 1) << 26 | address;
}
/// Record headers of the stream database: word address and count, mask or slot.
constexpr std::uint32_t word_burst(std::uint32_t word, std::uint32_t count) {
  return (count - 1) << 15 | word;
}
constexpr std::uint32_t scatter(std::uint32_t word, std::uint32_t mask) {
  return 0x80000000 | mask << 15 | word;
}
constexpr std::uint32_t with_slot(std::uint32_t word, std::uint32_t count, std::uint32_t slot) {
  return 0x20000000 | slot << 21 | (count - 1) << 15 | word;
}

TEST(BurstRecord, WritesConsecutiveRegisters) {
  const Decoded decoded(linked_list(), {burst(0x100, 3), 1, 2, 3, burst(0x200, 1), 4});
  EXPECT_EQ(decoded.writes(), Lines({"0x100=1", "0x104=2", "0x108=3", "0x200=4"}));
  EXPECT_EQ(decoded.problems, Lines());
  ASSERT_EQ(decoded.task.records.size(), 2u);
  EXPECT_EQ(decoded.task.records[1].first_write, 3u);
  EXPECT_EQ(decoded.task.records[1].write_count, 1u);
  EXPECT_EQ(decoded.task.records[0].layout->name, "burst");
}

TEST(BurstRecord, KnowsWhereItsWordsStand) {
  const Decoded decoded(linked_list(), {burst(0x100, 2), 1, 2});
  EXPECT_EQ(decoded.task.where, in_text(0, 20));
  EXPECT_EQ(decoded.task.records[0].offset, in_text(kBody, 0).offset);
  EXPECT_EQ(decoded.task.records[0].header, burst(0x100, 2));
  EXPECT_EQ(decoded.task.writes[1].offset, in_text(kBody + 8, 0).offset);
  EXPECT_EQ(decoded.task.writes[1].slot, -1);
  EXPECT_TRUE(decoded.task.undecoded.empty());
}

TEST(BurstRecord, OfTheLargestCount) {
  Words body(65, 9);
  body[0] = burst(0, 64);
  const Decoded decoded(linked_list(), body);
  EXPECT_EQ(decoded.task.writes.size(), 64u);
  EXPECT_EQ(decoded.task.writes.back().address, 0xfcu);
  EXPECT_EQ(decoded.problems, Lines());
}

TEST(Writes, RepeatsAreKeptAndTheLastCounts) {
  const Decoded decoded(linked_list(), {burst(0x100, 1), 1, burst(0x100, 1), 2});
  EXPECT_EQ(decoded.writes(), Lines({"0x100=1", "0x100=2"}));
  ASSERT_NE(decoded.task.last_write(0x100), nullptr);
  EXPECT_EQ(decoded.task.last_write(0x100)->value, 2u);
  EXPECT_EQ(decoded.task.last_write(0x104), nullptr);
}

TEST(Records, PastTheEndOfTheTaskGiveWhatIsThere) {
  const Decoded decoded(linked_list(), {burst(0x100, 1), 1, burst(0x200, 4), 2, 3});
  EXPECT_EQ(decoded.writes(), Lines({"0x100=1", "0x200=2", "0x204=3"}));
  EXPECT_EQ(decoded.problems, Lines({line("error", "record-past-task-end", in_text(kBody + 8, 4),
                                          "task 7: record 0x0c000200 announces 4 values, 2 fit before the "
                                          "task's end")}));
  EXPECT_EQ(decoded.task.records.back().write_count, 2u);
  EXPECT_EQ(decoded.diagnostics.list()[0].task, kIndex);
}

TEST(Records, WithNoValueBeforeTheEnd) {
  const Decoded decoded(linked_list(), {burst(0x100, 1)});
  EXPECT_EQ(decoded.writes(), Lines());
  EXPECT_EQ(decoded.problems, Lines({line("error", "record-past-task-end", in_text(kBody, 4),
                                          "task 7: record 0x00000100 announces 1 values, 0 fit before the "
                                          "task's end")}));
}

TEST(Records, CutInsideAHeader) {
  const Decoded decoded(linked_list(), {burst(0x100, 1), 1}, 2);
  EXPECT_EQ(decoded.writes(), Lines({"0x100=1"}));
  EXPECT_EQ(
      decoded.problems,
      Lines({line("error", "record-cut", in_text(kBody + 8, 2), "task 7: ends inside a record header")}));
  EXPECT_EQ(decoded.task.undecoded, in_text(kBody + 8, 2));
}

TEST(Records, CutInsideAValue) {
  const Decoded decoded(linked_list(), {burst(0x100, 2), 1}, 3);
  EXPECT_EQ(decoded.writes(), Lines({"0x100=1"}));
  EXPECT_EQ(decoded.problems.size(), 1u);
  EXPECT_EQ(decoded.task.undecoded, in_text(kBody + 8, 3));
}

TEST(Records, OfAnUnknownFormEndTheTask) {
  Json json = test::minimal_json();
  json["encoding"]["record_layouts"]["burst"]["match_mask"] = "0x02000000";
  const Decoded decoded(parsed(json), {burst(0x100, 1), 1, 0x02000100, 2, 3});
  EXPECT_EQ(decoded.writes(), Lines({"0x100=1"}));
  EXPECT_EQ(decoded.problems, Lines({line("error", "record-unknown", in_text(kBody + 8, 4),
                                          "task 7: record header 0x02000100 fits no known form")}));
  EXPECT_EQ(decoded.task.undecoded, in_text(kBody + 8, 12));
}

TEST(Records, ZerosUpToTheEndArePadding) {
  const Decoded decoded(linked_list(), {burst(0x100, 1), 1, 0, 0, 0});
  EXPECT_EQ(decoded.writes(), Lines({"0x100=1"}));
  EXPECT_EQ(decoded.problems, Lines({line("warning", "zero-records", in_text(kBody + 8, 12),
                                          "task 7: its last 12 bytes are zero, not records")}));
  EXPECT_EQ(decoded.task.undecoded, in_text(kBody + 8, 12));
}

TEST(Records, AZeroHeaderInTheMiddleIsARecord) {
  const Decoded decoded(linked_list(), {0, 5, burst(0x100, 1), 1});
  EXPECT_EQ(decoded.writes(), Lines({"0x0=5", "0x100=1"}));
  EXPECT_EQ(decoded.problems, Lines());
}

TEST(ScatterRecord, WritesItsBaseAndWhatTheMaskSelects) {
  const Decoded decoded(parsed(stream_json()), {scatter(0x40, 0x8005), 1, 2, 3, 4});
  EXPECT_EQ(decoded.writes(), Lines({"0x100=1", "0x104=2", "0x10c=3", "0x140=4"}));
  EXPECT_EQ(decoded.problems, Lines());
  EXPECT_EQ(decoded.task.records[0].layout->name, "scatter-word");
}

TEST(ScatterRecord, WithAnEmptyMaskWritesItsBase) {
  const Decoded decoded(parsed(stream_json()), {scatter(0x40, 0), 1, scatter(0x41, 0), 2});
  EXPECT_EQ(decoded.writes(), Lines({"0x100=1", "0x104=2"}));
}

TEST(ScatterRecord, WithAFullMaskWritesSeventeenRegisters) {
  Words body(18, 3);
  body[0] = scatter(0x40, 0xffff);
  const Decoded decoded(parsed(stream_json()), body);
  ASSERT_EQ(decoded.task.writes.size(), 17u);
  for (std::uint32_t i = 0; i < 17; ++i) EXPECT_EQ(decoded.task.writes[i].address, 0x100 + 4 * i);
}

TEST(ScatterRecord, WithoutItsBaseWritesWhatTheMaskSelects) {
  Json json = stream_json();
  json["encoding"]["record_layouts"]["scatter-word"]["writes_base"] = false;
  const Decoded decoded(parsed(json), {scatter(0x40, 0x11), 1, 2, scatter(0x40, 0), scatter(0x40, 2), 3});
  EXPECT_EQ(decoded.writes(), Lines({"0x104=1", "0x114=2", "0x108=3"}));
  EXPECT_EQ(decoded.problems, Lines());
}

TEST(ScatterRecord, PastTheEndGivesItsFirstRegisters) {
  const Decoded decoded(parsed(stream_json()), {scatter(0x40, 0x11), 1, 2});
  EXPECT_EQ(decoded.writes(), Lines({"0x100=1", "0x104=2"}));
  EXPECT_EQ(decoded.problems, Lines({line("error", "record-past-task-end", in_text(kBody, 4),
                                          "task 7: record 0x80088040 announces 3 values, 2 fit before the "
                                          "task's end")}));
}

TEST(AddressRecord, CarriesTheSlotThatTheLoaderAdds) {
  const Decoded decoded(parsed(stream_json()),
                        {with_slot(0x40, 2, 0), 1, 2, with_slot(0x80, 1, 255), 3, word_burst(0x90, 1), 4});
  EXPECT_EQ(decoded.writes(), Lines({"0x100=1", "0x104=2", "0x200=3", "0x240=4"}));
  EXPECT_EQ(decoded.task.writes[0].slot, 0);
  EXPECT_EQ(decoded.task.writes[1].slot, 0);
  EXPECT_EQ(decoded.task.writes[2].slot, 255);
  EXPECT_EQ(decoded.task.writes[3].slot, -1);
}

TEST(MatchRecord, TakesTheFirstFormThatFits) {
  const auto generation = parsed(stream_json());
  EXPECT_EQ(match_record(*generation, word_burst(1, 1))->name, "burst-word");
  EXPECT_EQ(match_record(*generation, scatter(1, 0x4000))->name, "scatter-word");
  EXPECT_EQ(match_record(*generation, with_slot(1, 1, 1))->name, "address-word");
}

TEST(TaskHeader, IsKeptWordByWord) {
  const Decoded decoded(linked_list(), {burst(0x100, 1), 1});
  EXPECT_EQ(decoded.task.header, Words({0x11, 0}));
  EXPECT_FALSE(decoded.task.extended);
  EXPECT_EQ(decoded.task.header_word(decoded.generation->header[0]), 0x11u);
}

TEST(TaskHeader, OfATaskThatIsTooShortIsWhatIsThere) {
  const auto generation = linked_list();
  const TextFile file({0x11, 0x22});
  Diagnostics problems;
  const Task task = decode_task(*generation, file.text(), {0, 4}, 0, problems);
  EXPECT_EQ(task.header, Words({0x11}));
  EXPECT_EQ(task.header_word(generation->header[1]), 0u);
  EXPECT_TRUE(task.writes.empty());
}

/// A third header word follows where bit 4 of the first is set, as it is in every Decoded.
Json extended_json(const char* equals) {
  return test::changed("/encoding/extended_header", {{"word", 0},
                                                     {"mask", "0x30"},
                                                     {"equals", equals},
                                                     {"extra_words", 1},
                                                     {"name", "Header2"},
                                                     {"doc", "One more."},
                                                     {"fields", Json::array()}});
}

TEST(ExtendedHeader, IsReadWhereTheHeaderAnnouncesIt) {
  const Decoded decoded(parsed(extended_json("0x10")), {0xabcd, burst(0x100, 1), 1});
  EXPECT_TRUE(decoded.task.extended);
  EXPECT_EQ(decoded.task.header, Words({0x11, 0, 0xabcd}));
  EXPECT_EQ(decoded.task.header_word(decoded.generation->encoding.extended->layout), 0xabcdu);
  EXPECT_EQ(decoded.writes(), Lines({"0x100=1"}));
}

TEST(ExtendedHeader, IsNotReadOtherwise) {
  const Decoded decoded(parsed(extended_json("0x30")), {burst(0x100, 1), 1});
  EXPECT_FALSE(decoded.task.extended);
  EXPECT_EQ(decoded.task.header.size(), 2u);
  EXPECT_EQ(decoded.task.header_word(decoded.generation->encoding.extended->layout), 0u);
  EXPECT_EQ(decoded.writes(), Lines({"0x100=1"}));
}

TEST(DecodeTask, CutsASpanAtTheEndOfTheText) {
  const auto generation = linked_list();
  const TextFile file({0x11, 0, burst(0x100, 2), 1});
  Diagnostics problems;
  const Task task = decode_task(*generation, file.text(), {0, 0x100}, 0, problems);
  EXPECT_EQ(task.where, in_text(0, 16));
  EXPECT_EQ(task.writes.size(), 1u);
  EXPECT_EQ(problems.count(Severity::Error), 1u);
}

TEST(DecodeTask, EndsInAnyWords) {
  std::mt19937 random(5);
  for (const auto& generation : {linked_list(), parsed(stream_json()), parsed(extended_json("0x10"))}) {
    for (int round = 0; round < 500; ++round) {
      Words body(random() % 40);
      for (std::uint32_t& word : body) word = static_cast<std::uint32_t>(random());
      const Decoded decoded(generation, body, random() % 4);
      ASSERT_LE(decoded.task.writes.size(), body.size());
      ASSERT_TRUE(decoded.task.where.contains(decoded.task.undecoded));
    }
  }
}

}  // namespace
}  // namespace ane::task
