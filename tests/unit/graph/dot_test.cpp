// Graphs of Graphviz's language, and texts that are none.

#include "core/graph/dot.hpp"

#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "core/graph/layout.hpp"

namespace ane::graph {
namespace {

TEST(Dot, IsReadWithItsLabels) {
  const auto dot = read_dot(
      "digraph net {\n  a [label=\"conv\\n3x3\"];\n  subgraph cluster_0 { b [label=<<b>add</b><br/>two>]; }\n"
      "  a -> b [label=\"t0\"]; b -> c; a -> c;\n}\n");
  ASSERT_TRUE(dot) << dot.error().message;
  EXPECT_EQ(dot->name, "net");
  ASSERT_EQ(dot->nodes.size(), 3u);
  EXPECT_EQ(dot->nodes[0].label, (std::vector<std::string>{"conv", "3x3"}));
  EXPECT_EQ(dot->nodes[1].label, (std::vector<std::string>{"add", "two"}));
  EXPECT_EQ(dot->nodes[2].label, (std::vector<std::string>{"c"})) << "the id where there is no label";
  ASSERT_EQ(dot->edges.size(), 3u);
  EXPECT_EQ(dot->edges[0].label, "t0");
}

TEST(Dot, ThatIsDamagedSaysTheLine) {
  const auto dot = read_dot("digraph {\n  a -> b;\n  c -> ;\n}\n");
  ASSERT_FALSE(dot);
  EXPECT_TRUE(dot.error().message.starts_with("line 3: syntax error")) << dot.error().message;
  for (const char* text : {"", "hello", "digraph", "digraph {", "digraph { a [label=\"", "{}", "\x80\x81"})
    EXPECT_FALSE(read_dot(text)) << text;
  EXPECT_FALSE(read_dot(std::string_view("digraph {}\0", 11)));
  EXPECT_FALSE(read_dot(std::string(kMostDotBytes + 1, ' ')));
  EXPECT_TRUE(read_dot("digraph { a -> b }")) << "a damaged one leaves nothing behind";
}

TEST(Dot, LeavesNothingForTheNextOne) {
  const auto first = read_dot("digraph a { x }\n\ndigraph b { y }\ngarbage");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->name, "a");
  const auto second = read_dot("digraph c {\n  z -> ;\n}");
  ASSERT_FALSE(second);
  EXPECT_TRUE(second.error().message.starts_with("line 2")) << second.error().message;
}

TEST(Dot, ThatIsCutOrChangedAnywhereDoesNoHarm) {
  const std::string whole =
      "strict digraph \"a b\" { node [shape=record]; x [label=\"{<p>l|r}\"]; x:p -> y -> {z w} [w=2]; }";
  std::mt19937 random(3);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    (void)read_dot(whole.substr(0, i));
    std::string changed = whole;
    changed[i] = static_cast<char>(1 + random() % 255);
    (void)read_dot(changed);
  }
}

TEST(Dot, IsReadByManyThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([] {
      for (int k = 0; k < 50; ++k) {
        EXPECT_TRUE(read_dot("digraph { a -> b -> c }"));
        EXPECT_FALSE(read_dot("digraph { a -> "));
      }
    });
  for (std::thread& thread : threads) thread.join();
}

TEST(Dot, IsLaidOutFromProducersToConsumers) {
  const auto dot = read_dot("digraph { c -> d; a -> b -> c; a -> c; e -> a; }");
  ASSERT_TRUE(dot);
  std::vector<std::size_t> original;
  const Graph graph = graph_of(*dot, original);
  const Layout layout = lay_out(graph);
  ASSERT_EQ(original.size(), 5u);
  for (const Edge& edge : graph.edges) EXPECT_LT(layout.nodes[edge.from].row, layout.nodes[edge.to].row);
}

TEST(Dot, WithCyclesIsLaidOutToo) {
  const auto dot = read_dot("digraph { a -> b -> c -> a; c -> d -> d; b -> a; }");
  ASSERT_TRUE(dot);
  std::vector<std::size_t> original;
  const Graph graph = graph_of(*dot, original);
  EXPECT_EQ(graph.nodes.size(), 4u);
  EXPECT_EQ(graph.edges.size(), 5u) << "an edge from a node to itself shows nothing";
  const Layout layout = lay_out(graph);
  for (const PlacedEdge& edge : layout.edges) EXPECT_GE(edge.points.size(), 2u);
}

}  // namespace
}  // namespace ane::graph
