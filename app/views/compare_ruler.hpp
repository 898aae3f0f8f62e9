#pragma once
// The whole of two aligned files as a strip of ticks: where they differ, and what of it is in sight.

#include <optional>
#include <vector>

#include "app/ui/view.hpp"
#include "app/views/compare_hex_rows.hpp"

namespace ane::views {

class CompareRuler {
 public:
  /// For another comparison.
  void reset() { marks_.clear(); }
  /// `top` and `shown` in rows. The row that the user wants in the middle, while the pointer is pressed.
  std::optional<double> draw(const ui::Ui& ui, const ui::Rect& strip, const state::Compared& compared,
                             const CompareHexRows& rows, double top, double shown, bool noise);

 private:
  struct Mark {
    double row = 0;
    diff::Status status = diff::Status::Changed;
    bool quiet = false;  ///< outside of tasks and constants
  };
  void find(const state::Compared& compared, const CompareHexRows& rows, bool noise);

  std::vector<Mark> marks_;
  std::uint64_t rows_ = 0;  ///< for which they were found
  bool noise_ = false, dragging_ = false;
};

}  // namespace ane::views
