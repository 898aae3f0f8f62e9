#include "app/views/graph_canvas.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/views/graph_paint.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using graph::NodeKind;
using graph::PlacedNode;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr float kSmallest = 9;   ///< letters are never smaller, in pixels of the screen
constexpr double kBehind = 3;    ///< the second outline of a folded group
constexpr double kCaption = 20;  ///< height of a frame's caption
constexpr double kNear = 5;      ///< how far from an edge the pointer still means it, in pixels

class Painter {
 public:
  Painter(const ui::Ui& ui, const state::GraphPicture& picture, const GraphCamera& camera,
          const GraphSkin& skin, double astray)
      : ui_(ui),
        picture_(picture),
        camera_(camera),
        skin_(skin),
        zoom_(static_cast<float>(camera.factor())),
        low_(camera.top() - graph::measure::kRow - astray),
        high_(camera.bottom() + graph::measure::kRow + astray) {}

  void draw() {
    const bool blocks = camera_.zoom() < GraphCamera::kNames;
    picture_.frames_by_height.visit(low_, high_, [&](std::size_t i) { frame(i, blocks); });
    // What is lit lies over the rest.
    std::vector<std::size_t> lit;
    picture_.edges_by_height.visit(low_, high_, [&](std::size_t i) {
      if (blocks) return thin_edge(i);
      const EdgeLook look = skin_.edge(i);
      if (look.lit) return lit.push_back(i);
      edge(i, look);
    });
    for (const std::size_t i : lit) edge(i, skin_.edge(i));
    picture_.nodes_by_height.visit(low_, high_, [&](std::size_t i) {
      if (outside(picture_.layout.nodes[i])) return;
      blocks ? block(i) : node(i);
    });
    if (blocks) return;
    picture_.edges_by_height.visit(low_, high_, [&](std::size_t i) {
      const EdgeLook look = skin_.edge(i);
      if (!look.hidden && (look.lit || camera_.zoom() >= GraphCamera::kLabels)) label(i, look);
    });
  }

 private:
  bool outside(const PlacedNode& place) const {
    return place.x > camera_.right() || place.x + place.width < camera_.left();
  }
  float size_of(float size) const { return std::max(kSmallest, std::round(size * zoom_)); }
  float length(double at) const { return static_cast<float>(at) * zoom_; }

  void frame(std::size_t index, bool blocks) const {
    const graph::Frame& frame = picture_.frames[index];
    if (frame.x > camera_.right() || frame.x + frame.width < camera_.left()) return;
    const Rect box = camera_.box(frame.x, frame.y, frame.width, frame.height);
    // From so far, a frame is no more than its lines, and soon nothing at all.
    if (blocks) return box.h < 8 ? void() : ui_.frame(box, ui_.c.line2);
    ui_.fill(box, ui::faded(ui_.c.bg2, 0.45F), length(6));
    ui_.frame(box, ui_.c.line2, length(6));
    const float size = size_of(11);
    if (size > length(kCaption)) return;
    const graph::Group& group = picture_.model->groups[frame.group];
    // A group of single tasks has one frame, the others one for each block.
    const std::string count = group.period == 1
                                  ? "×" + std::to_string(group.times)
                                  : std::to_string(frame.block + 1) + " of " + std::to_string(group.times);
    // The edge that comes in from above runs through the middle.
    Rect line{box.x + length(10), box.y + length(2), length(graph::measure::kNodeWidth / 2 + 8),
              length(kCaption)};
    const float wide = sized_width(ui_, Style::Caption, size, count) + length(8);
    const std::string name = escaped(group.name);
    const float end = std::min(sized_width(ui_, Style::Caption, size, name), line.w - wide);
    draw_sized(ui_, {line.x, line.y, end + 1, line.h}, Style::Caption, size, ui_.c.tx3, name);
    draw_sized(ui_, {line.x + end + length(8), line.y, wide, line.h}, Style::Caption, size, ui_.c.tx2, count);
  }

  // ---- edges

  std::span<const ImVec2> points_of(const graph::PlacedEdge& edge) {
    points_.clear();
    for (const graph::Point& point : edge.points)
      points_.push_back({std::floor(camera_.x(point.x)) + 0.5F, std::floor(camera_.y(point.y)) + 0.5F});
    return points_;
  }

