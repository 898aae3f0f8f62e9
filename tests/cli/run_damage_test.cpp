// anetool run on files that are damaged or were changed to what no rule covers: nothing is made up.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/cli/export_files.hpp"

namespace ane::cli {
namespace {

using nlohmann::json;
using test::Outcome;
using test::run_cli;
using Args = std::vector<std::string>;

class Damage : public testing::Test {
 protected:
  std::string patched(const std::string& sample, const Args& settings) {
    const std::string path = folder_.file(sample + ".hwx", test::sample_file(sample));
    const std::string out = (folder_.path() / (sample + "-" + std::to_string(++count_) + ".hwx")).string();
    Args args = {"patch", path, "-o", out};
    for (const std::string& setting : settings) args.insert(args.end(), {"--set", setting});
    const Outcome outcome = run_cli(args);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return out;
  }
  static Outcome run(const std::string& path, Args more = {}) {
    more.insert(more.begin(), {"run", path, "--device", "cpu", "--json"});
    return run_cli(more);
  }

  test::TemporaryFolder folder_;
  int count_ = 0;
};

bool has_code(const json& report, const std::string& code) {
  for (const json& problem : report.at("problems")) {
    if (problem.at("code") == code) return true;
  }
  return false;
}

TEST_F(Damage, MissingWeightsAreNotZeros) {
  const std::string path = folder_.file("cut.hwx", test::sample_file("conv1x1").substr(0, 0x4300));
  const std::string out = (folder_.path() / "out").string();
  const Outcome outcome = run(path, {"--fill", "x=1", "-o", out});
  EXPECT_EQ(outcome.status, 2);
  const json report = json::parse(outcome.out);
  EXPECT_FALSE(report.at("ok").get<bool>());
  EXPECT_TRUE(has_code(report, "segment-past-file-end")) << outcome.out;
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST_F(Damage, ABrokenListOfTasksIsNotAShorterOne) {
  for (const char* pointer : {"0:Header7.NextPointer=0x10000000", "0:Header7.NextPointer=0x200"}) {
    const Outcome outcome = run(patched("chain", {pointer}));
    EXPECT_EQ(outcome.status, 2) << pointer;
    EXPECT_NE(outcome.err.find("list of tasks is damaged"), std::string::npos) << outcome.err;
  }
}

TEST_F(Damage, AShorterListIsToldOf) {
  const Outcome outcome = run(patched("softmax", {"2:Header7.NextPointer=0"}));
  EXPECT_EQ(outcome.status, 0);
  const json report = json::parse(outcome.out);
  EXPECT_TRUE(has_code(report, "task-count"));
  EXPECT_TRUE(has_code(report, "output-not-written"));
}

TEST_F(Damage, WhatWasNotWrittenHasNoPath) {
  const std::string path = folder_.file("add.hwx", test::sample_file("add"));
  std::filesystem::create_directories(folder_.path() / "clash/sum.npy");
  const Outcome outcome = run(path, {"-o", (folder_.path() / "clash").string()});
  EXPECT_EQ(outcome.status, 2);
  const json report = json::parse(outcome.out);
  EXPECT_FALSE(report.at("ok").get<bool>());
  EXPECT_TRUE(report.at("failure").is_string());
  EXPECT_TRUE(report.at("outputs")[0].at("file").is_null());
}

TEST_F(Damage, NothingIsSaidOfNumbersThatAreNotThere) {
  const json report =
      json::parse(run(folder_.file("add.hwx", test::sample_file("add")), {"--fill", "a=-inf"}).out);
  for (const char* key : {"min", "max", "mean", "std"})
    EXPECT_TRUE(report.at("outputs")[0].at(key).is_null()) << key;
}

struct Refused {
  const char* sample;
  Args settings;
  const char* named;  ///< in the reason
};

TEST_F(Damage, ValuesThatNoTaskHasAreRefused) {
  const std::vector<Refused> cases = {
      {"relu", {"0:Header8.ENE=6", "0:Common.Cfg.ActiveNE=5"}, "Header8.ENE"},
      {"add", {"0:TileDMADst.Fmt=0x01202031"}, "TileDMADst.Fmt.ZeroPad"},
      {"add", {"0:Common.Cfg.TaskType=4", "0:Common.PECfg.Src2BroadcastH=1"}, "Src2BroadcastH"},
      {"add", {"0:Common.Cfg.ActiveNE=4"}, "ActiveNE"},
      {"add", {"0:TileDMASrc.Source2DMAConfig.En=1"}, "Source2DMAConfig.En"}};
  for (const Refused& refused : cases) {
    const Outcome outcome = run(patched(refused.sample, refused.settings), {"--allow-inferred"});
    EXPECT_EQ(outcome.status, 2) << refused.named;
    EXPECT_NE(outcome.err.find(refused.named), std::string::npos) << outcome.err;
    EXPECT_TRUE(json::parse(outcome.out).at("tasks")[0].at("basis").is_null()) << "nothing ran on any basis";
  }
}

TEST_F(Damage, PaddingWithoutARecordIsOnlyInferred) {
  const std::vector<std::pair<std::string, Args>> cases = {
      {"conv3x3", {"0:Common.ConvCfg.Px=0", "0:Common.ConvCfg.Py=0"}},
      {"conv3x3", {"0:Common.OutDim.Wout=100"}},
      {"conv1x1", {"0:Common.OutDim.Wout=3"}},
      {"depthwise-stride2", {"0:Common.ConvCfg.Px=1", "0:Common.ConvCfg.Py=1"}}};
  for (const auto& [sample, settings] : cases) {
    const std::string path = patched(sample, settings);
    const Outcome without = run(path);
    EXPECT_EQ(without.status, 2) << sample << " " << settings[0];
    EXPECT_NE(without.err.find("only inferred"), std::string::npos) << without.err;
    const Outcome with = run(path, {"--allow-inferred"});
    EXPECT_EQ(with.status, 0) << with.err;
    EXPECT_EQ(json::parse(with.out).at("tasks")[0].at("basis"), "inferred");
  }
}

TEST_F(Damage, ABufferThatNobodyNamesCostsNothing) {
  const std::string hwx = folder_.file("relu.hwx", test::sample_file("relu"));
  const std::string path = (folder_.path() / "relu.anec").string();
  ASSERT_EQ(run_cli({"export", hwx, "-o", path}).status, 0);
  std::string bytes = test::read_file(path);
  bytes[109] = static_cast<char>(0xe3);  // the tiles of channel 17
  const Outcome outcome = run(folder_.file("big.anec", bytes));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
}

TEST_F(Damage, AListThatCannotBeSavedLeavesNoProgram) {
  const std::string path = folder_.file("relu.hwx", test::sample_file("relu"));
  const std::string out = (folder_.path() / "out.hwx").string();
  EXPECT_EQ(run_cli({"patch", path, "--set", "0:NE.MACCfg.NonlinearMode=0", "--save", "/nonexistent/list",
                     "-o", out})
                .status,
            2);
  EXPECT_FALSE(std::filesystem::exists(out));
}

}  // namespace
}  // namespace ane::cli
