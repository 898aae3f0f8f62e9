#include "app/views/hex_paint.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/base/bits.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

constexpr std::size_t kMostBytes = 64;

struct CellSpan {
  std::uint32_t first = 0, last = 0;
  bool empty() const { return first >= last; }
};

// The columns of a row that an extent covers.
CellSpan cells_of(const HexRows::Row& row, Extent where) {
  if (!where.overlaps({row.offset, row.size})) return {};
  const std::uint64_t from = std::max(where.offset, row.offset);
  const std::uint64_t to = std::min(where.end(), row.offset + row.size);
  return {static_cast<std::uint32_t>(from - row.offset), static_cast<std::uint32_t>(to - row.offset)};
}

void put(const ui::Ui& ui, ui::Style style, float x, float y, float height, ImU32 color, const char* begin,
         const char* end) {
  const float size = ui.size(style);
  ui.list().AddText(ui.font(style), size, {std::round(x), std::round(y + (height - size) / 2)}, color, begin,
                    end);
}

std::string cell_real(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.4g", value);
  if (std::string_view(text.data()).size() > 8) std::snprintf(text.data(), text.size(), "%.2g", value);
  return text.data();
}

}  // namespace

struct HexPainter::Cells {
  std::array<std::uint8_t, kMostBytes> bytes{};
  std::array<BytePaint, kMostBytes> paint{};
  std::uint32_t count = 0;
};

HexPainter::HexPainter(const ui::Ui& ui, const HexLayout& layout, const state::OpenFile& file,
                       HexOverlay& overlay, const state::ViewOptions& options, const HexMarks& marks)
    : ui_(ui), layout_(layout), file_(file), overlay_(overlay), options_(options), marks_(marks) {}

void HexPainter::header(const ui::Rect& line) const {
  static constexpr char kDigits[] = "0123456789abcdef";
  for (std::uint32_t i = 0; i < layout_.width; ++i) {
    std::string label(1, kDigits[i % 16]);
    if (layout_.width > 16) label.insert(label.begin(), kDigits[i / 16]);
    ui_.text(layout_.bytes(i, i + 1, line.y), ui::Style::Small, ui_.c.tx3, label, ui::Align::Centre,
             ui::Elide::Never);
  }
}

std::string HexPainter::offset_text(std::uint64_t offset) const {
  if (options_.offsets == state::OffsetMode::File) return hex(offset, layout_.digits).substr(2);
  const Region* region = overlay_.regions().at(offset);
  if (region == nullptr || !region->is_section()) return "";
  const std::uint64_t inside = offset - region->start;
  const bool address = options_.offsets == state::OffsetMode::Address;
  if (address && region->section == nullptr) return "";
  return hex(address ? region->section->addr + inside : inside, layout_.digits).substr(2);
}

void HexPainter::offset(const PlacedRow& placed) const {
  const std::string text = offset_text(placed.row.offset);
  const std::string_view shown = text.empty() ? "—" : std::string_view(text);
  put(ui_, ui::Style::Data, layout_.offset_x, placed.y, layout_.row, text.empty() ? ui_.c.tx4 : ui_.c.tx3,
      shown.data(), shown.data() + shown.size());
}

void HexPainter::row(const PlacedRow& placed) const {
  if (placed.row.folded) return fold(placed);
  Cells cells;
  cells.count = static_cast<std::uint32_t>(placed.row.size);
  file_.document()->file().copy(placed.row.offset, std::span(cells.bytes).first(cells.count));
  for (std::uint32_t i = 0; i < cells.count; ++i)
    cells.paint[i] = overlay_.paint(file_, ui_.c, options_.overlay, placed.row.offset + i);
  grounds(placed, cells);
  offset(placed);
  digits(placed, cells);
  if (layout_.has_text) text(placed, cells);
  underlines(placed, cells);
}

void HexPainter::fold(const PlacedRow& placed) const {
  offset(placed);
  const std::string label = "… " + ui::comma_number(placed.row.size) + " zero bytes …";
  const ui::Rect all{layout_.bytes_x, placed.y, layout_.bytes_end() - layout_.bytes_x, layout_.row};
  if (ui_.hovers(all)) ui_.fill(all, ui_.c.hover);
  const float wide = ui_.width(ui::Style::Caption, label);
  ui_.text(all, ui::Style::Caption, ui_.hovers(all) ? ui_.c.tx1 : ui_.c.tx3, label, ui::Align::Centre);
  const float side = std::floor((all.w - wide) / 2 - ui_.px(12));
  if (side <= 0) return;
  const float y = std::round(all.y + (all.h - ui_.px(6)) / 2);
  ui_.hatch({all.x, y, side, ui_.px(6)}, ui_.c.line2, 4);
  ui_.hatch({all.right() - side, y, side, ui_.px(6)}, ui_.c.line2, 4);
}

