#pragma once
// What the tables of several views share: columns that give way, filter boxes, keys and the menu of a row.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/ui/view.hpp"

namespace ane::views {

/// A column of a table; widths at scale 1.
struct Column {
  std::string_view title;
  float width = 0;  ///< at least
  ui::Align align = ui::Align::Left;
  bool grows = false;  ///< shares the room that is left
};

/// Where the columns stand. Where room is short, the last ones are dropped.
class Columns {
 public:
  Columns(const ui::Ui& ui, std::span<const Column> columns, const ui::Rect& area);

  /// The place of a column's text in a row; without width where the column was dropped.
  ui::Rect cell(const ui::Rect& row, std::size_t column) const;
  bool has(std::size_t column) const { return column < widths_.size(); }
  /// Draws the header line; the column that was clicked, if any. `sorted` may be past the last column.
  std::optional<std::size_t> draw_header(const ui::Ui& ui, const ui::Rect& line, std::size_t sorted,
                                         bool down) const;

 private:
  std::span<const Column> columns_;
  std::vector<float> starts_, widths_;
  float gap_;
};

/// The column that a table is sorted by.
struct Sorting {
  std::size_t column = 0;
  bool down = false;
  /// A second click on a column turns the order around.
  void click(std::size_t clicked) {
    down = clicked == column && !down;
    column = clicked;
  }
};

/// The filter box of a view in a bar of 32; true where the text changed. `view` is the id under which "find"
/// asks for the keyboard.
bool draw_filter_box(ui::ViewContext& context, const ui::Rect& box, const char* id, std::string& filter,
                     const char* hint, std::string_view view);
/// "0 matches for …" with a button that clears the filter; true where it was pressed.
bool draw_no_match(ui::ViewContext& context, const ui::Rect& area, std::string& filter);

/// The row that a key of this frame asks for, in a list of `count` rows of which `page` fit.
std::optional<std::size_t> row_by_key(const ui::ViewContext& context, std::optional<std::size_t> current,
                                      std::size_t count, float page);

/// Opens the menu of what is selected, for a right click on a row.
void open_row_menu();
/// Draws that menu while it is open; once a frame, outside of any Scroller.
void draw_row_menu(ui::ViewContext& context);

/// A dot that is full for high, half for medium and empty for low confidence; nothing where it is not stated.
void draw_confidence(const ui::Ui& ui, ImVec2 centre, regdb::Confidence confidence);

/// "1,024 B"
std::string bytes_text(std::uint64_t bytes);
/// "f16" for "float16": element types where room is short.
std::string short_type(std::string_view dtype);

}  // namespace ane::views
