#include <algorithm>

#include "app/state/fuzzy.hpp"
#include "app/views/all_views.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

constexpr float kRow = 44;
/// What a note is set to when its text is deleted: commands take no empty argument.
constexpr std::string_view kNoNote = " ";

class BookmarksView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    const std::vector<state::Bookmark>& list = context.file->bookmarks.list;
    ui::Rect area = context.area;
    if (list.empty()) {
      ui::draw_empty(context.ui, area, "No bookmarks in this file",
                     "Select bytes or a field and press Ctrl+B.");
      return;
    }
    draw_hints(context, area.cut_bottom(context.ui.px(28)));
    if (list.size() > kFilterFrom || !filter_.empty()) {
      ui::Rect bar = area.cut_top(context.ui.px(32));
      draw_filter_box(context, bar.inset(context.ui.px(8), context.ui.px(5)), "##filter", filter_, "Filter",
                      "bookmarks");
    }
    collect(list);
    if (rows_.empty()) {
      draw_no_match(context, area, filter_);
      return;
    }
    draw_rows(context, area);
    draw_row_menu(context);
  }

  std::string badge(const state::App& app) override {
    const state::OpenFile* file = app.active();
    return file == nullptr || file->bookmarks.list.empty() ? "" : std::to_string(file->bookmarks.list.size());
  }

 private:
  static constexpr std::size_t kFilterFrom = 6;

  void collect(const std::vector<state::Bookmark>& list) {
    rows_.clear();
    for (std::size_t i = 0; i < list.size(); ++i)
      if (state::contains_text(list[i].title, filter_) || state::contains_text(list[i].note, filter_))
        rows_.push_back(i);
  }

  std::optional<std::size_t> selected_row(const state::OpenFile& file) const {
    for (std::size_t i = 0; i < rows_.size(); ++i)
      if (file.bookmarks.list[rows_[i]].where == file.selection().bytes) return i;
    return std::nullopt;
  }

  void draw_rows(ui::ViewContext& context, const ui::Rect& area) {
    const ui::Ui& ui = context.ui;
    const float height = ui.px(kRow);
    const auto selected = selected_row(*context.file);
    if (watch_.changed(*context.file)) {
      if (selected && !ui.hovers(area)) ui::reveal_row(scroll_, *selected, height);
      editing_ = false;
    }
    if (const auto next = row_by_key(context, selected, rows_.size(), area.h / height))
      choose(context, *next);
    std::optional<std::size_t> removed;
    {
      ui::List list(ui, "bookmarks", area, rows_.size(), height, scroll_);
      for (std::size_t i = list.first; i < list.last; ++i) {
        if (draw_row(context, list.row(i), i, selected == i, list.hovered == i)) removed = i;
      }
      if (list.hovered && !removed) point_at(context, *list.hovered);
    }
    if (removed) remove(context, *removed);
  }

  void point_at(ui::ViewContext& context, std::size_t row) {
    context.file->hover = selection_of(context, row);
    const bool right = ImGui::IsMouseClicked(ImGuiMouseButton_Right);
    if (right || ImGui::IsMouseClicked(ImGuiMouseButton_Left)) choose(context, row);
    if (right) open_row_menu();
    if (ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) context.app.run_or_tell("view hex");
  }

  /// True where the row's cross was pressed.
  bool draw_row(ui::ViewContext& context, const ui::Rect& row, std::size_t index, bool selected,
                bool hovered) {
    ui::Ui& ui = context.ui;
    const state::Bookmark& bookmark = context.file->bookmarks.list[rows_[index]];
    ui::draw_row_ground(ui, row, selected, context.focused, hovered);
    const ui::Rect inside = row.inset(ui.px(12), ui.px(3));
    ui::Rect top{inside.x, inside.y, inside.w, ui.px(18)};
    bool removed = false;
    ImGui::PushID(static_cast<int>(rows_[index]));
    const ui::Rect cross{inside.right() - ui.px(16), top.y - ui.px(1), ui.px(20), ui.px(20)};
    if (hovered) removed = ui.icon_button("remove", cross, ui::Icon::Close, "Remove the bookmark");
    top.w -= ui.px(24);
    const std::string range = range_text(bookmark.where);
    const float range_width = ui.width(ui::Style::Small, range);
    ui.icon({top.x, top.y, ui.px(16), top.h}, ui::Icon::Pin, 12, selected ? ui.c.accent : ui.c.tx3);
    ui.text(top, ui::Style::Small, selected ? ui.c.tx2 : ui.c.tx3, range, ui::Align::Right, ui::Elide::Never);
    ui.text({top.x + ui.px(20), top.y, top.w - ui.px(28) - range_width, top.h}, ui::Style::Body, ui.c.tx1,
            escaped(bookmark.title), ui::Align::Left, ui::Elide::Middle);
    draw_note(context, {inside.x + ui.px(20), top.bottom(), inside.w - ui.px(20), ui.px(20)}, bookmark,
              selected);
    ImGui::PopID();
    return removed;
  }

  /// Only the selected bookmark's note can be written, since that is the one the command changes.
  void draw_note(ui::ViewContext& context, const ui::Rect& line, const state::Bookmark& bookmark,
                 bool selected) {
    ui::Ui& ui = context.ui;
    if (!selected) {
      const bool none = bookmark.note.empty() || bookmark.note == kNoNote;
      ui.text(line, ui::Style::Caption, none ? ui.c.tx4 : ui.c.tx2,
              none ? "no note" : escaped(bookmark.note));
      return;
    }
    if (!editing_) note_ = bookmark.note == kNoNote ? "" : bookmark.note;
    const bool changed = ui.input("##note", line, note_, "Add a note");
    editing_ = ImGui::IsItemActive();
    if (changed) context.app.run_or_tell("bookmark note " + (note_.empty() ? std::string(kNoNote) : note_));
  }

  static void draw_hints(const ui::ViewContext& context, const ui::Rect& bar) {
    const ui::Ui& ui = context.ui;
    ui.hline(bar.x, bar.right(), bar.y, ui.c.line1);
    float x = ui.key_cap(bar.x + ui.px(12), bar.y, bar.h, "Ctrl+B");
    x = ui.text({x + ui.px(6), bar.y, bar.right() - x, bar.h}, ui::Style::Caption, ui.c.tx3,
                "adds or removes one at the selection");
  }

  state::Selection selection_of(const ui::ViewContext& context, std::size_t row) const {
    return context.file->of_extent(context.file->bookmarks.list[rows_[row]].where, {});
  }
  void choose(ui::ViewContext& context, std::size_t row) { context.app.select(selection_of(context, row)); }

  void remove(ui::ViewContext& context, std::size_t row) {
    state::OpenFile& file = *context.file;
    file.bookmarks.toggle(file.bookmarks.list[rows_[row]]);
    rows_.clear();
    if (const auto saved = file.bookmarks.save(file.path()); !saved)
      context.app.toast(Severity::Error, saved.error().message);
  }

  std::string filter_, note_;
  std::vector<std::size_t> rows_;
  ui::Scroll scroll_;
  ui::SelectionWatch watch_;
  bool editing_ = false;
};

}  // namespace

std::unique_ptr<ui::View> make_bookmarks_view() {
  return std::make_unique<BookmarksView>();
}

}  // namespace ane::views
