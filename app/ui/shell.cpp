#include "app/ui/shell.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "app/state/commands.hpp"

namespace ane::ui {
namespace {

constexpr ImGuiWindowFlags kPlain =
    ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
    ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoNav;

}  // namespace

Shell::Shell(state::App& app, FindView find_view, DrawPage welcome)
    : app_(app), find_view_(find_view), welcome_(welcome) {}

View& Shell::view(const ViewDesc& desc) {
  auto& made = views_[std::string(desc.id)];
  if (!made) made = desc.make();
  return *made;
}

std::string Shell::front(const Pane& pane) const {
  const auto chosen = app_.settings.tabs.find(std::string(pane.name));
  if (chosen != app_.settings.tabs.end() &&
      std::find(pane.views.begin(), pane.views.end(), chosen->second) != pane.views.end())
    return chosen->second;
  return std::string(pane.views.front());
}

void Shell::bring_to_front(const std::string& id) {
  if (id == "problems" || id == "find" || id == "log") app_.bottom_open = true;
  app_.focused_view = id;
  struct Choice {
    state::Layout layout;
    bool stepping;
  };
  const std::initializer_list<Choice> choices = {{app_.layout, steps()},
                                                 {state::Layout::Inspect, false},
                                                 {state::Layout::Compare, false},
                                                 {state::Layout::Debug, false},
                                                 {state::Layout::Debug, true}};
  for (const Choice& choice : choices) {
    if (!put_in_front(id, choice.layout, choice.stepping)) continue;
    app_.layout = choice.layout;
    app_.shows_steps = choice.stepping && !is_stepping();
    return;
  }
}

bool Shell::put_in_front(const std::string& id, state::Layout layout, bool stepping) {
  LayoutWishes wishes;
  wishes.compare = layout == state::Layout::Compare;
  wishes.debug = layout == state::Layout::Debug;
  wishes.stepping = stepping;
  wishes.bottom_open = app_.bottom_open;
  // Only which pane holds the view is of interest, so any size does.
  const Placement all =
      place(ui, {0, 0, 1600, placement_.panes.empty() ? 1000 : ImGui::GetIO().DisplaySize.y}, {}, wishes);
  const Pane* pane = all.pane_of(id);
  if (pane != nullptr) app_.settings.tabs[std::string(pane->name)] = id;
  return pane != nullptr;
}

bool Shell::is_stepping() const {
  return app_.debugging.active() && app_.debugging.file == app_.active_file;
}

bool Shell::steps() const {
  return app_.layout == state::Layout::Debug && (is_stepping() || app_.shows_steps);
}

bool Shell::compares() const {
  return app_.layout == state::Layout::Compare && app_.active() != nullptr;
}

void Shell::draw(ImVec2 size, float scale) {
  ui.begin_frame(app_.settings.dark, scale);
  ui.compact = app_.options.compact_rows;
  if (app_.layout_reset) {
    app_.settings.splits.clear();
    app_.settings.tabs.clear();
    app_.layout_reset = false;
  }
  if (!app_.bring_view.empty()) {
    bring_to_front(app_.bring_view);
    app_.bring_view.clear();
  }
  handle_keys();
  areas_.clear();
  app_.visible_views.clear();
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleColor(ImGuiCol_WindowBg, ui.c.dark ? ui.c.bg0 : ui.c.line1);
  ImGui::Begin("shell", nullptr, kPlain);
  ImGui::PopStyleColor();
  Rect all{0, 0, size.x, size.y};
  draw_top_bar(all.cut_top(ui.px(36)));
  draw_status_bar(all.cut_bottom(ui.px(24)));
  all.cut_top(ui.line());
  all.cut_bottom(ui.line());
  draw_pages(all);
  ImGui::End();
  sheets_.draw(app_, ui, {0, ui.px(36), size.x, size.y - ui.px(60)});
  draw_toasts(all);
}

void Shell::draw_pages(Rect area) {
  state::OpenFile* file = app_.active();
  if (file == nullptr && !app_.database_shown) {
    ui.fill(area, ui.c.bg1);
    ImGui::SetCursorScreenPos({area.x, area.y});
    ImGui::BeginChild("welcome", {area.w, area.h}, 0, kPlain);
    ViewContext context{app_, ui, area, app_.sheet == state::Sheet::None, nullptr};
    welcome_(context);
    ImGui::EndChild();
    return;
  }
  if (file == nullptr) {
    static constexpr std::string_view kDatabase = "database";
    draw_pane({"page", {kDatabase}, area});
    return;
  }
  if (file->changed_on_disk) draw_file_bar(area);
  draw_panes(area);
}

void Shell::draw_panes(const Rect& area) {
  LayoutWishes wishes;
  wishes.compare = compares();
  wishes.debug = app_.layout == state::Layout::Debug;
  wishes.stepping = steps();
  wishes.bottom_open = app_.bottom_open;
  ViewContext context{app_, ui, area, false, app_.active()};
  const auto tab = app_.settings.tabs.find("tasks");
  if (const ViewDesc* desc = find_view_(tab == app_.settings.tabs.end() ? "tasks" : tab->second)) {
    const float content = view(*desc).wanted_height(context);
    if (content > 0) wishes.tasks_height = content + ui.px(28);
  }
  placement_ = place(ui, area, app_.settings.splits, wishes);
  app_.active()->hovered = app_.active()->hover;
  app_.active()->hover.reset();
  for (const Pane& pane : placement_.panes) draw_pane(pane);
  draw_splitters(placement_);
}

void Shell::draw_pane(const Pane& pane) {
  if (pane.area.w < 2 || pane.area.h < 2) return;
  Rect area = pane.area;
  ui.fill(area, ui.c.bg1);
  ImGui::SetCursorScreenPos({area.x, area.y});
  ImGui::BeginChild(std::string(pane.name).c_str(), {area.w, area.h}, 0, kPlain);
  if (!pane.bare) draw_tabs(pane, area);
  const std::string id = front(pane);
  const ViewDesc* desc = find_view_(id);
  if (desc != nullptr && area.h > 0) {
    if (ImGui::IsWindowHovered() && (ImGui::IsMouseClicked(0) || ImGui::IsMouseClicked(1)))
      app_.focused_view = id;
    app_.visible_views.push_back(id);
    areas_[id] = area;
    ImGui::PushClipRect({area.x, area.y}, {area.right(), area.bottom()}, true);
    ImGui::PushID(id.c_str());
    ViewContext context{app_, ui, area, app_.focused_view == id && app_.sheet == state::Sheet::None,
                        app_.active()};
    view(*desc).draw(context);
    ImGui::PopID();
    ImGui::PopClipRect();
  }
  ImGui::EndChild();
}

void Shell::draw_tabs(const Pane& pane, Rect& area) {
  Rect bar = area.cut_top(ui.px(28));
  ui.fill(bar, ui.c.bg2);
  ui.hline(bar.x, bar.right(), bar.bottom() - ui.line(), ui.c.line1);
  const std::string active = front(pane);
  float x = bar.x;
  for (const std::string_view id : pane.views) {
    const ViewDesc* desc = find_view_(id);
    if (desc == nullptr) continue;
    const std::string badge = view(*desc).badge(app_);
    const float badge_width =
        badge.empty() ? 0 : std::max(ui.px(16), ui.width(Style::Small, badge) + ui.px(10)) + ui.px(6);
    const Rect tab{x, bar.y, std::round(ui.width(Style::Body, desc->title)) + ui.px(24) + badge_width, bar.h};
    const bool on = id == active;
    if (on) {
      ui.fill(tab, ui.c.bg1);
      ui.fill({tab.x, tab.y, tab.w, ui.px(2)}, app_.focused_view == id ? ui.c.accent : ui.c.line2);
    }
    const bool hovered = ui.hovers(tab);
    const float end = ui.text(tab.inset(ui.px(12), 0), Style::Body, on || hovered ? ui.c.tx1 : ui.c.tx2,
                              desc->title, Align::Left, Elide::Never);
    float badge_x = end + ui.px(6);
    if (!badge.empty()) ui.badge(badge_x, tab.y, tab.h, badge);
    if (ui.clicks(tab)) {
      app_.settings.tabs[std::string(pane.name)] = id;
      app_.focused_view = id;
    }
    x = tab.right();
  }
  Rect tools = bar;
  tools.cut_left(x - bar.x + ui.px(8));
  tools.cut_right(ui.px(4));
  if (pane.name == "bottom") {
    if (ui.icon_button("close bottom", tools.cut_right(ui.px(24)).inset(0, ui.px(2)), Icon::Close,
                       "Close (Ctrl+J)"))
      app_.bottom_open = false;
  }
  if (const ViewDesc* desc = find_view_(active); desc != nullptr && tools.w > ui.px(40)) {
    ViewContext context{app_, ui, bar, app_.focused_view == active, app_.active()};
    ImGui::PushID("tools");
    view(*desc).draw_tools(context, tools);
    ImGui::PopID();
  }
}

void Shell::draw_splitters(const Placement& placement) {
  int number = 0;
  for (const Splitter& splitter : placement.splitters) {
    const float reach = ui.px(3);
    const Rect grab =
        splitter.side_by_side
            ? Rect{splitter.line.x - reach, splitter.line.y, splitter.line.w + 2 * reach, splitter.line.h}
            : Rect{splitter.line.x, splitter.line.y - reach, splitter.line.w, splitter.line.h + 2 * reach};
    // A window of its own: the panes are children, which the pointer would find first.
    ImGui::SetCursorScreenPos({grab.x, grab.y});
    ImGui::PushID(number++);
    ImGui::BeginChild("splitter", {grab.w, grab.h}, 0, kPlain | ImGuiWindowFlags_NoBackground);
    ImGui::InvisibleButton("line", {grab.w, grab.h});
    const bool active = ImGui::IsItemActive(), hovered = ImGui::IsItemHovered();
    if (hovered || active) {
      ImGui::SetMouseCursor(splitter.side_by_side ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS);
      Rect line = splitter.line;
      (splitter.side_by_side ? line.w : line.h) = ui.px(2);
      ui.fill(line, active ? ui.c.accent : ui.c.line2);
    }
    if (active) {
      const ImVec2 mouse = ImGui::GetIO().MousePos;
      const float at = splitter.side_by_side ? mouse.x - splitter.line.x : mouse.y - splitter.line.y;
      const float size = std::max(splitter.least, splitter.size + (splitter.before ? at : -at));
      auto& shares = app_.settings.splits[splitter.name];
      shares.resize(splitter.parts);
      shares[splitter.part] = size / splitter.total;
    }
    if (hovered && ImGui::IsMouseDoubleClicked(0)) app_.settings.splits.erase(splitter.name);
    ImGui::EndChild();
    ImGui::PopID();
  }
}

void Shell::draw_file_bar(Rect& area) {
  const Rect bar = area.cut_top(ui.px(28));
  ui.fill(bar, ui.c.bg2);
  ui.fill({bar.x, bar.y, ui.px(3), bar.h}, ui.c.warning);
  const float end = ui.text(bar.inset(ui.px(12), 0), Style::Body, ui.c.tx1,
                            app_.active()->name() + " changed on disk. What is shown may be wrong.");
  float x = end + ui.px(16);
  if (ui.button("reload", {x, bar.y + ui.px(2), ui.button_width("Reload"), ui.px(24)}, "Reload"))
    app_.run_or_tell("reload");
  x += ui.button_width("Reload") + ui.px(6);
  if (ui.button("ignore", {x, bar.y + ui.px(2), ui.button_width("Ignore"), ui.px(24)}, "Ignore"))
    app_.run_or_tell("ignore change");
}

void Shell::draw_toasts(const Rect& area) {
  float y = area.bottom() - ui.px(32);
  for (std::size_t i = app_.toasts.size(); i-- > 0;) {
    state::Toast& toast = app_.toasts[i];
    const float wide =
        std::min(std::round(ui.width(Style::Body, toast.text)) + ui.px(56), area.w - ui.px(40));
    const Rect r{std::round(area.x + (area.w - wide) / 2), y - ui.px(32), wide, ui.px(32)};
    ImGui::SetNextWindowPos({r.x, r.y});
    ImGui::SetNextWindowSize({r.w, r.h});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, {1, 1});
    ImGui::Begin(("toast " + std::to_string(i)).c_str(), nullptr,
                 (kPlain & ~ImGuiWindowFlags_NoBringToFrontOnFocus) | ImGuiWindowFlags_NoFocusOnAppearing |
                     ImGuiWindowFlags_NoBackground);
    ui.fill(r, ui.c.bg4, ui.px(4));
    ui.frame(r, ui.c.line2, ui.px(4));
    const ImU32 bar = toast.severity == Severity::Error     ? ui.c.error
                      : toast.severity == Severity::Warning ? ui.c.warning
                                                            : ui.c.info;
    ui.fill({r.x, r.y, ui.px(3), r.h}, bar);
    Rect text = r.inset(ui.px(12), 0);
    text.cut_right(ui.px(20));
    ui.text(text, Style::Body, ui.c.tx1, toast.text, Align::Left, Elide::Middle);
    const bool close = ui.icon_button("close", {r.right() - ui.px(28), r.y + ui.px(4), ui.px(24), ui.px(24)},
                                      Icon::Close, "");
    if (ui.hovers(r)) toast.until = app_.seconds() + 2;
    ImGui::End();
    ImGui::PopStyleVar();
    y -= ui.px(38);
    if (close) app_.toasts.erase(app_.toasts.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

void Shell::cycle_focus(int step) {
  const auto& views = app_.visible_views.empty() ? std::vector<std::string>{"explorer"} : app_.visible_views;
  const auto here = std::find(views.begin(), views.end(), app_.focused_view);
  const auto count = static_cast<std::ptrdiff_t>(views.size());
  const std::ptrdiff_t at = here == views.end() ? 0 : here - views.begin() + step;
  app_.focused_view = views[static_cast<std::size_t>((at + count) % count)];
}

Rect Shell::area_of(std::string_view id) const {
  const auto found = areas_.find(id);
  return found == areas_.end() ? Rect{} : found->second;
}

double Shell::next_frame_after() const {
  double after = ui.wake_after;
  const auto sooner = [&](double seconds) { after = after < 0 ? seconds : std::min(after, seconds); };
  for (const state::Toast& toast : app_.toasts)
    if (toast.severity != Severity::Error) sooner(std::max(0.01, toast.until - app_.seconds()));
  if (!app_.jobs.idle()) sooner(0.1);
  return after;
}

}  // namespace ane::ui
