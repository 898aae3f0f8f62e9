// Recorded chains, taken back task by task: buffers, on-chip memory and its flags are what they were.

#include "core/exec/journal.hpp"

#include <gtest/gtest.h>

#include "tests/unit/exec/recorded.hpp"

namespace ane::exec {
namespace {

struct Seen {
  std::vector<std::vector<std::uint8_t>> buffers;
  std::vector<std::uint8_t> on_chip;
  std::vector<bool> flags;
  friend bool operator==(const Seen&, const Seen&) = default;
};

Seen look(const Machine& machine) {
  Seen seen;
  for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
    const auto bytes = machine.memory().buffer(slot);
    seen.buffers.emplace_back(bytes.begin(), bytes.end());
  }
  seen.on_chip.assign(machine.memory().on_chip().begin(), machine.memory().on_chip().end());
  seen.flags = machine.memory().on_chip_flags();
  return seen;
}

void expect_taken_back(Machine& machine) {
  std::vector<Seen> before;
  std::vector<Undo> undo;
  while (!machine.done()) {
    before.push_back(look(machine));
    ASSERT_EQ(machine.step(&undo.emplace_back()).status, TaskStatus::Done);
  }
  for (std::size_t left = undo.size(); left-- > 0;) {
    undo[left].apply(machine.memory());
    machine.seek(left);
    ASSERT_TRUE(look(machine) == before[left]) << "before task " << left;
  }
}

TEST(Journal, TakesEveryRecordedChainBackAndRunsItAgain) {
  ANE_CORPUS(corpus);
  Options all;
  all.allow_inferred = true;
  for (const std::string& name : test::chain_names(corpus)) {
    SCOPED_TRACE(name);
    test::ChainRun run(test::chain_case(corpus, name), all);
    ASSERT_NO_FATAL_FAILURE(expect_taken_back(run.machine));
    EXPECT_EQ(test::run_all(run.machine), "");
    EXPECT_EQ(run.difference(), "");
  }
}

TEST(Journal, KeepsNothingOutsideMemory) {
  Memory memory;
  std::vector<std::uint8_t> bytes(16, 3);
  memory.bind(4, bytes);
  Undo undo;
  undo.keep(memory, 4, {8, 9});
  undo.keep(memory, 5, {0, 1});
  undo.keep_on_chip(memory, {kOnChipBytes, 1});
  EXPECT_EQ(undo.size(), 0u);
  undo.keep(memory, 4, {8, 8});
  bytes[15] = 9;
  undo.apply(memory);
  EXPECT_EQ(bytes[15], 3);
  EXPECT_EQ(undo.size(), 8u);
}

}  // namespace
}  // namespace ane::exec
