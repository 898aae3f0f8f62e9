#include "app/ui/sheet_parts.hpp"

#include <algorithm>
#include <cmath>

namespace ane::ui {

bool sheet_key(ImGuiKey key, bool repeat) {
  return ImGui::IsKeyPressed(key, repeat);
}
bool sheet_enter() {
  return sheet_key(ImGuiKey_Enter) || sheet_key(ImGuiKey_KeypadEnter);
}

Rect sheet_place(const Ui& ui, const Rect& area, float width, float height) {
  const float w = std::min(ui.px(width), area.w - ui.px(32)), h = std::min(ui.px(height), area.h - ui.px(32));
  return {std::round(area.x + (area.w - w) / 2), std::round(area.y + (area.h - h) * 0.4F), w, h};
}

void draw_sheet_ground(const Ui& ui, const Rect& panel) {
  ui.fill(panel, ui.c.bg4, ui.px(6));
  ui.frame(panel, ui.c.line2, ui.px(6));
}

bool draw_sheet_title(Ui& ui, Rect& panel, std::string_view title) {
  Rect bar = panel.cut_top(ui.px(40));
  ui.hline(bar.x, bar.right(), bar.bottom() - ui.line(), ui.c.line1);
  bar = bar.inset(ui.px(16), 0);
  const Rect cross{bar.right() - ui.px(16), bar.y + ui.px(8), ui.px(24), ui.px(24)};
  ui.text(bar, Style::Title, ui.c.tx1, title);
  return ui.icon_button("close sheet", cross, Icon::Close, "Close (Esc)");
}

}  // namespace ane::ui
