// Constants of both sides of a comparison, worked out so that they can be drawn on one scale.

#include <algorithm>
#include <cmath>

#include "app/state/app.hpp"
#include "core/base/bits.hpp"

namespace ane::state {
namespace {

double magnitude(const ShownConstantPtr& shown) {
  if (!shown) return 0;
  const double most = std::max(std::fabs(shown->statistics.min), std::fabs(shown->statistics.max));
  return std::isfinite(most) ? most : 0;
}

// A - B element by element, drawn like a constant of A.
ShownConstantPtr difference_of(const ShownConstant& a, const ShownConstant& b, Progress& progress) {
  if (a.values.empty() || a.values.size() != b.values.size() || !a.tensor || !b.tensor ||
      a.tensor->shape() != b.tensor->shape())
    return nullptr;
  auto made = std::make_shared<ShownConstant>();
  made->constant = a.constant;
  made->tensor = a.tensor;
  made->values.reserve(a.values.size());
  for (std::size_t i = 0; i < a.values.size(); ++i)
    made->values.push_back(double_to_half(half_to_double(a.values[i]) - half_to_double(b.values[i])));
  if (!progress.tick()) return nullptr;
  made->counts.add(made->values);
  made->statistics = made->counts.statistics();
  made->reduced = reduce_matrix(made->values, made->matrix_rows(), made->matrix_columns());
  return made;
}

ComparedWeightsPtr make_weights(const diff::Comparison& comparison, std::size_t index, Progress& progress) {
  const diff::WeightsPair& pair = comparison.weights[index];
  auto made = std::make_shared<ComparedWeights>();
  made->index = index;
  if (pair.a) made->a = make_shown(comparison.a, *pair.a, index, progress);
  if (pair.b) made->b = make_shown(comparison.b, *pair.b, index, progress);
  if (progress.cancelled()) return nullptr;
  if (made->a && made->b) made->difference = difference_of(*made->a, *made->b, progress);
  made->largest = std::max({magnitude(made->a), magnitude(made->b), magnitude(made->difference)});
  return made;
}

}  // namespace

void show_compared_weights(App& app, std::size_t index) {
  ComparisonWork& work = app.comparing;
  if (!work.result || index >= work.result->comparison.weights.size() || work.wanted_weights == index) return;
  work.wanted_weights = index;
  app.jobs.start("compare weights", "Reading weights of both sides",
                 [&app, compared = work.result, index](Progress& progress) -> Completion {
                   ComparedWeightsPtr made = make_weights(compared->comparison, index, progress);
                   if (!made) return {};
                   return [&app, compared, made] {
                     if (app.comparing.result == compared) app.comparing.weights = made;
                   };
                 });
}

}  // namespace ane::state