void HexPainter::grounds(const PlacedRow& placed, const Cells& cells) const {
  ImU32 bar = 0;
  for (std::uint32_t first = 0; first < cells.count;) {
    const BytePaint& paint = cells.paint[first];
    std::uint32_t last = first + 1;
    while (last < cells.count && cells.paint[last].unit == paint.unit &&
           cells.paint[last].ground == paint.ground && cells.paint[last].unknown == paint.unknown)
      ++last;
    ui::Rect area = layout_.bytes(first, last, placed.y);
    if (last < cells.count && cells.paint[last].unit == paint.unit) area.w = layout_.byte_x(last) - area.x;
    if (paint.ground != 0) ui_.fill(area, paint.ground);
    if (paint.unknown) ui_.hatch(area, ui::faded(ui_.c.unknown, 0.35F));
    if (bar == 0) bar = paint.bar;
    first = last;
  }
  if (bar != 0) ui_.fill({layout_.offset_x - ui_.px(8), placed.y, ui_.px(3), layout_.row}, bar);
  const CellSpan selected = cells_of(placed.row, marks_.selected);
  if (selected.empty()) return;
  const ImU32 ground = marks_.outlined() ? ui::faded(ui_.c.selhex, 0.25F) : ui_.c.selhex;
  ui_.fill(layout_.bytes(selected.first, selected.last, placed.y), ground);
  if (layout_.has_text) ui_.fill(layout_.text(selected.first, selected.last, placed.y), ground);
}

void HexPainter::digits(const PlacedRow& placed, const Cells& cells) const {
  static constexpr char kDigits[] = "0123456789abcdef";
  const CellSpan selected = cells_of(placed.row, marks_.selected);
  const CellSpan exact = cells_of(placed.row, marks_.exact.empty() ? marks_.selected : marks_.exact);
  const float inset = (layout_.cell - ui_.width(ui::Style::Data, "00")) / 2;
  const state::EditState& edits = file_.edits;
  const bool edited_row = edits.touches({placed.row.offset, cells.count});
  for (std::uint32_t i = 0; i < cells.count; ++i) {
    const std::uint8_t byte = cells.bytes[i];
    const bool is_selected = i >= selected.first && i < selected.last && !marks_.outlined();
    ImU32 color = byte == 0 || cells.paint[i].joint ? (is_selected ? ui_.c.tx2 : ui_.c.tx3) : ui_.c.tx1;
    if (marks_.link && i >= exact.first && i < exact.last) color = ui_.c.accent;
    if (edited_row && edits.touches({placed.row.offset + i, 1})) {
      color = ui_.c.changed;
      tell_old_byte(placed.row.offset + i, layout_.bytes(i, i + 1, placed.y));
    }
    const char text[2] = {kDigits[byte >> 4], kDigits[byte & 15]};
    put(ui_, ui::Style::Data, layout_.byte_x(i) + inset, placed.y, layout_.row, color, text, text + 2);
  }
}

void HexPainter::tell_old_byte(std::uint64_t offset, const ui::Rect& cell) const {
  const auto old = file_.edits.original->file().u8(offset);
  if (old && ui_.hovers(cell)) ui_.tooltip(cell, "changed, was " + hex(*old, 2));
}

void HexPainter::text(const PlacedRow& placed, const Cells& cells) const {
  if (layout_.column == TextColumn::Ascii) {
    static constexpr std::string_view kDot = "·";
    for (std::uint32_t i = 0; i < cells.count; ++i) {
      const char c = static_cast<char>(cells.bytes[i]);
      const bool printable = cells.bytes[i] > 0x20 && cells.bytes[i] < 0x7f;
      if (c == ' ') continue;
      const char* begin = printable ? &c : kDot.data();
      put(ui_, ui::Style::Data, layout_.text_x + static_cast<float>(i) * layout_.unit_width, placed.y,
          layout_.row, printable ? ui_.c.tx1 : ui_.c.tx4, begin, begin + (printable ? 1 : kDot.size()));
    }
    return;
  }
  const std::uint32_t unit = layout_.unit();
  for (std::uint32_t i = 0; i + unit <= cells.count; i += unit) {
    std::uint32_t raw = 0;
    for (std::uint32_t k = unit; k-- > 0;) raw = raw << 8 | cells.bytes[i + k];
    const std::string shown = layout_.column == TextColumn::Half
                                  ? cell_real(half_to_double(static_cast<std::uint16_t>(raw)))
                                  : std::to_string(raw);
    ui::Rect cell = layout_.text(i, i + unit, placed.y);
    cell.w -= ui_.px(4);
    ui_.text(cell, ui::Style::Small, raw == 0 ? ui_.c.tx3 : ui_.c.tx1, shown, ui::Align::Right,
             ui::Elide::Never);
  }
}

