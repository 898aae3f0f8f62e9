// What can go wrong behind the driver's node, and what is said of it. After each the node was closed with
// nothing left in it, and no process is left.

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <thread>

#include "tests/support/corpus.hpp"
#include "tests/unit/device/fake.hpp"

namespace ane::device {
namespace {

using std::chrono::milliseconds;
using test::contains;
using test::open_sample;
using test::Setting;
using test::submission_of;
using test::submit_to;

class Failures : public testing::Test {
 protected:
  void SetUp() override { ANE_FAKE_KERNEL(); }
  void TearDown() override {
    // ECHILD: there is none, neither alive nor dead.
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
    std::filesystem::remove(log_);
  }

  /// The last line of the fake kernel's log.
  std::string closed() const {
    const std::string text = test::read_file(log_);
    const std::size_t line = text.rfind('\n', text.size() - 2);
    return text.substr(line == std::string::npos ? 0 : line + 1);
  }
  static Submission add() { return submission_of(open_sample("add")); }

 private:
  std::filesystem::path log_ =
      std::filesystem::temp_directory_path() / ("anescope-fake-" + std::to_string(getpid()));
  Setting setting_{"FAKE_ANE_LOG", log_.string()};
};

std::size_t open_files() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

TEST_F(Failures, SuccessGivesEverythingBack) {
  const std::size_t before = open_files();
  EXPECT_TRUE(submit_to(test::kNode, add()).ok);
  // Tasks, two inputs, an output, the bootstrap.
  EXPECT_TRUE(contains(closed(), "made=5 live=0 mapped=0 freed_while_mapped=0 submits=1"));
  EXPECT_EQ(open_files(), before);
}

TEST_F(Failures, ATimeoutOfTheDriverIsTriedOnce) {
  const Setting mode("FAKE_ANE_MODE", "timeout");
  const Outcome outcome = submit_to(test::kNode, add());
  EXPECT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.failure,
            "the engine was still busy after one second, the driver's limit (Connection timed out)");
  EXPECT_TRUE(contains(outcome.advice, "not tried again"));
  EXPECT_TRUE(contains(closed(), "live=0 mapped=0 freed_while_mapped=0 submits=1"));
  EXPECT_TRUE(test::has_problem(outcome, "nothing-written"));
}

TEST_F(Failures, ADriverThatHangsIsLeftBehind) {
  const Setting mode("FAKE_ANE_MODE", "hang");
  Submission submission = add();
  submission.timeout = milliseconds(50);
  const auto start = std::chrono::steady_clock::now();
  const Outcome outcome = submit_to(test::kNode, submission);
  EXPECT_LT(std::chrono::steady_clock::now() - start, milliseconds(5000));
  EXPECT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.failure, "no answer within 50 ms, while submitting: the process that waited was ended");
  EXPECT_TRUE(contains(outcome.advice, "reload its module to get the memory back"));
}

TEST_F(Failures, AHangCanBeCancelled) {
  const Setting mode("FAKE_ANE_MODE", "hang");
  std::atomic<bool> cancel = false;
  Submission submission = add();
  submission.cancel = &cancel;
  std::thread impatient([&] {
    std::this_thread::sleep_for(milliseconds(50));
    cancel = true;
  });
  const Outcome outcome = submit_to(test::kNode, submission);
  impatient.join();
  EXPECT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.failure, "cancelled");
}

TEST_F(Failures, ACrashTakesOnlyTheChildWithIt) {
  const Setting mode("FAKE_ANE_MODE", "crash");
  const Outcome outcome = submit_to(test::kNode, add());
  EXPECT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.failure,
            "the process that submits was ended by signal 11 (Segmentation fault), while submitting");
}

