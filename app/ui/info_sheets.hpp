#pragma once
// The small sheets: go to an offset, keys, about.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/ui/line_input.hpp"
#include "app/ui/view.hpp"

namespace ane::ui {

/// One line for an offset or an expression, with what lies there.
class OffsetSheet {
 public:
  void open(const std::string& text);
  Rect draw(state::App& app, Ui& ui, const Rect& area);

 private:
  void look(state::App& app);

  LineInput input_;
  std::string result_, error_;
  std::optional<state::Selection> found_;
};

/// All commands with their keys.
class KeysSheet {
 public:
  void open(const state::App& app);
  Rect draw(state::App& app, Ui& ui, const Rect& area);

 private:
  struct Line {
    std::string title, key;
    bool head = false;
    bool enabled = true;
  };
  void fill();
  void draw_line(const Ui& ui, const Rect& row, const Line& line) const;

  std::vector<std::vector<Line>> groups_;  ///< each with its head first
  std::vector<std::vector<Line>> columns_;
  LineInput filter_;
  Scroll scroll_;
};

/// Draws the sheet about the program.
Rect draw_about(state::App& app, Ui& ui, const Rect& area);

}  // namespace ane::ui
