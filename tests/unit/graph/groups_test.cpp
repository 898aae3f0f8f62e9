// Which blocks of tasks are found to repeat, and what folding them leaves.

#include "core/graph/groups.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <set>

namespace ane::graph {
namespace {

/// A chain with a task for each letter; tasks of one letter do the same. Capitals have constants.
Graph chain(const std::string& letters) {
  Graph graph;
  std::optional<std::size_t> before;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const bool constants = letters[i] >= 'A' && letters[i] <= 'Z';
    if (constants) {
      Node weights;
      weights.kind = NodeKind::Weights;
      weights.task = i;
      weights.bytes = 100;
      graph.nodes.push_back(weights);
    }
    Node task;
    task.task = i;
    task.name = letters.substr(i, 1);
    task.engine = "NE";
    graph.nodes.push_back(task);
    const std::size_t node = graph.nodes.size() - 1;
    if (constants) {
      Edge edge;
      edge.from = node - 1;
      edge.to = node;
      graph.edges.push_back(edge);
    }
    if (before) {
      Edge edge;
      edge.from = *before;
      edge.to = node;
      edge.bytes = 8;
      graph.edges.push_back(edge);
    }
    before = node;
  }
  return graph;
}

/// "2x3@1": two tasks, three times, from the second task on.
std::string text_of(const Graph& graph) {
  std::string text;
  for (const Group& group : find_groups(graph)) {
    if (!text.empty()) text += " ";
    text += std::to_string(group.period) + "x" + std::to_string(group.times) + "@" +
            std::to_string(*graph.nodes[group.tasks.front()].task);
  }
  return text;
}

TEST(Groups, AreTheLongestRepeats) {
  EXPECT_EQ(text_of(chain("abcd")), "");
  EXPECT_EQ(text_of(chain("aa")), "") << "two nodes are read as quickly as one";
  EXPECT_EQ(text_of(chain("xabababy")), "2x3@1");
  EXPECT_EQ(text_of(chain("xbbbby")), "1x4@1");
  EXPECT_EQ(text_of(chain("xaabaabaaby")), "3x3@1") << "what covers more comes first";
  EXPECT_EQ(text_of(chain("xabcabcydedede")), "3x2@1 2x3@8");
}

TEST(Groups, ReadFromTheSameDistances) {
  Graph graph = chain("xababab");
  Edge skip;
  skip.from = 1;
  skip.to = 4;
  graph.edges.push_back(skip);
  EXPECT_EQ(text_of(graph), "") << "the second b reads another task, too";
}

TEST(Groups, BeginWhereTheFewestEdgesAreCut) {
  // Each block reads what went into it again at its end: a → b → c, and a → c.
  Graph graph = chain("xabcabcabcy");
  for (std::size_t i = 1; i + 2 < 10; i += 3) {
    Edge skip;
    skip.from = i;
    skip.to = i + 2;
    graph.edges.push_back(skip);
  }
  EXPECT_EQ(text_of(graph), "3x3@1");
  graph.nodes[1].name = "first";
  EXPECT_EQ(text_of(graph), "3x2@4") << "not b c a, three times less one task";
}

TEST(Groups, OfRandomLettersAreRepeatsThatDoNotOverlap) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::string letters(1 + random() % 60, ' ');
    for (char& letter : letters) letter = static_cast<char>((random() % 2 == 0 ? 'a' : 'A') + random() % 2);
    const Graph graph = chain(letters);
    std::set<std::size_t> taken;
    for (const Group& group : find_groups(graph)) {
      ASSERT_EQ(group.tasks.size(), group.period * group.times);
      ASSERT_GE(group.times, 2u);
      for (std::size_t i = 0; i < group.tasks.size(); ++i) {
        EXPECT_TRUE(taken.insert(group.tasks[i]).second);
        const std::size_t before = group.tasks[i >= group.period ? i - group.period : i];
        EXPECT_EQ(graph.nodes[group.tasks[i]].name, graph.nodes[before].name);
      }
    }
  }
}

TEST(Groups, AreFoundInTimeThatGrowsWithTheTasks) {
  std::string letters;
  for (int i = 0; i < 10000; ++i) letters += static_cast<char>('a' + (i / 7 + i % 7) % 20);
  const Graph graph = chain(letters);
  const auto start = std::chrono::steady_clock::now();
  find_groups(graph);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(Fold, PutsOneNodeInThePlaceOfABlock) {
  const Graph graph = chain("xaBaBaBy");
  const std::vector<Group> groups = find_groups(graph);
  ASSERT_EQ(groups.size(), 1u);
  const Folded folded = fold(graph, groups, {true});
  ASSERT_EQ(folded.graph.nodes.size(), 4u) << "x, constants, the block, y";
  const Node& block = folded.graph.nodes[2];
  EXPECT_EQ(block.kind, NodeKind::Group);
  EXPECT_EQ(block.name, "a · B");
  EXPECT_EQ(block.detail, "2 tasks ×3");
  EXPECT_EQ(block.engine, "NE");
  EXPECT_EQ(folded.graph.nodes[1].kind, NodeKind::Weights);
  EXPECT_EQ(folded.graph.nodes[1].bytes, 300u);
  ASSERT_EQ(folded.graph.edges.size(), 3u);
  for (const std::size_t task : groups[0].tasks) EXPECT_EQ(folded.node_of[task], 2u);
  EXPECT_EQ(folded.first[2], groups[0].tasks.front());
  EXPECT_EQ(folded.group[2], 0u);
  EXPECT_FALSE(folded.group[0]);
}

TEST(Fold, OfNothingIsTheGraphItself) {
  const Graph graph = chain("xababaBy");
  const std::vector<Group> groups = find_groups(graph);
  const Folded folded = fold(graph, groups, std::vector<bool>(groups.size(), false));
  EXPECT_EQ(folded.graph.nodes.size(), graph.nodes.size());
  EXPECT_EQ(folded.graph.edges.size(), graph.edges.size());
}

TEST(Fold, KeepsTheOrderOfTheLayout) {
  const Graph graph = chain("xababyababz");
  const std::vector<Group> groups = find_groups(graph);
  ASSERT_EQ(groups.size(), 2u);
  const Folded folded = fold(graph, groups, {true, false});
  const Layout layout = lay_out(folded.graph);
  EXPECT_EQ(layout.columns, 1u);
  EXPECT_EQ(layout.rows, 8u);
  const std::vector<Frame> frames = frames_of(folded, groups, layout);
  ASSERT_EQ(frames.size(), 2u) << "one for each block of the group that is open";
  EXPECT_GE(frames[1].y, frames[0].y + frames[0].height) << "they do not overlap";
  for (const Frame& frame : frames) EXPECT_EQ(frame.group, 1u);
}

}  // namespace
}  // namespace ane::graph
