#include <algorithm>
#include <cmath>

#include "app/ui/file_dialog.hpp"
#include "app/ui/labels.hpp"
#include "app/ui/sheet_parts.hpp"
#include "core/base/text.hpp"

namespace ane::ui {
namespace {

constexpr float kFileRow = 24;
constexpr float kSizeColumn = 100, kTimeColumn = 132;

}  // namespace

Rect FileDialog::draw(state::App& app, Ui& ui, const Rect& area) {
  const Rect whole = sheet_place(ui, area, 860, 560);
  Rect panel = whole;
  draw_sheet_ground(ui, panel);
  if (listing_->ready && !was_ready_) {
    was_ready_ = true;
    narrow();
    if (!shown_.empty()) reveal_row(scroll_, highlighted_, ui.px(kFileRow));
  }
  if (save_ && *save_ != app.saving) open_to_save(app);
  handle_keys(app, ui);
  if (draw_sheet_title(ui, panel, save_ ? save_->title : wanted_.title)) app.run_or_tell("cancel");
  draw_path(app, ui, panel.cut_top(ui.px(48)));
  draw_foot(app, ui, panel.cut_bottom(ui.px(44)));
  draw_places(app, ui, panel.cut_left(ui.px(188)));
  ui.vline(panel.x, panel.y, panel.bottom(), ui.c.line1);
  panel.cut_left(ui.line());
  panel.w -= ui.line();
  draw_list(app, ui, panel);
  return whole;
}

void FileDialog::draw_path(state::App& app, Ui& ui, Rect bar) {
  ui.hline(bar.x, bar.right(), bar.bottom() - ui.line(), ui.c.line1);
  bar = bar.inset(ui.px(16), ui.px(10));
  const Rect parent = bar.cut_right(ui.px(72));
  bar.cut_right(ui.px(8));
  if (ui.button("parent", {parent.x, bar.y + ui.px(2), parent.w, ui.px(24)}, "Parent", "←"))
    go_to_parent(app);
  ui.fill(bar, ui.c.dark ? ui.c.bg0 : ui.c.bg4, ui.px(4));
  ui.frame(bar, listing_->error.empty() ? ui.c.ring : ui.c.error, ui.px(4));
  Rect inside = bar.inset(ui.px(8), 0);
  ui.icon(inside.cut_left(ui.px(16)), Icon::Open, 12, ui.c.tx3);
  inside.cut_left(ui.px(6));
  bool tab = false;
  if (input_.draw(ui, inside, Style::Data, "Path of a folder or file", &tab)) text_changed(app);
  if (tab) complete(app);
}

void FileDialog::draw_places(state::App& app, Ui& ui, Rect area) {
  area.cut_top(ui.px(8));
  bool recent = false;
  for (std::size_t i = 0; i < places_->size(); ++i) {
    const Place place = (*places_)[i];
    if (place.icon == Icon::File && !recent) {
      recent = true;
      area.cut_top(ui.px(8));
      ui.text(area.cut_top(ui.px(24)).inset(ui.px(16), 0), Style::Caption, ui.c.tx3,
              "Folders of recent files");
    }
    Rect row = area.cut_top(ui.px(kFileRow));
    if (row.h < ui.px(kFileRow)) return;
    const bool hovered = ui.hovers(row);
    draw_row_ground(ui, {row.x + ui.line(), row.y, row.w - ui.line(), row.h}, place.folder == folder_, false,
                    hovered);
    if (ui.clicks(row)) go_to(app, place.folder);
    row = row.inset(ui.px(16), 0);
    ui.icon(row.cut_left(ui.px(14)), Icon::Open, 14, ui.c.tx3);
    row.cut_left(ui.px(6));
    ui.text(row, Style::Body, hovered ? ui.c.tx1 : ui.c.tx2, escaped(place.title), Align::Left,
            Elide::Middle);
    if (hovered) ui.tooltip(row, escaped(place.folder));
  }
}

void FileDialog::draw_list(state::App& app, Ui& ui, Rect area) {
  const Rect head = area.cut_top(ui.px(24));
  ui.fill(head, ui.c.bg2);
  ui.hline(head.x, head.right(), head.bottom() - ui.line(), ui.c.line1);
  Rect cells = head.inset(ui.px(16), 0);
  ui.text(cells.cut_right(ui.px(kTimeColumn)), Style::Caption, ui.c.tx3, "Modified", Align::Right);
  ui.text(cells.cut_right(ui.px(kSizeColumn)), Style::Caption, ui.c.tx3, "Size", Align::Right);
  ui.text(cells, Style::Caption, ui.c.tx3, "Name");
  if (!listing_->ready) return draw_loading(ui, area);
  if (!listing_->error.empty()) {
    Rect line = area.cut_top(ui.px(36)).inset(ui.px(16), 0);
    ui.icon(line.cut_left(ui.px(20)), Icon::Error, 14, ui.c.error);
    ui.text(line, Style::Body, ui.c.tx1, escaped(listing_->error), Align::Left, Elide::Middle);
    return;
  }
  if (shown_.empty()) {
    const std::string name = typed_name();
    if (save_)
      return draw_empty(ui, area, "No such files here", "The name in the line above will be the first.");
    return draw_empty(ui, area,
                      name.empty() ? wanted_.extensions.empty() ? "No programs here" : "No such files here"
                                   : "0 matches for “" + escaped(name) + "”",
                      hidden_ == 0 ? "Backspace goes to the parent folder."
                                   : "Other files are hidden; “Show all” lists them.");
  }
  draw_rows(app, ui, area);
}

void FileDialog::draw_rows(state::App& app, Ui& ui, const Rect& area) {
  const List list(ui, "files", area, shown_.size(), ui.px(kFileRow), scroll_);
  const state::DirectoryEntry* chosen = nullptr;
  for (std::size_t i = list.first; i < list.last; ++i) {
    const Rect row = list.row(i);
    const bool hovered = ui.hovers(row) && ui.hovers(area);
    draw_row_ground(ui, row, i == highlighted_ && (!save_ || walking_), true, hovered);
    const state::DirectoryEntry& entry = listing_->entries[shown_[i]];
    draw_row(ui, row, entry);
    if (hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
      highlighted_ = i;
      walking_ = true;
      // To save, a click on a file takes its name.
      if (save_ && !entry.is_folder) chosen = &entry;
    }
    if (hovered && ui.double_clicks(row)) chosen = &entry;
  }
  if (chosen != nullptr) {
    const state::DirectoryEntry entry = *chosen;
    choose(app, entry);
  }
}

void FileDialog::draw_row(const Ui& ui, Rect row, const state::DirectoryEntry& entry) const {
  const bool opens = entry.is_folder || is_wanted_name(entry.name);
  row = row.inset(ui.px(16), 0);
  const std::string time = entry.modified == 0 ? "—" : moment_text(entry.modified, now_);
  ui.text(row.cut_right(ui.px(kTimeColumn)), Style::Body, entry.modified == 0 ? ui.c.tx4 : ui.c.tx3, time,
          Align::Right);
  const Rect size = row.cut_right(ui.px(kSizeColumn));
  if (entry.is_folder) {
    ui.text(size, Style::Small, ui.c.tx4, "—", Align::Right);
  } else {
    ui.text(size, Style::Small, opens ? ui.c.tx2 : ui.c.tx3, byte_size(entry.bytes), Align::Right);
  }
  ui.icon(row.cut_left(ui.px(14)), entry.is_folder ? Icon::Open : Icon::File, 14,
          opens ? ui.c.tx2 : ui.c.tx4);
  row.cut_left(ui.px(8));
  row.cut_right(ui.px(8));
  const std::string name = escaped(entry.name);
  const std::string typed = typed_name();
  const auto at = std::search(name.begin(), name.end(), typed.begin(), typed.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  });
  std::vector<std::size_t> matched;
  for (std::size_t i = 0; !save_ && i < typed.size() && at != name.end(); ++i)
    matched.push_back(static_cast<std::size_t>(at - name.begin()) + i);
  draw_matched(ui, row, opens ? ui.c.tx1 : ui.c.tx3, name, matched, true);
}

