#include "core/model/chunks.hpp"

#include <algorithm>

namespace ane::model {
namespace {

/// What of [base, base + size) of a buffer the file holds.
Extent stored(const Buffer* buffer, std::uint64_t base, std::uint64_t size) {
  if (buffer == nullptr || base >= buffer->bytes.size) return {};
  return {buffer->bytes.offset + base, std::min(size, buffer->bytes.size - base)};
}

}  // namespace

std::uint64_t Chunks::bytes() const {
  std::uint64_t sum = 0;
  for (const Chunk& chunk : list) sum += chunk.size;
  return sum;
}

const Chunk* Chunks::of_core(std::uint32_t core) const {
  const auto at = std::find_if(list.begin(), list.end(), [&](const Chunk& c) { return c.core == core; });
  return at == list.end() ? nullptr : &*at;
}

Chunks chunks_of(const Facts& facts, const std::vector<Buffer>& buffers) {
  Chunks chunks;
  const auto place = facts.operand("kernel");
  const auto channels = facts.get("kernel.channel_enable");
  if (!place || !channels || channels->field.reg == nullptr) return chunks;
  chunks.slot = place->slot;
  const Buffer* buffer = find_buffer(buffers, place->slot);
  for (std::uint32_t core = 0; core < channels->field.reg->count; ++core) {
    if (facts.number("kernel.channel_enable", core).value_or(0) == 0) continue;
    const auto base = facts.number("kernel.channel_base", core);
    const auto size = facts.number("kernel.channel_size", core);
    Chunk chunk;
    chunk.core = core;
    if (!base || !size || *base < 0 || *size <= 0) continue;
    if (!add_fits(place->offset, static_cast<std::uint64_t>(*base), chunk.base)) continue;
    chunk.size = static_cast<std::uint64_t>(*size);
    chunk.bytes = stored(buffer, chunk.base, chunk.size);
    chunks.list.push_back(chunk);
  }
  return chunks;
}

}  // namespace ane::model
