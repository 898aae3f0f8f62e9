#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "app/ui/labels.hpp"
#include "app/ui/palette.hpp"
#include "app/ui/sheet_parts.hpp"

namespace ane::ui {
namespace {

constexpr float kItemRow = 32, kHead = 24, kInput = 48, kFoot = 32;
constexpr float kMostRows = 12;

std::string milliseconds_text(double milliseconds) {
  std::array<char, 32> text{};
  const int length = std::snprintf(text.data(), text.size(), "%.1f ms", milliseconds);
  return {text.data(), static_cast<std::size_t>(std::max(0, length))};
}

}  // namespace

double Palette::top_of(const Ui& ui, std::size_t row) const {
  double top = 0;
  for (std::size_t i = 0; i < std::min(row, rows_.size()); ++i)
    top += static_cast<double>(ui.px(rows_[i].item == nullptr ? kHead : kItemRow));
  return top;
}

Rect Palette::draw(state::App& app, const Ui& ui, const Rect& area) {
  if (chosen_) {
    const PaletteItem item = std::move(*chosen_);
    chosen_.reset();
    finish(app, item);
    return area;
  }
  if (gathered_->ready && !was_ready_) {
    was_ready_ = true;
    search(app);
  }
  const float width = std::min(ui.px(area.w < ui.px(1400) ? 600.0F : 720.0F), area.w - ui.px(16));
  const float y = std::max(area.y + ui.px(8), ui.px(84));
  const float room = area.bottom() - ui.px(16) - y - ui.px(kInput + kFoot);
  const double content = rows_.empty() ? static_cast<double>(ui.px(kItemRow) * 2) : top_of(ui, rows_.size());
  const float list =
      std::min({room, ui.px(kItemRow) * kMostRows + ui.px(kHead), static_cast<float>(content)});
  Rect panel{std::round(area.x + (area.w - width) / 2), y, width, ui.px(kInput + kFoot) + list};
  const Rect whole = panel;
  draw_sheet_ground(ui, panel);
  handle_keys(app, ui);
  draw_input(app, ui, panel.cut_top(ui.px(kInput)));
  draw_foot(app, ui, panel.cut_bottom(ui.px(kFoot)));
  draw_rows(app, ui, panel);
  return whole;
}

void Palette::draw_input(state::App& app, const Ui& ui, Rect line) {
  ui.hline(line.x, line.right(), line.bottom() - ui.line(), ui.c.line1);
  line = line.inset(ui.px(16), 0);
  ui.icon(line.cut_left(ui.px(16)), Icon::Search, 16, ui.c.tx2);
  line.cut_left(ui.px(8));
  std::string count = was_ready_ ? comma_number(matched_) + " of " + comma_number(total_) + " · " +
                                       milliseconds_text(milliseconds_)
                                 : "listing names…";
  if (!message_.empty()) count.clear();
  const float width = std::round(ui.width(Style::Small, count));
  ui.text(line.cut_right(width), Style::Small, ui.c.tx3, count, Align::Right);
  line.cut_right(ui.px(12));
  const char* hint =
      prefix_ == '>' ? "Run a command" : "Go to a task, field, tensor, section, symbol or address";
  if (!input_.draw(ui, line, Style::Query, hint)) return;
  search(app);
  preview(app);
}

void Palette::draw_rows(state::App& app, const Ui& ui, const Rect& area) {
  if (rows_.empty()) {
    const std::string text = !message_.empty() ? message_
                             : !was_ready_     ? "Listing names…"
                                               : "0 matches for “" + query_ + "”";
    ui.text(area.inset(ui.px(16), 0), Style::Lead, ui.c.tx3, text);
    return;
  }
  const Scroller scroller(ui, "rows", area, top_of(ui, rows_.size()), scroll_);
  double top = 0;
  const PaletteItem* clicked = nullptr;
  for (std::size_t i = 0; i < rows_.size() && top < scroller.last(); ++i) {
    const float height = ui.px(rows_[i].item == nullptr ? kHead : kItemRow);
    const Rect row{area.x, scroller.at(top), area.w, height};
    top += static_cast<double>(height);
    if (top <= scroller.first()) continue;
    if (rows_[i].item == nullptr) {
      const Rect inside = row.inset(ui.px(16), 0);
      ui.text(inside, Style::Caption, ui.c.tx3, group_title(rows_[i].group));
      ui.text(inside, Style::Small, ui.c.tx3, comma_number(rows_[i].count), Align::Right);
      continue;
    }
    const Rect inner{row.x + ui.line(), row.y, row.w - 2 * ui.line(), row.h};
    const bool hovered = ui.hovers(row) && area.contains(ImGui::GetIO().MousePos);
    draw_row_ground(ui, inner, i == highlighted_, true, hovered);
    draw_item(ui, row, *rows_[i].item);
    if (hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) clicked = rows_[i].item;
  }
  if (clicked != nullptr) choose(app, *clicked);
}

void Palette::draw_item(const Ui& ui, Rect row, const PaletteItem& item) const {
  row = row.inset(ui.px(16), 0);
  const Rect glyph = row.cut_left(ui.px(14));
  const ImU32 name_color = item.enabled ? ui.c.tx1 : ui.c.tx4;
  if (!item.block.empty()) {
    ui.block_bar(glyph.x + ui.px(4), row.y + ui.px(9), ui.px(14), item.block);
  } else if (item.icon) {
    ui.icon(glyph, *item.icon, 14, item.enabled ? ui.c.tx2 : ui.c.tx4);
  }
  row.cut_left(ui.px(8));
  if (!item.key.empty()) {
    const float width = keys_width(ui, item.key);
    draw_keys(ui, row.right() - width, row.y, row.h, item.key);
    row.cut_right(width + ui.px(12));
  }
  if (!item.value.empty()) {
    const float width = std::min(std::round(ui.width(Style::Small, item.value)), std::round(row.w * 0.6F));
    ui.text(row.cut_right(width), Style::Small, item.enabled ? ui.c.tx1 : ui.c.tx4, item.value, Align::Right,
            Elide::Middle);
    row.cut_right(ui.px(12));
  }
  const float end =
      draw_matched(ui, row, name_color, item.name, matched_letters(query_, item.name), item.mono);
  const Rect rest{end + ui.px(8), row.y, row.right() - end - ui.px(8), row.h};
  ui.text(rest, Style::Body, item.enabled ? ui.c.tx3 : ui.c.tx4, item.context);
}

void Palette::draw_foot(state::App& app, const Ui& ui, Rect foot) {
  struct Prefix {
    std::string_view key, title;
  };
  constexpr std::array<Prefix, 6> kPrefixes = {
      {{">", "command"}, {"@", "address"}, {"#", "task"}, {":", "field"}, {"=", "calculate"}, {"?", "help"}}};
  ui.hline(foot.x, foot.right(), foot.y, ui.c.line1);
  foot = foot.inset(ui.px(16), 0);
  float x = foot.x;
  for (const Prefix& prefix : kPrefixes) {
    const float width =
        keys_width(ui, prefix.key) + ui.px(6) + std::round(ui.width(Style::Caption, prefix.title));
    const Rect place{x, foot.y, width, foot.h};
    const float end = draw_keys(ui, x, foot.y, foot.h, prefix.key);
    ui.text({end + ui.px(6), foot.y, width, foot.h}, Style::Caption, ui.hovers(place) ? ui.c.tx1 : ui.c.tx3,
            prefix.title, Align::Left, Elide::Never);
    if (ui.clicks(place)) {
      input_.set(std::string(prefix.key) + query_);
      search(app);
    }
    x = place.right() + ui.px(12);
  }
  const Rect right{x, foot.y, foot.right() - x, foot.h};
  const std::string_view keys = prefix_ == '>' ? "Enter run · Esc close" : "↑↓ preview · Enter go · Esc back";
  if (ui.width(Style::Caption, keys) <= right.w) ui.text(right, Style::Caption, ui.c.tx3, keys, Align::Right);
}

}  // namespace ane::ui
