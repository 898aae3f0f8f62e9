#include "app/state/heatmap_state.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/app.hpp"

namespace ane::state {
namespace {

using Text = std::string_view;

constexpr std::array<Text, 4> kHeatRanges = {"auto", "fit", "symmetric", "manual"};
constexpr std::array<Text, 3> kHeatLayouts = {"grid", "strip", "single"};
constexpr std::array<Text, 3> kHeatSides = {"a", "b", "difference"};

/// Where all but `share` of the finite values at either end lie, to a four thousandth of the whole way.
HeatLimits limits_without_ends(const run::KeptTensor& tensor, double share) {
  constexpr std::size_t kBins = 4096;
  const model::Statistics& s = tensor.statistics;
  const std::vector<std::uint64_t> bins = tensor.counts.histogram(s.min, s.max, kBins);
  std::uint64_t all = 0;
  for (const std::uint64_t n : bins) all += n;
  const auto most = static_cast<std::uint64_t>(share * static_cast<double>(all));
  std::size_t first = 0, last = kBins;
  for (std::uint64_t left = 0; first < last && left + bins[first] <= most; ++first) left += bins[first];
  for (std::uint64_t right = 0; last > first + 1 && right + bins[last - 1] <= most; --last)
    right += bins[last - 1];
  const double step = (s.max - s.min) / kBins;
  return {s.min + step * static_cast<double>(first), s.min + step * static_cast<double>(last)};
}

run::KeptTensorPtr shared_from(const run::Trace* trace, const run::KeptTensor* wanted) {
  if (trace == nullptr || wanted == nullptr) return nullptr;
  for (const run::KeptTensorPtr& tensor : trace->tensors)
    if (tensor.get() == wanted) return tensor;
  return nullptr;
}

std::string heat_short_number(double value) {
  char text[40];
  static_cast<void>(std::snprintf(text, sizeof text, "%.6g", value));
  return text;
}

}  // namespace

std::string_view heat_range_name(HeatRange range) {
  return kHeatRanges[static_cast<std::size_t>(range)];
}
std::string_view heat_layout_name(HeatLayout layout) {
  return kHeatLayouts[static_cast<std::size_t>(layout)];
}
std::string_view heat_side_name(ShownSide side) {
  return kHeatSides[static_cast<std::size_t>(side)];
}

HeatLimits heat_limits(const HeatEnds& ends, const run::KeptTensor& tensor) {
  const model::Statistics& s = tensor.statistics;
  HeatLimits limits{s.min, s.max};
  switch (ends.kind) {
    case HeatRange::Auto:
      if (s.min < s.max) limits = limits_without_ends(tensor, 0.001);
      break;
    case HeatRange::Fit:
      break;
    case HeatRange::Symmetric:
      limits.high = std::max(std::fabs(s.min), std::fabs(s.max));
      limits.low = -limits.high;
      break;
    case HeatRange::Manual:
      limits = {ends.low, ends.high};
      break;
  }
  // All values alike: a little room on both sides.
  if (!(limits.low < limits.high)) limits = {limits.low - 1, limits.high + 1};
  return limits;
}

run::KeptTensorPtr heat_tensor(const App& app, ShownSide side) {
  const RunWork& work = app.running;
  switch (side) {
    case ShownSide::A:
      return shared_from(work.trace(), work.tensor_a());
    case ShownSide::B:
      return shared_from(work.b.get(), work.tensor_b());
    case ShownSide::Difference:
      break;
  }
  const HeatWork& heat = app.heat;
  const bool fresh =
      heat.minuend && heat.minuend.get() == work.tensor_a() && heat.subtrahend.get() == work.tensor_b();
  return fresh ? heat.worked_out : nullptr;
}

void prepare_difference(App& app) {
  HeatWork& heat = app.heat;
  const auto a = heat_tensor(app, ShownSide::A), b = heat_tensor(app, ShownSide::B);
  if (heat.minuend == a && heat.subtrahend == b) return;
  heat.minuend = a;
  heat.subtrahend = b;
  heat.worked_out = nullptr;
  if (!a || !b || a->shape != b->shape) return;
  app.jobs.start("heat difference", "Subtracting " + a->name, [&app, a, b](Progress&) -> Completion {
    run::KeptTensor made;
    made.role = a->role;
    made.name = a->name;
    made.task = a->task;
    made.operation = a->operation;
    made.shape = a->shape;
    made.values = run::absolute_difference(*a, *b);
    const run::KeptTensorPtr kept = run::kept_tensor(std::move(made));
    return [&app, a, b, kept] {
      if (app.heat.minuend == a && app.heat.subtrahend == b) app.heat.worked_out = kept;
    };
  });
}

std::optional<run::Shape> heat_place(const App& app) {
  const run::KeptTensor* tensor = app.running.tensor_a();
  if (tensor == nullptr) return std::nullopt;
  const std::uint64_t element = app.running.element.value_or(0);
  return element < tensor->count() ? run::index_of(tensor->shape, element) : run::Shape{};
}

std::uint64_t element_of(const run::Shape& shape, const run::Shape& index) {
  return ((index[0] * shape[1] + index[1]) * shape[2] + index[2]) * shape[3] + index[3];
}

std::string index_words(const run::Shape& index) {
  std::string text;
  for (const std::uint64_t part : index) text += (text.empty() ? "" : ",") + std::to_string(part);
  return text;
}

std::optional<std::string> query_heat(const App& app, std::string_view path) {
  const HeatWork& heat = app.heat;
  if (path == "range") return std::string(heat_range_name(heat.range.kind));
  if (path == "difference-range") return std::string(heat_range_name(heat.difference.kind));
  if (path == "log") return std::string(heat.log ? "yes" : "no");
  if (path == "one-range") return std::string(heat.one_range ? "yes" : "no");
  if (path == "side") return std::string(heat_side_name(heat.side));
  if (path == "layout") return std::string(heat_layout_name(heat.layout));
  if (path == "zoom") return std::to_string(heat.zoom);
  const auto place = heat_place(app);
  if (path == "place") return place ? index_words(*place) : "";
  if (path == "channel") return place ? std::to_string((*place)[1]) : "";
  if (path == "batch") return place ? std::to_string((*place)[0]) : "";
  if (path == "low" || path == "high") {
    const auto tensor = heat_tensor(app, ShownSide::A);
    if (!tensor) return "";
    const HeatLimits limits = heat_limits(heat.range, *tensor);
    return heat_short_number(path == "low" ? limits.low : limits.high);
  }
  if (path == "difference") {
    const auto tensor = heat_tensor(app, ShownSide::Difference);
    return tensor ? heat_short_number(tensor->statistics.max) : "";
  }
  return std::nullopt;
}

}  // namespace ane::state
