#pragma once
// From the places of a layout to the screen: what of a graph is in sight, and how large.

#include "app/ui/ui.hpp"
#include "core/graph/layout.hpp"

namespace ane::views {

class GraphCamera {
 public:
  static constexpr double kMost = 3;
  /// Below these, names only and then blocks are drawn.
  static constexpr double kFull = 0.6, kNames = 0.25;
  /// Height of what stands over the picture at its top and at its foot, at scale 1.
  static constexpr double kBars = 30;
  /// From here on every edge says what flows through it.
  static constexpr double kLabels = 1.4;

  /// What the camera sees this frame; `scale` is that of the user interface.
  void set_view(const ui::Rect& view, float scale, double width, double height);

  double zoom() const { return zoom_; }
  /// Pixels of the screen for one of the layout.
  double factor() const { return zoom_ * scale_; }
  const ui::Rect& view() const { return view_; }

  float x(double at) const { return static_cast<float>(view_.x + (at - left_) * factor()); }
  float y(double at) const { return static_cast<float>(view_.y + (at - top_) * factor()); }
  ui::Rect box(double left, double top, double width, double height) const;
  graph::Point at(ImVec2 screen) const;

  // What is in sight, in the layout.
  double left() const { return left_; }
  double top() const { return top_; }
  double right() const { return left_ + static_cast<double>(view_.w) / factor(); }
  double bottom() const { return top_ + static_cast<double>(view_.h) / factor(); }
  bool sees(const graph::PlacedNode& node) const;
  bool sees_all() const;

  /// A place on the way from one to another, both of the same graph; the size changes evenly for the eye.
  void set_between(const GraphCamera& from, const GraphCamera& to, double share);

  /// Makes things `by` times as large; what is at this place of the screen stays there.
  void zoom_at(ImVec2 screen, double by);
  /// Zooms to this share of the real size, keeping the middle.
  void zoom_to(double zoom);
  void pan(float dx, float dy);
  /// Shows everything.
  void fit();
  /// Everything that fits at a size at which names can be read, else the part around `node`.
  void start(const graph::PlacedNode* node);
  void centre(double x, double y);
  void centre(const graph::PlacedNode& node) { centre(node.x + node.width / 2, node.y + node.height / 2); }

 private:
  void clamp();
  double least() const;

  ui::Rect view_;
  double scale_ = 1, width_ = 1, height_ = 1;
  double left_ = 0, top_ = 0, zoom_ = 1;
};

}  // namespace ane::views
