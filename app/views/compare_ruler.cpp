#include "app/views/compare_ruler.hpp"

#include <algorithm>
#include <cmath>

#include "app/state/aligned_rows.hpp"
#include "app/views/compare_parts.hpp"

namespace ane::views {

void CompareRuler::find(const state::Compared& compared, const CompareHexRows& rows, bool noise) {
  marks_.clear();
  rows_ = rows.count();
  noise_ = noise;
  const std::vector<diff::ByteRange>& ranges = compared.bytes.ranges;
  double last = -1;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const diff::ByteRange& range = ranges[i];
    if (range.status == diff::Status::Same || rows.is_padding(range)) continue;
    const bool task = range.part == diff::BytePart::Task;
    if (task && !noise && state::is_quiet(compared.comparison.tasks[range.index])) continue;
    const auto row = static_cast<double>(rows.row_of(rows.cells_of_range(i).begin));
    if (row == last && marks_.back().status == range.status) continue;
    marks_.push_back({row, range.status, !task && range.part != diff::BytePart::Constant});
    last = row;
  }
}

std::optional<double> CompareRuler::draw(const ui::Ui& ui, const ui::Rect& strip,
                                         const state::Compared& compared, const CompareHexRows& rows,
                                         double top, double shown, bool noise) {
  if (rows_ != rows.count() || noise_ != noise || marks_.empty()) find(compared, rows, noise);
  const double all = std::max(static_cast<double>(rows.count()), shown);
  if (all <= 0) return std::nullopt;
  const ui::Rect inside = strip.inset(0, ui.px(4));
  const auto y_of = [&](double row) {
    return std::round(inside.y + static_cast<float>(row / all) * inside.h);
  };
  const float wide = ui.px(18), x = std::round(strip.x + (strip.w - wide) / 2);
  const float thick = std::clamp(std::floor(inside.h / static_cast<float>(all)), ui.px(3), ui.px(8));
  float before = -1;
  for (const Mark& mark : marks_) {
    const float y = y_of(mark.row);
    if (y == before) continue;
    before = y;
    const ImU32 color = look_of(ui, mark.status).color;
    ui.fill({x, y, wide, thick}, mark.quiet ? ui::faded(color, 0.5F) : color);
  }
  const float from = y_of(top), to = std::max(y_of(top + shown), from + ui.px(8));
  ui.frame({x - ui.px(3), from, wide + ui.px(6), std::min(to, inside.bottom()) - from}, ui.c.tx1, ui.px(2));
  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) dragging_ = false;
  if (ui.clicks(strip)) dragging_ = true;
  if (!dragging_) return std::nullopt;
  return static_cast<double>((ImGui::GetIO().MousePos.y - inside.y) / inside.h) * all;
}

}  // namespace ane::views
