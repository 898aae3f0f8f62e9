#include "app/views/graph_skin.hpp"

#include <algorithm>

#include "app/state/cost_summary.hpp"
#include "app/ui/labels.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using graph::NodeKind;
using state::GraphColor;
using state::Light;
using state::Trace;

constexpr float kConeOpacity = 0.85F, kOutsideOpacity = 0.38F;

/// The node's name as sentences use it.
std::string title_of(const graph::Node& node) {
  if (node.kind == NodeKind::Task) return "Task " + std::to_string(*node.task);
  if (node.kind == NodeKind::Group) return node.name + " (" + node.detail + ")";
  return escaped(node.name);
}

std::string place_of(const graph::Edge& edge) {
  if (!edge.on_chip && !edge.slot) return "";
  return escaped(graph::place_text(edge));
}

/// Rows that an edge passes by.
std::size_t passed(const state::GraphPicture& picture, const graph::Edge& edge) {
  const std::size_t from = picture.layout.nodes[edge.from].row, to = picture.layout.nodes[edge.to].row;
  return to > from ? to - from - 1 : 0;
}

/// NE, PE, another or none
std::size_t engine_of(const graph::Node& node) {
  return node.engine == "NE" ? 0 : node.engine == "PE" ? 1 : 2;
}

/// What tasks cost, by task of the document; -1 where it is not known.
double measure_of(const state::TaskRow& row, GraphColor color) {
  if (color == GraphColor::Weights) return static_cast<double>(row.kernel_bytes);
  return row.cost.seconds().value_or(-1);
}

}  // namespace

void TaskSkin::update(const ui::ViewContext& context) {
  const state::OpenFile& file = *context.file;
  const state::GraphState& state = file.graph;
  ui_ = &context.ui;
  engine_colors_ = {ui::block_color(ui_->c, "NE"), ui::block_color(ui_->c, "PE"),
                    ui::block_color(ui_->c, "Common")};
  weights_hue_ = ui::block_color(ui_->c, "KernelDMASrc").hue;
  const bool other = picture_ != state.picture;
  picture_ = state.picture;
  if (other || color_ != context.app.options.graph_color || measured_of_ != file.tasks)
    measure(file, context.app.options.graph_color);
  const auto focus = state.focus_in_picture();
  if (other || focus != focus_ || up_ != state.up || down_ != state.down) light(state);
  if (other || hits_ != state.hits) mark(state);
  hovered_.reset();
  if (file.hovered && file.hovered->task) {
    if (const auto node = picture_->model->node_of(*file.hovered->task))
      hovered_ = picture_->folded.node_of[*node];
  }
}

void TaskSkin::measure(const state::OpenFile& file, GraphColor color) {
  color_ = color;
  measured_of_ = file.tasks;
  most_ = 0;
  const graph::Graph& all = picture_->model->graph;
  measures_.assign(picture_->graph().nodes.size(), -1);
  engines_ = {};
  for (std::size_t i = 0; i < all.nodes.size(); ++i) {
    const graph::Node& node = all.nodes[i];
    if (node.kind != NodeKind::Task) continue;
    ++engines_.at(engine_of(node));
    if (color == GraphColor::Engine || !file.tasks || *node.task >= file.tasks->rows().size()) continue;
    const double value = measure_of(file.tasks->rows()[*node.task], color);
    double& sum = measures_[picture_->folded.node_of[i]];
    if (value >= 0) sum = std::max(sum, 0.0) + value;
    most_ = std::max(most_, sum);
  }
  most_text_ = most_ > 0 ? measure_text(most_) : "";
}

// The darkest part of the map would melt into the pane.
ImU32 TaskSkin::measure_color(float share) const {
  constexpr float kLeast = 0.25F;
  return map_.at(kLeast + (1 - kLeast) * share);
}

std::string TaskSkin::measure_text(double value) const {
  if (color_ == GraphColor::Weights) return bytes_text(static_cast<std::uint64_t>(value));
  return state::duration_text(value);
}

void TaskSkin::light(const state::GraphState& state) {
  focus_ = state.focus_in_picture();
  up_ = state.up;
  down_ = state.down;
  traced_ = focus_ && (up_ != Trace::None || down_ != Trace::None);
  lights_.clear();
  if (!focus_) return;
  lights_ = traced_ ? state::lights_of(*picture_, *focus_, up_, down_)
                    : state::lights_of(*picture_, *focus_, Trace::Direct, Trace::Direct);
  // Constants are lit with the task that reads them.
  for (const graph::Edge& edge : picture_->graph().edges) {
    if (picture_->graph().nodes[edge.from].kind == NodeKind::Weights && edge.from != *focus_)
      lights_[edge.from] = std::min(lights_[edge.to], Light::Direct);
  }
}

void TaskSkin::mark(const state::GraphState& state) {
  hits_ = state.hits;
  hit_.assign(picture_->graph().nodes.size(), false);
  // While another source is being laid out, the hits are not of this picture.
  if (picture_->model != state.shown().model) return;
  for (const std::size_t hit : hits_) hit_[picture_->folded.node_of[hit]] = true;
}

