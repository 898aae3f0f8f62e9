// Runs on a device that does what a test wants, so that nothing depends on how tasks are executed.

#include "core/run/execute.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/run/files.hpp"
#include "core/run/report.hpp"
#include "core/run/values.hpp"
#include "core/writer/samples.hpp"
#include "tests/unit/base/temp_folder.hpp"

namespace ane::run {
namespace {

using nlohmann::json;
using Submit = std::function<device::Outcome(const device::Submission&)>;

class FakeDevice final : public device::Device {
 public:
  explicit FakeDevice(Submit submit) : submit_(std::move(submit)) {}
  device::Probe probe() const override { return {"fake", "Fake", true, "", "", {"h13"}}; }
  device::Capabilities capabilities() const override { return {true, true, false}; }
  std::optional<std::string> objection(const document::Document&, std::size_t) const override {
    return objection_;
  }
  Result<std::unique_ptr<device::Session>> open() const override {
    class Fake final : public device::Session {
     public:
      explicit Fake(Submit submit) : submit_(std::move(submit)) {}
      device::Outcome submit(const device::Submission& submission) override { return submit_(submission); }

     private:
      Submit submit_;
    };
    return std::unique_ptr<device::Session>(std::make_unique<Fake>(submit_));
  }

  std::optional<std::string> objection_;

 private:
  Submit submit_;
};

/// The sample relu: x and y of 1x4x8x16.
class Execute : public testing::Test {
 protected:
  Execute() {
    for (const writer::Sample& sample : writer::samples()) {
      if (sample.name == "relu") bytes_ = sample.build().value();
    }
    request_.document =
        document::Document::open(memory_source(bytes_), regdb::Database::embedded(), "relu.hwx").value();
    signature_ = signature_of(*request_.document, 0).value();
  }

  std::uint32_t in() const { return signature_.inputs.at(0).slot; }
  std::uint32_t out() const { return signature_.outputs.at(0).slot; }

  /// Copies the input to the output; every call is counted.
  Submit copying() {
    return [this](const device::Submission& submission) {
      ++submitted_;
      device::Outcome outcome;
      outcome.ok = true;
      outcome.seconds = submitted_;
      outcome.buffers = submission.buffers;
      outcome.buffers[out()] = submission.buffers.at(in());
      outcome.tasks.resize(1);
      outcome.tasks[0].result.emplace().slot = out();
      return outcome;
    };
  }
  Report run(const Submit& submit) {
    auto report = execute(FakeDevice(submit), signature_, request_);
    EXPECT_TRUE(report) << (report ? "" : report.error().message);
    return report ? *report : Report();
  }

  std::vector<std::uint8_t> bytes_;
  Request request_;
  Signature signature_;
  unsigned submitted_ = 0;
};

TEST_F(Execute, KnowsInputsAndOutputsByTheirNames) {
  EXPECT_EQ(signature_.inputs.size(), 1u);
  EXPECT_EQ(find_port(signature_.outputs, "y", "output").value(), 0u);
  EXPECT_EQ(find_port(signature_.outputs, "y@output", "output").value(), 0u);
  EXPECT_EQ(find_port(signature_.outputs, "@" + std::to_string(out()), "output").value(), 0u);
  EXPECT_EQ(find_port(signature_.inputs, "y", "input").error().message,
            "there is no input y: there are x (@" + std::to_string(in()) + ")");
}

TEST_F(Execute, GivesValuesInAndOut) {
  const std::uint64_t count = signature_.inputs[0].layout.count();
  request_.inputs[0] = filled(*parse_fill("ramp"), count, 0, 0).value();
  const Report report = run(copying());
  EXPECT_TRUE(report.ok);
  ASSERT_EQ(report.outputs.size(), 1u);
  EXPECT_EQ(report.outputs[0].values, request_.inputs[0]);
  EXPECT_EQ(report.outputs[0].statistics.min, -1);
  EXPECT_EQ(report.seconds, std::vector<double>{1});
  EXPECT_FALSE(report.warm_up);
  EXPECT_TRUE(report.problems.empty());
}

TEST_F(Execute, InputsThatAreNotGivenAreZeros) {
  const Report report = run(copying());
  EXPECT_EQ(report.outputs.at(0).statistics.zeros, signature_.outputs[0].layout.count());
  const auto problems = report.problems.list();
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].severity, Severity::Note);
  EXPECT_EQ(problems[0].message, "input x is not given, it is zeros");
}