  bool beside(const graph::PlacedEdge& edge) const {
    const auto [least, most] =
        std::minmax_element(edge.points.begin(), edge.points.end(),
                            [](const graph::Point& a, const graph::Point& b) { return a.x < b.x; });
    return least->x > camera_.right() || most->x < camera_.left();
  }

  ImU32 edge_color(std::size_t index, const EdgeLook& look) const {
    if (look.color != 0) return ui::faded(look.color, look.opacity);
    if (look.lit) return ui_.c.tx1;
    const graph::Node& from = picture_.graph().nodes[picture_.graph().edges[index].from];
    const ImU32 color =
        from.kind == NodeKind::Weights ? ui::block_color(ui_.c, "KernelDMASrc").hue : ui_.c.tx3;
    return ui::faded(color, look.opacity);
  }

  void edge(std::size_t index, const EdgeLook& look) {
    const graph::PlacedEdge& placed = picture_.layout.edges[index];
    if (look.hidden || beside(placed)) return;
    const bool full = camera_.zoom() >= GraphCamera::kFull;
    const float hair = ui_.line();
    Stroke stroke{edge_color(index, look),
                  look.lit ? 2 * hair
                  : full   ? 1.25F * hair
                           : hair,
                  picture_.graph().edges[index].on_chip, length(6), full ? length(7) : 0};
    draw_stroke(ui_, points_of(placed), stroke, camera_.view());
  }

  // Without corners and arrows; edges that share a lane on the screen are one line.
  void thin_edge(std::size_t index) {
    const graph::PlacedEdge& placed = picture_.layout.edges[index];
    if (beside(placed)) return;
    const EdgeLook look = skin_.edge(index);
    if (look.hidden) return;
    const ImU32 color =
        look.lit ? ui_.c.tx1 : ui::faded(look.color != 0 ? look.color : ui_.c.tx4, look.opacity);
    const graph::Point from = placed.skips ? placed.points[2] : placed.points.front();
    const graph::Point to = placed.skips ? placed.points[3] : placed.points.back();
    const float x = std::floor(camera_.x(from.x)), y0 = camera_.y(from.y), y1 = camera_.y(to.y);
    if (std::abs(y1 - y0) < 2 && !look.lit) return;
    const auto column = static_cast<std::ptrdiff_t>(x - camera_.view().x);
    if (column >= 0 && column < static_cast<std::ptrdiff_t>(drawn_.size()) && !look.lit) {
      float& end = drawn_[static_cast<std::size_t>(column)];
      if (y1 <= end) return;
      ui_.vline(x, std::max(y0, end), y1, color);
      end = y1;
    } else {
      ui_.vline(x, y0, y1, color);
    }
    if (!placed.skips || !look.lit) return;
    ui_.hline(std::min(x, camera_.x(placed.points[0].x)), x, y0, color);
    ui_.hline(std::min(x, camera_.x(placed.points[5].x)), x, y1, color);
  }

  /// Edges that go around other nodes leave and enter at the right of those that lead straight down.
  bool meets_skip(const graph::Edge& edge) const {
    const auto skips = [&](std::size_t i) { return picture_.layout.edges[i].skips; };
    return std::any_of(picture_.out[edge.from].begin(), picture_.out[edge.from].end(), skips) ||
           std::any_of(picture_.in[edge.to].begin(), picture_.in[edge.to].end(), skips);
  }

  float label_size() const { return std::max(kSmallest, std::round(std::min(11 * zoom_, 13 * ui_.scale))); }

  /// The first of the operands that a task reads of another speaks for all of them.
  bool speaks(std::size_t index) const {
    const std::vector<graph::Edge>& edges = picture_.graph().edges;
    if (picture_.graph().nodes[edges[index].from].kind == NodeKind::Weights) return false;
    return index == 0 || edges[index - 1].from != edges[index].from || edges[index - 1].to != edges[index].to;
  }

