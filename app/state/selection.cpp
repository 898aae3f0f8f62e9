#include "app/state/selection.hpp"

#include <algorithm>

namespace ane::state {

void History::visit(const Place& place) {
  if (at_ > 0 && places_[at_ - 1] == place) return;
  places_.resize(at_);
  places_.push_back(place);
  if (places_.size() > kLimit) places_.erase(places_.begin());
  at_ = places_.size();
}

std::optional<Place> History::back() {
  if (!can_go_back()) return std::nullopt;
  return places_[--at_ - 1];
}

std::optional<Place> History::forward() {
  if (!can_go_forward()) return std::nullopt;
  return places_[at_++];
}

void History::forget(int file) {
  std::vector<Place> kept;
  std::size_t at = 0;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (places_[i].file == file) continue;
    kept.push_back(places_[i]);
    if (i < at_) at = kept.size();
  }
  places_ = std::move(kept);
  at_ = at;
}

}  // namespace ane::state
