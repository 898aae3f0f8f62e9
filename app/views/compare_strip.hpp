#pragma once
// The aligned tasks as one strip: where the differences are.

#include <cstddef>
#include <optional>

#include "app/ui/view.hpp"
#include "core/diff/compare.hpp"

namespace ane::views {

class CompareStrip {
 public:
  /// Draws the strip into a line of 24; the pair that was clicked or dragged to, if any.
  std::optional<std::size_t> draw(const ui::ViewContext& context, const ui::Rect& line,
                                  const diff::Comparison& comparison);

 private:
  bool dragging_ = false;
};

}  // namespace ane::views
