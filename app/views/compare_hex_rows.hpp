#pragma once
// Rows of the bytes of two files side by side. A cell is a byte of A opposite a byte of B, or a byte opposite
// a gap; each part of the files begins a row of its own, so that it reads as it does alone. Long stretches
// that are the same fold to one row.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/state/comparison_work.hpp"

namespace ane::views {

/// Cells [begin, end).
struct CellRange {
  std::uint64_t begin = 0, end = 0;
  bool overlaps(CellRange other) const { return begin < other.end && other.begin < end; }
  friend bool operator==(const CellRange&, const CellRange&) = default;
};

class CompareHexRows {
 public:
  struct Row {
    CellRange cells;
    bool folded = false;
    bool noise = false;  ///< of a fold: not all bytes are equal, but what differs is noise
  };
  /// A byte on each side; nothing in a gap.
  struct Cell {
    std::optional<std::uint64_t> a, b;
    const diff::ByteRange* range = nullptr;
  };

  /// For another comparison.
  void reset(state::ComparedPtr compared);
  /// What must not fold is shown. True where rows moved.
  bool update(std::uint32_t width, bool fold, bool noise_folds, CellRange shown);
  /// Opens a fold for good.
  void open(const Row& row);

  std::uint64_t count() const { return rows_; }
  /// Padding that only one side has.
  bool is_padding(const diff::ByteRange& range) const {
    return padding_[static_cast<std::size_t>(&range - compared_->bytes.ranges.data())];
  }
  Row at(std::uint64_t index) const;
  std::uint64_t row_of(std::uint64_t cell) const;
  Cell cell(std::uint64_t index) const;
  std::uint64_t cell_count() const { return ends_.empty() ? 0 : ends_.back(); }

  /// Cells that hold these bytes of a side; empty where there are none.
  CellRange cells_of(Extent bytes, bool side_b) const;
  /// All of a pair of tasks.
  CellRange cells_of_pair(std::size_t pair) const;
  CellRange cells_of_range(std::size_t range) const {
    return {range == 0 ? 0 : ends_[range - 1], ends_[range]};
  }
  /// The part that begins at this fold, with how many follow it: "task 1 ↔ 1 and 3 more".
  std::string parts_text(const Row& row) const;

 private:
  /// Rows of one run of cells; a fold has one row.
  struct Piece {
    CellRange cells;
    std::uint64_t first_row = 0;
    bool folded = false, noise = false;
  };
  struct Part {
    std::size_t first = 0, end = 0;  ///< ranges
  };
  enum class Look { Differs, Equal, Noise };
  Look look_of(const Part& part) const;
  std::vector<Part> parts() const;
  void rebuild();
  void add(CellRange cells, bool folded, bool noise);
  void add_part(const Part& part);
  bool may_fold(CellRange cells) const;

  state::ComparedPtr compared_;
  std::vector<std::uint64_t> ends_;                                 ///< cells up to the end of each range
  std::vector<std::pair<std::uint64_t, std::size_t>> by_a_, by_b_;  ///< offset → range
  std::vector<std::size_t> first_of_pair_;                          ///< range, by pair
  std::vector<bool> padding_;                                       ///< by range
  std::vector<Piece> pieces_;
  std::set<std::uint64_t> opened_;  ///< first cells of folds
  std::uint32_t width_ = 0;
  bool fold_ = false, noise_folds_ = false;
  CellRange shown_;
  std::uint64_t rows_ = 0;
};

}  // namespace ane::views
