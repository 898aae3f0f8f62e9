#pragma once
// The colours of values: which map, between which ends, one colour for every half.

#include <cstdint>
#include <optional>
#include <vector>

#include "app/ui/color_map.hpp"
#include "core/model/half_counts.hpp"

namespace ane::views {

/// The ends of the colours; `low` < `high`.
struct ValueRange {
  double low = -1, high = 1;
  friend bool operator==(const ValueRange&, const ValueRange&) = default;
};

/// Which colours stand for values: both signs with zero in the middle, from low to high, or errors from 0 up.
enum class PlaneMap { Diverging, Sequential, Error };
/// Diverging where values of both signs are of weight, else sequential.
PlaneMap map_for(const model::Statistics& statistics);

/// The colour of every half under a map, a range and a theme.
class ValueColors {
 public:
  void update(const ui::Colors& colors, PlaneMap map, ValueRange range);
  ImU32 at(std::uint16_t bits) const { return table_.empty() ? 0 : table_[bits]; }
  ImU32 at(double value) const;
  ImU32 zero() const { return at(std::uint16_t{0}); }
  const ValueRange& range() const { return range_; }
  /// Another number after every change.
  std::uint64_t version() const { return version_; }

 private:
  PlaneMap map_ = PlaneMap::Diverging;
  bool dark_ = false;
  ValueRange range_;
  std::optional<ui::DivergingMap> diverging_;
  std::uint64_t version_ = 0;
  std::vector<ImU32> table_;
};

}  // namespace ane::views
