#include "app/state/time_window.hpp"

#include <algorithm>

namespace ane::state {

void TimeWindow::reset(std::size_t count) {
  count_ = count;
  from_ = 0;
  span_ = std::max(1.0, static_cast<double>(count));
}

void TimeWindow::zoom(double at, double factor) {
  const double before = span_;
  span_ *= factor;
  clamp();
  from_ = at - (at - from_) * span_ / before;
  clamp();
}

void TimeWindow::pan(double tasks) {
  from_ += tasks;
  clamp();
}

void TimeWindow::reveal(std::size_t task) {
  const auto at = static_cast<double>(task);
  from_ = std::clamp(from_, at + 1 - span_, at);
  clamp();
}

void TimeWindow::clamp() {
  const double most = std::max(1.0, static_cast<double>(count_));
  span_ = std::clamp(span_, std::min(kLeast, most), most);
  from_ = std::clamp(from_, 0.0, most - span_);
}

}  // namespace ane::state