TEST_F(Execute, OutputsThatNoTaskWroteAreToldOf) {
  const Report report = run([&](const device::Submission& submission) {
    device::Outcome outcome = copying()(submission);
    outcome.tasks[0].result->slot = in();
    return outcome;
  });
  EXPECT_EQ(report.problems.list().back().code, "output-not-written");
}

TEST_F(Execute, RepeatsAndWarmsUp) {
  request_.repeat = 3;
  std::size_t told = 0;
  request_.on_task = [&](std::size_t, const exec::TaskOutcome&, const exec::Memory&) { ++told; };
  const Submit plain = copying();
  const Report report = run([&](const device::Submission& submission) {
    if (submission.on_task) submission.on_task(0, {}, exec::Memory());
    return plain(submission);
  });
  EXPECT_EQ(submitted_, 4u);
  EXPECT_EQ(told, 1u) << "in the first execution only";
  ASSERT_TRUE(report.warm_up);
  EXPECT_NEAR(*report.warm_up, 1, 0.5) << "without the time that on_task took";
  EXPECT_LE(*report.warm_up, 1);
  EXPECT_EQ(report.seconds, (std::vector<double>{2, 3, 4}));
  const Timing timing = timing_of({4, 1, 2, 3});
  EXPECT_EQ(timing.median, 2.5);
  EXPECT_EQ(timing.mean, 2.5);
  EXPECT_EQ(timing.least, 1);
  EXPECT_EQ(timing.most, 4);
}

TEST_F(Execute, TellsWhereRepetitionsDiffer) {
  request_.repeat = 2;
  const Submit plain = copying();
  const Report report = run([&](const device::Submission& submission) {
    device::Outcome outcome = plain(submission);
    outcome.buffers[out()][0] = static_cast<std::uint8_t>(submitted_);
    return outcome;
  });
  bool told = false;
  for (const Diagnostic& problem : report.problems.list()) told |= problem.code == "repeat-differs";
  EXPECT_TRUE(told);
  EXPECT_EQ(report.outputs.at(0).values[0], 1) << "the first execution counts";
}

TEST_F(Execute, ARefusalLeavesNoOutputs) {
  const Report report = run([&](const device::Submission&) {
    device::Outcome outcome;
    outcome.failure = "task 0 refused: no rule";
    outcome.advice = "do something else";
    outcome.tasks.resize(1);
    outcome.tasks[0].status = exec::TaskStatus::Refused;
    outcome.tasks[0].refusal = exec::Refusal{"NE.MACCfg.OpMode", "5", "operation not known", "7.1", false};
    return outcome;
  });
  EXPECT_FALSE(report.ok);
  EXPECT_TRUE(report.outputs.empty());
  EXPECT_TRUE(report.seconds.empty());
  StringSink sink;
  report::JsonWriter writer(sink);
  write_report_json(report, {}, writer);
  writer.finish();
  const json document = json::parse(sink.text);
  EXPECT_EQ(document.at("ok"), false);
  EXPECT_EQ(document.at("tasks")[0].at("status"), "refused");
  EXPECT_EQ(document.at("tasks")[0].at("reason"),
            exec::Refusal({"NE.MACCfg.OpMode", "5", "operation not known", "7.1", false}).sentence());
  EXPECT_EQ(document.at("outputs"), json::array());
}

