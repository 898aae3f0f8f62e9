#include "core/diff/merged_graph.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace ane::diff {
namespace {

using graph::Edge;
using graph::Graph;
using graph::Node;
using graph::NodeKind;

constexpr std::size_t kNone = SIZE_MAX;

bool belongs_to_task(const Node& node) {
  return node.kind == NodeKind::Task || node.kind == NodeKind::Weights;
}

/// Who reads what of whom, so that the edges of both sides find each other.
using Flow = std::tuple<std::size_t, model::Port, std::size_t, bool>;

bool same_flow(const Edge& a, const Edge& b) {
  return a.bytes == b.bytes && a.shape == b.shape && a.end - a.begin == b.end - b.begin;
}

class Merger {
 public:
  Merger(const Comparison& comparison, const Graph& a, const Graph& b)
      : comparison_(comparison),
        a_(a),
        b_(b),
        place_a_(a.nodes.size(), kNone),
        place_b_(b.nodes.size(), kNone) {}

  MergedGraph run() {
    merged_.graph.program = b_.program;
    merged_.graph.unknown = a_.unknown + b_.unknown;
    buffers(NodeKind::Input);
    tasks();
    buffers(NodeKind::Output);
    edges();
    return std::move(merged_);
  }

 private:
  void add(std::optional<std::size_t> a, std::optional<std::size_t> b, Status status,
           std::optional<std::size_t> pair) {
    const std::size_t at = merged_.nodes.size();
    if (a) place_a_[*a] = at;
    if (b) place_b_[*b] = at;
    merged_.graph.nodes.push_back(b ? b_.nodes[*b] : a_.nodes[*a]);
    if (!a) status = Status::OnlyB;
    if (!b) status = Status::OnlyA;
    merged_.nodes.push_back({a, b, status, pair});
  }

  // Inputs and outputs: those of one name, then those of one shape in their order.
  void buffers(NodeKind kind) {
    const auto of = [&](const Graph& graph) {
      std::vector<std::size_t> list;
      for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        if (graph.nodes[i].kind == kind) list.push_back(i);
      return list;
    };
    std::vector<std::size_t> left = of(a_);
    const auto take = [&](const auto& fits) -> std::optional<std::size_t> {
      const auto found = std::find_if(left.begin(), left.end(), fits);
      if (found == left.end()) return std::nullopt;
      const std::size_t node = *found;
      left.erase(found);
      return node;
    };
    for (const std::size_t b : of(b_)) {
      const Node& node = b_.nodes[b];
      auto a = take([&](std::size_t i) { return a_.nodes[i].name == node.name; });
      if (!a) a = take([&](std::size_t i) { return a_.nodes[i].detail == node.detail; });
      const bool same = a && a_.nodes[*a].detail == node.detail && a_.nodes[*a].bytes == node.bytes;
      add(a, b, same ? Status::Same : Status::Changed, {});
    }
    for (const std::size_t a : left) add(a, {}, Status::OnlyA, {});
  }

  using ByTask = std::map<std::size_t, std::vector<std::size_t>>;  ///< weights first, as in the graph
  static ByTask nodes_by_task(const Graph& graph) {
    ByTask by_task;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
      if (belongs_to_task(graph.nodes[i]) && graph.nodes[i].task) by_task[*graph.nodes[i].task].push_back(i);
    return by_task;
  }

  void tasks() {
    const ByTask by_a = nodes_by_task(a_), by_b = nodes_by_task(b_);
    const auto of = [](const ByTask& nodes, std::optional<std::size_t> task, const Graph& graph,
                       NodeKind kind) -> std::optional<std::size_t> {
      const auto found = task ? nodes.find(*task) : nodes.end();
      if (found == nodes.end()) return std::nullopt;
      for (const std::size_t node : found->second)
        if (graph.nodes[node].kind == kind) return node;
      return std::nullopt;
    };
    for (std::size_t i = 0; i < comparison_.tasks.size(); ++i) {
      const TaskPair& pair = comparison_.tasks[i];
      for (const NodeKind kind : {NodeKind::Weights, NodeKind::Task}) {
        const auto a = of(by_a, pair.a, a_, kind), b = of(by_b, pair.b, b_, kind);
        if (!a && !b) continue;
        const bool changed = kind == NodeKind::Task ? pair.status == Status::Changed : pair.weights_differ;
        add(a, b, changed ? Status::Changed : Status::Same, i);
      }
    }
  }

  void edges() {
    std::map<Flow, std::vector<std::size_t>> of_a;
    for (std::size_t i = a_.edges.size(); i-- > 0;) {
      const Edge& edge = a_.edges[i];
      of_a[{place_a_[edge.to], edge.port, place_a_[edge.from], edge.on_chip}].push_back(i);
    }
    std::vector<std::pair<Edge, Status>> all;
    for (Edge edge : b_.edges) {
      edge.from = place_b_[edge.from];
      edge.to = place_b_[edge.to];
      const auto found = of_a.find({edge.to, edge.port, edge.from, edge.on_chip});
      if (found == of_a.end() || found->second.empty()) {
        all.emplace_back(edge, Status::OnlyB);
        continue;
      }
      const Edge& other = a_.edges[found->second.back()];
      found->second.pop_back();
      all.emplace_back(edge, same_flow(other, edge) ? Status::Same : Status::Changed);
    }
    for (const auto& [flow, left] : of_a) {
      for (const std::size_t i : left) {
        Edge edge = a_.edges[i];
        edge.from = place_a_[edge.from];
        edge.to = place_a_[edge.to];
        all.emplace_back(edge, Status::OnlyA);
      }
    }
    std::stable_sort(all.begin(), all.end(), [](const auto& x, const auto& y) {
      return std::tie(x.first.to, x.first.port) < std::tie(y.first.to, y.first.port);
    });
    for (const auto& [edge, status] : all) {
      if (edge.from == kNone || edge.to == kNone) continue;
      merged_.graph.edges.push_back(edge);
      merged_.edges.push_back(status);
    }
  }

  const Comparison& comparison_;
  const Graph& a_;
  const Graph& b_;
  std::vector<std::size_t> place_a_, place_b_;
  MergedGraph merged_;
};

}  // namespace

std::optional<MergedGraph> merge_graphs(const Comparison& comparison, std::size_t program_a,
                                        std::size_t program_b, const std::function<bool()>& goes_on) {
  const Graph a = graph::build_graph(*comparison.a, program_a, goes_on);
  if (!a.complete) return std::nullopt;
  const Graph b = graph::build_graph(*comparison.b, program_b, goes_on);
  if (!b.complete) return std::nullopt;
  return Merger(comparison, a, b).run();
}

}  // namespace ane::diff
