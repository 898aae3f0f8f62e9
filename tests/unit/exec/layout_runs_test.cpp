// Convolutions whose constant section is known by its hash (corpus/vectors/layout-examples.json): the section
// is rebuilt and the convolution run. Where the recorded task is there it is run; the others are made by
// core/writer with the registers that were recorded.

#include <gtest/gtest.h>

#include <array>

#include "tests/support/corpus.hpp"
#include "tests/support/sha256.hpp"
#include "tests/unit/exec/conv_run.hpp"

namespace ane::exec {
namespace {

using test::ConvRun;
using test::LayoutRun;

ConvRun conv_run(const LayoutRun& example) {
  ConvRun run;
  run.shape = {example.out_channels, example.in_channels, example.groups,     example.kernel,
               example.kernel,       example.stride,      example.pad_top,    example.pad_left,
               example.in_height,    example.in_width,    example.out_height, example.out_width};
  run.lanes_log2 = example.lanes_log2;
  run.small_source = example.small_source;
  run.weights = example.weights;
  run.bias = example.bias;
  run.input = example.input;
  return run;
}

void expect_registers(const task::Task& task, const LayoutRun& example) {
  static const std::map<std::string, std::string> kPaths = {
      {"ConvCfg", "Common.ConvCfg"}, {"GroupConvCfg", "Common.GroupConvCfg"}, {"Cin", "Common.Cin"},
      {"Cout", "Common.Cout"},       {"KernelCfg", "NE.KernelCfg"},           {"MACCfg", "NE.MACCfg"}};
  for (const auto& [name, value] : example.registers) {
    const auto path = kPaths.find(name);
    if (path == kPaths.end()) continue;  // Cfg holds codes that follow from nothing known
    EXPECT_EQ(test::written(task, path->second), value) << name;
  }
}

TEST(LayoutRuns, GiveTheConvolutionOfTheirWeights) {
  ANE_CORPUS(corpus);
  std::size_t recorded = 0;
  const auto examples = test::layout_runs(corpus);
  for (const LayoutRun& example : examples) {
    SCOPED_TRACE(example.name);
    const ConvRun run = conv_run(example);
    const auto section = run.packed();
    ASSERT_TRUE(section) << section.error().message;
    ASSERT_EQ(test::sha256(section->bytes), example.section_sha256);
    test::GuardedBuffers buffers;
    run.fill(buffers, section->bytes);
    test::Placed source = run.source(), result = run.result();
    task::Task task;
    if (example.shipped) {
      const test::OracleRecord record = test::oracle_record(corpus, example.name);
      task = test::decode_words(record.tasks.front());
      // The recorded task has numbers and strides of its own for its buffers.
      source = record.buffers[0].tensor, result = record.buffers[1].tensor;
      test::write_tensor(buffers.add(source.slot, record.buffers[0].bytes), source, run.input);
      buffers.add(result.slot, record.buffers[1].bytes);
      ++recorded;
    } else {
      task = run.task(*section);
    }
    expect_registers(task, example);
    Machine machine(test::h13(), {task});
    buffers.bind(machine.memory());
    ASSERT_EQ(test::run_all(machine), "");
    EXPECT_TRUE(buffers.intact());
    const auto values = test::read_tensor(buffers.at(result.slot), result);
    EXPECT_EQ(test::difference(values, result, example.expected, {}), "");
  }
  EXPECT_EQ(examples.size(), 8u);
  EXPECT_EQ(recorded, 3u);
}

}  // namespace
}  // namespace ane::exec
