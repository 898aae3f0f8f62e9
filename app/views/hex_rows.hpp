#pragma once
// Rows of the hex view: which bytes each shows, with long runs of zeros folded to one row. All arithmetic is
// on 64-bit integers, so that the last row of a large file is as exact as the first.

#include <cstdint>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "app/state/jobs.hpp"
#include "core/base/extent.hpp"
#include "core/document/document.hpp"

namespace ane::views {

/// Runs of zero bytes, in ascending order; those too short to fold are left out.
using ZeroRuns = std::vector<Extent>;

/// Looks at every byte of the file. Null where it was cancelled.
std::shared_ptr<const ZeroRuns> find_zero_runs(const document::DocumentPtr& document,
                                               state::Progress& progress);

/// Maps rows on the screen to bytes and back.
class HexRows {
 public:
  static constexpr std::uint64_t kLongest = 8;  ///< zero rows that still stay open

  struct Row {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;  ///< bytes; all of the fold where folded
    bool folded = false;
  };

  /// Forgets everything; for another document.
  void reset(std::uint64_t file_size);
  void set_runs(std::shared_ptr<const ZeroRuns> runs);
  bool has_runs() const { return runs_ != nullptr; }
  /// Opens the fold that holds this byte for good.
  void open(std::uint64_t offset);
  /// Takes in the width and what must not be folded. True where rows moved.
  bool update(std::uint32_t width, Extent selection);

  std::uint64_t count() const { return count_; }
  Row at(std::uint64_t index) const;
  std::uint64_t index_of(std::uint64_t offset) const;

 private:
  struct Fold {
    std::uint64_t first = 0;  ///< row of the file
    std::uint64_t rows = 0;
    std::uint64_t index = 0;  ///< row on the screen
  };
  std::pair<std::size_t, std::size_t> runs_of(Extent selection) const;
  void rebuild();

  std::uint64_t size_ = 0;
  std::uint32_t width_ = 0;
  std::shared_ptr<const ZeroRuns> runs_;
  std::set<std::size_t> opened_;                  ///< runs
  std::pair<std::size_t, std::size_t> selected_;  ///< runs [first, last) that the selection touches
  bool dirty_ = true;
  std::vector<Fold> folds_;
  std::uint64_t count_ = 0;
};

}  // namespace ane::views
