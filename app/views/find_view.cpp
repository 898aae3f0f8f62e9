// Whole-file find: one query, results by kind.

#include <algorithm>
#include <array>
#include <cmath>

#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using state::Match;
using ui::Rect;
using ui::Style;

constexpr std::size_t kGroups = 4;
constexpr std::array<Match::Group, kGroups> kOrder = {Match::Group::Names, Match::Group::Values,
                                                      Match::Group::Text, Match::Group::Bytes};

ui::Icon icon_of(Match::Group group) {
  switch (group) {
    case Match::Group::Names:
      return ui::Icon::Symbol;
    case Match::Group::Values:
      return ui::Icon::Field;
    case Match::Group::Text:
      return ui::Icon::Header;
    case Match::Group::Bytes:
      break;
  }
  return ui::Icon::Segment;
}

class FindView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override;
  std::string badge(const state::App& app) override {
    return app.matches && app.matches->size() > 0 ? ui::comma_number(app.matches->size()) : "";
  }

 private:
  /// A row of the list: the head of a group, or a match of it.
  struct Row {
    std::size_t group = 0;
    std::optional<std::size_t> match;  ///< in Matches
  };

  void collect(ui::ViewContext& context);
  std::size_t row_count() const;
  Row row_at(std::size_t index) const;
  std::optional<std::size_t> row_of(std::size_t match) const;
  void select(ui::ViewContext& context, std::size_t match);
  void draw_bar(ui::ViewContext& context, Rect bar);
  void draw_state(ui::ViewContext& context, Rect area);
  void draw_list(ui::ViewContext& context, Rect area);
  void draw_head(ui::ViewContext& context, Rect row, std::size_t group);
  void draw_match(ui::ViewContext& context, const Rect& row, const Columns& columns,
                  const Match& match) const;

  std::string query_;
  std::shared_ptr<state::Matches> matches_;
  int file_ = 0;          ///< that was searched
  std::size_t seen_ = 0;  ///< matches that are in groups_
  std::array<std::vector<std::size_t>, kGroups> groups_;
  std::array<bool, kGroups> folded_{};
  std::size_t shown_match_ = 0;
  ui::Scroll scroll_;
};

constexpr std::array<Column, 3> kMatchColumns = {{{"Match", 260, ui::Align::Left, true},
                                                  {"Where", 180, ui::Align::Left, true},
                                                  {"Offset", 84, ui::Align::Right, false}}};

void FindView::collect(ui::ViewContext& context) {
  if (context.app.matches != matches_) {
    matches_ = context.app.matches;
    for (auto& group : groups_) group.clear();
    seen_ = 0;
    shown_match_ = 0;
    scroll_ = {};
    file_ = context.app.active_file;
    if (matches_) query_ = matches_->query();
  }
  if (!matches_) return;
  for (const std::size_t size = matches_->size(); seen_ < size; ++seen_)
    groups_[static_cast<std::size_t>(matches_->at(seen_).group)].push_back(seen_);
}

std::size_t FindView::row_count() const {
  std::size_t count = 0;
  for (const Match::Group kind : kOrder) {
    const auto group = static_cast<std::size_t>(kind);
    if (!groups_[group].empty()) count += 1 + (folded_[group] ? 0 : groups_[group].size());
  }
  return count;
}

FindView::Row FindView::row_at(std::size_t index) const {
  for (const Match::Group kind : kOrder) {
    const auto group = static_cast<std::size_t>(kind);
    if (groups_[group].empty()) continue;
    if (index == 0) return {group, {}};
    --index;
    const std::size_t rows = folded_[group] ? 0 : groups_[group].size();
    if (index < rows) return {group, groups_[group][index]};
    index -= rows;
  }
  return {};
}

