#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/commands.hpp"
#include "app/ui/labels.hpp"
#include "app/ui/shell.hpp"
#include "core/base/text.hpp"

namespace ane::ui {
namespace {

std::string percent(std::uint64_t part, std::uint64_t whole) {
  const std::uint64_t tenths = whole == 0 ? 0 : part * 1000 / whole;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

}  // namespace

void Shell::draw_top_bar(Rect bar) {
  ui.fill(bar, ui.c.bg2);
  ui.hline(bar.x, bar.right(), bar.bottom() - ui.line(), ui.c.line1);
  const Rect menu = bar.cut_left(ui.px(44));
  if (ui.icon_button("menu", menu.inset(ui.px(8), ui.px(6)), Icon::Menu, "Menu"))
    ImGui::OpenPopup("main menu");
  draw_menu();
  ui.vline(menu.right() - ui.line(), bar.y, bar.bottom(), ui.c.line1);
  bar.cut_right(ui.px(8));
  if (ui.icon_button("theme", bar.cut_right(ui.px(24)).inset(0, ui.px(6)), Icon::Theme, "Switch theme"))
    app_.run_or_tell("theme toggle");
  draw_layout_switch(bar);
  bar.cut_right(ui.px(8));
  const Rect go = bar.cut_right(ui.px(280)).inset(0, ui.px(6));
  ImGui::SetCursorScreenPos({go.x, go.y});
  if (ImGui::InvisibleButton("go to", {go.w, go.h})) app_.run_or_tell("go to");
  ui.fill(go, ui.c.dark ? ui.c.bg0 : ui.c.bg4, ui.px(4));
  ui.frame(go, ImGui::IsItemHovered() ? ui.c.tx4 : ui.c.line2, ui.px(4));
  ui.icon({go.x + ui.px(6), go.y, ui.px(16), go.h}, Icon::Search, 12, ui.c.tx3);
  ui.text({go.x + ui.px(28), go.y, go.w, go.h}, Style::Body, ui.c.tx3, "Go to anything");
  const std::string key = "Ctrl P";
  ui.key_cap(go.right() - ui.width(Style::Small, key) - ui.px(16), go.y, go.h, key);
  bar.cut_right(ui.px(8));
  const Rect forward = bar.cut_right(ui.px(24)).inset(0, ui.px(6));
  const Rect back = bar.cut_right(ui.px(24)).inset(0, ui.px(6));
  if (app_.active() != nullptr) {
    if (ui.icon_button("back", back, Icon::Back, "Back (Alt+Left)")) app_.run_or_tell("back");
    if (ui.icon_button("forward", forward, Icon::Forward, "Forward (Alt+Right)")) app_.run_or_tell("forward");
    bar.cut_right(ui.px(8));
    const Rect out = bar.cut_right(ui.px(24)).inset(0, ui.px(6));
    if (ui.icon_button("export", out, Icon::Export, "Export .anec (Ctrl+E)")) app_.run_or_tell("export");
  }
  draw_file_tabs(bar);
}

void Shell::draw_file_tabs(Rect& bar) {
  if (app_.files.empty()) {
    const std::string_view title = app_.database_shown ? "Register database" : "Welcome";
    const Rect tab = bar.cut_left(std::round(ui.width(Style::Body, title)) + ui.px(24));
    ui.fill(tab, ui.c.bg1);
    ui.fill({tab.x, tab.y, tab.w, ui.px(2)}, ui.c.accent);
    ui.text(tab, Style::Body, ui.c.tx1, title, Align::Centre, Elide::Never);
    ui.vline(tab.right() - ui.line(), tab.y, tab.bottom(), ui.c.line1);
    if (app_.database_shown) {
      const Rect welcome = bar.cut_left(ui.width(Style::Body, "Welcome") + ui.px(24));
      ui.text(welcome, Style::Body, ui.hovers(welcome) ? ui.c.tx1 : ui.c.tx2, "Welcome", Align::Centre,
              Elide::Never);
      if (ui.clicks(welcome)) app_.database_shown = false;
    }
  }
  const float room =
      std::max(ui.px(60), (bar.w - ui.px(40)) / std::max(1.0F, static_cast<float>(app_.files.size())));
  int close = 0;
  for (const auto& file : app_.files) {
    const bool on = !compares() && file->id() == app_.active_file;
    const std::string& generation = file->document()->identity().name;
    const float wish = ui.width(Style::Body, file->name()) + ui.width(Style::Caption, generation) +
                       ui.px(file->edits.changed() ? 92.0F : 78.0F);
    Rect tab = bar.cut_left(std::round(std::min(std::clamp(wish, ui.px(120), ui.px(260)), room)));
    const bool hovered = ui.hovers(tab);
    if (on) {
      ui.fill(tab, ui.c.bg1);
      ui.fill({tab.x, tab.y, tab.w, ui.px(2)}, ui.c.accent);
    }
    ui.vline(tab.right() - ui.line(), tab.y, tab.bottom(), ui.c.line1);
    if (hovered && (ImGui::IsMouseClicked(ImGuiMouseButton_Middle))) close = file->id();
    Rect inside = tab.inset(ui.px(12), 0);
    const bool is_a = file->id() == app_.comparing.file_a, is_b = file->id() == app_.comparing.file_b;
    if (compares() && (is_a || is_b)) {
      float badge = inside.x;
      ui.badge(badge, tab.y, tab.h, is_a ? "A" : "B");
      inside.cut_left(ui.px(16));
    } else {
      ui.icon(inside.cut_left(ui.px(14)), Icon::File, 14, on ? ui.c.tx2 : ui.c.tx3);
    }
    inside.cut_left(ui.px(8));
    const Rect cross = inside.cut_right(ui.px(14));
    inside.cut_right(ui.px(6));
    const float tail = ui.width(Style::Caption, generation) + ui.px(file->edits.changed() ? 22.0F : 8.0F);
    const Rect name = inside.cut_left(inside.w - tail);
    const bool edited = file->edits.changed();
    float end =
        ui.text(name, Style::Body, on ? ui.c.tx1 : ui.c.tx2, file->name(), Align::Left, Elide::Middle);
    if (edited)
      end = ui.text({end + ui.px(4), tab.y, ui.px(12), tab.h}, Style::DataBold, ui.c.changed, "~",
                    Align::Left, Elide::Never);
    ui.text({end + ui.px(8), tab.y, ui.px(60), tab.h}, Style::Caption, ui.c.tx3, generation, Align::Left,
            Elide::Never);
    if (on || hovered) {
      ui.icon(cross, Icon::Close, 12, ui.hovers(cross) ? ui.c.tx1 : ui.c.tx3);
      if (ui.clicks(cross)) close = file->id();
    }
    if (close == 0 && ui.clicks(tab)) {
      app_.activate(file->id());
      app_.layout = state::Layout::Inspect;
    }
    ui.tooltip(tab, file->path() + (edited ? "\n" + plural(file->edits.count(), "change") +
                                                 (file->edits.unsaved() ? ", not saved" : ", saved")
                                           : ""));
  }
  if (close != 0) app_.ask_to_close(close);
  if (ui.icon_button("new tab", bar.cut_left(ui.px(40)).inset(ui.px(8), ui.px(6)), Icon::Plus,
                     "Open (Ctrl+O)"))
    app_.run_or_tell("open");
}

void Shell::draw_menu() {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {ui.px(4), ui.px(4)});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {ui.px(8), ui.px(8)});
  ImGui::PushFont(ui.font(Style::Body), ui.size(Style::Body));
  if (ImGui::BeginPopup("main menu")) {
    for (const char* menu : {"File", "Edit", "Go", "View", "Compare", "Run", "Help"}) {
      if (!ImGui::BeginMenu(menu)) continue;
      for (const state::Command& command : state::commands()) {
        if (command.menu != menu) continue;
        const std::string title(command.title);
        const bool enabled = command.enabled(app_);
        if (command.choices != nullptr) {
          if (!ImGui::BeginMenu(title.c_str(), enabled)) continue;
          for (const state::Choice& choice : command.choices(app_))
            if (ImGui::MenuItem(choice.title.c_str()))
              app_.run_or_tell(std::string(command.id) + " " + choice.argument);
          ImGui::EndMenu();
        } else if (command.argument.empty() || command.argument.starts_with("[")) {
          if (ImGui::MenuItem(title.c_str(), state::key_of(app_, command).c_str(), false, enabled))
            app_.run_or_tell(std::string(command.id));
        }
      }
      ImGui::EndMenu();
    }
    ImGui::EndPopup();
  }
  ImGui::PopFont();
  ImGui::PopStyleVar(2);
}

