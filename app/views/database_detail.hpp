#pragma once
// One word of the register database in full: bits, fields, values, where the knowledge is from.

#include <optional>
#include <vector>

#include "app/ui/view.hpp"
#include "app/views/database_rows.hpp"

namespace ane::views {

/// The dot in the middle of a cell; a dash where nothing is stated.
void draw_confidence_cell(const ui::Ui& ui, const ui::Rect& box, regdb::Confidence confidence);

class DatabaseDetail {
 public:
  /// Draws `word`; `field` is the one in front and follows clicks. `all` are the generations to compare with,
  /// empty while they are read.
  void draw(ui::ViewContext& context, const ui::Rect& area, const regdb::Generation& generation,
            const DatabaseWord& word, const regdb::Field*& field,
            const std::vector<regdb::GenerationPtr>& all);

 private:
  void draw_title(const ui::Ui& ui, ui::Rect& page, const DatabaseWord& word) const;
  void draw_fields(ui::ViewContext& context, ui::Rect& page, const DatabaseWord& word,
                   const regdb::Field*& field, const regdb::Field* pointed);
  void draw_field_row(const ui::ViewContext& context, const ui::Rect& row, const DatabaseWord& word,
                      const regdb::Field& field, bool selected, bool hovered) const;
  void draw_field(const ui::Ui& ui, ui::Rect& page, const DatabaseWord& word,
                  const regdb::Field& field) const;
  void draw_values(const ui::Ui& ui, ui::Rect& page, const regdb::Enumeration& values) const;
  void draw_elsewhere(const ui::Ui& ui, ui::Rect& page) const;
  void draw_sources(const ui::Ui& ui, ui::Rect& page, const regdb::Generation& generation,
                    const regdb::Register& reg) const;

  ui::Scroll scroll_;
  double height_ = 0;
  const regdb::Field* pointed_ = nullptr;  ///< under the pointer in the last frame
  DatabaseWord shown_;
  const regdb::Field* compared_ = nullptr;  ///< the field that elsewhere_ is about
  std::size_t compared_with_ = 0;
  std::vector<FieldElsewhere> elsewhere_;
};

}  // namespace ane::views
