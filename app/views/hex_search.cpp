#include "app/views/hex_search.hpp"

#include <algorithm>

#include "app/views/list_parts.hpp"

namespace ane::views {

void HexSearch::open() {
  open_ = take_focus_ = true;
}

void HexSearch::update(ui::ViewContext& context) {
  state::App& app = context.app;
  if (app.focus_find == "hex") {
    app.focus_find.clear();
    open();
  }
  const void* document = context.file->document().get();
  if (app.matches != matches_) {
    matches_ = app.matches;
    document_ = document;
    taken_ = 0;
    hits_.clear();
  }
  here_ = matches_ && document_ == document;
  if (!here_) return;
  const std::size_t count = matches_->size();
  if (count == taken_) return;
  for (; taken_ < count; ++taken_) {
    const Extent where = matches_->at(taken_).selection.bytes;
    if (!where.empty()) hits_.push_back(where);
  }
  std::sort(hits_.begin(), hits_.end(), [](Extent a, Extent b) { return a.offset < b.offset; });
}

std::span<const Extent> HexSearch::hits() const {
  if (!here_) return {};
  return hits_;
}

void HexSearch::step(state::App& app, bool forward) {
  if (!app.matches || app.matches->size() == 0) return;
  if (stepped_) return app.run_or_tell(forward ? "next match" : "previous match");
  stepped_ = true;
  app.match_at = forward ? 0 : app.matches->size() - 1;
  app.select(app.matches->at(app.match_at).selection);
}

std::string HexSearch::status(const state::App& app) const {
  if (query_.empty() || !app.matches) return "";
  const std::size_t count = app.matches->size();
  std::string text = count == 0 ? "0 matches" : ui::comma_number(count);
  if (count > 0) text = (stepped_ ? ui::comma_number(app.match_at + 1) + " of " : "") + text;
  if (app.matches->cut()) text += " or more";
  return app.matches->finished() ? text : text + " …";
}

void HexSearch::draw(ui::ViewContext& context, const ui::Rect& bar) {
  ui::Ui& ui = context.ui;
  state::App& app = context.app;
  ui.fill(bar, ui.c.bg2);
  ui.hline(bar.x, bar.right(), bar.bottom() - ui.line(), ui.c.line1);
  ui::Rect room = bar.inset(ui.px(8), ui.px(3));
  const bool close = ui.icon_button("close search", room.cut_right(ui.px(22)), ui::Icon::Close, "Close");
  const bool next = ui.icon_button("next", room.cut_right(ui.px(22)), ui::Icon::Forward, "Next match (F3)");
  const bool previous =
      ui.icon_button("previous", room.cut_right(ui.px(22)), ui::Icon::Back, "Previous match (Shift+F3)");
  const std::string found = status(app);
  const float wide = found.empty() ? 0 : ui.width(ui::Style::Caption, found) + ui.px(12);
  ui.text(room.cut_right(wide), ui::Style::Caption, ui.c.tx3, found, ui::Align::Centre, ui::Elide::Never);
  room.cut_right(ui.px(4));
  bool submit = false;
  const bool edited = ui.input("##search", room, query_, "Bytes de ad, word 0x3c00, or text",
                               ui::Icon::Search, take_focus_, &submit);
  const bool escape = ImGui::IsItemFocused() && ImGui::IsKeyPressed(ImGuiKey_Escape, false);
  take_focus_ = submit;
  if (edited) {
    stepped_ = false;
    if (query_.empty()) {
      app.jobs.cancel_tag("find");
      app.matches.reset();
    } else {
      app.start_find(query_);
    }
  }
  if (submit || next) step(app, !(submit && ImGui::GetIO().KeyShift));
  if (previous) step(app, false);
  if (close || escape) open_ = false;
}

}  // namespace ane::views
