// Coefficient channels: as many and as large as the operation needs (docs/formats/execution-h13.md, 12).

#include <gtest/gtest.h>

#include "tests/unit/exec/good_tasks.hpp"

namespace ane::exec {
namespace {

constexpr std::uint32_t kChannelConfig = 0x1f808;  // KernelDMASrc.CoeffDMAConfig[0], 4 bytes a channel
constexpr std::uint32_t kChannelBase = 0x1f848, kChannelSize = 0x1f888;

test::GoodTask task_named(std::string_view name) {
  for (test::GoodTask& good : test::written_tasks())
    if (good.name == name) return good;
  ADD_FAILURE() << "no task " << name;
  return {};
}

void set_word(task::Task& task, std::uint32_t address, std::uint32_t value) {
  for (task::Write& write : task.writes)
    if (write.address == address) write.value = value;
}

TaskOutcome run_once(const test::GoodTask& good, const task::Task& task) {
  test::Trial trial(good, {task});
  TaskOutcome outcome = trial.run(0);
  if (outcome.status == TaskStatus::Refused) {
    EXPECT_TRUE(trial.unchanged());
  }
  return outcome;
}

TEST(CoefficientChannels, AllThatTheTaskNeedsMustBeEnabled) {
  for (const char* name : {"dense", "grouped", "depthwise", "skipping", "table", "copy_table"}) {
    const test::GoodTask good = task_named(name);
    ASSERT_EQ(run_once(good, good.task).status, TaskStatus::Done) << name;
    // Every engine that works has its own channel, tables included: 18 tasks of the records with tables, none
    // with fewer.
    for (const std::uint32_t channel : {0u, 2u}) {
      test::GoodTask fewer = good;
      set_word(fewer.task, kChannelConfig + 4 * channel, 0x80);
      EXPECT_EQ(run_once(good, fewer.task).status, TaskStatus::Refused) << name << ", channel " << channel;
    }
  }
}

TEST(CoefficientChannels, MoreThanTheTaskNeedsIsRefused) {
  // Four outputs on four engines: a fifth channel feeds none of them.
  for (const char* name : {"table", "copy_table"}) {
    const test::GoodTask good = task_named(name);
    task::Task more = good.task;
    set_word(more, kChannelConfig + 4 * 4, 0x81);
    set_word(more, kChannelSize + 4 * 4, 0x80);
    EXPECT_EQ(run_once(good, more).status, TaskStatus::Refused) << name;
  }
}

TEST(CoefficientChannels, TablesMustAllBeTheSame) {
  const test::GoodTask good = task_named("copy_table");
  // All channels read one table here; the third shall read another, one that differs in a single sample.
  test::GoodTask two = good;
  const auto first = good.buffers.at(1);
  const std::vector<std::uint8_t> table(first.begin(), first.end());
  const auto both = two.buffers.add(1, 2 * table.size());
  std::copy(table.begin(), table.end(), both.begin());
  std::copy(table.begin(), table.end(), both.begin() + static_cast<std::ptrdiff_t>(table.size()));
  task::Task task = good.task;
  set_word(task, kChannelBase + 4 * 2, static_cast<std::uint32_t>(table.size()));
  EXPECT_EQ(run_once(two, task).status, TaskStatus::Done);
  both[table.size() + 10] ^= 1;
  EXPECT_EQ(run_once(two, task).status, TaskStatus::Refused);
}

}  // namespace
}  // namespace ane::exec