void FileDialog::draw_foot(state::App& app, Ui& ui, Rect bar) {
  if (save_) return draw_save_foot(app, ui, bar);
  ui.hline(bar.x, bar.right(), bar.y, ui.c.line1);
  bar = bar.inset(ui.px(16), ui.px(10));
  float x = bar.x;
  if (ui.chip(x, bar.y + ui.px(2), "Show all", show_all_)) {
    show_all_ = !show_all_;
    narrow();
  }
  const float open_width = ui.button_width("Open", "Enter"), cancel_width = ui.button_width("Cancel", "Esc");
  if (ui.button("open file", bar.cut_right(open_width), "Open", "Enter", true,
                !shown_.empty() || !typed_name().empty()))
    enter(app);
  bar.cut_right(ui.px(6));
  if (ui.button("cancel open", bar.cut_right(cancel_width), "Cancel", "Esc")) app.run_or_tell("cancel");
  const Rect hint{x + ui.px(6), bar.y, bar.right() - x - ui.px(18), bar.h};
  const std::string hidden = hidden_ == 0 ? ""
                                          : comma_number(hidden_) + (hidden_ == 1 ? " other file hidden · "
                                                                                  : " other files hidden · ");
  ui.text(hint, Style::Caption, ui.c.tx3, hidden + "Tab completes · Backspace goes to the parent");
}

}  // namespace ane::ui
