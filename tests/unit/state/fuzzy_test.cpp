#include "app/state/fuzzy.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ane::state {
namespace {

std::vector<std::string> words(std::string_view letters, std::size_t longest) {
  std::vector<std::string> list = {""};
  for (std::size_t from = 0, length = 0; length < longest; ++length) {
    const std::size_t end = list.size();
    for (; from < end; ++from)
      for (const char c : letters) list.push_back(list[from] + c);
  }
  return list;
}

bool has_in_order(std::string_view query, std::string_view name) {
  std::size_t at = 0;
  for (const char c : name)
    if (at < query.size() && (c | 0x20) == (query[at] | 0x20)) ++at;
  return at == query.size();
}

TEST(FuzzyMatch, IsThereExactlyWhereTheLettersAreInOrder) {
  for (const std::string& name : words("aB_", 5)) {
    for (const std::string& query : words("ab", 3))
      ASSERT_EQ(fuzzy_match(query, name).has_value(), has_in_order(query, name)) << query << " in " << name;
  }
}

TEST(FuzzyMatch, ReturnsThePlaceOfEveryLetter) {
  for (const std::string& name : words("aB_", 5)) {
    for (const std::string& query : words("ab", 3)) {
      std::vector<std::size_t> positions = {99};
      if (!fuzzy_match(query, name, &positions)) continue;
      ASSERT_EQ(positions.size(), query.size()) << query << " in " << name;
      for (std::size_t i = 0; i < positions.size(); ++i) {
        ASSERT_EQ(name.at(positions[i]) | 0x20, query[i]) << query << " in " << name;
        ASSERT_TRUE(i == 0 || positions[i] > positions[i - 1]) << query << " in " << name;
      }
    }
  }
}

TEST(FuzzyMatch, LetsAnEmptyQueryMatchEverythingEqually) {
  EXPECT_EQ(fuzzy_match("", ""), 0);
  EXPECT_EQ(fuzzy_match("", "a name of some length"), 0);
}

TEST(FuzzyMatch, IgnoresCaseAndSpaces) {
  EXPECT_TRUE(fuzzy_match("OPMODE", "NE.MACCfg.OpMode"));
  EXPECT_TRUE(fuzzy_match("ne op", "NE.MACCfg.OpMode"));
  EXPECT_FALSE(fuzzy_match("opmodex", "NE.MACCfg.OpMode"));
}

TEST(FuzzyMatch, PrefersTheWholeThenRunsThenWordStarts) {
  const auto score = [](std::string_view query, std::string_view name) {
    const auto value = fuzzy_match(query, name);
    EXPECT_TRUE(value) << query << " in " << name;
    return value.value_or(-1);
  };
  EXPECT_GT(score("reload", "reload"), score("reload", "reload from disk"));
  EXPECT_GT(score("mode", "OpMode"), score("mode", "modular decode"));
  EXPECT_GT(score("mode", "Mode"), score("mode", "xmode"));
  EXPECT_GT(score("nm", "NonlinearMode"), score("nm", "xnxmxxxxxxxxx"));
  EXPECT_GT(score("task", "Task 1"), score("task", "Some other task"));
}

TEST(FuzzyMatch, TakesALaterWordStartOnlyWhereTheRestStillFits) {
  std::vector<std::size_t> positions;
  ASSERT_TRUE(fuzzy_match("tc", "atxcT", &positions));
  EXPECT_EQ(positions, (std::vector<std::size_t>{1, 3}));
}

TEST(ContainsText, IgnoresTheCaseOfLetters) {
  EXPECT_TRUE(contains_text("Conv 3x3", "conv"));
  EXPECT_TRUE(contains_text("Conv", ""));
  EXPECT_TRUE(contains_text("", ""));
  EXPECT_FALSE(contains_text("Con", "conv"));
  EXPECT_FALSE(contains_text("[", "{"));
}

}  // namespace
}  // namespace ane::state
