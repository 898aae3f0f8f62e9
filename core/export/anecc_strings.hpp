#pragma once
// The strings of a file that anecc takes for the shapes of tensors: it reads the whole file as if it were
// text.

#include <cstddef>
#include <string>
#include <vector>

#include "core/base/extent.hpp"
#include "core/base/result.hpp"
#include "core/base/view.hpp"
#include "core/export/anecc_words.hpp"

namespace ane::exporter {

/// Printable text in one piece, at least 50 characters of it, that ends like a stab of a tensor. Bytes that
/// are no UTF-8 are not in `text`, though they may lie inside `where`: anecc leaves them out and joins what
/// is around them.
struct StabString {
  std::string text;
  Extent where;
  bool cut = false;  ///< `text` ends at kMostStabText
};

/// Far more than real files put before a shape. The text of one string has to be in memory.
inline constexpr std::size_t kMostStabText = std::size_t{16} << 20;

/// All of them in file order; nothing is read behind number `most`.
Result<std::vector<StabString>> stab_strings(ByteView file, std::size_t most, const GoesOn& goes_on);

}  // namespace ane::exporter
