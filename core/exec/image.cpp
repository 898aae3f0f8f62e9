#include "core/exec/image.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/base/text.hpp"
#include "core/exec/rounding.hpp"

namespace ane::exec {
namespace {

struct Level {
  std::uint64_t count = 1, stride = 0;
};

/// The dimensions of a stored tensor, innermost first; the channels of one interleaved position are one
/// level.
std::array<Level, 5> levels_of(const StoredTensor& t) {
  return {{{t.interleave, 2},
           {t.width, 2 * t.interleave},
           {t.height, t.row_stride},
           {t.channels / t.interleave, t.plane_stride},
           {t.groups, t.group_stride}}};
}

/// True where no two elements share bytes: each dimension steps over all that lies inside it.
bool separate(const StoredTensor& tensor) {
  auto levels = levels_of(tensor);
  std::sort(levels.begin(), levels.end(), [](const Level& a, const Level& b) { return a.stride < b.stride; });
  std::uint64_t covered = 2;
  for (const Level& level : levels) {
    if (level.count <= 1) continue;
    if (level.stride < covered) return false;
    covered += (level.count - 1) * level.stride;
  }
  return true;
}

std::optional<std::string> outside(const Memory& memory, const StoredTensor& tensor,
                                   const std::string& verb) {
  const auto bytes = tensor.extent();
  if (!bytes) return verb + " bytes that no address reaches";
  if (tensor.on_chip) {
    if (bytes->end() <= kOnChipBytes) return std::nullopt;
    return verb + " bytes " + range_text(*bytes) + " of the on-chip memory, which has " + hex(kOnChipBytes);
  }
  if (!memory.is_bound(tensor.slot))
    return verb + " buffer " + std::to_string(tensor.slot) + ", which is not there";
  const std::uint64_t size = memory.buffer(tensor.slot).size();
  if (bytes->end() <= size) return std::nullopt;
  return verb + " bytes " + range_text(*bytes) + " of buffer " + std::to_string(tensor.slot) +
         ", which has " + hex(size);
}

/// Calls `visit(offset, index)` for every stored element: its place, and its index in an image of `shape`.
template <class Visit>
void for_each_element(const StoredTensor& t, const Shape& shape, bool transposed, Visit visit) {
  // Steps in the image that belong to a step of the stored channel and column.
  const std::uint64_t plane = shape.height * shape.width;
  const std::uint64_t channel_step = transposed ? 1 : plane, column_step = transposed ? plane : 1;
  for (std::uint64_t g = 0; g < t.groups; ++g) {
    for (std::uint64_t c = 0; c < t.channels; ++c) {
      for (std::uint64_t y = 0; y < t.height; ++y) {
        std::uint64_t at = t.offset_of(g, c, y, 0);
        std::uint64_t index = g * shape.channels * plane + c * channel_step + y * shape.width;
        for (std::uint64_t x = 0; x < t.width; ++x) {
          visit(at, index);
          at += 2 * t.interleave;
          index += column_step;
        }
      }
    }
  }
}

void write(std::span<std::uint8_t> bytes, const StoredTensor& tensor, const Image& image, bool transposed) {
  for_each_element(tensor, image.shape, transposed, [&](std::uint64_t at, std::uint64_t index) {
    std::memcpy(&bytes[at], &image.bits[index], 2);
  });
}

void write_on_chip(Memory& memory, const StoredTensor& tensor, const Image& image, bool transposed) {
  write(memory.on_chip(), tensor, image, transposed);
  for_each_element(tensor, image.shape, transposed, [&](std::uint64_t at, std::uint64_t) {
    memory.mark_on_chip({at, 2});
  });
}

}  // namespace

std::optional<Extent> StoredTensor::extent() const {
  std::uint64_t end = base;
  for (const Level& level : levels_of(*this)) {
    std::uint64_t reach = 0;
    if (level.count == 0) return Extent{base, 0};
    if (!multiply_fits(level.count - 1, level.stride, reach) || !add_fits(end, reach, end))
      return std::nullopt;
  }
  if (!add_fits(end, 2, end)) return std::nullopt;
  return Extent{base, end - base};
}

std::optional<std::string> objection_to_read(const Memory& memory, const PlannedOperand& operand) {
  const StoredTensor& place = operand.place;
  if (auto reason = outside(memory, place, operand.port + " reads")) return reason;
  if (operand.kept) {
    if (auto reason = objection_to_write(memory, *operand.kept)) return "kept on chip: " + *reason;
  }
  if (!place.on_chip) return std::nullopt;
  bool written = true;
  for_each_element(place, operand.shape, operand.transposed, [&](std::uint64_t at, std::uint64_t) {
    written = written && memory.on_chip_written({at, 2});
  });
  if (written) return std::nullopt;
  return operand.port + " reads bytes of the on-chip memory that no earlier task wrote";
}

std::optional<std::string> objection_to_write(const Memory& memory, const StoredTensor& tensor) {
  if (auto reason = outside(memory, tensor, "the result takes")) return reason;
  if (!separate(tensor)) return "two elements of the result would share bytes";
  return std::nullopt;
}

Image load(const Memory& memory, const PlannedOperand& operand, Hazards& hazards) {
  Image image{operand.shape, std::vector<std::uint16_t>(operand.shape.elements())};
  const std::span<const std::uint8_t> bytes =
      operand.place.on_chip ? memory.on_chip() : memory.buffer(operand.place.slot);
  for_each_element(operand.place, operand.shape, operand.transposed,
                   [&](std::uint64_t at, std::uint64_t index) {
                     std::uint16_t bits = 0;
                     std::memcpy(&bits, &bytes[at], 2);
                     image.bits[index] = bits;
                     count_input(bits, hazards);
                   });
  return image;
}

void store(Memory& memory, const PlannedOperand& operand, const Image& image) {
  if (operand.place.on_chip) {
    write_on_chip(memory, operand.place, image, operand.transposed);
  } else {
    write(memory.buffer(operand.place.slot), operand.place, image, operand.transposed);
  }
}

void keep(Memory& memory, const PlannedOperand& operand, const Image& image) {
  write_on_chip(memory, *operand.kept, image, operand.transposed);
}

}  // namespace ane::exec
