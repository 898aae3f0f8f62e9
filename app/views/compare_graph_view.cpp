// The tasks of both programs as one graph, coloured by what became of them.

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/graph_picture.hpp"
#include "app/views/all_views.hpp"
#include "app/views/compare_parts.hpp"
#include "app/views/graph_canvas.hpp"
#include "app/views/graph_minimap.hpp"
#include "app/views/graph_skin.hpp"
#include "core/diff/merged_graph.hpp"

namespace ane::views {
namespace {

using diff::MergedGraph;
using diff::Status;
using ui::Rect;
using ui::Style;

/// What the job makes; null until it ends.
struct Merged {
  MergedGraph graph;
  state::GraphPicturePtr picture;
};
struct MergedBox {
  std::shared_ptr<const Merged> made;
};

std::shared_ptr<const Merged> make_merged(const state::Compared& compared, std::size_t program_a,
                                          std::size_t program_b, state::Progress& progress) {
  const diff::Comparison& comparison = compared.comparison;
  auto graph = diff::merge_graphs(comparison, program_a, program_b, [&] { return progress.tick(); });
  if (!graph) return nullptr;
  auto model = std::make_shared<state::GraphModel>();
  model->document = comparison.b;
  const std::size_t count = graph->nodes.size();
  model->graph = graph->graph;
  model->group_of.resize(count);
  model->links.resize(count);
  graph::Folded folded;
  folded.graph = graph->graph;
  folded.group.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    folded.node_of.push_back(i);
    folded.first.push_back(i);
  }
  auto made = std::make_shared<Merged>();
  made->graph = *std::move(graph);
  made->picture = state::make_graph_picture(model, std::move(folded));
  return made;
}

class StatusSkin final : public GraphSkin {
 public:
  void update(const ui::Ui& ui, const Merged& merged, std::optional<std::size_t> pair,
              std::optional<std::size_t> hovered) {
    ui_ = &ui;
    merged_ = &merged;
    pair_ = pair;
    hovered_ = hovered;
  }

  NodeLook node(std::size_t index) const override {
    const diff::MergedNode& node = merged_->graph.nodes[index];
    const StatusLook status = look_of(*ui_, node.status);
    NodeLook look;
    const bool same = node.status == Status::Same;
    look.hue = same ? ui_->c.tx4 : status.color;
    look.tint = same ? ui_->c.bg2 : status.tint;
    look.line = same ? 0 : status.color;
    look.opacity = same ? 0.7F : 1.0F;
    look.selected =
        pair_ && node.pair == pair_ && merged_->graph.graph.nodes[index].kind == graph::NodeKind::Task;
    look.hovered = hovered_ == index;
    return look;
  }
  EdgeLook edge(std::size_t index) const override {
    const Status status = merged_->graph.edges[index];
    EdgeLook look;
    if (status != Status::Same) look.color = look_of(*ui_, status).color;
    return look;
  }
  std::string note(std::size_t index) const override {
    switch (merged_->graph.nodes[index].status) {
      case Status::Changed:
        return "~ changed";
      case Status::OnlyA:
        return "− gone";
      case Status::OnlyB:
        return "+ new";
      case Status::Same:
        break;
    }
    return "";
  }
  std::string label(std::size_t index) const override { return edge_text(*merged_->picture, index); }

