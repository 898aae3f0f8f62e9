#pragma once
// Where the nodes of a graph stand and how its edges run. Tasks read from top to bottom in the order in which
// they are carried out: a task stands below its predecessor where it needs one that stands there, else beside
// it. Chains keep to a column, what skips tasks runs in a lane beside it. The same graph always looks the
// same, and a change moves only what comes after it. The time is that of sorting the edges.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/graph/graph.hpp"

namespace ane::graph {

struct Point {
  double x = 0, y = 0;
};

/// Measures at scale 1, in pixels.
namespace measure {
inline constexpr double kNodeWidth = 244, kNodeHeight = 46;
inline constexpr double kRow = 76, kColumn = 300;
inline constexpr double kPillWidth = 82, kPillHeight = 20, kPillGap = 36;
inline constexpr double kFirstLane = 22, kLane = 12, kSkipFrom = 60;
}  // namespace measure

struct PlacedNode {
  double x = 0, y = 0;  ///< left top corner
  double width = 0, height = 0;
  std::size_t row = 0, column = 0;
};

struct PlacedEdge {
  std::vector<Point> points;  ///< corners, from the lower edge of a node to the upper one of another
  bool skips = false;         ///< passes other nodes in a lane
};

struct Layout {
  std::vector<PlacedNode> nodes;  ///< as in Graph::nodes
  std::vector<PlacedEdge> edges;  ///< as in Graph::edges
  double width = 0, height = 0;   ///< everything is within 0 … these
  std::size_t rows = 0, columns = 0;
};

Layout lay_out(const Graph& graph);

}  // namespace ane::graph
