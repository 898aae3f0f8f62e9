#include "app/state/cost_summary.hpp"

#include <gtest/gtest.h>

#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

TEST(ShortNumber, HasThreeDigitsAndAPrefix) {
  EXPECT_EQ(short_number(0), "0");
  EXPECT_EQ(short_number(12), "12");
  EXPECT_EQ(short_number(19.68), "19.7");
  EXPECT_EQ(short_number(0.756), "0.76");
  EXPECT_EQ(short_number(537e6), "537 M");
  EXPECT_EQ(short_number(26.71e6), "26.7 M");
  EXPECT_EQ(short_number(999.9), "1.00 k");
  EXPECT_EQ(short_number(5.5e12), "5.50 T");
  EXPECT_EQ(duration_text(272.64e-6), "272.6 µs");
  EXPECT_EQ(duration_text(1.437e-6), "1.44 µs");
  EXPECT_EQ(duration_text(1.25e-3), "1.25 ms");
}

std::vector<TaskRow> rows() {
  std::vector<TaskRow> list(4);
  const std::array<double, 3> seconds = {1e-6, 6e-6, 3e-6};
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    list[i].summary = std::string(1, static_cast<char>('c' - i));
    list[i].cost.memory_seconds = seconds[i];
    list[i].cost.multiply_adds = 100 * (i + 1);
    list[i].cost.bytes_read = 50;
    list[i].cost.bound = i == 1 ? model::Bound::Memory : model::Bound::Compute;
  }
  list[3].summary = "z";
  list[3].cost.bytes_known = false;
  return list;
}

TEST(CostOrder, PutsWhatIsNotKnownLastBothWays) {
  using Order = std::vector<std::size_t>;
  EXPECT_EQ(cost_order(rows(), "time", true), (Order{1, 2, 0, 3}));
  EXPECT_EQ(cost_order(rows(), "time", false), (Order{0, 2, 1, 3}));
  EXPECT_EQ(cost_order(rows(), "index", true), (Order{3, 2, 1, 0}));
  EXPECT_EQ(cost_order(rows(), "operation", false), (Order{2, 1, 0, 3}));
  EXPECT_EQ(cost_order(rows(), "multiply-adds", true), (Order{2, 1, 0, 3}));
  EXPECT_EQ(cost_order(rows(), "read", true), (Order{0, 1, 2, 3}));
  for (const std::string_view key : kCostKeys) EXPECT_EQ(cost_order(rows(), key, true).size(), 4U) << key;
}

TEST(CostSummaryOf, SaysWhatBoundsTheProgram) {
  const auto list = rows();
  const CostSummary summary = summarize_cost(list, test::embedded()->generation("h13").value().get());
  EXPECT_TRUE(summary.timed);
  EXPECT_EQ(summary.of(model::Bound::Compute).tasks, 2U);
  EXPECT_DOUBLE_EQ(summary.share(list[1].cost).value(), 0.6);
  EXPECT_FALSE(summary.share(list[3].cost));
  const std::string text = cost_sentence(summary);
  EXPECT_NE(text.find("10.0 µs"), std::string::npos) << text;
  EXPECT_NE(text.find("estimate"), std::string::npos) << text;
  EXPECT_NE(text.find("60 % of it in tasks bound by memory"), std::string::npos) << text;
  EXPECT_NE(text.find("at least 600 multiply-adds · at least 150 B moved"), std::string::npos) << text;
  EXPECT_NE(text.find("1 of 4 tasks"), std::string::npos) << text;
}

TEST(CostSummaryOf, GivesNoTimesWithoutRates) {
  const std::string text = cost_sentence(summarize_cost(rows(), nullptr));
  EXPECT_TRUE(text.starts_with("No rates are published")) << text;
  EXPECT_EQ(text.find("µs"), std::string::npos) << text;
}

TEST(CostSummaryOf, NeverCallsTheUnknownZero) {
  std::vector<TaskRow> list(2);
  for (TaskRow& row : list) {
    row.kind = "unknown";
    row.cost.element_operations = 64;  // a size, of an operation that nobody knows
    EXPECT_FALSE(says_anything(row));
  }
  const std::string text = cost_sentence(summarize_cost(list, nullptr));
  EXPECT_NE(text.find("what its 2 tasks compute and move is not known"), std::string::npos) << text;
  EXPECT_EQ(text.find("0 B"), std::string::npos) << text;
}

TEST(CostSummaryOf, AddsUpASample) {
  const auto file = test::opened(test::sample("chain"));
  const CostSummary summary = summarize_cost(file.tasks->rows(), file.document()->generation());
  EXPECT_EQ(summary.totals.tasks, 4U);
  EXPECT_EQ(summary.totals.multiply_adds, 1769472U);
  EXPECT_EQ(summary.of(model::Bound::Memory).tasks, 4U);
  const std::string text = cost_sentence(summary);
  EXPECT_TRUE(text.starts_with("At best 11.5 µs on an M1")) << text;
  EXPECT_NE(text.find("1.77 M multiply-adds · 787 kB moved · 2.25 MAC/byte"), std::string::npos) << text;
}

}  // namespace
}  // namespace ane::state
