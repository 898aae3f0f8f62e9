// The selected bytes as numbers, and what is known of them.

#include <algorithm>
#include <cmath>

#include "app/views/all_views.hpp"
#include "app/views/list_parts.hpp"
#include "app/views/value_rows.hpp"
#include "app/views/value_subject.hpp"

namespace ane::views {
namespace {

class ValuesView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    refresh(*context.file);
    ui::Ui& ui = context.ui;
    const ui::Rect& area = context.area;
    float height = 0;
    {
      const ui::Scroller scroller(ui, "values", area, static_cast<double>(height_), scroll_);
      const float top = scroller.at(0) + ui.px(6);
      const ui::Rect below{area.x, top, area.w, area.h};
      height = area.w >= ui.px(460) ? draw_wide(context, below) : draw_narrow(context, below);
    }
    draw_row_menu(context);
    // The height of the text is known only after it was drawn.
    if (height != height_) ui.wake_after = 0;
    height_ = height;
  }

 private:
  static constexpr float kLeft = 250;

  float draw_wide(ui::ViewContext& context, const ui::Rect& area) {
    const ui::Ui& ui = context.ui;
    const float left = ui.px(kLeft);
    ui.vline(area.x + left, context.area.y, context.area.bottom(), ui.c.line1);
    const float rows = draw_value_rows(context, {area.x, area.y, left, area.h}, rows_, ValueChoice::All);
    const ui::Rect room{area.x + left + ui.px(14), area.y + ui.px(2), area.w - left - ui.px(30), area.h};
    return std::max(rows, draw_subject(context, room, subject_)) + ui.px(14);
  }

  // What the bytes mean comes before the less usual ways to read them.
  float draw_narrow(ui::ViewContext& context, const ui::Rect& area) {
    const ui::Ui& ui = context.ui;
    const float width = area.w - ui.px(10);
    float y = area.y;
    const auto rule = [&] {
      ui.hline(area.x, area.right(), y + ui.px(6), ui.c.line1);
      y += ui.px(13);
    };
    y += draw_value_rows(context, {area.x, y, width, area.h}, rows_, ValueChoice::Main);
    rule();
    y += draw_subject(context, {area.x + ui.px(12), y, area.w - ui.px(30), area.h}, subject_);
    rule();
    y += draw_value_rows(context, {area.x, y, width, area.h}, rows_, ValueChoice::Rest);
    return y - area.y + ui.px(14);
  }

  void refresh(const state::OpenFile& file) {
    const bool changed = watch_.changed(file);
    if (!changed && tasks_ == file.tasks.get() && watched_ == file.watched.size()) return;
    if (changed) scroll_ = {};
    tasks_ = file.tasks.get();
    watched_ = file.watched.size();
    rows_ = value_rows_of(file);
    subject_ = subject_of(file);
  }

  ui::SelectionWatch watch_;
  const void* tasks_ = nullptr;
  std::size_t watched_ = 0;
  ValueRows rows_;
  Subject subject_;
  ui::Scroll scroll_;
  float height_ = 0;
};

}  // namespace

std::unique_ptr<ui::View> make_values_view() {
  return std::make_unique<ValuesView>();
}

}  // namespace ane::views
