#include "app/state/expression.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ane::state {
namespace {

std::optional<std::int64_t> known(std::string_view word) {
  if (word == "text") return 0x4000;
  if (word == "__TEXT.__const") return 7;
  if (word == "task12") return 12;
  return std::nullopt;
}

std::string result_of(std::string_view text) {
  const auto value = evaluate(text, known);
  return value ? std::to_string(*value) : value.error().message;
}

TEST(Expression, ReadsNumbersAndNames) {
  EXPECT_EQ(result_of("0"), "0");
  EXPECT_EQ(result_of(" 42 "), "42");
  EXPECT_EQ(result_of("0x4120"), "16672");
  EXPECT_EQ(result_of("0XfF"), "255");
  EXPECT_EQ(result_of("text"), "16384");
  EXPECT_EQ(result_of("text+0x80"), "16512");
  EXPECT_EQ(result_of("task12*2"), "24");
  EXPECT_EQ(result_of("__TEXT.__const"), "7");
}

TEST(Expression, HasThePrecedenceOfC) {
  EXPECT_EQ(result_of("3*(64+2)"), "198");
  EXPECT_EQ(result_of("3*64+2"), "194");
  EXPECT_EQ(result_of("2+3*64"), "194");
  EXPECT_EQ(result_of("1<<2+1"), "8");
  EXPECT_EQ(result_of("6&1<<1"), "2");
  EXPECT_EQ(result_of("1|6&2"), "3");
  EXPECT_EQ(result_of("256>>4|1"), "17");
  EXPECT_EQ(result_of("17 % 5 * 2"), "4");
}

TEST(Expression, GroupsFromTheLeft) {
  EXPECT_EQ(result_of("10-3-2"), "5");
  EXPECT_EQ(result_of("100/5/2"), "10");
  EXPECT_EQ(result_of("1<<2<<3"), "32");
}

TEST(Expression, KnowsTheSign) {
  EXPECT_EQ(result_of("-3"), "-3");
  EXPECT_EQ(result_of("2--3"), "5");
  EXPECT_EQ(result_of("-(2+3)*2"), "-10");
  EXPECT_EQ(result_of("-7/2"), "-3");
}

TEST(Expression, SaysWhatItDoesNotUnderstand) {
  EXPECT_EQ(result_of(""), "a number or name is missing at the end");
  EXPECT_EQ(result_of("1+"), "a number or name is missing at the end");
  EXPECT_EQ(result_of("nothing+1"), "no such name: \"nothing\"");
  EXPECT_EQ(result_of("1 2"), "not understood: \"2\"");
  EXPECT_EQ(result_of("12abc"), "not understood: \"abc\"");
  EXPECT_EQ(result_of("(1"), "a ) is missing");
  EXPECT_EQ(result_of("1)"), "not understood: \")\"");
  EXPECT_EQ(result_of("*1"), "not understood: \"*1\"");
  EXPECT_EQ(result_of("0x"), "not a number: \"0x\"");
  EXPECT_EQ(result_of("99999999999999999999"), "not a number: \"99999999999999999999\"");
}

TEST(Expression, RefusesWhatHasNoResult) {
  EXPECT_EQ(result_of("1/0"), "division by zero");
  EXPECT_EQ(result_of("1%(2-2)"), "division by zero");
  EXPECT_EQ(result_of("1<<64"), "a shift is by 0 to 63 bits");
  EXPECT_EQ(result_of("1>>-1"), "a shift is by 0 to 63 bits");
}

TEST(Expression, RefusesResultsOfMoreThan64Bits) {
  const std::string large = "the result does not fit in 64 bits";
  EXPECT_EQ(result_of("0x7fffffffffffffff+1"), large);
  EXPECT_EQ(result_of("-0x7fffffffffffffff-2"), large);
  EXPECT_EQ(result_of("0x4000000000000000*2"), large);
  EXPECT_EQ(result_of("(-0x7fffffffffffffff-1)/-1"), large);
  EXPECT_EQ(result_of("2<<63"), large);
  EXPECT_EQ(result_of("0x100000000<<32"), large);
  EXPECT_EQ(result_of("1<<63"), std::to_string(INT64_MIN));
  EXPECT_EQ(result_of("-1<<4"), "-16");
}

TEST(Expression, EndsInDeepNesting) {
  EXPECT_EQ(result_of(std::string(100000, '(')), "nested too deeply");
  EXPECT_EQ(result_of(std::string(100000, '-') + "1"), "nested too deeply");
  EXPECT_EQ(result_of(std::string(20, '(') + "1" + std::string(20, ')')), "1");
  std::string sum = "1";
  for (int i = 0; i < 1000; ++i) sum += "+1";
  EXPECT_EQ(result_of(sum), "1001");
}

}  // namespace
}  // namespace ane::state
