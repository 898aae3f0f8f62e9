#include "app/views/hex_bars.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

struct Choice {
  std::string_view label, argument;
};
constexpr std::array<Choice, 3> kOffsets = {
    {{"File offset", "file"}, {"Address", "address"}, {"Section", "section"}}};
constexpr std::array<Choice, 4> kWidths = {
    {{"8 bytes", "8"}, {"16 bytes", "16"}, {"32 bytes", "32"}, {"64 bytes", "64"}}};
constexpr std::array<Choice, 3> kValueColumns = {{{"ASCII", ""}, {"fp16", ""}, {"u32", ""}}};
constexpr std::array<std::string_view, 5> kLevels = {"section", "task", "block", "register", "field"};

// A button with a menu below it; the entry that was chosen, or -1. `x` goes to the button's right edge.
int dropdown(ui::Ui& ui, const char* id, float& x, const ui::Rect& bar, std::string_view label,
             std::span<const Choice> items, std::size_t current) {
  const ui::Rect r{x, bar.y + std::round((bar.h - ui.px(20)) / 2),
                   std::round(ui.width(ui::Style::Caption, label)) + ui.px(28), ui.px(20)};
  x = r.right() + ui.px(6);
  ImGui::SetCursorScreenPos({r.x, r.y});
  const bool pressed = ImGui::InvisibleButton(id, {r.w, r.h});
  ui.fill(r, ImGui::IsItemHovered() ? ui.c.line2 : ui.c.bg3, ui.px(4));
  ui.text(r.inset(ui.px(8), 0), ui::Style::Caption, ui.c.tx1, label, ui::Align::Left, ui::Elide::Never);
  ui.icon({r.right() - ui.px(19), r.y, ui.px(14), r.h}, ui::Icon::Collapse, 10, ui.c.tx3);
  const std::string menu = std::string(id) + " menu";
  if (pressed) ImGui::OpenPopup(menu.c_str());
  int chosen = -1;
  ImGui::SetNextWindowPos({r.x, r.bottom() + ui.px(2)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {ui.px(8), ui.px(6)});
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {ui.px(8), ui.px(12)});
  if (ImGui::BeginPopup(menu.c_str())) {
    ImGui::PushFont(ui.font(ui::Style::Body), ui.size(ui::Style::Body));
    for (std::size_t i = 0; i < items.size(); ++i)
      if (ImGui::MenuItem(std::string(items[i].label).c_str(), nullptr, i == current))
        chosen = static_cast<int>(i);
    ImGui::PopFont();
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar(2);
  return chosen;
}

void overlay_switch(ui::ViewContext& context, ui::Rect room) {
  ui::Ui& ui = context.ui;
  const auto level = static_cast<std::size_t>(context.app.options.overlay);
  const std::string name = "[ " + std::string(kLevels[level]) + " ]";
  const float wide = ui.width(ui::Style::Small, name);
  if (wide > room.w) return;
  ui::Rect area = room;
  area.x = room.right() - wide;
  area.w = wide;
  const float word = ui.width(ui::Style::Caption, "overlay") + ui.px(6);
  if (wide + word <= room.w) {
    ui.text({area.x - word, area.y, word, area.h}, ui::Style::Caption, ui.c.tx3, "overlay", ui::Align::Left,
            ui::Elide::Never);
    area.x -= word;
    area.w += word;
  }
  const bool hovered = ui.hovers(area);
  ui.text(area, ui::Style::Small, hovered ? ui.c.tx1 : ui.c.tx2, name, ui::Align::Right, ui::Elide::Never);
  ui.tooltip(area, "What one tint covers. Click for less, right click for more; keys [ and ].");
  if (ui.clicks(area))
    context.app.run_or_tell(level + 1 == kLevels.size() ? "overlay section" : "overlay finer");
  if (ui.right_clicks(area)) context.app.run_or_tell(level == 0 ? "overlay field" : "overlay coarser");
}

}  // namespace

