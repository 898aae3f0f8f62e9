#pragma once
// Graphs for other programs: Graphviz, JSON and a picture.

#include <string>
#include <vector>

#include "core/base/file.hpp"
#include "core/document/document.hpp"
#include "core/graph/graph.hpp"
#include "core/graph/groups.hpp"
#include "core/graph/layout.hpp"

namespace ane::graph {

/// A graph with the name of its program.
struct Named {
  std::string program;
  Graph graph;
};

/// One `digraph`, a cluster a program where there are several.
void write_dot(const std::vector<Named>& graphs, Sink& sink);
/// `{"nodes", "edges"}` of all programs; ids count over them.
void write_json(const std::vector<Named>& graphs, Sink& sink);
/// A self-contained picture, the programs one below the other.
void write_svg(const std::vector<Named>& graphs, Sink& sink);
/// The same of a graph that is laid out already, with the frames of its blocks.
void write_svg(const Graph& graph, const Layout& layout, const std::vector<Frame>& frames,
               const std::vector<Group>& groups, Sink& sink);

}  // namespace ane::graph