TEST_F(Execute, ComparesWithWhatIsExpected) {
  const std::uint64_t count = signature_.outputs[0].layout.count();
  request_.inputs[0] = filled(*parse_fill("ones"), count, 0, 0).value();
  std::vector<std::uint8_t> ones(count, 1);
  request_.expected.emplace(
      0, Expectation{"y.npy", NpyArray({1, 4, 8, 16}, NpyKind::Uint, 1, false, false, ones)});
  EXPECT_TRUE(run(copying()).as_expected());
  ones[17] = 2;
  request_.expected.at(0).array = NpyArray({1, 4, 8, 16}, NpyKind::Uint, 1, false, false, ones);
  const Report report = run(copying());
  EXPECT_TRUE(report.ok);
  EXPECT_FALSE(report.as_expected());
  StringSink sink;
  report::JsonWriter writer(sink);
  write_report_json(report, {}, writer);
  writer.finish();
  const json expected = json::parse(sink.text).at("outputs")[0].at("expected");
  EXPECT_EQ(expected.at("max_abs_error"), 1);
  EXPECT_EQ(expected.at("max_rel_error"), 0.5);
  EXPECT_EQ(expected.at("pass"), false);
  EXPECT_EQ(expected.at("worst").at("index"), (std::vector<int>{0, 0, 1, 1}));
}

TEST_F(Execute, SaysWhyItCannotBegin) {
  FakeDevice device(copying());
  device.objection_ = "not today";
  EXPECT_EQ(execute(device, signature_, request_).error().message, "fake cannot run this: not today");
  request_.inputs[0] = {1, 2, 3};
  EXPECT_EQ(execute(FakeDevice(copying()), signature_, request_).error().message,
            "input x: 3 values for a tensor of 1x4x8x16");
}

TEST_F(Execute, AShortBufferIsAFailure) {
  const Report report = run([&](const device::Submission&) {
    device::Outcome outcome;
    outcome.ok = true;
    outcome.buffers[out()] = {1, 2};
    return outcome;
  });
  EXPECT_FALSE(report.ok);
  EXPECT_TRUE(report.failure.starts_with("output y: the tensor ends at ")) << report.failure;
}

TEST_F(Execute, OutputsBecomeFiles) {
  const test::TempFolder folder;
  request_.inputs[0] = filled(*parse_fill("random"), signature_.inputs[0].layout.count(), 5, 0).value();
  Report report = run(copying());
  report.outputs.push_back(report.outputs[0]);
  report.outputs[1].port.tensor.name = "a/b c";
  report.outputs.push_back(report.outputs[0]);
  ASSERT_TRUE(write_outputs(report, folder.path("deep/er")));
  EXPECT_EQ(report.outputs[0].file, folder.path("deep/er/y.npy"));
  EXPECT_EQ(report.outputs[1].file, folder.path("deep/er/a_b_c.npy"));
  EXPECT_EQ(report.outputs[2].file, folder.path("deep/er/y-" + std::to_string(out()) + ".npy"));
  const auto back = read_values(report.outputs[2].file, {1, 4, 8, 16}, PixelRange::Unit);
  EXPECT_EQ(back.value(), request_.inputs[0]);
}

TEST(TaskDump, WritesWhatTasksLeave) {
  const test::TempFolder folder;
  std::vector<std::uint8_t> bytes(256);
  for (std::size_t i = 0; i < bytes.size(); i += 2) bytes[i] = static_cast<std::uint8_t>(i / 2);
  exec::Memory memory;
  memory.bind(5, bytes);
  exec::TaskOutcome outcome;
  outcome.operation = "planar add";
  exec::StoredTensor stored;
  stored.slot = 5;
  stored.base = 64;
  stored.channels = 2;
  stored.height = 1;
  stored.width = 2;
  stored.plane_stride = 64;
  outcome.result = stored;
  TaskDump dump(folder.path("dump"));
  dump(7, outcome, memory);
  dump(8, exec::TaskOutcome(), memory);
  EXPECT_FALSE(dump.error()) << dump.error()->message;
  EXPECT_EQ(dump.written(), 1u);
  const auto values =
      read_values(folder.path("dump/task-007-planar-add.npy"), {1, 2, 1, 2}, PixelRange::Unit);
  EXPECT_EQ(values.value(), (std::vector<std::uint16_t>{32, 33, 64, 65}));
  outcome.result->base = 250;
  dump(9, outcome, memory);
  ASSERT_TRUE(dump.error());
  EXPECT_NE(dump.error()->message.find("task-009-planar-add.npy: the tensor ends at"), std::string::npos);
}

}  // namespace
}  // namespace ane::run
