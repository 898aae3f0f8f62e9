#pragma once
// What the original converter anecc makes of a file. It knows no load commands: it takes the file for a list
// of 32-bit words, searches them for addresses and marks, and reads shapes out of printable text. What it
// finds by accident and what it overlooks is kept here, so that its files can be made again bit for bit
// (docs/formats/anec.md, section 5).

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/anec/layout.hpp"
#include "core/base/extent.hpp"
#include "core/base/result.hpp"
#include "core/base/view.hpp"

namespace ane::exporter {

/// The numbers of the header that anecc writes, and the payload behind it. What it leaves unset is 0.
struct AneccFile {
  std::uint64_t payload_bytes = 0;  ///< as the header says, be they in the file or not
  std::uint64_t task_bytes = 0, weight_bytes = 0;
  std::uint32_t first_task_bytes = 0, task_count = 0, sources = 0, results = 0;
  std::array<std::uint32_t, anec::kChannels> tiles{};
  std::array<std::array<std::uint64_t, anec::nchw::kAll.size()>, anec::kChannels> shapes{};
  Extent payload;                  ///< in the file, cut where it ends
  std::vector<std::string> names;  ///< inputs, then outputs, as anecc has ordered them in the end
};

/// `force` lets files pass whose names hint at layers that the CPU has to run. An Error names the step of the
/// search that fails, and the bytes that are to blame where there are any. `goes_on` is asked every megabyte;
/// where it says false the error is "cancelled".
Result<AneccFile> search_as_anecc(ByteView file, bool force, const std::function<bool()>& goes_on = {});

}  // namespace ane::exporter
