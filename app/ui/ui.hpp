#pragma once
// Drawing and pointing, on whole pixels at any scale: the few primitives that every view is made of.

#include <imgui.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "app/ui/icons.hpp"
#include "app/ui/theme.hpp"

namespace ane::ui {

inline constexpr float kDragFrom = 4;  ///< pixels at scale 1 until a click becomes a drag

/// Styles of type: a face and a size.
enum class Style {
  Display,
  Figure,
  Title,
  Lead,
  Query,
  Body,
  BodyBold,
  Caption,
  Data,
  DataBold,
  DataItalic,
  Small,
  SmallBold,
  SmallItalic,
  Micro
};
enum class Align { Left, Right, Centre };
/// Where text that does not fit loses letters: names in the middle, sentences at the end.
enum class Elide { End, Middle, Never };

/// A rectangle in pixels of the screen.
struct Rect {
  float x = 0, y = 0, w = 0, h = 0;
  float right() const { return x + w; }
  float bottom() const { return y + h; }
  bool contains(ImVec2 p) const { return p.x >= x && p.x < right() && p.y >= y && p.y < bottom(); }
  /// Takes off a strip; what is left shrinks.
  Rect cut_top(float height);
  Rect cut_bottom(float height);
  Rect cut_left(float width);
  Rect cut_right(float width);
  Rect inset(float dx, float dy) const { return {x + dx, y + dy, w - 2 * dx, h - 2 * dy}; }
};

class Ui {
 public:
  /// Loads the faces; what is not installed falls back to what is.
  void load_fonts();
  /// "" where all five faces are there, else which are missing.
  const std::string& missing_fonts() const { return missing_fonts_; }
  void begin_frame(bool dark, float scale_factor);

  float scale = 1;
  Colors c = dark_colors();
  bool compact = false;
  /// Seconds after which another frame is due without any input, -1 for none. Views may shorten it.
  mutable double wake_after = -1;

  /// A length at scale 1 in whole pixels.
  float px(float length) const;
  float row() const { return px(compact ? 18.0F : 20.0F); }
  float field_row() const { return px(compact ? 16.0F : 18.0F); }
  float line() const;  ///< width of a hairline

  // Text. `area` is the box in which it is centred vertically.
  ImFont* font(Style style) const;
  float size(Style style) const;
  float width(Style style, std::string_view text) const;
  /// Draws and returns where the text ends.
  float text(const Rect& area, Style style, ImU32 color, std::string_view text, Align align = Align::Left,
             Elide elide = Elide::End) const;
  /// Text over several lines, wrapped at words; returns the height. `draw` false only measures.
  float paragraph(const Rect& area, Style style, ImU32 color, std::string_view text, bool draw = true) const;
  std::string elided(Style style, std::string_view text, float room, Elide elide) const;

  // Shapes.
  ImDrawList& list() const { return *ImGui::GetWindowDrawList(); }
  void fill(const Rect& r, ImU32 color, float radius = 0) const;
  void frame(const Rect& r, ImU32 color, float radius = 0, float thickness = 0) const;
  void hline(float x0, float x1, float y, ImU32 color) const;
  void vline(float x, float y0, float y1, ImU32 color) const;
  void dashed(const Rect& r, ImU32 color, float on, float off) const;
  void dashed_line(ImVec2 from, ImVec2 to, ImU32 color, float on, float off, float thickness) const;
  /// Lines at 45°, `period` apart.
  void hatch(const Rect& r, ImU32 color, float period = 4) const;
  void icon(const Rect& area, Icon which, float size, ImU32 color) const;
  void block_bar(float x, float y, float height, std::string_view block) const;

  // Pointing. Everything below asks the current ImGui window, so that what lies over it comes first.
  bool hovers(const Rect& r) const;
  bool clicks(const Rect& r) const;
  bool double_clicks(const Rect& r) const;
  bool right_clicks(const Rect& r) const;
  /// After the pointer rested for 300 ms.
  void tooltip(const Rect& over, std::string_view text) const;

  // Widgets. Ids are unique within the window.
  bool icon_button(const char* id, const Rect& r, Icon which, std::string_view hint, bool on = false);
  bool button(const char* id, const Rect& r, std::string_view label, std::string_view key = {},
              bool primary = false, bool enabled = true);
  float button_width(std::string_view label, std::string_view key = {}) const;
  /// Returns true on a click; the chip's right edge goes to `x`.
  bool chip(float& x, float y, std::string_view label, bool on, bool removable = false);
  void badge(float& x, float y, float height, std::string_view label) const;
  float key_cap(float x, float y, float height, std::string_view key) const;
  /// A line of text to edit; true where it changed. `submit`, where given, tells of Enter.
  bool input(const char* id, const Rect& r, std::string& value, const char* hint,
             std::optional<Icon> leading = {}, bool take_focus = false, bool* submit = nullptr,
             bool bad = false);
  /// Segments of which one is on; the one that was clicked, else nothing.
  std::optional<int> segmented(const char* id, const Rect& r, const std::string_view* labels, int count,
                               int on);

 private:
  std::array<ImFont*, 5> faces_{};
  std::string missing_fonts_;
  ImVec2 last_mouse_{-1, -1};
  double rested_ = 0;  ///< seconds since the pointer moved
  bool tooltip_was_open_ = false;
  mutable bool tooltip_open_ = false;
};

/// Where a list stands; kept by the view. In pixels, as double so that long files do not lose rows.
struct Scroll {
  double top = 0;
  float drag = -1;     ///< where the thumb was taken, -1 while it is not
  double reveal = -1;  ///< brings this position into sight in the next frame
  double reveal_end = -1;
};

/// A part of a view that scrolls. Rows are drawn between begin and end of what is visible.
class Scroller {
 public:
  Scroller(const Ui& ui, const char* id, const Rect& area, double content, Scroll& state);
  ~Scroller();
  Scroller(const Scroller&) = delete;
  Scroller& operator=(const Scroller&) = delete;

  /// Screen position of a position in the content.
  float at(double position) const;
  double first() const { return state_.top; }
  double last() const { return state_.top + static_cast<double>(area_.h); }

 private:
  const Ui& ui_;
  Rect area_;
  double content_;
  Scroll& state_;
};

/// Rows of one height.
class List {
 public:
  List(const Ui& ui, const char* id, const Rect& area, std::size_t count, float row_height, Scroll& state);

  std::size_t first = 0, last = 0;  ///< the visible ones: [first, last)
  Rect row(std::size_t index) const;
  /// The row under the pointer.
  std::optional<std::size_t> hovered;

 private:
  Rect area_;
  float row_height_;
  Scroller scroller_;
};
/// Makes row `index` visible with the least movement.
void reveal_row(Scroll& state, std::size_t index, float row_height);

/// "0x0012 1c0c": hexadecimal digits in groups of four.
std::string grouped_hex(std::uint64_t value, unsigned digits);
/// "32,768"
std::string comma_number(std::uint64_t value);

}  // namespace ane::ui
