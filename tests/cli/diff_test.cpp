// anetool diff of two files: what it asks for, and how it ends.

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

class Diff : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  Outcome run(Names args, test::Terminal terminal = {}) const {
    args.insert(args.begin(), "diff");
    return run_cli(args, terminal);
  }
  void expect_refused(const Names& args, const std::string& message) const {
    const Outcome outcome = run(args);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err, "anetool: " + message + "\n");
  }
  static std::string padded_relu() { return test::sample_file("relu") + std::string(16, '\0'); }

  test::TemporaryFolder folder_;
  std::string relu_ = folder_.file("relu.hwx", test::sample_file("relu"));
  std::string copy_ = folder_.file("copy.hwx", test::sample_file("relu"));
  std::string chain_ = folder_.file("chain.hwx", test::sample_file("chain"));
  std::string longer_ = folder_.file("longer.hwx", padded_relu());
};

TEST_F(Diff, EndsWithTheAnswer) {
  EXPECT_EQ(run({relu_, copy_}).status, 0);
  EXPECT_EQ(run({relu_, chain_}).status, 1);
  EXPECT_EQ(run({relu_, path("missing.hwx")}).status, 2);
  EXPECT_EQ(run({path("missing.hwx"), relu_}).status, 2);
  EXPECT_TRUE(run({relu_, copy_}).out.starts_with("The files are identical.\n"));
  EXPECT_TRUE(run({relu_, path("missing.hwx")}).err.starts_with("anetool: " + path("missing.hwx") + ": "));
}

TEST_F(Diff, CountsBytesOnRequestOnly) {
  EXPECT_EQ(run({relu_, longer_}).status, 0);
  EXPECT_EQ(run({relu_, longer_, "--bytes"}).status, 1);
  EXPECT_EQ(run({relu_, copy_, "--bytes"}).status, 0);
  const Outcome outcome = run({relu_, longer_, "--bytes", "--json"});
  EXPECT_EQ(outcome.status, 1);
  const json report = json::parse(outcome.out);
  EXPECT_EQ(report.at("identical"), true);
  EXPECT_EQ(report.at("bytes_identical"), false);
  EXPECT_EQ(report.at("bytes").at("differing"), 16);
}

TEST_F(Diff, OnlyRestrictsWhatCounts) {
  EXPECT_EQ(run({relu_, chain_, "--only", "tasks"}).status, 1);
  EXPECT_EQ(run({relu_, chain_, "--only", "tensors,weights"}).status, 1);
  EXPECT_EQ(run({relu_, copy_, "--only", "weights"}).status, 0);
  const Outcome outcome = run({relu_, chain_, "--only", "tensors"});
  EXPECT_NE(outcome.out.find("Tensors:"), std::string::npos);
  EXPECT_EQ(outcome.out.find("Tasks:"), std::string::npos);
  expect_refused(
      {relu_, chain_, "--only", "tasks,weigths"},
      "diff: --only takes tasks, tensors, weights, container and symbols, not \"weigths\", did you mean "
      "weights?");
  EXPECT_EQ(run({relu_, chain_, "--only", ""}).status, 2);
}

TEST_F(Diff, ChoosesAForm) {
  const std::string text = run({relu_, chain_}).out;
  EXPECT_EQ(run({relu_, chain_, "--format", "text"}).out, text);
  EXPECT_EQ(run({relu_, chain_, "--json"}).out, run({relu_, chain_, "--format", "json"}).out);
  EXPECT_TRUE(run({relu_, chain_, "--format", "md"}).out.starts_with("# "));
  EXPECT_TRUE(run({relu_, chain_, "--format=html"}).out.starts_with("<!DOCTYPE html>"));
  EXPECT_LT(run({relu_, chain_, "--stat"}).out.size(), text.size());
  expect_refused({relu_, chain_, "--format", "htlm"},
                 "diff: --format takes text, json, md or html, not htlm, did you mean html?");
  expect_refused({relu_, chain_, "--json", "--format", "md"},
                 "diff: --json and --format md exclude each other");
  const auto counts = nlohmann::json::parse(run({relu_, chain_, "--json", "--stat"}).out);
  EXPECT_TRUE(counts.contains("summary"));
  EXPECT_FALSE(counts.contains("tasks"));
}

TEST_F(Diff, WritesToAFile) {
  const Outcome outcome = run({relu_, chain_, "--format", "html", "-o", path("out.html")});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(test::read_file(path("out.html")), run({relu_, chain_, "--format", "html", "-o", "-"}).out);
  const Outcome refused = run({relu_, chain_, "-o", path("no/such/folder/out.txt")});
  EXPECT_EQ(refused.status, 2);
  EXPECT_TRUE(refused.err.starts_with("anetool: " + path("no/such/folder/out.txt") + ": ")) << refused.err;
}

TEST_F(Diff, TakesPairsByHand) {
  const Outcome outcome = run({chain_, chain_, "--pair", "1:3", "--pair", "3:1", "--json"});
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  std::size_t by_hand = 0;
  const json report = json::parse(outcome.out);
  for (const json& task : report.at("tasks")) by_hand += task.at("basis") == "by hand" ? 1U : 0U;
  EXPECT_EQ(by_hand, 2u);
  for (const char* wrong : {"1", "1:", ":1", "a:b", "1:2:3", "-1:2"})
    expect_refused({chain_, chain_, "--pair", wrong},
                   "diff: --pair takes two task numbers, as 4:5, not \"" + std::string(wrong) + "\"");
  EXPECT_EQ(run({chain_, chain_, "--pair", "9:0"}).status, 2);
  EXPECT_EQ(run({chain_, chain_, "--pair", "0:1", "--pair", "0:2"}).status, 2);
}

TEST_F(Diff, ComparesAnExportWithItsSource) {
  ASSERT_EQ(run_cli({"export", chain_, "-o", path("chain.anec")}).status, 0);
  const Outcome outcome = run({chain_, path("chain.anec")});
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  EXPECT_TRUE(outcome.out.starts_with("No semantic difference.")) << outcome.out;
}

TEST_F(Diff, ShowsProgressOnATerminalOnly) {
  const Outcome quiet = run({relu_, chain_});
  EXPECT_EQ(quiet.err, "");
  const Outcome shown = run({relu_, chain_}, {.err = true});
  EXPECT_NE(shown.err.find("comparing: "), std::string::npos);
  EXPECT_TRUE(shown.err.ends_with("\r\x1b[K")) << "the line is wiped";
  EXPECT_EQ(shown.out, quiet.out);
}

TEST_F(Diff, RefusesWhatCannotBeCompared) {
  std::filesystem::create_directory(path("folder"));
  expect_refused({path("folder"), relu_},
                 path("folder") + ": is a folder: the first of the two has to be a file");
  expect_refused({"-", "-"}, "diff: only one of the two files can be standard input");
  EXPECT_EQ(run({relu_}).status, 2);
  EXPECT_EQ(run({relu_, chain_, copy_}).status, 2);
  const std::string notes = folder_.file("notes.txt", "no program");
  EXPECT_EQ(run({relu_, notes}).status, 2);
}

}  // namespace
}  // namespace ane::cli
