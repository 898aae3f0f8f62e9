#pragma once
// What a container has to tell about its task stream, read out of the stream itself.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/regdb/generation.hpp"

namespace ane::writer {

struct StreamFacts {
  std::uint32_t first_task_words = 0;
  std::uint32_t task_count = 0;
  std::uint64_t events = 0;  ///< bits set in the event masks of all tasks
  std::uint64_t debug_events = 0;
  std::uint64_t longest_task = 0;           ///< largest run-time estimate
  std::vector<std::uint32_t> kernel_bases;  ///< byte offsets of the words that hold enabled kernel bases
};

/// Follows the tasks of `text` from `first_offset` on. `first_words` is the first task's length; unset, a
/// linked first task ends where its records do. Stops quietly at what does not fit: the stream may be damaged
/// on purpose.
StreamFacts read_stream(const regdb::Generation& generation, std::span<const std::uint8_t> text,
                        std::uint64_t first_offset, std::optional<std::uint32_t> first_words);

/// Calls `visit(address, index)` for every register word that the records of a task write: the register's
/// byte address and the word's index in `task`. Returns the number of words up to the end of the last record.
std::size_t visit_writes(const regdb::Generation& generation, std::span<const std::uint32_t> task,
                         const std::function<void(std::uint32_t, std::size_t)>& visit);

}  // namespace ane::writer