void HexPainter::underlines(const PlacedRow& placed, const Cells& cells) const {
  const auto below = [&](CellSpan columns, ImU32 color, float height) {
    if (columns.empty()) return;
    ui::Rect area = layout_.bytes(columns.first, columns.last, placed.y);
    area.y += area.h - height;
    area.h = height;
    ui_.fill(area, color);
  };
  if (options_.overlay == state::Overlay::Field)
    for (std::uint32_t i = 0; i < cells.count; ++i) field_lines(placed.row.offset + i, i, placed.y);
  const auto first = std::partition_point(marks_.matches.begin(), marks_.matches.end(),
                                          [&](Extent match) { return match.end() <= placed.row.offset; });
  for (auto match = first; match != marks_.matches.end(); ++match) {
    if (match->offset >= placed.row.offset + placed.row.size) break;
    below(cells_of(placed.row, *match), ui_.c.accent, ui_.px(2));
  }
  if (marks_.link) below(cells_of(placed.row, marks_.selected), ui_.c.accent, ui_.line());
  below(cells_of(placed.row, marks_.exact), ui_.c.ring, ui_.px(2));
  if (marks_.caret && *marks_.caret >= placed.row.offset &&
      *marks_.caret - placed.row.offset < placed.row.size) {
    const auto column = static_cast<std::uint32_t>(*marks_.caret - placed.row.offset);
    ui_.frame(layout_.bytes(column, column + 1, placed.y), ui_.c.ring, 0, ui_.px(2));
  }
}

void HexPainter::field_lines(std::uint64_t offset, std::uint32_t column, float y) const {
  const HexOverlay::Word* word = overlay_.word_at(file_, offset);
  if (word == nullptr || word->fields == nullptr) return;
  const auto low = static_cast<unsigned>(offset - word->offset) * 8;
  const float wide = ui_.width(ui::Style::Data, "00");
  const float x = layout_.byte_x(column) + (layout_.cell - wide) / 2;
  const ImU32 hue = word->block.empty() ? ui_.c.tx3 : ui::block_color(ui_.c, word->block).hue;
  for (std::size_t i = 0; i < word->fields->size(); ++i) {
    const regdb::Field& field = (*word->fields)[i];
    const unsigned from = std::max<unsigned>(field.lsb, low);
    const unsigned to = std::min<unsigned>(field.lsb + field.width, low + 8);
    if (from >= to) continue;
    // The high bits of a byte are its left digit.
    const float left = std::round(x + wide * static_cast<float>(low + 8 - to) / 8);
    const float right = std::round(x + wide * static_cast<float>(low + 8 - from) / 8);
    ui_.fill(
        {left, y + layout_.row - 2 * ui_.line(), std::max(ui_.line(), right - left - ui_.line()), ui_.line()},
        i % 2 == 0 ? hue : ui::faded(hue, 0.55F));
  }
}

void HexPainter::outlines(std::span<const PlacedRow> rows) const {
  if (marks_.outlined()) outline(rows, marks_.selected, ui_.c.ring, ui_.line());
  if (!marks_.hovered.empty()) outline(rows, marks_.hovered, ui_.c.tx3, ui_.line());
}

void HexPainter::outline(std::span<const PlacedRow> rows, Extent where, ImU32 color, float thickness) const {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const PlacedRow& placed = rows[i];
    if (placed.row.folded) continue;
    const CellSpan here = cells_of(placed.row, where);
    if (here.empty()) continue;
    const CellSpan above = i > 0 && !rows[i - 1].row.folded ? cells_of(rows[i - 1].row, where) : CellSpan{};
    const CellSpan below =
        i + 1 < rows.size() && !rows[i + 1].row.folded ? cells_of(rows[i + 1].row, where) : CellSpan{};
    const bool more_above = i == 0 && where.offset < placed.row.offset;
    const bool more_below = i + 1 == rows.size() && where.end() > placed.row.offset + placed.row.size;
    const ui::Rect area = layout_.bytes(here.first, here.last, placed.y);
    ui_.fill({area.x, area.y, thickness, area.h}, color);
    ui_.fill({area.right() - thickness, area.y, thickness, area.h}, color);
    // An edge is drawn where the row above or below is not part of the extent.
    const std::uint32_t top_end = above.empty() ? here.last : std::min(here.last, above.first);
    if (!more_above && top_end > here.first) {
      const ui::Rect edge = layout_.bytes(here.first, top_end, placed.y);
      ui_.fill({edge.x, edge.y, edge.w, thickness}, color);
    }
    const std::uint32_t bottom_begin = below.empty() ? here.first : std::max(here.first, below.last);
    if (!more_below && bottom_begin < here.last) {
      const ui::Rect edge = layout_.bytes(bottom_begin, here.last, placed.y);
      ui_.fill({edge.x, edge.bottom() - thickness, edge.w, thickness}, color);
    }
  }
}

}  // namespace ane::views
