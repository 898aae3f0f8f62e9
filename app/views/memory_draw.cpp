#include "app/views/memory_draw.hpp"

#include <algorithm>
#include <cmath>

#include "app/views/list_parts.hpp"
#include "app/views/step_marks.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using model::MemoryBuffer;
using model::MemoryLife;
using model::MemoryUse;
using state::MemoryLane;
using ui::Align;
using ui::Rect;
using ui::Style;

const MemoryBuffer& buffer_of(const MemoryFrame& frame, const MemoryLane& lane) {
  return frame.map.buffers[lane.buffer];
}

std::string size_text(const MemoryBuffer& buffer) {
  return buffer.declared && buffer.buffer.size != 0 ? byte_size(buffer.buffer.size) : "size unknown";
}

// 1, 2 or 5 times a power of ten, so that labels stand at least `apart` pixels from each other.
double step_of(double per_task, double apart) {
  double step = 1;
  for (int i = 0; step * per_task < apart; ++i) step *= i % 3 == 1 ? 2.5 : 2;
  return step;
}

bool is_there(const MemoryLife& life, std::size_t task) {
  return (!life.writer || *life.writer <= task) &&
         (life.kept || (life.last_reader && *life.last_reader >= task));
}

bool meet(const MemoryLife& life, const MemoryUse& use) {
  return life.begin < use.end && use.begin < life.end;
}

Rect cut_to(const Rect& r, const Rect& column) {
  const float x0 = std::max(r.x, column.x), x1 = std::min(r.right(), column.right());
  return {x0, r.y, std::max(0.0F, x1 - x0), r.h};
}

void draw_life(const MemoryFrame& frame, const MemoryLife& life, const Rect& r, bool known) {
  const ui::Ui& ui = frame.ui;
  // Small ones have no room for a ground within their line.
  if (r.w < 3 || r.h < 3) return ui.fill(r, ui.c.line2);
  const bool read = life.kept || life.last_reader;
  if (read && known) ui.fill(r, ui.c.bg3);
  if (!known) ui.hatch(r, ui.c.unknown, 6);
  ui.frame(r, ui.c.line2);
}

void draw_number(const MemoryFrame& frame, const MemoryLife& life, const Rect& r, ImU32 color) {
  if (!life.writer || r.h < frame.ui.px(12)) return;
  const std::string text = std::to_string(*life.writer);
  if (frame.ui.width(Style::Small, text) + frame.ui.px(8) > r.w) return;
  // At the left, below the column of the task that wrote it: what is read later is lit further right.
  frame.ui.text({r.x + frame.ui.px(5), r.y, r.w, r.h}, Style::Small, color, text);
}

// Calls `take` for each use that the current task makes of the buffer.
template <class Take>
void over_uses(const MemoryBuffer& buffer, std::size_t task, Take take) {
  auto use = std::lower_bound(buffer.uses.begin(), buffer.uses.end(), task,
                              [](const MemoryUse& u, std::size_t t) { return u.task < t; });
  for (; use != buffer.uses.end() && use->task == task; ++use) take(*use);
}

// What is read is tinted over its whole life, what is written is solid: the eye sees what becomes of what.
void draw_lit(const MemoryFrame& frame, const MemoryLane& lane, float top) {
  const ui::Ui& ui = frame.ui;
  const MemoryBuffer& buffer = buffer_of(frame, lane);
  const auto place = [&](const auto& what) {
    return cut_to(on_screen(frame, frame.scale.box(lane, what), top), frame.plot);
  };
  const auto solid = [&](const Rect& r) { ui.fill({r.x, r.y, std::max(r.w, ui.px(2)), r.h}, ui.c.accent); };
  over_uses(buffer, frame.task, [&](const MemoryUse& use) {
    for (const MemoryLife& life : buffer.lives) {
      if (use.write ? life.writer != frame.task : !life.writer || !is_there(life, frame.task)) continue;
      if (!meet(life, use)) continue;
      const Rect r = place(life);
      if (r.w <= 0) continue;
      if (use.write) {
        solid(r);
        draw_number(frame, life, r, ui.c.accentfg);
      } else {
        // The number comes anew, if there is room for it beside what is read.
        ui.fill(r, ui.c.bg3);
        ui.fill(r, ui::faded(ui.c.accent, 0.4F));
        ui.frame(r, ui.c.accent);
        draw_number(frame, life, {r.x, r.y, std::max(0.0F, place(use).x - r.x), r.h}, ui.c.tx1);
      }
    }
    const Rect r = place(use);
    if (!use.write && r.w > 0) solid(r);
  });
}