std::optional<std::size_t> FindView::row_of(std::size_t match) const {
  std::size_t row = 0;
  for (const Match::Group kind : kOrder) {
    const auto group = static_cast<std::size_t>(kind);
    const std::vector<std::size_t>& list = groups_[group];
    if (list.empty()) continue;
    ++row;
    if (folded_[group]) continue;
    const auto at = std::lower_bound(list.begin(), list.end(), match);
    if (at != list.end() && *at == match) return row + static_cast<std::size_t>(at - list.begin());
    row += list.size();
  }
  return std::nullopt;
}

void FindView::select(ui::ViewContext& context, std::size_t match) {
  context.app.match_at = shown_match_ = match;
  if (context.app.file(file_) == nullptr) return;
  context.app.activate(file_);
  context.app.select(matches_->at(match).selection);
}

void FindView::draw(ui::ViewContext& context) {
  collect(context);
  Rect area = context.area;
  draw_bar(context, area.cut_top(context.ui.px(36)));
  if (!matches_) {
    draw_empty(context.ui, area, "Nothing was looked for yet",
               "Type a name, a number, text or bytes such as “de ad be ef” or 0x3c00, then press Enter.");
    return;
  }
  if (row_count() == 0) {
    if (!matches_->finished()) return draw_loading(context.ui, area);
    draw_empty(context.ui, area, "0 matches for “" + escaped(matches_->query()) + "”",
               "Names, register values, text and bytes of the whole file were searched.");
    return;
  }
  draw_list(context, area);
  draw_row_menu(context);
}

void FindView::draw_bar(ui::ViewContext& context, Rect bar) {
  const ui::Ui& ui = context.ui;
  bar = bar.inset(ui.px(12), ui.px(6));
  const Rect box = bar.cut_left(std::min(ui.px(360), bar.w * 0.5F));
  const bool take = context.app.focus_find == "find";
  if (take) context.app.focus_find.clear();
  bool submit = false;
  context.ui.input("##query", box, query_, "Find in the whole file", ui::Icon::Search, take, &submit);
  if (submit && !query_.empty()) context.app.start_find(query_);
  bar.cut_left(ui.px(12));
  if (matches_) draw_state(context, bar);
}

void FindView::draw_state(ui::ViewContext& context, Rect area) {
  ui::Ui& ui = context.ui;
  const std::size_t count = matches_->size();
  std::string text = ui::comma_number(count) + (count == 1 ? " match" : " matches");
  if (count == 0) text = "0 matches for “" + escaped(matches_->query()) + "”";
  if (matches_->cut()) text = ui::comma_number(count) + " shown, there are more";
  const bool running = !matches_->finished();
  if (running && count == 0) text = "Searching…";
  if (const state::OpenFile* file = context.app.file(file_); file == nullptr) {
    text += " · in a file that is closed";
  } else if (file_ != context.app.active_file) {
    text += " · in " + escaped(file->name());
  }
  const float end = ui.text(area, Style::Caption, ui.c.tx2, text);
  if (!running) return;
  ui.wake_after = ui.wake_after < 0 ? 0.1 : std::min(ui.wake_after, 0.1);
  const Rect track{end + ui.px(12), area.y + std::round((area.h - ui.px(4)) / 2), ui.px(96), ui.px(4)};
  if (track.right() + ui.px(30) > area.right()) return;
  ui.fill(track, ui.c.line2);
  for (const state::Jobs::Running& job : context.app.jobs.running())
    if (job.tag == "find" && job.fraction > 0)
      ui.fill({track.x, track.y, std::round(track.w * job.fraction), track.h}, ui.c.accent);
  if (ui.icon_button("cancel find", {track.right() + ui.px(6), area.y, ui.px(24), area.h}, ui::Icon::Close,
                     "Stop searching"))
    context.app.run_or_tell("cancel jobs");
}

