#pragma once
// Weights as coloured cells: filters as tiles, a matrix, or the halfwords as they are stored. What does not
// fit is made smaller: a cell of a matrix then stands for several elements and shows the strongest of them,
// so that no frame draws more than one cell for every 2x2 pixels.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/state/app.hpp"
#include "app/state/shown_constant.hpp"
#include "app/ui/view.hpp"
#include "app/views/value_colors.hpp"

namespace ane::views {

/// Pieces of `step` that `count` takes, the last one perhaps smaller.
constexpr std::uint64_t pieces(std::uint64_t count, std::uint64_t step) {
  return count == 0 ? 0 : (count - 1) / step + 1;
}

/// A cell that the pointer is on.
struct GridHit {
  std::optional<std::uint64_t> element;  ///< in C order; nothing for stored bytes that hold none
  std::optional<std::uint64_t> offset;   ///< in the file; nothing for zeros that are not stored
  std::uint16_t bits = 0;
  std::uint64_t stands_for = 1;  ///< elements that the cell stands for
};

/// What is drawn this frame.
struct GridSubject {
  const state::ShownConstant& shown;
  const document::DocumentPtr& document;
  state::WeightsLayout layout = state::WeightsLayout::Filters;
  ValueRange range;
  std::optional<ValueRange> brush;          ///< cells outside of it are dimmed
  std::optional<std::uint64_t> picked;      ///< element
  std::optional<std::uint64_t> selected;    ///< file offset
  std::span<const std::uint64_t> edited{};  ///< elements that are not as in the file, in ascending order
};

class WeightsGrid {
 public:
  /// Draws into `area`; the cell under the pointer, if there is one.
  std::optional<GridHit> draw(ui::ViewContext& context, const ui::Rect& area, const GridSubject& subject,
                              const ValueColors& colors);
  /// Brings an element into sight in the next frame.
  void reveal(std::uint64_t element) { reveal_ = element; }
  /// The layout that a constant can have: what has no filters is a matrix, what is raw is as stored.
  static state::WeightsLayout possible(const state::ShownConstant& shown, state::WeightsLayout wanted);

 private:
  struct Tiles;
  struct TileMarks;
  std::optional<GridHit> draw_tiles(ui::ViewContext& context, const ui::Rect& area);
  void reveal_tile(const ui::Rect& area, const Tiles& t);
  void draw_tile_group(const ui::Ui& ui, const ui::Rect& area, const Tiles& t, std::uint64_t group,
                       float group_y, TileMarks& marks) const;
  void draw_tile(const ui::Ui& ui, const Tiles& t, ImVec2 at, std::uint64_t first, TileMarks& marks) const;
  void draw_output_numbers(const ui::Ui& ui, const ui::Rect& area, const Tiles& t, std::uint64_t group,
                           float y) const;
  std::optional<GridHit> draw_raster(ui::ViewContext& context, const ui::Rect& area);
  void draw_raster_cells(const ui::Ui& ui, const ui::Rect& area);
  void draw_dense_row(const ui::Ui& ui, float left, float top, std::uint64_t row);
  ImU32 small_color(std::uint16_t bits) const;  ///< of a cell without marks, dimmed by the brush
  void draw_raster_labels(const ui::Ui& ui, const ui::Rect& area) const;
  void plan_raster(const ui::Ui& ui, const ui::Rect& area);
  void fill_raster();
  void place_window(const ui::Rect& area);
  void reveal_cell(const ui::Rect& area);
  ui::Rect raster_cell(const ui::Rect& area, std::uint64_t row, std::uint64_t column) const;
  void draw_raster_marks(const ui::Ui& ui, const ui::Rect& area) const;
  std::optional<GridHit> raster_under(const ui::Ui& ui, const ui::Rect& area) const;
  void move(const ui::Ui& ui, ui::ViewContext& context, const ui::Rect& area, double content_w,
            double content_h);
  void draw_cell(const ui::Ui& ui, const ui::Rect& cell, std::uint16_t bits) const;
  static void draw_mark(const ui::Ui& ui, const ui::Rect& cell);
  static void draw_edit_mark(const ui::Ui& ui, const ui::Rect& cell);

  // The elements of a raster: of a matrix, or of chunks in rows of at most 64 halfwords.
  std::uint64_t stored_columns() const;
  std::uint64_t stored_rows() const;
  std::uint16_t raster_bits(std::uint64_t row, std::uint64_t column) const;
  std::optional<GridHit> raster_hit(std::uint64_t row, std::uint64_t column) const;
  std::optional<std::uint64_t> stored_offset(std::uint64_t row, std::uint64_t column) const;

  const GridSubject* subject_ = nullptr;  ///< only while drawing
  const ValueColors* colors_ = nullptr;
  const void* last_shown_ = nullptr;  ///< compared only; the view keeps what it shows alive
  state::WeightsLayout last_layout_ = state::WeightsLayout::Filters;
  int zoom_ = 0;
  double left_ = 0, top_ = 0;  ///< pixels of the content that lie before the area
  std::optional<std::uint64_t> reveal_;

  /// The visible part of a raster, kept from frame to frame.
  struct Window {
    const void* shown = nullptr;
    state::WeightsLayout layout = state::WeightsLayout::Matrix;
    std::uint64_t rows = 0, columns = 0;  ///< of the whole
    std::uint64_t step = 1;               ///< elements a cell, along each side
    float cell = 1;                       ///< pixels
    std::uint64_t first_row = 0, first_column = 0, height = 0, width = 0;  ///< in cells
    bool same(const Window& other) const;
  };
  Window window_, filled_;
  std::vector<std::uint16_t> cells_;
  struct Run {
    std::uint64_t first = 0, end = 0;
    ImU32 color = 0;
  };
  std::vector<Run> runs_;  ///< of the row that is being drawn
};

/// "-.213", ".500", "1.25": a value with three decimals and no leading zero, with fewer decimals where `room`
/// is short, "" where even one is too many.
std::string cell_number(const ui::Ui& ui, ui::Style style, double value, float room);

}  // namespace ane::views
