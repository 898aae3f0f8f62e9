#include <algorithm>
#include <array>
#include <cmath>

#include "app/state/task_filter.hpp"
#include "app/views/all_views.hpp"
#include "app/views/list_parts.hpp"
#include "app/views/step_marks.hpp"

namespace ane::views {
namespace {

using state::OpenFile;
using state::TaskRow;
using ui::Align;
using ui::Rect;
using ui::Style;

struct TaskColumn {
  std::string_view title, sort;
  float width;
  Align align;
};
/// In the order in which they stand; the last ones go first where room is short.
constexpr std::array<TaskColumn, 9> kTaskColumns = {{{"#", "index", 36, Align::Right},
                                                     {"Engine", "engine", 58, Align::Left},
                                                     {"What it does", "operation", 200, Align::Left},
                                                     {"Result", "result", 84, Align::Left},
                                                     {"Reads", "reads", 86, Align::Left},
                                                     {"Writes to", "writes to", 80, Align::Left},
                                                     {"Kernel B", "kernel", 76, Align::Right},
                                                     {"Writes", "writes", 54, Align::Right},
                                                     {"Cycles", "cycles", 66, Align::Right}}};
constexpr std::size_t kDoes = 2;
constexpr std::size_t kAlwaysShown = 4;
constexpr float kLeftMargin = 16;

bool before(const TaskRow& a, const TaskRow& b, std::string_view column) {
  if (column == "engine") return a.engine < b.engine;
  if (column == "operation") return a.summary < b.summary;
  if (column == "result") return a.result < b.result;
  if (column == "reads") return a.reads < b.reads;
  if (column == "writes to") return a.writes < b.writes;
  if (column == "kernel") return a.kernel_bytes < b.kernel_bytes;
  if (column == "writes") return a.write_count < b.write_count;
  if (column == "cycles") return a.cycles < b.cycles;
  return false;
}

std::string task_text(const TaskRow& row, std::size_t index, std::size_t column) {
  switch (column) {
    case 0:
      return std::to_string(index);
    case 1:
      return row.engine;
    case kDoes:
      return row.summary;
    case 3:
      return row.result;
    case 4:
      return row.reads;
    case 5:
      return row.writes;
    case 6:
      return row.kernel_bytes == 0 ? "" : ui::comma_number(row.kernel_bytes);
    case 7:
      return std::to_string(row.write_count);
    default:
      return row.cycles == 0 ? "" : std::to_string(row.cycles);
  }
}

class TasksView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    OpenFile& file = *context.file;
    Rect area = context.area;
    if (file.document()->tasks().empty()) {
      draw_no_tasks(context);
      return;
    }
    if (!file.tasks) {
      ui::draw_loading(context.ui, area);
      return;
    }
    refresh(context);
    if (file.tasks->rows().size() > 1) draw_strip(context, area.cut_top(context.ui.px(24)));
    place_columns(context.ui, area);
    draw_header(context, area.cut_top(context.ui.px(24)));
    if (order_.empty()) {
      draw_nothing(context, area);
      return;
    }
    if (watch_.changed(file) && !area.contains(ImGui::GetIO().MousePos)) reveal(context);
    handle_keys(context, area);
    draw_rows(context, area);
    draw_row_menu(context);
  }

  void draw_tools(ui::ViewContext& context, Rect& bar) override {
    const ui::Ui& ui = context.ui;
    if (context.file == nullptr || context.file->document()->tasks().size() < 2) return;
    const Rect box = bar.cut_right(std::min(bar.w, ui.px(200))).inset(0, ui.px(3));
    const bool take = context.app.focus_find == "tasks";
    if (take) context.app.focus_find.clear();
    std::string text = context.file->task_filter;
    const bool bad = context.app.filter.file == context.file->id() && !context.app.filter.error.empty();
    if (context.ui.input("filter tasks", box, text, "op: in: reg: kernel:>0", ui::Icon::Filter, take, nullptr,
                         bad))
      context.app.set_task_filter(text);
    if (bad) ui.tooltip(box, context.app.filter.error);
  }

