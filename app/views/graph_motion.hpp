#pragma once
// What moves in the graph for a moment: nodes after a block was folded or opened, and the view on its way to
// something that was out of sight.

#include <memory>
#include <optional>
#include <vector>

#include "app/state/graph_picture.hpp"
#include "app/views/graph_camera.hpp"

namespace ane::views {

/// 0 … 1 of the way at `now`, fast at first; 1 from the end on.
double eased(double begin, double now);

/// Nodes on the way from their places in one picture to those in the next one of the same model.
class GraphMotion {
 public:
  /// `before` and `after` are the camera of each picture. What stood farther away than the height of the view
  /// comes from its rim, so that no more is drawn than the eye could follow.
  void start(const state::GraphPicturePtr& old, const GraphCamera& before, const state::GraphPicturePtr& next,
             const GraphCamera& after, double now);
  void stop() { between_.reset(); }
  /// The picture as it stands now; null at rest.
  const state::GraphPicture* at(double now);
  /// No thing is farther than this from its place.
  double reach() const { return reach_; }

 private:
  void place_edges(double left);

  state::GraphPicturePtr next_;
  std::unique_ptr<state::GraphPicture> between_;
  std::vector<graph::Point> away_;  ///< by node: where it comes from, seen from its place
  double begin_ = 0, reach_ = 0;
};

/// The camera on its way.
class CameraGlide {
 public:
  void start(const GraphCamera& from, const GraphCamera& to, double now);
  /// Leaves the camera where it is, since somebody else moves it.
  void stop() { way_.reset(); }
  /// Puts it at the end of its way.
  void finish(GraphCamera& camera) {
    if (way_) camera.set_between(way_->from, way_->to, 1);
    way_.reset();
  }
  /// Moves the camera; false at rest.
  bool move(GraphCamera& camera, double now);

 private:
  struct Way {
    GraphCamera from, to;
    double begin;
  };
  std::optional<Way> way_;
};

}  // namespace ane::views
