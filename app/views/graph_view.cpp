#include <algorithm>
#include <cmath>
#include <utility>

#include "app/state/graph_commands.hpp"
#include "app/views/all_views.hpp"
#include "app/views/graph_bars.hpp"
#include "app/views/graph_canvas.hpp"
#include "app/views/graph_minimap.hpp"
#include "app/views/graph_motion.hpp"
#include "app/views/graph_skin.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using state::CameraWish;
using state::GraphState;
using state::OpenFile;
using ui::Rect;

constexpr double kZoomStep = 1.25;

class GraphView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    OpenFile& file = *context.file;
    if (file.document()->tasks().empty() && !file.graph.read.model)
      return ui::draw_empty(context.ui, context.area, "No graph",
                            "This file has no tasks that the database can decode.");
    if (!file.document()->tasks().empty()) state::want_graph(context.app, file);
    if (!file.graph.picture) return draw_without(context);
    state::follow_selection(file);
    skin_.update(context);
    Rect canvas = context.area;
    const Rect bar = canvas.cut_top(context.ui.px(GraphBars::kHeight));
    take_picture(context, canvas);
    handle_keys(context);
    follow_camera(context, canvas);
    draw_canvas(context, canvas);
    bars_.draw_toolbar(context, bar, camera_, skin_);
    state::App::WantedPicture& wanted = context.app.wanted_picture;
    // What lies over the panes is not in the picture.
    if (wanted.view == "graph" && context.app.sheet == state::Sheet::None) {
      wanted.x = canvas.x;
      wanted.y = canvas.y;
      wanted.w = canvas.w;
      wanted.h = canvas.h;
    }
    draw_row_menu(context);
  }

 private:
  // Nothing to show yet, or nothing any more because the job was cancelled.
  static void draw_without(ui::ViewContext& context) {
    if (state::graph_under_way(context.app, *context.file)) return ui::draw_loading(context.ui, context.area);
    ui::draw_empty(context.ui, context.area, "The graph was not read", "Reading it was cancelled.");
    const float wide = context.ui.button_width("Read it");
    const Rect button{context.area.x + (context.area.w - wide) / 2,
                      context.area.y + context.area.h * 0.4F + context.ui.px(48), wide, context.ui.px(24)};
    if (context.ui.button("read", button, "Read it")) context.file->graph.program.reset();
  }

  // A new picture keeps what was clicked under the pointer; one of another graph starts anew.
  void take_picture(ui::ViewContext& context, const Rect& canvas) {
    GraphState& state = context.file->graph;
    const state::GraphPicturePtr old = picture_;
    if (old != state.picture) glide_.finish(camera_);
    const GraphCamera before = camera_;
    picture_ = state.picture;
    camera_.set_view(canvas, context.ui.scale, picture_->layout.width, picture_->layout.height);
    if (old == picture_) return;
    const auto focus = state.focus_in_picture();
    if (old && old->model == picture_->model) {
      const std::size_t anchor = state.anchor.value_or(0);
      const graph::PlacedNode& was = old->layout.nodes[old->folded.node_of[anchor]];
      const graph::PlacedNode& is = picture_->layout.nodes[picture_->folded.node_of[anchor]];
      // Seen from the camera of before: that of the new picture may have been moved to see something of it.
      camera_.pan(static_cast<float>((camera_.left() - before.left() + was.x - is.x) * camera_.factor()),
                  static_cast<float>((camera_.top() - before.top() + was.y - is.y) * camera_.factor()));
      state.anchor.reset();
      if (context.app.settings.motion) motion_.start(old, before, picture_, camera_, ImGui::GetTime());
    } else {
      motion_.stop();
      camera_.start(focus ? &picture_->layout.nodes[*focus] : nullptr);
      shown_focus_ = focus;
    }
    context.ui.wake_after = 0;
  }

  // What commands asked for, and what another view selected out of sight.
  void follow_camera(ui::ViewContext& context, const Rect& canvas) {
    const GraphCamera before = camera_;
    const bool jumps = aim_camera(context, canvas);
    if (jumps && context.app.settings.motion) glide_.start(before, camera_, ImGui::GetTime());
    if (glide_.move(camera_, ImGui::GetTime())) context.ui.wake_after = 0;
  }

  // True where the camera has a new aim that is worth a glide; single steps of the zoom are not.
  bool aim_camera(ui::ViewContext& context, const Rect& canvas) {
    bool jumps = false;
    GraphState& state = context.file->graph;
    const auto focus = state.focus_in_picture();
    const graph::PlacedNode* node = focus ? &picture_->layout.nodes[*focus] : nullptr;
    if (focus != shown_focus_) {
      shown_focus_ = focus;
      const bool pointed = context.ui.hovers(canvas) && !ImGui::GetIO().WantTextInput && !keyed_;
      if (node != nullptr && !pointed && !camera_.sees(*node)) {
        camera_.centre(*node);
        jumps = true;
      }
    }
    keyed_ = false;
    const CameraWish wish = std::exchange(state.wish, CameraWish::None);
    // What is asked for starts where the camera was on its way to.
    if (wish != CameraWish::None) glide_.finish(camera_);
    switch (wish) {
      case CameraWish::None:
        return jumps;
      case CameraWish::Fit:
        camera_.fit();
        break;
      case CameraWish::ActualSize:
        camera_.zoom_to(1);
        break;
      case CameraWish::Selection:
        camera_.zoom_to(std::max(1.0, camera_.zoom()));
        if (node != nullptr) camera_.centre(*node);
        break;
      case CameraWish::In:
        camera_.zoom_to(camera_.zoom() * kZoomStep);
        return jumps;
      case CameraWish::Out:
        camera_.zoom_to(camera_.zoom() / kZoomStep);
        return jumps;
    }
    return true;
  }

  void draw_canvas(ui::ViewContext& context, const Rect& canvas) {
    ui::Ui& ui = context.ui;
    ImGui::PushClipRect({canvas.x, canvas.y}, {canvas.right(), canvas.bottom()}, true);
    const state::GraphPicture* moving = motion_.at(ImGui::GetTime());
    if (moving != nullptr) ui.wake_after = 0;
    GraphCanvas::draw(ui, moving != nullptr ? *moving : *picture_, camera_, skin_,
                      moving != nullptr ? motion_.reach() : 0);
    GraphBars::draw_legend(context, canvas, skin_);
    const Rect map = GraphMinimap::place(ui, camera_, picture_->layout);
    bool taken = minimap_.draw(ui, map, picture_, camera_, skin_);
    if (minimap_.dragging()) glide_.stop();
    taken = bars_.draw_chips(context, canvas) || taken;
    handle_mouse(context, canvas, taken);
    ImGui::PopClipRect();
  }

  void handle_mouse(ui::ViewContext& context, const Rect& canvas, bool taken) {
    ui::Ui& ui = context.ui;
    const ImGuiIO& io = ImGui::GetIO();
    if (!ui.hovers(canvas) && !dragging_) return;
    if (ui.hovers(canvas) && io.MouseWheel != 0) {
      glide_.stop();
      if (io.KeyShift) {
        camera_.pan(0, io.MouseWheel * ui.px(60));
      } else {
        camera_.zoom_at(io.MousePos, std::pow(1.15, static_cast<double>(io.MouseWheel)));
      }
    }
    drag(context, canvas, taken);
    if (taken || dragged_) return;
    point(context, canvas);
  }

  // Any button moves the picture; a press that does not move is a click.
  void drag(ui::ViewContext& context, const Rect& canvas, bool taken) {
    const ImGuiIO& io = ImGui::GetIO();
    const bool pressed =
        context.ui.hovers(canvas) && !taken &&
        (ImGui::IsMouseClicked(ImGuiMouseButton_Left) || ImGui::IsMouseClicked(ImGuiMouseButton_Middle));
    if (pressed) {
      dragging_ = true;
      dragged_ = false;
      from_ = io.MousePos;
    }
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left) && !ImGui::IsMouseDown(ImGuiMouseButton_Middle)) {
      if (!ImGui::IsMouseReleased(ImGuiMouseButton_Left)) dragged_ = false;
      dragging_ = false;
      return;
    }
    if (!dragging_) return;
    const float dx = io.MousePos.x - from_.x, dy = io.MousePos.y - from_.y;
    dragged_ = dragged_ || std::hypot(dx, dy) > context.ui.px(ui::kDragFrom);
    if (!dragged_) return;
    glide_.stop();
    camera_.pan(dx, dy);
    from_ = io.MousePos;
  }

  void point(ui::ViewContext& context, const Rect& canvas) {
    ui::Ui& ui = context.ui;
    OpenFile& file = *context.file;
    const GraphHit hit = GraphCanvas::hit(*picture_, camera_, ImGui::GetIO().MousePos);
    const bool left = ImGui::IsMouseReleased(ImGuiMouseButton_Left) && ui.hovers(canvas);
    if (hit.node) {
      const state::Selection& link = picture_->link(*hit.node);
      if (link.task) file.hover = file.of_task(*link.task);
      const bool right = ui.right_clicks(canvas);
      if (left || right) select(context, *hit.node);
      if (right) open_row_menu();
      if (ui.double_clicks(canvas)) open_node(context);
      ui.tooltip(canvas, node_hint(*picture_, *hit.node));
    } else if (hit.edge) {
      if (left) select(context, picture_->graph().edges[*hit.edge].from);
      ui.tooltip(canvas, edge_hint(*picture_, *hit.edge));
    } else if (hit.frame && ui.double_clicks(canvas)) {
      const std::size_t group = picture_->frames[*hit.frame].group;
      state::select_graph_node(context.app, file, picture_->model->groups[group].tasks.front());
      context.app.run_or_tell("graph.fold");
    } else if (hit.frame) {
      ui.tooltip(canvas, "Double click folds these blocks into one node");
    }
  }

  void select(ui::ViewContext& context, std::size_t node) {
    state::select_graph_node(context.app, *context.file, picture_->folded.first[node]);
    shown_focus_ = node;
  }

  // A group opens or folds; of a task, its registers are shown.
  void open_node(ui::ViewContext& context) const {
    const GraphState& state = context.file->graph;
    if (!state.focus) return;
    const bool group = picture_->model->group_of[*state.focus].has_value();
    context.app.run_or_tell(group ? "graph.fold" : "view inspector");
  }

  void handle_keys(ui::ViewContext& context) {
    const ImGuiIO& io = ImGui::GetIO();
    if (!context.focused || io.WantTextInput || io.KeyCtrl || io.KeyAlt) return;
    const auto on = [&](ImGuiKey key, std::string_view line) {
      if (ImGui::IsKeyPressed(key)) {
        context.app.run_or_tell(line);
        keyed_ = true;
      }
    };
    on(ImGuiKey_0, "graph.fit");
    on(ImGuiKey_1, "graph.actual-size");
    on(ImGuiKey_Equal, "graph.zoom-in");
    on(ImGuiKey_KeypadAdd, "graph.zoom-in");
    on(ImGuiKey_Minus, "graph.zoom-out");
    on(ImGuiKey_KeypadSubtract, "graph.zoom-out");
    if (!context.file->graph.focus_in_picture()) return;
    on(ImGuiKey_UpArrow, "graph.walk up");
    on(ImGuiKey_DownArrow, "graph.walk down");
    on(ImGuiKey_LeftArrow, "graph.walk left");
    on(ImGuiKey_RightArrow, "graph.walk right");
    on(ImGuiKey_Z, "graph.zoom-selection");
    on(ImGuiKey_U, io.KeyShift ? "graph.producers all" : "graph.producers direct");
    on(ImGuiKey_D, io.KeyShift ? "graph.consumers all" : "graph.consumers direct");
    if (ImGui::IsKeyPressed(ImGuiKey_Enter)) open_node(context);
  }

  GraphCamera camera_;
  GraphMinimap minimap_;
  GraphBars bars_;
  TaskSkin skin_;
  GraphMotion motion_;
  CameraGlide glide_;
  state::GraphPicturePtr picture_;  ///< that the camera was set for
  std::optional<std::size_t> shown_focus_;
  bool keyed_ = false;  ///< a key moved the focus
  bool dragging_ = false, dragged_ = false;
  ImVec2 from_{0, 0};
};

}  // namespace

std::unique_ptr<ui::View> make_graph_view() {
  return std::make_unique<GraphView>();
}

}  // namespace ane::views
