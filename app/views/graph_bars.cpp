#include "app/views/graph_bars.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/graph_commands.hpp"
#include "app/ui/labels.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using state::GraphState;
using state::Trace;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr std::array<std::string_view, 3> kColorTitles = {"engine", "cost", "weights"};

/// A text button with the sign of a list; true where it was pressed.
bool dropdown(ui::Ui& ui, const char* id, Rect& bar, const std::string& label) {
  const Rect place = bar.cut_left(std::round(ui.width(Style::Body, label)) + ui.px(38));
  bar.cut_left(ui.px(8));
  ImGui::SetCursorScreenPos({place.x, place.y});
  const bool pressed = ImGui::InvisibleButton(id, {std::max(1.0F, place.w), std::max(1.0F, place.h)});
  ui.fill(place, ImGui::IsItemHovered() ? ui.c.line2 : ui.c.bg3, ui.px(4));
  ui.text(place.inset(ui.px(10), 0), Style::Body, ui.c.tx1, label);
  ui.icon({place.right() - ui.px(22), place.y, ui.px(12), place.h}, ui::Icon::Collapse, 10, ui.c.tx2);
  return pressed;
}

struct MenuLine {
  std::string title, line;
  bool on = false, enabled = true;
};

void draw_menu(ui::ViewContext& context, const char* id, std::span<const MenuLine> lines) {
  const ui::Ui& ui = context.ui;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, ui.px(4)});
  if (ImGui::BeginPopup(id)) {
    float wide = ui.px(160);
    for (const MenuLine& line : lines) wide = std::max(wide, ui.width(Style::Body, line.title) + ui.px(56));
    for (const MenuLine& line : lines) {
      const ImVec2 at = ImGui::GetCursorScreenPos();
      const Rect row{at.x, at.y, wide, ui.px(24)};
      ImGui::Dummy({row.w, row.h});
      if (ui.hovers(row) && line.enabled) ui.fill(row, ui.c.sel);
      if (line.on) ui.icon({row.x + ui.px(8), row.y, ui.px(16), row.h}, ui::Icon::Check, 12, ui.c.tx2);
      ui.text({row.x + ui.px(30), row.y, row.w - ui.px(38), row.h}, Style::Body,
              line.enabled ? ui.c.tx1 : ui.c.tx4, line.title);
      if (!line.enabled || !ui.clicks(row)) continue;
      context.app.run_or_tell(line.line);
      ImGui::CloseCurrentPopup();
    }
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar();
}

std::string chip_title(const GraphState& state, std::size_t node, bool up, std::size_t count) {
  const graph::Node& focus = state.picture->graph().nodes[node];
  std::string of = escaped(focus.name);
  if (focus.kind == graph::NodeKind::Task) of = std::to_string(*focus.task);
  if (of.size() > 24) of = "the selection";
  return (up ? "↑ producers of " + of : "↓ consumers") + "  " + ui::comma_number(count);
}

}  // namespace

void GraphBars::draw_toolbar(ui::ViewContext& context, Rect bar, const GraphCamera& camera,
                             const TaskSkin& skin) {
  ui::Ui& ui = context.ui;
  ui.hline(bar.x, bar.right(), bar.bottom() - ui.line(), ui.c.line1);
  bar = bar.inset(ui.px(12), ui.px(6));
  bar.cut_right(ui.px(2));
  draw_more(context, bar.cut_right(ui.px(24)));
  const long share = std::lround(camera.zoom() * 100);
  const std::string zoom = share == 0 ? "< 1 %" : std::to_string(share) + " %";
  const Rect percent = bar.cut_right(ui.px(48));
  if (ui.hovers(percent)) ui.fill(percent, ui.c.bg3, ui.px(4));
  ui.text(percent, Style::Caption, ui.c.tx2, zoom, Align::Centre);
  ui.tooltip(percent, "Shows it at 100 % (1)");
  if (ui.clicks(percent)) context.app.run_or_tell("graph.actual-size");
  if (ui.icon_button("fit", bar.cut_right(ui.px(24)), ui::Icon::Fit, "Fit (0)"))
    context.app.run_or_tell("graph.fit");
  bar.cut_right(ui.px(8));
  draw_search(context, bar.cut_right(std::clamp(bar.w * 0.3F, ui.px(120), ui.px(190))));
  bar.cut_right(ui.px(8));
  draw_source(context, bar);
  draw_program(context, bar);
  draw_color(context, bar, skin);
}

void GraphBars::draw_source(ui::ViewContext& context, Rect& bar) {
  ui::Ui& ui = context.ui;
  const GraphState& state = context.file->graph;
  if (!state.read.model) return;
  const std::string title =
      ui.elided(Style::Body, escaped(state.read.model->title), ui.px(160), ui::Elide::Middle);
  const std::array<std::string_view, 2> labels = {"Tasks", title};
  const float wide = ui.width(Style::Body, "Tasks") + ui.width(Style::Body, title) + ui.px(48);
  const Rect place =
      bar.cut_left(2 * std::max(std::round(wide / 2), ui.width(Style::Body, title) + ui.px(22)));
  bar.cut_left(ui.px(8));
  if (const auto on = ui.segmented("source", place, labels.data(), 2, state.shows_read ? 1 : 0))
    context.app.run_or_tell(*on == 0 ? "graph.source tasks" : "graph.source file");
}

