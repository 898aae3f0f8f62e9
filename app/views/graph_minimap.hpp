#pragma once
// All of a graph in a corner: its nodes as small blocks, what is in sight as a frame that can be dragged.

#include <vector>

#include "app/views/graph_camera.hpp"
#include "app/views/graph_canvas.hpp"

namespace ane::views {

class GraphMinimap {
 public:
  /// Where it lies within the view; empty where all of the graph is in sight.
  static ui::Rect place(const ui::Ui& ui, const GraphCamera& camera, const graph::Layout& layout);
  /// Draws it and moves the camera while it is dragged. True while the pointer is its own.
  bool draw(const ui::Ui& ui, const ui::Rect& area, const state::GraphPicturePtr& picture,
            GraphCamera& camera, const GraphSkin& skin);

  /// The user moves the camera with it.
  bool dragging() const { return dragging_; }

 private:
  struct Spot {
    ui::Rect box;
    std::size_t node;
  };
  void build(const state::GraphPicture& picture, const ui::Rect& inside);

  // Held, so that a freed picture's address cannot pass for it.
  state::GraphPicturePtr picture_;
  ui::Rect area_;
  std::vector<Spot> spots_;  ///< what has a pixel of its own
  double across_ = 1, down_ = 1, left_ = 0;
  bool dragging_ = false;
};

}  // namespace ane::views
