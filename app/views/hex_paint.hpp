#pragma once
// Draws rows of bytes: grounds, digits, text, and the marks of what is selected and pointed at.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/state/app.hpp"
#include "app/views/hex_layout.hpp"
#include "app/views/hex_overlay.hpp"
#include "app/views/hex_rows.hpp"

namespace ane::views {

/// A row of the file at its place on the screen.
struct PlacedRow {
  HexRows::Row row;
  float y = 0;
};

struct HexMarks {
  Extent selected;
  Extent exact;       ///< bytes of the selected bit field
  bool link = false;  ///< what is selected points somewhere
  Extent hovered;
  std::optional<std::uint64_t> caret;
  std::span<const Extent> matches;  ///< in ascending order

  /// Large structures get an outline: a ground would hide what they are made of.
  bool outlined() const { return selected.size > 256; }
};

class HexPainter {
 public:
  HexPainter(const ui::Ui& ui, const HexLayout& layout, const state::OpenFile& file, HexOverlay& overlay,
             const state::ViewOptions& options, const HexMarks& marks);

  void header(const ui::Rect& line) const;
  void row(const PlacedRow& placed) const;
  /// Frames that run over several rows.
  void outlines(std::span<const PlacedRow> rows) const;
  /// The text of the offset column, "" where the byte has none.
  std::string offset_text(std::uint64_t offset) const;

 private:
  struct Cells;
  void fold(const PlacedRow& placed) const;
  void offset(const PlacedRow& placed) const;
  void grounds(const PlacedRow& placed, const Cells& cells) const;
  void digits(const PlacedRow& placed, const Cells& cells) const;
  void tell_old_byte(std::uint64_t offset, const ui::Rect& cell) const;
  void text(const PlacedRow& placed, const Cells& cells) const;
  void underlines(const PlacedRow& placed, const Cells& cells) const;
  void field_lines(std::uint64_t offset, std::uint32_t column, float y) const;
  void outline(std::span<const PlacedRow> rows, Extent where, ImU32 color, float thickness) const;

  const ui::Ui& ui_;
  const HexLayout& layout_;
  const state::OpenFile& file_;
  HexOverlay& overlay_;
  const state::ViewOptions& options_;
  const HexMarks& marks_;
};

}  // namespace ane::views
