#include "core/graph/groups.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <queue>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace ane::graph {
namespace {

/// Fewer tasks than this are read as quickly as a folded node.
constexpr std::size_t kLeastTasks = 3;
constexpr std::size_t kNamesInCaption = 3;
constexpr double kFrameLeft = 28, kFrameRight = 28, kFrameAbove = 24, kFrameBelow = 3, kFrameLane = 10;

/// A stretch of tasks in which each is like the one `period` before it.
struct Repeat {
  std::size_t first = 0, length = 0, period = 0;
  std::size_t times() const { return length / period; }
  std::size_t covered() const { return times() * period; }
  bool counts() const { return times() >= 2 && covered() >= kLeastTasks; }
};

// The better one is what a priority queue gives first.
struct Worse {
  bool operator()(const Repeat& a, const Repeat& b) const {
    if (a.covered() != b.covered()) return a.covered() < b.covered();
    return std::tie(a.period, a.first) > std::tie(b.period, b.first);
  }
};

class Finder {
 public:
  explicit Finder(const Graph& graph) : graph_(graph), position_(graph.nodes.size()) {
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      if (graph.nodes[i].kind != NodeKind::Task) continue;
      position_[i] = tasks_.size();
      tasks_.push_back(i);
    }
    sign();
    count_crossings();
  }

  std::vector<Group> run() {
    std::priority_queue<Repeat, std::vector<Repeat>, Worse> repeats;
    for (std::size_t period = 1; period <= std::min(kMostPeriod, tasks_.size() / 2); ++period)
      find_repeats(period, [&](const Repeat& repeat) { repeats.push(repeat); });
    std::vector<bool> taken(tasks_.size());
    std::vector<Repeat> chosen;
    while (!repeats.empty()) {
      const Repeat wanted = repeats.top();
      repeats.pop();
      const Repeat free = free_part(wanted, taken);
      if (!free.counts()) continue;
      if (free.length != wanted.length) {
        repeats.push(free);
        continue;
      }
      chosen.push_back(aligned(free));
      for (std::size_t i = 0; i < chosen.back().covered(); ++i) taken[chosen.back().first + i] = true;
    }
    std::sort(chosen.begin(), chosen.end(),
              [](const Repeat& a, const Repeat& b) { return a.first < b.first; });
    std::vector<Group> groups;
    groups.reserve(chosen.size());
    for (const Repeat& repeat : chosen) groups.push_back(group_of(repeat));
    return groups;
  }