  float wanted_height(ui::ViewContext& context) override {
    const OpenFile* file = context.file;
    if (file == nullptr || !file->tasks || file->tasks->rows().empty()) return 0;
    const std::size_t rows = file->tasks->rows().size();
    return context.ui.px(rows > 1 ? 50.0F : 26.0F) +
           context.ui.row() * static_cast<float>(std::min<std::size_t>(rows, 1000));
  }

  std::string badge(const state::App& app) override {
    const OpenFile* file = app.active();
    if (file == nullptr || file->document()->tasks().empty()) return "";
    const std::string all = std::to_string(file->document()->tasks().size());
    if (app.filter.file != file->id() || !app.filter.tasks) return all;
    return std::to_string(app.filter.tasks->size()) + " of " + all;
  }

 private:
  void draw_no_tasks(ui::ViewContext& context) {
    const document::Document& document = *context.file->document();
    if (document.decodes_tasks()) {
      ui::draw_empty(context.ui, context.area, "No task was found",
                     "The file has no program text that holds a task; Problems says more.");
      return;
    }
    ui::draw_empty(
        context.ui, context.area, "Tasks of this generation are not decoded",
        document.generation() == nullptr
            ? "There is no register database for it. The bytes are in the hex view; Decode as… tries "
              "another generation."
            : "The database describes its registers, but where they lie in a task is not published. "
              "The bytes are in the hex view.");
  }

