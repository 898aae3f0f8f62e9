#pragma once
// The part of a row of tasks that a view shows.

#include <cstddef>

namespace ane::state {

/// Tasks `from` … `from + span` of `count`; fractions are parts of a task's column. All are shown until the
/// user zooms.
class TimeWindow {
 public:
  /// The smallest window, in tasks.
  static constexpr double kLeast = 4;

  TimeWindow() = default;
  explicit TimeWindow(std::size_t count) { reset(count); }
  /// Shows everything of `count` tasks.
  void reset(std::size_t count);

  double from() const { return from_; }
  double span() const { return span_; }
  std::size_t count() const { return count_; }
  bool all() const { return span_ >= static_cast<double>(count_); }

  /// Makes the window `factor` times as wide; what is at task `at` stays there.
  void zoom(double at, double factor);
  void pan(double tasks);
  /// Moves by the least that shows the column of this task.
  void reveal(std::size_t task);

  friend bool operator==(const TimeWindow&, const TimeWindow&) = default;

 private:
  void clamp();

  std::size_t count_ = 0;
  double from_ = 0, span_ = 1;
};

}  // namespace ane::state
