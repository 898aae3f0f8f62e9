#include <set>

#include "app/views/all_views.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"
#include "core/report/fields.hpp"

namespace ane::views {
namespace {

using ui::Align;
using ui::Rect;
using ui::Style;

/// A line of the stream: a record header, or one of the writes below it.
struct StreamRow {
  std::size_t record = 0;
  std::optional<std::size_t> write;
};

// What a record header says: its form, where it starts, how many words follow.
std::string record_text(const task::Record& record, const task::Task& task) {
  std::string text = record.layout == nullptr ? "no known form" : record.layout->name;
  if (record.write_count > 0) text += " · from " + hex(task.writes[record.first_write].address, 5);
  text += " · " + std::to_string(record.write_count) + (record.write_count == 1 ? " write" : " writes");
  if (record.layout != nullptr && record.layout->mask_width > 0)
    text +=
        " · mask " + hex(record.header >> record.layout->mask_lsb & ((1U << record.layout->mask_width) - 1U));
  return text;
}

class StreamView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    const state::OpenFile& file = *context.file;
    const state::TaskDetailPtr detail = file.detail();
    if (!detail) {
      if (file.document()->tasks().empty()) {
        ui::draw_empty(context.ui, context.area, "No command stream",
                       "This file has no tasks that the database can decode.");
      } else {
        ui::draw_loading(context.ui, context.area);
      }
      return;
    }
    if (detail_ != detail) {
      detail_ = detail;
      rebuild(file);
    }
    Rect area = context.area;
    draw_header(context, area.cut_top(context.ui.px(24)));
    const std::optional<std::size_t> selected = selected_row(file);
    if (watch_.changed(file) && selected && !area.contains(ImGui::GetIO().MousePos))
      ui::reveal_row(scroll_, *selected, context.ui.row());
    if (const auto next = row_by_key(context, selected, rows_.size(), area.h / context.ui.row()))
      context.app.select(selection_of(file, rows_[*next]));
    draw_rows(context, area, selected);
    draw_row_menu(context);
  }

 private:
  void rebuild(const state::OpenFile& file) {
    if (opened_file_ != file.id()) closed_.clear();
    opened_file_ = file.id();
    rows_.clear();
    for (std::size_t i = 0; i < detail_->task.records.size(); ++i) {
      rows_.push_back({i, {}});
      if (closed_.contains(i)) continue;
      const task::Record& record = detail_->task.records[i];
      for (std::uint32_t w = 0; w < record.write_count; ++w) rows_.push_back({i, record.first_write + w});
    }
  }

  std::uint64_t offset_of(const StreamRow& row) const {
    return row.write ? detail_->task.writes[*row.write].offset : detail_->task.records[row.record].offset;
  }

  state::Selection selection_of(const state::OpenFile& file, const StreamRow& row) const {
    return file.of_extent({offset_of(row), 4}, {});
  }

  std::optional<std::size_t> selected_row(const state::OpenFile& file) const {
    const Extent bytes = file.selection().bytes;
    if (bytes.size != 4) return std::nullopt;
    for (std::size_t i = 0; i < rows_.size(); ++i)
      if (offset_of(rows_[i]) == bytes.offset) return i;
    return std::nullopt;
  }

  static void draw_header(ui::ViewContext& context, const Rect& line) {
    const ui::Ui& ui = context.ui;
    ui.fill(line, ui.c.bg2);
    ui.hline(line.x, line.right(), line.bottom() - ui.line(), ui.c.line1);
    const auto at = [&](float x, float w) { return Rect{line.x + ui.px(x), line.y, ui.px(w), line.h}; };
    ui.text(at(28, 80), Style::Caption, ui.c.tx3, "Offset");
    ui.text(at(100, 80), Style::Caption, ui.c.tx3, "Word");
    ui.text(at(190, 200), Style::Caption, ui.c.tx3, "Record or register");
    ui.text(at(420, 200), Style::Caption, ui.c.tx3, "Fields");
  }