  void label(std::size_t index, const EdgeLook& look) {
    if (!speaks(index) || zoom_ < 0.6F) return;
    const std::string text = skin_.label(index);
    if (text.empty()) return;
    const graph::PlacedEdge& placed = picture_.layout.edges[index];
    const std::size_t newline = std::min(text.find('\n'), text.size());
    const std::string_view first = std::string_view(text).substr(0, newline);
    std::string_view second = std::string_view(text).substr(std::min(newline + 1, text.size()));
    const float size = label_size(), line = std::round(size * 1.4F);
    // Between two rows there is room for one line, until they are drawn larger.
    const bool low = placed.skips ? length(std::abs(placed.points[3].y - placed.points[2].y)) < 2 * line
                                  : camera_.zoom() < GraphCamera::kLabels;
    if (low) second = {};
    const float wide =
        std::max(sized_width(ui_, Style::Small, size, first), sized_width(ui_, Style::Small, size, second));
    Rect area = label_place(index, wide + 1, second.empty() ? line : 2 * line, low);
    area.w = std::min(area.w, camera_.view().right() - ui_.px(4) - area.x);
    if (area.w < length(40)) return;
    // Words stand on the ground of the pane, whatever runs below them.
    ui_.fill({area.x - 2, area.y, area.w + 4, area.h}, ui::faded(ui_.c.bg1, 0.85F), ui_.px(3));
    const ImU32 color = look.lit ? ui_.c.tx1 : ui::faded(ui_.c.tx2, look.opacity);
    const ImU32 quiet = look.lit ? ui_.c.tx2 : ui::faded(ui_.c.tx3, look.opacity);
    draw_sized(ui_, area.cut_top(line), Style::Small, size, color, first);
    draw_sized(ui_, area, Style::Small, size, quiet, second);
  }

  /// Beside a straight edge, or right of the lane of one that skips: over its level part where the lane is
  /// too short.
  Rect label_place(std::size_t index, float wide, float high, bool low) const {
    const graph::PlacedEdge& placed = picture_.layout.edges[index];
    if (!placed.skips) {
      const float middle = camera_.x(placed.points.front().x);
      const float x =
          meets_skip(picture_.graph().edges[index]) ? middle - length(10) - wide : middle + length(10);
      return {x, camera_.y((placed.points.front().y + placed.points.back().y) / 2) - high / 2, wide, high};
    }
    const float x = camera_.x(placed.points[2].x) + length(8);
    if (low) return {x, camera_.y(placed.points[3].y) - high - 2, wide, high};
    const auto [first, last] = std::minmax(placed.points[2].y, placed.points[3].y);
    const double top = std::clamp(camera_.top(), first, last);
    const double bottom = std::clamp(camera_.bottom(), first, last);
    return {x, camera_.y((top + bottom) / 2) - high / 2, wide, high};
  }

  // ---- nodes

  void block(std::size_t index) {
    const PlacedNode& place = picture_.layout.nodes[index];
    const graph::Node& node = picture_.graph().nodes[index];
    const NodeLook look = skin_.node(index);
    const float height = length(place.height);
    if (node.kind == NodeKind::Weights && height < 3) return;
    Rect box = camera_.box(place.x, place.y, place.width, place.height);
    if (height < 4) box = {box.x, box.y, std::max(4.0F, box.w), std::max(1.0F, std::min(box.h, 4.0F))};
    // Many in one row of pixels are one: the first tells its colour, what is marked is told in any case.
    const bool marked = look.selected || look.hit || look.near;
    const std::array<float, 2> spot = {box.x, box.y};
    if (spot == last_spot_ && !marked) return;
    last_spot_ = spot;
    ui_.fill(box, ui_.c.bg1);
    ui_.fill(box, ui::faded(look.hue, look.opacity * (node.is_work() ? 1.0F : 0.6F)));
    if (look.hit) ui_.fill({box.x - 6, box.y, 4, std::max(2.0F, box.h)}, ui_.c.tx1);
    if (look.selected) {
      const Rect ring{box.x - 2, box.y - 2, box.w + 4, std::max(3.0F, box.h) + 4};
      ui_.frame(ring, ui_.c.ring, 0, 2 * ui_.line());
    }
  }

