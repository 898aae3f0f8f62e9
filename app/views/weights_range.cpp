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
constexpr float kBars = 3;  ///< pixels from bar to bar

std::string range_number(double value) {
  char text[32];
  const double size = std::fabs(value);
  const bool short_enough = value == 0 || (size >= 0.01 && size < 1000);
  static_cast<void>(std::snprintf(text, sizeof text, short_enough ? "%.4f" : "%.3g", value));
  return text;
}

std::string exact_number(double value) {
  char text[40];
  static_cast<void>(std::snprintf(text, sizeof text, "%.9g", value));
  return text;
}

float x_of(const Rect& area, const ValueRange& axis, double value) {
  return area.x + area.w * static_cast<float>((value - axis.low) / (axis.high - axis.low));
}

double value_of(const Rect& area, const ValueRange& axis, float x) {
  return axis.low + static_cast<double>((x - area.x) / area.w) * (axis.high - axis.low);
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
                        const CellColors& colors, ValueRange range) {
  const ui::Ui& ui = context.ui;
  Rect area = whole;
  draw_line(context, area.cut_top(ui.px(22)), range);
  area.cut_top(ui.px(8));
  Rect labels = area.cut_bottom(ui.px(18));
  Rect bar = area.cut_bottom(ui.px(10));
  area.cut_bottom(ui.px(2));
  const model::Statistics& s = shown.statistics;
  if (grip_ == Grip::None || grip_ == Grip::Brush) {
    const double low = std::min(s.min, range.low), high = std::max(s.max, range.high);
    const double room = (high - low) * 0.06;
    axis_ = {low - room, high + room};
  }
  draw_histogram(ui, area, shown, range, context.app.options.weights_log);
  const float step = std::max(1.0F, ui.line());
  for (float x = bar.x; x < bar.right(); x += step)
    ui.fill({x, bar.y, step, bar.h}, colors.at(std::clamp(value_of(bar, axis_, x), range.low, range.high)));
  for (const double end : {range.low, range.high}) {
    const float x = std::round(x_of(area, axis_, end));
    ui.vline(x, area.y, bar.bottom(), ui.c.tx1);
    ui.list().AddTriangleFilled({x, bar.bottom() - ui.px(1)}, {x + ui.px(5), bar.bottom() + ui.px(5)},
                                {x - ui.px(5), bar.bottom() + ui.px(5)}, ui.c.tx1);
    const std::string text = range_number(end);
    const float width = ui.width(Style::Small, text);
    const float left = std::clamp(x - width / 2, labels.x, std::max(labels.x, labels.right() - width));
    ui.text({std::round(left), labels.y + ui.px(4), width + 2, labels.h - ui.px(4)}, Style::Small, ui.c.tx2,
            text, Align::Left, ui::Elide::Never);
  }
  drag(context, {area.x, area.y, area.w, bar.bottom() + ui.px(8) - area.y}, range);
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
  const std::string hint = brush_ ? "click to end the selection" : "drag in the histogram to isolate cells";
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

void RangeControl::draw_histogram(const ui::Ui& ui, const Rect& area, const state::ShownConstant& shown,
                                  ValueRange range, bool logarithmic) {
  ui.fill(area, ui.c.bg0);
  const float pitch = ui.px(kBars);
  const auto bins = static_cast<std::size_t>(std::max(1.0F, area.w / pitch));
  const auto counts = shown.counts.histogram(axis_.low, axis_.high, bins);
  const auto height_of = [&](std::uint64_t n) {
    return logarithmic ? std::log2(1 + static_cast<double>(n)) : static_cast<double>(n);
  };
  const double most = height_of(*std::max_element(counts.begin(), counts.end()));
  const double room = static_cast<double>(area.h - ui.px(4));
  for (std::size_t i = 0; i < bins; ++i) {
    if (counts[i] == 0 || most == 0) continue;
    const float height =
        std::max(ui.line(), std::round(static_cast<float>(height_of(counts[i]) / most * room)));
    const Rect bar{area.x + pitch * static_cast<float>(i), area.bottom() - height, pitch - ui.line(), height};
    const double middle = value_of(area, axis_, bar.x + bar.w / 2);
    const bool inside = middle >= range.low && middle <= range.high;
    ui.fill(bar, inside ? ui.c.tx3 : ui::faded(ui.c.tx4, 0.55F));
  }
  if (!brush_) return;
  const float from = x_of(area, axis_, brush_->low), to = x_of(area, axis_, brush_->high);
  ui.fill({from, area.y, to - from, area.h}, ui::faded(ui.c.accent, 0.18F));
}

// Handles first; between them both move when the colour bar is taken; in the histogram a brush begins.
void RangeControl::drag(ui::ViewContext& context, const Rect& area, ValueRange range) {
  const ui::Ui& ui = context.ui;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const double value = value_of(area, axis_, mouse.x);
  if (grip_ == Grip::None && ui.hovers(area) && ImGui::IsMouseClicked(ImGuiMouseButton_Left)) {
    const float low = std::fabs(mouse.x - x_of(area, axis_, range.low));
    const float high = std::fabs(mouse.x - x_of(area, axis_, range.high));
    grip_ = mouse.y > area.bottom() - ui.px(20) ? Grip::Both : Grip::Brush;
    if (std::min(low, high) <= ui.px(6)) grip_ = low < high ? Grip::Low : Grip::High;
    grip_at_ = value;
    grip_range_ = range;
    brush_.reset();
  }
  if (grip_ == Grip::None) return;
  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
    grip_ = Grip::None;
    return;
  }
  const double moved = value - grip_at_;
  switch (grip_) {
    case Grip::Low:
      return ask(context, {grip_range_.low + moved, grip_range_.high});
    case Grip::High:
      return ask(context, {grip_range_.low, grip_range_.high + moved});
    case Grip::Both:
      if (moved != 0) ask(context, {grip_range_.low + moved, grip_range_.high + moved});
      return;
    default:
      if (std::fabs(x_of(area, axis_, value) - x_of(area, axis_, grip_at_)) < ui.px(3)) return;
      brush_ = ValueRange{std::min(value, grip_at_), std::max(value, grip_at_)};
  }
}

}  // namespace ane::views
