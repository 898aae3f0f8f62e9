#include <algorithm>
#include <cmath>

#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/list_parts.hpp"
#include "core/regdb/codec.hpp"

namespace ane::views {
namespace {

using state::OpenFile;
using state::TaskDetailPtr;
using ui::Align;
using ui::Elide;
using ui::Rect;
using ui::Style;

constexpr float kGroupRow = 24;  ///< at scale 1

/// A field of the shown task, or several elements of an array of which the same holds.
struct RegisterChangeRow {
  const regdb::Block* block = nullptr;
  const regdb::Register* reg = nullptr;
  const regdb::Field* field = nullptr;
  std::uint32_t element = 0, last_element = 0;
  task::RegisterState before, now;
  bool changed = false;

  std::uint32_t address() const { return reg->address + element * reg->stride; }
  std::string name() const {
    std::string text = reg->name;
    if (reg->count > 1) {
      text += "[" + std::to_string(element);
      if (last_element > element) text += "…" + std::to_string(last_element);
      text += "]";
    }
    return text + "." + field->name;
  }
};

/// Rows of a block stand together under its name.
struct ChangeGroup {
  const regdb::Block* block = nullptr;
  std::size_t first = 0, count = 0, changed = 0;
};

struct ChangeTable {
  std::vector<RegisterChangeRow> rows;
  std::vector<ChangeGroup> groups;
  std::size_t writes = 0, repeated = 0;  ///< register writes of the task, and those that change nothing
};

bool is_known(const task::RegisterState& state) {
  return state.origin != task::Origin::Unset;
}

std::uint32_t raw_of(const RegisterChangeRow& row, const task::RegisterState& state) {
  return regdb::unpack(*row.field, state.value).raw;
}

bool same_register_values(const RegisterChangeRow& a, const RegisterChangeRow& b) {
  const auto same = [&](const task::RegisterState& x, const task::RegisterState& y) {
    return is_known(x) == is_known(y) && (!is_known(x) || raw_of(a, x) == raw_of(b, y));
  };
  return a.field == b.field && a.changed == b.changed && same(a.before, b.before) && same(a.now, b.now);
}

std::string change_text(const RegisterChangeRow& row, const task::RegisterState& state) {
  return is_known(state) ? regdb::value_text(*row.field, regdb::unpack(*row.field, state.value)) : "—";
}

void add_register_rows(std::vector<RegisterChangeRow>& rows, const regdb::Block& block,
                       const regdb::Register& reg, const state::TaskDetail& detail,
                       const state::TaskDetail* previous, bool only_changes) {
  for (const regdb::Field& field : reg.fields) {
    const std::size_t first = rows.size();
    for (std::uint32_t i = 0; i < reg.count; ++i) {
      RegisterChangeRow row{&block, &reg, &field, i, i, {}, {}, false};
      row.now = detail.state.at(row.address());
      if (previous != nullptr) row.before = previous->state.at(row.address());
      if (!is_known(row.now)) continue;
      row.changed = !is_known(row.before) || raw_of(row, row.before) != raw_of(row, row.now);
      if (only_changes && !row.changed) continue;
      const bool joins =
          rows.size() > first && rows.back().last_element + 1 == i && same_register_values(rows.back(), row);
      if (joins) {
        rows.back().last_element = i;
      } else {
        rows.push_back(row);
      }
    }
  }
}

ChangeTable make_changes(const regdb::Generation& generation, const state::TaskDetail& detail,
                         const state::TaskDetail* previous, bool only_changes) {
  ChangeTable table;
  for (const regdb::Block& block : generation.blocks) {
    ChangeGroup group{&block, table.rows.size(), 0, 0};
    for (const regdb::Register& reg : block.registers)
      add_register_rows(table.rows, block, reg, detail, previous, only_changes);
    group.count = table.rows.size() - group.first;
    for (std::size_t i = group.first; i < table.rows.size(); ++i)
      if (table.rows[i].changed) ++group.changed;
    if (group.count > 0) table.groups.push_back(group);
  }
  for (const task::Write& write : detail.task.writes) {
    ++table.writes;
    if (previous == nullptr) continue;
    const task::RegisterState before = previous->state.at(write.address);
    if (is_known(before) && before.value == write.value && before.slot == write.slot) ++table.repeated;
  }
  return table;
}

std::string meaning_of(const RegisterChangeRow& row) {
  const std::string& doc = row.field->doc.empty() ? row.reg->doc : row.field->doc;
  return doc.substr(0, std::min(doc.find(". "), doc.size()));
}

class RegistersView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    OpenFile& file = *context.file;
    if (file.document()->tasks().empty())
      return ui::draw_empty(context.ui, context.area, "No task was found", "There are no registers to show.");
    const std::size_t task = file.current_task();
    const TaskDetailPtr detail = file.detail(task);
    if (!detail) return ui::draw_loading(context.ui, context.area);
    refresh(file, task, detail);
    Rect area = context.area;
    draw_header(context.ui, area.cut_top(context.ui.px(24)), task);
    const Rect foot = area.cut_bottom(context.ui.px(24));
    draw_foot(context.ui, foot);
    if (table_.rows.empty()) {
      return ui::draw_empty(context.ui, area, "No register changed",
                            "This task runs with what the task before it left.");
    }
    draw_rows(context, area, task);
    draw_row_menu(context);
  }

