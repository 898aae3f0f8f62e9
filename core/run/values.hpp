#pragma once
// What an input holds: made by a formula, or read from a file. Values are fp16 bits in C order. The formulas
// are part of docs/command-line.md and give the same bits on every machine.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/npy.hpp"
#include "core/base/result.hpp"

namespace ane::run {

using Shape = std::array<std::uint64_t, 4>;  ///< N, C, H, W

/// Where element `element` in C order of a tensor stands; of sizes that are not 0.
Shape index_of(const Shape& shape, std::uint64_t element);

enum class FillKind { Zeros, Ones, Ramp, Random, OneHot, Constant };

struct Fill {
  FillKind kind = FillKind::Zeros;
  std::uint64_t index = 0;     ///< OneHot: the element that is 1, counted in C order
  std::uint16_t constant = 0;  ///< fp16 bits
};

/// "zeros", "ones", "ramp", "random", "onehot:INDEX" or a number. Fails with the nearest of these.
Result<Fill> parse_fill(std::string_view text);

/// `count` values. Ramp: (i mod 2048) / 1024 - 1 for element i. Random: SplitMix64 that starts at
/// `seed` + `input` * 2^32, of each output the upper 11 bits b as b / 1024 - 1. Both are exact in fp16.
/// Fails where the element that should be 1 is not there.
Result<std::vector<std::uint16_t>> filled(const Fill& fill, std::uint64_t count, std::uint64_t seed,
                                          std::uint64_t input);

/// What the bytes 0 … 255 of a picture become.
enum class PixelRange {
  Unit,    ///< v / 255
  Signed,  ///< v / 127.5 - 1
  Bytes,   ///< v
};
/// "0..1", "-1..1" or "0..255".
Result<PixelRange> parse_pixel_range(std::string_view text);

/// Reads a .npy array or a .png picture, told apart by content. An array has the tensor's shape, axes of one
/// element in front left aside; its values are rounded to fp16. A picture has its height and width and gives
/// one channel (it must be grey then), three or four (with alpha). Fails with what it is and what is wanted.
Result<std::vector<std::uint16_t>> read_values(const std::string& path, const Shape& shape, PixelRange range);

/// Reads an array of this shape, as it is.
Result<NpyArray> read_array(const std::string& path, const Shape& shape);

}  // namespace ane::run
