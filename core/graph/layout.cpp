#include "core/graph/layout.hpp"

#include <algorithm>
#include <optional>
#include <queue>

namespace ane::graph {
namespace {

constexpr double kMargin = 24;
/// Columns beyond this are shared: a program has few things under way at a time. Where nothing is known of
/// what flows between tasks, they fill row after row.
constexpr std::size_t kMostColumns = 16;

class Placer {
 public:
  explicit Placer(const Graph& graph) : graph_(graph) {}

  Layout run() {
    layout_.nodes.resize(graph_.nodes.size());
    layout_.edges.resize(graph_.edges.size());
    index_edges();
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) place(i);
    find_skips();
    assign_lanes();
    measure_columns();
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) put_node(i);
    for (std::size_t i = 0; i < graph_.edges.size(); ++i) put_edge(i);
    return std::move(layout_);
  }

 private:
  bool is_pill(std::size_t node) const { return graph_.nodes[node].kind == NodeKind::Weights; }

  void index_edges() {
    into_.resize(graph_.nodes.size());
    readers_left_.resize(graph_.nodes.size());
    for (std::size_t i = 0; i < graph_.edges.size(); ++i) {
      into_[graph_.edges[i].to].push_back(i);
      ++readers_left_[graph_.edges[i].from];
    }
  }

  void place(std::size_t node) {
    PlacedNode& placed = layout_.nodes[node];
    if (is_pill(node)) return;  // it stands beside its task
    const NodeKind kind = graph_.nodes[node].kind;
    const bool work = graph_.nodes[node].is_work();
    std::size_t row = work ? first_task_row() : 0;
    if (kind == NodeKind::Output) row = last_row_ + 1;
    std::optional<std::size_t> above;  // whose column it goes on with
    for (const std::size_t edge : into_[node]) {
      const std::size_t from = graph_.edges[edge].from;
      --readers_left_[from];
      // In a cycle, what comes later leads back.
      if (is_pill(from) || from > node) continue;
      row = std::max(row, layout_.nodes[from].row + 1);
      const bool is_tail = tails_[layout_.nodes[from].column] == from;
      if (is_tail && (!above || layout_.nodes[from].row > layout_.nodes[*above].row)) above = from;
    }
    placed.column = above ? layout_.nodes[*above].column : free_column(row);
    placed.row = row;
    if (work) row_ = row;
    if (kind != NodeKind::Output) last_row_ = std::max(last_row_, row);
    if (placed.column >= tails_.size()) tails_.resize(placed.column + 1);
    tails_[placed.column] = node;
    layout_.rows = std::max(layout_.rows, row + 1);
    layout_.columns = std::max(layout_.columns, placed.column + 1);
  }

  // Rows never go back, so that what is carried out later never stands higher.
  std::size_t first_task_row() {
    if (!row_) row_ = last_row_ + (layout_.columns == 0 ? 0 : 1);
    return *row_;
  }

  // The leftmost column whose last node stands higher and has no reader to come. Where none is left, the row
  // moves down, below all of them.
  std::size_t free_column(std::size_t& row) const {
    for (std::size_t column = 0; column < tails_.size(); ++column) {
      const auto& tail = tails_[column];
      if (!tail || (layout_.nodes[*tail].row < row && readers_left_[*tail] == 0)) return column;
    }
    if (tails_.size() < kMostColumns) return tails_.size();
    for (std::size_t column = 0; column < tails_.size(); ++column)
      if (layout_.nodes[*tails_[column]].row < row) return column;
    std::size_t best = 0;
    for (std::size_t column = 0; column < tails_.size(); ++column) {
      row = std::max(row, layout_.nodes[*tails_[column]].row + 1);
      if (readers_left_[*tails_[column]] < readers_left_[*tails_[best]]) best = column;
    }
    return best;
  }

