#pragma once
// What the bytes of a file are for: the parts of the "Bytes explained" bar.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/state/open_file.hpp"

namespace ane::views {

enum class BytePart { Commands, Tasks, Constants, Symbols, Padding, Unexplained };
inline constexpr std::size_t kByteParts = 6;
std::string_view byte_part_title(BytePart part);

/// Every byte of the file is in exactly one part.
struct ByteParts {
  static constexpr std::size_t kRanges = 4096;  ///< of each part as many are kept, to go to

  std::array<std::uint64_t, kByteParts> bytes{};
  std::array<std::vector<Extent>, kByteParts> ranges;
  std::uint64_t total = 0;

  std::uint64_t explained() const { return total - bytes[static_cast<std::size_t>(BytePart::Unexplained)]; }
};

/// Takes time in proportion to the number of tasks and sections; for a job.
std::shared_ptr<const ByteParts> split_bytes(const document::DocumentPtr& document,
                                             const state::Survey& survey);

/// "99.2 %", cut so that 100 % means every byte.
std::string percent_text(std::uint64_t part, std::uint64_t whole);

}  // namespace ane::views
