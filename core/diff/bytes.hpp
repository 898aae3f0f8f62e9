#pragma once
// Bytes of two files held against each other without keeping them.

#include <cstdint>
#include <functional>
#include <vector>

#include "core/base/extent.hpp"
#include "core/base/source.hpp"
#include "core/base/view.hpp"
#include "core/diff/compare.hpp"

namespace ane::diff {

/// True where both extents have the same length and the same bytes.
bool equal_bytes(const ByteSource& a, Extent in_a, const ByteSource& b, Extent in_b);

/// The same, where `files` already says which bytes at the same offset differ: only what lies elsewhere is
/// read.
bool equal_bytes(const ByteSource& a, Extent in_a, const ByteSource& b, Extent in_b,
                 const ByteComparison& files);

/// How many bytes at the same place of two runs differ; what one has more counts as well. A run is a list of
/// extents one behind the other.
std::uint64_t differing_bytes(ByteView a, const std::vector<Extent>& in_a, ByteView b,
                              const std::vector<Extent>& in_b);

/// Both files from start to end. Nothing where `goes_on` ended it.
std::optional<ByteComparison> compare_files(const ByteSource& a, const ByteSource& b,
                                            const std::function<bool()>& goes_on);

}  // namespace ane::diff