NodeLook TaskSkin::node(std::size_t index) const {
  const graph::Node& node = picture_->graph().nodes[index];
  NodeLook look;
  const ui::BlockColor& engine = engine_colors_.at(engine_of(node));
  look.hue = engine.hue;
  look.tint = engine.tint;
  if (node.kind == NodeKind::Weights) look.hue = weights_hue_;
  if (node.kind == NodeKind::Input || node.kind == NodeKind::Output) look.hue = ui_->c.tx2;
  if (color_ != GraphColor::Engine && node.is_work()) {
    const double value = measures_[index];
    const auto share = static_cast<float>(most_ > 0 && value > 0 ? value / most_ : 0);
    look.hue = value < 0 ? ui_->c.line2 : measure_color(share);
    look.tint = ui_->c.bg2;
    if (value >= 0) look.share = share;
  }
  look.hit = hit_[index];
  look.hovered = hovered_ == index;
  look.selected = focus_ == index;
  if (lights_.empty()) return look;
  const Light light = lights_[index];
  look.near = light == Light::Direct;
  if (traced_ && light == Light::Cone) look.opacity = kConeOpacity;
  if (traced_ && light == Light::Outside) look.opacity = kOutsideOpacity;
  return look;
}

EdgeLook TaskSkin::edge(std::size_t index) const {
  const graph::Edge& edge = picture_->graph().edges[index];
  EdgeLook look;
  if (lights_.empty()) return look;
  const bool weights = picture_->graph().nodes[edge.from].kind == NodeKind::Weights;
  const Light from = lights_[edge.from], to = lights_[edge.to];
  const bool inside = from != Light::Outside && to != Light::Outside;
  const bool touches = from == Light::Self || to == Light::Self;
  look.lit = !weights && inside && (traced_ || touches);
  if (traced_ && !inside) look.opacity = kOutsideOpacity;
  return look;
}

std::string TaskSkin::note(std::size_t index) const {
  if (color_ == GraphColor::Engine || measures_[index] < 0) return "";
  return measure_text(measures_[index]);
}

std::string TaskSkin::label(std::size_t index) const {
  const graph::Edge& edge = picture_->graph().edges[index];
  std::string text = edge_text(*picture_, index);
  const std::string place = place_of(edge);
  if (place.empty()) return text;
  text += "\n" + place;
  if (const std::size_t rows = passed(*picture_, edge); rows > 1)
    text += ", past " + std::to_string(rows) + " rows";
  return text;
}

std::string edge_text(const state::GraphPicture& picture, std::size_t index) {
  const std::vector<graph::Edge>& edges = picture.graph().edges;
  const graph::Edge& edge = edges[index];
  std::string text;
  if (edge.shape[0] != 0) text = ui::shape_text(edge.shape);
  std::uint64_t bytes = edge.bytes;
  std::size_t more = 0;
  // The operands that a task reads of one other come one after the other, and share a line.
  for (std::size_t i = index + 1; i < edges.size() && edges[i].from == edge.from && edges[i].to == edge.to;
       ++i) {
    bytes += edges[i].bytes;
    ++more;
  }
  if (more != 0 && !text.empty()) text = std::to_string(more + 1) + " of " + text;
  if (bytes != 0) text += (text.empty() ? "" : " · ") + bytes_text(bytes);
  if (text.empty()) text = escaped(edge.tensor);
  return text;
}

std::string node_hint(const state::GraphPicture& picture, std::size_t index) {
  const graph::Node& node = picture.graph().nodes[index];
  std::string text = title_of(node);
  if (node.kind == NodeKind::Task) text += "  " + escaped(node.name);
  if (!node.detail.empty() && node.kind != NodeKind::Group) text += "\n" + escaped(node.detail);
  if (node.kind == NodeKind::Input) text += "\nInput of the program";
  if (node.kind == NodeKind::Output) text += "\nOutput of the program";
  if (node.bytes != 0) text += "\n" + bytes_text(node.bytes);
  if (node.kind == NodeKind::Group) text += "\nDouble click opens it";
  if (node.kind == NodeKind::Named && !picture.link(index).empty())
    text += "\nA click selects what has this name";
  return text;
}

std::string edge_hint(const state::GraphPicture& picture, std::size_t index) {
  const graph::Edge& edge = picture.graph().edges[index];
  const graph::Node &from = picture.graph().nodes[edge.from], &to = picture.graph().nodes[edge.to];
  std::string text = title_of(from) + " → " + title_of(to);
  std::string facts;
  if (edge.shape[0] != 0) facts = ui::shape_text(edge.shape);
  if (edge.bytes != 0) facts += (facts.empty() ? "" : " · ") + bytes_text(edge.bytes);
  if (!facts.empty()) text += "\n" + facts;
  if (const std::string place = place_of(edge); !place.empty())
    text += "\n" + place + (edge.on_chip ? ", stays in L2" : "");
  if (!edge.on_chip && !edge.slot && !edge.tensor.empty()) text += "\n" + escaped(edge.tensor);
  return text;
}

}  // namespace ane::views