void draw_faults(const MemoryFrame& frame, const MemoryLane& lane, float top) {
  const ui::Ui& ui = frame.ui;
  for (const model::MemoryFault& fault : frame.map.faults) {
    if (fault.slot != buffer_of(frame, lane).buffer.slot) continue;
    const state::Box box = frame.scale.box(lane, fault.use);
    if (box.x1 <= 0 || box.x0 >= frame.scale.width) continue;
    Rect r = on_screen(frame, box, top);
    r.w = std::max(r.w, ui.px(4));
    r = cut_to(r, frame.plot);
    ui.fill(r, ui.c.bg1);
    ui.fill(r, ui::faded(ui.c.error, 0.25F));
    ui.hatch(r, ui.c.error);
    ui.frame(r, ui.c.error);
  }
}

// Lines at round addresses through a tall lane, with their sizes beside them.
void draw_addresses(const MemoryFrame& frame, const MemoryLane& lane, float top) {
  const ui::Ui& ui = frame.ui;
  const auto height = static_cast<float>(lane.height);
  const double step = std::exp2(std::ceil(std::log2(static_cast<double>(lane.bytes) / 4)));
  for (double at = step; at < static_cast<double>(lane.bytes); at += step) {
    const float y = std::round(top + height * static_cast<float>(1 - at / static_cast<double>(lane.bytes)));
    ui.hline(frame.plot.x, frame.plot.right(), y, ui.c.line1);
    if (y - ui.px(8) < top + ui.px(34) || y + ui.px(8) > top + height) continue;
    ui.text({frame.labels.x, y - ui.px(8), frame.labels.w - ui.px(8), ui.px(16)}, Style::Small, ui.c.tx3,
            byte_size(static_cast<std::uint64_t>(at)), Align::Right);
  }
}

}  // namespace

Rect on_screen(const MemoryFrame& frame, const state::Box& box, float lane_top) {
  return {frame.plot.x + static_cast<float>(box.x0), lane_top + static_cast<float>(box.y0),
          static_cast<float>(box.x1 - box.x0), static_cast<float>(box.y1 - box.y0)};
}

void draw_memory_axis(const MemoryFrame& frame, const Rect& axis) {
  const ui::Ui& ui = frame.ui;
  const state::TimeWindow& window = frame.scale.window;
  ui.hline(axis.x, axis.right(), axis.y, ui.c.line1);
  ui.text({frame.labels.x + ui.px(8), axis.y, frame.labels.w - ui.px(16), axis.h}, Style::Caption, ui.c.tx3,
          "task", Align::Right);
  const double per_task = static_cast<double>(frame.scale.width) / window.span();
  const std::string longest = std::to_string(frame.scale.first_task + window.count());
  const double step = step_of(per_task, static_cast<double>(ui.width(Style::Small, longest) + ui.px(14)));
  // A number stands below the middle of its column where the column is wide, else below its line.
  const bool wide = step < 1.5;
  for (double at = std::ceil(window.from() / step) * step; at < window.from() + window.span(); at += step) {
    const auto task = frame.scale.first_task + static_cast<std::size_t>(at);
    const float x = frame.plot.x + static_cast<float>(frame.scale.pixel(static_cast<double>(task)));
    ui.vline(x, frame.plot.y, frame.plot.bottom(), ui.c.line1);
    const auto room = static_cast<float>(step * per_task);
    const Rect box{wide ? x : x - room / 2, axis.y, room, axis.h};
    if (box.x >= frame.labels.right() - ui.px(20) && box.right() <= axis.right() + room / 2)
      ui.text(box, Style::Small, task == frame.task ? ui.c.tx1 : ui.c.tx3, std::to_string(task),
              Align::Centre);
  }
}

void draw_memory_columns(const MemoryFrame& frame) {
  const ui::Ui& ui = frame.ui;
  const auto column = [&](std::size_t task, ImU32 color, ImU32 thin) {
    const int x0 = frame.scale.pixel(static_cast<double>(task)),
              x1 = frame.scale.pixel(static_cast<double>(task + 1));
    if (x1 < 0 || x0 >= frame.scale.width) return;
    Rect r{frame.plot.x + static_cast<float>(x0), frame.plot.y, static_cast<float>(x1 - x0), frame.plot.h};
    const bool narrow = r.w < ui.px(2);
    if (narrow) r.w = ui.px(2);
    ui.fill(cut_to(r, frame.plot), narrow ? thin : color);
  };
  if (frame.hovered_task && *frame.hovered_task != frame.task)
    column(*frame.hovered_task, ui.c.hover, ui.c.line2);
  column(frame.task, ui.c.sel, ui.c.accent);
}

void draw_memory_position(const MemoryFrame& frame) {
  if (!frame.next_task) return;
  const ui::Ui& ui = frame.ui;
  const int pixel = frame.scale.pixel(static_cast<double>(*frame.next_task));
  const float x = std::round(frame.plot.x + static_cast<float>(std::clamp(pixel, 0, frame.scale.width)));
  ui.fill({x, frame.plot.y, frame.plot.right() - x, frame.plot.h}, ui::faded(ui.c.bg1, 0.55F));
  if (pixel < 0 || pixel > frame.scale.width) return;
  const float left = std::min(x, frame.plot.right() - ui.px(2));
  ui.fill({left, frame.plot.y, ui.px(2), frame.plot.h}, ui.c.accent);
  draw_next_arrow(ui, {left, frame.plot.y + ui.px(4)}, frame.refused);
}