  ImU32 line_color(const NodeLook& look, ImU32 usual) const {
    if (look.selected) return ui_.c.ring;
    if (look.line != 0) return ui::faded(look.line, look.opacity);
    return ui::faded(look.near ? ui_.c.tx2 : look.hovered ? ui_.c.tx3 : usual, look.opacity);
  }

  void node(std::size_t index) {
    const PlacedNode& place = picture_.layout.nodes[index];
    const graph::Node& node = picture_.graph().nodes[index];
    const NodeLook look = skin_.node(index);
    const Rect box = camera_.box(place.x, place.y, place.width, place.height);
    const bool pill =
        node.kind == NodeKind::Weights || node.kind == NodeKind::Input || node.kind == NodeKind::Output;
    const float radius = pill ? box.h / 2 : length(4);
    if (node.kind == NodeKind::Group) {
      const Rect behind = camera_.box(place.x + kBehind, place.y + kBehind, place.width, place.height);
      ui_.fill(behind, ui_.c.bg1, radius);
      ui_.frame(behind, ui::faded(ui_.c.line2, look.opacity), radius);
    }
    const bool names = camera_.zoom() < GraphCamera::kFull;
    ui_.fill(box, ui_.c.bg1, radius);
    ImU32 ground = look.selected ? ui_.c.sel : look.hovered ? ui_.c.hover : ui_.c.bg2;
    if (names && !look.selected && look.tint != 0 && !pill) ground = look.tint;
    if (!pill || look.selected || look.hovered) ui_.fill(box, ui::faded(ground, look.opacity), radius);
    if (node.kind == NodeKind::Weights) return weights(node, look, box, radius);
    ui_.frame(box, line_color(look, pill ? ui_.c.tx2 : ui_.c.line2), radius,
              look.selected ? 2 * ui_.line() : ui_.line());
    if (look.hit) hit_tick(box);
    if (!pill) bars(look, box, radius);
    names ? name_only(node, look, box, pill) : texts(index, look, box, pill);
  }

  void hit_tick(const Rect& box) const {
    ui_.fill({box.x - length(10), box.y + length(4), std::max(3.0F, length(4)), box.h - length(8)},
             ui_.c.tx1);
  }

  void bars(const NodeLook& look, const Rect& box, float radius) const {
    const float wide = std::max(2.0F, std::round(length(3)));
    ui_.list().AddRectFilled({box.x, box.y}, {box.x + wide, box.bottom()}, ui::faded(look.hue, look.opacity),
                             radius, ImDrawFlags_RoundCornersLeft);
    if (look.share < 0) return;
    const Rect track{box.x + wide, box.bottom() - length(4), box.w - wide - length(1), length(3)};
    ui_.fill({track.x, track.y, std::max(1.0F, track.w * look.share), track.h},
             ui::faded(look.hue, look.opacity));
  }

  void weights(const graph::Node& node, const NodeLook& look, const Rect& box, float radius) const {
    const ImU32 hue = ui::block_color(ui_.c, "KernelDMASrc").hue;
    ui_.frame(box, look.selected ? ui_.c.ring : ui::faded(hue, look.opacity), radius,
              look.selected ? 2 * ui_.line() : ui_.line());
    const float size = size_of(11);
    if (camera_.zoom() < GraphCamera::kFull || size > box.h) return;
    // A number is never cut: where the exact one is too long, a rounded one says how much it is.
    const Rect inside{box.x + length(4), box.y, box.w - length(8), box.h};
    std::string text = ui::comma_number(node.bytes) + " B";
    if (sized_width(ui_, Style::Small, size, text) > inside.w) text = byte_size(node.bytes);
    if (sized_width(ui_, Style::Small, size, text) > inside.w) return;
    draw_sized(ui_, inside, Style::Small, size, ui::faded(ui_.c.tx2, look.opacity), text, Align::Centre);
  }

  ImU32 ink(const NodeLook& look, ImU32 color) const { return ui::faded(color, look.opacity); }

  void name_only(const graph::Node& node, const NodeLook& look, const Rect& box, bool pill) const {
    const float size = size_of(13);
    if (size > box.h) return;
    draw_sized(ui_, box.inset(length(10), 0), Style::BodyBold, size, ink(look, ui_.c.tx1), escaped(node.name),
               pill ? Align::Centre : Align::Left);
  }

