// What every device has to do, and that all of them do the same to a program.

#include <algorithm>
#include <atomic>

#include "tests/support/anec_file.hpp"
#include "tests/unit/device/fake.hpp"

namespace ane::device {
namespace {

using test::Buffers;
using test::contains;
using test::open_sample;
using test::submission_of;
using test::submit_to;

class Conformance : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (GetParam() == "cpu") return;
    ANE_FAKE_KERNEL();
  }
  static std::unique_ptr<Session> session() {
    auto opened = test::device_called(GetParam())->open();
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? std::move(*opened) : nullptr;
  }
};

// A test for each sample; its name is in the message.
void for_each_sample(const std::function<void(const document::DocumentPtr&)>& test) {
  for (const writer::Sample& sample : writer::samples()) {
    SCOPED_TRACE(sample.name);
    test(open_sample(sample.name));
  }
}

TEST_P(Conformance, IsUsableAndNamesItsGeneration) {
  const Probe probe = test::device_called(GetParam())->probe();
  EXPECT_TRUE(probe.usable) << probe.reason;
  EXPECT_EQ(probe.id, GetParam());
  EXPECT_EQ(probe.reason, "");
  EXPECT_EQ(probe.generations, std::vector<std::string>{"h13"});
}

TEST_P(Conformance, RunsEverySample) {
  for_each_sample([](const document::DocumentPtr& document) {
    EXPECT_EQ(test::device_called(GetParam())->objection(*document, 0), std::nullopt);
    const Outcome outcome = submit_to(GetParam(), submission_of(document));
    EXPECT_TRUE(outcome.ok) << outcome.failure;
    EXPECT_EQ(outcome.failure, "");
    EXPECT_TRUE(outcome.problems.empty());
    for (const model::Buffer& buffer : model::buffers_of(*document, 0)) {
      ASSERT_EQ(outcome.buffers.count(buffer.slot), 1U) << buffer.slot;
      EXPECT_EQ(outcome.buffers.at(buffer.slot).size(), buffer.size);
    }
  });
}

TEST_P(Conformance, LeavesTheSameBytesAsTheExecutorInEveryBuffer) {
  for_each_sample([](const document::DocumentPtr& document) {
    for (std::uint32_t seed = 1; seed <= 3; ++seed) {
      const Outcome expected = submit_to("cpu", submission_of(document, seed));
      ASSERT_TRUE(expected.ok) << expected.failure;
      const Outcome outcome = submit_to(GetParam(), submission_of(document, seed));
      EXPECT_TRUE(outcome.buffers == expected.buffers);
    }
  });
}

TEST_P(Conformance, RunsAnecFiles) {
  for_each_sample([](const document::DocumentPtr& document) {
    const auto anec = test::open_bytes(test::AnecFile(*document).write());
    ASSERT_NE(anec->anec(), nullptr);
    const Outcome expected = submit_to("cpu", submission_of(anec));
    const Outcome outcome = submit_to(GetParam(), submission_of(anec));
    // Files whose tasks disagree with the header are run as they are; what matters here is that both agree.
    EXPECT_EQ(outcome.ok, expected.ok) << outcome.failure << " | " << expected.failure;
    EXPECT_TRUE(!expected.ok || outcome.buffers == expected.buffers);
  });
}

TEST_P(Conformance, RunsAnecFilesWhoseTasksAgreeWithTheHeader) {
  const auto document = open_sample("add");
  const std::uint32_t output = test::slot_of(*document, model::BufferKind::Output);
  const auto anec = test::open_bytes(test::AnecFile(*document).write());
  ASSERT_EQ(test::slot_of(*anec, model::BufferKind::Output), output);
  Submission submission = submission_of(document);
  for (auto& [slot, bytes] : submission.buffers) bytes.resize(anec->anec()->channels[slot].buffer_bytes());
  const Outcome expected = submit_to("cpu", submission_of(document));
  submission.document = anec;
  const Outcome outcome = submit_to(GetParam(), submission);
  ASSERT_TRUE(outcome.ok) << outcome.failure;
  const test::Bytes& sum = expected.buffers.at(output);
  EXPECT_TRUE(std::equal(sum.begin(), sum.end(), outcome.buffers.at(output).begin()));
}

TEST_P(Conformance, DoesTheSameTwice) {
  const auto opened = session();
  const Submission submission = submission_of(open_sample("chain"));
  const Outcome first = opened->submit(submission);
  const Outcome second = opened->submit(submission);
  EXPECT_TRUE(first.ok && second.ok) << first.failure << second.failure;
  EXPECT_TRUE(first.buffers == second.buffers);
}

TEST_P(Conformance, ComputesSomethingElseFromOtherInputs) {
  const auto document = open_sample("add");
  const std::uint32_t output = test::slot_of(*document, model::BufferKind::Output);
  const Outcome first = submit_to(GetParam(), submission_of(document, 1));
  const Outcome second = submit_to(GetParam(), submission_of(document, 2));
  EXPECT_FALSE(first.buffers.at(output) == second.buffers.at(output));
}