// The graph is that of the program which the selected task belongs to, as in the memory map.
void GraphBars::draw_program(ui::ViewContext& context, Rect& bar) {
  const document::Document& document = *context.file->document();
  if (document.programs().size() < 2 || context.file->graph.shows_read) return;
  const std::string name = escaped(document.programs()[context.file->current_program()].name);
  if (dropdown(context.ui, "program", bar, name.empty() ? "Program" : name)) ImGui::OpenPopup("programs");
  std::vector<MenuLine> lines;
  for (std::size_t i = 0; i < document.programs().size(); ++i) {
    const document::ProgramTasks& program = document.programs()[i];
    if (program.task_count == 0) continue;
    lines.push_back({escaped(program.name), "select task " + std::to_string(program.first_task),
                     i == context.file->current_program()});
  }
  draw_menu(context, "programs", lines);
}

void GraphBars::draw_color(ui::ViewContext& context, Rect& bar, const TaskSkin& skin) {
  ui::Ui& ui = context.ui;
  if (context.file->graph.shows_read) return;
  const auto color = static_cast<std::size_t>(context.app.options.graph_color);
  if (dropdown(ui, "color", bar, "Colour: " + std::string(kColorTitles.at(color))))
    ImGui::OpenPopup("colors");
  const std::array<MenuLine, 3> lines = {{{"Engine", "graph.color engine", color == 0},
                                          {"Cost (estimated time)", "graph.color cost", color == 1},
                                          {"Bytes of weights", "graph.color weights", color == 2}}};
  draw_menu(context, "colors", lines);
  if (color != 0) return;
  const std::array<std::string_view, 3> names = {"NE", "PE", "other"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (skin.engines().at(i) == 0) continue;
    const std::string text = std::string(names.at(i)) + " " + ui::comma_number(skin.engines().at(i));
    const float wide = std::round(ui.width(Style::Caption, text)) + ui.px(26);
    if (bar.w < wide) return;
    const Rect chip = bar.cut_left(wide);
    bar.cut_left(ui.px(6));
    const Rect box{chip.x, chip.y + ui.px(2), chip.w, ui.px(20)};
    ui.frame(box, ui.c.line2, ui.px(10));
    ui.fill({box.x + ui.px(9), box.y + ui.px(5), ui.px(3), ui.px(10)},
            ui::block_color(ui.c, i == 2 ? "Common" : names.at(i)).hue);
    ui.text({box.x + ui.px(17), box.y, box.w, box.h}, Style::Caption, ui.c.tx2, text);
  }
}

void GraphBars::draw_search(ui::ViewContext& context, const Rect& box) {
  ui::Ui& ui = context.ui;
  const GraphState& state = context.file->graph;
  if (context.app.focus_find == "graph") {
    context.app.focus_find.clear();
    take_focus_ = true;
  }
  if (!ImGui::GetIO().WantTextInput) find_ = state.find;
  std::string told;
  if (!state.find.empty()) {
    told = std::to_string(state.hits.size());
    if (state.hit_at) told = std::to_string(*state.hit_at + 1) + " of " + told;
    if (state.hits.empty()) told = "no hits";
  }
  const float room = told.empty() ? 0 : ui.width(Style::Caption, told) + ui.px(10);
  Rect input = box;
  const Rect count = input.cut_right(room);
  bool submit = false;
  const bool edited = ui.input("##find", input, find_, "Find", ui::Icon::Search, take_focus_, &submit,
                               state.hits.empty() && !state.find.empty());
  const bool escape = ImGui::IsItemFocused() && ImGui::IsKeyPressed(ImGuiKey_Escape, false);
  take_focus_ = submit;
  ui.text(count, Style::Caption, ui.c.tx3, told, Align::Right, ui::Elide::Never);
  if (escape) find_.clear();
  if (edited || escape) {
    if (const auto done = state::find_graph(context.app, find_); !done) return;
  }
  if (submit && !state.hits.empty())
    context.app.run_or_tell(ImGui::GetIO().KeyShift ? "graph.previous-hit" : "graph.next-hit");
}

