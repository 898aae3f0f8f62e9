#pragma once
// A graph as the Graph view shows it: what was read, what of it is folded, where everything stands. Without
// drawing anything. A model is made once by a job, a picture each time that a group is folded.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/state/jobs.hpp"
#include "app/state/selection.hpp"
#include "app/state/span_index.hpp"
#include "core/graph/graph.hpp"
#include "core/graph/groups.hpp"
#include "core/graph/layout.hpp"

namespace ane::state {

/// The tasks of a program with what flows between them, or a graph that was read from a file.
struct GraphModel {
  document::DocumentPtr document;
  std::string title;
  bool from_file = false;
  graph::Graph graph;
  std::vector<graph::Group> groups;
  std::vector<std::optional<std::size_t>> group_of;  ///< by node
  std::vector<std::size_t> node_of_task;             ///< by task, from the program's first one
  std::vector<std::vector<std::string>> names;       ///< by node of a file: what it may be named after
  std::vector<Selection> links;                      ///< by node: what it stands for; may be empty

  /// The node of a task of the document.
  std::optional<std::size_t> node_of(std::size_t task) const;
};
using GraphModelPtr = std::shared_ptr<const GraphModel>;

/// Null where it was cancelled.
GraphModelPtr make_graph_model(const document::DocumentPtr& document, std::size_t program,
                               Progress& progress);
/// Whether its groups are folded at first: where there are so many tasks that nobody reads them one by one.
std::vector<bool> first_folds(const GraphModel& model);

struct GraphPicture {
  GraphModelPtr model;
  graph::Folded folded;
  graph::Layout layout;
  std::vector<graph::Frame> frames;
  std::vector<std::vector<std::size_t>> in, out;  ///< by node of the picture: edges to it and from it
  SpanIndex nodes_by_height, edges_by_height, frames_by_height;

  const graph::Graph& graph() const { return folded.graph; }
  /// What a node of the picture selects; the first task's of a group.
  const Selection& link(std::size_t node) const { return model->links[folded.first[node]]; }
};
using GraphPicturePtr = std::shared_ptr<const GraphPicture>;

GraphPicturePtr make_graph_picture(const GraphModelPtr& model, const std::vector<bool>& folds);
/// The same for a graph that comes folded and laid out, as a graph merged of two does.
GraphPicturePtr make_graph_picture(const GraphModelPtr& model, graph::Folded folded);

/// How far producers or consumers are followed.
enum class Trace { None, Direct, All };
/// How a node belongs to what is traced.
enum class Light : unsigned char { Outside, Cone, Direct, Self };
std::vector<Light> lights_of(const GraphPicture& picture, std::size_t node, Trace up, Trace down);
/// The nodes that are reached from `node`, without it.
std::size_t count_reached(const GraphPicture& picture, std::size_t node, bool up);

/// Nodes of the model whose name, detail or number fits, or that write a tensor of that name.
std::vector<std::size_t> find_in_graph(const GraphModel& model, std::string_view text);

enum class Walk { Up, Down, Left, Right };
/// The node of the picture that lies in this direction: along an edge, or beside it.
std::optional<std::size_t> walk(const GraphPicture& picture, std::size_t node, Walk direction);

}  // namespace ane::state
