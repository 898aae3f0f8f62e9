// Keys beyond the first version of the contract (docs/command-line.md, "Beyond the contract's first
// version"), and what happens with generations whose tasks are not decoded.

#include <gtest/gtest.h>

#include <string>

#include "tests/cli/files.hpp"
#include "tests/support/wrapped.hpp"

namespace ane::cli {
namespace {

using nlohmann::json;
using test::run_json;

class AddedKeys : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  std::string path_ = folder_.file("two.hwx", test::small_program(2));
};

TEST_F(AddedKeys, OfInfoCountRegisterWrites) {
  const json info = run_json({"info", path_, "--json"});
  const json& writes = info.at("register_writes");
  EXPECT_GT(writes.at("total"), 0);
  EXPECT_EQ(
      writes.at("known").get<int>() + writes.at("reserved").get<int>() + writes.at("unmapped").get<int>(),
      writes.at("total").get<int>());
  EXPECT_EQ(info.at("compiler").at("name"), "anescope_writer");
  EXPECT_EQ(info.at("compiler").at("options").at("-t"), "h13");
}

TEST_F(AddedKeys, OfTasksNameTheFieldsBehindEachPhrase) {
  for (const json& task : run_json({"tasks", path_, "--json", "--state"})) {
    std::string summary;
    for (const json& phrase : task.at("phrases")) {
      summary += (summary.empty() ? "" : " · ") + phrase.at("text").get<std::string>();
      EXPECT_TRUE(phrase.at("known").is_boolean());
      EXPECT_FALSE(phrase.at("fields").empty());
      for (const json& field : phrase.at("fields")) {
        const std::string path = field;
        EXPECT_TRUE(task.at("state").contains(path) || task.at("header").contains(path)) << path;
      }
    }
    EXPECT_EQ(task.at("summary"), summary);
  }
}

TEST_F(AddedKeys, OfTasksMarkPlaceholderRegistersAsUnknown) {
  const json all = run_json({"tasks", path_, "--json"});
  const json& writes = all.at(0).at("writes");
  std::size_t unknown = 0;
  for (const json& write : writes) {
    const std::string name = write.at("register");
    const bool placeholder =
        name.starts_with("Reserved") || name.starts_with("Unknown") || name.starts_with("Unmapped");
    EXPECT_EQ(write.contains("unknown"), placeholder) << name;
    unknown += placeholder ? 1u : 0u;
  }
  EXPECT_EQ(2 * unknown, run_json({"info", path_, "--json"}).at("register_writes").at("reserved"));
}

TEST_F(AddedKeys, OfTensorsNameTheProgram) {
  for (const json& tensor : run_json({"tensors", path_, "--json"})) {
    EXPECT_EQ(tensor.at("program"), "net");
    EXPECT_TRUE(tensor.contains("interleave"));
    EXPECT_TRUE(tensor.contains("task"));
  }
}

TEST_F(AddedKeys, OfTreesExplainEveryNode) {
  const json tree = run_json({"tree", path_, "--json", "--depth", "2"});
  for (const json& part : tree.at("children")) {
    EXPECT_TRUE(part.at("text").is_string());
    EXPECT_TRUE(part.at("doc").is_string());
  }
}

TEST(OtherGenerations, HaveTheirContainerReadButNoTasks) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("new.hwx", test::program_of(test::small_text(1), 8));
  const json info = run_json({"info", path, "--json"});
  EXPECT_EQ(info.at("cpu_subtype"), 8);
  EXPECT_TRUE(info.at("generation").is_null());
  EXPECT_EQ(info.at("td_version"), 10);
  EXPECT_EQ(info.at("tensors").size(), 2u);
  const test::Outcome check = test::run_cli({"check", path});
  EXPECT_EQ(check.status, 0) << "not decoded yet is a note, not an error: " << check.out;
  EXPECT_NE(check.out.find("note  tasks-not-decoded"), std::string::npos) << check.out;
}

