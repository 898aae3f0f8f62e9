#include "app/views/heatmap.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/bits.hpp"

namespace ane::views {
namespace {

using ui::Rect;

constexpr float kMostCell = 64, kMostFitting = 48;

double zoomed_cell(double fitting, int zoom) {
  return fitting * std::exp2(static_cast<double>(zoom) / 2);
}

/// What does not need to be shared out evenly among pixels is whole pixels a cell.
double whole(double cell) {
  return cell >= 2 ? std::floor(cell) : cell;
}

// Wheel with Ctrl: larger and smaller around the pointer; alone and with Shift: up, down, sideways. The
// middle button takes the picture.
void move_window(const ui::Ui& ui, const Rect& area, double cell, PlaneWindow& window) {
  const ImGuiIO& io = ImGui::GetIO();
  if (!ui.hovers(area)) return;
  if (io.KeyCtrl && io.MouseWheel != 0) {
    const double x = static_cast<double>(io.MousePos.x - area.x),
                 y = static_cast<double>(io.MousePos.y - area.y);
    const int zoom = std::clamp(window.zoom + (io.MouseWheel > 0 ? 1 : -1), 0, 16);
    const double next = cell * std::exp2(static_cast<double>(zoom - window.zoom) / 2);
    window.left += x / cell - x / next;
    window.top += y / cell - y / next;
    window.zoom = zoom;
  } else {
    const double step = static_cast<double>(ui.px(48)) / cell;
    (io.KeyShift ? window.left : window.top) -= static_cast<double>(io.MouseWheel) * step;
    window.left -= static_cast<double>(io.MouseWheelH) * step;
  }
  if (!ImGui::IsMouseDragging(ImGuiMouseButton_Middle)) return;
  window.left -= static_cast<double>(io.MouseDelta.x) / cell;
  window.top -= static_cast<double>(io.MouseDelta.y) / cell;
}

/// Brings an element that is out of sight into the middle.
void reveal_element(PlaneWindow& window, const Plane& plane, double columns, double rows) {
  const auto x = static_cast<double>(*window.reveal % plane.width);
  const auto y = static_cast<double>(*window.reveal / plane.width);
  if (x < window.left || x + 1 > window.left + columns) window.left = x - columns / 2;
  if (y < window.top || y + 1 > window.top + rows) window.top = y - rows / 2;
}

}  // namespace

void Heatmap::fit(const ui::Ui& ui, const Rect& area, const Plane& plane, PlaneWindow* window) {
  const auto rows = static_cast<double>(plane.height), columns = static_cast<double>(plane.width);
  const auto across = static_cast<double>(std::floor(area.w)), down = static_cast<double>(std::floor(area.h));
  const double fitting =
      whole(std::min({across / columns, down / rows, static_cast<double>(ui.px(kMostFitting))}));
  cell_ = fitting;
  left_ = top_ = 0;
  if (window != nullptr) {
    const double most = std::max(fitting, static_cast<double>(ui.px(kMostCell)));
    move_window(ui, area, std::min(most, whole(zoomed_cell(fitting, window->zoom))), *window);
    cell_ = std::min(most, whole(zoomed_cell(fitting, window->zoom)));
    if (window->reveal) reveal_element(*window, plane, across / cell_, down / cell_);
    window->left = std::clamp(window->left, 0.0, std::max(0.0, columns - across / cell_));
    window->top = std::clamp(window->top, 0.0, std::max(0.0, rows - down / cell_));
    // Whole pixels, so that cells do not change their width while the picture moves.
    left_ = std::round(window->left * cell_) / cell_;
    top_ = std::round(window->top * cell_) / cell_;
  }
  const double w = std::min(across, std::floor((columns - left_) * cell_));
  const double h = std::min(down, std::floor((rows - top_) * cell_));
  place_ = {std::floor(area.x), std::floor(area.y), std::max(1.0F, static_cast<float>(w)),
            std::max(1.0F, static_cast<float>(h))};
}

Rect Heatmap::cell_at(const Plane& plane, std::uint64_t element) const {
  const double x = (static_cast<double>(element % plane.width) - left_) * cell_;
  const double y = (static_cast<double>(element / plane.width) - top_) * cell_;
  const auto side = static_cast<float>(std::max(1.0, cell_));
  return {place_.x + std::round(static_cast<float>(x)), place_.y + std::round(static_cast<float>(y)),
          std::round(side), std::round(side)};
}

std::optional<PlaneHit> Heatmap::draw(const ui::Ui& ui, const Rect& area, const Plane& plane,
                                      const ValueColors& colors, const PlaneMarks& marks,
                                      PlaneWindow* window) {
  place_ = {area.x, area.y, 0, 0};
  if (plane.empty() || area.w < 1 || area.h < 1) return std::nullopt;
  fit(ui, area, plane, window);
  paint(ui, plane, colors, marks);
  picture_.draw(ui, {place_.x, place_.y});
  ui.list().PushClipRect({place_.x - ui.px(3), place_.y - ui.px(3)},
                         {place_.right() + ui.px(3), place_.bottom() + ui.px(3)}, true);
  draw_cells(ui, plane, colors, marks);
  if (marks.frame) ui.frame(place_.inset(-ui.line(), -ui.line()), ui.c.line2);
  draw_marks(ui, plane, marks);
  ui.list().PopClipRect();
  if (!ui.hovers(place_)) return std::nullopt;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const auto at = [&](float pixels, double before, std::uint64_t count) {
    const double position = before + static_cast<double>(pixels) / cell_;
    return std::min(count - 1, static_cast<std::uint64_t>(std::max(0.0, position)));
  };
  const std::uint64_t x = at(mouse.x - place_.x, left_, plane.width);
  const std::uint64_t y = at(mouse.y - place_.y, top_, plane.height);
  const auto side = static_cast<std::uint64_t>(cell_ >= 1 ? 1 : std::ceil(1 / cell_));
  return PlaneHit{y * plane.width + x, plane.values[y * plane.width + x], side * side};
}

}  // namespace ane::views
