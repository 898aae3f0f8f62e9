#pragma once
// Graphs in Graphviz's language, as the compiler writes them when it debugs.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/graph/graph.hpp"

namespace ane::graph {

/// What is read at most: a picture of more is no use, and the parser keeps all of it.
inline constexpr std::size_t kMostDotBytes = std::size_t{16} << 20;
inline constexpr std::size_t kMostDotNodes = 100000, kMostDotEdges = 400000;

struct DotNode {
  std::string id;
  std::vector<std::string> label;  ///< its lines; the id where there is no label
};
struct DotEdge {
  std::size_t from = 0, to = 0;
  std::string label;
};
struct DotGraph {
  std::string name;
  std::vector<DotNode> nodes;
  std::vector<DotEdge> edges;
};

/// Reads the first graph of a text, with what is in its subgraphs. Fails with the line where it cannot be
/// understood. From any thread.
Result<DotGraph> read_dot(std::string_view text);

/// The same for lay_out(): nodes of kind Named, each behind those that lead to it, as far as there is no
/// cycle. `original` tells which node of `dot` each is.
Graph graph_of(const DotGraph& dot, std::vector<std::size_t>& original);

}  // namespace ane::graph
