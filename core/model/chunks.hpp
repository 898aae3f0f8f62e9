#pragma once
// The coefficients of a task as the kernel DMA loads them: one run of bytes a neural engine
// (docs/formats/weights-h13.md, 1).

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/extent.hpp"
#include "core/model/buffers.hpp"
#include "core/model/facts.hpp"

namespace ane::model {

/// What one neural engine loads.
struct Chunk {
  std::uint32_t core = 0;  ///< number of the engine
  std::uint64_t base = 0;  ///< bytes from the start of the buffer
  std::uint64_t size = 0;  ///< bytes, as the register says; padded to 64
  Extent bytes;            ///< what of it is in the file, perhaps less than `size` or nothing

  bool complete() const { return bytes.size == size; }
};

/// The chunks of a task, engine by engine; empty where it loads none.
struct Chunks {
  std::uint32_t slot = 0;  ///< of the buffer that holds them
  std::vector<Chunk> list;

  std::uint64_t bytes() const;
  /// The chunk of this engine, or null.
  const Chunk* of_core(std::uint32_t core) const;
};

/// Every channel that the task enables. A channel of which nobody knows base or size is left out.
Chunks chunks_of(const Facts& facts, const std::vector<Buffer>& buffers);

}  // namespace ane::model
