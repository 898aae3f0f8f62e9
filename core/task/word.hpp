#pragma once

#include <cstdint>

namespace ane::task {

inline constexpr std::uint64_t kWord = 4;  ///< bytes of a word of a task

}  // namespace ane::task
