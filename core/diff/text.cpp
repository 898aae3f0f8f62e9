#include "core/diff/text.hpp"

#include "core/base/text.hpp"

namespace ane::diff {

std::string shape_text(const std::array<std::uint64_t, 4>& shape) {
  std::string text;
  for (const std::uint64_t size : shape) text += (text.empty() ? "" : "x") + std::to_string(size);
  return text;
}

std::string shift_text(std::int64_t by) {
  return by < 0 ? "-" + hex(static_cast<std::uint64_t>(-by)) : "+" + hex(static_cast<std::uint64_t>(by));
}

std::string bytes_text(ByteView bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes.bytes()) text += hex(byte, 2).substr(2);
  return text;
}

}  // namespace ane::diff
