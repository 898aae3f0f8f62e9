#include "app/state/task_table.hpp"

#include <gtest/gtest.h>

#include "core/base/text.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

std::vector<std::uint32_t> all_addresses(const regdb::Generation& generation) {
  std::vector<std::uint32_t> addresses;
  for (const regdb::Block& block : generation.blocks)
    for (const regdb::Register& reg : block.registers)
      for (std::uint32_t i = 0; i < reg.count; ++i) addresses.push_back(reg.address + i * reg.stride);
  return addresses;
}

void expect_equal(const task::RegisterState& a, const task::RegisterState& b, const std::string& what) {
  ASSERT_EQ(a.origin, b.origin) << what;
  if (a.origin == task::Origin::Unset) return;
  ASSERT_EQ(a.value, b.value) << what;
  ASSERT_EQ(a.task, b.task) << what;
  ASSERT_EQ(a.offset, b.offset) << what;
  ASSERT_EQ(a.slot, b.slot) << what;
}

std::vector<document::DocumentPtr> long_programs() {
  return {test::open_bytes(test::big_bytes(300), "big.hwx"), test::uneven_document(200),
          test::two_programs(100, 90), test::two_programs(64, 64), test::two_programs(1, 130)};
}

TEST(TaskTable, GivesEveryTaskTheStateOfSteppingThroughAll) {
  for (const document::DocumentPtr& document : long_programs()) {
    Progress progress;
    const TaskTablePtr table = TaskTable::build(document, progress);
    ASSERT_TRUE(table);
    ASSERT_EQ(table->rows().size(), document->tasks().size());
    const auto addresses = all_addresses(*document->generation());
    task::StateTracker state(*document->generation());
    for (std::size_t i = 0; i < document->tasks().size(); ++i) {
      if (i > 0 && document->tasks()[i].program != document->tasks()[i - 1].program)
        state = task::StateTracker(*document->generation());
      Diagnostics problems;
      const task::Task task = document->decode(i, problems);
      state.apply(task, i);
      const TaskDetailPtr detail = table->detail(i);
      ASSERT_EQ(detail->index, i);
      ASSERT_EQ(detail->task.where, task.where);
      ASSERT_EQ(detail->task.writes.size(), task.writes.size());
      ASSERT_EQ(detail->problems.total(), problems.total());
      ASSERT_EQ(detail->operation.summary(),
                model::describe(model::Facts(*document->generation(), task, state)).summary());
      for (const std::uint32_t address : addresses)
        expect_equal(detail->state.at(address), state.at(address),
                     document->path() + " task " + std::to_string(i) + " " + hex(address));
    }
  }
}

TEST(TaskTable, SaysTheSameInItsRowsAsInItsDetails) {
  const auto document = test::open_bytes(test::big_bytes(300), "big.hwx");
  Progress progress;
  const TaskTablePtr table = TaskTable::build(document, progress);
  ASSERT_EQ(table->rows().size(), 300U);
  for (std::size_t i = 0; i < 300; i += 7) {
    const TaskDetailPtr detail = table->detail(i);
    const TaskRow& row = table->rows()[i];
    EXPECT_EQ(row.summary, detail->operation.summary());
    EXPECT_EQ(row.kind, detail->operation.kind);
    EXPECT_EQ(row.write_count, detail->task.writes.size());
    EXPECT_EQ(row.problem, !detail->problems.empty());
    EXPECT_EQ(row.id, i);
  }
}

TEST(TaskTable, DescribesTheTasksOfASample) {
  Progress progress;
  const auto document = test::sample("conv3x3");
  const TaskRow row = TaskTable::build(document, progress)->rows().at(0);
  EXPECT_EQ(row.kind, "conv");
  EXPECT_EQ(row.engine, "NE");
  EXPECT_EQ(row.result, "8×128×128");
  EXPECT_FALSE(row.reads.empty());
  EXPECT_FALSE(row.writes.empty());
  EXPECT_GT(row.kernel_bytes, 0U);
  EXPECT_FALSE(row.problem);
}

TEST(TaskTable, KnowsThePlanarEngineAndBothSources) {
  Progress progress;
  const TaskRow row = TaskTable::build(test::sample("add"), progress)->rows().at(0);
  EXPECT_EQ(row.engine, "PE");
  EXPECT_NE(row.reads.find(", "), std::string::npos) << row.reads;
  EXPECT_EQ(row.kernel_bytes, 0U);
}

TEST(TaskTable, OfAFileWithoutTasksIsEmpty) {
  Progress progress;
  const TaskTablePtr table = TaskTable::build(test::without_tasks(), progress);
  ASSERT_TRUE(table);
  EXPECT_TRUE(table->rows().empty());
}

TEST(TaskTable, IsNothingWhereItWasCancelled) {
  Progress progress;
  progress.cancel();
  EXPECT_EQ(TaskTable::build(test::uneven_document(3), progress), nullptr);
}

TEST(Timeline, AgreesWithTheDetailOfEveryTask) {
  for (const document::DocumentPtr& document : long_programs()) {
    Progress progress;
    const TaskTablePtr table = TaskTable::build(document, progress);
    for (const std::string_view path : {"L2.SourceCfg.Dependent", "NE.MACCfg.OpMode", "Common.InDim.Win"}) {
      const std::uint32_t address = document->generation()->field(path)->address();
      Progress again;
      const auto states = table->timeline(address, again);
      ASSERT_TRUE(states);
      ASSERT_EQ(states->size(), table->rows().size());
      EXPECT_EQ(again.fraction(), 1.0F);
      for (std::size_t i = 0; i < states->size(); ++i)
        expect_equal((*states)[i], table->detail(i)->state.at(address),
                     document->path() + " " + std::string(path) + " task " + std::to_string(i));
    }
  }
}

TEST(Timeline, IsNothingWhereItWasCancelled) {
  Progress progress;
  const TaskTablePtr table = TaskTable::build(test::uneven_document(3), progress);
  progress.cancel();
  EXPECT_EQ(table->timeline(0, progress), nullptr);
}

}  // namespace
}  // namespace ane::state
