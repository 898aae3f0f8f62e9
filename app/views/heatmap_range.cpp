#include "app/views/heatmap_range.hpp"

#include <algorithm>
#include <cmath>

namespace ane::views {
namespace {

using state::HeatRange;
using state::ShownSide;
using ui::Align;
using ui::Rect;
using ui::Style;

}  // namespace

std::string heat_number_text(double value) {
  char text[32];
  const double size = std::fabs(value);
  const bool plain = value == 0 || (size >= 0.001 && size < 10000);
  const char* format = !plain ? "%.2e" : size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : "%.4f";
  static_cast<void>(std::snprintf(text, sizeof text, value == 0 ? "%.0f" : format, value));
  return text;
}

void SideColors::Ends::update(const run::KeptTensorPtr& tensor, const state::HeatEnds& wanted) {
  if (of == tensor && ends == wanted) return;
  of = tensor;
  ends = wanted;
  const state::HeatLimits limits = state::heat_limits(wanted, *tensor);
  range = {limits.low, limits.high};
}

ShownSide SideColors::shown(const state::App& app) const {
  return tensor(app.heat.side) ? app.heat.side : ShownSide::A;
}

bool SideColors::update(ui::ViewContext& context) {
  state::App& app = context.app;
  state::prepare_difference(app);
  for (const ShownSide side : {ShownSide::A, ShownSide::B, ShownSide::Difference})
    tensors_[static_cast<std::size_t>(side)] = state::heat_tensor(app, side);
  const run::KeptTensorPtr& a = tensor(ShownSide::A);
  if (!a) return false;
  value_ends_.update(a, app.heat.range);
  const PlaneMap map =
      app.heat.range.kind == HeatRange::Symmetric ? PlaneMap::Diverging : map_for(a->statistics);
  values_.update(context.ui.c, map, value_ends_.range);
  if (const run::KeptTensorPtr& difference = tensor(ShownSide::Difference)) {
    error_ends_.update(difference, app.heat.difference);
    ValueRange range = error_ends_.range;
    // No difference is the dark end, whatever the smallest one is.
    if (app.heat.difference.kind != HeatRange::Manual) range.low = 0;
    if (!(range.low < range.high)) range.high = 1;
    errors_.update(context.ui.c, PlaneMap::Error, range);
  }
  return true;
}

void HistogramBars::draw(const ui::Ui& ui, const Rect& area, const run::KeptTensorPtr& tensor,
                         ValueRange axis, ValueRange inside, bool logarithmic) {
  const std::size_t bins = range_bar_count(ui, area);
  if (of_ != tensor || !(axis_ == axis) || counts_.size() != bins) {
    of_ = tensor;
    axis_ = axis;
    counts_ = tensor->counts.histogram(axis.low, axis.high, bins);
  }
  draw_range_bars(ui, area, counts_, axis, inside, logarithmic);
}

void HeatRangeControl::ask(ui::ViewContext& context, ValueRange range) const {
  if (range.low < range.high)
    context.app.run_or_tell(command_ + " " + exact_number(range.low) + " " + exact_number(range.high));
}

void HeatRangeControl::draw(ui::ViewContext& context, const Rect& whole, const char* title,
                            const char* command, const run::KeptTensorPtr& tensor, const ValueColors& colors,
                            const state::HeatEnds& ends) {
  const ui::Ui& ui = context.ui;
  command_ = command;
  range_ = colors.range();
  if (last_tensor_ != tensor.get()) handles_.clear_brush();
  last_tensor_ = tensor.get();
  Rect area = whole;
  const Rect line = area.cut_top(ui.px(22));
  draw_log_chip(context, line, draw_line(context, line, title, ends));
  area.cut_top(ui.px(8));
  const Rect labels = area.cut_bottom(ui.px(18));
  const Rect bar = area.cut_bottom(ui.px(10));
  area.cut_bottom(ui.px(2));
  if (!handles_.holds_end()) {
    const model::Statistics& s = tensor->statistics;
    const double low = std::min(s.min, range_.low), high = std::max(s.max, range_.high);
    axis_ = {low, high + (high - low) * 0.04};
  }
  bars_.draw(ui, area, tensor, axis_, range_, context.app.heat.log);
  handles_.draw_brush(ui, area, axis_);
  draw_bar(ui, bar, labels, area.y, colors);
  const Rect held{area.x, area.y, area.w, bar.bottom() + ui.px(8) - area.y};
  const auto wanted = handles_.drag(ui, held, axis_, range_);
  if (wanted && !(*wanted == handles_.taken())) ask(context, *wanted);
}

void HeatRangeControl::draw_compact(ui::ViewContext& context, const Rect& line, const char* title,
                                    const char* command, const ValueColors& colors,
                                    const state::HeatEnds& ends) {
  command_ = command;
  range_ = colors.range();
  // What cannot be seen cannot be taken back either.
  handles_.clear_brush();
  handles_.release();
  draw_line(context, {line.x, line.y, line.w, context.ui.px(22)}, title, ends);
}

void HeatRangeControl::draw_bar(const ui::Ui& ui, const Rect& bar, const Rect& labels, float top,
                                const ValueColors& colors) const {
  const float step = std::max(1.0F, ui.line());
  for (float x = bar.x; x < bar.right(); x += step)
    ui.fill({x, bar.y, step, bar.h}, colors.at(axis_value(bar, axis_, x)));
  float free = labels.x;
  for (const double end : {range_.low, range_.high}) {
    const float x = std::round(axis_x(bar, axis_, end));
    ui.vline(std::min(x, bar.right() - ui.line()), top, bar.bottom(), ui.c.tx1);
    ui.list().AddTriangleFilled({x, bar.bottom() - ui.px(1)}, {x + ui.px(5), bar.bottom() + ui.px(5)},
                                {x - ui.px(5), bar.bottom() + ui.px(5)}, ui.c.tx1);
    const std::string text = heat_number_text(end);
    const float width = ui.width(Style::Small, text);
    const float left = std::clamp(x - width / 2, labels.x, std::max(labels.x, labels.right() - width));
    if (left < free) continue;
    free = left + width + ui.px(8);
    ui.text({std::round(left), labels.y + ui.px(4), width + 2, labels.h - ui.px(4)}, Style::Small, ui.c.tx2,
            text, Align::Left, ui::Elide::Never);
  }
}

float HeatRangeControl::draw_line(ui::ViewContext& context, Rect line, const char* title,
                                  const state::HeatEnds& ends) {
  ui::Ui& ui = context.ui;
  if (!(texts_of_ == range_)) {
    texts_of_ = range_;
    low_text_ = heat_number_text(range_.low);
    high_text_ = heat_number_text(range_.high);
  }
  ui.text(line.cut_left(ui.width(Style::BodyBold, title) + ui.px(10)), Style::BodyBold, ui.c.tx1, title);
  number_box(context, "low", line.cut_left(ui.px(68)), low_text_, false);
  ui.text(line.cut_left(ui.px(22)), Style::Body, ui.c.tx2, "to", Align::Centre);
  number_box(context, "high", line.cut_left(ui.px(68)), high_text_, true);
  float x = line.x + ui.px(8);
  struct Chip {
    HeatRange range;
    const char* title;
  };
  const bool errors = command_ == "heat.difference-range";
  for (const Chip& chip : {Chip{HeatRange::Symmetric, "symmetric"}, Chip{HeatRange::Fit, "fit"},
                           Chip{HeatRange::Auto, "auto-fit"}}) {
    if (errors && chip.range == HeatRange::Symmetric) continue;
    if (x + ui.width(Style::Body, chip.title) + ui.px(20) > line.right()) return line.right();
    if (ui.chip(x, line.y + ui.px(1), chip.title, ends.kind == chip.range))
      context.app.run_or_tell(command_ + " " + std::string(state::heat_range_name(chip.range)));
  }
  return x;
}

void HeatRangeControl::draw_log_chip(ui::ViewContext& context, const Rect& line, float x) const {
  ui::Ui& ui = context.ui;
  const bool errors = command_ == "heat.difference-range";
  if (errors || x + ui.width(Style::Body, "log counts") + ui.px(20) > line.right()) return;
  if (ui.chip(x, line.y + ui.px(1), "log counts", context.app.heat.log)) context.app.run_or_tell("heat.log");
}

void HeatRangeControl::number_box(ui::ViewContext& context, const char* id, const Rect& box,
                                  std::string& text, bool high) {
  bool submit = false;
  context.ui.input((command_ + id).c_str(), box, text, "", {}, false, &submit);
  if (!submit) return;
  const std::string other = exact_number(high ? range_.low : range_.high);
  context.app.run_or_tell(command_ + " " + (high ? other + " " + text : text + " " + other));
  texts_of_ = {0, 0};
}

}  // namespace ane::views
