#pragma once
// What the forms of weights share; not for use outside of them.

#include <vector>

#include "core/model/weights.hpp"

namespace ane::model {

inline constexpr std::uint64_t kHalf = 2;  ///< bytes of a stored number

/// Chunks, and the slots of groups, are padded to this many bytes.
inline constexpr std::uint64_t kChunkAlignment = 64;

/// The chunks of engines 0 … cores - 1; fails where one is missing.
Result<std::vector<Chunk>> chunks_by_core(const KernelSlots& slots, const Chunks& chunks);

/// Says that a chunk ends before its weights do.
Error chunk_too_short(const Chunk& chunk, std::uint64_t needed);

}  // namespace ane::model
