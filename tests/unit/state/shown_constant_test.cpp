#include "app/state/shown_constant.hpp"

#include <gtest/gtest.h>

#include "core/base/bits.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

document::DocumentPtr sample(std::string_view name) {
  App app(test::embedded(), Settings{}, [] {});
  EXPECT_TRUE(app.open_sample(name));
  return app.active()->document();
}

ShownConstantPtr shown(const document::DocumentPtr& document, std::size_t index) {
  Progress progress;
  return make_shown(document, model::constants_of(*document).at(index), index, progress);
}

TEST(ShownConstant, HoldsValuesAndTheirStatistics) {
  const auto document = sample("conv3x3");
  const auto weights = shown(document, 0);
  ASSERT_NE(weights, nullptr);
  ASSERT_NE(weights->tensor, nullptr);
  EXPECT_EQ(weights->values.size(), 8u * 27);
  EXPECT_EQ(weights->statistics.count, 8u * 27);
  EXPECT_EQ(weights->matrix_rows(), 8u);
  EXPECT_EQ(weights->matrix_columns(), 27u);
  for (std::uint64_t i = 0; i < weights->values.size(); ++i)
    EXPECT_EQ(weights->at(i), weights->tensor->at(weights->tensor->index_of(i)));
  EXPECT_EQ(weights->reduced.row_step, 1u);
  EXPECT_EQ(weights->reduced.cells.size(), weights->values.size());
}

TEST(ShownConstant, OfALookupTableIsItsFunction) {
  const auto table = shown(sample("sigmoid"), 0);
  ASSERT_NE(table, nullptr);
  ASSERT_TRUE(table->table);
  ASSERT_TRUE(table->function);
  EXPECT_EQ(table->function->function, model::Function::Sigmoid);
  EXPECT_EQ(table->tensor, nullptr);
}

TEST(ShownConstant, OfRawBytesCountsHalfwords) {
  const auto raw = shown(sample("relu"), 0);
  ASSERT_NE(raw, nullptr);
  EXPECT_EQ(raw->tensor, nullptr);
  EXPECT_EQ(raw->statistics.count, 0x2000u);
  EXPECT_EQ(raw->statistics.zeros, 0x2000u);
  EXPECT_FALSE(raw->reason.empty());
}

TEST(ShownConstant, IsNothingWhereItWasCancelled) {
  const auto document = sample("conv3x3");
  Progress progress;
  progress.cancel();
  EXPECT_EQ(make_shown(document, model::constants_of(*document)[0], 0, progress), nullptr);
}

TEST(ShownConstant, TheStrongerOfTwoHasTheLargerMagnitude) {
  EXPECT_EQ(stronger(0x3c00, 0xc000), 0xc000);
  EXPECT_EQ(stronger(0x7e00, 0x7c00), 0x7e00) << "NaN is above infinity";
  EXPECT_EQ(stronger(0x0000, 0x8000), 0x0000);
}

}  // namespace
}  // namespace ane::state