 private:
  const ui::Ui* ui_ = nullptr;
  const Merged* merged_ = nullptr;
  std::optional<std::size_t> pair_, hovered_;
};

class CompareGraphView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    if (draw_without_comparison(context)) return;
    const state::ComparisonWork& work = context.app.comparing;
    if (work.result->comparison.tasks.empty())
      return ui::draw_empty(context.ui, context.area, "No graph",
                            "Neither file has tasks that can be decoded.");
    start(context);
    const std::shared_ptr<const Merged> merged = box_->made;
    if (!merged) return ui::draw_loading(context.ui, context.area);
    const graph::Layout& layout = merged->picture->layout;
    camera_.set_view(context.area, context.ui.scale, layout.width, layout.height);
    follow(work, *merged);
    skin_.update(context.ui, *merged, work.pair, hovered_);
    hovered_.reset();
    GraphCanvas::draw(context.ui, *merged->picture, camera_, skin_);
    draw_legend(context.ui, context.area);
    const Rect map = GraphMinimap::place(context.ui, camera_, layout);
    const bool taken = minimap_.draw(context.ui, map, merged->picture, camera_, skin_);
    handle_mouse(context, *merged, taken);
  }

 private:
  // The graph of the programs that the selected tasks belong to.
  void start(ui::ViewContext& context) {
    const state::ComparisonWork& work = context.app.comparing;
    const diff::Comparison& comparison = work.result->comparison;
    std::array<std::size_t, 2> programs = result_ == work.result ? programs_ : std::array<std::size_t, 2>{};
    if (const diff::TaskPair* pair = work.selected()) {
      if (pair->a) programs[0] = comparison.a->tasks()[*pair->a].program;
      if (pair->b) programs[1] = comparison.b->tasks()[*pair->b].program;
    }
    if (result_ == work.result && programs == programs_) return;
    result_ = work.result;
    programs_ = programs;
    box_ = std::make_shared<MergedBox>();
    placed_ = nullptr;
    context.app.jobs.start(
        "compare graph", "Merging the graphs of both sides",
        [box = box_, compared = result_, programs](state::Progress& progress) -> state::Completion {
          auto made = make_merged(*compared, programs[0], programs[1], progress);
          if (!made) return {};
          return [box, made] { box->made = made; };
        });
  }

  // A new graph begins at the selected pair; a selection from elsewhere comes into sight.
  void follow(const state::ComparisonWork& work, const Merged& merged) {
    const graph::PlacedNode* node = nullptr;
    for (std::size_t i = 0; i < merged.graph.nodes.size() && work.pair; ++i)
      if (merged.graph.nodes[i].pair == work.pair) node = &merged.picture->layout.nodes[i];
    if (placed_ != &merged) {
      placed_ = &merged;
      camera_.start(node);
    } else if (steps_ != work.steps && node != nullptr && !camera_.sees(*node)) {
      camera_.centre(*node);
    }
    steps_ = work.steps;
  }

  static void draw_legend(const ui::Ui& ui, const Rect& area) {
    struct Entry {
      Status status;
      std::string_view text;
    };
    constexpr std::array<Entry, 3> kEntries = {
        {{Status::Changed, "changed"}, {Status::OnlyB, "only B"}, {Status::OnlyA, "only A"}}};
    float x = area.x + ui.px(12);
    const Rect line{x, area.bottom() - ui.px(28), area.w, ui.px(16)};
    for (const Entry& entry : kEntries) {
      const StatusLook look = look_of(ui, entry.status);
      ui.fill({x, line.y + ui.px(2), ui.px(12), ui.px(12)}, look.color, ui.px(2));
      x = ui.text({x + ui.px(18), line.y, ui.px(80), line.h}, Style::Caption, ui.c.tx2, entry.text) +
          ui.px(12);
    }
  }

  void handle_mouse(ui::ViewContext& context, const Merged& merged, bool taken) {
    const ui::Ui& ui = context.ui;
    const ImGuiIO& io = ImGui::GetIO();
    const Rect& canvas = context.area;
    if (!ui.hovers(canvas) && !dragging_) return;
    if (ui.hovers(canvas) && io.MouseWheel != 0)
      camera_.zoom_at(io.MousePos, std::pow(1.15, static_cast<double>(io.MouseWheel)));
    drag(ui, canvas, taken);
    if (taken || dragged_) return;
    const GraphHit hit = GraphCanvas::hit(*merged.picture, camera_, io.MousePos);
    if (hit.edge && !hit.node) ui.tooltip(canvas, edge_hint(*merged.picture, *hit.edge));
    if (!hit.node) return;
    hovered_ = hit.node;
    const diff::MergedNode& node = merged.graph.nodes[*hit.node];
    ui.tooltip(canvas, node_hint(*merged.picture, *hit.node));
    if (!node.pair || !ImGui::IsMouseReleased(ImGuiMouseButton_Left)) return;
    context.app.run_or_tell(select_command(result_->comparison.tasks[*node.pair]));
    steps_ = context.app.comparing.steps;
  }

  // A press that does not move is a click.
  void drag(const ui::Ui& ui, const Rect& canvas, bool taken) {
    const ImGuiIO& io = ImGui::GetIO();
    if (!taken && ui.clicks(canvas)) {
      dragging_ = true;
      dragged_ = false;
      from_ = io.MousePos;
    }
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
      if (!ImGui::IsMouseReleased(ImGuiMouseButton_Left)) dragged_ = false;
      dragging_ = false;
      return;
    }
    if (!dragging_) return;
    const float dx = io.MousePos.x - from_.x, dy = io.MousePos.y - from_.y;
    dragged_ = dragged_ || std::hypot(dx, dy) > ui.px(ui::kDragFrom);
    if (!dragged_) return;
    camera_.pan(dx, dy);
    from_ = io.MousePos;
  }

  state::ComparedPtr result_;
  std::array<std::size_t, 2> programs_{};
  std::shared_ptr<MergedBox> box_ = std::make_shared<MergedBox>();
  GraphCamera camera_;
  GraphMinimap minimap_;
  StatusSkin skin_;
  const Merged* placed_ = nullptr;  ///< compared only; the box keeps it alive
  std::uint64_t steps_ = 0;
  std::optional<std::size_t> hovered_;
  bool dragging_ = false, dragged_ = false;
  ImVec2 from_{0, 0};
};

}  // namespace

std::unique_ptr<ui::View> make_compare_graph_view() {
  return std::make_unique<CompareGraphView>();
}

}  // namespace ane::views
