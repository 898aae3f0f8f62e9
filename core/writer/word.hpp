#pragma once
// Not for other folders.

#include <cstddef>

namespace ane::writer {

inline constexpr std::size_t kWordBytes = 4;

}  // namespace ane::writer
