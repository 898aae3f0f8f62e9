#include "core/device/fill.hpp"

#include "core/base/extent.hpp"

namespace ane::device {
namespace {

// Quiet NaNs of both signs, but for the ones that hardware makes by itself (no payload).
constexpr std::uint16_t kFirstNan = 0x7e5a, kLastNan = 0x7fff, kSign = 0x8000;

std::uint16_t half_at(std::span<const std::uint8_t> bytes, std::uint64_t at) {
  return static_cast<std::uint16_t>(bytes[at] | bytes[at + 1] << 8);
}

// A tensor is looked at only where all of its elements lie inside, so that no sum below overflows.
bool lies_inside(const model::Tensor& tensor, std::uint64_t size) {
  if (!tensor.strides || (*tensor.strides)[3] != 2 || tensor.interleave != 1) return false;
  std::uint64_t last = 0;
  for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
    std::uint64_t way = 0;
    if (tensor.shape[i] == 0) return false;
    if (!multiply_fits(tensor.shape[i] - 1, (*tensor.strides)[i], way) || !add_fits(last, way, last))
      return false;
  }
  return last <= size && size - last >= 2;
}

// Calls `see` with the offset of every element.
template <class See>
void visit_elements(const model::Tensor& tensor, See see) {
  const auto& [batches, channels, rows, columns] = tensor.shape;
  const auto& [batch, plane, row, element] = *tensor.strides;
  for (std::uint64_t n = 0; n < batches; ++n)
    for (std::uint64_t c = 0; c < channels; ++c)
      for (std::uint64_t y = 0; y < rows; ++y)
        for (std::uint64_t x = 0; x < columns; ++x) see(n * batch + c * plane + y * row + x * element);
}

// Shapes come from the file: strides of 0 would make a small buffer into endless work.
bool is_small(const model::Tensor& tensor, std::uint64_t size) {
  std::uint64_t elements = 1;
  for (const std::uint64_t extent : tensor.shape)
    if (!multiply_fits(elements, extent, elements)) return false;
  return elements <= size / 2;
}

}  // namespace

void FillChoice::add(std::span<const std::uint8_t> bytes) {
  for (std::uint64_t at = 0; at + 2 <= bytes.size(); at += 2) seen_[half_at(bytes, at)] = true;
}

std::optional<std::uint16_t> FillChoice::choose() const {
  for (std::uint16_t half = kFirstNan; half <= kLastNan; ++half) {
    if (!seen_[half]) return half;
    const auto negative = static_cast<std::uint16_t>(half | kSign);
    if (!seen_[negative]) return negative;
  }
  return std::nullopt;
}

void fill_with(std::span<std::uint8_t> bytes, std::uint16_t filling) {
  for (std::uint64_t at = 0; at + 2 <= bytes.size(); at += 2) {
    bytes[at] = static_cast<std::uint8_t>(filling);
    bytes[at + 1] = static_cast<std::uint8_t>(filling >> 8);
  }
}

Unwritten find_unwritten(std::span<const std::uint8_t> bytes, const model::Tensor* tensor,
                         std::uint16_t filling) {
  Unwritten found;
  found.buffer = bytes.size() / 2;
  for (std::uint64_t at = 0; at + 2 <= bytes.size(); at += 2)
    found.in_buffer += half_at(bytes, at) == filling ? 1U : 0U;
  if (tensor == nullptr || !lies_inside(*tensor, bytes.size()) || !is_small(*tensor, bytes.size()))
    return found;
  visit_elements(*tensor, [&](std::uint64_t at) {
    ++found.tensor;
    found.in_tensor += half_at(bytes, at) == filling ? 1U : 0U;
  });
  return found;
}

void remove_filling(std::span<std::uint8_t> bytes, std::uint16_t filling) {
  for (std::uint64_t at = 0; at + 2 <= bytes.size(); at += 2)
    if (half_at(bytes, at) == filling) bytes[at] = bytes[at + 1] = 0;
}

}  // namespace ane::device
