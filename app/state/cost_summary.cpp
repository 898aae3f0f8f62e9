#include "app/state/cost_summary.hpp"

#include <algorithm>
#include <cstdio>
#include <numeric>

#include "core/base/text.hpp"

namespace ane::state {
namespace {

std::string decimal(double value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

template <class T>
std::optional<double> known(const std::optional<T>& value) {
  if (!value) return std::nullopt;
  return static_cast<double>(*value);
}

std::optional<double> number_of(const model::Cost& cost, std::string_view key) {
  if (key == "time") return cost.seconds();
  if (key == "multiply-adds") return known(cost.multiply_adds);
  if (key == "read") return static_cast<double>(cost.bytes_read);
  if (key == "written") return static_cast<double>(cost.bytes_written);
  if (key == "weights") return static_cast<double>(cost.bytes_weights);
  if (key == "intensity") return cost.intensity();
  if (key == "bound") return static_cast<double>(cost.bound);
  if (key == "cycles") return known(cost.cycles);
  if (key == "cores" && cost.cores != 0) return static_cast<double>(cost.cores);
  return std::nullopt;
}

// What most of the time is bound by.
std::string bound_part(const CostSummary& summary) {
  const double compute = summary.of(model::Bound::Compute).seconds;
  const double weights = summary.of(model::Bound::Weights).seconds;
  const double memory = summary.of(model::Bound::Memory).seconds + weights;
  const double most = std::max(compute, memory);
  if (summary.totals.seconds <= 0 || most <= 0) return "";
  std::string text = " · " + decimal(100 * most / summary.totals.seconds, 0) + " % of it in tasks bound by ";
  if (compute >= memory) return text + "compute";
  return text + (weights * 2 > memory ? "reading weights" : "memory");
}

// What is counted; a part that is not known makes it a lower limit.
std::string work_part(const CostSummary& summary) {
  const model::CostTotals& totals = summary.totals;
  const std::string least = summary.unclear != 0 ? "at least " : "";
  const auto moved = static_cast<double>(totals.bytes()), work = static_cast<double>(totals.multiply_adds);
  std::string text = " · ";
  if (totals.multiply_adds != 0) {
    text += least + short_number(work);
  } else {
    text += summary.unclear != 0 ? "an unknown number of" : "no";
  }
  text += " multiply-adds · " + least + short_number(moved) + (totals.bytes() < 1000 ? " B" : "B") + " moved";
  if (totals.bytes() != 0 && totals.multiply_adds != 0 && summary.unclear == 0)
    text += " · " + short_number(work / moved) + " MAC/byte";
  if (summary.unclear != 0)
    text += " · " + grouped(summary.unclear) + " of " + grouped(totals.tasks) +
            " tasks have parts that are not known";
  return text;
}

}  // namespace

bool says_anything(const TaskRow& row) {
  const model::Cost& cost = row.cost;
  if (cost.multiply_adds || cost.bytes() != 0) return true;
  // Sizes alone are no work where the operation is not known.
  return row.kind != "unknown" && (cost.element_operations || cost.on_chip_elements != 0);
}

std::string short_number(double value) {
  constexpr std::array<const char*, 6> kPrefixes = {"", " k", " M", " G", " T", " P"};
  std::size_t prefix = 0;
  while (value >= 999.5 && prefix + 1 < kPrefixes.size()) {
    value /= 1000;
    ++prefix;
  }
  const bool whole = prefix == 0 && value == static_cast<double>(static_cast<long long>(value));
  return decimal(value, whole || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2) + kPrefixes[prefix];
}

std::string duration_text(double seconds) {
  if (seconds < 1e-3) return decimal(seconds * 1e6, seconds < 9.995e-6 ? 2 : 1) + " µs";
  if (seconds < 1) return decimal(seconds * 1e3, 2) + " ms";
  return decimal(seconds, 2) + " s";
}

std::optional<double> CostSummary::share(const model::Cost& cost) const {
  const auto seconds = cost.seconds();
  if (!seconds || totals.seconds <= 0) return std::nullopt;
  return *seconds / totals.seconds;
}

CostSummary summarize_cost(std::span<const TaskRow> rows, const regdb::Generation* generation) {
  CostSummary summary;
  if (generation != nullptr) {
    summary.generation = generation->name;
    summary.timed = generation->performance.has_value();
    if (summary.timed) summary.chip = generation->performance->chip;
  }
  for (const TaskRow& row : rows) {
    summary.totals.add(row.cost);
    const bool silent = !says_anything(row),
               countless = !row.cost.multiply_adds && !row.cost.element_operations;
    summary.silent += silent ? 1 : 0;
    summary.unclear += silent || countless || !row.cost.bytes_known ? 1 : 0;
    const model::Bound which = !silent ? row.cost.bound : model::Bound::Unknown;
    BoundShare& bound = summary.bounds[static_cast<std::size_t>(which)];
    ++bound.tasks;
    bound.seconds += row.cost.seconds().value_or(0);
  }
  return summary;
}

std::string cost_sentence(const CostSummary& summary) {
  const model::CostTotals& totals = summary.totals;
  std::string text;
  if (!summary.timed) {
    text = "No rates are published for " + (summary.generation.empty() ? "this chip" : summary.generation) +
           ", so times are unknown";
  } else if (totals.seconds <= 0) {
    text = "The time is unknown: no task says enough to estimate it";
  } else {
    text = "At best " + duration_text(totals.seconds) + " on an " + summary.chip +
           " (estimate from published rates, nothing measured)" + bound_part(summary);
  }
  if (summary.silent != 0 && summary.silent == totals.tasks)
    return text + " · what its " + grouped(totals.tasks) +
           (totals.tasks == 1 ? " task computes" : " tasks compute") + " and " +
           (totals.tasks == 1 ? "moves" : "move") + " is not known";
  return text + work_part(summary);
}

std::vector<std::size_t> cost_order(std::span<const TaskRow> rows, std::string_view key, bool down) {
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (key == "index") {
    if (down) std::reverse(order.begin(), order.end());
    return order;
  }
  if (key == "operation") {
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return down ? rows[b].summary < rows[a].summary : rows[a].summary < rows[b].summary;
    });
    return order;
  }
  std::vector<std::optional<double>> values;
  values.reserve(rows.size());
  for (const TaskRow& row : rows) values.push_back(number_of(row.cost, key));
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (!values[a] || !values[b]) return values[a].has_value() && !values[b].has_value();
    return down ? *values[b] < *values[a] : *values[a] < *values[b];
  });
  return order;
}

}  // namespace ane::state
