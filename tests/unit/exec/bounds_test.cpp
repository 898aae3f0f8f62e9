// Buffers that are too small: an access past the end is refused, and one byte decides.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/unit/exec/good_tasks.hpp"

namespace ane::exec {
namespace {

using test::GoodTask;
using test::Trial;

void need(std::map<std::uint32_t, std::uint64_t>& needed, std::uint32_t slot, std::uint64_t end) {
  needed[slot] = std::max(needed[slot], end);
}

/// Bytes of each buffer up to the last one that the task touches, from what it says of its tensors and from
/// the chunks that its registers name.
std::map<std::uint32_t, std::uint64_t> needed_bytes(const GoodTask& good, const TaskOutcome& outcome) {
  std::map<std::uint32_t, std::uint64_t> needed;
  std::vector<StoredTensor> tensors = outcome.sources;
  tensors.push_back(*outcome.result);
  for (const StoredTensor& tensor : tensors) {
    if (tensor.on_chip) continue;
    const auto extent = tensor.extent();
    EXPECT_TRUE(extent);
    need(needed, tensor.slot, extent->end());
  }
  const std::uint32_t kernels = good.task.header.at(9);  // KBase0, KBE0
  if ((kernels >> 5 & 1) == 0) return needed;
  for (std::uint32_t i = 0; i < 16; ++i) {
    const auto reg = [&](std::uint32_t base) {
      const task::Write* write = good.task.last_write(base + 4 * i);
      return write == nullptr ? 0 : write->value;
    };
    if ((reg(0x1f808) & 1) != 0) need(needed, kernels & 31, std::uint64_t{reg(0x1f848)} + reg(0x1f888));
  }
  return needed;
}

void expect_too_small(Trial& trial, std::uint32_t slot, std::span<std::uint8_t> buffer, std::uint64_t size) {
  trial.machine().memory().bind(slot, buffer.first(size));
  const TaskOutcome outcome = trial.run(0);
  ASSERT_EQ(outcome.status, TaskStatus::Refused) << size << " bytes of buffer " << slot << " are enough";
  const std::string sentence = outcome.refusal->sentence();
  // "reads past buffer 5: 0x140 > 0xc0"
  EXPECT_NE(sentence.find("buffer " + std::to_string(slot)), std::string::npos) << sentence;
  EXPECT_NE(sentence.find("0x"), std::string::npos) << sentence;
  EXPECT_FALSE(outcome.refusal->only_inferred) << sentence;
  EXPECT_TRUE(trial.unchanged()) << sentence;
}

TEST(Bounds, OneByteTooFewIsRefused) {
  std::size_t buffers = 0;
  for (const GoodTask& good : test::good_tasks()) {
    SCOPED_TRACE(good.name);
    Trial trial(good, {good.task});
    const TaskOutcome whole = trial.run(0);
    ASSERT_EQ(whole.status, TaskStatus::Done) << whole.refusal->sentence();
    const auto result = trial.buffers().contents();
    trial.restore();
    for (const auto& [slot, size] : needed_bytes(good, whole)) {
      SCOPED_TRACE("buffer " + std::to_string(slot));
      const std::span<std::uint8_t> buffer = trial.buffers().at(slot);
      ASSERT_LE(size, buffer.size());
      for (const std::uint64_t fewer : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{63}, size})
        expect_too_small(trial, slot, buffer, size - std::min(fewer, size));
      trial.machine().memory().bind(slot, buffer.first(size));
      const TaskOutcome enough = trial.run(0);
      ASSERT_EQ(enough.status, TaskStatus::Done) << enough.refusal->sentence();
      EXPECT_EQ(trial.buffers().contents(), result);
      trial.restore();
      trial.machine().memory().bind(slot, buffer);
      ++buffers;
    }
  }
  EXPECT_GE(buffers, 18u);
}

TEST(Bounds, ABufferThatIsNotBoundIsRefused) {
  for (const GoodTask& good : test::written_tasks()) {
    for (const std::uint32_t missing : good.buffers.slots()) {
      test::GuardedBuffers buffers = good.buffers;
      Machine machine(test::h13(), {good.task});
      for (const std::uint32_t slot : buffers.slots())
        if (slot != missing) machine.memory().bind(slot, buffers.at(slot));
      const auto before = buffers.contents();
      const TaskOutcome outcome = machine.step();
      ASSERT_EQ(outcome.status, TaskStatus::Refused) << good.name << " runs without buffer " << missing;
      EXPECT_NE(outcome.refusal->sentence().find(std::to_string(missing)), std::string::npos)
          << outcome.refusal->sentence();
      EXPECT_EQ(buffers.contents(), before);
    }
  }
}

TEST(Bounds, WhatNobodyWroteOnChipIsNotRead) {
  std::size_t readers = 0;
  for (const GoodTask& good : test::recorded_tasks()) {
    Trial trial(good, {good.task});
    trial.machine().memory().forget_on_chip();
    const TaskOutcome outcome = trial.run(0);
    if (outcome.status == TaskStatus::Done) {
      EXPECT_TRUE(std::none_of(outcome.sources.begin(), outcome.sources.end(),
                               [](const StoredTensor& source) { return source.on_chip; }))
          << good.name;
      continue;
    }
    EXPECT_NE(outcome.refusal->sentence().find("on-chip"), std::string::npos) << outcome.refusal->sentence();
    ++readers;
  }
  if (test::corpus_folder()) {
    EXPECT_GE(readers, 12u);
  }
}

}  // namespace
}  // namespace ane::exec
