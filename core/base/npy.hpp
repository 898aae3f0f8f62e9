#pragma once
// NumPy's file format for arrays (numpy.lib.format). Written are half-precision arrays, version 1.0: the
// header, then the elements in C order, little-endian. Read are numbers of every width, versions 1 to 3, both
// orders of axes and of bytes.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/file.hpp"
#include "core/base/result.hpp"
#include "core/base/view.hpp"

namespace ane {

/// The bytes in front of the elements of a float16 array of this shape; a multiple of 64 long.
std::string npy_half_header(std::span<const std::uint64_t> shape);

/// Appends elements, given as fp16 bits.
void write_halves(Sink& sink, std::span<const std::uint16_t> bits);

enum class NpyKind { Bool, Int, Uint, Float };

/// An array out of a file.
class NpyArray {
 public:
  NpyArray(std::vector<std::uint64_t> shape, NpyKind kind, std::size_t item_bytes, bool fortran,
           bool big_endian, std::vector<std::uint8_t> bytes);

  const std::vector<std::uint64_t>& shape() const { return shape_; }
  std::uint64_t count() const { return count_; }
  /// "float16", "uint8" …
  std::string type() const;

  /// Element `index`, counted in C order whatever the file's order is; below count(). Integers of 64 bits are
  /// rounded to a double.
  double value(std::uint64_t index) const;
  /// The same as fp16 bits, rounded to the nearest; those of a float16 array are as they are in the file.
  std::uint16_t half(std::uint64_t index) const;

 private:
  std::uint64_t raw(std::uint64_t index) const;

  std::vector<std::uint64_t> shape_;
  std::vector<std::uint64_t> steps_;  ///< of each axis, in elements of the file
  std::uint64_t count_ = 1;
  NpyKind kind_;
  std::size_t item_bytes_;
  bool fortran_, big_endian_;
  std::vector<std::uint8_t> bytes_;
};

/// Reads a whole file. Fails, with the range of bytes that is to blame, for what is no .npy file, for other
/// versions and element types, and where the file is shorter or longer than its shape says.
Result<NpyArray> read_npy(ByteView file);

/// "1x3x16x16"; "scalar" for no axis.
std::string sizes_text(std::span<const std::uint64_t> shape);

}  // namespace ane
