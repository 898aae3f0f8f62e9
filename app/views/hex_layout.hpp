#pragma once
// Where the parts of a hex row stand.

#include <cstdint>
#include <optional>

#include "app/ui/ui.hpp"

namespace ane::views {

/// What the column beside the bytes shows.
enum class TextColumn { Ascii, Half, Word };

struct HexLayout {
  std::uint32_t width = 16;  ///< bytes in a row, perhaps fewer than asked for
  bool has_text = true;
  TextColumn column = TextColumn::Ascii;
  unsigned digits = 8;  ///< of the offset
  float offset_x = 0, bytes_x = 0, cell = 0, gap = 0, text_x = 0, unit_width = 0, row = 0;

  /// Bytes that one unit of the text column stands for.
  std::uint32_t unit() const { return column == TextColumn::Ascii ? 1 : column == TextColumn::Half ? 2 : 4; }
  float byte_x(std::uint32_t column_index) const;
  float bytes_end() const { return byte_x(width - 1) + cell; }
  float text_end() const { return text_x + unit_width * static_cast<float>(width / unit()); }
  /// The cells of bytes [first, last) in the row at `y`.
  ui::Rect bytes(std::uint32_t first, std::uint32_t last, float y) const;
  /// The same in the text column, whole units.
  ui::Rect text(std::uint32_t first, std::uint32_t last, float y) const;
  /// The byte whose cell, in either column, is at `x`.
  std::optional<std::uint32_t> byte_at(float x) const;
};

/// The widest layout up to `wanted` bytes a row that fits: where room is short the text column goes, then the
/// width halves. Numbers in the text column take their room from the width first, since they were asked for.
HexLayout lay_out_hex(const ui::Ui& ui, const ui::Rect& area, std::uint32_t wanted, TextColumn column,
                      unsigned digits);

}  // namespace ane::views
