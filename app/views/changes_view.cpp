// What was changed in the active file: a row for each changed thing, with the ways to take it back and to
// keep it.

#include <algorithm>

#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using state::ChangeRow;
using state::EditState;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr float kChangeRow = 44, kChangeBar = 36, kProblemLine = 20;
constexpr std::size_t kMostProblems = 4;

class ChangesView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    const ui::Ui& ui = context.ui;
    const EditState& edits = context.file->edits;
    Rect area = context.area;
    if (edits.can_undo() || edits.can_redo()) draw_bar(context, area.cut_top(ui.px(kChangeBar)));
    if (!edits.changed()) {
      ui::draw_empty(
          ui, area, "No changes",
          "F2 on a field in the inspector or on a weight changes it. The file itself stays as it is.");
      return;
    }
    draw_keeping(context, area.cut_bottom(ui.px(kChangeBar)));
    draw_problems(context, area);
    draw_rows(context, area);
    draw_row_menu(context);
  }

  std::string badge(const state::App& app) override {
    const state::OpenFile* file = app.active();
    return file == nullptr || !file->edits.changed() ? "" : std::to_string(file->edits.count());
  }

 private:
  void draw_bar(ui::ViewContext& context, const Rect& bar) {
    ui::Ui& ui = context.ui;
    const EditState& edits = context.file->edits;
    ui.hline(bar.x, bar.right(), bar.bottom() - ui.line(), ui.c.line1);
    Rect inside = bar.inset(ui.px(8), ui.px(6));
    const auto tool = [&](const char* id, std::string_view label, bool enabled, const char* command) {
      const Rect place = inside.cut_left(ui.button_width(label));
      if (ui.button(id, place, label, {}, false, enabled)) context.app.run_or_tell(command);
      inside.cut_left(ui.px(6));
    };
    tool("undo", "Undo", edits.can_undo(), "edit.undo");
    tool("redo", "Redo", edits.can_redo(), "edit.redo");
    inside.cut_left(ui.px(4));
    const EditedBytes bytes{edits};
    ui.text(inside, Style::Caption, ui.c.tx3, bytes.text(), Align::Right);
  }

  /// "5 bytes differ", and whether that is kept somewhere.
  struct EditedBytes {
    const EditState& edits;
    std::string text() const {
      if (edits.busy) return "working…";
      if (edits.shown() == nullptr) return "as in the file";
      const std::uint64_t bytes = edits.shown()->bytes.total();
      return ui::plural(bytes, "byte") + (edits.unsaved() ? ", not saved" : ", saved");
    }
  };

  static void draw_keeping(ui::ViewContext& context, const Rect& bar) {
    ui::Ui& ui = context.ui;
    ui.hline(bar.x, bar.right(), bar.y, ui.c.line1);
    Rect inside = bar.inset(ui.px(8), ui.px(6));
    const auto tool = [&](const char* id, std::string_view label, bool primary, const char* command,
                          const char* hint) {
      const float width = ui.button_width(label);
      if (width > inside.w) return;
      const Rect place = inside.cut_left(width);
      if (ui.button(id, place, label, {}, primary)) context.app.run_or_tell(command);
      ui.tooltip(place, hint);
      inside.cut_left(ui.px(6));
    };
    tool("save", "Save as…", true, "edit.save-as", "Writes the changed program to a new file (Ctrl+Shift+S)");
    tool("list", "Save list…", false, "edit.save-list",
         "Writes the changes as text, for anetool patch --apply");
    tool("revert", "Revert all", false, "edit.revert-all",
         "Shows the file as it is on disk; undo brings it back");
  }

  void draw_problems(ui::ViewContext& context, Rect& area) {
    const ui::Ui& ui = context.ui;
    const auto* program = context.file->edits.shown();
    if (program == nullptr || program->problems.empty()) return;
    const std::size_t count = std::min(program->problems.size(), kMostProblems);
    Rect block = area.cut_bottom(ui.px(kProblemLine) * static_cast<float>(count) + ui.px(28));
    ui.hline(block.x, block.right(), block.y, ui.c.line1);
    block = block.inset(ui.px(12), ui.px(4));
    const Rect title = block.cut_top(ui.px(20));
    ui.text(title, Style::Caption, ui.c.tx3,
            ui::plural(program->problems.size(), "problem") + " that the changes bring");
    for (std::size_t i = 0; i < count; ++i) {
      const Diagnostic& problem = program->problems[i];
      Rect line = block.cut_top(ui.px(kProblemLine));
      ui.tooltip(line, escaped(problem.code) + "\n" + escaped(problem.message));
      const bool clicked = ui.clicks(line);
      ui::draw_severity(ui, line.cut_left(ui.px(16)), problem.severity);
      line.cut_left(ui.px(6));
      ui.text(line, Style::Body, ui.c.tx1, escaped(problem.message));
      if (!clicked) continue;
      if (!problem.where.empty()) context.app.select(context.file->of_extent(problem.where, {}));
      context.app.bring_view = "problems";
    }
  }

  // The rows are looked up when they are drawn: only those in sight cost something.
  void draw_rows(ui::ViewContext& context, const Rect& area) {
    const ui::Ui& ui = context.ui;
    const std::size_t count = context.file->edits.count();
    const float height = ui.px(kChangeRow);
    if (chosen_ && *chosen_ >= count) chosen_.reset();
    const auto next = row_by_key(context, chosen_, count, area.h / height);
    if (next) {
      choose(context, *next);
      ui::reveal_row(scroll_, *next, height);
    }
    if (context.focused && chosen_ && !ImGui::GetIO().WantTextInput && ImGui::IsKeyPressed(ImGuiKey_Delete))
      context.app.run_or_tell("edit.revert " + std::to_string(*chosen_));
    ui::List list(ui, "changes", area, count, height, scroll_);
    for (std::size_t i = list.first; i < list.last; ++i) {
      if (const auto row = state::change_row(*context.file, i))
        draw_row(context, list.row(i), *row, i, list.hovered == i);
    }
  }

  void choose(ui::ViewContext& context, std::size_t index) {
    chosen_ = index;
    const auto row = state::change_row(*context.file, index);
    if (row && !row->selection.bytes.empty()) context.app.select(row->selection);
  }

  void draw_row(ui::ViewContext& context, const Rect& row, const ChangeRow& change, std::size_t index,
                bool hovered) {
    ui::Ui& ui = context.ui;
    const bool selected = !change.selection.bytes.empty() && change.selection == context.file->selection();
    ui::draw_row_ground(ui, row, selected, context.focused, hovered);
    Rect inside = row.inset(ui.px(12), ui.px(4));
    const Rect cross{inside.right() - ui.px(16), row.y + ui.px(12), ui.px(20), ui.px(20)};
    inside.cut_right(ui.px(20));
    Rect top = inside.cut_top(ui.px(18));
    const Rect mark = top.cut_left(ui.px(14));
    ui.text(mark, Style::DataBold, ui.c.changed, "~");
    const float place = ui.width(Style::Small, change.place);
    ui.text(top.cut_left(place + ui.px(8)), Style::Small, ui.c.tx3, change.place, Align::Left,
            ui::Elide::Never);
    ui.text(top, Style::Body, ui.c.tx1, change.what, Align::Left, ui::Elide::Middle);
    inside.cut_left(ui.px(14));
    const float before = ui.text(inside, Style::Data, ui.c.tx3, change.before + " → ");
    inside.cut_left(before - inside.x);
    ui.text(inside, Style::Data, ui.c.changed, change.after);
    if (!hovered) return;
    if (!change.selection.bytes.empty()) context.file->hover = change.selection;
    ImGui::PushID(static_cast<int>(index));
    const bool revert = ui.icon_button("revert", cross, ui::Icon::Close, "Revert this change");
    ImGui::PopID();
    if (revert) return context.app.run_or_tell("edit.revert " + std::to_string(index));
    if (ui.clicks(row) || ui.right_clicks(row)) choose(context, index);
    if (ui.right_clicks(row)) open_row_menu();
  }

  std::optional<std::size_t> chosen_;
  ui::Scroll scroll_;
};

}  // namespace

std::unique_ptr<ui::View> make_changes_view() {
  return std::make_unique<ChangesView>();
}

}  // namespace ane::views
