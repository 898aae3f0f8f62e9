#pragma once
// Blocks of tasks that repeat one after the other, as layers of a network do, and the graph with some of them
// folded into one node.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/graph/graph.hpp"
#include "core/graph/layout.hpp"

namespace ane::graph {

/// Blocks of more tasks than this are not looked for.
inline constexpr std::size_t kMostPeriod = 64;

/// `times` blocks of `period` tasks, carried out one after the other: each does the same and reads from tasks
/// at the same distance.
struct Group {
  std::size_t period = 0, times = 0;
  std::vector<std::size_t> tasks;  ///< in Graph::nodes, in their order; period * times of them
  std::string name;                ///< of what a block does: "conv 1x1 · conv 3x3 · add"
};

/// No two overlap; in the order of their tasks. What covers most tasks comes before what covers fewer, and a
/// short block before one that is itself a repetition. The time is linear in the tasks, times kMostPeriod.
std::vector<Group> find_groups(const Graph& graph);

/// A graph with some of its groups folded: each is a node of kind Group, and the constants of its tasks are
/// one node.
struct Folded {
  Graph graph;
  std::vector<std::size_t> node_of;               ///< by node of the whole graph: the node here
  std::vector<std::size_t> first;                 ///< by node here: the first one of the whole graph
  std::vector<std::optional<std::size_t>> group;  ///< by node here: the group that it stands for
};
/// `folded` says of each group whether it is.
Folded fold(const Graph& graph, const std::vector<Group>& groups, const std::vector<bool>& folded);

/// A box around one block of a group that is not folded. A group of single tasks has one box for all of them.
struct Frame {
  std::size_t group = 0, block = 0;
  double x = 0, y = 0, width = 0, height = 0;
};
std::vector<Frame> frames_of(const Folded& folded, const std::vector<Group>& groups, const Layout& layout);

}  // namespace ane::graph
