#pragma once
// Small parts of the views that set runs up and show what came of them.

#include <string>
#include <string_view>
#include <vector>

#include "app/ui/view.hpp"
#include "core/run/trace.hpp"
#include "core/run/values.hpp"

namespace ane::views {

/// A line of text that follows a setting until somebody types into it; Enter takes what was typed.
class SettingField {
 public:
  /// True where Enter was pressed; text() is then what to set.
  bool draw(ui::Ui& ui, const char* id, const ui::Rect& area, const std::string& current, const char* hint);
  const std::string& text() const { return text_; }

 private:
  std::string text_, current_;
};

/// One of several choices: a ring, a title and lines of explanation below it. Moves `column` past itself.
struct RadioLine {
  std::string_view title;
  std::string_view note = {};     ///< in grey below
  std::string_view trouble = {};  ///< why it cannot be chosen, and what to do about it
  bool on = false, enabled = true;
};
/// True where it was clicked.
bool draw_radio(const ui::Ui& ui, ui::Rect& column, const RadioLine& line);

/// A switch with its title; true where it was clicked.
bool draw_switch(const ui::Ui& ui, ui::Rect& column, std::string_view title, bool on);

/// A grey title over a part of a column, with a line above it.
void draw_part_title(const ui::Ui& ui, ui::Rect& column, std::string_view title);

/// A sentence that wraps; moves `column` past it.
void draw_sentence(const ui::Ui& ui, ui::Rect& column, ImU32 color, std::string_view text,
                   std::optional<ui::Icon> icon = {});

/// An input as a picture where it can be one, else its first channel in the colours of values.
class InputPreview {
 public:
  void draw(const ui::Ui& ui, const ui::Rect& area, const run::KeptTensorPtr& tensor, run::PixelRange pixels);

 private:
  void fill(const ui::Ui& ui, run::PixelRange pixels);

  run::KeptTensorPtr tensor_;
  run::PixelRange pixels_ = run::PixelRange::Unit;
  bool dark_ = false;
  std::size_t columns_ = 0, rows_ = 0;
  std::vector<ImU32> colors_;
};

/// "18.4 ms", "1.20 s"
std::string duration_text(double seconds);
/// "0.0742", as short as a table needs it; "inf", "NaN".
std::string short_value(double value);

}  // namespace ane::views