void FindView::draw_list(ui::ViewContext& context, Rect area) {
  const ui::Ui& ui = context.ui;
  const Columns columns(ui, kMatchColumns, area);
  columns.draw_header(ui, area.cut_top(ui.px(24)), kMatchColumns.size(), false);
  const float height = ui.row();
  const auto current = row_of(context.app.match_at);
  if (context.app.match_at != shown_match_) {
    shown_match_ = context.app.match_at;
    if (current) reveal_row(scroll_, *current, height);
  }
  if (auto row = row_by_key(context, current, row_count(), std::floor(area.h / height))) {
    const bool down = !current || *row >= *current;
    if (!row_at(*row).match) row = down ? *row + 1 : (*row == 0 ? 1 : *row - 1);
    if (*row < row_count() && row_at(*row).match) {
      select(context, *row_at(*row).match);
      reveal_row(scroll_, *row, height);
    }
  }
  const ui::List list(ui, "matches", area, row_count(), height, scroll_);
  for (std::size_t i = list.first; i < list.last; ++i) {
    const Row row = row_at(i);
    const Rect place = list.row(i);
    if (!row.match) {
      draw_head(context, place, row.group);
      continue;
    }
    const Match match = matches_->at(*row.match);
    const bool selected = context.file != nullptr && *row.match == context.app.match_at &&
                          file_ == context.file->id() && context.file->selection() == match.selection;
    draw_row_ground(ui, place, selected, context.focused, list.hovered == i);
    draw_match(context, place, columns, match);
    if (list.hovered != i) continue;
    if (context.file != nullptr && file_ == context.file->id()) context.file->hover = match.selection;
    const bool menu = ui.right_clicks(place);
    if (ui.clicks(place) || menu) select(context, *row.match);
    if (menu) open_row_menu();
  }
}

void FindView::draw_head(ui::ViewContext& context, Rect row, std::size_t group) {
  const ui::Ui& ui = context.ui;
  if (ui.hovers(row)) ui.fill(row, ui.c.hover);
  if (ui.clicks(row)) folded_[group] = !folded_[group];
  row = row.inset(ui.px(8), 0);
  ui.icon(row.cut_left(ui.px(14)), folded_[group] ? ui::Icon::Expand : ui::Icon::Collapse, 12, ui.c.tx3);
  row.cut_left(ui.px(4));
  const float end = ui.text(row, Style::BodyBold, ui.c.tx1, group_title(kOrder[group]));
  float x = end + ui.px(6);
  ui.badge(x, row.y, row.h, ui::comma_number(groups_[group].size()));
}

void FindView::draw_match(ui::ViewContext& context, const Rect& row, const Columns& columns,
                          const Match& match) const {
  const ui::Ui& ui = context.ui;
  Rect name = columns.cell(row, 0);
  name.cut_left(ui.px(18));
  ui.icon(name.cut_left(ui.px(14)), icon_of(match.group), 14, ui.c.tx3);
  name.cut_left(ui.px(6));
  const std::string wanted = escaped(matches_->query());
  std::vector<std::size_t> matched;
  const auto same = [](char a, char b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return lower(a) == lower(b);
  };
  const auto at = std::search(match.text.begin(), match.text.end(), wanted.begin(), wanted.end(), same);
  for (std::size_t i = 0; at != match.text.end() && i < wanted.size(); ++i)
    matched.push_back(static_cast<std::size_t>(at - match.text.begin()) + i);
  draw_matched(ui, name, ui.c.tx1, match.text, matched, true);
  if (columns.has(1)) ui.text(columns.cell(row, 1), Style::Body, ui.c.tx3, match.context);
  if (!columns.has(2)) return;
  const bool absent = match.selection.bytes.empty();
  ui.text(columns.cell(row, 2), Style::Data, absent ? ui.c.tx4 : ui.c.tx3,
          absent ? "—" : hex(match.selection.bytes.offset, 4), ui::Align::Right);
}

}  // namespace

std::unique_ptr<ui::View> make_find_view() {
  return std::make_unique<FindView>();
}

}  // namespace ane::views