  // Which rows are shown and in which order, worked out when the filter, the order or the file changed.
  void refresh(ui::ViewContext& context) {
    const state::App& app = context.app;
    const state::TaskTablePtr& table = context.file->tasks;
    const bool filtered = app.filter.file == context.file->id() && app.filter.tasks != nullptr;
    const auto filter = filtered ? app.filter.tasks : nullptr;
    if (table == table_ && filter == filter_ && app.options.sort == sort_ && app.options.sort_down == down_)
      return;
    table_ = table;
    filter_ = filter;
    sort_ = app.options.sort;
    down_ = app.options.sort_down;
    order_.clear();
    if (filtered) {
      order_ = *app.filter.tasks;
    } else {
      for (std::size_t i = 0; i < table->rows().size(); ++i) order_.push_back(i);
    }
    if (sort_ != "index") {
      const auto& rows = table->rows();
      std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
        return down_ ? before(rows[b], rows[a], sort_) : before(rows[a], rows[b], sort_);
      });
    } else if (down_) {
      std::reverse(order_.begin(), order_.end());
    }
    position_.assign(table->rows().size(), SIZE_MAX);
    for (std::size_t i = 0; i < order_.size(); ++i) position_[order_[i]] = i;
    watch_ = {};
  }

  void reveal(ui::ViewContext& context) {
    const std::size_t task = context.file->current_task();
    if (task < position_.size() && position_[task] != SIZE_MAX)
      ui::reveal_row(scroll_, position_[task], context.ui.row());
  }

  void handle_keys(ui::ViewContext& context, const Rect& area) {
    const std::size_t task = context.file->current_task();
    std::optional<std::size_t> current;
    if (task < position_.size() && position_[task] != SIZE_MAX) current = position_[task];
    if (const auto next = row_by_key(context, current, order_.size(), area.h / context.ui.row())) {
      select(context, order_[*next]);
      ui::reveal_row(scroll_, *next, context.ui.row());
    }
  }

  // A click keeps the register that is looked at, so that it can be compared from task to task.
  static void select(ui::ViewContext& context, std::size_t task) {
    context.app.select(context.file->same_in_task(task));
  }

  void draw_strip(ui::ViewContext& context, const Rect& area) {
    const ui::Ui& ui = context.ui;
    const auto& rows = context.file->tasks->rows();
    const Rect strip{area.x + ui.px(8), area.y + ui.px(6), area.w - ui.px(16), ui.px(12)};
    const auto count = static_cast<float>(rows.size());
    const float cell = strip.w / count;
    const bool thin = cell < ui.px(3);
    const auto color_of = [&](const TaskRow& row) {
      return row.problem          ? ui.c.error
             : row.engine.empty() ? ui.c.line2
                                  : ui::block_color(ui.c, row.engine).hue;
    };
    const std::size_t current = context.file->current_task();
    if (thin) {
      draw_thin_strip(ui, strip, rows, color_of);
    } else {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const float x0 = std::round(strip.x + cell * static_cast<float>(i)),
                    x1 = std::round(strip.x + cell * static_cast<float>(i + 1));
        const Rect r{x0, strip.y, std::max(1.0F, x1 - x0 - 1), strip.h};
        ui.fill(r, ui::faded(color_of(rows[i]), i == current ? 1.0F : 0.5F));
        if (position_[i] == SIZE_MAX) ui.fill(r, ui::faded(ui.c.bg1, 0.6F));
      }
    }
    const float x = std::round(strip.x + cell * static_cast<float>(current));
    ui.frame({x - 2, strip.y - 2, std::max(ui.px(3), std::round(cell) - 1) + 4, strip.h + 4}, ui.c.tx1);
    if (!ui.hovers(area)) return;
    const float at = (ImGui::GetIO().MousePos.x - strip.x) / cell;
    const auto index = static_cast<std::size_t>(std::clamp(at, 0.0F, count - 1));
    ui.tooltip(area, "Task " + std::to_string(index) + "  " + rows[index].summary);
    if (ImGui::IsMouseDown(ImGuiMouseButton_Left) && index != current &&
        (ImGui::IsMouseClicked(0) || dragging_strip_)) {
      dragging_strip_ = true;
      select(context, index);
      ui::reveal_row(scroll_, position_[index] == SIZE_MAX ? 0 : position_[index], ui.row());
    }
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) dragging_strip_ = false;
  }

  // Several tasks share a pixel: a problem wins over what is not.
  template <class ColorOf>
  static void draw_thin_strip(const ui::Ui& ui, const Rect& strip, const std::vector<TaskRow>& rows,
                              const ColorOf& color_of) {
    const auto pixels = static_cast<std::size_t>(strip.w);
    std::size_t run = 0;
    ImU32 color = 0;
    for (std::size_t p = 0; p <= pixels; ++p) {
      ImU32 next = 0;
      if (p < pixels) {
        const std::size_t from = p * rows.size() / pixels,
                          to = std::max(from + 1, (p + 1) * rows.size() / pixels);
        const TaskRow* shown = &rows[from];
        for (std::size_t i = from; i < std::min(to, rows.size()); ++i)
          if (rows[i].problem) shown = &rows[i];
        next = color_of(*shown);
      }
      if (p > 0 && next != color) {
        ui.fill({strip.x + static_cast<float>(run), strip.y, static_cast<float>(p - run), strip.h},
                ui::faded(color, 0.6F));
        run = p;
      }
      color = next;
    }
  }

  void place_columns(const ui::Ui& ui, const Rect& area) {
    shown_ = kTaskColumns.size();
    const auto needed = [&] {
      float sum = ui.px(kLeftMargin + 12);
      for (std::size_t i = 0; i < shown_; ++i) sum += ui.px(kTaskColumns[i].width);
      return sum;
    };
    while (shown_ > kAlwaysShown && needed() > area.w) --shown_;
    const float extra = std::max(0.0F, area.w - needed());
    float x = ui.px(kLeftMargin);
    for (std::size_t i = 0; i < shown_; ++i) {
      starts_[i] = x;
      widths_[i] = ui.px(kTaskColumns[i].width) + (i == kDoes ? extra : 0);
      x += widths_[i];
    }
  }

  Rect cell(const Rect& row, std::size_t column, const ui::Ui& ui) const {
    const float gap = ui.px(kTaskColumns[column].align == Align::Right ? 12.0F : 8.0F);
    return {row.x + starts_[column], row.y, widths_[column] - gap, row.h};
  }

  void draw_header(ui::ViewContext& context, const Rect& line) {
    const ui::Ui& ui = context.ui;
    ui.fill(line, ui.c.bg2);
    ui.hline(line.x, line.right(), line.bottom() - ui.line(), ui.c.line1);
    for (std::size_t i = 0; i < shown_; ++i) {
      const int sorted = sort_ != kTaskColumns[i].sort || (i == 0 && !down_) ? 0 : down_ ? -1 : 1;
      if (ui::draw_header_cell(ui, cell(line, i, ui), kTaskColumns[i].title, kTaskColumns[i].align, sorted))
        context.app.run_or_tell("sort tasks " + std::string(kTaskColumns[i].sort));
    }
  }

  void draw_nothing(ui::ViewContext& context, const Rect& area) {
    ui::draw_empty(context.ui, area, "0 matches for “" + context.file->task_filter + "”",
                   "Escape clears the filter");
  }

  void draw_rows(ui::ViewContext& context, const Rect& area) {
    const ui::Ui& ui = context.ui;
    OpenFile& file = *context.file;
    const state::DebugMoment* moment = moment_here(context.app);
    ui::List list(ui, "tasks", area, order_.size(), ui.row(), scroll_);
    for (std::size_t i = list.first; i < list.last; ++i) {
      const std::size_t task = order_[i];
      const Rect row = list.row(i);
      const bool selected = task == file.current_task();
      const bool preview = file.hovered && file.hovered->task == task;
      ui::draw_row_ground(ui, row, selected, context.focused, list.hovered == i || preview);
      draw_row(ui, file.tasks->rows()[task], task, row, selected);
      const bool changed = file.edits.touches_task(task), carries = file.edits.carries_change(task);
      const state::Breakpoint* breakpoint = breakpoint_on(context.app, task);
      if (changed || carries)
        ui.text({row.x + ui.px(breakpoint == nullptr ? 5 : 10), row.y, ui.px(10), row.h}, Style::DataBold,
                ui::faded(ui.c.changed, changed ? 1.0F : 0.6F), "~");
      const float middle = row.y + row.h / 2;
      if (breakpoint != nullptr) draw_breakpoint_dot(ui, {row.x + ui.px(5), middle}, *breakpoint);
      if (moment != nullptr && moment->next() == task)
        draw_next_arrow(ui, {row.x + ui.px(12), middle}, moment->refused);
      if (list.hovered != i) continue;
      file.hover = file.of_task(task);
      if (ui.clicks(row) || ui.right_clicks(row)) select(context, task);
      if (ui.right_clicks(row)) open_row_menu();
      if (ui.double_clicks(row)) context.app.run_or_tell("view inspector");
      ui.tooltip(row, (changed   ? "Changed. "
                       : carries ? "Runs with a register that was changed in an earlier task. "
                                 : "") +
                          file.tasks->rows()[task].summary);
    }
  }

  void draw_row(const ui::Ui& ui, const TaskRow& values, std::size_t task, const Rect& row,
                bool selected) const {
    for (std::size_t i = 0; i < shown_; ++i) {
      Rect r = cell(row, i, ui);
      const std::string text = task_text(values, task, i);
      if (text.empty()) {
        ui.text(r, Style::Data, ui.c.tx4, "—", kTaskColumns[i].align);
        continue;
      }
      if (i == 1) {
        ui.block_bar(r.x, r.y + ui.px(3), r.h - ui.px(6), values.engine);
        r.cut_left(ui.px(9));
      }
      const bool sentence = i == 1 || i == kDoes;
      const ImU32 color = i == kDoes || i == 3 ? ui.c.tx1 : selected || i != 0 ? ui.c.tx2 : ui.c.tx3;
      ui.text(r, sentence ? Style::Body : Style::Data, color, text, kTaskColumns[i].align,
              i == 4 || i == 5 ? ui::Elide::Middle : ui::Elide::End);
    }
    if (values.problem)
      ui.icon({row.x + ui.px(2), row.y, ui.px(14), row.h}, ui::Icon::Warning, 12, ui.c.warning);
  }

  // Held, so that a freed table's address cannot pass for the same table.
  state::TaskTablePtr table_;
  std::shared_ptr<const std::vector<std::size_t>> filter_;
  std::string sort_;
  bool down_ = false, dragging_strip_ = false;
  std::vector<std::size_t> order_, position_;
  std::size_t shown_ = 0;
  std::array<float, kTaskColumns.size()> starts_{}, widths_{};
  ui::Scroll scroll_;
  ui::SelectionWatch watch_;
};

}  // namespace

std::unique_ptr<ui::View> make_tasks_view() {
  return std::make_unique<TasksView>();
}

}  // namespace ane::views
