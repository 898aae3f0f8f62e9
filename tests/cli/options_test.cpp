// Options that choose a part of a report.

#include <gtest/gtest.h>

#include <string>

#include "core/base/text.hpp"
#include "tests/cli/files.hpp"

namespace ane::cli {
namespace {

using nlohmann::json;
using test::Outcome;
using test::run_cli;
using test::run_json;

class Options : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  std::string path_ = folder_.file("three.hwx", test::small_program(3));
};

std::size_t depth_of(const json& node) {
  std::size_t deepest = 0;
  for (const json& child : node.at("children")) deepest = std::max(deepest, 1 + depth_of(child));
  return deepest;
}

TEST_F(Options, TaskPicksOneTask) {
  const json all = run_json({"tasks", path_, "--json", "--state"});
  ASSERT_EQ(all.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    const json one = run_json({"tasks", path_, "--json", "--state", "--task", std::to_string(i)});
    ASSERT_EQ(one.size(), 1u);
    EXPECT_EQ(one[0], all[i]) << "a task alone is described as among all";
  }
}

TEST_F(Options, TaskTakesHexadecimalAndEqualsSign) {
  EXPECT_EQ(run_cli({"tasks", path_, "--task=0x2"}).out, run_cli({"tasks", path_, "--task", "2"}).out);
}

TEST_F(Options, TaskBehindTheLastIsRefused) {
  const Outcome outcome = run_cli({"tasks", path_, "--task", "3"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "anetool: " + path_ + ": there is no task 3, the file has 3\n");
}

TEST_F(Options, StateSaysWhatIsNotWritten) {
  EXPECT_EQ(run_cli({"tasks", path_}).out.find("not written by this task"), std::string::npos);
  EXPECT_NE(run_cli({"tasks", path_, "--state"}).out.find("not written by this task"), std::string::npos);
}

TEST_F(Options, DepthCutsTheTree) {
  for (const std::size_t depth : {0u, 1u, 2u, 3u}) {
    const json tree = run_json({"tree", path_, "--json", "--depth", std::to_string(depth)});
    EXPECT_EQ(depth_of(tree), depth);
    const std::string text = run_cli({"tree", path_, "--depth", std::to_string(depth)}).out;
    std::size_t nodes = 0;
    const std::function<void(const json&)> count = [&](const json& node) {
      ++nodes;
      for (const json& child : node.at("children")) count(child);
    };
    count(tree);
    EXPECT_EQ(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')), nodes)
        << "one line of text for every node";
  }
  EXPECT_GT(depth_of(run_json({"tree", path_, "--json"})), 4u);
}

TEST_F(Options, AtShowsOnlyWhatHoldsTheByte) {
  const std::uint64_t offset = run_json({"tasks", path_, "--json"})[1].at("writes")[7].at("offset");
  const json tree = run_json({"tree", path_, "--json", "--at", std::to_string(offset)});
  std::vector<std::string> names;
  for (const json* node = &tree;; node = &node->at("children")[0]) {
    names.push_back(node->at("name"));
    const auto begin = node->at("offset").get<std::uint64_t>();
    EXPECT_LE(begin, offset);
    EXPECT_GT(begin + node->at("size").get<std::uint64_t>(), offset);
    const bool bits_below = !node->at("children").empty() && !node->at("children")[0].at("bits").is_null();
    if (node->at("children").empty() || bits_below) break;
    EXPECT_EQ(node->at("children").size(), 1u) << node->at("name");
  }
  ASSERT_GE(names.size(), 4u);
  EXPECT_EQ(names[1], "__TEXT,__text");
  EXPECT_EQ(names[2], "task 1");
  const std::string text = run_cli({"tree", path_, "--at", hex(offset)}).out;
  EXPECT_NE(text.find("task 1"), std::string::npos);
  EXPECT_EQ(text.find("task 0"), std::string::npos);
}

TEST_F(Options, AtBehindTheEndIsRefused) {
  const Outcome outcome = run_cli({"tree", path_, "--at", "0x7fffffff"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_TRUE(outcome.err.starts_with("anetool: " + path_ + ": --at 0x7fffffff lies behind the file's end"))
      << outcome.err;
}

TEST_F(Options, TheLastOfARepeatedOptionCounts) {
  EXPECT_EQ(run_cli({"tasks", path_, "--task", "0", "--task", "1"}).out,
            run_cli({"tasks", path_, "--task", "1"}).out);
}

TEST_F(Options, RegistersTakesDatabasesFromAFolder) {
  const std::string folder = std::string(ANESCOPE_SOURCE_DIR) + "/assets/registers";
  EXPECT_EQ(run_cli({"tasks", path_, "--registers", folder}).out, run_cli({"tasks", path_}).out);
  const Outcome missing = run_cli({"info", path_, "--registers", "/no/such/folder"});
  EXPECT_EQ(missing.status, 2);
  EXPECT_TRUE(missing.err.starts_with("anetool: ")) << missing.err;
  const std::string bad =
      folder_.file("registers/h13.json", "{").substr(0, folder_.path().string().size() + 10);
  EXPECT_EQ(run_cli({"info", path_, "--registers", bad}).status, 2);
}

TEST(Regs, ShowsBlocksRegistersFieldsAndConcepts) {
  EXPECT_NE(run_cli({"regs"}).out.find("h18g"), std::string::npos);
  EXPECT_NE(run_cli({"regs", "h13", "Common.InDim"}).out.find("Win"), std::string::npos);
  EXPECT_NE(run_cli({"regs", "h13", "common.indim"}).out.find("Win"), std::string::npos);
  EXPECT_NE(run_cli({"regs", "h13", "common.in_width"}).out.find("Common.InDim.Win"), std::string::npos);
  EXPECT_NE(run_cli({"regs", "h13", "Win"}).out.find("Common.InDim.Win"), std::string::npos);
  EXPECT_NE(run_cli({"regs", "h13", "Header8"}).out.find("WBase"), std::string::npos);
  EXPECT_NE(run_cli({"regs", "h13", "Common.InDim.Win"}).out.find("in h14"), std::string::npos);
}

TEST(Regs, SuggestsNames) {
  const Outcome name = run_cli({"regs", "h13", "Comon.InDim"});
  EXPECT_EQ(name.status, 2);
  EXPECT_EQ(name.out, "");
  EXPECT_EQ(name.err, "anetool: nothing in h13 is named \"Comon.InDim\", did you mean Common.InDim?\n");
  const Outcome generation = run_cli({"regs", "h99"});
  EXPECT_EQ(generation.status, 2);
  EXPECT_TRUE(generation.err.starts_with("anetool: ")) << generation.err;
}

TEST(Samples, AreWrittenOnceNamed) {
  const test::TemporaryFolder folder;
  for (const json& sample : run_json({"sample", "--json"})) {
    const std::string name = sample.at("name");
    const std::string path = (folder.path() / (name + ".hwx")).string();
    const Outcome outcome = run_cli({"sample", name, "-o", path});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(run_cli({"check", path}).status, 0) << name;
    EXPECT_EQ(run_cli({"sample", name}).out, test::read_file(path)) << "without -o the bytes are printed";
    EXPECT_EQ(run_cli({"sample", name, "-o", "-"}).out, test::read_file(path));
    EXPECT_EQ(
        test::read_file(std::filesystem::path(ANESCOPE_SOURCE_DIR) / "assets/samples" / (name + ".hwx")),
        test::read_file(path))
        << "assets/samples is what the program writes";
  }
}

TEST(Samples, AreNotPrintedOnATerminalByAccident) {
  const Outcome outcome = run_cli({"sample", "relu"}, {.out = true});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(run_cli({"sample", "relu", "-o", "-"}, {.out = true}).status, 0);
}

TEST(Samples, SuggestTheNearestName) {
  const Outcome outcome = run_cli({"sample", "conv3x4"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("did you mean conv3x3?"), std::string::npos) << outcome.err;
}

TEST(Samples, ThatCannotBeWrittenLeaveNothingBehind) {
  const Outcome outcome = run_cli({"sample", "relu", "-o", "/no/such/folder/relu.hwx"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(outcome.err.starts_with("anetool: /no/such/folder/relu.hwx: ")) << outcome.err;
}

}  // namespace
}  // namespace ane::cli