  void draw_tools(ui::ViewContext& context, Rect& bar) override {
    ui::Ui& ui = context.ui;
    const float width = std::round(ui.width(Style::Caption, "only changes")) + ui.px(28);
    const Rect place = bar.cut_right(std::min(bar.w, width));
    float x = place.x;
    if (ui.chip(x, place.y + ui.px(4), "only changes", only_changes_)) only_changes_ = !only_changes_;
  }

 private:
  void refresh(const OpenFile& file, std::size_t task, const TaskDetailPtr& detail) {
    if (detail == detail_ && only_changes_ == made_with_) return;
    detail_ = detail;
    made_with_ = only_changes_;
    const std::size_t first = file.document()->programs()[file.current_program()].first_task;
    previous_ = task > first ? file.detail(task - 1) : nullptr;
    table_ = make_changes(*file.document()->generation(), *detail, previous_.get(), only_changes_);
    scroll_.top = 0;
  }

  struct ChangeCells {
    Rect name, before, arrow, now, meaning;
  };
  static ChangeCells cells_of(const ui::Ui& ui, const Rect& row) {
    ChangeCells cells;
    Rect rest = row.inset(ui.px(12), 0);
    const float name = std::clamp(rest.w * 0.34F, ui.px(110), ui.px(260));
    const float value = std::clamp(rest.w * 0.17F, ui.px(70), ui.px(150));
    cells.name = rest.cut_left(std::round(name));
    cells.before = rest.cut_left(std::round(value));
    cells.arrow = rest.cut_left(ui.px(28));
    cells.now = rest.cut_left(std::round(value));
    cells.meaning = rest;
    return cells;
  }

  void draw_header(const ui::Ui& ui, const Rect& line, std::size_t task) const {
    ui.fill(line, ui.c.bg2);
    ui.hline(line.x, line.right(), line.bottom() - ui.line(), ui.c.line1);
    const ChangeCells cells = cells_of(ui, line);
    ui.text(cells.name, Style::Caption, ui.c.tx3, "Field");
    const std::string before = previous_ ? "Task " + std::to_string(task - 1) : "before";
    ui.text(cells.before, Style::Caption, ui.c.tx3, before, Align::Right);
    ui.text(cells.now, Style::Caption, ui.c.tx3, "Task " + std::to_string(task));
    ui.text(cells.meaning, Style::Caption, ui.c.tx3, "Meaning");
  }

  void draw_foot(const ui::Ui& ui, const Rect& line) const {
    ui.hline(line.x, line.right(), line.y, ui.c.line1);
    const std::string text =
        previous_ ? ui::comma_number(table_.repeated) + " of " + ui::plural(table_.writes, "write") +
                        (table_.repeated == 1 ? " repeats" : " repeat") + " the value that was there before"
                  : "This is the program's first task: what registers held before is not known";
    ui.text({line.x + ui.px(12), line.y, line.w - ui.px(24), line.h}, Style::Caption, ui.c.tx3, text);
  }

