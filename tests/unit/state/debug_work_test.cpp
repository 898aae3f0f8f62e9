// Stepping through the samples in the application without a window, one file and several.

#include <gtest/gtest.h>

#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

using DebugWorkTest = test::AppTest;

TEST_F(DebugWorkTest, BreakpointsBelongToTheirFile) {
  open_sample("picture-network");
  run("debug.breakpoint 9");
  run("debug.watch out.max");
  run("debug.start");
  open_sample("chain");
  run("debug.breakpoint 3");
  EXPECT_EQ(query("debug.breakpoints"), "task 3");
  run("previous file");
  EXPECT_EQ(query("debug.breakpoints"), "task 9");
  run("debug.run");
  EXPECT_EQ(query("debug.stopped"), "breakpoint at task 9");
  EXPECT_NE(query("debug.watch.out.max"), "");
  const int stepped = app.active_file;
  run("close");
  EXPECT_TRUE(app.debugging.marks_of(stepped).breakpoints.empty());
  EXPECT_EQ(query("debug.breakpoints"), "task 3");
}

TEST_F(DebugWorkTest, ACancelledStartIsNoSession) {
  open_sample("picture-network");
  ASSERT_TRUE(app.run("debug.start"));
  ASSERT_TRUE(app.run("debug.pause"));
  settle();
  EXPECT_EQ(query("debug.status"), "none");
  run("debug.start");
  EXPECT_EQ(query("debug.status"), "stopped");
}

TEST_F(DebugWorkTest, AnotherFileIsRunAndSteppedMeanwhile) {
  open_sample("picture-network");
  run("debug.start");
  EXPECT_EQ(failure("run"), "\"run\" cannot be used now");
  open_sample("chain");
  run("run");
  EXPECT_EQ(query("run.status"), "ready");
  EXPECT_EQ(query("debug.status"), "stopped");
  run("debug.step");
  EXPECT_EQ(query("debug.tasks"), "4");
  EXPECT_EQ(app.debugging.file, app.active_file);
  run("previous file");
  run("debug.stop");
  EXPECT_EQ(query("debug.status"), "none");
}

TEST_F(DebugWorkTest, BOfAnotherProgramIsRefused) {
  open_sample("chain");
  run("run");
  open_sample("conv3x3");
  run("run");
  run("run.compare-run 1");
  run("debug.start");
  EXPECT_EQ(failure("debug.next-difference"), "B ran chain.hwx, which is another program");
}

TEST_F(DebugWorkTest, RunsAreShownWithTheirFile) {
  open_sample("conv3x3");
  run("run");
  run("run.tensor task 0");
  run("explain 0,1,1,1");
  EXPECT_EQ(query("explain.status"), "ready");
  open_sample("chain");
  EXPECT_EQ(query("run.status"), "none");
  EXPECT_EQ(query("explain.status"), "none");
  run("run");
  EXPECT_EQ(query("run.tensor"), "task 0");
  run("run.tensor task 2");
  EXPECT_EQ(query("selection.task"), "2");
  run("run.show-run 1");
  EXPECT_EQ(query("file.name"), "conv3x3.hwx");
  run("next file");
  EXPECT_EQ(query("file.name"), "chain.hwx");
  EXPECT_EQ(query("run.tensor"), "task 2");
}

TEST_F(DebugWorkTest, NothingIsWrittenOverAnOpenedFile) {
  const std::string path = sample_file("relu");
  app.open(path);
  settle();
  run("run");
  for (const char* command : {"heat.save-npy ", "heat.save-png "})
    EXPECT_NE(failure(command + path).find("is the opened file"), std::string::npos) << command;
  settle();
  EXPECT_EQ(test::content_of(path).size(), test::sample_bytes("relu").size());
}

}  // namespace
}  // namespace ane::state
