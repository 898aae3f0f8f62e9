#pragma once
// Sheets over the panes: palette, go to anything, file dialog, go to offset, keys, about, decode as, exports.

#include <memory>

#include "app/ui/view.hpp"

namespace ane::ui {

class Sheets {
 public:
  Sheets();
  ~Sheets();
  Sheets(const Sheets&) = delete;
  Sheets& operator=(const Sheets&) = delete;

  /// Draws the sheet that `app.sheet` names over `area`, scrim included, and closes it when it is done.
  void draw(state::App& app, Ui& ui, const Rect& area);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ane::ui
