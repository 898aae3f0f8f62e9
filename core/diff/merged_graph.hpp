#pragma once
// The graphs of both sides of a comparison as one: what is on both sides is there once, and every node and
// edge says whether it is the same, changed, or on one side only.

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "core/diff/compare.hpp"
#include "core/graph/graph.hpp"

namespace ane::diff {

struct MergedNode {
  std::optional<std::size_t> a, b;  ///< in the graph of that side
  Status status = Status::Same;
  std::optional<std::size_t> pair;  ///< in Comparison::tasks: of tasks and of their weights
};

struct MergedGraph {
  /// Nodes as B has them, or A where B has none; so are the numbers of their tasks and slots.
  graph::Graph graph;
  std::vector<MergedNode> nodes;  ///< one for each of the graph's
  std::vector<Status> edges;      ///< likewise
};

/// The graphs of a program of A and of one of B; nothing where it was cancelled.
std::optional<MergedGraph> merge_graphs(const Comparison& comparison, std::size_t program_a,
                                        std::size_t program_b, const std::function<bool()>& goes_on = {});

}  // namespace ane::diff
