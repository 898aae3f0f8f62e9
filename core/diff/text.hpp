#pragma once
// Texts that several parts of a comparison need.

#include <array>
#include <cstdint>
#include <string>

#include "core/base/view.hpp"

namespace ane::diff {

/// "1x64x1x1"
std::string shape_text(const std::array<std::uint64_t, 4>& shape);

/// "+0x4000", "-0x40"
std::string shift_text(std::int64_t by);

/// Bytes in hexadecimal, without spaces. For views whose size is known to be small.
std::string bytes_text(ByteView bytes);

}  // namespace ane::diff
