#include "core/base/result.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace ane {
namespace {

Result<int> half_of(int value) {
  if (value % 2 != 0) return Error{"is odd", Extent{1, 2}};
  return value / 2;
}

Result<int> quarter_of(int value) {
  ANE_TRY(const int half, half_of(value));
  ANE_TRY(const int quarter, half_of(half));
  return quarter;
}

Result<void> check_even(int value) {
  if (value % 2 != 0) return Error{"is odd", {}};
  return {};
}

Result<int> twice_even(int value) {
  ANE_CHECK(check_even(value));
  ANE_CHECK(check_even(value));
  return 2 * value;
}

TEST(Result, HoldsAValue) {
  const Result<int> result = half_of(8);
  ASSERT_TRUE(result);
  EXPECT_TRUE(result.has_value());
  EXPECT_EQ(*result, 4);
  EXPECT_EQ(result.value(), 4);
}

TEST(Result, HoldsAnErrorWithItsPlace) {
  const Result<int> result = half_of(7);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "is odd");
  EXPECT_EQ(result.error().where, (Extent{1, 2}));
}

TEST(Result, MovesOutWhatCannotBeCopied) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(3);
  ASSERT_TRUE(result);
  EXPECT_EQ(**result, 3);
  const std::unique_ptr<int> taken = std::move(result).value();
  EXPECT_EQ(*taken, 3);
}

TEST(Result, ReachesMembersByArrow) {
  Result<std::string> result = std::string("text");
  EXPECT_EQ(result->size(), 4u);
}

TEST(Result, OfNothingIsGoodByDefault) {
  EXPECT_TRUE(check_even(2));
  EXPECT_TRUE(check_even(2).has_value());
  EXPECT_EQ(check_even(1).error().message, "is odd");
}

TEST(AneTry, TakesTheValueOrLeavesWithTheError) {
  ASSERT_TRUE(quarter_of(8));
  EXPECT_EQ(*quarter_of(8), 2);
  EXPECT_FALSE(quarter_of(7)) << "fails in the first step";
  EXPECT_FALSE(quarter_of(6)) << "fails in the second step";
  EXPECT_EQ(quarter_of(6).error().where, (Extent{1, 2}));
}

TEST(AneCheck, LeavesWithTheError) {
  ASSERT_TRUE(twice_even(4));
  EXPECT_EQ(*twice_even(4), 8);
  EXPECT_EQ(twice_even(3).error().message, "is odd");
}

TEST(AneTry, EvaluatesItsExpressionOnce) {
  int calls = 0;
  const auto counted = [&]() -> Result<int> { return ++calls; };
  const auto once = [&]() -> Result<int> {
    ANE_TRY(const int value, counted());
    return value;
  };
  ASSERT_TRUE(once());
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace ane
