#include "app/views/graph_motion.hpp"

#include <algorithm>
#include <cmath>

namespace ane::views {
namespace {

constexpr double kSeconds = 0.12;

}  // namespace

double eased(double begin, double now) {
  const double share = std::clamp((now - begin) / kSeconds, 0.0, 1.0);
  return 1 - std::pow(1 - share, 3);
}

void GraphMotion::start(const state::GraphPicturePtr& old, const GraphCamera& before,
                        const state::GraphPicturePtr& next, const GraphCamera& after, double now) {
  next_ = next;
  between_ = std::make_unique<state::GraphPicture>(*next);
  begin_ = now;
  reach_ = after.bottom() - after.top();
  away_.clear();
  for (std::size_t i = 0; i < next->layout.nodes.size(); ++i) {
    const graph::PlacedNode& there = next->layout.nodes[i];
    const graph::PlacedNode& here = old->layout.nodes[old->folded.node_of[next->folded.first[i]]];
    const double x = (here.x - before.left()) - (there.x - after.left());
    const double y = (here.y - before.top()) - (there.y - after.top());
    away_.push_back({std::clamp(x, -reach_, reach_), std::clamp(y, -reach_, reach_)});
  }
}

const state::GraphPicture* GraphMotion::at(double now) {
  if (!between_) return nullptr;
  const double left = 1 - eased(begin_, now);
  if (left <= 0) {
    between_.reset();
    return nullptr;
  }
  for (std::size_t i = 0; i < away_.size(); ++i) {
    between_->layout.nodes[i].x = next_->layout.nodes[i].x + away_[i].x * left;
    between_->layout.nodes[i].y = next_->layout.nodes[i].y + away_[i].y * left;
  }
  place_edges(left);
  // A frame goes with the first task in it.
  for (std::size_t i = 0; i < next_->frames.size(); ++i) {
    const graph::Frame& frame = next_->frames[i];
    const graph::Group& group = next_->model->groups[frame.group];
    const std::size_t node = next_->folded.node_of[group.tasks[frame.block * group.period]];
    between_->frames[i].x = frame.x + away_[node].x * left;
    between_->frames[i].y = frame.y + away_[node].y * left;
  }
  return between_.get();
}

// Corners between two nodes follow both of them, the more the nearer; lines stay along the axes.
void GraphMotion::place_edges(double left) {
  const std::vector<graph::Edge>& edges = next_->graph().edges;
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const graph::Point &from = away_[edges[i].from], &to = away_[edges[i].to];
    const std::vector<graph::Point>& points = next_->layout.edges[i].points;
    const double high = points.back().y - points.front().y;
    for (std::size_t k = 0; k < points.size(); ++k) {
      const double share = high > 0 ? std::clamp((points[k].y - points.front().y) / high, 0.0, 1.0) : 0;
      graph::Point& point = between_->layout.edges[i].points[k];
      point.x = points[k].x + from.x * left;
      point.y = points[k].y + (from.y + (to.y - from.y) * share) * left;
    }
  }
}

void CameraGlide::start(const GraphCamera& from, const GraphCamera& to, double now) {
  way_ = Way{from, to, now};
}

bool CameraGlide::move(GraphCamera& camera, double now) {
  if (!way_) return false;
  const double share = eased(way_->begin, now);
  camera.set_between(way_->from, way_->to, share);
  if (share >= 1) way_.reset();
  return true;
}

}  // namespace ane::views