void GraphBars::draw_more(ui::ViewContext& context, const Rect& button) {
  const state::OpenFile& file = *context.file;
  if (context.ui.icon_button("more", button, ui::Icon::More, "More")) ImGui::OpenPopup("more graph");
  const state::ShownGraph& shown = file.graph.shown();
  const bool groups = shown.model && !shown.model->groups.empty();
  const std::array<MenuLine, 6> lines = {{{"Fold all blocks that repeat", "graph.fold-all", false, groups},
                                          {"Open all blocks that repeat", "graph.unfold-all", false, groups},
                                          {"Save as SVG…", "graph.save-svg"},
                                          {"Save as PNG…", "graph.save-png"},
                                          {"Save as DOT…", "graph.save-dot"},
                                          {"Open a .dot file…", "graph.open-dot"}}};
  draw_menu(context, "more graph", lines);
}

void GraphBars::count(const GraphState& state) {
  const auto node = state.focus_in_picture();
  if (counted_ == state.picture && counted_node_ == node) return;
  counted_ = state.picture;
  counted_node_ = node;
  producers_ = node ? state::count_reached(*state.picture, *node, true) : 0;
  consumers_ = node ? state::count_reached(*state.picture, *node, false) : 0;
}

bool GraphBars::draw_chips(ui::ViewContext& context, const Rect& canvas) {
  ui::Ui& ui = context.ui;
  const GraphState& state = context.file->graph;
  count(state);
  if (!counted_node_) return false;
  float x = canvas.x + ui.px(12);
  const float y = canvas.y + ui.px(10);
  bool inside = false;
  for (const bool up : {true, false}) {
    const Trace trace = up ? state.up : state.down;
    const std::string title = chip_title(state, *counted_node_, up, up ? producers_ : consumers_);
    const Rect place{x, y, std::round(ui.width(Style::Caption, title)) + ui.px(16), ui.px(20)};
    // Edges run below it.
    ui.fill(place, ui.c.bg1, ui.px(10));
    const std::string command = up ? "graph.producers " : "graph.consumers ";
    if (ui.chip(x, y, title, trace != Trace::None))
      context.app.run_or_tell(command + (trace == Trace::None ? "all" : "none"));
    inside = inside || ui.hovers(place);
    ui.tooltip(place,
               up ? "Lights what this was made from, and dims the rest.\nU: direct producers · Shift+U: all"
                  : "Lights what is made from this, and dims the rest.\nD: direct consumers · Shift+D: all");
  }
  return inside;
}

namespace {

/// One thing of the legend: a picture and its words.
struct Sign {
  enum Kind { Memory, OnChip, Weights, Map } kind;
  std::string words;
  float width;  ///< of the picture, at scale 1
};

void draw_sign(const ui::Ui& ui, const Rect& box, Sign::Kind kind, const TaskSkin& skin) {
  const float middle = std::floor(box.y + box.h / 2) + 0.5F;
  const float thick = 1.25F * ui.line();
  if (kind == Sign::Memory) ui.list().AddLine({box.x, middle}, {box.right(), middle}, ui.c.tx3, thick);
  if (kind == Sign::OnChip)
    ui.dashed_line({box.x, middle}, {box.right(), middle}, ui.c.tx3, ui.px(2), ui.px(3), thick);
  if (kind == Sign::Weights)
    ui.frame({box.x, box.y + ui.px(4), box.w, ui.px(10)}, ui::block_color(ui.c, "KernelDMASrc").hue,
             ui.px(5));
  if (kind != Sign::Map) return;
  constexpr int kSteps = 40;
  for (int i = 0; i < kSteps; ++i) {
    const float share = static_cast<float>(i) / kSteps;
    ui.fill({box.x + box.w * share, box.y + ui.px(5), box.w / kSteps + 1, ui.px(8)},
            skin.measure_color(share));
  }
}

}  // namespace

void GraphBars::draw_legend(const ui::ViewContext& context, const Rect& canvas, const TaskSkin& skin) {
  const ui::Ui& ui = context.ui;
  std::vector<Sign> signs;
  if (!context.file->graph.shows_read)
    signs = {{Sign::Memory, "through DRAM", 24},
             {Sign::OnChip, "stays in L2", 24},
             {Sign::Weights, "weights", 24}};
  if (!skin.most_text().empty()) signs.push_back({Sign::Map, "0 … " + skin.most_text(), 80});
  if (signs.empty()) return;
  float wide = 0;
  const auto width = [&](const Sign& sign) {
    return ui.px(sign.width) + ui.px(22) + std::round(ui.width(Style::Caption, sign.words));
  };
  for (const Sign& sign : signs) wide += width(sign);
  if (wide > canvas.w - ui.px(140)) return;
  Rect line{canvas.x + ui.px(12), canvas.bottom() - ui.px(30), wide, ui.px(18)};
  ui.fill(line.inset(-ui.px(6), -ui.px(3)), ui.c.bg1, ui.px(4));
  for (const Sign& sign : signs) {
    Rect place = line.cut_left(width(sign));
    draw_sign(ui, place.cut_left(ui.px(sign.width)), sign.kind, skin);
    place.cut_left(ui.px(6));
    ui.text(place, Style::Caption, ui.c.tx2, sign.words);
  }
}

}  // namespace ane::views
