#include "core/base/diagnostics.hpp"

#include <gtest/gtest.h>

namespace ane {
namespace {

void add_many(Diagnostics& problems, std::string_view code, std::size_t count,
              Severity severity = Severity::Error) {
  for (std::size_t i = 0; i < count; ++i) problems.add(severity, code, "number " + std::to_string(i), {i, 1});
}

TEST(Diagnostics, StartEmpty) {
  const Diagnostics problems;
  EXPECT_TRUE(problems.empty());
  EXPECT_FALSE(problems.has_errors());
  EXPECT_TRUE(problems.list().empty());
}

TEST(Diagnostics, KeepTheOrderInWhichTheyAreFound) {
  Diagnostics problems;
  problems.add(Severity::Warning, "b", "second letter", {4, 2}, 3);
  problems.add(Severity::Note, "a", "first letter");
  const auto list = problems.list();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].code, "b");
  EXPECT_EQ(list[0].message, "second letter");
  EXPECT_EQ(list[0].where, (Extent{4, 2}));
  EXPECT_EQ(list[0].task, 3u);
  EXPECT_EQ(list[1].code, "a");
  EXPECT_FALSE(list[1].task);
}

TEST(Diagnostics, CountEachSeverity) {
  Diagnostics problems;
  problems.add(Severity::Note, "a", "1");
  problems.add(Severity::Warning, "a", "2");
  problems.add(Severity::Warning, "a", "3");
  EXPECT_FALSE(problems.has_errors());
  problems.add(Severity::Error, "a", "4");
  EXPECT_TRUE(problems.has_errors());
  EXPECT_EQ(problems.count(Severity::Note), 1u);
  EXPECT_EQ(problems.count(Severity::Warning), 2u);
  EXPECT_EQ(problems.count(Severity::Error), 1u);
}

TEST(Diagnostics, DropExactRepeats) {
  Diagnostics problems;
  for (int i = 0; i < 3; ++i) problems.add(Severity::Error, "a", "same", {8, 4}, 1);
  EXPECT_EQ(problems.list().size(), 1u);
  EXPECT_EQ(problems.count(Severity::Error), 1u);
}

TEST(Diagnostics, AnotherPlaceTaskOrCodeIsNoRepeat) {
  Diagnostics problems;
  problems.add(Severity::Error, "a", "same", {8, 4}, 1);
  problems.add(Severity::Error, "a", "same", {12, 4}, 1);
  problems.add(Severity::Error, "a", "same", {8, 4}, 2);
  problems.add(Severity::Error, "b", "same", {8, 4}, 1);
  EXPECT_EQ(problems.list().size(), 4u);
}

TEST(Diagnostics, ListTheFirstHundredOfACodeAndCountTheRest) {
  Diagnostics problems;
  add_many(problems, "many", 250);
  problems.add(Severity::Warning, "one", "alone");
  const auto list = problems.list();
  ASSERT_EQ(list.size(), Diagnostics::kPerCode + 2);
  EXPECT_EQ(list[99].message, "number 99");
  EXPECT_EQ(list[100].code, "one");
  EXPECT_EQ(list[101].code, "many");
  EXPECT_EQ(list[101].severity, Severity::Note);
  EXPECT_EQ(list[101].message, "150 more problems of this kind are not listed");
  EXPECT_EQ(problems.count(Severity::Error), 250u);
}

TEST(Diagnostics, ExactlyAHundredNeedNoClosingEntry) {
  Diagnostics problems;
  add_many(problems, "many", Diagnostics::kPerCode);
  EXPECT_EQ(problems.list().size(), Diagnostics::kPerCode);
}

TEST(Diagnostics, AppendAddsTheOthers) {
  Diagnostics first, second;
  first.add(Severity::Error, "a", "both");
  second.add(Severity::Error, "a", "both");
  second.add(Severity::Note, "b", "new");
  first.append(second);
  ASSERT_EQ(first.list().size(), 2u);
  EXPECT_EQ(first.list()[1].message, "new");
}

TEST(Diagnostics, AppendTakesOverWhatIsNotListed) {
  Diagnostics first, second;
  add_many(first, "many", 30, Severity::Warning);
  for (std::size_t i = 0; i < 250; ++i) second.add(Severity::Warning, "many", "other", {1000 + i, 1});
  first.append(second);
  const auto list = first.list();
  ASSERT_EQ(list.size(), Diagnostics::kPerCode + 1);
  EXPECT_EQ(list.back().message, "180 more problems of this kind are not listed");
}

TEST(Diagnostics, AppendCountsWhatIsNotListed) {
  Diagnostics first, second;
  add_many(second, "many", 250, Severity::Warning);
  first.append(second);
  EXPECT_EQ(first.count(Severity::Warning), 250u);
}

TEST(Diagnostics, NameTheirSeverities) {
  EXPECT_EQ(severity_name(Severity::Note), "note");
  EXPECT_EQ(severity_name(Severity::Warning), "warning");
  EXPECT_EQ(severity_name(Severity::Error), "error");
}

}  // namespace
}  // namespace ane
