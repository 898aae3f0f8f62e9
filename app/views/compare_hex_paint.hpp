#pragma once
// Draws rows of one side of two files whose bytes stand side by side.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "app/views/compare_hex_rows.hpp"
#include "app/views/hex_layout.hpp"
#include "app/views/hex_overlay.hpp"

namespace ane::views {

/// Words of tasks in which only noise differs, by their place in a file.
class NoiseWords {
 public:
  /// Forgets everything; for another comparison.
  void reset() { pairs_.clear(); }
  bool has(const diff::Comparison& comparison, std::size_t pair, bool side_b, std::uint64_t offset);

 private:
  using Words = std::set<std::uint64_t>;
  std::map<std::pair<std::size_t, bool>, Words> pairs_;
};

/// One side, as it is drawn in this frame.
struct CompareHexSide {
  bool side_b = false;
  const state::OpenFile* file = nullptr;
  HexOverlay* overlay = nullptr;
  HexLayout layout;
  float names_x = 0;  ///< of the column with the names of registers; 0: there is none
  float right = 0;    ///< end of the pane
  Extent selected;
  bool show_noise = false;
};

class CompareHexPainter {
 public:
  CompareHexPainter(const ui::Ui& ui, const state::Compared& compared, const CompareHexRows& rows,
                    NoiseWords& noise, const CompareHexSide& side)
      : ui_(ui), compared_(compared), rows_(rows), noise_(noise), side_(side) {}

  void row(const CompareHexRows::Row& row, float y) const;

 private:
  struct Cells;
  void fold(const CompareHexRows::Row& row, float y) const;
  void fill(const CompareHexRows::Row& row, Cells& cells) const;
  void grounds(const Cells& cells, float y) const;
  void gaps(const Cells& cells, float y) const;
  void digits(const Cells& cells, float y) const;
  void text(const Cells& cells, float y) const;
  void names(const Cells& cells, float y) const;

  const ui::Ui& ui_;
  const state::Compared& compared_;
  const CompareHexRows& rows_;
  NoiseWords& noise_;
  const CompareHexSide& side_;
};

}  // namespace ane::views
