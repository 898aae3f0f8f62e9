#pragma once
// What all tasks of a file cost together, and their order by any of it.

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/state/task_table.hpp"

namespace ane::state {

/// The columns by which tasks can be sorted, as "sort cost" takes them.
inline constexpr std::array<std::string_view, 11> kCostKeys = {
    "index",   "operation", "time",      "bound", "multiply-adds", "read",
    "written", "weights",   "intensity", "cores", "cycles"};

/// The tasks that one thing limits.
struct BoundShare {
  std::size_t tasks = 0;
  double seconds = 0;  ///< estimate
};

struct CostSummary {
  model::CostTotals totals;
  std::array<BoundShare, 5> bounds{};  ///< by model::Bound
  std::size_t silent = 0;              ///< tasks that say nothing of what they compute and move
  std::size_t unclear = 0;             ///< tasks of which a part is not known, those included
  bool timed = false;                  ///< rates are published for the generation
  std::string chip;                    ///< which those are of
  std::string generation;

  const BoundShare& of(model::Bound bound) const { return bounds[static_cast<std::size_t>(bound)]; }
  /// The part of the estimated time that a task takes, 0 … 1; nothing where a time is not known.
  std::optional<double> share(const model::Cost& cost) const;
};
/// `generation` may be null.
CostSummary summarize_cost(std::span<const TaskRow> rows, const regdb::Generation* generation);

/// Whether registers say anything of what the task computes and moves. Where not, its counts are no zeros.
bool says_anything(const TaskRow& row);

/// Why it is slow, in one sentence: "At best 272.6 µs on an M2 (estimate from published rates) · …".
std::string cost_sentence(const CostSummary& summary);

/// Task numbers in the order of a key, ties by number; what is not known comes last in both directions.
std::vector<std::size_t> cost_order(std::span<const TaskRow> rows, std::string_view key, bool down);

/// Three digits and a prefix: "537 M", "19.7", "1.2 k".
std::string short_number(double value);
/// "272.6 µs", "1.25 ms"
std::string duration_text(double seconds);

}  // namespace ane::state
