// Rules of the neural engine: which fields make which words.

#include <gtest/gtest.h>

#include "tests/unit/model/built_task.hpp"

namespace ane::model {
namespace {

using test::convolution_task;
using test::describe_built;
using test::expect_phrase;
using test::neural_task;

TEST(NeuralOperation, IsAConvolutionWhereItHasAKernel) {
  const Operation operation = describe_built(convolution_task()
                                                 .set("common.kernel_height", 3)
                                                 .set("common.kernel_width", 5)
                                                 .set("common.stride_x", 2));
  EXPECT_EQ(operation.kind, "conv");
  EXPECT_EQ(operation.summary(), "conv 3x5 s1x2 · 64→64 · 56x40");
  expect_phrase(operation, "conv 3x5 s1x2",
                {"ne.operation", "ne.kernel_mode", "common.kernel_height", "common.kernel_width",
                 "common.stride_y", "common.stride_x"});
}

TEST(NeuralOperation, SaysThePaddingAboveAndLeft) {
  expect_phrase(describe_built(convolution_task().set("common.pad_top", 1).set("common.pad_left", 1)),
                "pad 1", {"common.pad_top", "common.pad_left"});
  expect_phrase(describe_built(convolution_task().set("common.pad_left", 2)), "pad 0x2",
                {"common.pad_top", "common.pad_left"});
}

TEST(NeuralOperation, SaysBothSizesWhereTheyDiffer) {
  const Operation operation =
      describe_built(convolution_task().set("common.out_height", 28).set("common.out_width", 20));
  expect_phrase(operation, "56x40→28x20",
                {"common.in_height", "common.in_width", "common.out_height", "common.out_width"});
}

TEST(NeuralOperation, SaysADepthAboveOne) {
  expect_phrase(describe_built(convolution_task().set("common.in_depth", 4)), "depth 4", {"common.in_depth"});
}

TEST(NeuralOperation, CountsTheChannelsOfAllGroups) {
  const Operation operation = describe_built(convolution_task()
                                                 .set("common.in_channels", 16)
                                                 .set("common.out_channels", 32)
                                                 .set("common.groups", 4));
  expect_phrase(operation, "64→128", {"common.in_channels", "common.out_channels", "common.groups"});
  expect_phrase(operation, "groups 4", {"common.groups"});
}

TEST(NeuralOperation, IsDepthwiseWithOneInputPerOutput) {
  expect_phrase(describe_built(convolution_task().set("common.unicast", 1).set("common.unicast_channels", 1)),
                "depthwise", {"common.unicast", "common.unicast_channels"});
}

TEST(NeuralOperation, SaysHowManyInputsAnOutputSeesWhereThatIsNeitherOneNorAll) {
  const std::vector<std::string> concepts = {"common.unicast", "common.unicast_channels"};
  expect_phrase(describe_built(convolution_task().set("common.unicast", 1).set("common.unicast_channels", 8)),
                "unicast 8 channels", concepts);
  const Operation all =
      describe_built(convolution_task().set("common.unicast", 1).set("common.unicast_channels", 64));
  EXPECT_EQ(all.summary(), "conv 1x1 s1 · 64→64 · 56x40");
}

TEST(NeuralOperation, SaysTheFormOfItsWeights) {
  expect_phrase(describe_built(convolution_task().set_named("ne.kernel_format", "Int8")), "weights Int8",
                {"ne.kernel_format"});
  expect_phrase(describe_built(convolution_task().set("ne.sparse", 1)), "zero-skipping weights",
                {"ne.sparse"});
  expect_phrase(describe_built(convolution_task().set("ne.palettized", 1).set("ne.palette_bits", 8)),
                "palettized, index size code 8", {"ne.palettized", "ne.palette_bits"});
  expect_phrase(describe_built(convolution_task().set("common.element_multiply", 1)),
                "element multiply mode (meaning unknown)", {"common.element_multiply"}, false);
}

TEST(NeuralOperation, SaysBiasRowsAndAUniformBias) {
  expect_phrase(describe_built(convolution_task().set("ne.bias", 1)), "bias", {"ne.bias"});
  expect_phrase(describe_built(convolution_task().set_real("ne.accumulator_bias", -0.5)), "bias -0.5",
                {"ne.accumulator_bias"});
}

TEST(NeuralOperation, SaysAScaleOtherThanOne) {
  expect_phrase(describe_built(convolution_task().set_real("ne.post_scale", 0.125)), "×0.125",
                {"ne.post_scale"});
}

TEST(NeuralOperation, SaysTheFunctionAfterAConvolution) {
  expect_phrase(describe_built(convolution_task().set_named("ne.nonlinear", "ReLU")), "relu",
                {"ne.nonlinear"});
  expect_phrase(describe_built(convolution_task().set_named("ne.nonlinear", "LookupTable")),
                "lookup table, function unknown", {"ne.nonlinear"}, false);
}

TEST(NeuralOperation, OfNothingButAFunctionIsNamedByTheFunction) {
  const Operation relu = describe_built(neural_task().set_named("ne.nonlinear", "ReLU"));
  EXPECT_EQ(relu.kind, "relu");
  EXPECT_EQ(relu.summary(), "relu · 64 · 56x40");
  expect_phrase(relu, "relu", {"ne.operation", "ne.nonlinear"});
  const Operation table = describe_built(neural_task().set_named("ne.nonlinear", "LookupTable"));
  EXPECT_EQ(table.kind, "table");
  EXPECT_EQ(table.summary(), "lookup table, function unknown · 64 · 56x40");
  const Operation copy = describe_built(neural_task());
  EXPECT_EQ(copy.kind, "copy");
  EXPECT_EQ(copy.summary(), "copy · 64 · 56x40");
  expect_phrase(copy, "copy", {"ne.operation", "ne.nonlinear"});
}

// execution-h13.md 8.6.
TEST(NeuralOperation, WithoutAKernelReducesOverChannels) {
  const Operation maximum = describe_built(neural_task()
                                               .set_named("ne.operation", "ChannelMaximum")
                                               .set("ne.kernel_mode", 1)
                                               .set("common.out_channels", 1));
  EXPECT_EQ(maximum.kind, "channel-maximum");
  EXPECT_EQ(maximum.summary(), "maximum over channels · 64→1 · 56x40");
  expect_phrase(maximum, "maximum over channels", {"ne.operation", "ne.kernel_mode"});
  const Operation sum =
      describe_built(convolution_task().set("ne.kernel_mode", 1).set("common.out_channels", 1));
  EXPECT_EQ(sum.kind, "channel-sum");
  EXPECT_EQ(sum.summary(), "sum over channels · 64→1 · 56x40");
  const Operation copy = describe_built(convolution_task()
                                            .set("ne.kernel_mode", 1)
                                            .set("common.unicast", 1)
                                            .set("common.unicast_channels", 1)
                                            .set_real("ne.accumulator_bias", 0.5));
  EXPECT_EQ(copy.kind, "copy");
  EXPECT_EQ(copy.summary(), "copy · 64 · 56x40 · bias 0.5");
}

TEST(NeuralOperation, SaysTranspositionAndInputFunction) {
  expect_phrase(describe_built(neural_task().set("common.result_transpose", 1)), "result transposed C↔W",
                {"common.result_transpose"});
  expect_phrase(describe_built(neural_task().set("l2.input_relu", 1)), "relu on the input",
                {"l2.input_relu"});
}

TEST(NeuralOperation, SaysWhatStaysOnChip) {
  const Operation operation =
      describe_built(neural_task().set_named("l2.source_type", "L2").set_named("l2.result_type", "L2"));
  expect_phrase(operation, "source on chip", {"l2.source_type"});
  expect_phrase(operation, "result on chip", {"l2.result_type"});
}

TEST(UnknownValues, OfTheNeuralEngineAreCalledUnknown) {
  const Operation operation = describe_built(neural_task().set("ne.operation", 5));
  EXPECT_EQ(operation.kind, "unknown");
  expect_phrase(operation, "engine operation 5 (unknown)", {"ne.operation"}, false);
  expect_phrase(describe_built(convolution_task().set("ne.nonlinear", 3)), "activation 3 (unknown)",
                {"ne.nonlinear"}, false);
  expect_phrase(describe_built(convolution_task().set("ne.kernel_format", 3)), "weight format 3 (unknown)",
                {"ne.kernel_format"}, false);
}

TEST(UnknownValues, OfATaskTypeAreCalledUnknownAndTheSizesSaid) {
  const Operation operation = describe_built(neural_task().set("common.task_type", 7));
  EXPECT_EQ(operation.kind, "unknown");
  EXPECT_EQ(operation.summary(), "task type 7 (unknown) · 64 · 56x40");
  expect_phrase(operation, "task type 7 (unknown)", {"common.task_type"}, false);
}

TEST(UnwrittenRegisters, MakeTheTaskTypeUnknown) {
  const Operation operation = describe_built(writer::TaskBuilder(test::h13()));
  EXPECT_EQ(operation.kind, "unknown");
  EXPECT_EQ(operation.summary(), "task type not known: register not written · ? · ?x?");
  for (const Phrase& phrase : operation.phrases) EXPECT_FALSE(phrase.known) << phrase.text;
}

TEST(UnwrittenRegisters, AreQuestionMarks) {
  const Operation operation = describe_built(convolution_task()
                                                 .skip("Common.InDim")
                                                 .skip("Common.Cout")
                                                 .skip("Common.ConvCfg")
                                                 .skip("NE.KernelCfg"));
  EXPECT_EQ(operation.kind, "conv");
  EXPECT_EQ(operation.summary(),
            "conv ?x? s? · 64→? · ?x?→56x40 · weight format not known: register not written");
  for (const Phrase& phrase : operation.phrases) EXPECT_FALSE(phrase.known) << phrase.text;
}

TEST(UnwrittenRegisters, OfTheEngineAreQuestionMarks) {
  const Operation operation = describe_built(neural_task().skip("NE"));
  EXPECT_EQ(operation.kind, "unknown");
  EXPECT_EQ(operation.summary(),
            "engine operation not known: register not written · 64 · 56x40 · "
            "activation not known: register not written");
}

}  // namespace
}  // namespace ane::model
