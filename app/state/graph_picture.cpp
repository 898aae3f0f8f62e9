#include "app/state/graph_picture.hpp"

#include <algorithm>

#include "app/state/fuzzy.hpp"
#include "core/model/tensors.hpp"

namespace ane::state {
namespace {

/// Programs with more tasks than this begin folded.
constexpr std::size_t kMostUnfolded = 200;

// What the nodes of buffers stand for: the records that declare them.
void link_buffers(GraphModel& model) {
  const document::Document& document = *model.document;
  const std::string& program = document.programs()[model.graph.program].name;
  for (const model::Tensor& tensor : model::declared_tensors(document)) {
    if (!tensor.buffer || (!tensor.program.empty() && tensor.program != program)) continue;
    for (std::size_t i = 0; i < model.graph.nodes.size(); ++i) {
      const graph::Node& node = model.graph.nodes[i];
      const bool buffer = node.kind == graph::NodeKind::Input || node.kind == graph::NodeKind::Output;
      if (buffer && node.slot == *tensor.buffer) model.links[i].bytes = tensor.where;
    }
  }
}

void complete(GraphModel& model) {
  model.groups = graph::find_groups(model.graph);
  model.group_of.resize(model.graph.nodes.size());
  for (std::size_t i = 0; i < model.groups.size(); ++i)
    for (const std::size_t task : model.groups[i].tasks) model.group_of[task] = i;
}

SpanIndex index_edges(const graph::Layout& layout) {
  std::vector<SpanIndex::Span> spans;
  spans.reserve(layout.edges.size());
  for (const graph::PlacedEdge& edge : layout.edges) {
    SpanIndex::Span span{edge.points.front().y, edge.points.front().y};
    for (const graph::Point& point : edge.points) {
      span.low = std::min(span.low, point.y);
      span.high = std::max(span.high, point.y);
    }
    spans.push_back(span);
  }
  return SpanIndex(std::move(spans));
}

template <class Boxes>
SpanIndex index_boxes(const Boxes& boxes) {
  std::vector<SpanIndex::Span> spans;
  spans.reserve(boxes.size());
  for (const auto& box : boxes) spans.push_back({box.y, box.y + box.height});
  return SpanIndex(std::move(spans));
}

void reach(const GraphPicture& picture, std::size_t from, bool up, Trace how, std::vector<Light>& lights) {
  if (how == Trace::None) return;
  std::vector<std::size_t> left = {from};
  std::vector<bool> seen(lights.size());
  seen[from] = true;
  while (!left.empty()) {
    const std::size_t node = left.back();
    left.pop_back();
    for (const std::size_t edge : (up ? picture.in : picture.out)[node]) {
      const std::size_t next = up ? picture.graph().edges[edge].from : picture.graph().edges[edge].to;
      if (seen[next]) continue;
      seen[next] = true;
      lights[next] = std::max(lights[next], node == from ? Light::Direct : Light::Cone);
      if (how == Trace::All) left.push_back(next);
    }
  }
}

bool is_weights(const GraphPicture& picture, std::size_t node) {
  return picture.graph().nodes[node].kind == graph::NodeKind::Weights;
}

/// Of the nodes at the other ends of the edges: one in the same column, else the nearest row.
std::optional<std::size_t> neighbour(const GraphPicture& picture, std::size_t node, bool up) {
  std::optional<std::size_t> best;
  const auto worth = [&](std::size_t other) {
    const graph::PlacedNode &a = picture.layout.nodes[node], &b = picture.layout.nodes[other];
    const double rows = static_cast<double>(a.row > b.row ? a.row - b.row : b.row - a.row);
    return (is_weights(picture, other) ? 2e9 : 0.0) + (a.column == b.column ? 0.0 : 1e9) + rows;
  };
  for (const std::size_t edge : (up ? picture.in : picture.out)[node]) {
    const std::size_t other = up ? picture.graph().edges[edge].from : picture.graph().edges[edge].to;
    if (!best || worth(other) < worth(*best)) best = other;
  }
  return best;
}

/// Beside it in its row, else another reader of what it reads.
std::optional<std::size_t> sibling(const GraphPicture& picture, std::size_t node, bool left) {
  const graph::PlacedNode& here = picture.layout.nodes[node];
  std::optional<std::size_t> best;
  const auto take = [&](std::size_t other) {
    const double x = picture.layout.nodes[other].x;
    if (other == node || (left ? x >= here.x : x <= here.x)) return;
    const double far = best ? picture.layout.nodes[*best].x : 0;
    if (!best || (left ? x > far : x < far)) best = other;
  };
  const double middle = here.y + here.height / 2;
  picture.nodes_by_height.visit(middle, middle, take);
  if (best) return best;
  for (const std::size_t in : picture.in[node])
    for (const std::size_t out : picture.out[picture.graph().edges[in].from])
      take(picture.graph().edges[out].to);
  return best;
}

}  // namespace

std::optional<std::size_t> GraphModel::node_of(std::size_t task) const {
  if (from_file) {
    for (std::size_t i = 0; i < links.size(); ++i)
      if (links[i].task == task) return i;
    return std::nullopt;
  }
  const std::size_t first = document->programs()[graph.program].first_task;
  if (task < first || task - first >= node_of_task.size()) return std::nullopt;
  return node_of_task[task - first];
}

GraphModelPtr make_graph_model(const document::DocumentPtr& document, std::size_t program,
                               Progress& progress) {
  auto model = std::make_shared<GraphModel>();
  model->document = document;
  model->title = "Tasks";
  progress.set_total(document->programs()[program].task_count);
  model->graph = graph::build_graph(*document, program, [&] { return progress.tick(); });
  if (!model->graph.complete) return nullptr;
  model->links.resize(model->graph.nodes.size());
  for (std::size_t i = 0; i < model->graph.nodes.size(); ++i) {
    const graph::Node& node = model->graph.nodes[i];
    if (node.kind != graph::NodeKind::Task) continue;
    model->node_of_task.push_back(i);
    model->links[i].task = node.task;
  }
  link_buffers(*model);
  complete(*model);
  return model;
}

std::vector<bool> first_folds(const GraphModel& model) {
  return std::vector<bool>(model.groups.size(), model.node_of_task.size() > kMostUnfolded);
}

GraphPicturePtr make_graph_picture(const GraphModelPtr& model, const std::vector<bool>& folds) {
  return make_graph_picture(model, graph::fold(model->graph, model->groups, folds));
}

GraphPicturePtr make_graph_picture(const GraphModelPtr& model, graph::Folded folded) {
  auto picture = std::make_shared<GraphPicture>();
  picture->model = model;
  picture->folded = std::move(folded);
  picture->layout = graph::lay_out(picture->graph());
  picture->frames = graph::frames_of(picture->folded, model->groups, picture->layout);
  picture->in.resize(picture->graph().nodes.size());
  picture->out.resize(picture->graph().nodes.size());
  for (std::size_t i = 0; i < picture->graph().edges.size(); ++i) {
    picture->out[picture->graph().edges[i].from].push_back(i);
    picture->in[picture->graph().edges[i].to].push_back(i);
  }
  picture->nodes_by_height = index_boxes(picture->layout.nodes);
  picture->frames_by_height = index_boxes(picture->frames);
  picture->edges_by_height = index_edges(picture->layout);
  return picture;
}

std::vector<Light> lights_of(const GraphPicture& picture, std::size_t node, Trace up, Trace down) {
  std::vector<Light> lights(picture.graph().nodes.size(), Light::Outside);
  reach(picture, node, true, up, lights);
  reach(picture, node, false, down, lights);
  lights[node] = Light::Self;
  return lights;
}

std::size_t count_reached(const GraphPicture& picture, std::size_t node, bool up) {
  std::vector<Light> lights(picture.graph().nodes.size(), Light::Outside);
  reach(picture, node, up, Trace::All, lights);
  std::size_t count = 0;
  for (std::size_t i = 0; i < lights.size(); ++i)
    if (lights[i] != Light::Outside && !is_weights(picture, i)) ++count;
  return count;
}

std::vector<std::size_t> find_in_graph(const GraphModel& model, std::string_view text) {
  if (text.empty()) return {};
  std::vector<bool> fits(model.graph.nodes.size());
  for (std::size_t i = 0; i < model.graph.nodes.size(); ++i) {
    const graph::Node& node = model.graph.nodes[i];
    if (node.kind == graph::NodeKind::Weights) continue;
    const bool number = node.task && std::to_string(*node.task) == text;
    fits[i] = number || contains_text(node.name, text) || contains_text(node.detail, text);
  }
  for (const graph::Edge& edge : model.graph.edges) {
    const bool wrote = model.graph.nodes[edge.from].is_work();
    if (wrote && !edge.tensor.empty() && contains_text(edge.tensor, text)) fits[edge.from] = true;
  }
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < fits.size(); ++i)
    if (fits[i]) found.push_back(i);
  return found;
}

std::optional<std::size_t> walk(const GraphPicture& picture, std::size_t node, Walk direction) {
  if (direction == Walk::Up || direction == Walk::Down)
    return neighbour(picture, node, direction == Walk::Up);
  return sibling(picture, node, direction == Walk::Left);
}

}  // namespace ane::state
