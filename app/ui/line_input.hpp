#pragma once
// The input of a sheet: it has no frame of its own, and the keyboard stays with it while the sheet is open.

#include <string>

#include "app/ui/ui.hpp"

namespace ane::ui {

class LineInput {
 public:
  const std::string& text() const { return text_; }
  /// Replaces the text; the caret goes behind it.
  void set(std::string text);
  /// Draws it; true where the user changed the text. `tab`, where given, tells of a press of Tab, which then
  /// does not leave the input.
  bool draw(const Ui& ui, const Rect& area, Style style, const char* hint, bool* tab = nullptr);
  /// The same with the ground, frame and glyph of an input.
  bool draw_framed(const Ui& ui, const Rect& area, Icon leading, const char* hint, bool bad = false);

 private:
  bool take_early_letters();
  static int edited(ImGuiInputTextCallbackData* data);

  std::string text_;
  int generation_ =
      0;  ///< a new one makes a new item, since ImGui keeps its own copy of an active one's text
  bool fresh_ = true;
  bool active_ = false;
  bool tab_ = false;
};

}  // namespace ane::ui
