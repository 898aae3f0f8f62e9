// What `info` gathers.

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "core/report/report.hpp"
#include "tests/unit/tree/sample_files.hpp"

namespace ane::report {
namespace {

using nlohmann::json;

json info_json(const document::DocumentPtr& document) {
  StringSink sink;
  JsonWriter writer(sink);
  write_info_json(gather_info(document), writer);
  writer.finish();
  return json::parse(sink.text);
}

TEST(Info, OfTheCorpusNamesItsOperations) {
  // By the names of the files and corpus/README.md.
  const std::map<std::string, std::map<std::string, std::uint64_t>> expected = {
      {"mul-macos12.hwx", {{"elementwise", 1}}},    {"mul-macos14.hwx", {{"elementwise", 1}}},
      {"tinygrad-concat.hwx", {{"copy", 2}}},       {"tinygrad-conv.hwx", {{"conv", 1}}},
      {"tinygrad-gemm.hwx", {{"conv", 1}}},         {"tinygrad-golden-ddd6778.hwx", {{"copy", 1}}},
      {"tinygrad-golden-first.hwx", {{"conv", 1}}}, {"tinygrad-golden.hwx", {{"conv", 1}}},
      {"tinygrad-relu-early.hwx", {{"relu", 1}}},   {"tinygrad-relu.hwx", {{"relu", 1}}},
      {"tinygrad-sigmoid.hwx", {{"table", 1}}},     {"tinygrad-sum.hwx", {{"elementwise", 1}}},
  };
  for (const test::NamedFile& file : test::corpus_files())
    EXPECT_EQ(gather_info(file.document).operations, expected.at(file.name)) << file.name;
}

// container.md 14.1: files without K-symbols have a block of zeros that is no weights.
TEST(Info, CountsWeightsOnlyWhereSymbolsNameThem) {
  const std::map<std::string, std::uint64_t> expected = {{"tinygrad-conv.hwx", 0xc0},
                                                         {"tinygrad-gemm.hwx", 0x80000},
                                                         {"tinygrad-golden-first.hwx", 0x80},
                                                         {"tinygrad-golden.hwx", 0xc0},
                                                         {"tinygrad-sigmoid.hwx", 0x80}};
  for (const test::NamedFile& file : test::corpus_files()) {
    const auto at = expected.find(file.name);
    EXPECT_EQ(gather_info(file.document).weights_bytes, at == expected.end() ? 0 : at->second) << file.name;
  }
}

TEST(Info, CountsEveryWriteOnce) {
  for (const test::NamedFile& file : test::corpus_files()) {
    const Info info = gather_info(file.document);
    EXPECT_EQ(info.writes.total, 140 * file.document->tasks().size()) << file.name;
    EXPECT_EQ(info.writes.unmapped, 0u) << file.name;
    EXPECT_EQ(info.writes.reserved, 2 * file.document->tasks().size()) << file.name;
    EXPECT_EQ(info.writes.known + info.writes.reserved + info.writes.unmapped, info.writes.total);
    EXPECT_TRUE(info.problems.empty()) << file.name;
  }
}

TEST(Info, OfAFileOfOursTellsItsParts) {
  const json info = info_json(test::open_bytes(test::written(test::small_spec()), "small.hwx"));
  EXPECT_EQ(info.at("path"), "small.hwx");
  EXPECT_EQ(info.at("generation"), "h13");
  EXPECT_EQ(info.at("tasks"), 2);
  EXPECT_EQ(info.at("programs"), json::parse(R"([{"name": "net", "tasks": 2}])"));
  EXPECT_EQ(info.at("tensors").size(), 2u);
  EXPECT_EQ(info.at("compiler").at("name"), "anescope_writer");
  EXPECT_EQ(info.at("compiler").at("target"), "h13");
}

TEST(Info, OfAGenerationThatIsNotDecodedSaysWhatIsDeclared) {
  writer::HwxSpec spec = test::small_spec();
  spec.style = writer::style_stream();
  spec.cpu_subtype = 8;
  spec.programs[0].task_count = 12;
  const json info = info_json(test::open_bytes(test::written(spec), "stream.hwx"));
  EXPECT_TRUE(info.at("generation").is_null());
  EXPECT_EQ(info.at("cpu_subtype"), 8);
  EXPECT_EQ(info.at("verified"), false);
  EXPECT_EQ(info.at("programs")[0].at("tasks"), 12);
  EXPECT_TRUE(info.at("operations").empty());
}

TEST(Info, OfASubtypeThatNobodyKnowsHasNoGeneration) {
  writer::HwxSpec spec = test::small_spec();
  spec.cpu_subtype = 4711;
  const json info = info_json(test::open_bytes(test::written(spec), "new.hwx"));
  EXPECT_TRUE(info.at("generation").is_null());
  EXPECT_TRUE(info.at("td_version").is_null());
  EXPECT_EQ(info.at("cpu_subtype"), 4711);
  EXPECT_EQ(info.at("tensors").size(), 2u) << "the container is read all the same";
}

TEST(Info, ExplainsNoMoreThanTheFileHolds) {
  for (const test::NamedFile& file : test::damaged_files())
    EXPECT_LE(gather_info(file.document).explained_bytes, file.document->file().size()) << file.name;
}

}  // namespace
}  // namespace ane::report