  void draw_rows(ui::ViewContext& context, const Rect& area, std::size_t task) {
    const ui::Ui& ui = context.ui;
    const float group_height = ui.px(kGroupRow), height = ui.field_row() + ui.px(1);
    double content = 0;
    for (const ChangeGroup& group : table_.groups)
      content += static_cast<double>(group_height + height * static_cast<float>(group.count));
    ui::Scroller scroller(ui, "register changes", area, content, scroll_);
    double at = 0;
    for (const ChangeGroup& group : table_.groups) {
      draw_group(ui, group, {area.x, scroller.at(at), area.w, group_height});
      at += static_cast<double>(group_height);
      for (std::size_t i = group.first; i < group.first + group.count; ++i) {
        const Rect row{area.x, scroller.at(at), area.w, height};
        at += static_cast<double>(height);
        if (row.bottom() < area.y || row.y > area.bottom()) continue;
        draw_change(context, table_.rows[i], row, task);
      }
    }
  }

  static void draw_group(const ui::Ui& ui, const ChangeGroup& group, const Rect& row) {
    ui.hline(row.x, row.right(), row.y, ui.c.line1);
    ui.block_bar(row.x + ui.px(12), row.y + ui.px(5), row.h - ui.px(10), group.block->name);
    const std::string title(ui::block_color(ui.c, group.block->name).title);
    const float end = ui.text({row.x + ui.px(22), row.y, row.w - ui.px(30), row.h}, Style::BodyBold, ui.c.tx1,
                              title.empty() ? group.block->name : title);
    ui.text({end + ui.px(8), row.y, row.right() - end - ui.px(16), row.h}, Style::Caption, ui.c.tx3,
            ui::comma_number(group.changed) + " changed");
  }

  static void draw_change(ui::ViewContext& context, const RegisterChangeRow& change, const Rect& row,
                          std::size_t task) {
    const ui::Ui& ui = context.ui;
    const state::Selection& selection = context.file->selection();
    const bool selected = selection.task == task && selection.address == change.address() &&
                          (selection.field.empty() || selection.field == change.field->name);
    const bool hovered = ui.hovers(row);
    ui::draw_row_ground(ui, row, selected, context.focused, hovered);
    const ChangeCells cells = cells_of(ui, row);
    ui.text({cells.name.x + ui.px(10), row.y, cells.name.w - ui.px(14), row.h}, Style::Body, ui.c.tx1,
            change.name(), Align::Left, Elide::Middle);
    ui.text(cells.before, Style::Data, ui.c.tx3, change_text(change, change.before), Align::Right,
            Elide::Middle);
    ui.text(cells.arrow, Style::Data, ui.c.tx3, "→", Align::Centre, Elide::Never);
    ui.text({cells.now.x, row.y, cells.now.w - ui.px(8), row.h}, Style::Data,
            change.changed ? ui.c.changed : ui.c.tx1,
            (change.changed ? "~ " : "") + change_text(change, change.now), Align::Left, Elide::Middle);
    ui.text(cells.meaning, Style::Caption, ui.c.tx2, meaning_of(change));
    if (!hovered) return;
    if (ui.clicks(row) || ui.right_clicks(row))
      context.app.select(context.file->of_register(task, change.address(), change.field->name));
    if (ui.right_clicks(row)) open_row_menu();
    ui.tooltip(row, hint_of(change));
  }

  static std::string hint_of(const RegisterChangeRow& change) {
    std::string text = change.block->name + "." + change.name() + "\n" + change_text(change, change.before) +
                       " → " + change_text(change, change.now);
    if (change.now.origin == task::Origin::Carried)
      text += "\nwritten by task " + std::to_string(change.now.task);
    const std::string meaning = meaning_of(change);
    return meaning.empty() ? text : text + "\n" + meaning;
  }

  bool only_changes_ = true, made_with_ = true;
  TaskDetailPtr detail_, previous_;
  ChangeTable table_;
  ui::Scroll scroll_;
};

}  // namespace

std::unique_ptr<ui::View> make_registers_view() {
  return std::make_unique<RegistersView>();
}

}  // namespace ane::views