void draw_hex_toolbar(ui::ViewContext& context, const ui::Rect& bar, const HexLayout& shown,
                      TextColumn& column) {
  ui::Ui& ui = context.ui;
  const state::ViewOptions& options = context.app.options;
  float x = bar.x + ui.px(8);
  const auto offsets = static_cast<std::size_t>(options.offsets);
  int chosen = dropdown(ui, "offsets", x, bar, kOffsets[offsets].label, kOffsets, offsets);
  if (chosen >= 0)
    context.app.run_or_tell("hex offsets " +
                            std::string(kOffsets[static_cast<std::size_t>(chosen)].argument));
  const std::size_t width = options.hex_width == 8    ? 0
                            : options.hex_width == 16 ? 1
                            : options.hex_width == 32 ? 2
                                                      : 3;
  std::string label = std::to_string(shown.width) + " bytes";
  if (shown.width != options.hex_width)
    label = std::to_string(shown.width) + " of " + std::string(kWidths[width].label);
  chosen = dropdown(ui, "width", x, bar, label, kWidths, width);
  if (chosen >= 0)
    context.app.run_or_tell("hex width " + std::string(kWidths[static_cast<std::size_t>(chosen)].argument));
  if (shown.has_text) {
    const auto current = static_cast<std::size_t>(column);
    chosen = dropdown(ui, "column", x, bar, kValueColumns[current].label, kValueColumns, current);
    if (chosen >= 0) column = static_cast<TextColumn>(chosen);
  }
  ui::Rect room = bar;
  room.cut_left(x - bar.x + ui.px(8));
  room.cut_right(ui.px(8));
  overlay_switch(context, room);
}

void HexFoot::draw(ui::ViewContext& context, const ui::Rect& bar, const state::Selection& subject) {
  ui::Ui& ui = context.ui;
  const state::OpenFile& file = *context.file;
  const void* document = file.document().get();
  const void* tasks = file.tasks.get();
  if (document != document_ || tasks != tasks_ || !(subject == subject_)) {
    document_ = document;
    tasks_ = tasks;
    subject_ = subject;
    path_ = file.path_of(subject);
  }
  ui.fill(bar, ui.c.bg2);
  ui.hline(bar.x, bar.right(), bar.y, ui.c.line1);
  ui::Rect room = bar.inset(ui.px(8), 0);
  if (subject.empty()) {
    ui.text(room, ui::Style::Caption, ui.c.tx3, "Nothing is selected.");
    return;
  }
  const std::string place = subject.bytes.empty() ? "—"
                                                  : hex(subject.bytes.offset, 5) + " · " +
                                                        ui::comma_number(subject.bytes.size) + " B";
  const float wide = ui.width(ui::Style::Small, place);
  ui.text(room.cut_right(wide), ui::Style::Small, ui.c.tx3, place, ui::Align::Right, ui::Elide::Never);
  room.cut_right(ui.px(12));

  const float between = ui.px(16);
  std::vector<float> widths;
  for (std::size_t i = 0; i < path_.size(); ++i)
    widths.push_back(
        std::ceil(ui.width(i + 1 == path_.size() ? ui::Style::BodyBold : ui::Style::Body, path_[i].text)));
  // Where room is short the outer steps give way to the inner ones.
  std::size_t first = path_.size();
  float used = 0;
  while (first > 0 && (first == path_.size() || used + widths[first - 1] + between <= room.w - between)) {
    --first;
    used += widths[first] + between;
  }
  float x = room.x;
  if (first > 0) x = ui.text({x, room.y, between, room.h}, ui::Style::Body, ui.c.tx3, "…") + ui.px(6);
  for (std::size_t i = first; i < path_.size(); ++i) {
    const bool last = i + 1 == path_.size();
    const ui::Rect crumb{x, room.y, std::min(widths[i], room.right() - x), room.h};
    const bool hovered = ui.hovers(crumb);
    ui.text(crumb, last ? ui::Style::BodyBold : ui::Style::Body, last || hovered ? ui.c.tx1 : ui.c.tx2,
            path_[i].text, ui::Align::Left, ui::Elide::Middle);
    if (hovered) ui.hline(crumb.x, crumb.right(), crumb.y + crumb.h - ui.px(7), ui.c.tx3);
    if (ui.clicks(crumb)) context.app.select(path_[i].selection);
    if (hovered) context.file->hover = path_[i].selection;
    x = crumb.right();
    if (!last) ui.icon({x + ui.px(2), room.y, ui.px(12), room.h}, ui::Icon::Expand, 9, ui.c.tx3);
    x += between;
  }
}

}  // namespace ane::views
