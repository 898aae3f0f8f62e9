#include "app/views/compare_hex_paint.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/views/compare_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using ui::Style;

constexpr std::size_t kMostCells = 16;
constexpr std::size_t kPairsKept = 256;

// Where a field of a pair lies on one side.
std::optional<std::uint64_t> word_of(const task::Task& task, const regdb::FieldRef& field) {
  if (field.header != nullptr) return task.where.offset + std::uint64_t{4} * field.header->word;
  const task::Write* write = field.reg == nullptr ? nullptr : task.last_write(field.address());
  if (write == nullptr) return std::nullopt;
  return write->offset;
}

}  // namespace

bool NoiseWords::has(const diff::Comparison& comparison, std::size_t index, bool side_b,
                     std::uint64_t offset) {
  if (pairs_.size() > kPairsKept) pairs_.clear();
  const auto known = pairs_.find({index, side_b});
  if (known != pairs_.end()) return known->second.contains(offset & ~std::uint64_t{3});
  Words& words = pairs_[{index, side_b}];
  const diff::TaskPair& pair = comparison.tasks[index];
  const auto number = side_b ? pair.b : pair.a;
  if (!number || !pair.paired()) return false;
  Diagnostics ignored;
  const task::Task task = (side_b ? comparison.b : comparison.a)->decode(*number, ignored);
  const std::size_t end = pair.first_change + pair.change_count + pair.noise_count;
  // Noise first: a word in which something real differs too is no noise.
  for (const bool noise : {true, false}) {
    for (std::size_t i = pair.first_change; i < end; ++i) {
      const diff::Change& change = comparison.changes[i];
      if (change.noise != noise || change.field == diff::Change::kNoField) continue;
      const auto& field = side_b ? comparison.fields[change.field].b : comparison.fields[change.field].a;
      const auto word = field ? word_of(task, *field) : std::nullopt;
      if (!word) continue;
      if (noise) {
        words.insert(*word & ~std::uint64_t{3});
      } else {
        words.erase(*word & ~std::uint64_t{3});
      }
    }
  }
  return words.contains(offset & ~std::uint64_t{3});
}

struct CompareHexPainter::Cells {
  enum Look { Same, Changed, Noise, Alone };
  struct One {
    std::optional<std::uint64_t> offset;
    std::uint8_t byte = 0;
    Look look = Same;
    BytePaint paint;
  };
  std::array<One, kMostCells> list{};
  std::uint32_t count = 0;
};

void CompareHexPainter::fill(const CompareHexRows::Row& row, Cells& cells) const {
  cells.count =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(kMostCells, row.cells.end - row.cells.begin));
  const diff::Comparison& comparison = compared_.comparison;
  for (std::uint32_t i = 0; i < cells.count; ++i) {
    const CompareHexRows::Cell cell = rows_.cell(row.cells.begin + i);
    Cells::One& one = cells.list[i];
    one.offset = side_.side_b ? cell.b : cell.a;
    if (!one.offset) continue;
    one.byte = (side_.side_b ? comparison.b : comparison.a)->file().u8(*one.offset).value_or(0);
    one.paint = side_.overlay->paint(*side_.file, ui_.c, state::Overlay::Block, *one.offset);
    if (!cell.a || !cell.b) {
      one.look = rows_.is_padding(*cell.range) ? Cells::Same : Cells::Alone;
      continue;
    }
    if (cell.range->status == diff::Status::Same) continue;
    const std::uint8_t other = side_.side_b ? comparison.a->file().u8(*cell.a).value_or(0)
                                            : comparison.b->file().u8(*cell.b).value_or(0);
    if (one.byte == other) continue;
    const bool quiet = !side_.show_noise && cell.range->part == diff::BytePart::Task &&
                       noise_.has(comparison, cell.range->index, side_.side_b, *one.offset);
    one.look = quiet ? Cells::Noise : Cells::Changed;
  }
}

void CompareHexPainter::row(const CompareHexRows::Row& row, float y) const {
  if (row.folded) return fold(row, y);
  Cells cells;
  fill(row, cells);
  grounds(cells, y);
  gaps(cells, y);
  const auto first = std::find_if(cells.list.begin(), cells.list.begin() + cells.count,
                                  [](const Cells::One& one) { return one.offset.has_value(); });
  if (first != cells.list.begin() + cells.count) {
    const std::string offset = hex(*first->offset, side_.layout.digits).substr(2);
    ui_.text({side_.layout.offset_x, y, ui_.px(80), side_.layout.row}, Style::Data, ui_.c.tx3, offset,
             ui::Align::Left, ui::Elide::Never);
  }
  digits(cells, y);
  if (side_.layout.has_text) text(cells, y);
  if (side_.names_x > 0) names(cells, y);
}

void CompareHexPainter::fold(const CompareHexRows::Row& row, float y) const {
  const HexLayout& at = side_.layout;
  const float end = side_.right - ui_.px(12);
  const ui::Rect all{at.offset_x - ui_.px(8), y, end - at.offset_x + ui_.px(8), at.row};
  ui_.fill(all, ui_.hovers(all) ? ui_.c.hover : ui_.c.bg2);
  const std::string bytes = ui::comma_number(row.cells.end - row.cells.begin);
  const std::string text =
      rows_.parts_text(row) +
      (row.noise ? ": " + bytes + " bytes, the same but for noise" : ": " + bytes + " equal bytes");
  ui_.icon({at.offset_x, y, ui_.px(14), at.row}, ui::Icon::Expand, 12, ui_.c.tx3);
  ui_.text({at.offset_x + ui_.px(18), y, end - at.offset_x - ui_.px(18), at.row}, Style::Caption, ui_.c.tx3,
           text);
}