  static std::string number_of(const graph::Node& node) {
    return node.task && node.kind == NodeKind::Task ? std::to_string(*node.task) : "";
  }

  void texts(std::size_t node_index, const NodeLook& look, const Rect& box, bool pill) const {
    const graph::Node& node = picture_.graph().nodes[node_index];
    const float name = size_of(13), detail = size_of(11);
    const Rect inside{box.x + length(pill ? 24 : 14), box.y, box.w - length(pill ? 48 : 24), box.h};
    const std::string note = skin_.note(node_index);
    const bool alone = node.detail.empty() && note.empty();
    Rect top{inside.x, box.y + length(alone ? 0 : 5), inside.w, alone ? box.h : length(18)};
    Rect below{inside.x, box.y + length(23), inside.w, length(16)};
    const std::string number = number_of(node);
    if (!number.empty()) {
      const float wide = sized_width(ui_, Style::Small, detail, number);
      draw_sized(ui_, top.cut_right(wide), Style::Small, detail, ink(look, ui_.c.tx3), number, Align::Right);
      top.cut_right(length(8));
    }
    const Align align = pill ? Align::Centre : Align::Left;
    draw_sized(ui_, top, Style::BodyBold, name, ink(look, ui_.c.tx1), escaped(node.name), align);
    if (!note.empty()) {
      const float wide = sized_width(ui_, Style::Small, detail, note);
      draw_sized(ui_, below.cut_right(wide), Style::Small, detail, ink(look, ui_.c.tx2), note, Align::Right);
      below.cut_right(length(8));
    }
    draw_sized(ui_, below, Style::Small, detail, ink(look, ui_.c.tx2), escaped(node.detail), align);
  }

  const ui::Ui& ui_;
  const state::GraphPicture& picture_;
  const GraphCamera& camera_;
  const GraphSkin& skin_;
  float zoom_;
  double low_, high_;  ///< what is in sight, and a row more
  std::vector<ImVec2> points_;
  std::array<float, 2> last_spot_ = {-1, -1};
  std::vector<float> drawn_ = std::vector<float>(static_cast<std::size_t>(camera_.view().w) + 1, -1e9F);
};

double distance(graph::Point p, graph::Point a, graph::Point b) {
  const double x = std::clamp(p.x, std::min(a.x, b.x), std::max(a.x, b.x));
  const double y = std::clamp(p.y, std::min(a.y, b.y), std::max(a.y, b.y));
  return std::hypot(p.x - x, p.y - y);
}

}  // namespace

void GraphCanvas::draw(const ui::Ui& ui, const state::GraphPicture& picture, const GraphCamera& camera,
                       const GraphSkin& skin, double astray) {
  Painter(ui, picture, camera, skin, astray).draw();
}

GraphHit GraphCanvas::hit(const state::GraphPicture& picture, const GraphCamera& camera, ImVec2 screen) {
  GraphHit hit;
  const graph::Point at = camera.at(screen);
  const auto inside = [&](const auto& box) {
    return at.x >= box.x && at.x < box.x + box.width && at.y >= box.y && at.y < box.y + box.height;
  };
  picture.nodes_by_height.visit(at.y, at.y, [&](std::size_t i) {
    if (inside(picture.layout.nodes[i])) hit.node = i;
  });
  if (hit.node) return hit;
  double best = kNear / camera.factor();
  picture.edges_by_height.visit(at.y - best, at.y + best, [&](std::size_t i) {
    const std::vector<graph::Point>& points = picture.layout.edges[i].points;
    for (std::size_t k = 1; k < points.size(); ++k) {
      const double far = distance(at, points[k - 1], points[k]);
      if (far >= best) continue;
      best = far;
      hit.edge = i;
    }
  });
  if (hit.edge) return hit;
  picture.frames_by_height.visit(at.y, at.y, [&](std::size_t i) {
    if (inside(picture.frames[i])) hit.frame = i;
  });
  return hit;
}

}  // namespace ane::views
