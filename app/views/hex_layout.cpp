#include "app/views/hex_layout.hpp"

#include <algorithm>
#include <cmath>

namespace ane::views {

float HexLayout::byte_x(std::uint32_t column_index) const {
  return bytes_x + static_cast<float>(column_index) * cell + static_cast<float>(column_index / 4) * gap;
}

ui::Rect HexLayout::bytes(std::uint32_t first, std::uint32_t last, float y) const {
  const float x = byte_x(first);
  return {x, y, byte_x(last - 1) + cell - x, row};
}

ui::Rect HexLayout::text(std::uint32_t first, std::uint32_t last, float y) const {
  const float from = std::round(static_cast<float>(first / unit()) * unit_width);
  const float to = std::round(static_cast<float>((last + unit() - 1) / unit()) * unit_width);
  return {text_x + from, y, to - from, row};
}

std::optional<std::uint32_t> HexLayout::byte_at(float x) const {
  if (x >= bytes_x && x < bytes_end()) {
    // The gap behind a group of four belongs to the byte before it.
    const float group = 4 * cell + gap;
    const auto whole = static_cast<std::uint32_t>((x - bytes_x) / group);
    const float rest = x - bytes_x - static_cast<float>(whole) * group;
    return std::min(width - 1,
                    whole * 4 + std::min<std::uint32_t>(3, static_cast<std::uint32_t>(rest / cell)));
  }
  if (has_text && x >= text_x && x < text_end())
    return std::min(width - 1, static_cast<std::uint32_t>((x - text_x) / unit_width) * unit());
  return std::nullopt;
}

HexLayout lay_out_hex(const ui::Ui& ui, const ui::Rect& area, std::uint32_t wanted, TextColumn column,
                      unsigned digits) {
  HexLayout layout;
  layout.column = column;
  layout.digits = digits;
  layout.row = ui.field_row();
  layout.cell = ui.px(17);
  layout.gap = ui.px(6);
  layout.offset_x = area.x + ui.px(8);
  layout.bytes_x = layout.offset_x + ui.px(std::round(7.2F * static_cast<float>(digits) + 6.4F));
  layout.unit_width =
      column == TextColumn::Ascii ? 7.2F * ui.scale : ui.px(column == TextColumn::Half ? 60.0F : 74.0F);
  const float room = area.right() - ui.px(4);
  const auto fits = [&](std::uint32_t width, bool text) {
    layout.width = width;
    layout.has_text = text;
    layout.text_x = layout.bytes_end() + ui.px(12);
    return (text ? layout.text_end() : layout.bytes_end()) <= room;
  };
  if (column != TextColumn::Ascii) {
    for (std::uint32_t width = wanted; width >= 8; width /= 2)
      if (fits(width, true)) return layout;
  }
  for (std::uint32_t width = wanted; width > 8; width /= 2)
    if (fits(width, true) || fits(width, false)) return layout;
  if (!fits(8, true)) fits(8, false);
  return layout;
}

}  // namespace ane::views
