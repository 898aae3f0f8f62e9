#include <algorithm>
#include <array>
#include <cmath>

#include "app/ui/shell.hpp"

namespace ane::ui {

void Shell::draw_layout_switch(Rect& bar) {
  if (app_.active() == nullptr) return;
  static constexpr std::array<std::string_view, 3> kLabels = {"Inspect", "Compare", "Debug"};
  bar.cut_right(ui.px(8));
  const float part =
      std::max(ui.width(Style::Body, kLabels[0]), ui.width(Style::Body, kLabels[1])) + ui.px(20);
  const Rect place = bar.cut_right(3 * std::round(part) + ui.px(4)).inset(0, ui.px(6));
  static constexpr std::array<std::string_view, 3> kLayouts = {"layout.inspect", "layout.compare",
                                                               "layout.debug"};
  if (const auto chosen = ui.segmented("layout", place, kLabels.data(), 3, static_cast<int>(app_.layout)))
    app_.run_or_tell(kLayouts[static_cast<std::size_t>(*chosen)]);
}

void Shell::draw_compare_status(Rect bar) {
  const auto left = [&](std::string_view text, Style style) {
    const Rect part = bar.cut_left(std::min(bar.w, std::ceil(ui.width(style, text)) + ui.px(20)));
    ui.text(part.inset(ui.px(10), 0), style, ui.hovers(part) ? ui.c.tx1 : ui.c.tx2, text, Align::Left,
            Elide::Middle);
    ui.vline(part.right() - ui.line(), part.y + ui.line(), part.bottom(), ui.c.line1);
    return ui.clicks(part);
  };
  const state::ComparisonWork& work = app_.comparing;
  const auto file = [&](int id, std::string_view side) {
    const state::OpenFile* shown = app_.file(id);
    if (shown == nullptr) return;
    float x = bar.x + ui.px(8);
    ui.badge(x, bar.y, bar.h, side);
    bar.cut_left(x - bar.x - ui.px(4));
    left(shown->name(), Style::Caption);
  };
  file(work.file_a, "A");
  file(work.file_b, "B");
  if (!work.result) {
    left(work.has_files() ? (work.error.empty() ? "Comparing" : "Not compared") : "No side B",
         Style::Caption);
    return;
  }
  const std::string position = state::comparison_position(work);
  const bool at_one = position.find(" of ") != std::string::npos;
  if (left((at_one ? "difference " : "") + position, Style::Small) && !work.result->differing.empty())
    app_.run_or_tell("compare.next");
  if (!work.field.path.empty()) left(work.field.path, Style::Small);
  const auto milliseconds = static_cast<long>(std::lround(work.result->seconds * 1000));
  left("compared in " + std::to_string(milliseconds) + " ms", Style::Caption);
}

}  // namespace ane::ui
