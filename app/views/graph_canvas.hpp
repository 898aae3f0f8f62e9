#pragma once
// Draws a graph: nodes, edges, frames of blocks, in three levels of detail. What a node stands for is not
// known here: a skin says how each looks, so that the graph of tasks and one merged of two programs are drawn
// alike.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/state/graph_picture.hpp"
#include "app/ui/ui.hpp"
#include "app/views/graph_camera.hpp"

namespace ane::views {

/// How one node looks, apart from what is written on it.
struct NodeLook {
  ImU32 hue = 0;   ///< its bar, and all of it where it is small
  ImU32 tint = 0;  ///< its ground where only names are drawn
  ImU32 line = 0;  ///< its outline; 0: the usual one
  float opacity = 1;
  bool selected = false;
  bool near = false;     ///< next to what is selected
  bool hovered = false;  ///< in this view or another one
  bool hit = false;      ///< found by a search
  float share = -1;      ///< length of the bar at its foot, 0 … 1; -1: none
};

struct EdgeLook {
  ImU32 color = 0;  ///< 0: the usual one
  float opacity = 1;
  bool lit = false;
  bool hidden = false;
};

/// Asked for what is in sight only, in each frame.
class GraphSkin {
 public:
  virtual ~GraphSkin() = default;
  virtual NodeLook node(std::size_t node) const = 0;
  virtual EdgeLook edge(std::size_t edge) const = 0;
  /// At the right of the node's second line: a measure, or the second cue of a status.
  virtual std::string note(std::size_t node) const = 0;
  /// The words beside an edge, one or two lines.
  virtual std::string label(std::size_t edge) const = 0;
};

/// What is at a place: a node or an edge of the picture, or a frame.
struct GraphHit {
  std::optional<std::size_t> node, edge, frame;
};

class GraphCanvas {
 public:
  /// Draws what the camera sees. The clip rectangle is the camera's view. While things move, they are no
  /// farther than `astray` from where the picture's indices have them.
  static void draw(const ui::Ui& ui, const state::GraphPicture& picture, const GraphCamera& camera,
                   const GraphSkin& skin, double astray = 0);
  static GraphHit hit(const state::GraphPicture& picture, const GraphCamera& camera, ImVec2 screen);
};

}  // namespace ane::views
