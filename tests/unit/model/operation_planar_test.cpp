// Rules of the planar engine: which fields make which words.

#include <gtest/gtest.h>

#include "tests/unit/model/built_task.hpp"

namespace ane::model {
namespace {

using test::describe_built;
using test::expect_phrase;
using test::planar_task;

TEST(ElementwiseOperation, HasAWordForEveryOperationOfTwoSources) {
  const std::vector<std::pair<std::string, std::string>> words = {{"Add", "add"},
                                                                  {"Multiply", "multiply"},
                                                                  {"Maximum", "maximum"},
                                                                  {"Minimum", "minimum"},
                                                                  {"SumOfSquares", "square of sum"}};
  for (const auto& [value, word] : words) {
    const Operation operation =
        describe_built(planar_task("PlanarTwoSources").set_named("pe.operation", value));
    EXPECT_EQ(operation.kind, "elementwise");
    EXPECT_EQ(operation.summary(), word + " · 64 · 56x40");
    expect_phrase(operation, word,
                  {"common.task_type", "pe.operation", "pe.second_source", "pe.source1_negate"});
  }
}

TEST(ElementwiseOperation, SubtractsWhereTheSecondSourceIsNegated) {
  const auto negated = [](std::string_view operation) {
    return describe_built(planar_task("PlanarTwoSources")
                              .set_named("pe.operation", operation)
                              .set_named("pe.second_source", "NegatedSource2"));
  };
  EXPECT_EQ(negated("Add").summary(), "subtract · 64 · 56x40");
  EXPECT_EQ(negated("SumOfSquares").summary(), "square of difference · 64 · 56x40");
}

// -a + b is not a - b, and -a * b is not a * b: a sign that changes the result must be said.
TEST(ElementwiseOperation, SaysWhichSourceIsNegated) {
  const std::string plain = describe_built(planar_task("PlanarTwoSources")).summary();
  const std::string second =
      describe_built(planar_task("PlanarTwoSources").set_named("pe.second_source", "NegatedSource2"))
          .summary();
  const std::string first =
      describe_built(planar_task("PlanarTwoSources").set("pe.source1_negate", 1)).summary();
  EXPECT_NE(first, plain);
  EXPECT_NE(first, second) << "source 2 - source 1 reads like source 1 - source 2";
  for (const std::string operation : {"Multiply", "Maximum", "Minimum"}) {
    const auto described = [&](std::string_view source) {
      return describe_built(planar_task("PlanarTwoSources")
                                .set_named("pe.operation", operation)
                                .set_named("pe.second_source", source))
          .summary();
    };
    EXPECT_NE(described("NegatedSource2"), described("Source2")) << operation;
  }
}

TEST(OneSourceOperation, IsAScaleUnlessItHasAConditionOrAnOperation) {
  const Operation scale =
      describe_built(planar_task("PlanarOneSource").set_real("pe.scale", 0.5).set_real("pe.bias", -1.0));
  EXPECT_EQ(scale.kind, "scale");
  EXPECT_EQ(scale.summary(), "scale · 64 · 56x40 · -1 · ×0.5");
  expect_phrase(scale, "scale", {"common.task_type", "pe.operation"});
  const Operation absolute =
      describe_built(planar_task("PlanarOneSource").set_named("pe.condition", "AbsoluteValue"));
  EXPECT_EQ(absolute.kind, "scale");
  expect_phrase(absolute, "absolute value", {"common.task_type", "pe.condition"});
  const Operation square =
      describe_built(planar_task("PlanarOneSource").set_named("pe.operation", "SumOfSquares"));
  expect_phrase(square, "square", {"common.task_type", "pe.operation"});
}

TEST(OneSourceOperation, ThatChangesNothingIsACopy) {
  const Operation copy = describe_built(planar_task("PlanarOneSource"));
  EXPECT_EQ(copy.kind, "copy");
  EXPECT_EQ(copy.summary(), "copy · 64 · 56x40");
}

TEST(OneSourceOperation, WithAnOperationOfTwoIsNotExplained) {
  const Operation operation =
      describe_built(planar_task("PlanarOneSource").set_named("pe.operation", "Multiply"));
  expect_phrase(operation, "one-source operation 1 (meaning unknown)", {"pe.operation"}, false);
}

TEST(ChannelScale, IsNamedByItsType) {
  const Operation operation = describe_built(planar_task("PlanarConstantRows"));
  EXPECT_EQ(operation.kind, "channel-scale");
  EXPECT_EQ(operation.summary(), "bias and scale per channel · 64 · 56x40");
  expect_phrase(operation, "bias and scale per channel", {"common.task_type"});
}

TEST(Reduction, SaysWhatItPoolsAndOfWhat) {
  const Operation sum = describe_built(planar_task("PlanarReduction").set_named("pe.pool", "Sum"));
  EXPECT_EQ(sum.kind, "reduce");
  EXPECT_TRUE(sum.summary().starts_with("sum over each plane · 64 · 56x40")) << sum.summary();
  expect_phrase(sum, "sum over each plane", {"common.task_type", "pe.pool"});
  const Operation maximum = describe_built(planar_task("PlanarReduction").set_named("pe.pool", "Maximum"));
  expect_phrase(maximum, "maximum over each plane", {"common.task_type", "pe.pool"});
  const Operation squares =
      describe_built(planar_task("PlanarReduction").set_named("pe.operation", "SumOfSquares"));
  expect_phrase(squares, "of squares", {"pe.operation"});
}

// execution-h13.md 9.2: the variance of a layer norm is a reduction over (-a + b)².
TEST(Reduction, OfTwoSourcesSaysTheirOperation) {
  const Operation operation = describe_built(planar_task("PlanarReductionTwoSources")
                                                 .set_named("pe.operation", "SumOfSquares")
                                                 .set_named("pe.second_source", "Source2")
                                                 .set("pe.source1_negate", 1)
                                                 .set_real("pe.final_scale", 0.0625)
                                                 .set_named("pe.nonlinear", "InverseSquareRoot"));
  EXPECT_EQ(operation.kind, "reduce");
  expect_phrase(operation, "of square of difference",
                {"pe.operation", "pe.second_source", "pe.source1_negate"});
  expect_phrase(operation, "×0.0625", {"pe.final_scale"});
  expect_phrase(operation, "inverse square root", {"pe.nonlinear"});
}

TEST(PlanarTail, SaysFunctionsAndTranspositions) {
  const auto with = [](std::string_view field) {
    return describe_built(planar_task("PlanarTwoSources").set(field, 1));
  };
  expect_phrase(with("pe.relu"), "relu", {"pe.relu"});
  expect_phrase(with("pe.source1_transpose"), "source 1 transposed C↔W", {"pe.source1_transpose"});
  expect_phrase(with("pe.source2_transpose"), "source 2 transposed C↔W", {"pe.source2_transpose"});
  expect_phrase(with("pe.result_transpose"), "result transposed C↔W", {"pe.result_transpose"});
  expect_phrase(describe_built(planar_task("PlanarReduction").set_named("pe.nonlinear", "Reciprocal")),
                "reciprocal", {"pe.nonlinear"});
}

TEST(PlanarTail, SaysOverWhichAxesASourceIsBroadcast) {
  const Operation operation = describe_built(planar_task("PlanarTwoSources")
                                                 .set("pe.source1_broadcast_w", 1)
                                                 .set("pe.source2_broadcast_c", 1)
                                                 .set("pe.source2_broadcast_h", 1));
  expect_phrase(operation, "source 1 broadcast over W", {"pe.source1_broadcast_w"});
  expect_phrase(operation, "source 2 broadcast over CH",
                {"pe.source2_broadcast_c", "pe.source2_broadcast_h"});
}

TEST(UnknownValues, OfThePlanarEngineAreCalledUnknown) {
  const auto with = [](std::string_view type, std::string_view field, std::int64_t value) {
    return describe_built(planar_task(type).set(field, value));
  };
  expect_phrase(with("PlanarTwoSources", "pe.operation", 6), "elementwise operation 6 (unknown)",
                {"pe.operation"}, false);
  expect_phrase(with("PlanarTwoSources", "pe.second_source", 1), "second source 1 (unknown)",
                {"pe.second_source"}, false);
  expect_phrase(with("PlanarOneSource", "pe.condition", 9), "condition 9 (unknown)", {"pe.condition"}, false);
  expect_phrase(with("PlanarReduction", "pe.pool", 1), "reduction 1 (unknown)", {"pe.pool"}, false);
  expect_phrase(with("PlanarReduction", "pe.operation", 7), "operation 7 (unknown)", {"pe.operation"}, false);
  expect_phrase(with("PlanarReductionTwoSources", "pe.operation", 7), "of operation 7 (unknown)",
                {"pe.operation", "pe.second_source", "pe.source1_negate"}, false);
  expect_phrase(with("PlanarTwoSources", "pe.nonlinear", 3), "function 3 (unknown)", {"pe.nonlinear"}, false);
}

TEST(UnwrittenRegisters, OfThePlanarEngineAreQuestionMarks) {
  const Operation operation = describe_built(planar_task("PlanarTwoSources").skip("PE"));
  EXPECT_EQ(operation.kind, "elementwise");
  EXPECT_EQ(operation.summary(),
            "elementwise operation not known: register not written · second source not known: register not "
            "written · condition not known: register not written · 64 · 56x40 · function not known: register "
            "not written");
}

}  // namespace
}  // namespace ane::model
