// Tasks built from shapes, compared word for word with those of Apple's compilers.

#include "core/writer/h13_tasks.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/writer/recorded.hpp"

namespace ane::writer {
namespace {

TaskHabits mac_os_11(ShapeCodes codes, bool double_buffer) {
  TaskHabits habits;
  habits.compiler = Compiler::MacOs11;
  habits.shape_codes = codes;
  habits.double_buffer = double_buffer;
  return habits;
}

TEST(H13Tasks, ConvolutionOfMacOs11) {
  ANE_CORPUS(corpus);
  const auto list = test::chunks(3, 0x40);
  ConvTask task{mac_os_11({4, 4, 4}, true), operand(5, {1, 3, 1, 1}), operand(4, {1, 3, 1, 1})};
  task.chunks = list;
  test::expect_words({conv_task(test::h13(), task)}, EventHabit::MacOs11,
                     test::file_words(corpus / "hwx/tinygrad-conv.hwx", 0x274));
}

TEST(H13Tasks, ConvolutionWithBiasOfMacOs11) {
  ANE_CORPUS(corpus);
  const auto list = test::chunks(2, 0x40);
  ConvTask task{mac_os_11({4, 4, 4}, true), operand(5, {1, 3, 1, 1}), operand(4, {1, 2, 1, 1})};
  task.chunks = list;
  task.bias = true;
  test::expect_words({conv_task(test::h13(), task)}, EventHabit::MacOs11,
                     test::file_words(corpus / "hwx/tinygrad-golden-first.hwx", 0x274));
}

TEST(H13Tasks, MatrixProductOfMacOs11) {
  ANE_CORPUS(corpus);
  const auto list = test::chunks(16, 0x8000);
  ConvTask task{mac_os_11({4, 4, 4}, false), operand(5, {1, 512, 1, 1}), operand(4, {1, 512, 1, 1})};
  task.chunks = list;
  task.lanes_log2 = 5;
  test::expect_words({conv_task(test::h13(), task)}, EventHabit::MacOs11,
                     test::file_words(corpus / "hwx/tinygrad-gemm.hwx", 0x274));
}

TEST(H13Tasks, FunctionsOfMacOs11) {
  ANE_CORPUS(corpus);
  const auto list = test::chunks(1, 0x80);
  const Shape shape{1, 1, 1, 77};
  CopyTask task{mac_os_11({1, 0, 1}, true), operand(5, shape), operand(4, shape), Function::ReLU};
  test::expect_words({copy_task(test::h13(), task)}, EventHabit::MacOs11,
                     test::file_words(corpus / "hwx/tinygrad-relu.hwx", 0x274));
  task.function = Function::LookupTable;
  task.chunks = list;
  test::expect_words({copy_task(test::h13(), task)}, EventHabit::MacOs11,
                     test::file_words(corpus / "hwx/tinygrad-sigmoid.hwx", 0x274));
}

TEST(H13Tasks, ConcatenationIsTwoLinkedCopies) {
  ANE_CORPUS(corpus);
  CopyTask first{mac_os_11({1, 1, 1}, true), operand(6, {1, 16384, 1, 1}), operand(4, {1, 16384, 1, 1})};
  first.habits.layer = false;
  first.result.strides.batch = std::uint64_t{16400} * 64;
  CopyTask second{first.habits, operand(5, {1, 16, 1, 1}), operand(4, {1, 16, 1, 1})};
  second.habits.after_neural = true;
  second.result.strides.batch = std::uint64_t{16400} * 64;
  second.result.offset = std::uint64_t{16384} * 64;
  test::expect_words({copy_task(test::h13(), first), copy_task(test::h13(), second)}, EventHabit::MacOs11,
                     test::file_words(corpus / "hwx/tinygrad-concat.hwx", 0x574));
}

TEST(H13Tasks, ElementwiseOfThreeCompilers) {
  ANE_CORPUS(corpus);
  const Shape shape{1, 64, 1, 1};
  PlanarTask task{{}, operand(6, shape), operand(5, shape), operand(4, shape)};
  task.habits.compiler = Compiler::MacOs11;
  test::expect_words({planar_task(test::h13(), task)}, EventHabit::MacOs11,
                     test::file_words(corpus / "hwx/tinygrad-sum.hwx", 0x274));
  task.operation = "Multiply";
  task.source1.slot = 5, task.source2.slot = 6;
  task.habits.compiler = Compiler::MacOs12;
  test::expect_words({planar_task(test::h13(), task)}, EventHabit::MacOs11,
                     test::file_words(corpus / "hwx/mul-macos12.hwx", 0x274));
  task.source1.slot = 4, task.source2.slot = 5, task.result.slot = 6;
  task.habits.compiler = Compiler::MacOs14;
  test::expect_words({planar_task(test::h13(), task)}, EventHabit::MacOs14,
                     test::file_words(corpus / "hwx/mul-macos14.hwx", 0x274));
}

TEST(H13Tasks, RecordedElementwise) {
  ANE_CORPUS(corpus);
  const auto expect = [&](const std::string& name, Shape shape, std::string_view operation, bool negate,
                          std::uint32_t time) {
    PlanarTask task{test::cycles(time), operand(4, shape), operand(6, shape),
                    operand(5, shape),  operation,         negate};
    TaskBuilder builder = planar_task(test::h13(), task);
    leave_out_coefficients(builder);
    test::expect_words({builder}, EventHabit::MacOs14,
                       test::recorded_stream(corpus / "oracles/h13" / (name + ".json")));
  };
  expect("binary_add_1x64x1x1", {1, 64, 1, 1}, "Add", false, 0);
  expect("binary_maximum_1x128x16x16", {1, 128, 16, 16}, "Maximum", false, 11);
  expect("binary_sub_1x64x8x8", {1, 64, 8, 8}, "Add", true, 2);
}

TEST(H13Tasks, RecordedFunctions) {
  ANE_CORPUS(corpus);
  const Shape shape{1, 64, 1, 1};
  CopyTask task{{}, operand(4, shape), operand(5, shape), Function::ReLU};
  TaskBuilder relu = copy_task(test::h13(), task);
  leave_out_coefficients(relu);
  test::expect_words({relu}, EventHabit::MacOs14,
                     test::recorded_stream(corpus / "oracles/h13/unary_relu_c64.json"));
  std::vector<Chunk> tables = test::chunks(16, 0x80);
  for (Chunk& chunk : tables) chunk.offset = 0;  // one table for all engines
  task.function = Function::LookupTable;
  task.chunks = tables;
  test::expect_words({copy_task(test::h13(), task)}, EventHabit::MacOs14,
                     test::recorded_stream(corpus / "oracles/h13/unary_tanh_c64.json"));
}

TEST(H13Tasks, RecordedPointwiseConvolutions) {
  ANE_CORPUS(corpus);
  const auto wide = test::chunks(16, 0x4000);
  ConvTask product{test::cycles(9), operand(4, {1, 256, 1, 1}), operand(5, {1, 512, 1, 1})};
  product.lanes_log2 = 5;
  product.chunks = wide;
  test::expect_words({conv_task(test::h13(), product)}, EventHabit::MacOs14,
                     test::recorded_stream(corpus / "oracles/h13/conv_k1_c256_n512_s1_bias0.json"));
  const auto biased = test::chunks(16, 0x240);
  ConvTask task{test::cycles(4), operand(4, {1, 64, 16, 16}), operand(5, {1, 64, 16, 16})};
  task.lanes_log2 = 2;
  task.bias = true;
  task.chunks = biased;
  test::expect_words({conv_task(test::h13(), task)}, EventHabit::MacOs14,
                     test::recorded_stream(corpus / "oracles/h13/env_conv_k1_c64_n64_s16_st1_g1_bias1.json"));
}

ConvTask three_by_three(std::uint32_t time, Shape in, Shape out) {
  ConvTask task{test::cycles(time), operand(4, in), operand(5, out), 3, 3, 1, 1, 1};
  return task;
}

TEST(H13Tasks, RecordedThreeByThreeConvolutions) {
  ANE_CORPUS(corpus);
  const Shape shape{1, 64, 16, 16};
  const auto depthwise_chunks = test::chunks(16, 0x80);
  ConvTask depthwise = three_by_three(3, shape, shape);
  depthwise.groups = 64;
  depthwise.chunks = depthwise_chunks;
  test::expect_words(
      {conv_task(test::h13(), depthwise)}, EventHabit::MacOs14,
      test::recorded_stream(corpus / "oracles/h13/env_conv_k3_c64_n64_s16_st1_g64_bias0.json"));
  const auto grouped_chunks = test::chunks(16, 0x500);
  ConvTask grouped = three_by_three(4, shape, shape);
  grouped.groups = 4;
  grouped.chunks = grouped_chunks;
  grouped.habits.row_padding = 0x20;  // the only neural tasks with this padding are grouped or have stride 2
  test::expect_words({conv_task(test::h13(), grouped)}, EventHabit::MacOs14,
                     test::recorded_stream(corpus / "oracles/h13/env_conv_k3_c64_n64_s16_st1_g4_bias0.json"));
}

TEST(H13Tasks, RecordedConvolutionWithStrideTwo) {
  ANE_CORPUS(corpus);
  const auto examples =
      nlohmann::json::parse(test::read_file(corpus / "vectors/layout-examples.json"))["examples"];
  std::vector<Chunk> list;
  for (const auto& example : examples) {
    if (example["case"] != "env_conv_k3_c128_n128_s16_st2_g1_bias1") continue;
    std::uint64_t offset = 0;
    for (const auto& size : example["section"]["chunk_bytes"]) {
      list.push_back({offset, size.get<std::uint64_t>()});
      offset += list.back().size;
    }
  }
  ConvTask task{test::cycles(15), operand(4, {1, 128, 16, 16}), operand(5, {1, 128, 8, 8}), 3, 3, 2};
  task.lanes_log2 = 3;
  task.bias = true;
  task.chunks = list;
  task.habits.row_padding = 0x20;
  test::expect_words(
      {conv_task(test::h13(), task)}, EventHabit::MacOs14,
      test::recorded_stream(corpus / "oracles/h13/env_conv_k3_c128_n128_s16_st2_g1_bias1.json"));
}

TEST(H13Tasks, EnginesAreAPowerOfTwoUpToSixteen) {
  EXPECT_EQ(engines_log2(1), 0U);
  EXPECT_EQ(engines_log2(2), 1U);
  EXPECT_EQ(engines_log2(3), 2U);
  EXPECT_EQ(engines_log2(8), 3U);
  EXPECT_EQ(engines_log2(16), 4U);
  EXPECT_EQ(engines_log2(1000), 4U);
}

}  // namespace
}  // namespace ane::writer
