// anetool diff of a file and a folder.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/text.hpp"
#include "tests/cli/export_files.hpp"

namespace ane::cli {
namespace {

using nlohmann::json;
using test::Outcome;
using test::run_cli;
using Names = std::vector<std::string>;

class DiffFolder : public testing::Test {
 protected:
  void SetUp() override {
    folder_.file("in/a-relu.hwx", test::sample_file("relu"));
    folder_.file("in/b/chain.hwx", test::sample_file("chain"));
    folder_.file("in/longer.hwx", test::sample_file("relu") + std::string(8, '\0'));
    folder_.file("in/notes.txt", "no program");
  }
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  Outcome run(Names args, test::Terminal terminal = {}) const {
    args.insert(args.begin(), {"diff", relu_, path("in")});
    return run_cli(args, terminal);
  }
  static Names paths_of(const json& list) {
    Names paths;
    for (const json& row : list) paths.push_back(row.at("path"));
    return paths;
  }

  test::TemporaryFolder folder_;
  std::string relu_ = folder_.file("relu.hwx", test::sample_file("relu"));
};

TEST_F(DiffFolder, HasARowAFileWorstFirst) {
  const Outcome outcome = run({});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.err, "");
  const std::vector<std::string_view> lines = split_lines(outcome.out);
  ASSERT_GE(lines.size(), 5u);
  EXPECT_TRUE(lines[0].starts_with("file")) << outcome.out;
  EXPECT_TRUE(lines[1].starts_with(path("in/b/chain.hwx"))) << outcome.out;
  EXPECT_TRUE(lines[1].ends_with("differs")) << outcome.out;
  EXPECT_TRUE(lines[2].ends_with("the same bytes")) << outcome.out;
  EXPECT_TRUE(lines[3].ends_with("no difference")) << outcome.out;
  EXPECT_EQ(lines[4], "3 programs: 1 different, 2 not, 0 not compared");
}

TEST_F(DiffFolder, CountsBytesOnRequest) {
  std::filesystem::remove(path("in/b/chain.hwx"));
  EXPECT_EQ(run({}).status, 0);
  const Outcome outcome = run({"--bytes"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.out.find("only bytes differ"), std::string::npos) << outcome.out;
}

TEST_F(DiffFolder, HasAListInJson) {
  const Outcome outcome = run({"--json"});
  EXPECT_EQ(outcome.status, 1);
  const json list = json::parse(outcome.out);
  EXPECT_EQ(paths_of(list), (Names{path("in/b/chain.hwx"), path("in/a-relu.hwx"), path("in/longer.hwx")}));
  EXPECT_EQ(list[0].at("identical"), false);
  EXPECT_EQ(list[0].at("summary").at("tasks_only_b"), 3);
  EXPECT_EQ(list[1].at("bytes_identical"), true);
  EXPECT_EQ(list[2].at("identical"), true);
  EXPECT_EQ(list[2].at("bytes_identical"), false);
}

TEST_F(DiffFolder, ListsWhatCannotBeRead) {
  folder_.file("in/cut.hwx", test::sample_file("relu").substr(0, 20));
  const Outcome outcome = run({"--json"});
  EXPECT_EQ(outcome.status, 1) << "a difference was found";
  const json list = json::parse(outcome.out);
  ASSERT_EQ(list.size(), 4u);
  EXPECT_EQ(list[0].at("path"), path("in/cut.hwx"));
  EXPECT_TRUE(list[0].at("identical").is_null());
  EXPECT_FALSE(list[0].at("error").get<std::string>().empty());
  EXPECT_NE(run({}).out.find("not compared: "), std::string::npos);
  std::filesystem::remove(path("in/b/chain.hwx"));
  EXPECT_EQ(run({}).status, 2) << "nobody knows whether the unreadable one differs";
}

TEST_F(DiffFolder, WithoutAProgramIsAnError) {
  std::filesystem::create_directory(path("empty"));
  const Outcome outcome = run_cli({"diff", relu_, path("empty")});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "anetool: " + path("empty") + ": holds no program to compare with\n");
}

TEST_F(DiffFolder, RefusesOptionsOfSingleFiles) {
  for (const char* format : {"md", "html"}) EXPECT_EQ(run({"--format", format}).status, 2);
  EXPECT_EQ(run({"--pair", "0:0"}).status, 2);
}

TEST_F(DiffFolder, ShowsProgressOnATerminalOnly) {
  const Outcome shown = run({}, {.err = true});
  EXPECT_NE(shown.err.find("1 of 3 programs"), std::string::npos) << shown.err;
  EXPECT_TRUE(shown.err.ends_with("\r\x1b[K"));
  EXPECT_EQ(shown.out, run({}).out);
}

TEST_F(DiffFolder, IsWrittenToAFile) {
  EXPECT_EQ(run({"-o", path("out.txt")}).status, 1);
  EXPECT_EQ(test::read_file(path("out.txt")), run({}).out);
}

}  // namespace
}  // namespace ane::cli
