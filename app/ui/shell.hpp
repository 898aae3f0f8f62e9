#pragma once
// The frame around the views: top bar, panes with tabs, splitters, status bar, bars of the file, toasts, keys
// and menus.

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "app/ui/layout.hpp"
#include "app/ui/sheets.hpp"
#include "app/ui/view.hpp"

namespace ane::ui {

class Shell {
 public:
  using FindView = const ViewDesc* (*)(std::string_view);
  using DrawPage = void (*)(ViewContext&);

  /// `find_view` knows the views, `welcome` draws the start page.
  Shell(state::App& app, FindView find_view, DrawPage welcome);

  /// Draws the whole window of `size` pixels. Between ImGui::NewFrame() and ImGui::Render().
  void draw(ImVec2 size, float scale);

  Ui ui;
  /// Chords that went down since the last frame; without them ImGui is asked.
  std::optional<std::vector<ImGuiKeyChord>> keys;
  /// Seconds until the next frame is due without input; -1: none is.
  double next_frame_after() const;
  /// Where a view was drawn in the last frame; empty where it is not visible.
  Rect area_of(std::string_view view) const;

 private:
  View& view(const ViewDesc& desc);
  std::string front(const Pane& pane) const;
  void bring_to_front(const std::string& id);
  /// Whether the view has a pane in this layout, which it then fills.
  bool put_in_front(const std::string& id, state::Layout layout, bool stepping);
  bool compares() const;
  bool is_stepping() const;  ///< the active file is stepped through
  bool steps() const;        ///< the panes are those for stepping
  void draw_panes(const Rect& area);
  void draw_pane(const Pane& pane);
  void draw_tabs(const Pane& pane, Rect& area);
  void draw_splitters(const Placement& placement);
  void draw_pages(Rect area);
  void draw_top_bar(Rect bar);
  void draw_layout_switch(Rect& bar);
  void draw_file_tabs(Rect& bar);
  void draw_menu();
  void draw_status_bar(Rect bar);
  /// What the two files of the comparison are, at the left of the bar.
  void draw_compare_status(Rect bar);
  void draw_jobs(Rect& bar);
  void draw_file_bar(Rect& area);
  void draw_toasts(const Rect& area);
  void handle_keys();
  bool pressed(ImGuiKeyChord chord) const;
  void cycle_focus(int step);

  state::App& app_;
  FindView find_view_;
  DrawPage welcome_;
  Sheets sheets_;
  std::map<std::string, std::unique_ptr<View>, std::less<>> views_;
  std::map<std::string, Rect, std::less<>> areas_;
  Placement placement_;
};

/// "Ctrl+Shift+P" as ImGui knows it; ImGuiKey_None for what is no key.
ImGuiKeyChord parse_key(std::string_view text);

}  // namespace ane::ui