void Shell::draw_status_bar(Rect bar) {
  ui.fill(bar, ui.c.bg2);
  ui.hline(bar.x, bar.right(), bar.y, ui.c.line1);
  const auto left = [&](std::string_view text, Style style, ImU32 color) {
    const Rect part = bar.cut_left(std::min(bar.w, std::ceil(ui.width(style, text)) + ui.px(20)));
    ui.text(part.inset(ui.px(10), 0), style, ui.hovers(part) ? ui.c.tx1 : color, text, Align::Left,
            Elide::Middle);
    ui.vline(part.right() - ui.line(), part.y + ui.line(), part.bottom(), ui.c.line1);
    return ui.clicks(part);
  };
  const auto right = [&](std::string_view text, Style style, ImU32 color, std::optional<Icon> icon) {
    const Rect part = bar.cut_right(std::ceil(ui.width(style, text)) + ui.px(icon ? 38.0F : 20.0F));
    ui.vline(part.x, part.y + ui.line(), part.bottom(), ui.c.line1);
    Rect inside = part.inset(ui.px(10), 0);
    if (icon) {
      ui.icon(inside.cut_left(ui.px(12)), *icon, 12, color);
      inside.cut_left(ui.px(6));
    }
    ui.text(inside, style, ui.hovers(part) ? ui.c.tx1 : ui.c.tx2, text, Align::Left, Elide::Never);
    return ui.clicks(part);
  };
  const state::OpenFile* file = app_.active();
  const float scale = ui.scale * 100;
  if (right(std::to_string(static_cast<int>(std::lround(scale))) + " %", Style::Small, ui.c.tx2, {}))
    app_.run_or_tell("scale auto");
  std::size_t errors = 0, others = 0;
  if (file != nullptr && file->survey) {
    for (const Diagnostic& problem : file->survey->problems)
      (problem.severity == Severity::Error ? errors : others) += 1;
  } else if (file != nullptr) {
    errors = file->document()->problems().count(Severity::Error);
    others = file->document()->problems().total() - errors;
  }
  const std::size_t all = errors + others;
  const std::string text =
      all == 0 ? "No problems" : std::to_string(all) + (all == 1 ? " problem" : " problems");
  const Icon icon = errors > 0 ? Icon::Error : others > 0 ? Icon::Warning : Icon::Check;
  if (file != nullptr && right(text, Style::Caption,
                               errors > 0   ? ui.c.error
                               : others > 0 ? ui.c.warning
                                            : ui.c.tx3,
                               icon)) {
    app_.bring_view = "problems";
    app_.bottom_open = !app_.bottom_open;
  }
  draw_jobs(bar);
  if (compares()) return draw_compare_status(bar);
  if (file == nullptr) {
    left("No file open", Style::Caption, ui.c.tx2);
    return;
  }
  if (left(file->name(), Style::Caption, ui.c.tx2)) app_.run_or_tell("view overview");
  if (left(file->document()->identity().name.empty() ? "unknown generation"
                                                     : file->document()->identity().name,
           Style::Caption, ui.c.tx2))
    app_.run_or_tell("view database");
  left(comma_number(file->document()->file().size()) + " B", Style::Small, ui.c.tx2);
  if (file->edits.changed() &&
      left("~ " + plural(file->edits.count(), "change"), Style::Caption, ui.c.changed))
    app_.run_or_tell("view changes");
  if (file->survey) {
    const std::string share = percent(file->survey->explained.total(), file->document()->file().size());
    if (left(share + " explained", Style::Caption, ui.c.tx2)) app_.run_or_tell("view overview");
  }
  const state::Selection& shown = file->hovered ? *file->hovered : file->selection();
  const std::string path = file->describe(shown);
  if (!path.empty()) left(path, Style::Small, ui.c.tx2);
}

void Shell::draw_jobs(Rect& bar) {
  const auto running = app_.jobs.running();
  if (running.empty()) return;
  const state::Jobs::Running& job = running.front();
  std::string title = job.title;
  if (running.size() > 1) title += " (+" + std::to_string(running.size() - 1) + ")";
  const Rect cross = bar.cut_right(ui.px(24));
  if (ui.icon_button("cancel job", cross, Icon::Close, "Cancel")) app_.jobs.cancel(job.id);
  Rect track = bar.cut_right(ui.px(96));
  track = {track.x, track.y + std::round((track.h - ui.px(4)) / 2), track.w, ui.px(4)};
  ui.fill(track, ui.c.line2, ui.px(2));
  const float share = job.fraction < 0 ? 0.3F : job.fraction;
  ui.fill({track.x, track.y, track.w * share, track.h}, ui.c.accent, ui.px(2));
  const Rect text = bar.cut_right(std::min(bar.w, ui.width(Style::Caption, title) + ui.px(20)));
  ui.text(text.inset(ui.px(10), 0), Style::Caption, ui.c.tx2, title, Align::Right);
}

}  // namespace ane::ui
