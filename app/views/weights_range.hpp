#pragma once
// The range of the colours: two numbers, and a histogram with two handles over the colour bar.

#include <optional>

#include "app/views/range_parts.hpp"
#include "app/views/weights_grid.hpp"

namespace ane::views {

/// The ends that the options ask for; `low` < `high` whatever the values are.
ValueRange range_of(const state::ViewOptions& options, const state::ShownConstant& shown);

class RangeControl {
 public:
  static constexpr float kHeight = 146;  ///< at scale 1

  /// Draws, and changes the range by the command that a script would use.
  void draw(ui::ViewContext& context, const ui::Rect& area, const state::ShownConstant& shown,
            const ValueColors& colors, ValueRange range);
  /// Values to which the picture is limited for a look, while something is brushed.
  const std::optional<ValueRange>& brush() const { return handles_.brush(); }
  void clear_brush() { handles_.clear_brush(); }

 private:
  void draw_line(ui::ViewContext& context, ui::Rect line, ValueRange range);
  void number_box(ui::ViewContext& context, const char* id, const ui::Rect& box, std::string& text,
                  ValueRange range, bool high);

  RangeHandles handles_;
  ValueRange axis_;
  std::string low_text_, high_text_;
  ValueRange texts_of_{0, 0};
};

}  // namespace ane::views
