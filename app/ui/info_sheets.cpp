#include "app/ui/info_sheets.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/commands.hpp"
#include "app/state/fuzzy.hpp"
#include "app/state/goto.hpp"
#include "app/ui/labels.hpp"
#include "app/ui/sheet_parts.hpp"
#include "app/version.hpp"
#include "core/base/text.hpp"

namespace ane::ui {
void OffsetSheet::open(const std::string& text) {
  input_.set(text);
  result_.clear();
  error_.clear();
  found_.reset();
}

void OffsetSheet::look(state::App& app) {
  const state::OpenFile* file = app.active();
  found_.reset();
  result_.clear();
  error_.clear();
  if (file == nullptr || input_.text().empty()) return app.preview(std::nullopt);
  auto place = state::parse_place(*file, input_.text());
  if (!place) {
    error_ = place.error().message;
    return app.preview(std::nullopt);
  }
  found_ = std::move(*place);
  result_ = hex(found_->bytes.offset, 4) + " · " + file->describe(*found_);
  app.preview(*found_);
}

Rect OffsetSheet::draw(state::App& app, Ui& ui, const Rect& area) {
  const float width = std::min(ui.px(520), area.w - ui.px(32));
  const Rect whole{std::round(area.x + (area.w - width) / 2), std::max(area.y + ui.px(8), ui.px(84)), width,
                   ui.px(144)};
  Rect panel = whole;
  draw_sheet_ground(ui, panel);
  if (draw_sheet_title(ui, panel, "Go to offset")) app.run_or_tell("cancel");
  panel = panel.inset(ui.px(16), ui.px(16));
  const Rect line = panel.cut_top(ui.px(24));
  const bool enter = sheet_enter();
  constexpr const char* kHint = "0x4120, text+0x80, task12, @0x30000080, 0x4000..0x4274";
  if (input_.draw_framed(ui, line, Icon::Forward, kHint, !error_.empty())) look(app);
  panel.cut_top(ui.px(8));
  Rect below = panel.cut_top(ui.px(20));
  if (!error_.empty()) {
    ui.text(below, Style::Caption, ui.c.error, error_);
  } else if (found_) {
    ui.text(below, Style::Small, ui.c.tx1, result_, Align::Left, Elide::Middle);
  } else {
    ui.text(below, Style::Caption, ui.c.tx3,
            "Numbers, + - * / % << >> & |, names of sections, text, end and taskN");
  }
  ui.text(panel.cut_bottom(ui.px(16)), Style::Caption, ui.c.tx3, "Enter go · Esc back", Align::Right);
  if (enter && found_) {
    app.sheet = state::Sheet::None;
    app.select(*found_);
  }
  return whole;
}

void KeysSheet::open(const state::App& app) {
  constexpr std::array<std::string_view, 6> kMenus = {"File", "Edit", "Go", "View", "Help", ""};
  groups_.clear();
  filter_.set("");
  for (const std::string_view menu : kMenus) {
    std::vector<Line> group = {
        {menu.empty() ? std::string("Not in a menu") : std::string(menu), "", true, true}};
    for (const state::Command& command : state::commands())
      if (command.menu == menu)
        group.push_back(
            {std::string(command.title), state::key_of(app, command), false, command.enabled(app)});
    groups_.push_back(std::move(group));
  }
  // What views do by themselves has no command.
  groups_.push_back({{"In lists and panes", "", true, true},
                     {"Move the selection", "Up+Down", false, true},
                     {"Move by a page", "PageUp+PageDown", false, true},
                     {"First and last row", "Home+End", false, true},
                     {"Next pane", "F6", false, true},
                     {"Previous pane", "Shift+F6", false, true}});
  fill();
}

void KeysSheet::fill() {
  std::vector<std::vector<Line>> kept;
  std::size_t total = 0;
  for (const std::vector<Line>& group : groups_) {
    std::vector<Line> lines = {group.front()};
    for (const Line& line : group)
      if (!line.head && (state::contains_text(line.title, filter_.text()) ||
                         state::contains_text(line.key, filter_.text())))
        lines.push_back(line);
    if (lines.size() == 1) continue;
    total += lines.size();
    kept.push_back(std::move(lines));
  }
  columns_.assign(2, {});
  for (std::vector<Line>& group : kept) {
    const bool left = columns_[1].empty() && columns_[0].size() + group.size() / 2 <= (total + 1) / 2;
    std::vector<Line>& column = columns_[left ? 0 : 1];
    column.insert(column.end(), group.begin(), group.end());
  }
  scroll_ = {};
}

void KeysSheet::draw_line(const Ui& ui, const Rect& row, const Line& line) const {
  if (line.head) {
    ui.text(row, Style::BodyBold, ui.c.tx1, line.title);
    ui.hline(row.x, row.right(), row.bottom() - ui.line(), ui.c.line1);
    return;
  }
  Rect name = row;
  const float keys = line.key.empty() ? 0 : keys_width(ui, line.key);
  if (!line.key.empty()) draw_keys(ui, row.right() - keys, row.y, row.h, line.key);
  name.cut_right(keys + ui.px(8));
  ui.text(name, Style::Body, line.enabled ? ui.c.tx2 : ui.c.tx3, line.title);
}

Rect KeysSheet::draw(state::App& app, Ui& ui, const Rect& area) {
  const Rect whole = sheet_place(ui, area, 760, 640);
  Rect panel = whole;
  draw_sheet_ground(ui, panel);
  if (draw_sheet_title(ui, panel, "Keys")) app.run_or_tell("cancel");
  const Rect bar = panel.cut_top(ui.px(40)).inset(ui.px(16), ui.px(8));
  if (filter_.draw_framed(ui, bar, Icon::Filter, "Filter by name or key")) fill();
  panel.cut_bottom(ui.px(8));
  panel = {panel.x + ui.px(16), panel.y, panel.w - ui.px(16) - ui.line(), panel.h};
  const std::size_t rows = std::max(columns_[0].size(), columns_[1].size());
  if (rows == 0) {
    draw_empty(ui, panel, "0 matches for “" + filter_.text() + "”",
               "Search for a part of a name or of a key.");
    return whole;
  }
  const float height = ui.px(24);
  const List list(ui, "keys", panel, rows, height, scroll_);
  const float gap = ui.px(32), width = std::floor((panel.w - ui.px(16) - gap) / 2);
  for (std::size_t i = list.first; i < list.last; ++i) {
    const Rect row = list.row(i);
    if (i < columns_[0].size()) draw_line(ui, {row.x, row.y, width, row.h}, columns_[0][i]);
    if (i < columns_[1].size()) draw_line(ui, {row.x + width + gap, row.y, width, row.h}, columns_[1][i]);
  }
  return whole;
}

Rect draw_about(state::App& app, Ui& ui, const Rect& area) {
  const Rect whole = sheet_place(ui, area, 440, 236);
  Rect panel = whole;
  draw_sheet_ground(ui, panel);
  if (draw_sheet_title(ui, panel, "About")) app.run_or_tell("cancel");
  panel = panel.inset(ui.px(16), ui.px(16));
  const float end = ui.text(panel.cut_top(ui.px(28)), Style::Display, ui.c.tx1, "anescope");
  ui.text({end + ui.px(8), panel.y - ui.px(25), panel.w, ui.px(28)}, Style::Data, ui.c.tx3, kVersion);
  const float height = ui.paragraph(panel, Style::Lead, ui.c.tx2,
                                    "Opens compiled Apple Neural Engine programs and shows what every byte "
                                    "of them tells the hardware to do.");
  panel.cut_top(height + ui.px(12));
  const std::array<std::array<std::string, 2>, 3> facts = {
      {{"Drawn with", std::string("Dear ImGui ") + ImGui::GetVersion()},
       {"Licence", "MIT"},
       {"Network", "none is used"}}};
  for (const auto& fact : facts) {
    Rect row = panel.cut_top(ui.px(20));
    ui.text(row.cut_left(ui.px(96)), Style::Body, ui.c.tx3, fact[0]);
    ui.text(row, Style::Body, ui.c.tx1, fact[1]);
  }
  if (sheet_enter()) app.run_or_tell("cancel");
  return whole;
}

}  // namespace ane::ui