TEST_F(Failures, AFullAddressSpaceIsSaidAndWhatWasTakenGivenBack) {
  const Setting mode("FAKE_ANE_MODE", "enospc");
  const Outcome outcome = submit_to(test::kNode, add());
  EXPECT_FALSE(outcome.ok);
  EXPECT_TRUE(contains(outcome.failure, "no room for the buffers in the engine's address space"));
  EXPECT_FALSE(outcome.advice.empty());
  EXPECT_TRUE(contains(closed(), "made=1 live=0 mapped=0 freed_while_mapped=0 submits=0"));
}

TEST_F(Failures, OutputsThatNobodyWroteAreTold) {
  const Setting mode("FAKE_ANE_MODE", "silent");
  const auto document = open_sample("add");
  const Outcome outcome = submit_to(test::kNode, submission_of(document));
  EXPECT_TRUE(outcome.ok);
  EXPECT_TRUE(test::has_problem(outcome, "nothing-written"));
  const test::Bytes& sum = outcome.buffers.at(test::slot_of(*document, model::BufferKind::Output));
  EXPECT_EQ(sum, test::Bytes(sum.size(), 0));
}

TEST_F(Failures, AWrongElementIsSeen) {
  const Setting mode("FAKE_ANE_MODE", "wrong");
  const auto document = open_sample("add");
  const std::uint32_t output = test::slot_of(*document, model::BufferKind::Output);
  const test::Bytes expected = submit_to("cpu", submission_of(document)).buffers.at(output);
  const Outcome outcome = submit_to(test::kNode, submission_of(document));
  EXPECT_TRUE(outcome.ok);
  const test::Bytes& sum = outcome.buffers.at(output);
  EXPECT_NE(sum[0], expected[0]);
  EXPECT_TRUE(std::equal(sum.begin() + 1, sum.end(), expected.begin() + 1, expected.end()));
}

TEST_F(Failures, ATaskThatTheEngineDoesNotKnowIsATimeout) {
  const auto document = test::with_header(open_sample("add"), 0, "task.engines", 3);
  const Outcome expected = submit_to("cpu", submission_of(document));
  EXPECT_TRUE(contains(expected.failure, "task 0 refused: "));
  const Outcome outcome = submit_to(test::kNode, submission_of(document));
  EXPECT_TRUE(contains(outcome.failure, "still busy after one second")) << outcome.failure;
}

TEST_F(Failures, FailuresDoNotLeaveFilesOpen) {
  const std::size_t before = open_files();
  for (const char* name : {"timeout", "crash", "enospc", "silent"}) {
    const Setting mode("FAKE_ANE_MODE", name);
    submit_to(test::kNode, add());
    EXPECT_EQ(open_files(), before) << name;
  }
}

TEST_F(Failures, TheNodeMayVanishAfterItWasOpened) {
  const auto session = test::device_called(test::kNode)->open();
  ASSERT_TRUE(session);
  const Setting none("FAKE_ANE_NODE", "");
  const Outcome outcome = (*session)->submit(add());
  EXPECT_EQ(outcome.failure, "there is no node /dev/accel/accel0");
  EXPECT_TRUE(contains(outcome.advice, "load the kernel module ane"));
}

TEST_F(Failures, TheNodeMayBelongToAnotherDriverByThen) {
  const auto session = test::device_called(test::kNode)->open();
  ASSERT_TRUE(session);
  const Setting mode("FAKE_ANE_MODE", "other_driver");
  const Outcome outcome = (*session)->submit(add());
  EXPECT_TRUE(contains(outcome.failure, "does not belong to the driver ane any more"));
  EXPECT_TRUE(contains(closed(), "made=0"));
}

TEST_F(Failures, SubmissionsOfSeveralThreadsDoNotDisturbEachOther) {
  const auto document = open_sample("chain");
  const Outcome expected = submit_to("cpu", submission_of(document));
  std::vector<std::thread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      const Outcome outcome = submit_to(test::kNode, submission_of(document));
      if (outcome.ok && outcome.buffers == expected.buffers) ++good;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 4);
}

}  // namespace
}  // namespace ane::device
