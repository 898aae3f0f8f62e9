#include "app/views/value_colors.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/bits.hpp"

namespace ane::views {

PlaneMap map_for(const model::Statistics& statistics) {
  // A few values just below zero, as rounding leaves them, do not make a picture of both signs.
  static constexpr double kOfWeight = 0.02;
  const double below = std::max(0.0, -statistics.min), above = std::max(0.0, statistics.max);
  return std::min(below, above) > kOfWeight * std::max(below, above) ? PlaneMap::Diverging
                                                                     : PlaneMap::Sequential;
}

void ValueColors::update(const ui::Colors& colors, PlaneMap map, ValueRange range) {
  if (!table_.empty() && map_ == map && dark_ == colors.dark && range_ == range) return;
  map_ = map;
  dark_ = colors.dark;
  range_ = range;
  ++version_;
  diverging_.emplace(colors);
  table_.resize(65536);
  for (std::uint32_t bits = 0; bits < table_.size(); ++bits) {
    const double value = half_to_double(static_cast<std::uint16_t>(bits));
    table_[bits] = std::isnan(value) ? colors.nan : at(value);
  }
}

ImU32 ValueColors::at(double value) const {
  static const ui::SequentialMap kSequential;
  static const ui::ErrorMap kErrors;
  if (!diverging_) return 0;
  if (map_ == PlaneMap::Diverging) {
    // Zero is the middle of the colours wherever the range has both signs; else its nearer end is.
    const double low = std::min(range_.low, 0.0), high = std::max(range_.high, 0.0);
    double t = 0;
    if (value < 0 && low < 0) t = -value / low;
    if (value > 0 && high > 0) t = value / high;
    if (std::isinf(value)) t = value > 0 ? 1 : -1;
    return diverging_->at(static_cast<float>(std::clamp(t, -1.0, 1.0)));
  }
  double t = (value - range_.low) / (range_.high - range_.low);
  if (std::isinf(value)) t = value > 0 ? 1 : 0;
  t = std::clamp(t, 0.0, 1.0);
  return map_ == PlaneMap::Error ? kErrors.at(static_cast<float>(t)) : kSequential.at(static_cast<float>(t));
}

}  // namespace ane::views
