#pragma once
// What the base addresses of a program are for. Not for other folders.

#include <cstdint>

namespace ane::writer {

/// Slots in units of Style::slot_step (container.md 7.1, 7.2); the tensors follow behind the last one.
inline constexpr std::uint32_t kTextSlot = 0, kConstSlot = 1, kScratchSlot = 3;

}  // namespace ane::writer
