// Runs of a sample kept as traces, and traces held against each other and against folders of arrays.

#include "core/run/trace.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "core/base/bits.hpp"
#include "core/device/device.hpp"
#include "core/run/files.hpp"
#include "core/writer/samples.hpp"
#include "tests/unit/base/temp_folder.hpp"

namespace ane::run {
namespace {

document::DocumentPtr trace_sample(std::string_view name) {
  for (const writer::Sample& sample : writer::samples())
    if (sample.name == name)
      return document::Document::open(memory_source(sample.build().value()), regdb::Database::embedded(),
                                      std::string(name))
          .value();
  return nullptr;
}

struct TraceRun {
  Signature signature;
  Request request;
  Trace trace;
};

TraceRun traced(std::string_view sample, std::uint64_t limit = std::uint64_t{1} << 30,
                const std::string& dump = "") {
  TraceRun run;
  run.request.document = trace_sample(sample);
  run.signature = signature_of(*run.request.document, 0).value();
  for (std::size_t i = 0; i < run.signature.inputs.size(); ++i)
    run.request.inputs[i] =
        filled(*parse_fill("random"), run.signature.inputs[i].layout.count(), 3, i).value();
  TraceRecorder recorder(limit);
  const auto device = device::find_device("cpu", *run.request.document, 0).value();
  TaskDump tasks(dump);
  const auto keep = recorder.hook();
  run.request.on_task = [&](std::size_t task, const exec::TaskOutcome& outcome, const exec::Memory& memory) {
    keep(task, outcome, memory);
    if (!dump.empty()) tasks(task, outcome, memory);
  };
  Report report = execute(*device, run.signature, run.request).value();
  if (!dump.empty()) {
    EXPECT_TRUE(write_outputs(report, dump));
  }
  run.trace = std::move(recorder).finish(run.signature, run.request, std::move(report));
  return run;
}

KeptTensor small(std::vector<double> values, Shape shape) {
  KeptTensor tensor;
  tensor.name = "x";
  tensor.shape = shape;
  for (const double value : values) tensor.values.push_back(double_to_half(value));
  return tensor;
}

Trace one_task(std::vector<double> values) {
  Trace trace;
  const std::uint64_t width = values.size();
  KeptTensor tensor = small(std::move(values), {1, 1, 1, width});
  tensor.task = 4;
  trace.tensors.push_back(kept_tensor(std::move(tensor)));
  return trace;
}

TEST(Trace, KeepsInputsTasksAndOutputs) {
  const TraceRun run = traced("picture-network");
  const Trace& trace = run.trace;
  ASSERT_TRUE(trace.report.ok) << trace.report.failure;
  ASSERT_EQ(trace.tensors.size(),
            run.signature.inputs.size() + trace.report.tasks.size() + run.signature.outputs.size());
  EXPECT_EQ(trace.not_kept, 0u);
  EXPECT_EQ(trace.tensors[0]->role, TensorRole::Input);
  EXPECT_EQ(trace.tensors[0]->values, run.request.inputs.at(0));
  const auto first = trace.of_task(trace.report.tasks[0].index);
  ASSERT_TRUE(first);
  EXPECT_EQ(trace.tensors[*first]->values.size(), trace.tensors[*first]->count());
  EXPECT_EQ(trace.tensors[*first]->statistics.count, trace.tensors[*first]->count());
  const KeptTensor& output = *trace.tensors.back();
  EXPECT_EQ(output.role, TensorRole::Output);
  EXPECT_EQ(trace.find(TensorRole::Output, output.name), trace.tensors.size() - 1);
  ASSERT_TRUE(output.task) << "the task that wrote it";
  EXPECT_EQ(trace.tensors[trace.of_task(*output.task).value()]->slot, output.slot);
  const TraceComparison same = compare_traces(trace, trace, {0, 0});
  EXPECT_EQ(same.failing, 0u);
  EXPECT_FALSE(same.first_task);
  EXPECT_EQ(same.verdicts.size(), trace.tensors.size() - run.signature.inputs.size());
}

TEST(Trace, CountsWhatIsTooMuch) {
  const TraceRun run = traced("picture-network", 1000);
  EXPECT_EQ(run.trace.not_kept, run.trace.report.tasks.size());
  EXPECT_FALSE(run.trace.of_task(0));
  EXPECT_EQ(run.trace.tensors.back()->role, TensorRole::Output) << "outputs are kept all the same";
}

TEST(Trace, FindsAPlantedElement) {
  const TraceRun run = traced("picture-network");
  Trace wrong = run.trace;
  const std::size_t number = *wrong.of_task(1);
  KeptTensor tensor = *wrong.tensors[number];
  const std::uint64_t planted = tensor.values.size() / 3;
  tensor.values[planted] = double_to_half(half_to_double(tensor.values[planted]) + 8);
  wrong.tensors[number] = kept_tensor(tensor);
  const TraceComparison comparison = compare_traces(wrong, run.trace, {0.01, 0.01});
  EXPECT_EQ(comparison.failing, 1u);
  EXPECT_EQ(comparison.first_task, std::optional<std::size_t>(1));
  ASSERT_FALSE(comparison.verdicts.empty());
  EXPECT_EQ(comparison.verdicts[0].a, number);
  EXPECT_EQ(comparison.verdicts[0].comparison.worst, std::optional(planted));
  EXPECT_GT(comparison.verdicts[0].ulp, 1u);
  ASSERT_NE(comparison.of(number), nullptr);
  EXPECT_EQ(comparison.of(number), comparison.verdicts.data());
  EXPECT_EQ(comparison.of(0), nullptr) << "inputs are not compared";
  std::size_t asked = 0;
  EXPECT_TRUE(compare_traces(wrong, run.trace, {}, [&] { return ++asked > 0; }).verdicts.empty());
  EXPECT_EQ(asked, 1u);
}

TEST(Trace, NaNAndInfinity) {
  const double nan = std::nan(""), inf = HUGE_VAL;
  const Trace a = one_task({nan, nan, inf, inf, 1, -0.0}), b = one_task({nan, 2, inf, -inf, 1.5, 0});
  const TraceComparison comparison = compare_traces(a, b, {1, 1});
  EXPECT_EQ(comparison.failing, 1u);
  EXPECT_EQ(comparison.first_task, std::optional<std::size_t>(4));
  EXPECT_EQ(comparison.verdicts.at(0).comparison.failing, 2u);
  EXPECT_EQ(comparison.verdicts[0].ulp, 512u) << "from 1 to 1.5; what is not finite has no distance";
  const auto difference = absolute_difference(*a.tensors[0], *b.tensors[0]);
  EXPECT_EQ(difference[0], 0);
  EXPECT_TRUE(std::isnan(half_to_double(difference[1])));
  EXPECT_EQ(difference[2], 0);
  EXPECT_EQ(half_to_double(difference[3]), inf);
  EXPECT_EQ(half_to_double(difference[4]), 0.5);
  EXPECT_EQ(difference[5], 0);
}

TEST(Trace, StepsPassZeroOnce) {
  const Trace a = one_task({std::ldexp(1, -24)}), b = one_task({-std::ldexp(1, -24)});
  EXPECT_EQ(compare_traces(a, b, {}).verdicts.at(0).ulp, 2u);
}

TEST(Trace, AnotherShapeIsNotCompared) {
  const TraceComparison comparison = compare_traces(one_task({1, 2}), one_task({1, 2, 3}), {});
  EXPECT_TRUE(comparison.verdicts.empty());
  EXPECT_EQ(comparison.only_a, std::vector<std::size_t>{0});
  EXPECT_EQ(comparison.results(), 1u);
  const KeptTensorPtr tensor = one_task({1, 2}).tensors.at(0);
  EXPECT_EQ(why_missing(*tensor, one_task({1, 2})), "");
  EXPECT_NE(why_missing(*tensor, one_task({1, 2, 3})).find("in B is"), std::string::npos);
  EXPECT_EQ(why_missing(*tensor, Trace{}), "B has no tensor of this name");
}

TEST(Trace, ReadsAFolder) {
  const test::TempFolder folder;
  const TraceRun run = traced("picture-network", std::uint64_t{1} << 30, folder.path("golden"));
  const Trace reference = read_reference(folder.path("golden"), run.trace).value();
  EXPECT_TRUE(reference.report.problems.empty());
  EXPECT_EQ(reference.tensors.size(), run.trace.tensors.size() - run.signature.inputs.size());
  EXPECT_EQ(compare_traces(run.trace, reference, {0, 0}).failing, 0u);
  EXPECT_TRUE(compare_traces(run.trace, reference, {0, 0}).only_a.empty());

  namespace fs = std::filesystem;
  fs::create_directory(folder.path("few"));
  const std::string output = run.trace.tensors.back()->name + ".npy";
  fs::copy_file(folder.path("golden/" + output), folder.path("few/stranger.npy"));
  EXPECT_FALSE(read_reference(folder.path("few"), run.trace)) << "nothing fits";
  fs::copy_file(folder.path("golden/" + output), folder.path("few/" + output));
  const Trace few = read_reference(folder.path("few"), run.trace).value();
  ASSERT_EQ(few.tensors.size(), 1u);
  EXPECT_EQ(few.report.problems.list()[0].message, "stranger.npy: fits no task and no output");
  EXPECT_FALSE(read_reference(folder.path("absent"), run.trace));

  // A file that is cut off is no result that agrees.
  fs::resize_file(folder.path("golden/" + output), 100);
  const Trace cut = read_reference(folder.path("golden"), run.trace).value();
  ASSERT_EQ(cut.unread.size(), 1u);
  EXPECT_EQ(cut.unread[0].name, run.trace.tensors.back()->name);
  const TraceComparison left = compare_traces(run.trace, cut, {0, 0});
  EXPECT_EQ(left.only_a.size(), 1u);
  EXPECT_EQ(left.results(), left.verdicts.size() + 1);
  EXPECT_TRUE(why_missing(*run.trace.tensors.back(), cut).starts_with(output + ": "));
}

TEST(Trace, BlindSpots) {
  EXPECT_EQ(blind_spot(small({1, 1, 1, 1}, {1, 1, 2, 2})), "x is 1 everywhere");
  EXPECT_EQ(blind_spot(small({1, 2, 1, 2}, {1, 2, 1, 2})), "x is the same in every channel");
  EXPECT_EQ(blind_spot(small({1, 2, 1, 2}, {1, 1, 2, 2})), "x is the same in every row");
  EXPECT_EQ(blind_spot(small({1, 1, 2, 2}, {1, 1, 2, 2})), "x is the same in every column");
  EXPECT_EQ(blind_spot(small({1, 2, 1, 2, 1, 2, 1, 2}, {1, 2, 2, 2})),
            "x is the same in every channel and every row");
  EXPECT_EQ(blind_spot(small({1, 2, 3, 4}, {1, 1, 2, 2})), "");
  EXPECT_EQ(blind_spot(small({1}, {1, 1, 1, 1})), "") << "there is nothing to be mixed up";
}

}  // namespace
}  // namespace ane::run
