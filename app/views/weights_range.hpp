#pragma once
// The range of the colours: two numbers, and a histogram with two handles over the colour bar.

#include <optional>

#include "app/views/weights_grid.hpp"

namespace ane::views {

/// The ends that the options ask for; `low` < `high` whatever the values are.
ValueRange range_of(const state::ViewOptions& options, const state::ShownConstant& shown);

class RangeControl {
 public:
  static constexpr float kHeight = 146;  ///< at scale 1

  /// Draws, and changes the range by the command that a script would use.
  void draw(ui::ViewContext& context, const ui::Rect& area, const state::ShownConstant& shown,
            const CellColors& colors, ValueRange range);
  /// Values to which the picture is limited for a look, while something is brushed.
  const std::optional<ValueRange>& brush() const { return brush_; }
  void clear_brush() { brush_.reset(); }

 private:
  void draw_line(ui::ViewContext& context, ui::Rect line, ValueRange range);
  void number_box(ui::ViewContext& context, const char* id, const ui::Rect& box, std::string& text,
                  ValueRange range, bool high);
  void draw_histogram(const ui::Ui& ui, const ui::Rect& area, const state::ShownConstant& shown,
                      ValueRange range, bool logarithmic);
  void drag(ui::ViewContext& context, const ui::Rect& area, ValueRange range);

  enum class Grip { None, Low, High, Both, Brush };
  Grip grip_ = Grip::None;
  double grip_at_ = 0;
  ValueRange axis_, grip_range_;
  std::optional<ValueRange> brush_;
  std::string low_text_, high_text_;
  ValueRange texts_of_{0, 0};
};

}  // namespace ane::views
