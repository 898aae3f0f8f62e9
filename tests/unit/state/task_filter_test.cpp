#include "app/state/task_filter.hpp"

#include <gtest/gtest.h>

#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

using Indices = std::vector<std::size_t>;

class TaskFilter : public testing::Test {
 protected:
  explicit TaskFilter(document::DocumentPtr file = test::sample("chain")) : document(std::move(file)) {
    Progress progress;
    table = TaskTable::build(document, progress);
  }
  Indices tasks(std::string_view text) const {
    const auto terms = parse_filter(text, document->generation());
    EXPECT_TRUE(terms) << text << ": " << terms.error().message;
    if (!terms) return {};
    Progress progress;
    return *filter_tasks(document, table, *terms, progress);
  }
  std::string error(std::string_view text) const {
    const auto terms = parse_filter(text, document->generation());
    return terms ? "" : terms.error().message;
  }
  /// The tasks whose row meets a condition.
  template <class Condition>
  Indices rows_that(Condition condition) const {
    Indices found;
    for (std::size_t i = 0; i < table->rows().size(); ++i)
      if (condition(table->rows()[i])) found.push_back(i);
    return found;
  }

  document::DocumentPtr document;
  TaskTablePtr table;
};

class UnevenTaskFilter : public TaskFilter {
 protected:
  UnevenTaskFilter() : TaskFilter(test::uneven_document(40)) {}
};

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_F(TaskFilter, KeepsEverythingWithoutTerms) {
  EXPECT_EQ(tasks(""), (Indices{0, 1, 2, 3}));
  EXPECT_EQ(tasks("   "), (Indices{0, 1, 2, 3}));
}

TEST_F(TaskFilter, LooksAtOperationAndEngine) {
  const Indices convolutions = rows_that([](const TaskRow& row) { return row.kind == "conv"; });
  ASSERT_FALSE(convolutions.empty());
  ASSERT_LT(convolutions.size(), 4U);
  EXPECT_EQ(tasks("op:conv"), convolutions);
  EXPECT_EQ(tasks("op:CONV"), convolutions);
  EXPECT_EQ(tasks("engine:pe"), rows_that([](const TaskRow& row) { return row.engine == "PE"; }));
  EXPECT_TRUE(tasks("op:nothing").empty());
  EXPECT_EQ(tasks("engine: in: out:").size(), 4U);
}

TEST_F(TaskFilter, LooksAtBuffers) {
  const std::string& source = table->rows()[0].reads;
  const std::string& result = table->rows()[3].writes;
  ASSERT_FALSE(source.empty());
  ASSERT_FALSE(result.empty());
  const Indices readers = rows_that([&](const TaskRow& row) { return holds(row.reads, source); });
  const Indices writers = rows_that([&](const TaskRow& row) { return holds(row.writes, result); });
  for (const std::string prefix : {"in:", "reads:"}) EXPECT_EQ(tasks(prefix + source), readers);
  for (const std::string prefix : {"out:", "writes:"}) EXPECT_EQ(tasks(prefix + result), writers);
}

TEST_F(TaskFilter, ComparesKernelBytes) {
  const Indices with = rows_that([](const TaskRow& row) { return row.kernel_bytes > 0; });
  ASSERT_FALSE(with.empty());
  ASSERT_LT(with.size(), 4U);
  EXPECT_EQ(tasks("kernel:>0"), with);
  EXPECT_EQ(tasks("kernel:!=0"), with);
  EXPECT_EQ(tasks("kernel:"), with);
  EXPECT_EQ(tasks("kernel:=0").size(), 4 - with.size());
  EXPECT_EQ(tasks("kernel:<1<<20"), (Indices{0, 1, 2, 3}));
  EXPECT_TRUE(tasks("kernel:>1<<20").empty());
}

TEST_F(TaskFilter, NeedsEveryTermToHold) {
  const Indices both =
      rows_that([](const TaskRow& row) { return row.kind == "conv" && row.kernel_bytes > 0; });
  EXPECT_EQ(tasks(" op:conv   kernel:>0 "), both);
  EXPECT_TRUE(tasks("op:conv kernel:>0 kernel:=0").empty());
}

TEST_F(TaskFilter, FindsNoProblemsInASample) {
  EXPECT_TRUE(tasks("problem").empty());
  EXPECT_TRUE(tasks("problems").empty());
}

