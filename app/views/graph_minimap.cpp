#include "app/views/graph_minimap.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace ane::views {
namespace {

constexpr float kMapWidth = 92, kMapHeight = 300, kMargin = 12, kPadding = 6;
/// The largest share of the real size, so that small graphs keep their shape.
constexpr double kMostAcross = 0.085, kMostDown = 0.11;

}  // namespace

ui::Rect GraphMinimap::place(const ui::Ui& ui, const GraphCamera& camera, const graph::Layout& layout) {
  const ui::Rect& view = camera.view();
  if (camera.sees_all() || view.h < ui.px(160) || view.w < ui.px(300)) return {};
  const float needed = std::ceil(static_cast<float>(layout.height * kMostDown)) + ui.px(2 * kPadding);
  const float high = std::min({ui.px(kMapHeight), view.h - ui.px(2 * kMargin), needed});
  return {view.right() - ui.px(kMapWidth + kMargin), view.bottom() - high - ui.px(kMargin), ui.px(kMapWidth),
          high};
}

// Nodes that fall on the same pixels are one spot.
void GraphMinimap::build(const state::GraphPicture& picture, const ui::Rect& inside) {
  const graph::Layout& layout = picture.layout;
  across_ = std::min(static_cast<double>(inside.w) / layout.width, kMostAcross);
  down_ = std::min(static_cast<double>(inside.h) / layout.height, kMostDown);
  left_ = (static_cast<double>(inside.w) - layout.width * across_) / 2;
  spots_.clear();
  std::set<std::pair<int, int>> taken;
  for (std::size_t i = 0; i < layout.nodes.size(); ++i) {
    const graph::PlacedNode& node = layout.nodes[i];
    if (picture.graph().nodes[i].kind == graph::NodeKind::Weights) continue;
    const ui::Rect box{std::round(static_cast<float>(left_ + node.x * across_)),
                       std::round(static_cast<float>(node.y * down_)),
                       std::max(2.0F, std::round(static_cast<float>(node.width * across_))),
                       std::max(1.0F, std::round(static_cast<float>(node.height * down_)))};
    if (!taken.insert({static_cast<int>(box.x), static_cast<int>(box.y)}).second) continue;
    spots_.push_back({box, i});
  }
}

bool GraphMinimap::draw(const ui::Ui& ui, const ui::Rect& area, const state::GraphPicturePtr& picture,
                        GraphCamera& camera, const GraphSkin& skin) {
  if (area.w <= 0) return dragging_ = false;
  const ui::Rect inside = area.inset(ui.px(kPadding), ui.px(kPadding));
  if (picture != picture_ || area.w != area_.w || area.h != area_.h) {
    picture_ = picture;
    area_ = area;
    build(*picture, inside);
  }
  ui.fill(area, ui.c.bg0);
  ui.frame(area, ui.c.line2);
  for (const Spot& spot : spots_) {
    const NodeLook look = skin.node(spot.node);
    const ui::Rect box{inside.x + spot.box.x, inside.y + spot.box.y, spot.box.w, spot.box.h};
    ui.fill(box, ui::faded(look.hue, look.opacity));
    if (look.selected) ui.frame({box.x - 1, box.y - 1, box.w + 2, box.h + 2}, ui.c.tx1);
    if (look.hit) ui.fill({box.x - ui.px(5), box.y, ui.px(3), std::max(ui.px(2), box.h)}, ui.c.tx1);
  }
  const auto x = [&](double at) {
    return std::clamp(inside.x + static_cast<float>(left_ + at * across_), area.x, area.right());
  };
  const auto y = [&](double at) {
    return std::clamp(inside.y + static_cast<float>(at * down_), area.y, area.bottom());
  };
  ui::Rect seen{std::round(x(camera.left())), std::round(y(camera.top())), 0, 0};
  seen.w = std::max(ui.px(4), std::round(x(camera.right())) - seen.x);
  seen.h = std::max(ui.px(4), std::round(y(camera.bottom())) - seen.y);
  ui.fill(seen, ui::faded(ui.c.tx1, 0.05F));
  ui.frame(seen, ui.c.tx1);
  if (ui.clicks(area)) dragging_ = true;
  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) dragging_ = false;
  if (dragging_) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    camera.centre((static_cast<double>(mouse.x - inside.x) - left_) / across_,
                  static_cast<double>(mouse.y - inside.y) / down_);
  }
  return dragging_ || ui.hovers(area);
}

}  // namespace ane::views