  void draw_rows(ui::ViewContext& context, const Rect& area, std::optional<std::size_t> selected) {
    const ui::Ui& ui = context.ui;
    std::optional<std::size_t> toggled;
    {
      ui::List list(ui, "stream", area, rows_.size(), ui.row(), scroll_);
      for (std::size_t i = list.first; i < list.last; ++i) {
        const Rect r = list.row(i);
        ui::draw_row_ground(ui, r, selected == i, context.focused, list.hovered == i);
        if (rows_[i].write) {
          draw_write(context, r, detail_->task.writes[*rows_[i].write]);
        } else {
          draw_record(ui, r, rows_[i].record);
        }
        if (list.hovered != i) continue;
        const state::Selection target = selection_of(*context.file, rows_[i]);
        context.file->hover = target;
        const bool arrow = !rows_[i].write && ImGui::GetIO().MousePos.x < r.x + ui.px(24);
        if (ui.clicks(r) && arrow) toggled = rows_[i].record;
        if ((ui.clicks(r) && !arrow) || ui.right_clicks(r)) context.app.select(target);
        if (ui.right_clicks(r)) open_row_menu();
      }
    }
    if (!toggled) return;
    if (!closed_.erase(*toggled)) closed_.insert(*toggled);
    rebuild(*context.file);
  }

  void draw_record(const ui::Ui& ui, const Rect& r, std::size_t index) const {
    const task::Record& record = detail_->task.records[index];
    ui.icon({r.x + ui.px(6), r.y, ui.px(16), r.h},
            closed_.contains(index) ? ui::Icon::Expand : ui::Icon::Collapse, 12, ui.c.tx3);
    ui.text({r.x + ui.px(28), r.y, ui.px(70), r.h}, Style::Data, ui.c.tx3, hex(record.offset, 4));
    ui.text({r.x + ui.px(100), r.y, ui.px(86), r.h}, Style::Data, ui.c.tx2,
            ui::grouped_hex(record.header, 8));
    ui.text({r.x + ui.px(190), r.y, r.w - ui.px(204), r.h}, Style::BodyBold,
            record.layout == nullptr ? ui.c.unknown : ui.c.tx1,
            "Record " + std::to_string(index) + "  " + record_text(record, detail_->task));
  }

  static void draw_write(ui::ViewContext& context, const Rect& r, const task::Write& write) {
    const ui::Ui& ui = context.ui;
    const auto ref = context.file->document()->generation()->find(write.address);
    if (ref) ui.block_bar(r.x + ui.px(16), r.y + ui.px(3), r.h - ui.px(6), ref->block->name);
    ui.text({r.x + ui.px(28), r.y, ui.px(70), r.h}, Style::Data, ui.c.tx3, hex(write.offset, 4));
    ui.text({r.x + ui.px(100), r.y, ui.px(86), r.h}, Style::Data, write.value == 0 ? ui.c.tx3 : ui.c.tx1,
            ui::grouped_hex(write.value, 8));
    const bool known = ref && !ref->reg->placeholder();
    ui.text({r.x + ui.px(200), r.y, ui.px(212), r.h}, Style::Data, known ? ui.c.tx1 : ui.c.unknown,
            ref ? ref->path() : hex(write.address, 5) + " no register known", Align::Left, ui::Elide::Middle);
    const Rect fields{r.x + ui.px(420), r.y, r.w - ui.px(434), r.h};
    if (fields.w > ui.px(60) && ref)
      ui.text(fields, Style::Data, ui.c.tx2, report::fields_text(ref->reg->fields, write.value));
  }

  state::TaskDetailPtr detail_;
  int opened_file_ = 0;
  std::vector<StreamRow> rows_;
  std::set<std::size_t> closed_;  ///< records that are folded
  ui::Scroll scroll_;
  ui::SelectionWatch watch_;
};

}  // namespace

std::unique_ptr<ui::View> make_stream_view() {
  return std::make_unique<StreamView>();
}

}  // namespace ane::views
