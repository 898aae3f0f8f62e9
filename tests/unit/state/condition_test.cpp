#include "app/state/condition.hpp"

#include <gtest/gtest.h>

#include "core/regdb/database.hpp"

namespace ane::state {
namespace {

class Conditions : public testing::Test {
 protected:
  bool holds(std::string_view text) const {
    const auto parsed = Condition::parse(text, generation_.get());
    EXPECT_TRUE(parsed) << text << ": " << (parsed ? "" : parsed.error().message);
    return parsed && parsed->holds(&Conditions::value_of);
  }
  std::string error(std::string_view text) const {
    const auto parsed = Condition::parse(text, generation_.get());
    return parsed ? "" : parsed.error().message;
  }
  std::string shown(std::string_view text) const {
    const auto parsed = Condition::parse(text, generation_.get());
    return parsed ? condition_value_text(parsed->value(&Conditions::value_of)) : parsed.error().message;
  }
  static ConditionValue value_of(std::string_view name) {
    if (name == "task.index") return 3.0;
    if (name == "task.op") return std::string("planar add");
    if (name == "out.max") return 6.5;
    if (name == "out.nan") return 0.0;
    if (name == "NE.MACCfg.OpMode") return 0.0;
    return {};
  }

  regdb::GenerationPtr generation_ = *regdb::Database::embedded()->generation("h13");
};

TEST_F(Conditions, CompareNumbers) {
  EXPECT_TRUE(holds("out.max > 6"));
  EXPECT_FALSE(holds("out.max > 6.5"));
  EXPECT_TRUE(holds("out.max>=6.5"));
  EXPECT_TRUE(holds("task.index == 0x3"));
  EXPECT_TRUE(holds("-1 < out.nan"));
  EXPECT_TRUE(holds("task.index != 4"));
  EXPECT_FALSE(holds("task.index <= 2"));
}

TEST_F(Conditions, CombineWithTheUsualPrecedence) {
  EXPECT_TRUE(holds("out.nan > 0 || out.max > 6 && task.index == 3"));
  EXPECT_FALSE(holds("(out.nan > 0 || out.max > 6) && task.index == 4"));
  EXPECT_TRUE(holds("!out.nan > 0"));
  EXPECT_TRUE(holds("!(out.nan > 0) && !!(out.max > 6)"));
}

TEST_F(Conditions, CompareTextsByWords) {
  EXPECT_TRUE(holds("task.op == add"));
  EXPECT_TRUE(holds("task.op == \"planar add\""));
  EXPECT_FALSE(holds("task.op == ad"));
  EXPECT_TRUE(holds("task.op != convolution"));
}

TEST_F(Conditions, TakeNamesOfValuesAndWhatIsUnknownIsFalse) {
  EXPECT_FALSE(holds("out.min < 1"));
  EXPECT_FALSE(holds("out.min >= 1"));
  EXPECT_FALSE(holds("out.min == out.min"));
  EXPECT_TRUE(holds("NE.MACCfg.OpMode == 0"));
  const auto field = generation_->field("NE.MACCfg.OpMode");
  ASSERT_TRUE(field && field->field->enumeration);
  for (const auto& [number, name] : field->field->enumeration->values)
    EXPECT_EQ(holds("NE.MACCfg.OpMode == " + name), number == 0) << name;
}

TEST_F(Conditions, SayWhereTheyAreWrong) {
  EXPECT_EQ(error("out.maximum > 6"), "at 1: there is no name \"out.maximum\"");
  EXPECT_EQ(error("out.max >"), "at 10: a name or number is missing");
  EXPECT_EQ(error(""), "at 1: a name or number is missing");
  EXPECT_EQ(error("(out.max > 6"), "at 13: a ) is missing");
  EXPECT_EQ(error("out.max > 6 7"), "at 13: not understood: \"7\"");
  EXPECT_EQ(error("out.max > 6x"), "at 11: not a number");
  EXPECT_EQ(error("task.op < add"), "at 14: a text is compared with == or !=");
  EXPECT_EQ(error("task.op == \"add"), "at 12: a \" is missing");
  EXPECT_NE(error(std::string(100, '(')), "");
  EXPECT_NE(error(std::string(100, '!')), "");
}

TEST_F(Conditions, ShowValues) {
  EXPECT_EQ(shown("out.max"), "6.5");
  EXPECT_EQ(shown("task.index"), "3");
  EXPECT_EQ(shown("out.min"), "—");
  EXPECT_EQ(shown("task.op"), "planar add");
  EXPECT_EQ(shown("out.max > 6"), "yes");
}

}  // namespace
}  // namespace ane::state
