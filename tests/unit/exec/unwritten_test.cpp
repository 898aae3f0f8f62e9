// Registers that a task does not write keep older values on hardware, which nobody knows: a task that needs
// one is refused, and one that does not gives the same result (docs/formats/execution-h13.md, 3).

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/unit/exec/good_tasks.hpp"

namespace ane::exec {
namespace {

using test::GoodTask;
using test::Trial;

struct Left {
  task::Task task;
  std::string path;  ///< of the register that it no longer writes
};

std::vector<Left> without_one_register(const task::Task& good) {
  std::set<std::uint32_t> addresses;
  for (const task::Write& write : good.writes) addresses.insert(write.address);
  std::vector<Left> list;
  for (const std::uint32_t address : addresses) {
    const auto reg = test::h13()->find(address);
    if (!reg) continue;
    Left left{good, reg->path()};
    std::erase_if(left.task.writes, [&](const task::Write& write) { return write.address == address; });
    // Records point at writes by number; nothing that executes reads them.
    left.task.records.clear();
    list.push_back(std::move(left));
  }
  return list;
}

/// What no task can do without.
const std::set<std::string> kAlwaysNeeded = {
    "Common.InDim",         "Common.Cin",           "Common.Cout",     "Common.OutDim",  "Common.Cfg",
    "Common.GroupConvCfg",  "Common.ChCfg",         "Common.TaskInfo", "L2.SourceCfg",   "L2.ResultCfg",
    "TileDMASrc.DMAConfig", "TileDMADst.DMAConfig", "Common.ConvCfg",  "Common.InDepth", "Common.OutDepth"};

/// Tries every task without one register, also behind the whole task, which has written all of them.
void expect_refused_or_same(const GoodTask& good, std::set<std::string>& refused) {
  const std::vector<Left> list = without_one_register(good.task);
  std::vector<task::Task> tasks = {good.task};
  for (const Left& left : list) tasks.push_back(left.task);
  Trial trial(good, tasks);
  const TaskOutcome whole = trial.run(0);
  ASSERT_EQ(whole.status, TaskStatus::Done) << good.name << ": " << whole.refusal->sentence();
  const auto contents = trial.buffers().contents();
  const std::vector<std::uint8_t> on_chip(trial.machine().memory().on_chip().begin(),
                                          trial.machine().memory().on_chip().end());
  trial.restore();
  for (std::size_t i = 0; i < list.size(); ++i) {
    SCOPED_TRACE(good.name + " without " + list[i].path);
    const TaskOutcome outcome = trial.run(i + 1);
    if (outcome.status == TaskStatus::Done) {
      EXPECT_EQ(trial.buffers().contents(), contents);
      EXPECT_TRUE(test::same_bytes(trial.machine().memory().on_chip(), on_chip));
      trial.restore();
      continue;
    }
    refused.insert(list[i].path);
    ASSERT_TRUE(outcome.refusal);
    EXPECT_NE(outcome.refusal->reason.find("not written by this task"), std::string::npos)
        << outcome.refusal->sentence();
    EXPECT_TRUE(outcome.refusal->path == list[i].path ||
                outcome.refusal->path.starts_with(list[i].path + "."))
        << outcome.refusal->sentence();
    EXPECT_TRUE(trial.unchanged());
  }
}

TEST(UnwrittenRegisters, AreNeverTakenFromAnEarlierTask) {
  for (const GoodTask& good : test::good_tasks()) {
    std::set<std::string> refused;
    expect_refused_or_same(good, refused);
    for (const std::string& path : kAlwaysNeeded)
      EXPECT_TRUE(refused.contains(path)) << good.name << " runs without " << path;
  }
}

TEST(UnwrittenRegisters, OfTheEngineAndTheDataAreNeeded) {
  const std::set<std::string> transfers = {
      "TileDMASrc.BaseAddr", "TileDMASrc.RowStride", "TileDMASrc.PlaneStride", "TileDMASrc.Fmt",
      "TileDMADst.BaseAddr", "TileDMADst.RowStride", "TileDMADst.PlaneStride", "TileDMADst.Fmt"};
  const std::set<std::string> neural = {"NE.KernelCfg", "NE.MACCfg", "NE.PostScale", "NE.AccBias"};
  const std::set<std::string> planar = {"PE.Cfg",
                                        "PE.BiasScale",
                                        "PE.PreScale",
                                        "PE.FinalScale",
                                        "TileDMASrc.Source2BaseAddr",
                                        "TileDMASrc.Source2RowStride"};
  for (const GoodTask& good : test::written_tasks()) {
    std::set<std::string> refused;
    expect_refused_or_same(good, refused);
    std::set<std::string> needed = transfers;
    needed.insert(good.name == "planar" ? planar.begin() : neural.begin(),
                  good.name == "planar" ? planar.end() : neural.end());
    for (const std::string& path : needed)
      EXPECT_TRUE(refused.contains(path)) << good.name << " runs without " << path;
  }
}

}  // namespace
}  // namespace ane::exec