void CompareHexPainter::grounds(const Cells& cells, float y) const {
  ImU32 bar = 0;
  for (std::uint32_t i = 0; i < cells.count; ++i) {
    const Cells::One& one = cells.list[i];
    if (!one.offset) continue;
    ui::Rect area = side_.layout.bytes(i, i + 1, y);
    // Neighbours of one block have no gap between them.
    const Cells::One* next = i + 1 < cells.count ? &cells.list[i + 1] : nullptr;
    if (next != nullptr && next->offset && next->paint.unit == one.paint.unit && one.paint.unit != 0 &&
        next->look == one.look)
      area.w = side_.layout.byte_x(i + 1) - area.x;
    const bool loud = one.look == Cells::Changed || one.look == Cells::Alone;
    const ImU32 tint = side_.side_b ? ui_.c.added_tint : ui_.c.removed_tint;
    const ImU32 ground = loud ? tint : one.paint.ground;
    if (ground != 0) ui_.fill(area, ground);
    if (one.paint.unknown && !loud) ui_.hatch(area, ui::faded(ui_.c.unknown, 0.35F));
    if (side_.selected.contains(*one.offset)) ui_.fill(area, ui_.c.selhex);
    if (bar == 0) bar = one.paint.bar;
  }
  if (bar != 0) ui_.fill({side_.layout.offset_x - ui_.px(8), y, ui_.px(3), side_.layout.row}, bar);
}

void CompareHexPainter::gaps(const Cells& cells, float y) const {
  for (std::uint32_t first = 0; first < cells.count;) {
    if (cells.list[first].offset) {
      ++first;
      continue;
    }
    std::uint32_t last = first;
    while (last < cells.count && !cells.list[last].offset) ++last;
    draw_gap(ui_, side_.layout.bytes(first, last, y));
    first = last;
  }
}

void CompareHexPainter::digits(const Cells& cells, float y) const {
  static constexpr char kDigits[] = "0123456789abcdef";
  const HexLayout& at = side_.layout;
  const float inset = (at.cell - ui_.width(Style::Data, "00")) / 2;
  const ImU32 own = side_.side_b ? ui_.c.added : ui_.c.removed;
  for (std::uint32_t i = 0; i < cells.count; ++i) {
    const Cells::One& one = cells.list[i];
    if (!one.offset) continue;
    const bool loud = one.look == Cells::Changed || one.look == Cells::Alone;
    const ImU32 color = loud ? own : one.byte == 0 || one.paint.joint ? ui_.c.tx3 : ui_.c.tx1;
    const char digits[2] = {kDigits[one.byte >> 4], kDigits[one.byte & 15]};
    ui_.text({at.byte_x(i) + inset, y, at.cell, at.row}, Style::Data, color, std::string_view(digits, 2),
             ui::Align::Left, ui::Elide::Never);
    if (one.look != Cells::Changed && one.look != Cells::Noise) continue;
    ui::Rect line = at.bytes(i, i + 1, y);
    const float height = one.look == Cells::Noise ? ui_.line() : ui_.px(2);
    line.y += line.h - height;
    line.h = height;
    ui_.fill(line, one.look == Cells::Noise ? ui_.c.tx4 : own);
  }
}

void CompareHexPainter::text(const Cells& cells, float y) const {
  for (std::uint32_t i = 0; i < cells.count; ++i) {
    const Cells::One& one = cells.list[i];
    if (!one.offset || one.byte == ' ') continue;
    const char c = static_cast<char>(one.byte);
    const bool printable = one.byte > 0x20 && one.byte < 0x7f;
    ui_.text(side_.layout.text(i, i + 1, y), Style::Data, printable ? ui_.c.tx1 : ui_.c.tx4,
             printable ? std::string_view(&c, 1) : "·", ui::Align::Left, ui::Elide::Never);
  }
}

// Registers of the row; those that changed stand out.
void CompareHexPainter::names(const Cells& cells, float y) const {
  float x = side_.names_x;
  const float end = side_.right - ui_.px(14);
  std::string_view before;
  for (std::uint32_t i = 0; i < cells.count; ++i) {
    if (!cells.list[i].offset) continue;
    const HexOverlay::Word* word = side_.overlay->word_at(*side_.file, *cells.list[i].offset);
    if (word == nullptr || word->name.empty() || word->name == before) continue;
    bool changed = false;
    for (std::uint32_t k = i;
         k < cells.count && cells.list[k].offset && *cells.list[k].offset < word->offset + 4; ++k)
      changed = changed || cells.list[k].look == Cells::Changed || cells.list[k].look == Cells::Alone;
    if (!before.empty()) x = ui_.text({x, y, end - x, side_.layout.row}, Style::Caption, ui_.c.tx3, ", ");
    before = word->name;
    if (x + ui_.px(24) > end) return;
    x = ui_.text({x, y, end - x, side_.layout.row}, Style::Caption, changed ? ui_.c.tx1 : ui_.c.tx3,
                 word->name);
  }
}

}  // namespace ane::views
