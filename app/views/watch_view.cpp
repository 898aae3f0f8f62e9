#include "app/views/all_views.hpp"
#include "app/views/list_parts.hpp"
#include "core/regdb/codec.hpp"

namespace ane::views {
namespace {

using task::Origin;
using ui::Align;
using ui::Rect;
using ui::Style;

/// A watched field in this task and in the one before.
struct Watched {
  regdb::FieldRef field;
  std::string now, before;  ///< "" where nobody knows
  bool carried = false;
};

std::string text_in(const regdb::FieldRef& field, const state::TaskDetail& detail, bool& carried) {
  if (field.header != nullptr)
    return regdb::value_text(*field.field,
                             regdb::unpack(*field.field, detail.task.header_word(*field.header)));
  const task::RegisterState state = detail.state.at(field.address());
  carried = state.origin != Origin::Written;
  if (state.origin == Origin::Unset) return "";
  return regdb::value_text(*field.field, regdb::unpack(*field.field, state.value));
}

class WatchView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    state::OpenFile& file = *context.file;
    const state::TaskDetailPtr detail = file.detail();
    if (file.watched.empty() || !detail) {
      ui::draw_empty(context.ui, context.area, "No field is watched",
                     "Select a field and press P: its value stays in sight for every task.");
      return;
    }
    const ui::Ui& ui = context.ui;
    const state::TaskDetailPtr previous = detail->index == 0 ? nullptr : file.detail(detail->index - 1);
    std::optional<std::size_t> removed;
    {
      ui::List list(ui, "watch", context.area, file.watched.size(), ui.row(), scroll_);
      for (std::size_t i = list.first; i < list.last; ++i) {
        const auto field = file.document()->generation()->field(file.watched[i]);
        if (!field) continue;
        Watched watched{*field, "", "", false};
        bool ignored = false;
        watched.now = text_in(*field, *detail, watched.carried);
        if (previous) watched.before = text_in(*field, *previous, ignored);
        if (draw_row(context, list.row(i), watched, list.hovered == i)) removed = i;
      }
    }
    if (removed) file.watched.erase(file.watched.begin() + static_cast<std::ptrdiff_t>(*removed));
    draw_row_menu(context);
  }

  std::string badge(const state::App& app) override {
    const state::OpenFile* file = app.active();
    return file == nullptr || file->watched.empty() ? "" : std::to_string(file->watched.size());
  }

 private:
  // True where the cross was clicked.
  static bool draw_row(ui::ViewContext& context, const Rect& r, const Watched& watched, bool hovered) {
    const ui::Ui& ui = context.ui;
    const state::OpenFile& file = *context.file;
    const std::size_t task = file.current_task();
    const state::Selection target =
        watched.field.header != nullptr
            ? file.of_header(task, watched.field.header->word, watched.field.field->name)
            : file.of_register(task, watched.field.address(), watched.field.field->name);
    ui::draw_row_ground(ui, r, file.selection() == target, context.focused, hovered);
    if (watched.field.block != nullptr)
      ui.block_bar(r.x + ui.px(8), r.y + ui.px(3), r.h - ui.px(6), watched.field.block->name);
    Rect inside = r;
    inside.cut_left(ui.px(18));
    inside.cut_right(ui.px(14));
    const Rect cross = inside.cut_right(ui.px(16));
    const bool changed = !watched.before.empty() && watched.before != watched.now;
    const float value = ui.width(Style::Data, watched.now.empty() ? "—" : watched.now) + ui.px(8);
    ui.text(inside.cut_right(value), watched.carried ? Style::DataItalic : Style::Data,
            watched.now.empty() ? ui.c.tx4
            : changed           ? ui.c.changed
            : watched.carried   ? ui.c.tx3
                                : ui.c.tx1,
            watched.now.empty() ? "—" : watched.now, Align::Right);
    if (changed)
      ui.text(inside.cut_right(ui.px(110)), Style::Small, ui.c.tx3, "~ was " + watched.before, Align::Right);
    ui.text(inside, Style::Small, ui.c.tx2, watched.field.path(), Align::Left, ui::Elide::Middle);
    if (!hovered) return false;
    context.file->hover = target;
    ui.icon(cross, ui::Icon::Close, 10, ui.hovers(cross) ? ui.c.tx1 : ui.c.tx3);
    if (ui.clicks(cross)) return true;
    if (ui.clicks(r) || ui.right_clicks(r)) context.app.select(target);
    if (ui.right_clicks(r)) open_row_menu();
    return false;
  }

  ui::Scroll scroll_;
};

}  // namespace

std::unique_ptr<ui::View> make_watch_view() {
  return std::make_unique<WatchView>();
}

}  // namespace ane::views
