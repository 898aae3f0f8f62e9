#include "app/views/timeline_strip.hpp"

#include <algorithm>
#include <cmath>

#include "app/views/list_parts.hpp"
#include "core/regdb/codec.hpp"

namespace ane::views {
namespace {

using ui::Rect;
using ui::Style;

double value_of(const regdb::Field& field, const task::RegisterState& state) {
  const regdb::FieldValue value = regdb::unpack(field, state.value);
  return value.is_real ? value.real : static_cast<double>(value.number);
}

struct Range {
  double low = 0, high = 0;
};

Range value_range(const regdb::Field& field, const std::vector<task::RegisterState>& states) {
  Range range{HUGE_VAL, -HUGE_VAL};
  for (const task::RegisterState& state : states) {
    if (state.origin == task::Origin::Unset) continue;
    const double value = value_of(field, state);
    if (!std::isfinite(value)) continue;
    range.low = std::min(range.low, value);
    range.high = std::max(range.high, value);
  }
  return range;
}

std::size_t count_changes(const regdb::Field& field, const std::vector<task::RegisterState>& states) {
  std::size_t changes = 0;
  for (std::size_t i = 1; i < states.size(); ++i)
    if (regdb::unpack(field, states[i].value).raw != regdb::unpack(field, states[i - 1].value).raw) ++changes;
  return changes;
}

// Bars, one a task or one a pixel where there are more tasks than pixels; the highest of those that share
// one.
void draw_bars(const ui::Ui& ui, const Rect& plot, const regdb::Field& field,
               const std::vector<task::RegisterState>& states, const Range& range, ImU32 hue,
               std::size_t current) {
  const std::size_t bars = std::min(states.size(), static_cast<std::size_t>(std::max(1.0F, plot.w)));
  const float step = plot.w / static_cast<float>(bars);
  const double span = range.high > range.low ? range.high - range.low : 1;
  for (std::size_t b = 0; b < bars; ++b) {
    const std::size_t from = b * states.size() / bars,
                      to = std::max(from + 1, (b + 1) * states.size() / bars);
    double best = -HUGE_VAL;
    bool own = false, here = false, known = false;
    for (std::size_t i = from; i < to; ++i) {
      here = here || i == current;
      if (states[i].origin == task::Origin::Unset) continue;
      known = true;
      own = own || states[i].origin == task::Origin::Written;
      best = std::max(best, value_of(field, states[i]));
    }
    const float x0 = std::round(plot.x + step * static_cast<float>(b)),
                x1 = std::round(plot.x + step * static_cast<float>(b + 1));
    const float width = std::max(1.0F, x1 - x0 - (step > 3 ? 1.0F : 0.0F));
    if (here) ui.fill({x0, plot.y, width, plot.h}, ui.c.sel);
    if (!known) continue;
    const double share = std::isfinite(best) ? (best - range.low) / span : 1;
    const float height =
        std::max(ui.px(2), std::round(plot.h * static_cast<float>(range.high > range.low ? share : 0.5)));
    ui.fill({x0, plot.bottom() - height, width, height}, own ? hue : ui::faded(hue, 0.4F));
  }
}

}  // namespace

float timeline_height(const ui::Ui& ui) {
  return ui.px(76);
}

void draw_timeline(ui::ViewContext& context, const Rect& area) {
  const ui::Ui& ui = context.ui;
  state::App& app = context.app;
  ui.fill(area, ui.c.bg2);
  ui.hline(area.x, area.right(), area.bottom() - ui.line(), ui.c.line1);
  Rect inside = area.inset(ui.px(12), ui.px(6));
  Rect head = inside.cut_top(ui.px(20));
  if (ui::Ui& mutable_ui = context.ui;
      mutable_ui.icon_button("close timeline", head.cut_right(ui.px(20)), ui::Icon::Close, "Close (T)")) {
    app.show_timeline("");
    return;
  }
  const auto field = context.file->document()->generation()->field(app.options.timeline);
  if (!field || field->block == nullptr) return;
  const float end = ui.text(head, Style::BodyBold, ui.c.tx1, app.options.timeline);
  Rect rest = head;
  rest.cut_left(end - head.x + ui.px(12));
  if (app.timeline.file != context.file->id() || !app.timeline.states) {
    ui.text(rest, Style::Caption, ui.c.tx3, "working it out…");
    return;
  }
  const auto& states = *app.timeline.states;
  const Range range = value_range(*field->field, states);
  const std::size_t changes = count_changes(*field->field, states);
  const std::size_t current = context.file->current_task();
  const std::string now =
      states[current].origin == task::Origin::Unset
          ? "—"
          : regdb::value_text(*field->field, regdb::unpack(*field->field, states[current].value));
  ui.text(rest, Style::Caption, ui.c.tx3,
          "task " + std::to_string(current) + ": " + now + " · " +
              (changes == 0 ? "never changes"
                            : "changes " + std::to_string(changes) + (changes == 1 ? " time" : " times")));
  const Rect plot = inside.inset(0, ui.px(2));
  ui.fill(plot, ui.c.bg0);
  draw_bars(ui, plot, *field->field, states, range, ui::block_color(ui.c, field->block->name).hue, current);
  if (!ui.hovers(plot)) return;
  const auto task =
      std::min(states.size() - 1, static_cast<std::size_t>((ImGui::GetIO().MousePos.x - plot.x) / plot.w *
                                                           static_cast<float>(states.size())));
  const task::RegisterState& state = states[task];
  ui.tooltip(plot, "Task " + std::to_string(task) + "  " +
                       (state.origin == task::Origin::Unset
                            ? "—"
                            : regdb::value_text(*field->field, regdb::unpack(*field->field, state.value))));
  if (ui.clicks(plot)) app.select(context.file->of_register(task, field->address(), field->field->name));
}

}  // namespace ane::views
