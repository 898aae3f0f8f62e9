#pragma once
// The engine behind the fake driver: the executor, over the memory of the buffer objects.

#include <array>
#include <cstdint>
#include <span>

#include "core/device/ane_uapi.hpp"

namespace ane::fake {

struct EngineJob {
  std::array<std::span<std::uint8_t>, device::uapi::kBars> bars;  ///< empty where not set
  std::span<const std::uint8_t> bootstrap;
  std::uint64_t first_bytes = 0;  ///< length of the first task
  std::uint64_t count = 0;        ///< of tasks
  bool wrong = false;             ///< changes one element of the last result
};

/// Fetches and runs the tasks: the first from the bootstrap, the others from where it leads in BAR 0. False
/// where a real engine would not become idle: another network number, a list that is broken or of another
/// length, a task that the executor refuses.
bool run_engine(const EngineJob& job);

}  // namespace ane::fake