 private:
  // Tasks of one number do the same and read from the same distances.
  void sign() {
    std::vector<std::string> texts(tasks_.size());
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      const Node& node = graph_.nodes[tasks_[i]];
      texts[i] = node.name + '\n' + node.detail + '\n' + node.engine;
    }
    for (const Edge& edge : graph_.edges) {
      if (graph_.nodes[edge.to].kind != NodeKind::Task) continue;
      std::size_t distance = 0;
      if (graph_.nodes[edge.from].kind == NodeKind::Task)
        distance = std::min(position_[edge.to] - position_[edge.from], kMostPeriod + 1);
      texts[position_[edge.to]] += '\n' + std::to_string(static_cast<int>(edge.port)) +
                                   (edge.on_chip ? '#' : '@') + std::to_string(distance);
    }
    std::unordered_map<std::string_view, std::size_t> numbers;
    signatures_.reserve(texts.size());
    for (const std::string& text : texts)
      signatures_.push_back(numbers.emplace(text, numbers.size()).first->second);
  }

  void count_crossings() {
    std::vector<std::ptrdiff_t> steps(tasks_.size() + 1);
    for (const Edge& edge : graph_.edges) {
      if (graph_.nodes[edge.from].kind != NodeKind::Task || graph_.nodes[edge.to].kind != NodeKind::Task)
        continue;
      ++steps[position_[edge.from] + 1];
      --steps[position_[edge.to] + 1];
    }
    crossings_.resize(steps.size());
    std::ptrdiff_t open = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) crossings_[i] = open += steps[i];
  }

  void find_repeats(std::size_t period, const std::function<void(const Repeat&)>& take) const {
    std::size_t alike = 0;
    for (std::size_t i = period; i <= tasks_.size(); ++i) {
      if (i < tasks_.size() && signatures_[i] == signatures_[i - period]) {
        ++alike;
        continue;
      }
      const Repeat repeat{i - alike - period, alike + period, period};
      if (alike != 0 && repeat.counts()) take(repeat);
      alike = 0;
    }
  }

  /// The longest part of a repeat that no other has.
  static Repeat free_part(const Repeat& wanted, const std::vector<bool>& taken) {
    Repeat best{wanted.first, 0, wanted.period};
    std::size_t begin = wanted.first;
    for (std::size_t i = wanted.first; i <= wanted.first + wanted.length; ++i) {
      if (i < wanted.first + wanted.length && !taken[i]) continue;
      if (i - begin > best.length) best = {begin, i - begin, wanted.period};
      begin = i + 1;
    }
    return best;
  }

  // Blocks begin where the fewest edges are cut, as those of a network do: one repetition less is worth that,
  // where two are left.
  Repeat aligned(const Repeat& repeat) const {
    Repeat best{repeat.first, repeat.covered(), repeat.period};
    for (std::size_t i = 1; i < std::min(repeat.period, repeat.length); ++i) {
      Repeat other{repeat.first + i, repeat.length - i, repeat.period};
      other.length = other.covered();
      if (other.times() >= 2 && crossings_[other.first] < crossings_[best.first]) best = other;
    }
    return best;
  }

  Group group_of(const Repeat& repeat) const {
    Group group{repeat.period, repeat.times(), {}, {}};
    for (std::size_t i = 0; i < repeat.covered(); ++i) group.tasks.push_back(tasks_[repeat.first + i]);
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < repeat.period; ++i) {
      const std::string_view name = graph_.nodes[group.tasks[i]].name;
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    for (std::size_t i = 0; i < std::min(names.size(), kNamesInCaption); ++i)
      group.name.append(i == 0 ? "" : " · ").append(names[i]);
    if (names.size() > kNamesInCaption) group.name += " …";
    return group;
  }

  const Graph& graph_;
  std::vector<std::size_t> tasks_;     ///< nodes
  std::vector<std::size_t> position_;  ///< in tasks_, of nodes that are tasks
  std::vector<std::size_t> signatures_;
  std::vector<std::ptrdiff_t> crossings_;  ///< [i]: edges from before task i to it or beyond
};

class Folder {
 public:
  Folder(const Graph& graph, const std::vector<Group>& groups, const std::vector<bool>& folded)
      : graph_(graph), groups_(groups), group_of_(graph.nodes.size()) {
    for (std::size_t i = 0; i < groups.size(); ++i)
      if (folded[i])
        for (const std::size_t task : groups[i].tasks) group_of_[task] = i;
    // Constants stand right before their task.
    for (std::size_t i = 0; i + 1 < graph.nodes.size(); ++i)
      if (graph.nodes[i].kind == NodeKind::Weights) group_of_[i] = group_of_[i + 1];
    weights_.resize(groups.size());
    nodes_.resize(groups.size());
  }