TEST_F(TaskFilter, ComparesFieldsByNumberAndByName) {
  const auto field = document->generation()->field("NE.MACCfg.OpMode");
  ASSERT_NE(field->field->enumeration, nullptr);
  std::size_t kept = 0;
  for (const auto& [value, name] : field->field->enumeration->values) {
    const Indices by_number = tasks("reg:NE.MACCfg.OpMode=" + std::to_string(value));
    EXPECT_EQ(tasks("reg:NE.MACCfg.OpMode=" + name), by_number) << name;
    EXPECT_EQ(tasks("reg:NE.MACCfg.OpMode!=" + name).size(), 4 - by_number.size()) << name;
    kept += by_number.size();
  }
  EXPECT_EQ(kept, 4U);
}

TEST_F(TaskFilter, ComparesFieldsOfTheHeader) {
  EXPECT_EQ(tasks("reg:Header0.TID=1"), Indices{1});
  EXPECT_EQ(tasks("reg:Header0.TID>0"), (Indices{1, 2, 3}));
  EXPECT_EQ(tasks("reg:Header0.EON"), Indices{3});
}

TEST_F(TaskFilter, ComparesRealNumbers) {
  Indices scaled;
  const std::uint32_t address = document->generation()->field("NE.PostScale.PostScale")->address();
  for (std::size_t i = 0; i < 4; ++i) {
    const auto state = table->detail(i)->state.at(address);
    if (state.origin != task::Origin::Unset && (state.value & 0xffff) != 0) scaled.push_back(i);
  }
  ASSERT_FALSE(scaled.empty());
  EXPECT_EQ(tasks("reg:NE.PostScale.PostScale>0"), scaled);
}

TEST_F(TaskFilter, FindsAFieldByItsShortName) {
  EXPECT_EQ(tasks("reg:Win>0"), tasks("reg:Common.InDim.Win>0"));
  EXPECT_EQ(tasks("reg:InDim.Win>0"), tasks("reg:Common.InDim.Win>0"));
}

TEST_F(TaskFilter, SaysWhatItDoesNotUnderstand) {
  EXPECT_NE(error("colour:red").find("\"colour:\""), std::string::npos);
  EXPECT_EQ(error("reg:NE.Nothing=1"), "no field is called \"NE.Nothing\"");
  for (const std::string_view wrong :
       {"kernel:many", "kernel:>many", "kernel:>",
        "reg:", "reg:NE.MACCfg.OpMode=", "reg:NE.MACCfg.OpMode=NoSuchName", "op:conv reg:x"})
    EXPECT_NE(error(wrong), "") << wrong;
  EXPECT_FALSE(parse_filter("reg:NE.MACCfg.OpMode", nullptr));
  EXPECT_TRUE(parse_filter("op:conv", nullptr));
}

TEST_F(TaskFilter, IsSlowOnlyWhereRegistersAreLookedAt) {
  const auto slow = [&](std::string_view text) {
    return is_slow(*parse_filter(text, document->generation()));
  };
  EXPECT_FALSE(slow(""));
  EXPECT_FALSE(slow("op:conv kernel:>0 text problem"));
  EXPECT_TRUE(slow("op:conv reg:NE.MACCfg.OpMode"));
}

TEST_F(TaskFilter, IsNothingWhereItWasCancelled) {
  Progress progress;
  progress.cancel();
  const auto terms = parse_filter("reg:NE.MACCfg.OpMode=0", document->generation());
  EXPECT_EQ(filter_tasks(document, table, *terms, progress), nullptr);
}

TEST_F(UnevenTaskFilter, CountsWhatATaskInherits) {
  Indices expected;
  for (std::size_t i = 0; i < 40; ++i)
    if (i / 3 % 4 == 2) expected.push_back(i);
  EXPECT_EQ(tasks("reg:L2.SourceCfg.Dependent=2"), expected);
}

TEST_F(UnevenTaskFilter, NeverKeepsATaskWhoseRegisterNobodyWrote) {
  EXPECT_TRUE(tasks("reg:NE.MACCfg.OpMode=0").empty());
  EXPECT_TRUE(tasks("reg:NE.MACCfg.OpMode!=0").empty());
}

}  // namespace
}  // namespace ane::state
