// Tasks as text and as JSON.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/base/text.hpp"
#include "core/report/report.hpp"
#include "tests/unit/tree/sample_files.hpp"

namespace ane::report {
namespace {

using nlohmann::json;

document::DocumentPtr with_text(std::vector<std::uint8_t> text) {
  writer::HwxSpec spec = test::small_spec();
  spec.text = std::move(text);
  return test::open_bytes(test::written(spec), "t");
}

writer::TaskBuilder empty_task() {
  return writer::TaskBuilder(*regdb::Database::embedded()->generation("h13"));
}

/// A file with these tasks.
document::DocumentPtr with_tasks(const std::vector<writer::TaskBuilder>& builders) {
  const auto generation = *regdb::Database::embedded()->generation("h13");
  std::vector<std::vector<std::uint32_t>> tasks;
  for (const writer::TaskBuilder& builder : builders) {
    const auto words = builder.encode();
    EXPECT_TRUE(words) << (words ? "" : words.error().message);
    if (words) tasks.push_back(*words);
  }
  const auto text = writer::link_tasks(*generation, tasks);
  EXPECT_TRUE(text);
  return with_text(*text);
}

std::string tasks_text(const document::DocumentPtr& document, const TaskOptions& options = {}) {
  StringSink sink;
  write_tasks_text(*document, options, sink);
  return sink.text;
}

json tasks_json(const document::DocumentPtr& document, const TaskOptions& options = {}) {
  StringSink sink;
  write_tasks_json(*document, options, sink);
  return json::parse(sink.text);
}

bool has_line(const std::string& text, const std::string& line) {
  for (const std::string_view candidate : split_lines(text)) {
    if (candidate == line) return true;
  }
  return false;
}

TEST(TasksText, MergesEqualElementsOfAnArray) {
  const std::string text = tasks_text(with_tasks({empty_task()
                                                      .set_word("KernelDMASrc.CoeffDMAConfig", 0x80)
                                                      .set_word("KernelDMASrc.CoeffDMAConfig[2]", 0x81)}));
  EXPECT_NE(text.find("KernelDMASrc.CoeffDMAConfig[0..1]"), std::string::npos) << text;
  EXPECT_NE(text.find("KernelDMASrc.CoeffDMAConfig[2] "), std::string::npos) << text;
  EXPECT_NE(text.find("KernelDMASrc.CoeffDMAConfig[3..15]"), std::string::npos) << text;
}

TEST(TasksText, ListsOnlyTheWantedTask) {
  const auto document = with_tasks({empty_task(), empty_task(), empty_task()});
  const std::string text = tasks_text(document, {1, false});
  EXPECT_TRUE(text.starts_with("task 1 ")) << text;
  EXPECT_EQ(text.find("task 0 "), std::string::npos);
  EXPECT_EQ(text.find("task 2 "), std::string::npos);
}

TEST(TasksText, SaysOfAnUnwrittenRegisterThatItIsUnknown) {
  const std::string text =
      tasks_text(with_tasks({empty_task().set("common.in_channels", 3), empty_task()}), {1, true});
  EXPECT_NE(text.find("not written by this task"), std::string::npos);
  EXPECT_NE(text.find("from task 0  Cin=3"), std::string::npos) << text;
  EXPECT_NE(text.find("unknown: no task of this program wrote it"), std::string::npos);
}

TEST(TasksText, ShowsAnAddressWithoutARegister) {
  // One task: header, then a record for the byte address 0x3fffff0.
  std::vector<std::uint32_t> words(10);
  words.insert(words.end(), {0x03fffff0, 0xabcd1234});
  std::vector<std::uint8_t> text;
  for (const std::uint32_t word : words) {
    for (unsigned shift = 0; shift < 32; shift += 8) text.push_back(static_cast<std::uint8_t>(word >> shift));
  }
  const auto document = with_text(text);
  ASSERT_EQ(document->tasks().size(), 1u);
  EXPECT_NE(tasks_text(document).find("0xabcd1234  no register known at this address"), std::string::npos)
      << tasks_text(document);
  const json write = tasks_json(document)[0].at("writes")[0];
  EXPECT_EQ(write.at("address"), 0x3fffff0);
  EXPECT_EQ(write.at("value"), 0xabcd1234);
  EXPECT_TRUE(write.at("block").is_null());
  EXPECT_TRUE(write.at("register").is_null());
  EXPECT_TRUE(write.at("fields").empty());
}

TEST(TasksText, OfAFileWithoutTasksSaysSo) {
  const auto document = with_text(std::vector<std::uint8_t>(8));
  EXPECT_TRUE(document->tasks().empty());
  EXPECT_TRUE(has_line(tasks_text(document), "no tasks"));
  EXPECT_EQ(tasks_json(document), json::array());
}

TEST(TasksJson, ListsRepeatedWritesInStreamOrder) {
  const auto generation = *regdb::Database::embedded()->generation("h13");
  const std::uint32_t address = generation->by_concept("common.in_channels").value().address();
  std::vector<std::uint32_t> words(10);
  words.insert(words.end(), {address, 1, address, 2});
  std::vector<std::uint8_t> text;
  for (const std::uint32_t word : words) {
    for (unsigned shift = 0; shift < 32; shift += 8) text.push_back(static_cast<std::uint8_t>(word >> shift));
  }
  const auto document = with_text(text);
  const json task = tasks_json(document, {{}, true})[0];
  ASSERT_EQ(task.at("writes").size(), 2u);
  EXPECT_EQ(task.at("writes")[0].at("value"), 1);
  EXPECT_EQ(task.at("writes")[1].at("value"), 2);
  EXPECT_EQ(task.at("writes")[0].at("offset").get<std::uint64_t>() + 8, task.at("writes")[1].at("offset"));
  EXPECT_EQ(task.at("state").at("Common.Cin.Cin"), 2) << "the last write counts";
}

TEST(TasksJson, GivesElementsOfArraysAndPathsWithIndexes) {
  const auto document = with_tasks({empty_task().set("KernelDMASrc.CoeffBaseAddr[3].Addr", 0x1c0)});
  const json task = tasks_json(document, {{}, true})[0];
  const json& write = task.at("writes")[0];
  EXPECT_EQ(write.at("block"), "KernelDMASrc");
  EXPECT_EQ(write.at("register"), "CoeffBaseAddr");
  EXPECT_EQ(write.at("element"), 3);
  EXPECT_EQ(write.at("fields").at("Addr"), 0x1c0) << "addresses are in bytes";
  EXPECT_EQ(task.at("state").at("KernelDMASrc.CoeffBaseAddr[3].Addr"), 0x1c0);
  EXPECT_EQ(task.at("state").count("KernelDMASrc.CoeffBaseAddr[2].Addr"), 0u);
}

TEST(TasksJson, NamesEnumValuesAndSaysNullWhereThereIsNoName) {
  const auto type_fields = [](std::int64_t type) {
    return tasks_json(with_tasks({empty_task().set("common.task_type", type)}))[0].at("writes")[0].at(
        "fields");
  };
  EXPECT_EQ(type_fields(3).at("TaskType"), 3);
  EXPECT_EQ(type_fields(3).at("TaskType.name"), "PlanarTwoSources");
  EXPECT_EQ(type_fields(7).at("TaskType"), 7);
  EXPECT_TRUE(type_fields(7).at("TaskType.name").is_null());
}

TEST(TasksJson, TellsWhereEachCarriedValueComesFrom) {
  const auto document =
      with_tasks({empty_task().set("common.in_channels", 3), empty_task().set("common.out_channels", 4)});
  const json task = tasks_json(document, {1, true})[0];
  EXPECT_EQ(task.at("index"), 1);
  EXPECT_EQ(task.at("state").at("Common.Cin.Cin"), 3);
  EXPECT_EQ(task.at("state").at("Common.Cout.Cout"), 4);
  EXPECT_EQ(task.at("state_origin").at("Common.Cin"), json::parse(R"({"origin": "carried", "task": 0})"));
  EXPECT_EQ(task.at("state_origin").count("Common.Cout"), 0u);
  EXPECT_EQ(task.at("state_origin").at("Common.InDim").at("origin"), "unset");
}

}  // namespace
}  // namespace ane::report
