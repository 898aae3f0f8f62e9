#include "core/writer/task_builder.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/embed.hpp"
#include "core/writer/stream_facts.hpp"
#include "tests/unit/writer/h13.hpp"

namespace ane::writer {
namespace {

using Words = std::vector<std::uint32_t>;

/// H13 with changes, to see that the builder goes by the database.
regdb::GenerationPtr changed_h13(const std::function<void(nlohmann::json&)>& change) {
  for (const auto& file : embed::registers()) {
    if (file.name != "h13") continue;
    auto json = nlohmann::json::parse(file.text);
    change(json);
    auto generation = regdb::parse_generation(json.dump());
    EXPECT_TRUE(generation) << generation.error().message;
    return *generation;
  }
  return nullptr;
}

Words encoded(const TaskBuilder& task) {
  const auto words = task.encode();
  EXPECT_TRUE(words) << words.error().message;
  return words ? *words : Words{};
}

std::string error_of(const TaskBuilder& task) {
  const auto words = task.encode();
  return words ? "" : words.error().message;
}

std::uint32_t word_at(const std::vector<std::uint8_t>& text, std::size_t offset) {
  std::uint32_t word = 0;
  for (std::size_t i = 4; i-- > 0;) word = word << 8 | text.at(offset + i);
  return word;
}

/// Headers of the records of a task.
Words record_headers(const Words& task) {
  Words headers;
  for (std::size_t at = 10; at < task.size(); at += (task[at] >> 26) + 2) headers.push_back(task[at]);
  return headers;
}

TEST(TaskBuilder, AllRegistersTakeTheSevenRecordsOfRealFiles) {
  const Words words = encoded(TaskBuilder(test::h13()).write_all());
  EXPECT_EQ(words.size(), 157U);
  EXPECT_EQ(record_headers(words),
            (Words{0xf401f800, 0x3c000000, 0x6c013800, 0x44004800, 0x0c008800, 0x1000c800, 0x18017800}));
}

TEST(TaskBuilder, WithoutCoefficientsTheFirstRecordSplits) {
  TaskBuilder task(test::h13());
  task.write_all().skip("KernelDMASrc.CoeffBaseAddr").skip("KernelDMASrc.CoeffBfrSize");
  const Words words = encoded(task);
  EXPECT_EQ(words.size(), 126U);
  EXPECT_EQ(record_headers(words)[0], 0x4401f800U);
  EXPECT_EQ(record_headers(words)[1], 0x2c01f8c8U);
}

TEST(TaskBuilder, LongRunsAreCutWhereARecordIsFull) {
  const auto narrow = changed_h13(
      [](nlohmann::json& json) { json["encoding"]["record_layouts"]["burst-byte"]["count_width"] = 3; });
  const Words words = encoded(TaskBuilder(narrow).write("Common"));
  ASSERT_EQ(words.size(), 10U + 2 * 9U);
  EXPECT_EQ(words[10], 7U << 26);
  EXPECT_EQ(words[19], 7U << 26 | 0x20U);
}

TEST(TaskBuilder, OnlyRegistersThatWereSetAreWritten) {
  TaskBuilder task(test::h13());
  task.set("Common.InDim.Win", 64).set("Common.Cin.Cin", 3).set("Common.Cout.Cout", 8);
  EXPECT_EQ(encoded(task), (Words{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 64, 1U << 26 | 0x0cU, 3, 8}));
}

TEST(TaskBuilder, FieldsGoByPathConceptNameAndUnit) {
  TaskBuilder task(test::h13());
  task.set("common.in_height", 5).set_named("Common.Cfg.TaskType", "PlanarTwoSources");
  task.set_real("ne.post_scale", 0.5).set("kernel.channel_base[3]", 0xc0).set_word("Header4", 0x6a);
  const Words words = encoded(task);
  EXPECT_EQ(words[4], 0x6aU);
  const Words expected = {0x1f854, 0xc0, 0, 5U << 16, 0x34, 0x30, 0xc810, 0x3800};
  EXPECT_EQ(Words(words.begin() + 10, words.end()), expected);
}

TEST(TaskBuilder, AWordOfAnArraySetsAllOrOne) {
  TaskBuilder task(test::h13());
  task.set_word("KernelDMASrc.AuxDMAConfig", 0x80).set_word("KernelDMASrc.AuxDMAConfig[1]", 0x81);
  const Words words = encoded(task);
  EXPECT_EQ(Words(words.begin() + 10, words.end()), (Words{3U << 26 | 0x1f8c8U, 0x80, 0x81, 0x80, 0x80}));
}

TEST(TaskBuilder, TheExtraHeaderWordAppearsWithItsFlag) {
  TaskBuilder task(test::h13());
  task.set("Header10.DTID", 7);
  EXPECT_EQ(encoded(task).size(), 10U);
  task.set("Header6.TDE", 1);
  const Words words = encoded(task);
  ASSERT_EQ(words.size(), 11U);
  EXPECT_EQ(words[10], 7U);
}

TEST(TaskBuilder, TheFirstErrorIsReported) {
  EXPECT_EQ(error_of(TaskBuilder(test::h13()).set("Common.InDim.Wxn", 1).set("nowhere", 1)),
            "H13 has no field Common.InDim.Wxn");
  EXPECT_EQ(error_of(TaskBuilder(test::h13()).set_word("Common.Nothing", 1)),
            "H13 has no register Common.Nothing");
  EXPECT_EQ(error_of(TaskBuilder(test::h13()).write("Nothing")), "H13 has no block or register Nothing");
  EXPECT_NE(error_of(TaskBuilder(test::h13()).set("Common.InDim.Win", 40000)).find("does not fit in 15"),
            std::string::npos);
  EXPECT_NE(error_of(TaskBuilder(test::h13()).set("source1.base", 33)).find("not a multiple of 64"),
            std::string::npos);
  EXPECT_FALSE(error_of(TaskBuilder(test::h13()).set_named("Common.Cfg.TaskType", "Dancing")).empty());
  EXPECT_FALSE(error_of(TaskBuilder(test::h13()).set("kernel.channel_base[16]", 0)).empty());
}

TEST(TaskLinker, TasksFollowEachOtherAtMultiplesOf256Bytes) {
  const Words whole = encoded(TaskBuilder(test::h13()).write_all());
  const Words brief = encoded(TaskBuilder(test::h13()).set("Common.Cin.Cin", 1));
  const auto text = link_tasks(*test::h13(), {whole, brief, whole}, EventHabit::MacOs14);
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(text->size(), 0x400U + 0x274U);
  EXPECT_EQ(word_at(*text, 0x00), 0U);
  EXPECT_EQ(word_at(*text, 0x04), 11U << 16);  // the next task has 12 words
  EXPECT_EQ(word_at(*text, 0x1c), 0x300U);
  EXPECT_EQ(word_at(*text, 0x20), 1U << 23);  // TBE
  EXPECT_EQ(word_at(*text, 0x300), 0x01000001U);
  EXPECT_EQ(word_at(*text, 0x31c), 0x400U);
  EXPECT_EQ(word_at(*text, 0x400), 0x03000002U);
  EXPECT_EQ(word_at(*text, 0x41c), 0U);
  EXPECT_EQ(word_at(*text, 0x420), 0U);
  EXPECT_EQ(word_at(*text, 0x08), 0x408U);
  EXPECT_EQ(word_at(*text, 0x308), 0x400U);
  EXPECT_EQ(word_at(*text, 0x408), 0x422U);
  EXPECT_EQ(word_at(*text, 0x10), 0x68U);
  EXPECT_EQ(word_at(*text, 0x410), 0x6aU);
}

TEST(TaskLinker, KeptEventMasksStayAsTheyWere) {
  const auto text = link_tasks(*test::h13(), {encoded(TaskBuilder(test::h13()).set("task.events", 0x123))});
  ASSERT_TRUE(text);
  EXPECT_EQ(word_at(*text, 0x08), 0x123U);
}

TEST(TaskLinker, ATaskTooLongToBeLinkedIsRefused) {
  const auto text = link_tasks(*test::h13(), {Words(10), Words(513)});
  ASSERT_FALSE(text);
  EXPECT_FALSE(link_tasks(*test::h13(), {Words(9)}));
}

TEST(StreamFacts, AreWhatTheBuilderPutIn) {
  const Words first = encoded(TaskBuilder(test::h13()).write_all().set("task.cycles", 9));
  TaskBuilder kernel(test::h13());
  kernel.write_all().set("kernel.channel_enable[2]", 1).set("task.cycles", 4);
  const auto text = link_tasks(*test::h13(), {first, encoded(kernel)}, EventHabit::MacOs11);
  ASSERT_TRUE(text);
  const StreamFacts facts = read_stream(*test::h13(), *text, 0, {});
  EXPECT_EQ(facts.first_task_words, 157U);
  EXPECT_EQ(facts.task_count, 2U);
  EXPECT_EQ(facts.events, 4U);        // 0x400 and 0x422
  EXPECT_EQ(facts.debug_events, 7U);  // 0x68 and 0x6a
  EXPECT_EQ(facts.longest_task, 9U);
  EXPECT_EQ(facts.kernel_bases, (Words{0x300 + 0x74 + 4 * 2}));
}

TEST(StreamFacts, StopWhereTheStreamIsDamaged) {
  const Words task = encoded(TaskBuilder(test::h13()).write_all());
  auto text = *link_tasks(*test::h13(), {task, task});
  text[0x31d] = 0x03;  // the second task points at itself
  EXPECT_EQ(read_stream(*test::h13(), text, 0, {}).task_count, 2U);
  text.resize(0x304);  // and then is cut short
  EXPECT_EQ(read_stream(*test::h13(), text, 0, {}).task_count, 1U);
  EXPECT_EQ(read_stream(*test::h13(), {}, 0, {}).task_count, 0U);
}

/// An aligned array: tasks of 4 header words, sizes in the first, after 4 words of section header.
TEST(StreamFacts, AlignedArraysAreFollowedBySize) {
  const auto array = changed_h13([](nlohmann::json& json) {
    auto& encoding = json["encoding"];
    encoding["tasks"] = "aligned-array";
    encoding["task_alignment"] = 16;
    encoding["section_header_words"] = 4;
    encoding["walk"] = {{"id", "Header0.TID"}, {"size", "Header1.ExeCycles"}};
  });
  ASSERT_NE(array, nullptr);
  std::vector<std::uint8_t> text(16 + 3 * 48);
  text[16 + 4] = 10;            // the first task: ten words, 48 bytes with padding
  text[16 + 8] = 3;             // two events
  text[16 + 48 + 48 + 4] = 10;  // a hole of 48 bytes, then the second
  const StreamFacts facts = read_stream(*array, text, 0, {});
  EXPECT_EQ(facts.task_count, 2U);
  EXPECT_EQ(facts.first_task_words, 10U);
  EXPECT_EQ(facts.events, 2U);
}

}  // namespace
}  // namespace ane::writer
