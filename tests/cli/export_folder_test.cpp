// anetool export of folders.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/cli/export_files.hpp"

namespace ane::cli {
namespace {

using nlohmann::json;
using test::Outcome;
using test::run_cli;
using Names = std::vector<std::string>;

class ExportFolder : public testing::Test {
 protected:
  void SetUp() override {
    folder_.file("in/b/relu.hwx", test::sample_file("relu"));
    folder_.file("in/add.hwx", test::sample_file("add"));
    folder_.file("in/notes.txt", "no program");
  }
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  Outcome run(Names args, test::Terminal terminal = {}) const {
    args.insert(args.begin(), {"export", path("in"), "-o", path("out")});
    return run_cli(args, terminal);
  }
  Names written() const {
    return std::filesystem::exists(path("out")) ? test::files_below(path("out")) : Names();
  }
  void add_refused() const {
    std::string bytes = test::sample_file("relu");
    bytes.at(8) = 5;
    folder_.file("in/b/h14.hwx", bytes);
  }

  test::TemporaryFolder folder_;
};

TEST_F(ExportFolder, GivesEveryProgramItsPlace) {
  const Outcome outcome = run({});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(outcome.out, path("in/add.hwx") + " → " + path("out/add.anec") + "  1 task\n" +
                             path("in/b/relu.hwx") + " → " + path("out/b/relu.anec") +
                             "  1 task, renumbered in 1 task\n" +
                             "2 programs: 2 written (1 renumbered), 0 not exported\n");
  EXPECT_EQ(written(), (Names{"add.anec", "b/relu.anec"}));
  EXPECT_EQ(run_cli({"export", path("in/b/relu.hwx"), "-o", path("one")}).status, 0);
  EXPECT_EQ(test::read_file(path("one")), test::read_file(path("out/b/relu.anec")));
}

TEST_F(ExportFolder, GoesOnAfterWhatIsRefused) {
  add_refused();
  folder_.file("in/cut.hwx", test::sample_file("relu").substr(0, 20));
  const Outcome outcome = run({});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("anetool: " + path("in/b/h14.hwx") + ": cannot be exported: "),
            std::string::npos)
      << outcome.err;
  EXPECT_NE(outcome.err.find("anetool: " + path("in/cut.hwx") + ": too short"), std::string::npos)
      << outcome.err;
  EXPECT_TRUE(outcome.out.ends_with("4 programs: 2 written (1 renumbered), 2 not exported\n")) << outcome.out;
  EXPECT_EQ(written(), (Names{"add.anec", "b/relu.anec"}));
}

TEST_F(ExportFolder, HasAListInJson) {
  add_refused();
  const Outcome outcome = run({"--json", "--sidecar"});
  EXPECT_EQ(outcome.status, 2);
  const json list = json::parse(outcome.out);
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(list[0].at("input"), path("in/add.hwx"));
  EXPECT_EQ(list[0].at("output"), path("out/add.anec"));
  EXPECT_EQ(list[0].at("sidecar"), path("out/add.anec.json"));
  EXPECT_TRUE(list[1].at("output").is_null());
  EXPECT_EQ(list[1].at("problems")[0].at("code"), "export-generation");
  EXPECT_EQ(list[2].at("renumbered").size(), 1u);
  EXPECT_EQ(written(), (Names{"add.anec", "add.anec.json", "b/relu.anec", "b/relu.anec.json"}));
}

TEST_F(ExportFolder, LeavesOutWhatItWroteItself) {
  for (int round = 0; round < 2; ++round) {
    const Outcome outcome = run_cli({"export", path("in"), "-o", path("in/out")});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_TRUE(outcome.out.ends_with("2 programs: 2 written (1 renumbered), 0 not exported\n"))
        << outcome.out;
  }
  EXPECT_EQ(test::files_below(path("in")),
            (Names{"add.hwx", "b/relu.hwx", "notes.txt", "out/add.anec", "out/b/relu.anec"}));
}

TEST_F(ExportFolder, WritesEachNameOnce) {
  folder_.file("in/add.bin", test::sample_file("relu"));
  const Outcome outcome = run({});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "anetool: " + path("out/add.anec") + ": " + path("in/add.bin") +
                             " is written to this name already\n");
  EXPECT_TRUE(outcome.out.ends_with("3 programs: 2 written (2 renumbered), 1 not exported\n")) << outcome.out;
}