  Folded run() {
    made_.node_of.resize(graph_.nodes.size());
    made_.graph.program = graph_.program;
    made_.graph.unknown = graph_.unknown;
    made_.graph.complete = graph_.complete;
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) put_node(i);
    for (const Edge& edge : graph_.edges) put_edge(edge);
    return std::move(made_);
  }

 private:
  std::size_t add(Node node, std::size_t first, std::optional<std::size_t> group) {
    made_.graph.nodes.push_back(std::move(node));
    made_.first.push_back(first);
    made_.group.push_back(group);
    return made_.graph.nodes.size() - 1;
  }

  void put_node(std::size_t node) {
    const auto group = group_of_[node];
    if (!group) {
      made_.node_of[node] = add(graph_.nodes[node], node, {});
      return;
    }
    if (!nodes_[*group]) add_group(*group);
    made_.node_of[node] = graph_.nodes[node].kind == NodeKind::Weights ? *weights_[*group] : *nodes_[*group];
  }

  void add_group(std::size_t index) {
    const Group& group = groups_[index];
    Node node;
    node.kind = NodeKind::Group;
    node.name = group.name;
    node.task = graph_.nodes[group.tasks.front()].task;
    node.engine = graph_.nodes[group.tasks.front()].engine;
    node.detail = (group.period == 1 ? "1 task" : std::to_string(group.period) + " tasks") + " ×" +
                  std::to_string(group.times);
    Node weights;
    weights.kind = NodeKind::Weights;
    weights.task = node.task;
    weights.name = "weights of " + std::to_string(group.tasks.size()) + " tasks";
    std::optional<std::size_t> first;
    for (const std::size_t task : group.tasks) {
      if (graph_.nodes[task].engine != node.engine) node.engine.clear();
      if (task == 0 || graph_.nodes[task - 1].kind != NodeKind::Weights) continue;
      if (!first) first = task - 1;
      weights.slot = graph_.nodes[task - 1].slot;
      weights.bytes += graph_.nodes[task - 1].bytes;
    }
    if (first) weights_[index] = add(std::move(weights), *first, {});
    nodes_[index] = add(std::move(node), group.tasks.front(), index);
  }

  void put_edge(const Edge& original) {
    Edge edge = original;
    edge.from = made_.node_of[original.from];
    edge.to = made_.node_of[original.to];
    if (edge.from == edge.to) return;
    const bool whole = !group_of_[original.from] && !group_of_[original.to];
    if (whole) {
      made_.graph.edges.push_back(std::move(edge));
      return;
    }
    const auto [at, fresh] =
        merged_.try_emplace({edge.from, edge.to, edge.on_chip}, made_.graph.edges.size());
    if (fresh) {
      made_.graph.edges.push_back(std::move(edge));
      return;
    }
    Edge& kept = made_.graph.edges[at->second];
    kept.begin = std::min(kept.begin, edge.begin);
    kept.end = std::max(kept.end, edge.end);
    kept.bytes += edge.bytes;
    if (kept.tensor != edge.tensor) kept.tensor.clear();
    if (kept.shape != edge.shape) kept.shape = {};
  }

  const Graph& graph_;
  const std::vector<Group>& groups_;
  std::vector<std::optional<std::size_t>> group_of_;         ///< by node: the folded group that holds it
  std::vector<std::optional<std::size_t>> weights_, nodes_;  ///< by group: its nodes in what is made
  std::map<std::tuple<std::size_t, std::size_t, bool>, std::size_t> merged_;
  Folded made_;
};

/// Where the frame of a task is in the list; nothing for tasks without.
using FrameOf = std::vector<std::optional<std::size_t>>;

void widen(Frame& frame, double right) {
  frame.width = std::max(frame.width, right - frame.x);
}

}  // namespace

std::vector<Group> find_groups(const Graph& graph) {
  return Finder(graph).run();
}

Folded fold(const Graph& graph, const std::vector<Group>& groups, const std::vector<bool>& folded) {
  return Folder(graph, groups, folded).run();
}

std::vector<Frame> frames_of(const Folded& folded, const std::vector<Group>& groups, const Layout& layout) {
  std::vector<Frame> frames;
  FrameOf frame_of(layout.nodes.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const Group& group = groups[i];
    if (folded.group[folded.node_of[group.tasks.front()]]) continue;
    const std::size_t size = group.period <= 1 ? group.tasks.size() : group.period;
    if (size == 0) continue;
    for (std::size_t begin = 0; begin < group.tasks.size(); begin += size) {
      double left = layout.width, top = layout.height, right = 0, bottom = 0;
      for (std::size_t k = begin; k < begin + size; ++k) {
        const PlacedNode& node = layout.nodes[folded.node_of[group.tasks[k]]];
        frame_of[folded.node_of[group.tasks[k]]] = frames.size();
        left = std::min(left, node.x - kFrameLeft);
        top = std::min(top, node.y - kFrameAbove);
        right = std::max(right, node.x + node.width + kFrameRight);
        bottom = std::max(bottom, node.y + node.height + kFrameBelow);
      }
      frames.push_back({i, begin / size, left, top, right - left, bottom - top});
    }
  }
  for (std::size_t i = 0; i < layout.edges.size(); ++i) {
    const Edge& edge = folded.graph.edges[i];
    const auto frame = frame_of[edge.from];
    if (!layout.edges[i].skips || !frame || frame != frame_of[edge.to]) continue;
    for (const Point& point : layout.edges[i].points) widen(frames[*frame], point.x + kFrameLane);
  }
  return frames;
}

}  // namespace ane::graph
