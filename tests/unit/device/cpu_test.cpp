// What only the executor does: it shows every task, stops between them, and says why it refuses one.

#include <atomic>

#include "tests/unit/device/fake.hpp"

namespace ane::device {
namespace {

using test::contains;
using test::open_sample;
using test::submission_of;
using test::submit_to;

TEST(CpuDevice, ShowsEveryTaskAndItsMemory) {
  Submission submission = submission_of(open_sample("chain"));
  std::vector<std::size_t> seen;
  submission.on_task = [&](std::size_t task, const exec::TaskOutcome& outcome, const exec::Memory& memory) {
    seen.push_back(task);
    EXPECT_EQ(outcome.status, exec::TaskStatus::Done);
    EXPECT_TRUE(memory.is_bound(0));
  };
  const Outcome outcome = submit_to("cpu", submission);
  EXPECT_TRUE(outcome.ok) << outcome.failure;
  EXPECT_EQ(seen, (std::vector<std::size_t>{0, 1, 2, 3}));
  EXPECT_EQ(outcome.tasks.size(), 4U);
}

TEST(CpuDevice, StopsBetweenTasks) {
  Submission submission = submission_of(open_sample("chain"));
  std::atomic<bool> cancel = false;
  submission.cancel = &cancel;
  submission.on_task = [&](std::size_t task, const exec::TaskOutcome&, const exec::Memory&) {
    cancel = task == 1;
  };
  const Outcome outcome = submit_to("cpu", submission);
  EXPECT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.failure, "cancelled before task 2");
  EXPECT_EQ(outcome.tasks.size(), 2U);
  EXPECT_EQ(outcome.buffers.size(), model::buffers_of(*submission.document, 0).size());
}

TEST(CpuDevice, SaysWhyItRefusesATaskAndKeepsWhatWasComputed) {
  // The last task gets an unknown number of engines.
  const auto whole = open_sample("chain");
  const auto document = test::with_header(whole, 3, "task.engines", 7);
  const Outcome outcome = submit_to("cpu", submission_of(document));
  EXPECT_FALSE(outcome.ok);
  EXPECT_TRUE(contains(outcome.failure, "task 3 refused: "));
  EXPECT_TRUE(contains(outcome.failure, "Header8.ENE")) << outcome.failure;
  ASSERT_EQ(outcome.tasks.size(), 4U);
  EXPECT_EQ(outcome.tasks[3].status, exec::TaskStatus::Refused);
  const std::uint32_t scratch = test::slot_of(*whole, model::BufferKind::Scratch);
  EXPECT_EQ(outcome.buffers.at(scratch), submit_to("cpu", submission_of(whole)).buffers.at(scratch));
}

TEST(CpuDevice, MeasuresTime) {
  EXPECT_GT(submit_to("cpu", submission_of(open_sample("conv3x3"))).seconds, 0);
}

TEST(CpuDevice, HasNothingToSayOfProgramsWithoutTasks) {
  const auto document = test::with_header(open_sample("add"), 0, "task.engines", 1);
  const auto cpu = test::device_called("cpu");
  EXPECT_EQ(cpu->objection(*document, 0), std::nullopt) << "single tasks are refused when they are reached";
  auto bytes = test::sample_bytes("add");
  bytes.resize(0x4010);
  EXPECT_EQ(cpu->objection(*test::open_bytes(bytes), 0), "the program has no tasks");
}

}  // namespace
}  // namespace ane::device
