#include "app/views/compare_parts.hpp"

#include <cmath>

#include "app/ui/labels.hpp"

namespace ane::views {

using diff::Status;
using ui::Style;

StatusLook look_of(const ui::Ui& ui, Status status) {
  switch (status) {
    case Status::Changed:
      return {"~", ui.c.changed, ui.c.changed_tint};
    case Status::OnlyA:
      return {"−", ui.c.removed, ui.c.removed_tint};
    case Status::OnlyB:
      return {"+", ui.c.added, ui.c.added_tint};
    case Status::Same:
      break;
  }
  return {"=", ui.c.tx4, 0};
}

StatusLook look_of(const ui::Ui& ui, const diff::TaskPair& pair) {
  if (pair.paired() && pair.moved) return {"", ui.c.moved, ui.c.moved_tint, ui::Icon::Swap};
  if (pair.status == Status::Same && pair.weights_differ) return look_of(ui, Status::Changed);
  return look_of(ui, pair.status);
}

void draw_status(const ui::Ui& ui, const ui::Rect& area, const StatusLook& look) {
  if (look.icon) {
    constexpr float kSize = 12;
    ui.icon(area, *look.icon, kSize, look.color);
    return;
  }
  ui.text(area, Style::DataBold, look.color, look.glyph, ui::Align::Centre, ui::Elide::Never);
}

void draw_gap(const ui::Ui& ui, const ui::Rect& area) {
  ui.hatch(area, ui.c.line1, 6);
}

float value_width(const ui::Ui& ui, std::string_view text) {
  return std::round(ui.width(Style::Data, text)) + ui.px(8);
}

float draw_value(const ui::Ui& ui, float x, const ui::Rect& row, std::string_view text, bool side_b) {
  const ui::Rect box{x, row.y + ui.px(1), value_width(ui, text), row.h - ui.px(2)};
  ui.fill(box, side_b ? ui.c.added_tint : ui.c.removed_tint, ui.px(2));
  ui.text(box.inset(ui.px(4), 0), Style::Data, ui.c.tx1, text, ui::Align::Left, ui::Elide::Never);
  return box.right();
}

bool draw_link(const ui::Ui& ui, float& x, const ui::Rect& row, Style style, std::string_view text) {
  const ui::Rect place{x, row.y, std::ceil(ui.width(style, text)), row.h};
  const bool hovered = ui.hovers(place);
  ui.text(place, style, ui.c.accent, text, ui::Align::Left, ui::Elide::Never);
  if (hovered) {
    ui.hline(place.x, place.right(), std::round(place.y + place.h / 2 + ui.size(style) / 2) + 1, ui.c.accent);
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  }
  x = place.right();
  return ui.clicks(place);
}

bool draw_without_comparison(ui::ViewContext& context) {
  const state::ComparisonWork& work = context.app.comparing;
  if (work.result) return false;
  if (state::comparison_status(work) == "working") ui::draw_loading(context.ui, context.area);
  return true;
}

std::string pair_title(const diff::TaskPair& pair) {
  if (!pair.paired()) return "Task " + std::to_string(pair.a ? *pair.a : *pair.b);
  return "Task " + std::to_string(*pair.a) + " ↔ " + std::to_string(*pair.b);
}

std::string select_command(const diff::TaskPair& pair) {
  return "compare.select " + (pair.a ? std::to_string(*pair.a) : "b" + std::to_string(*pair.b));
}

std::string pair_note(const diff::TaskPair& pair) {
  if (pair.status == Status::OnlyB) return "new";
  if (pair.status == Status::OnlyA) return "gone";
  if (pair.change_count != 0) return ui::plural(pair.change_count, "field");
  if (pair.moved) return "moved";
  return pair.weights_differ ? "weights" : "";
}

}  // namespace ane::views