  // An edge is straight where both ends are neighbours in one column.
  void find_skips() {
    std::vector<std::vector<std::pair<std::size_t, std::size_t>>> columns(layout_.columns);  // row, node
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i)
      if (!is_pill(i)) columns[layout_.nodes[i].column].push_back({layout_.nodes[i].row, i});
    std::vector<std::optional<std::size_t>> next(graph_.nodes.size());
    for (auto& column : columns) {
      std::sort(column.begin(), column.end());
      for (std::size_t i = 1; i < column.size(); ++i) next[column[i - 1].second] = column[i].second;
    }
    for (std::size_t i = 0; i < graph_.edges.size(); ++i) {
      const Edge& edge = graph_.edges[i];
      layout_.edges[i].skips = !is_pill(edge.from) && next[edge.from] != edge.to;
    }
  }

  // Lanes of a column by a sweep from top to bottom: the innermost that is free again.
  void assign_lanes() {
    std::vector<std::vector<std::size_t>> by_column(layout_.columns);
    for (std::size_t i = 0; i < graph_.edges.size(); ++i)
      if (layout_.edges[i].skips) by_column[layout_.nodes[graph_.edges[i].from].column].push_back(i);
    lanes_.resize(graph_.edges.size());
    lane_counts_.assign(layout_.columns, 0);
    for (std::size_t column = 0; column < by_column.size(); ++column) {
      std::vector<std::size_t>& edges = by_column[column];
      std::stable_sort(edges.begin(), edges.end(),
                       [&](std::size_t a, std::size_t b) { return rows_of(a).first < rows_of(b).first; });
      using Busy = std::pair<std::size_t, std::size_t>;  // until row, lane
      std::priority_queue<Busy, std::vector<Busy>, std::greater<>> busy;
      std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> free;
      for (const std::size_t edge : edges) {
        while (!busy.empty() && busy.top().first <= rows_of(edge).first) {
          free.push(busy.top().second);
          busy.pop();
        }
        std::size_t lane = lane_counts_[column];
        if (!free.empty()) {
          lane = free.top();
          free.pop();
        } else {
          ++lane_counts_[column];
        }
        lanes_[edge] = lane;
        busy.push({rows_of(edge).second, lane});
      }
    }
  }

  // The rows between whose gaps an edge runs in its lane. In a cycle it may lead upwards.
  std::pair<std::size_t, std::size_t> rows_of(std::size_t edge) const {
    const std::size_t from = layout_.nodes[graph_.edges[edge].from].row;
    const std::size_t to = layout_.nodes[graph_.edges[edge].to].row;
    if (to > from) return {from, to};
    return {to == 0 ? 0 : to - 1, from + 1};
  }

  // A column is as wide as its lanes need, and has room for pills on its left.
  void measure_columns() {
    double x = kMargin;
    for (std::size_t i = 0; i < layout_.columns; ++i) {
      x += measure::kPillWidth + measure::kPillGap;
      lefts_.push_back(x);
      const double lanes = lane_counts_[i] == 0
                               ? 0
                               : measure::kFirstLane + measure::kLane * static_cast<double>(lane_counts_[i]);
      x += std::max(measure::kColumn - measure::kPillWidth - measure::kPillGap, measure::kNodeWidth + lanes) +
           kMargin;
    }
    layout_.width = x + kMargin;
    layout_.height = 2 * kMargin + measure::kRow * static_cast<double>(layout_.rows);
  }

  double top_of(std::size_t row) const { return kMargin + measure::kRow * static_cast<double>(row); }

  void put_node(std::size_t node) {
    PlacedNode& placed = layout_.nodes[node];
    if (is_pill(node)) {
      // Its only edges lead to its task, which comes right behind it.
      const std::size_t task = node + 1 < graph_.nodes.size() ? node + 1 : node;
      placed.row = layout_.nodes[task].row;
      placed.column = layout_.nodes[task].column;
      placed.width = measure::kPillWidth;
      placed.height = measure::kPillHeight;
      placed.x = lefts_[placed.column] - measure::kPillGap - placed.width;
      placed.y = top_of(placed.row) + (measure::kNodeHeight - placed.height) / 2;
      return;
    }
    placed.width = measure::kNodeWidth;
    placed.height = measure::kNodeHeight;
    placed.x = lefts_[placed.column];
    placed.y = top_of(placed.row);
  }

  void put_edge(std::size_t index) {
    const Edge& edge = graph_.edges[index];
    const PlacedNode &from = layout_.nodes[edge.from], &to = layout_.nodes[edge.to];
    PlacedEdge& placed = layout_.edges[index];
    const double middle = from.x + from.width / 2, into = to.x + to.width / 2;
    if (is_pill(edge.from)) {
      const double y = from.y + from.height / 2;
      placed.points = {{from.x + from.width, y}, {to.x, y}};
      return;
    }
    const double bottom = from.y + from.height;
    if (!placed.skips) {
      placed.points = {{middle, bottom}, {into, to.y}};
      return;
    }
    const double gap = (measure::kRow - measure::kNodeHeight) / 3;
    const double lane =
        from.x + from.width + measure::kFirstLane + measure::kLane * static_cast<double>(lanes_[index]);
    const double out = middle + measure::kSkipFrom, in = into + measure::kSkipFrom;
    placed.points = {{out, bottom},      {out, bottom + gap}, {lane, bottom + gap},
                     {lane, to.y - gap}, {in, to.y - gap},    {in, to.y}};
  }

  const Graph& graph_;
  Layout layout_;
  std::vector<std::vector<std::size_t>> into_;  ///< edges that end at a node
  std::vector<std::size_t> readers_left_;
  std::vector<std::optional<std::size_t>> tails_;  ///< last node of each column
  std::optional<std::size_t> row_;                 ///< of the last task
  std::size_t last_row_ = 0;
  std::vector<std::size_t> lanes_, lane_counts_;
  std::vector<double> lefts_;
};

}  // namespace

Layout lay_out(const Graph& graph) {
  return Placer(graph).run();
}

}  // namespace ane::graph