TEST_P(Conformance, StartsWithZerosWhereNothingIsGiven) {
  const auto document = open_sample("add");
  Submission submission;
  submission.document = document;
  const Outcome outcome = submit_to(GetParam(), submission);
  ASSERT_TRUE(outcome.ok) << outcome.failure;
  const auto& sum = outcome.buffers.at(test::slot_of(*document, model::BufferKind::Output));
  EXPECT_EQ(sum, test::Bytes(sum.size(), 0));
}

TEST_P(Conformance, KeepsWhatWasGivenInAnOutputWhereNoTaskWrites) {
  const auto document = open_sample("add");
  const std::uint32_t output = test::slot_of(*document, model::BufferKind::Output);
  Submission submission = submission_of(document);
  test::Bytes& given = submission.buffers[output];
  given.assign(model::find_buffer(model::buffers_of(*document, 0), output)->size, 0x5a);
  const Outcome outcome = submit_to(GetParam(), submission);
  ASSERT_TRUE(outcome.ok) << outcome.failure;
  // Rows of 8 elements are 64 bytes apart.
  EXPECT_EQ(outcome.buffers.at(output)[16], 0x5a);
  EXPECT_EQ(outcome.buffers.at(output)[63], 0x5a);
  EXPECT_TRUE(outcome.problems.empty());
}

TEST_P(Conformance, RefusesBuffersThatTheProgramDoesNotHave) {
  Submission submission = submission_of(open_sample("add"));
  submission.buffers[9] = {1, 2, 3};
  const Outcome outcome = submit_to(GetParam(), submission);
  EXPECT_FALSE(outcome.ok);
  EXPECT_TRUE(contains(outcome.failure, "buffer 9 is given, the program has 0, 1, 4, 5, 6"));
}

TEST_P(Conformance, RefusesBuffersOfAnotherSize) {
  Submission submission = submission_of(open_sample("add"));
  submission.buffers[5].resize(100);
  const Outcome outcome = submit_to(GetParam(), submission);
  EXPECT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.failure, "buffer 5 (a): 100 bytes are given, it has 2048");
}

TEST_P(Conformance, RefusesOtherTasks) {
  const auto document = open_sample("add");
  Submission submission = submission_of(document);
  submission.buffers[0].resize(document->text().size());
  const Outcome outcome = submit_to(GetParam(), submission);
  EXPECT_FALSE(outcome.ok);
  EXPECT_TRUE(contains(outcome.failure, "buffer 0 (__TEXT,__text) is given, but it holds the tasks"));
}

TEST_P(Conformance, RefusesAProgramThatIsNotThere) {
  Submission submission = submission_of(open_sample("add"));
  submission.program = 3;
  EXPECT_EQ(submit_to(GetParam(), submission).failure, "program 3: the file has 1 program");
  EXPECT_EQ(test::device_called(GetParam())->objection(*submission.document, 3),
            "program 3: the file has 1 program");
}

TEST_P(Conformance, RefusesOtherGenerations) {
  const auto document = test::edited(open_sample("add"), {test::patch(8, 5)});
  const auto objection = test::device_called(GetParam())->objection(*document, 0);
  ASSERT_TRUE(objection);
  EXPECT_TRUE(contains(*objection, "H14"));
  EXPECT_FALSE(submit_to(GetParam(), submission_of(document)).ok);
}

TEST_P(Conformance, CanBeCancelledBeforeItBegins) {
  const std::atomic<bool> cancel = true;
  Submission submission = submission_of(open_sample("add"));
  submission.cancel = &cancel;
  const Outcome outcome = submit_to(GetParam(), submission);
  EXPECT_FALSE(outcome.ok);
  EXPECT_TRUE(contains(outcome.failure, "cancelled"));
}

TEST_P(Conformance, TellsTasksThatWriteInputs) {
  // Binds the result of the only task to its first source.
  const auto document = test::with_header(open_sample("add"), 0, "buffer.result", 5);
  const Outcome outcome = submit_to(GetParam(), submission_of(document));
  EXPECT_TRUE(test::has_problem(outcome, "input-written"));
}

TEST_P(Conformance, TellsTasksThatReadUnwrittenOutputs) {
  const auto document = test::with_header(open_sample("add"), 0, "buffer.source1", 4);
  const Outcome outcome = submit_to(GetParam(), submission_of(document));
  EXPECT_TRUE(test::has_problem(outcome, "output-read-first"));
}

INSTANTIATE_TEST_SUITE_P(Devices, Conformance, testing::Values("cpu", test::kNode),
                         [](const auto& device) { return device.param == "cpu" ? "Cpu" : "LinuxDriver"; });

}  // namespace
}  // namespace ane::device
