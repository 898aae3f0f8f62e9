#include "app/ui/view.hpp"

namespace ane::ui {

bool SelectionWatch::changed(const state::OpenFile& file) {
  const void* document = file.document().get();
  if (file.id() == file_ && document == document_ && file.selection() == selection_) return false;
  file_ = file.id();
  document_ = document;
  selection_ = file.selection();
  return true;
}

void draw_empty(const Ui& ui, const Rect& area, std::string_view line, std::string_view hint) {
  const float y = area.y + std::max(0.0F, area.h * 0.4F - ui.px(20));
  const Rect inside = {area.x + ui.px(12), y, area.w - ui.px(24), ui.px(20)};
  ui.text(inside, Style::Lead, ui.c.tx2, line, Align::Centre);
  const float wide = std::min(inside.w, ui.width(Style::Caption, hint));
  ui.paragraph({inside.x + (inside.w - wide) / 2, y + ui.px(24), wide + 1, area.h}, Style::Caption, ui.c.tx3,
               hint);
}

void draw_loading(const Ui& ui, const Rect& area) {
  const float widths[] = {0.5F, 0.7F, 0.4F, 0.6F, 0.55F, 0.35F};
  float y = area.y + ui.px(12);
  for (const float share : widths) {
    if (y + ui.px(8) > area.bottom()) return;
    ui.fill({area.x + ui.px(12), y, (area.w - ui.px(24)) * share, ui.px(8)}, ui.c.bg2);
    y += ui.px(20);
  }
}

bool draw_header_cell(const Ui& ui, const Rect& cell, std::string_view title, Align align, int sorted) {
  const bool hovered = ui.hovers(cell);
  const float end = ui.text(cell, Style::Caption, hovered ? ui.c.tx1 : ui.c.tx3, title, align);
  if (sorted != 0) {
    const float x = align == Align::Right ? cell.x - ui.px(2) : end + ui.px(4);
    const float y = cell.y + cell.h / 2, r = ui.px(3);
    const float tip = sorted > 0 ? -r : r;
    ui.list().AddTriangleFilled({x, y - tip / 2}, {x + 2 * r, y - tip / 2},
                                {x + r, y + tip / 2 + (sorted > 0 ? -1.0F : 1.0F)}, ui.c.tx3);
  }
  return hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Left);
}

void draw_row_ground(const Ui& ui, const Rect& row, bool selected, bool focused, bool hovered) {
  if (selected) {
    ui.fill(row, focused ? ui.c.sel : ui.c.sel2);
    ui.fill({row.x, row.y, ui.px(2), row.h}, focused ? ui.c.accent : ui.c.line2);
  } else if (hovered) {
    ui.fill(row, ui.c.hover);
  }
}

}  // namespace ane::ui
