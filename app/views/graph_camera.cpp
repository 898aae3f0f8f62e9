#include "app/views/graph_camera.hpp"

#include <algorithm>
#include <cmath>

namespace ane::views {

void GraphCamera::set_view(const ui::Rect& view, float scale, double width, double height) {
  // The middle stays where it is when a pane becomes wider.
  if (view_.w > 0 && view_.w != view.w) left_ += static_cast<double>(view_.w - view.w) / factor() / 2;
  view_ = view;
  scale_ = static_cast<double>(scale);
  width_ = std::max(1.0, width);
  height_ = std::max(1.0, height);
  clamp();
}

ui::Rect GraphCamera::box(double left, double top, double width, double height) const {
  const float x0 = std::round(x(left)), y0 = std::round(y(top));
  return {x0, y0, std::round(x(left + width)) - x0, std::round(y(top + height)) - y0};
}

graph::Point GraphCamera::at(ImVec2 screen) const {
  return {left_ + static_cast<double>(screen.x - view_.x) / factor(),
          top_ + static_cast<double>(screen.y - view_.y) / factor()};
}

bool GraphCamera::sees(const graph::PlacedNode& node) const {
  return node.x >= left() && node.x + node.width <= right() && node.y >= top() &&
         node.y + node.height <= bottom();
}

bool GraphCamera::sees_all() const {
  return left() <= 0 && top() <= 0 && right() >= width_ && bottom() >= height_;
}

double GraphCamera::least() const {
  const double free = std::max(static_cast<double>(view_.h) - 2 * kBars * scale_, 1.0);
  const double fits = std::min(static_cast<double>(view_.w) / width_, free / height_);
  return std::min(kNames, fits / scale_);
}

void GraphCamera::zoom_at(ImVec2 screen, double by) {
  const graph::Point fixed = at(screen);
  zoom_ = std::clamp(zoom_ * by, least(), kMost);
  left_ = fixed.x - static_cast<double>(screen.x - view_.x) / factor();
  top_ = fixed.y - static_cast<double>(screen.y - view_.y) / factor();
  clamp();
}

void GraphCamera::zoom_to(double zoom) {
  zoom_at({view_.x + view_.w / 2, view_.y + view_.h / 2}, zoom / zoom_);
}

void GraphCamera::set_between(const GraphCamera& from, const GraphCamera& to, double share) {
  const auto middle = [](const GraphCamera& camera) {
    return graph::Point{(camera.left() + camera.right()) / 2, (camera.top() + camera.bottom()) / 2};
  };
  const graph::Point a = middle(from), b = middle(to);
  zoom_ = from.zoom_ * std::pow(to.zoom_ / from.zoom_, share);
  left_ = a.x + (b.x - a.x) * share - static_cast<double>(view_.w) / factor() / 2;
  top_ = a.y + (b.y - a.y) * share - static_cast<double>(view_.h) / factor() / 2;
}

void GraphCamera::pan(float dx, float dy) {
  left_ -= static_cast<double>(dx) / factor();
  top_ -= static_cast<double>(dy) / factor();
  clamp();
}

void GraphCamera::fit() {
  const double free = std::max(static_cast<double>(view_.h) - 2 * kBars * scale_, 1.0);
  const double fits = std::min(static_cast<double>(view_.w) / width_, free / height_);
  zoom_ = std::clamp(fits / scale_, least(), 1.0);
  centre(width_ / 2, height_ / 2);
}

void GraphCamera::start(const graph::PlacedNode* node) {
  fit();
  if (zoom_ >= kFull) return;
  zoom_ = 1;
  if (node == nullptr) return centre(width_ / 2, 0);
  // A third from the top: what reads it comes below.
  centre(node->x + node->width / 2, node->y + static_cast<double>(view_.h) / factor() / 6);
}

void GraphCamera::centre(double x, double y) {
  left_ = x - static_cast<double>(view_.w) / factor() / 2;
  top_ = y - static_cast<double>(view_.h) / factor() / 2;
  clamp();
}

// Something is always in sight: no more than half of the view is beyond the graph.
void GraphCamera::clamp() {
  const auto keep = [&](double at, double view, double content) {
    const double spare = view / factor() / 2;
    return std::clamp(at, std::min(-spare, content / 2 - 2 * spare), std::max(content - spare, content / 2));
  };
  left_ = keep(left_, static_cast<double>(view_.w), width_);
  top_ = keep(top_, static_cast<double>(view_.h), height_);
}

}  // namespace ane::views
