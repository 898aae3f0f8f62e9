#pragma once
// NumPy's file format for arrays, version 1.0, as far as half-precision arrays need it: the header, then the
// elements in C order, little-endian.

#include <cstdint>
#include <span>
#include <string>

#include "core/base/file.hpp"

namespace ane {

/// The bytes in front of the elements of a float16 array of this shape; a multiple of 64 long.
std::string npy_half_header(std::span<const std::uint64_t> shape);

/// Appends elements, given as fp16 bits.
void write_halves(Sink& sink, std::span<const std::uint16_t> bits);

}  // namespace ane
