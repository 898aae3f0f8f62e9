#pragma once
// The sheet that exports a comparison: where to, and as what.

#include "app/ui/line_input.hpp"
#include "app/ui/view.hpp"

namespace ane::ui {

class CompareSheet {
 public:
  /// Proposes a page beside file A, or in the current folder where A has none.
  void open(state::App& app);
  Rect draw(state::App& app, Ui& ui, const Rect& area);

 private:
  LineInput input_;
};

}  // namespace ane::ui
