#pragma once
// Tasks of words, run on buffers that notice when something is written beside them.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/exec/machine.hpp"
#include "core/regdb/database.hpp"
#include "core/task/task.hpp"

namespace ane::test {

inline regdb::GenerationPtr h13() {
  static const auto database = regdb::Database::embedded();
  const auto generation = database->generation("h13");
  EXPECT_TRUE(generation);
  return generation ? *generation : nullptr;
}

/// One task from its words, header included.
inline task::Task decode_words(const std::vector<std::uint32_t>& words, std::size_t index = 0) {
  std::vector<std::uint8_t> bytes;
  for (const std::uint32_t word : words) {
    for (unsigned shift = 0; shift < 32; shift += 8)
      bytes.push_back(static_cast<std::uint8_t>(word >> shift));
  }
  const auto size = static_cast<std::uint32_t>(bytes.size());
  const SourcePtr source = memory_source(std::move(bytes));
  Diagnostics problems;
  task::Task task = task::decode_task(*h13(), ByteView(*source), {0, size}, index, problems);
  EXPECT_TRUE(problems.empty()) << problems.list().front().message;
  return task;
}

inline std::vector<task::Task> decode_tasks(const std::vector<std::vector<std::uint32_t>>& words) {
  std::vector<task::Task> tasks;
  for (std::size_t i = 0; i < words.size(); ++i) tasks.push_back(decode_words(words[i], i));
  return tasks;
}

inline bool same_bytes(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

/// Buffers by slot, each between two strips of known bytes.
class GuardedBuffers {
 public:
  std::span<std::uint8_t> add(std::uint32_t slot, std::uint64_t size) {
    std::vector<std::uint8_t>& all = buffers_[slot];
    all.assign(size + 2 * kStrip, kGuard);
    std::fill_n(all.begin() + kStrip, size, std::uint8_t{0});
    return at(slot);
  }
  std::span<std::uint8_t> at(std::uint32_t slot) {
    std::vector<std::uint8_t>& all = buffers_.at(slot);
    return std::span(all).subspan(kStrip, all.size() - 2 * kStrip);
  }
  std::span<const std::uint8_t> at(std::uint32_t slot) const {
    return const_cast<GuardedBuffers*>(this)->at(slot);
  }
  std::vector<std::uint32_t> slots() const {
    std::vector<std::uint32_t> list;
    for (const auto& [slot, all] : buffers_) list.push_back(slot);
    return list;
  }
  void bind(exec::Memory& memory) {
    for (const auto& [slot, all] : buffers_) memory.bind(slot, at(slot));
  }
  /// What the buffers hold, to be compared or put back; the strips are part of it.
  std::map<std::uint32_t, std::vector<std::uint8_t>> contents() const { return buffers_; }
  void put_back(const std::map<std::uint32_t, std::vector<std::uint8_t>>& contents) {
    // The bytes stay where they are: memory is bound to them.
    for (const auto& [slot, all] : contents) std::copy(all.begin(), all.end(), buffers_.at(slot).begin());
  }
  bool same(const std::map<std::uint32_t, std::vector<std::uint8_t>>& contents) const {
    return std::equal(buffers_.begin(), buffers_.end(), contents.begin(), contents.end(),
                      [](const auto& a, const auto& b) { return same_bytes(a.second, b.second); });
  }
  /// Nothing was written beside a buffer.
  bool intact() const {
    const auto guard = [](std::uint8_t byte) { return byte == kGuard; };
    return std::all_of(buffers_.begin(), buffers_.end(), [&](const auto& entry) {
      const auto& all = entry.second;
      return std::all_of(all.begin(), all.begin() + kStrip, guard) &&
             std::all_of(all.end() - kStrip, all.end(), guard);
    });
  }

 private:
  static constexpr std::ptrdiff_t kStrip = 128;
  static constexpr std::uint8_t kGuard = 0xa5;
  std::map<std::uint32_t, std::vector<std::uint8_t>> buffers_;
};

/// Runs to the end, or to the first task that is refused: its number and sentence, else "".
inline std::string run_all(exec::Machine& machine) {
  while (!machine.done()) {
    const std::size_t task = machine.next();
    const exec::TaskOutcome outcome = machine.step();
    if (outcome.status == exec::TaskStatus::Done) continue;
    return "task " + std::to_string(task) + ": " +
           (outcome.refusal ? outcome.refusal->sentence() : std::string("refused without a reason"));
  }
  return "";
}

}  // namespace ane::test
