#include "core/base/npy.hpp"

#include "core/base/extent.hpp"

namespace ane {

std::string npy_half_header(std::span<const std::uint64_t> shape) {
  std::string sizes;
  for (const std::uint64_t size : shape) sizes += std::to_string(size) + ", ";
  // A tuple of one keeps its comma.
  if (shape.size() == 1) sizes.pop_back();
  if (shape.size() > 1) sizes.resize(sizes.size() - 2);
  std::string text = "{'descr': '<f2', 'fortran_order': False, 'shape': (" + sizes + "), }";
  constexpr std::size_t kPrefix = 10;  // magic, version, length
  const auto whole = static_cast<std::size_t>(round_up(kPrefix + text.size() + 1, 64));
  text.resize(whole - kPrefix - 1, ' ');
  text += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(text.size() & 0xff);
  header += static_cast<char>(text.size() >> 8);
  return header + text;
}

void write_halves(Sink& sink, std::span<const std::uint16_t> bits) {
  std::string piece;
  piece.reserve(2 * bits.size());
  for (const std::uint16_t half : bits) {
    piece += static_cast<char>(half & 0xff);
    piece += static_cast<char>(half >> 8);
  }
  sink.write(piece);
}

}  // namespace ane
