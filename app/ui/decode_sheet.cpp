#include "app/ui/decode_sheet.hpp"

#include <algorithm>

#include "app/ui/sheet_parts.hpp"
#include "core/base/text.hpp"

namespace ane::ui {

void DecodeSheet::open(const state::App& app) {
  rows_.clear();
  scroll_ = {};
  at_ = 0;
  question_.clear();
  const state::OpenFile* file = app.active();
  if (file == nullptr) return;
  const document::Document& document = *file->document();
  question_ = "cpusubtype " + std::to_string(document.container().header.cpusubtype) +
              (document.generation() == nullptr
                   ? " has no register database. Its tasks can be tried as those of another generation; "
                     "without a choice the container and the bytes are shown."
                   : " is decoded as " + document.generation()->name + ". Choose another generation to try.");
  for (const std::string& id : app.database->ids()) {
    const auto generation = app.database->generation(id);
    if (!generation) continue;
    const regdb::Generation& found = **generation;
    std::string note = "TD v" + std::to_string(found.td_version);
    if (!found.chips.empty()) note += " · " + join(found.chips, ", ");
    if (!found.encoding.walk) note += " · registers only, tasks stay bytes";
    if (document.generation() != nullptr && document.generation()->id == id) at_ = rows_.size();
    rows_.push_back({id, found.name, std::move(note)});
  }
}

void DecodeSheet::handle_keys(float row_height) {
  if (rows_.empty()) return;
  const std::size_t last = rows_.size() - 1;
  const std::size_t before = at_;
  if (sheet_key(ImGuiKey_DownArrow, true)) at_ = std::min(at_ + 1, last);
  if (sheet_key(ImGuiKey_UpArrow, true)) at_ -= at_ == 0 ? 0 : 1;
  if (sheet_key(ImGuiKey_Home)) at_ = 0;
  if (sheet_key(ImGuiKey_End)) at_ = last;
  if (at_ != before) reveal_row(scroll_, at_, row_height);
}

void DecodeSheet::draw_row(const Ui& ui, const Rect& place, const Row& row, bool chosen, bool hovered) const {
  draw_row_ground(ui, place, chosen, true, hovered);
  Rect text = place.inset(ui.px(16), 0);
  ui.text(text.cut_left(ui.px(80)), Style::BodyBold, ui.c.tx1, row.name);
  ui.text(text, Style::Body, ui.c.tx2, row.note);
}

Rect DecodeSheet::draw(state::App& app, Ui& ui, const Rect& area) {
  const Rect whole = sheet_place(ui, area, 520, 380);
  Rect panel = whole;
  draw_sheet_ground(ui, panel);
  if (draw_sheet_title(ui, panel, "Decode as…")) app.run_or_tell("cancel");
  Rect words = panel.inset(ui.px(16), ui.px(12));
  const float height = ui.paragraph(words, Style::Body, ui.c.tx2, question_);
  panel.cut_top(height + ui.px(24));
  const Rect foot = panel.cut_bottom(ui.px(32)).inset(ui.px(16), ui.px(8));
  ui.text(foot, Style::Caption, ui.c.tx3, "Enter decode · Esc show the bytes", Align::Right);
  const float row_height = ui.px(28);
  handle_keys(row_height);
  std::size_t chosen = rows_.size();
  {
    const List list(ui, "generations", panel, rows_.size(), row_height, scroll_);
    for (std::size_t i = list.first; i < list.last; ++i) {
      draw_row(ui, list.row(i), rows_[i], i == at_, list.hovered == i);
      if (ui.clicks(list.row(i))) chosen = i;
    }
  }
  if (sheet_enter()) chosen = at_;
  if (chosen < rows_.size()) app.run_or_tell("decode as " + rows_[chosen].id);
  return whole;
}

}  // namespace ane::ui
