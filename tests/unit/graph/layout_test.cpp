// Rules that every layout keeps, on graphs of all kinds.

#include "core/graph/layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace ane::graph {
namespace {

/// `count` tasks, each reading one to three earlier nodes, mostly the one before.
Graph random_graph(unsigned seed, std::size_t count) {
  std::mt19937 random(seed);
  Graph graph;
  std::vector<std::size_t> sources;
  for (std::size_t i = 0; i < 1 + random() % 3; ++i) {
    Node input;
    input.kind = NodeKind::Input;
    graph.nodes.push_back(input);
    sources.push_back(i);
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (random() % 3 == 0) {
      Node weights;
      weights.kind = NodeKind::Weights;
      weights.task = i;
      graph.nodes.push_back(weights);
      Edge edge;
      edge.from = graph.nodes.size() - 1;
      edge.to = graph.nodes.size();
      graph.edges.push_back(edge);
    }
    Node task;
    task.task = i;
    graph.nodes.push_back(task);
    const std::size_t node = graph.nodes.size() - 1;
    std::set<std::size_t> reads;
    if (random() % 5 != 0) reads.insert(sources.back());
    for (std::size_t k = random() % 3; k > 0; --k) reads.insert(sources[random() % sources.size()]);
    for (const std::size_t from : reads) {
      Edge edge;
      edge.from = from;
      edge.to = node;
      graph.edges.push_back(edge);
    }
    sources.push_back(node);
  }
  return graph;
}

void check(const Graph& graph) {
  const Layout layout = lay_out(graph);
  ASSERT_EQ(layout.nodes.size(), graph.nodes.size());
  ASSERT_EQ(layout.edges.size(), graph.edges.size());
  std::size_t row = 0;
  std::set<std::pair<std::size_t, std::size_t>> taken;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const PlacedNode& node = layout.nodes[i];
    EXPECT_GE(node.x, 0);
    EXPECT_LE(node.x + node.width, layout.width);
    EXPECT_LE(node.y + node.height, layout.height);
    if (graph.nodes[i].kind == NodeKind::Weights) continue;
    EXPECT_TRUE(taken.insert({node.row, node.column}).second) << "two nodes in one place";
    if (graph.nodes[i].kind != NodeKind::Task) continue;
    EXPECT_GE(node.row, row) << "what is carried out later stands higher";
    row = node.row;
  }
  std::map<std::pair<std::size_t, double>, std::vector<std::pair<double, double>>> lanes;
  for (std::size_t i = 0; i < graph.edges.size(); ++i) {
    const PlacedNode &from = layout.nodes[graph.edges[i].from], &to = layout.nodes[graph.edges[i].to];
    const PlacedEdge& edge = layout.edges[i];
    ASSERT_GE(edge.points.size(), 2u);
    if (graph.nodes[graph.edges[i].from].kind == NodeKind::Weights) continue;
    EXPECT_LT(from.row, to.row);
    EXPECT_EQ(edge.points.front().y, from.y + from.height);
    EXPECT_EQ(edge.points.back().y, to.y);
    if (edge.skips) {
      lanes[{from.column, edge.points[2].x}].push_back({edge.points[2].y, edge.points[3].y});
    } else {
      EXPECT_EQ(from.column, to.column);
      EXPECT_EQ(edge.points.front().x, edge.points.back().x) << "straight down";
    }
  }
  for (auto& [lane, spans] : lanes) {
    std::sort(spans.begin(), spans.end());
    for (std::size_t i = 1; i < spans.size(); ++i)
      EXPECT_GE(spans[i].first, spans[i - 1].second) << "two edges share a lane";
  }
}

TEST(Layout, KeepsItsRulesOnRandomGraphs) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    check(random_graph(seed, 5 + seed * 3));
  }
}

TEST(Layout, KeepsAChainInOneColumn) {
  Graph graph;
  for (std::size_t i = 0; i < 50; ++i) {
    Node task;
    task.task = i;
    graph.nodes.push_back(task);
    if (i == 0) continue;
    Edge edge;
    edge.from = i - 1;
    edge.to = i;
    graph.edges.push_back(edge);
  }
  const Layout layout = lay_out(graph);
  EXPECT_EQ(layout.columns, 1u);
  EXPECT_EQ(layout.rows, 50u);
  EXPECT_TRUE(
      std::none_of(layout.edges.begin(), layout.edges.end(), [](const PlacedEdge& e) { return e.skips; }));
}

TEST(Layout, ATaskAtTheEndMovesNothingBeforeIt) {
  const Graph graph = random_graph(5, 40);
  const Layout before = lay_out(graph);
  Graph longer = graph;
  Node task;
  task.task = 40;
  longer.nodes.push_back(task);
  Edge edge;
  edge.from = graph.nodes.size() - 1;
  edge.to = graph.nodes.size();
  longer.edges.push_back(edge);
  const Layout after = lay_out(longer);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    EXPECT_EQ(before.nodes[i].row, after.nodes[i].row);
    EXPECT_EQ(before.nodes[i].column, after.nodes[i].column);
  }
}

TEST(Layout, OfTasksWithoutEdgesFillsRowAfterRow) {
  Graph graph;
  for (std::size_t i = 0; i < 100; ++i) {
    Node task;
    task.task = i;
    graph.nodes.push_back(task);
  }
  const Layout layout = lay_out(graph);
  EXPECT_LE(layout.columns, 16u);
  check(graph);
}

TEST(Layout, OfNothingIsEmpty) {
  const Layout layout = lay_out({});
  EXPECT_EQ(layout.rows, 0u);
  EXPECT_TRUE(layout.nodes.empty());
}

}  // namespace
}  // namespace ane::graph
