#pragma once
// What a view is: it draws into an area, reads the application and sends commands.

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "app/state/app.hpp"
#include "app/ui/ui.hpp"

namespace ane::ui {

/// What a view gets for one frame. The current ImGui window is the pane, clipped to `area`.
struct ViewContext {
  state::App& app;
  Ui& ui;
  Rect area;
  bool focused = false;             ///< keys go to this view
  state::OpenFile* file = nullptr;  ///< the active one; null only for views that do without
};

class View {
 public:
  virtual ~View() = default;
  virtual void draw(ViewContext& context) = 0;
  /// Tools at the right of the pane's tab bar; takes what it needs off the right of `bar`.
  virtual void draw_tools(ViewContext& context, Rect& bar) {
    (void)context;
    (void)bar;
  }
  /// The most height that the view can use, in pixels; 0: any.
  virtual float wanted_height(ViewContext& context) {
    (void)context;
    return 0;
  }
  /// A number behind the title, "" for none.
  virtual std::string badge(const state::App& app) {
    (void)app;
    return "";
  }
};

/// One line of the list of views (app/views/all_views.cpp).
struct ViewDesc {
  std::string_view id, title;
  bool needs_file;
  std::unique_ptr<View> (*make)();
};

/// Remembers a selection, so that a view sees when it changed and scrolls to it once.
class SelectionWatch {
 public:
  /// True where the selection (or the file) is another than at the last call.
  bool changed(const state::OpenFile& file);

 private:
  int file_ = 0;
  const void* document_ = nullptr;
  state::Selection selection_;
};

/// Empty views say what is missing and how to get it, at 40 % of the height.
void draw_empty(const Ui& ui, const Rect& area, std::string_view line, std::string_view hint);
/// Bars at the places of the text while something is being worked out.
void draw_loading(const Ui& ui, const Rect& area);

/// A header cell of a table; true where it was clicked.
bool draw_header_cell(const Ui& ui, const Rect& cell, std::string_view title, Align align, int sorted);

/// Ground and bar of a row in a list.
void draw_row_ground(const Ui& ui, const Rect& row, bool selected, bool focused, bool hovered);

}  // namespace ane::ui
