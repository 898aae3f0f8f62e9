#include <algorithm>
#include <cmath>

#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/list_parts.hpp"
#include "app/views/memory_draw.hpp"
#include "app/views/step_marks.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using state::MemoryLane;
using state::OpenFile;
using ui::Rect;
using ui::Style;

// Heights at scale 1. A little room above keeps the topmost value off the pane's edge.
constexpr float kLowLane = 22, kTallLane = 88, kAbove = 4, kTimeAxis = 20;

class MemoryView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    OpenFile& file = *context.file;
    if (file.document()->tasks().empty()) {
      return ui::draw_empty(context.ui, context.area, "No task uses memory",
                            "This file has no tasks that the database can decode.");
    }
    if (!file.survey) return ui::draw_loading(context.ui, context.area);
    const std::size_t program = file.current_program();
    if (program >= file.survey->info.memory.size() || file.survey->info.memory[program].buffers.empty()) {
      return ui::draw_empty(context.ui, context.area, "Nothing is known of its buffers",
                            "The file does not declare any, and no task names one.");
    }
    Rect area = context.area;
    const Rect axis = area.cut_bottom(context.ui.px(kTimeAxis));
    const MemoryFrame frame = arrange(context, area);
    handle_keys(context);
    draw_memory_axis(frame, axis);
    draw_memory_columns(frame);
    draw_lanes(context, frame, area);
    draw_memory_position(frame);
    handle_mouse(context, frame);
    draw_row_menu(context);
  }

  void draw_tools(ui::ViewContext& context, Rect& bar) override {
    const ui::Ui& ui = context.ui;
    const model::MemoryMap* map = map_of(context.file);
    if (map == nullptr) return;
    const auto tell = [&](const std::string& text, ImU32 color) {
      const Rect place = bar.cut_right(std::min(bar.w, ui.width(Style::Caption, text) + ui.px(12)));
      ui.text({place.x, place.y, place.w - ui.px(12), place.h}, Style::Caption, color, text);
      return place;
    };
    const std::size_t problems = map->problems.total();
    const bool used = std::any_of(map->buffers.begin(), map->buffers.end(),
                                  [](const model::MemoryBuffer& buffer) { return !buffer.uses.empty(); });
    const std::string none = used ? "no problems found" : "no access is known";
    const Rect place =
        tell(problems == 0 ? none : ui::plural(problems, "problem"), problems == 0 ? ui.c.tx3 : ui.c.error);
    if (problems != 0 && ui.clicks(place)) context.app.run_or_tell("view problems");
    if (map->unknown != 0)
      tell(ui::plural(map->unknown, "operand") + " of unknown size or place ·", ui.c.tx3);
    const state::TimeWindow& window = context.file->memory_window;
    if (window.count() != 0 && !window.all())
      tell(ui::comma_number(static_cast<std::uint64_t>(std::lround(window.span()))) + " of " +
               ui::plural(window.count(), "task") + " ·",
           ui.c.tx3);
  }

  float wanted_height(ui::ViewContext& context) override {
    const model::MemoryMap* map = map_of(context.file);
    if (map == nullptr || map->buffers.empty()) return 0;
    float height = context.ui.px(kTimeAxis + kAbove);
    take_lanes(*context.file);
    for (const MemoryLane& lane : lanes_) height += context.ui.px(lane.tall ? 2 * kTallLane : kLowLane);
    return height;
  }

  std::string badge(const state::App& app) override {
    const model::MemoryMap* map = map_of(app.active());
    return map == nullptr || map->problems.empty() ? "" : std::to_string(map->problems.total());
  }

 private:
  static const model::MemoryMap* map_of(const OpenFile* file) {
    if (file == nullptr || !file->survey) return nullptr;
    const std::size_t program = file->current_program();
    return program < file->survey->info.memory.size() ? &file->survey->info.memory[program] : nullptr;
  }

  // The lanes of the current program, which change with the file only.
  void take_lanes(const OpenFile& file) {
    const std::size_t program = file.current_program();
    if (file.survey == lanes_of_ && program == lanes_program_) return;
    lanes_of_ = file.survey;
    lanes_program_ = program;
    lanes_ = state::memory_lanes(file.survey->info.memory[program]);
    made_ = {};
  }

  // Places the columns and works the picture out again where anything that it depends on is another.
  MemoryFrame arrange(ui::ViewContext& context, const Rect& area) {
    const ui::Ui& ui = context.ui;
    OpenFile& file = *context.file;
    const std::size_t program = file.current_program();
    const document::ProgramTasks& tasks = file.document()->programs()[program];
    const model::MemoryMap& map = file.survey->info.memory[program];
    Rect plot = area;
    const Rect labels = plot.cut_left(std::round(std::clamp(area.w * 0.3F, ui.px(120), ui.px(230))));
    plot.w = std::max(1.0F, plot.w - ui.px(14));
    if (file.memory_window.count() != tasks.task_count) file.memory_window.reset(tasks.task_count);
    if (watch_.changed(file) && !ui.hovers(plot))
      file.memory_window.reveal(file.current_task() - tasks.first_task);
    const state::MemoryScale scale{file.memory_window, tasks.first_task, static_cast<int>(plot.w)};
    take_lanes(file);
    const Made made{lanes_of_, program, scale.window, scale.width, area.h, ui.scale};
    if (!(made == made_)) {
      made_ = made;
      height_ = state::set_heights(
          lanes_, static_cast<int>(area.h - ui.px(kAbove)), static_cast<int>(ui.px(kLowLane)),
          static_cast<int>(std::clamp(area.h * 0.45F, ui.px(kTallLane) / 2, ui.px(kTallLane))));
      for (MemoryLane& lane : lanes_) state::fill_lane(lane, map.buffers[lane.buffer], scale);
    }
    const auto hovered = file.hovered ? file.hovered->task : std::nullopt;
    MemoryFrame frame{ui, map, scale, labels, plot, file.current_task(), hovered, {}, false};
    const state::DebugMoment* moment = moment_here(context.app);
    if (moment != nullptr && moment->first_task == tasks.first_task) {
      frame.next_task = moment->first_task + moment->position;
      frame.refused = moment->refused;
    }
    return frame;
  }

  void draw_lanes(ui::ViewContext& context, const MemoryFrame& frame, const Rect& area) {
    const ui::Ui& ui = context.ui;
    const float content = static_cast<float>(height_) + ui.px(kAbove);
    overflow_ = content > area.h;
    ui::Scroller scroller(ui, "lanes", area, static_cast<double>(content), scroll_);
    float at = ui.px(kAbove);
    hovered_.reset();
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      const float top = std::round(scroller.at(static_cast<double>(at)));
      const auto height = static_cast<float>(lanes_[i].height);
      at += height;
      if (top > area.bottom() || top + height < area.y) continue;
      draw_memory_label(frame, lanes_[i], top);
      draw_memory_lane(frame, lanes_[i], top);
      ui.hline(area.x, area.right(), top + height - ui.line(), ui.c.line1);
      const Rect place{frame.plot.x, top, frame.plot.w, height};
      if (ui.hovers(place) && area.contains(ImGui::GetIO().MousePos)) hovered_ = {i, top};
      draw_label_hint(frame, lanes_[i], {frame.labels.x, top, frame.labels.w, height});
    }
  }

  static void draw_label_hint(const MemoryFrame& frame, const MemoryLane& lane, const Rect& label) {
    const model::MemoryBuffer& buffer = frame.map.buffers[lane.buffer];
    if (!frame.ui.hovers(label)) return;
    std::string text = "Buffer @" + std::to_string(buffer.buffer.slot) + " · " +
                       std::string(model::buffer_kind_name(buffer.buffer.kind));
    if (!buffer.buffer.name.empty()) text += " · " + escaped(buffer.buffer.name);
    if (!buffer.declared) text += "\nTasks use this number; the program does not declare it.";
    if (buffer.buffer.size != 0) text += "\n" + bytes_text(buffer.buffer.size);
    if (buffer.buffer.address != 0) text += " at address " + hex(buffer.buffer.address);
    text +=
        "\n" + (buffer.uses.size() == 1 ? "1 access" : ui::comma_number(buffer.uses.size()) + " accesses") +
        (buffer.uses.empty() ? ": no task uses it" : "") + " · " + ui::plural(buffer.lives.size(), "value");
    frame.ui.tooltip(label, text);
  }

  // The task whose column is at this place of the screen.
  static std::size_t task_at(const MemoryFrame& frame, float x) {
    const state::TimeWindow& window = frame.scale.window;
    const double at = window.from() + static_cast<double>((x - frame.plot.x) / frame.plot.w) * window.span();
    const double last = static_cast<double>(window.count()) - 1;
    return frame.scale.first_task + static_cast<std::size_t>(std::clamp(at, 0.0, last));
  }

  void handle_mouse(ui::ViewContext& context, const MemoryFrame& frame) {
    const ui::Ui& ui = context.ui;
    OpenFile& file = *context.file;
    const ImGuiIO& io = ImGui::GetIO();
    if (ui.hovers(frame.plot)) turn_wheel(file, frame);
    ImGui::SetCursorScreenPos({frame.plot.x, frame.plot.y});
    const bool released = ImGui::InvisibleButton("memory plot", {frame.plot.w, std::max(1.0F, frame.plot.h)});
    if (ImGui::IsItemActivated()) {
      dragged_ = false;
      drag_from_ = io.MousePos.x;
    }
    if (ImGui::IsItemActive()) {
      dragged_ = dragged_ || std::abs(io.MousePos.x - drag_from_) > ui.px(ui::kDragFrom);
      if (dragged_) {
        file.memory_window.pan(static_cast<double>((drag_from_ - io.MousePos.x) / frame.plot.w) *
                               frame.scale.window.span());
        drag_from_ = io.MousePos.x;
      }
    }
    if (!ui.hovers(frame.plot)) return;
    point(context, frame, released && !dragged_);
  }

  // Tells what the pointer is on and selects it with a click: the task that wrote a value, else the column's.
  void point(ui::ViewContext& context, const MemoryFrame& frame, bool clicked) {
    const ui::Ui& ui = context.ui;
    OpenFile& file = *context.file;
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const std::size_t column = task_at(frame, mouse.x);
    std::size_t task = column;
    std::string hint;
    if (hovered_) {
      const MemoryLane& lane = lanes_[hovered_->lane];
      const auto x = static_cast<int>(mouse.x - frame.plot.x), y = static_cast<int>(mouse.y - hovered_->top);
      const auto* life = state::life_at(lane, frame.map.buffers[lane.buffer], frame.scale, x, y);
      if (life != nullptr && life->writer) task = *life->writer;
      hint = memory_hint(frame, lane, life, column, x, y);
    }
    if (hint.empty() && file.tasks && column < file.tasks->rows().size())
      hint = "Task " + std::to_string(column) + "  " + file.tasks->rows()[column].summary;
    file.hover = file.of_task(task);
    const bool right = ui.right_clicks(frame.plot);
    if (clicked || right) context.app.select(file.same_in_task(task));
    if (right) open_row_menu();
    if (ui.double_clicks(frame.plot)) context.app.run_or_tell("view inspector");
    if (!ImGui::IsItemActive()) ui.tooltip(frame.plot, hint);
  }

  void turn_wheel(OpenFile& file, const MemoryFrame& frame) const {
    const ImGuiIO& io = ImGui::GetIO();
    if (io.MouseWheel == 0 && io.MouseWheelH == 0) return;
    state::TimeWindow& window = file.memory_window;
    if (io.KeyShift || io.MouseWheelH != 0) {
      const float by = io.MouseWheelH != 0 ? io.MouseWheelH : io.MouseWheel;
      window.pan(-static_cast<double>(by) * window.span() / 8);
    } else if (io.KeyCtrl || !overflow_) {
      // Lanes that do not fit are what the wheel alone scrolls.
      const double at =
          window.from() + static_cast<double>((io.MousePos.x - frame.plot.x) / frame.plot.w) * window.span();
      window.zoom(at, std::pow(0.8, static_cast<double>(io.MouseWheel)));
    }
  }

  static void handle_keys(ui::ViewContext& context) {
    OpenFile& file = *context.file;
    const document::ProgramTasks& tasks = file.document()->programs()[file.current_program()];
    const std::size_t current = file.current_task() - tasks.first_task;
    const auto page = static_cast<float>(file.memory_window.span());
    auto next = row_by_key(context, current, tasks.task_count, page);
    const ImGuiIO& io = ImGui::GetIO();
    if (context.focused && !io.WantTextInput && !io.KeyCtrl && !io.KeyAlt) {
      if (ImGui::IsKeyPressed(ImGuiKey_RightArrow)) next = std::min(current + 1, tasks.task_count - 1);
      if (ImGui::IsKeyPressed(ImGuiKey_LeftArrow)) next = current - std::min<std::size_t>(current, 1);
      if (ImGui::IsKeyPressed(ImGuiKey_Enter)) context.app.run_or_tell("view inspector");
      if (ImGui::IsKeyPressed(ImGuiKey_Equal) || ImGui::IsKeyPressed(ImGuiKey_KeypadAdd))
        context.app.run_or_tell("zoom memory in");
      if (ImGui::IsKeyPressed(ImGuiKey_Minus) || ImGui::IsKeyPressed(ImGuiKey_KeypadSubtract))
        context.app.run_or_tell("zoom memory out");
      if (ImGui::IsKeyPressed(ImGuiKey_0)) context.app.run_or_tell("zoom memory all");
    }
    if (next && *next != current) {
      context.app.select(file.same_in_task(tasks.first_task + *next));
      file.memory_window.reveal(*next);
    }
  }

  // What the picture was worked out for. The survey is held, so that a freed one's address cannot pass for
  // it.
  struct Made {
    std::shared_ptr<const state::Survey> survey;
    std::size_t program = 0;
    state::TimeWindow window;
    int width = 0;
    float height = 0, scale = 0;
    friend bool operator==(const Made&, const Made&) = default;
  };
  struct Hovered {
    std::size_t lane;
    float top;
  };

  Made made_;
  std::vector<MemoryLane> lanes_;
  // Held, so that a freed survey's address cannot pass for the same one.
  std::shared_ptr<const state::Survey> lanes_of_;
  std::size_t lanes_program_ = 0;
  int height_ = 0;
  bool overflow_ = false, dragged_ = false;
  float drag_from_ = 0;
  std::optional<Hovered> hovered_;
  ui::Scroll scroll_;
  ui::SelectionWatch watch_;
};

}  // namespace

std::unique_ptr<ui::View> make_memory_view() {
  return std::make_unique<MemoryView>();
}

}  // namespace ane::views
