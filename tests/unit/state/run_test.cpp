// Running the samples in the application without a window.

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

class RunState : public testing::Test {
 protected:
  RunState() : app_(test::embedded(), Settings(), [] {}) {}

  void open(std::string_view sample) {
    app_.open_document(test::sample(sample));
    app_.begin_frame();
    wait();
  }
  void wait() {
    while (!app_.jobs.idle()) {
      app_.begin_frame();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    app_.begin_frame();
  }
  void command(std::string_view line) {
    const auto done = app_.run(line);
    EXPECT_TRUE(done) << line << ": " << (done ? "" : done.error().message);
    wait();
  }
  std::string ask(std::string_view path) {
    return app_.query("run." + std::string(path)).value_or("unknown");
  }

  App app_;
};

TEST_F(RunState, PicturesAreTheInputOfPrograms) {
  open("conv3x3");
  EXPECT_EQ(run_setup(app_, *app_.active()).inputs.at(0).fill, "picture");
  command("run");
  EXPECT_EQ(ask("status"), "ready");
  EXPECT_EQ(ask("tensor"), "task 0");
  EXPECT_EQ(ask("ran_with"), "picture");
  EXPECT_NE(ask("tensor_min"), ask("tensor_max"));
  EXPECT_EQ(ask("nonsense"), "unknown");
}

TEST_F(RunState, OtherTensorsGetARamp) {
  open("add");
  command("run");
  EXPECT_EQ(ask("ran_with"), "ramp, ramp");
  const run::Trace& trace = *app_.running.trace();
  EXPECT_EQ(trace.tensors.back()->value(0), 2 * trace.tensors.front()->value(0));
}

TEST_F(RunState, ASetupThatCannotBeIsRefused) {
  open("add");
  EXPECT_FALSE(app_.run("run.input nobody ones"));
  EXPECT_FALSE(app_.run("run.input a"));
  EXPECT_FALSE(app_.run("run.input a sevenish"));
  EXPECT_FALSE(app_.run("run.input a /no/such/file.npy"));
  EXPECT_FALSE(app_.run("run.repeat 0"));
  EXPECT_FALSE(app_.run("run.device toaster"));
  EXPECT_FALSE(app_.run("run.tolerance 1"));
  EXPECT_FALSE(app_.run("run.tolerance 1 -1"));
  EXPECT_FALSE(app_.run("run.show-run 1"));
  EXPECT_FALSE(app_.run("run.first-difference"));
}

TEST_F(RunState, ARunThatCannotBeginIsKeptWithTheReason) {
  open("conv1x1");
  command("run.input x picture");
  EXPECT_NE(ask("input_error").find("channels"), std::string::npos);
  command("run");
  EXPECT_EQ(ask("status"), "failed");
  EXPECT_EQ(ask("runs"), "1");
  EXPECT_NE(ask("failure").find("input x"), std::string::npos);
  command("run.input x ones");
  EXPECT_EQ(ask("blind_spot"), "x is 1 everywhere");
}

TEST_F(RunState, TwoRunsAreCompared) {
  open("relu");
  command("run");
  command("run.input x ones");
  command("run");
  command("run.compare-run 1");
  EXPECT_EQ(ask("failing"), "2") << "what the task wrote, and the output that it is";
  EXPECT_EQ(ask("first_task"), "0");
  command("run.first-difference");
  EXPECT_EQ(ask("value"), "1");
  EXPECT_NE(ask("difference"), "0");
  EXPECT_EQ(app_.running.verdicts.at(2), "0 of 2");
  command("run.compare-device cpu");
  EXPECT_EQ(ask("failing"), "0");
  EXPECT_EQ(ask("verdict"), "2 of 2");
  command("run.compare-none");
  EXPECT_EQ(ask("failing"), "");
  EXPECT_EQ(ask("verdict"), "") << "there is no B that it could be about";
}

TEST_F(RunState, AFailedBLeavesNoVerdict) {
  const test::TempFolder folder;
  open("relu");
  command("run");
  command("run.compare-device cpu");
  EXPECT_EQ(ask("verdict"), "2 of 2");
  std::filesystem::create_directory(folder.path("empty"));
  command("run.compare-folder " + folder.path("empty"));
  EXPECT_NE(ask("b_error").find("no .npy file"), std::string::npos);
  EXPECT_EQ(ask("verdict"), "");
}

TEST_F(RunState, ACancelledComparisonSaysSo) {
  open("relu");
  command("run");
  EXPECT_TRUE(app_.run("run.compare-device cpu"));
  EXPECT_EQ(ask("comparing"), "yes");
  command("cancel jobs");
  EXPECT_EQ(ask("comparing"), "no");
  EXPECT_NE(ask("b_error").find("cancelled"), std::string::npos);
  EXPECT_EQ(ask("verdicts"), "");
  command("run.compare-device cpu");
  EXPECT_EQ(ask("b_error"), "");
  EXPECT_EQ(ask("failing"), "0");
}

TEST_F(RunState, CancelledInputsAreThereAllTheSame) {
  open("relu");
  EXPECT_TRUE(app_.run("run.input x ones"));
  command("cancel jobs");
  EXPECT_EQ(ask("blind_spot"), "x is 1 everywhere");
}

TEST_F(RunState, RunsOutliveTheirFile) {
  open("relu");
  command("run");
  app_.close(app_.active()->id());
  app_.begin_frame();
  EXPECT_EQ(ask("runs"), "1");
  EXPECT_TRUE(app_.running.setups.empty());
}

}  // namespace
}  // namespace ane::state