void draw_memory_label(const MemoryFrame& frame, const MemoryLane& lane, float top) {
  const ui::Ui& ui = frame.ui;
  const MemoryBuffer& buffer = buffer_of(frame, lane);
  const bool used = !buffer.uses.empty();
  const auto height = static_cast<float>(lane.height);
  Rect line{frame.labels.x + ui.px(8), top, frame.labels.w - ui.px(16), std::min(height, ui.px(22))};
  const std::string kind(model::buffer_kind_name(buffer.buffer.kind));
  const std::string size = size_text(buffer);
  const Rect right = line.cut_right(std::min(line.w, ui.width(Style::Small, size)));
  ui.text(right, Style::Small, buffer.declared ? ui.c.tx2 : ui.c.tx3, size, Align::Right);
  ui.text(line.cut_left(ui.px(30)), Style::Small, ui.c.tx3, "@" + std::to_string(buffer.buffer.slot));
  line.cut_right(std::min(line.w, ui.px(8)));
  const std::string note = buffer.declared ? kind : "not declared";
  const ImU32 note_color = buffer.declared ? ui.c.tx3 : ui.c.warning;
  const float end =
      ui.text(line, Style::Data, used ? ui.c.tx1 : ui.c.tx3,
              buffer.buffer.name.empty() ? (buffer.declared ? kind : "buffer") : escaped(buffer.buffer.name),
              Align::Left, ui::Elide::Middle);
  const bool says_kind = buffer.declared && (buffer.buffer.name.empty() || buffer.buffer.name == kind);
  if (lane.tall && height >= ui.px(40)) {
    if (!says_kind) ui.text({line.x, top + ui.px(18), line.w, ui.px(16)}, Style::Caption, note_color, note);
    draw_addresses(frame, lane, top);
    return;
  }
  if (says_kind || line.right() - end - ui.px(8) < ui.width(Style::Caption, note)) return;
  ui.text({end + ui.px(8), line.y, line.right() - end - ui.px(8), line.h}, Style::Caption, note_color, note);
}

void draw_memory_lane(const MemoryFrame& frame, const MemoryLane& lane, float top) {
  const ui::Ui& ui = frame.ui;
  const MemoryBuffer& buffer = buffer_of(frame, lane);
  for (const MemoryLane::Life& shown : lane.lives) {
    const MemoryLife& life = buffer.lives[shown.life];
    const Rect r = on_screen(frame, shown.box, top);
    draw_life(frame, life, r, buffer.declared);
    draw_number(frame, life, r, ui.c.tx2);
  }
  for (const state::Box& box : lane.merged) ui.fill(on_screen(frame, box, top), ui.c.line2);
  for (const state::Box& box : lane.reads) ui.fill(on_screen(frame, box, top), ui.c.tx4);
  if (buffer.declared && buffer.buffer.size != 0 && lane.bytes > buffer.buffer.size) {
    const double share = static_cast<double>(buffer.buffer.size) / static_cast<double>(lane.bytes);
    const float y = std::round(top + static_cast<float>(lane.height) * static_cast<float>(1 - share));
    ui.dashed_line({frame.plot.x, y}, {frame.plot.right(), y}, ui.c.error, ui.px(3), ui.px(3), ui.line());
  }
  draw_lit(frame, lane, top);
  draw_faults(frame, lane, top);
}

std::string memory_hint(const MemoryFrame& frame, const MemoryLane& lane, const MemoryLife* life,
                        std::size_t task, int x, int y) {
  const MemoryBuffer& buffer = buffer_of(frame, lane);
  std::string text;
  const auto add = [&](const std::string& line) { text += (text.empty() ? "" : "\n") + line; };
  for (const model::MemoryFault& fault : frame.map.faults) {
    state::Box box = frame.scale.box(lane, fault.use);
    box.x1 = std::max(box.x1, box.x0 + static_cast<int>(frame.ui.px(4)));
    if (fault.slot == buffer.buffer.slot && box.contains(x, y)) add(fault.message);
  }
  if (life != nullptr) {
    const std::string range =
        range_text({life->begin, life->end - life->begin}) + ", " + bytes_text(life->end - life->begin);
    add(life->writer ? "Task " + std::to_string(*life->writer) + " writes " + range
                     : "There before the first task: " + range);
    if (life->last_reader) add("Last read by task " + std::to_string(*life->last_reader));
    if (life->kept) add("Kept: an output of the program");
    if (!life->last_reader && !life->kept) add("No task reads it");
  }
  over_uses(buffer, task, [&](const MemoryUse& use) {
    if (use.write && life != nullptr && life->writer == task) return;
    add("Task " + std::to_string(task) + (use.write ? " writes " : " reads ") +
        range_text({use.begin, use.end - use.begin}) + " as " + std::string(model::port_name(use.port)));
  });
  return text;
}

}  // namespace ane::views
