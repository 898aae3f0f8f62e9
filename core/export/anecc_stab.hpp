#pragma once
// What anecc reads out of the stab of a tensor.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/anec/layout.hpp"
#include "core/base/result.hpp"
#include "core/export/anecc_strings.hpp"

namespace ane::exporter {

struct StabShape {
  std::string name;
  Extent where;
  /// As the header stores them: N, C, H, W, plane stride, row stride.
  std::array<std::uint64_t, anec::nchw::kAll.size()> numbers{};

  /// N * C * plane stride rounded up to whole tiles, or nothing where that is more than 64 bits hold.
  std::optional<std::uint64_t> buffer_bytes() const;
};

/// Fails where anecc would, at once or when it writes the header.
Result<StabShape> parse_stab(const StabString& stab);

/// A number as Python's int() reads it: white space around it, a sign and single underscores between digits
/// are allowed. Nothing where it is none, and where it is not in 0 … 2^64 - 1, which no header can store.
std::optional<std::uint64_t> python_number(std::string_view text);

}  // namespace ane::exporter
