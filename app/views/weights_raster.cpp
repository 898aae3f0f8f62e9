// The part of WeightsGrid that draws matrices and stored halfwords.

#include <algorithm>
#include <cmath>

#include "app/views/weights_grid.hpp"
#include "core/base/bits.hpp"

namespace ane::views {
namespace {

using state::WeightsLayout;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr std::uint64_t kStoredColumns = 64;
constexpr float kLeastCell = 2, kLeastStored = 4, kMostStored = 18, kMostRasterCell = 40;
constexpr float kRasterGapFrom = 6, kAloneFrom = 12;
constexpr float kRasterLabels = 44, kRasterTitle = 18;

std::uint64_t rows_of(const model::Chunk& chunk, std::uint64_t columns) {
  return pieces(chunk.bytes.size / 2, columns);
}

/// A step of row or column numbers that are read easily and do not run into each other.
std::uint64_t label_step(double cell, double room) {
  std::uint64_t step = 1;
  for (const std::uint64_t factor :
       {2U, 2U, 2U, 2U, 2U, 2U, 2U, 2U, 2U, 2U, 2U, 2U, 2U, 2U, 2U, 2U, 2U, 2U}) {
    if (static_cast<double>(step) * cell >= room) break;
    step *= factor;
  }
  return step;
}

}  // namespace

bool WeightsGrid::Window::same(const Window& other) const {
  return shown == other.shown && layout == other.layout && step == other.step &&
         first_row == other.first_row && first_column == other.first_column && height == other.height &&
         width == other.width;
}

std::uint64_t WeightsGrid::stored_columns() const {
  std::uint64_t longest = 1;
  for (const model::Chunk& chunk : subject_->shown.constant.chunks)
    longest = std::max(longest, chunk.bytes.size / 2);
  return std::min(kStoredColumns, longest);
}

std::uint64_t WeightsGrid::stored_rows() const {
  std::uint64_t rows = 0;
  for (const model::Chunk& chunk : subject_->shown.constant.chunks) rows += rows_of(chunk, stored_columns());
  return rows;
}

std::optional<std::uint64_t> WeightsGrid::stored_offset(std::uint64_t row, std::uint64_t column) const {
  for (const model::Chunk& chunk : subject_->shown.constant.chunks) {
    const std::uint64_t rows = rows_of(chunk, stored_columns());
    if (row >= rows) {
      row -= rows;
      continue;
    }
    const std::uint64_t at = 2 * (row * stored_columns() + column);
    if (at + 2 > chunk.bytes.size) return std::nullopt;
    return chunk.bytes.offset + at;
  }
  return std::nullopt;
}

std::uint16_t WeightsGrid::raster_bits(std::uint64_t row, std::uint64_t column) const {
  if (subject_->layout != WeightsLayout::Stored)
    return subject_->shown.at(row * subject_->shown.matrix_columns() + column);
  const auto offset = stored_offset(row, column);
  return offset ? subject_->document->file().u16(*offset).value_or(0) : std::uint16_t{0};
}

std::optional<GridHit> WeightsGrid::raster_hit(std::uint64_t row, std::uint64_t column) const {
  const state::ShownConstant& shown = subject_->shown;
  GridHit hit;
  hit.bits = raster_bits(row, column);
  if (subject_->layout == WeightsLayout::Stored) {
    hit.offset = stored_offset(row, column);
    if (!hit.offset) return std::nullopt;
    const auto index = shown.tensor ? shown.tensor->index_at(*hit.offset) : std::nullopt;
    if (index) hit.element = shown.tensor->element_of(*index);
    return hit;
  }
  hit.element = row * shown.matrix_columns() + column;
  hit.offset = shown.tensor->offset_of(shown.tensor->index_of(*hit.element));
  return hit;
}

// How large a cell is, and how many elements it stands for where they do not fit one by one.
void WeightsGrid::plan_raster(const ui::Ui& ui, const Rect& area) {
  const bool stored = subject_->layout == WeightsLayout::Stored;
  window_ = {};
  window_.shown = &subject_->shown;
  window_.layout = subject_->layout;
  window_.rows = stored ? stored_rows() : subject_->shown.matrix_rows();
  window_.columns = stored ? stored_columns() : subject_->shown.matrix_columns();
  const float across = area.w / static_cast<float>(std::max<std::uint64_t>(1, window_.columns));
  const float down = area.h / static_cast<float>(std::max<std::uint64_t>(1, window_.rows));
  float scale = stored ? std::clamp(across, ui.px(kLeastStored), ui.px(kMostStored))
                       : std::min({across, down, ui.px(kMostRasterCell)});
  if (scale >= 1) scale = std::floor(scale);
  scale *= std::exp2(static_cast<float>(zoom_) / 2);
  const float least = stored ? ui.px(kLeastStored) : kLeastCell;
  if (scale >= least || stored) {
    window_.cell = std::round(std::clamp(scale, least, ui.px(64)));
  } else {
    window_.step = static_cast<std::uint64_t>(std::ceil(least / std::max(scale, 1e-9F)));
    window_.cell = least;
  }
}

void WeightsGrid::fill_raster() {
  if (window_.same(filled_)) return;
  filled_ = window_;
  cells_.assign(window_.height * window_.width, 0);
  const state::ReducedMatrix& reduced = subject_->shown.reduced;
  const std::uint64_t step = window_.step;
  const bool coarse = step > 1 && subject_->layout != WeightsLayout::Stored && !reduced.cells.empty();
  for (std::uint64_t y = 0; y < window_.height; ++y) {
    for (std::uint64_t x = 0; x < window_.width; ++x) {
      const std::uint64_t row = (window_.first_row + y) * step, column = (window_.first_column + x) * step;
      std::uint16_t& cell = cells_[y * window_.width + x];
      if (!coarse) {
        cell = raster_bits(row, column);
        continue;
      }
      const std::uint64_t bottom =
          std::min(pieces(std::min(row + step, window_.rows), reduced.row_step), reduced.rows);
      const std::uint64_t right =
          std::min(pieces(std::min(column + step, window_.columns), reduced.column_step), reduced.columns);
      for (std::uint64_t r = row / reduced.row_step; r < bottom; ++r) {
        for (std::uint64_t c = column / reduced.column_step; c < right; ++c)
          cell = state::stronger(cell, reduced.cells[r * reduced.columns + c]);
      }
    }
  }
}

void WeightsGrid::draw_raster_cells(const ui::Ui& ui, const Rect& area) {
  const Window& w = window_;
  const float gap = w.cell >= ui.px(kRasterGapFrom) ? ui.line() : 0;
  const auto x_of = [&](std::uint64_t x) {
    return std::round(
        area.x +
        static_cast<float>(static_cast<double>(w.first_column + x) * static_cast<double>(w.cell) - left_));
  };
  const auto y_of = [&](std::uint64_t y) {
    return std::round(
        area.y +
        static_cast<float>(static_cast<double>(w.first_row + y) * static_cast<double>(w.cell) - top_));
  };
  const bool alone = w.cell >= ui.px(kAloneFrom) && w.step == 1;
  const ImU32 zero = colors_->zero();
  // Zeros are the ground, so that only other cells cost something.
  if (!alone && gap == 0 && w.height > 0 && w.width > 0)
    ui.fill({x_of(0), y_of(0), x_of(w.width) - x_of(0), y_of(w.height) - y_of(0)}, zero);
  for (std::uint64_t y = 0; y < w.height; ++y) {
    if (!alone && gap == 0) {
      draw_dense_row(ui, x_of(0), y_of(y), y);
      continue;
    }
    for (std::uint64_t x = 0; x < w.width; ++x) {
      const std::uint16_t bits = cells_[y * w.width + x];
      const Rect cell{x_of(x), y_of(y), w.cell - gap, w.cell - gap};
      if (w.layout == WeightsLayout::Stored && !stored_offset((w.first_row + y), w.first_column + x))
        continue;
      if (alone) {
        draw_cell(ui, cell, bits);
      } else {
        ui.fill(cell, small_color(bits));
      }
    }
  }
}

ImU32 WeightsGrid::small_color(std::uint16_t bits) const {
  const ImU32 color = colors_->at(bits);
  if (!subject_->brush) return color;
  const double value = half_to_double(bits);
  const bool dimmed = value < subject_->brush->low || value > subject_->brush->high;
  return dimmed ? ui::faded(color, 0.25F) : color;
}

// Neighbours of one colour are one rectangle, and a row is one piece of the draw list.
void WeightsGrid::draw_dense_row(const ui::Ui& ui, float left, float top, std::uint64_t row) {
  const ImU32 zero = colors_->zero();
  runs_.clear();
  for (std::uint64_t x = 0; x < window_.width; ++x) {
    const ImU32 color = small_color(cells_[row * window_.width + x]);
    if (!runs_.empty() && runs_.back().color == color) {
      runs_.back().end = x + 1;
    } else {
      runs_.push_back({x, x + 1, color});
    }
  }
  std::erase_if(runs_, [&](const Run& run) { return run.color == zero; });
  const auto count = static_cast<int>(runs_.size());
  ui.list().PrimReserve(6 * count, 4 * count);
  for (const Run& run : runs_) {
    ui.list().PrimRect({left + window_.cell * static_cast<float>(run.first), top},
                       {left + window_.cell * static_cast<float>(run.end), top + window_.cell}, run.color);
  }
}

// Numbers of rows at the left and of columns above; in what is stored the engine whose chunk begins.
void WeightsGrid::draw_raster_labels(const ui::Ui& ui, const Rect& area) const {
  const double element = static_cast<double>(window_.cell) / static_cast<double>(window_.step);
  const std::uint64_t across = label_step(element, static_cast<double>(ui.px(40)));
  const std::uint64_t down = label_step(element, static_cast<double>(ui.px(16)));
  const auto last_column = std::min(window_.columns, (window_.first_column + window_.width) * window_.step);
  for (std::uint64_t c = pieces(window_.first_column * window_.step, across) * across; c < last_column;
       c += across) {
    const float x = area.x + static_cast<float>(static_cast<double>(c) * element - left_);
    ui.text({std::round(x), area.y - ui.px(kRasterTitle), ui.px(40), ui.px(kRasterTitle)}, Style::Small,
            ui.c.tx3, std::to_string(c));
  }
  const float height = std::max(ui.px(12), static_cast<float>(element));
  const auto label = [&](std::uint64_t row, const std::string& text) {
    const float y = area.y + static_cast<float>(static_cast<double>(row) * element - top_);
    if (y < area.y - 1 || y > area.bottom()) return;
    ui.text({area.x - ui.px(kRasterLabels), std::round(y), ui.px(kRasterLabels - 8), height}, Style::Small,
            ui.c.tx3, text, Align::Right);
  };
  if (window_.layout == WeightsLayout::Stored) {
    std::uint64_t row = 0;
    const bool engines = subject_->shown.constant.chunks.size() > 1;
    double next = 0;
    for (const model::Chunk& chunk : subject_->shown.constant.chunks) {
      const double y = static_cast<double>(row) * element;
      if (y >= next) {
        label(row, engines ? "NE " + std::to_string(chunk.core) : "0");
        next = y + static_cast<double>(ui.px(13));
      }
      row += rows_of(chunk, stored_columns());
    }
    return;
  }
  const auto last = std::min(window_.rows, (window_.first_row + window_.height) * window_.step);
  for (std::uint64_t r = pieces(window_.first_row * window_.step, down) * down; r < last; r += down)
    label(r, std::to_string(r));
}

void WeightsGrid::reveal_cell(const Rect& area) {
  const auto cell = static_cast<double>(window_.cell);
  if (reveal_ && window_.layout == WeightsLayout::Matrix) {
    const double y = static_cast<double>(*reveal_ / window_.columns / window_.step) * cell;
    const double x = static_cast<double>(*reveal_ % window_.columns / window_.step) * cell;
    const auto height = static_cast<double>(area.h), width = static_cast<double>(area.w);
    if (y < top_ || y + cell > top_ + height) top_ = y - height / 3;
    if (x < left_ || x + cell > left_ + width) left_ = x - width / 3;
  }
  reveal_.reset();
}

// Which cells are in sight.
void WeightsGrid::place_window(const Rect& area) {
  const auto cell = static_cast<double>(window_.cell);
  const std::uint64_t down = pieces(window_.rows, window_.step);
  const std::uint64_t across = pieces(window_.columns, window_.step);
  window_.first_row = std::min(down, static_cast<std::uint64_t>(top_ / cell));
  window_.first_column = std::min(across, static_cast<std::uint64_t>(left_ / cell));
  const auto fit = [&](float room) { return static_cast<std::uint64_t>(std::ceil(room / window_.cell)) + 1; };
  window_.height = std::min(fit(area.h), down - window_.first_row);
  window_.width = std::min(fit(area.w), across - window_.first_column);
}

Rect WeightsGrid::raster_cell(const Rect& area, std::uint64_t row, std::uint64_t column) const {
  const auto cell = static_cast<double>(window_.cell);
  const double x = static_cast<double>(column / window_.step) * cell - left_;
  const double y = static_cast<double>(row / window_.step) * cell - top_;
  return {std::round(area.x + static_cast<float>(x)), std::round(area.y + static_cast<float>(y)),
          window_.cell, window_.cell};
}

void WeightsGrid::draw_raster_marks(const ui::Ui& ui, const Rect& area) const {
  if (window_.layout == WeightsLayout::Matrix) {
    for (const std::uint64_t element : subject_->edited) {
      const Rect cell = raster_cell(area, element / window_.columns, element % window_.columns);
      if (cell.bottom() > area.y && cell.y < area.bottom()) draw_edit_mark(ui, cell);
    }
  }
  if (subject_->picked && window_.layout == WeightsLayout::Matrix)
    draw_mark(ui,
              raster_cell(area, *subject_->picked / window_.columns, *subject_->picked % window_.columns));
  if (!subject_->selected || window_.layout != WeightsLayout::Stored) return;
  const std::uint64_t columns = stored_columns();
  std::uint64_t row = 0;
  for (const model::Chunk& chunk : subject_->shown.constant.chunks) {
    if (chunk.bytes.contains(*subject_->selected)) {
      const std::uint64_t half = (*subject_->selected - chunk.bytes.offset) / 2;
      draw_mark(ui, raster_cell(area, row + half / columns, half % columns));
    }
    row += rows_of(chunk, columns);
  }
}

std::optional<GridHit> WeightsGrid::raster_under(const ui::Ui& ui, const Rect& area) const {
  if (!ui.hovers(area)) return std::nullopt;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const auto cell = static_cast<double>(window_.cell);
  const double x = static_cast<double>(mouse.x - area.x) + left_;
  const double y = static_cast<double>(mouse.y - area.y) + top_;
  const std::uint64_t column = static_cast<std::uint64_t>(x / cell) * window_.step;
  const std::uint64_t row = static_cast<std::uint64_t>(y / cell) * window_.step;
  if (row >= window_.rows || column >= window_.columns) return std::nullopt;
  auto hit = raster_hit(row, column);
  if (hit) hit->stands_for = window_.step * window_.step;
  return hit;
}

std::optional<GridHit> WeightsGrid::draw_raster(ui::ViewContext& context, const Rect& whole) {
  const ui::Ui& ui = context.ui;
  const Rect area{whole.x + ui.px(kRasterLabels), whole.y + ui.px(kRasterTitle),
                  whole.w - ui.px(kRasterLabels), whole.h - ui.px(kRasterTitle)};
  if (area.w < 1 || area.h < 1) return std::nullopt;
  plan_raster(ui, area);
  reveal_cell(area);
  const auto cell = static_cast<double>(window_.cell);
  move(ui, context, area, static_cast<double>(pieces(window_.columns, window_.step)) * cell,
       static_cast<double>(pieces(window_.rows, window_.step)) * cell);
  place_window(area);
  fill_raster();
  draw_raster_labels(ui, area);
  // Room for the frame of a cell at the edge.
  const float edge = ui.px(3);
  ui.list().PushClipRect({area.x - edge, area.y - edge}, {area.right(), area.bottom()}, true);
  draw_raster_cells(ui, area);
  draw_raster_marks(ui, area);
  ui.list().PopClipRect();
  return raster_under(ui, area);
}

}  // namespace ane::views
