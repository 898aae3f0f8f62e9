#pragma once
// Which of many spans meet a given one, without looking at all of them: a picture of any size costs what of
// it is in sight.

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

namespace ane::state {

class SpanIndex {
 public:
  struct Span {
    double low = 0, high = 0;
  };

  SpanIndex() = default;
  explicit SpanIndex(std::vector<Span> spans) : spans_(std::move(spans)), order_(spans_.size()) {
    std::iota(order_.begin(), order_.end(), 0U);
    std::sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
      return spans_[a].low != spans_[b].low ? spans_[a].low < spans_[b].low : a < b;
    });
    for (std::size_t i = 0; i < order_.size(); ++i) {
      if (i % kBlock == 0) highest_.push_back(spans_[order_[i]].high);
      highest_.back() = std::max(highest_.back(), spans_[order_[i]].high);
    }
  }

  /// Calls `take` with the number of each span that meets [low, high], by where they begin.
  template <class Take>
  void visit(double low, double high, Take take) const {
    for (std::size_t block = 0; block < highest_.size(); ++block) {
      const std::size_t begin = block * kBlock;
      if (spans_[order_[begin]].low > high) return;
      if (highest_[block] < low) continue;
      for (std::size_t i = begin; i < std::min(begin + kBlock, order_.size()); ++i) {
        const Span& span = spans_[order_[i]];
        if (span.low > high) return;
        if (span.high >= low) take(std::size_t{order_[i]});
      }
    }
  }

 private:
  static constexpr std::size_t kBlock = 64;

  std::vector<Span> spans_;
  std::vector<std::uint32_t> order_;  ///< by where they begin
  std::vector<double> highest_;       ///< of each block of them
};

}  // namespace ane::state