// An .anec file that its own export would replace is taken for the output of an earlier run.
TEST_F(ExportFolder, IntoItselfNeverReplacesASource) {
  const Outcome first = run_cli({"export", path("in/b/relu.hwx"), "-o", path("in/b/relu.anec")});
  ASSERT_EQ(first.status, 0);
  std::filesystem::remove(path("in/b/relu.hwx"));
  const std::string before = test::read_file(path("in/b/relu.anec"));
  const Outcome outcome = run_cli({"export", path("in/b"), "-o", path("in/b")});
  EXPECT_EQ(test::read_file(path("in/b/relu.anec")), before);
  EXPECT_EQ(test::files_below(path("in/b")), Names{"relu.anec"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "0 programs: 0 written (0 renumbered), 0 not exported\n");
}

TEST_F(ExportFolder, MayGoToAFolderAroundIt) {
  const Outcome outcome = run_cli({"export", path("in/b"), "-o", path("in")});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(test::files_below(path("in")), (Names{"add.hwx", "b/relu.hwx", "notes.txt", "relu.anec"}));
}

TEST_F(ExportFolder, IntoItselfWritesBesideTheSources) {
  Outcome outcome;
  for (int round = 0; round < 2; ++round) {
    outcome = run_cli({"export", path("in"), "-o", path("in")});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_TRUE(outcome.out.ends_with("2 programs: 2 written (1 renumbered), 0 not exported\n"))
        << outcome.out;
  }
  EXPECT_EQ(test::files_below(path("in")),
            (Names{"add.anec", "add.hwx", "b/relu.anec", "b/relu.hwx", "notes.txt"}))
      << outcome.out;
}

TEST_F(ExportFolder, ShowsProgressOnATerminalOnly) {
  const Outcome quiet = run({});
  const Outcome shown = run({}, {.err = true});
  EXPECT_NE(shown.err.find("1 of 2 programs"), std::string::npos) << shown.err;
  EXPECT_TRUE(shown.err.ends_with("\r\x1b[K")) << "the line is wiped";
  EXPECT_EQ(shown.out, quiet.out);
}

TEST_F(ExportFolder, WithNothingInItIsDone) {
  std::filesystem::create_directories(path("empty"));
  const Outcome outcome = run_cli({"export", path("empty"), "-o", path("out")});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "0 programs: 0 written (0 renumbered), 0 not exported\n");
  EXPECT_EQ(json::parse(run_cli({"export", path("empty"), "-o", path("out"), "--json"}).out), json::array());
}

TEST_F(ExportFolder, TakesNoOptionsOfSingleFiles) {
  const std::string message =
      "anetool: " + path("in") + ": a folder is exported with -o OUTDIR; -p, -n and -w are for one file\n";
  for (const Names& args : {Names{"-p"}, Names{"-w"}, Names{"-o", "-"}, Names{"-o", path("out"), "-p"},
                            Names{"-o", path("out"), "-n", "name"}}) {
    Names all = {"export", path("in")};
    all.insert(all.end(), args.begin(), args.end());
    const Outcome outcome = run_cli(all);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.err, message);
  }
  EXPECT_EQ(written(), Names());
}

TEST_F(ExportFolder, WhoseOutputIsAFileSaysSo) {
  folder_.file("out", "a file");
  const Outcome outcome = run({});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("cannot make the folder: "), std::string::npos) << outcome.err;
  EXPECT_EQ(test::read_file(path("out")), "a file");
}

}  // namespace
}  // namespace ane::cli
