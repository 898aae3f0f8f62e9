#pragma once
// What stands around the graph: its tool bar, the chips of producers and consumers, the legend.

#include <string>

#include "app/ui/view.hpp"
#include "app/views/graph_camera.hpp"
#include "app/views/graph_skin.hpp"

namespace ane::views {

class GraphBars {
 public:
  static constexpr float kHeight = 36;

  void draw_toolbar(ui::ViewContext& context, ui::Rect bar, const GraphCamera& camera, const TaskSkin& skin);
  /// At the left top of the canvas; true while the pointer is on one of them.
  bool draw_chips(ui::ViewContext& context, const ui::Rect& canvas);
  static void draw_legend(const ui::ViewContext& context, const ui::Rect& canvas, const TaskSkin& skin);

 private:
  void draw_source(ui::ViewContext& context, ui::Rect& bar);
  void draw_program(ui::ViewContext& context, ui::Rect& bar);
  void draw_color(ui::ViewContext& context, ui::Rect& bar, const TaskSkin& skin);
  void draw_search(ui::ViewContext& context, const ui::Rect& box);
  void draw_more(ui::ViewContext& context, const ui::Rect& button);
  void count(const state::GraphState& state);

  std::string find_;
  bool take_focus_ = false;
  // Of whom the producers and consumers were counted last.
  state::GraphPicturePtr counted_;
  std::optional<std::size_t> counted_node_;
  std::size_t producers_ = 0, consumers_ = 0;
};

}  // namespace ane::views
