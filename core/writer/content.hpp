#pragma once
// Bytes of a section: held in memory, or made while the file is written, so that hundreds of megabytes of
// constants need no memory.

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "core/base/file.hpp"

namespace ane::writer {

struct Content {
  std::uint64_t size = 0;
  std::vector<std::uint8_t> bytes;     ///< `size` bytes, unless `produce` is set; empty: `size` zeros
  std::function<void(Sink&)> produce;  ///< writes exactly `size` bytes; may be called more than once

  Content() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): bytes are content as they are
  Content(std::vector<std::uint8_t> held) : size(held.size()), bytes(std::move(held)) {}

  static Content zeros(std::uint64_t count) {
    Content content;
    content.size = count;
    return content;
  }
  static Content produced(std::uint64_t count, std::function<void(Sink&)> producer) {
    Content content = zeros(count);
    content.produce = std::move(producer);
    return content;
  }
};

/// Writes the bytes of `content` to `sink`.
void emit(const Content& content, Sink& sink);
/// Writes `count` zero bytes to `sink`.
void emit_zeros(std::uint64_t count, Sink& sink);

}  // namespace ane::writer
