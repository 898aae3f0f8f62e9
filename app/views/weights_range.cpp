#include "app/views/weights_range.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"

namespace ane::views {
namespace {

using state::WeightsRange;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr float kClippedShare = 0.999F;

std::string range_number(double value) {
  char text[32];
  const double size = std::fabs(value);
  const bool short_enough = value == 0 || (size >= 0.01 && size < 1000);
  static_cast<void>(std::snprintf(text, sizeof text, short_enough ? "%.4f" : "%.3g", value));
  return text;
}

void ask(ui::ViewContext& context, ValueRange range) {
  if (range.low < range.high)
    context.app.run_or_tell("weights range " + exact_number(range.low) + " " + exact_number(range.high));
}

}  // namespace

ValueRange range_of(const state::ViewOptions& options, const state::ShownConstant& shown) {
  const model::Statistics& s = shown.statistics;
  const double largest = std::max(std::fabs(s.min), std::fabs(s.max));
  ValueRange range{-largest, largest};
  switch (options.weights_range) {
    case WeightsRange::Symmetric:
      break;
    case WeightsRange::Fit:
      range = {s.min, s.max};
      break;
    case WeightsRange::Clipped: {
      const double most = shown.counts.magnitude_at(static_cast<double>(kClippedShare));
      range = {-most, most};
      break;
    }
    case WeightsRange::Manual:
      range = {options.weights_low, options.weights_high};
      break;
  }
  // All values alike: a little room on both sides.
  if (!(range.low < range.high)) range = {range.low - 1, range.high + 1};
  return range;
}

void RangeControl::draw(ui::ViewContext& context, const Rect& whole, const state::ShownConstant& shown,
                        const ValueColors& colors, ValueRange range) {
  const ui::Ui& ui = context.ui;
  Rect area = whole;
  draw_line(context, area.cut_top(ui.px(22)), range);
  area.cut_top(ui.px(8));
  Rect labels = area.cut_bottom(ui.px(18));
  Rect bar = area.cut_bottom(ui.px(10));
  area.cut_bottom(ui.px(2));
  const model::Statistics& s = shown.statistics;
  if (!handles_.holds_end()) {
    const double low = std::min(s.min, range.low), high = std::max(s.max, range.high);
    const double room = (high - low) * 0.06;
    axis_ = {low - room, high + room};
  }
  const auto counts = shown.counts.histogram(axis_.low, axis_.high, range_bar_count(ui, area));
  draw_range_bars(ui, area, counts, axis_, range, context.app.options.weights_log);
  handles_.draw_brush(ui, area, axis_);
  const float step = std::max(1.0F, ui.line());
  for (float x = bar.x; x < bar.right(); x += step)
    ui.fill({x, bar.y, step, bar.h}, colors.at(std::clamp(axis_value(bar, axis_, x), range.low, range.high)));
  for (const double end : {range.low, range.high}) {
    const float x = std::round(axis_x(area, axis_, end));
    ui.vline(x, area.y, bar.bottom(), ui.c.tx1);
    ui.list().AddTriangleFilled({x, bar.bottom() - ui.px(1)}, {x + ui.px(5), bar.bottom() + ui.px(5)},
                                {x - ui.px(5), bar.bottom() + ui.px(5)}, ui.c.tx1);
    const std::string text = range_number(end);
    const float width = ui.width(Style::Small, text);
    const float left = std::clamp(x - width / 2, labels.x, std::max(labels.x, labels.right() - width));
    ui.text({std::round(left), labels.y + ui.px(4), width + 2, labels.h - ui.px(4)}, Style::Small, ui.c.tx2,
            text, Align::Left, ui::Elide::Never);
  }
  const Rect held{area.x, area.y, area.w, bar.bottom() + ui.px(8) - area.y};
  if (const auto wanted = handles_.drag(ui, held, axis_, range)) ask(context, *wanted);
}

void RangeControl::draw_line(ui::ViewContext& context, Rect line, ValueRange range) {
  ui::Ui& ui = context.ui;
  if (!(texts_of_ == range)) {
    texts_of_ = range;
    low_text_ = range_number(range.low);
    high_text_ = range_number(range.high);
  }
  ui.text(line.cut_left(ui.px(46)), Style::BodyBold, ui.c.tx1, "Range");
  number_box(context, "low", line.cut_left(ui.px(72)), low_text_, range, false);
  ui.text(line.cut_left(ui.px(24)), Style::Body, ui.c.tx2, "to", Align::Centre);
  number_box(context, "high", line.cut_left(ui.px(72)), high_text_, range, true);
  float x = line.x + ui.px(8);
  const WeightsRange on = context.app.options.weights_range;
  struct Choice {
    WeightsRange range;
    const char *title, *command;
  };
  for (const Choice& choice : {Choice{WeightsRange::Symmetric, "symmetric", "weights range symmetric"},
                               Choice{WeightsRange::Fit, "fit", "weights range fit"},
                               Choice{WeightsRange::Clipped, "99.9 %", "weights range clipped"}}) {
    if (ui.chip(x, line.y + ui.px(1), choice.title, on == choice.range))
      context.app.run_or_tell(choice.command);
  }
  if (ui.chip(x, line.y + ui.px(1), "log counts", context.app.options.weights_log))
    context.app.run_or_tell("weights log");
  const Rect rest{x + ui.px(8), line.y, line.right() - x - ui.px(8), line.h};
  const std::string hint =
      handles_.brush() ? "click to end the selection" : "drag in the histogram to isolate cells";
  if (rest.w > ui.width(Style::Caption, hint)) ui.text(rest, Style::Caption, ui.c.tx3, hint, Align::Right);
}

void RangeControl::number_box(ui::ViewContext& context, const char* id, const Rect& box, std::string& text,
                              ValueRange range, bool high) {
  bool submit = false;
  context.ui.input(id, box, text, "", {}, false, &submit);
  if (!submit) return;
  const std::string other = exact_number(high ? range.low : range.high);
  context.app.run_or_tell("weights range " + (high ? other + " " + text : text + " " + other));
  texts_of_ = {0, 0};
}

}  // namespace ane::views
