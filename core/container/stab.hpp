#pragma once
// The debugger strings ("stabs") in the symbol table: text that repeats tensors and names element types
// (docs/formats/container.md, 10.1 and 10.2).

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/container/container.hpp"

namespace ane::container {

/// `name:t11=ar1;0;1;12=s192n:ar1;0;3;13=s64c:ar1;0;1;14=s64h:ar1;0;1;15=s2w:5`
struct TensorStab {
  std::string name;
  std::uint64_t type_number = 0;           ///< 11
  std::array<std::uint64_t, 4> shape{};    ///< N, C, H, W
  std::array<std::uint64_t, 4> strides{};  ///< batch, plane, row, element, in bytes
  std::uint64_t element_type = 0;          ///< 5; 0 for on-chip tensors
};

/// `float16:t5=r1;2;0`
struct TypeStab {
  std::string name;
  std::uint64_t number = 0;
  std::string definition;
};

/// Nothing where the text does not follow the grammar or holds a number above 64 bits.
std::optional<TensorStab> parse_tensor_stab(std::string_view text);
std::optional<TypeStab> parse_type_stab(std::string_view text);

/// "float16" for 5, by the table that compilers up to v9.509 agree on; "" for numbers that none uses.
std::string_view element_type_name(std::uint32_t number);

/// Bytes of one element, 0 where it is not a whole number of bytes or not known.
std::uint32_t element_type_bytes(std::uint32_t number);

/// number → name: the file's own type stabs where it has some, over the common table.
std::map<std::uint32_t, std::string> element_types(ByteView file, const Container& container);

}  // namespace ane::container
