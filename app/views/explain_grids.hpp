#pragma once
// Pictures of an explanation: the kernel window as x × w = product, and the result between its neighbours.

#include <string>

#include "app/ui/view.hpp"
#include "app/views/heatmap.hpp"
#include "core/debug/explain.hpp"

namespace ane::views {

inline constexpr float kRoundingHeight = 56;  ///< at scale 1

/// Five significant digits tell every fp16 number from its neighbours; sums may need more than any that are
/// shown here, and copies have all of them.
std::string explained_number(double value, int digits = 6);

/// What the grids take in a pane of this width; 0 where the explanation has no window, or one too large.
float explain_grids_height(const ui::Ui& ui, const debug::Explanation& explanation, float width);

class ExplainGrids {
 public:
  /// The products of one input channel; another one is chosen by the command that a script would use.
  void draw(ui::ViewContext& context, const ui::Rect& area, const debug::Explanation& explanation);

 private:
  ValueColors x_, w_, product_;
};

/// Five neighbouring fp16 numbers, the stored one in the middle, and where the exact value lies among them.
void draw_rounding(const ui::Ui& ui, const ui::Rect& area, const debug::Explanation& explanation);

}  // namespace ane::views