TEST(OtherGenerations, RefuseToListTasks) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("new.hwx", test::program_of(test::small_text(1), 8));
  for (const std::vector<std::string>& args :
       {std::vector<std::string>{"tasks", path}, {"tasks", path, "--json"}, {"tasks", path, "--task", "0"}}) {
    const test::Outcome outcome = test::run_cli(args);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_TRUE(outcome.err.starts_with("anetool: " + path + ": ")) << outcome.err;
  }
}

TEST(OtherGenerations, AreDecodedAsTheChosenOne) {
  const test::TemporaryFolder folder;
  std::string bytes = test::small_program(2);
  bytes.at(8) = 99;  // the cpusubtype
  const std::string path = folder.file("new.hwx", bytes);
  const json info = run_json({"info", path, "--json", "--generation", "h13"});
  EXPECT_EQ(info.at("generation"), "h13");
  EXPECT_EQ(info.at("cpu_subtype"), 99);
  EXPECT_EQ(info.at("tasks"), 2);
  EXPECT_EQ(info.at("verified"), false);
  EXPECT_EQ(info.at("problems").at(0).at("code"), "decoded-as");
  EXPECT_EQ(info.at("problems").at(0).at("severity"), "note");
  EXPECT_EQ(run_json({"tasks", path, "--json", "--generation=h13"}).size(), 2u);
  for (const std::string command : {"tree", "tensors", "check"}) {
    EXPECT_EQ(test::run_cli({command, path, "--generation", "h13"}).status, 0) << command;
    EXPECT_EQ(test::run_cli({command, path, "--generation", "h99"}).status, 2) << command;
  }
  EXPECT_NE(test::run_cli({"scan", folder.path(), "--generation", "h13"}).out.find("H13  2 tasks"),
            std::string::npos);
  EXPECT_NE(test::run_cli({"info", path, "--generation", "h13"}).out.find("(chosen; cpusubtype 99"),
            std::string::npos);
}

TEST(Verified, IsWhatRealFilesWereSeenOf) {
  const test::TemporaryFolder folder;
  const json known = run_json({"info", folder.file("known.hwx", test::small_program()), "--json"});
  EXPECT_EQ(known.at("verified"), true);
  EXPECT_EQ(known.at("unverified"), json::array());
  EXPECT_TRUE(known.at("runtime_graph").is_null());
  const auto spec = test::wrapped_spec("h16", test::bytes_of_words({1, 0, 0, 0}));
  const auto bytes = writer::write_hwx(spec);
  ASSERT_TRUE(bytes);
  const std::string path = folder.file("h16.hwx", std::string(bytes->begin(), bytes->end()));
  const json info = run_json({"info", path, "--json"});
  EXPECT_EQ(info.at("verified"), false);
  EXPECT_EQ(info.at("unverified").at(0), "the tasks");
  EXPECT_EQ(info.at("weights_bytes"), 0x400) << "what lies in __KERN_0";
  EXPECT_NE(test::run_cli({"info", path}).out.find("unverified"), std::string::npos);
}

TEST(RuntimeGraph, IsToldOf) {
  const test::TemporaryFolder folder;
  const auto bytes = test::wrap_words("h18g", {{"main__nonbonded_ane0", {1, 0, 0, 0}}});
  const std::string path = folder.file("graph.hwx", std::string(bytes.begin(), bytes.end()));
  const json graph = run_json({"info", path, "--json"}).at("runtime_graph");
  EXPECT_EQ(graph.at("version"), "1.0");
  EXPECT_EQ(graph.at("operations"), 1);
  EXPECT_EQ(graph.at("size"), 64);
  const std::string text = test::run_cli({"info", path}).out;
  EXPECT_NE(text.find("run-time graph  64 bytes"), std::string::npos) << text;
  EXPECT_NE(text.find("main__nonbonded ane_0  0 tasks"), std::string::npos) << text;
}

}  // namespace
}  // namespace ane::cli
