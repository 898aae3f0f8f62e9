#include "app/views/table_plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/bits.hpp"

namespace ane::views {
namespace {

using model::LookupTable;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr float kPlotAxis = 48, kRight = 14, kPlotFoot = 20, kErrorShare = 0.32F, kLeastError = 90;
constexpr std::array<double, 5> kErrorTicks = {7, 63, 511, 4095, 32767};

/// A step of 1, 2 or 5 times a power of ten that gives at most `count` of them in a span.
double tick_step(double span, double count) {
  const double raw = span / std::max(1.0, count);
  const double power = std::pow(10, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
    if (power * factor >= raw) return power * factor;
  }
  return power * 10;
}

/// Multiples of a step between two values; not more than a plot has room for, however the values round.
std::vector<double> ticks(double from, double to, double step) {
  constexpr int kMost = 64;
  std::vector<double> list;
  const double first = std::ceil(from / step);
  for (int i = 0; i < kMost && (first + i) * step <= to; ++i) list.push_back((first + i) * step);
  return list;
}

std::string tick_text(double value, double step) {
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
  char text[32];
  static_cast<void>(
      std::snprintf(text, sizeof text, "%.*f", decimals, std::fabs(value) < step / 1e6 ? 0 : value));
  return text;
}

/// Symmetric logarithm of an error in ULP.
double squeezed(double error) {
  return std::copysign(std::log2(1 + std::fabs(error)), error);
}

struct Axes {
  Rect area;
  double x0 = 0, x1 = 1, y0 = 0, y1 = 1;

  ImVec2 at(double x, double y) const { return {x_at(x), y_at(y)}; }
  float x_at(double x) const { return area.x + area.w * static_cast<float>((x - x0) / (x1 - x0)); }
  float y_at(double y) const {
    // Far outside, so that a curve leaves the plot, but not so far that floats lose the direction.
    const double share = std::clamp((y - y0) / (y1 - y0), -4.0, 5.0);
    return area.bottom() - area.h * static_cast<float>(share);
  }
  double input(float x) const { return x0 + static_cast<double>((x - area.x) / area.w) * (x1 - x0); }
};

class Plot {
 public:
  Plot(const ui::Ui& ui, const TableSubject& subject, const Axes& axes)
      : ui_(ui), subject_(subject), axes_(axes) {}

  /// A curve through f(x) at every pixel, in pieces where f gives nothing.
  template <class Function>
  void curve(Function f, ImU32 color, float thickness) const {
    std::vector<ImVec2> points;
    const auto flush = [&] {
      if (points.size() > 1)
        ui_.list().AddPolyline(points.data(), static_cast<int>(points.size()), color, 0, thickness);
      points.clear();
    };
    for (float x = axes_.area.x; x <= axes_.area.right(); x += 1) {
      const std::optional<double> y = f(axes_.input(x));
      if (!y || !std::isfinite(*y)) {
        flush();
      } else {
        points.push_back({x, axes_.y_at(*y)});
      }
    }
    flush();
  }

  void grid_x(bool labels) const {
    const double step = tick_step(axes_.x1 - axes_.x0, static_cast<double>(axes_.area.w / ui_.px(56)));
    for (const double x : ticks(axes_.x0, axes_.x1, step)) {
      const float at = std::round(axes_.x_at(x));
      ui_.vline(at, axes_.area.y, axes_.area.bottom(), ui_.c.line1);
      if (!labels) continue;
      ui_.text({at - ui_.px(30), axes_.area.bottom() + ui_.px(3), ui_.px(60), ui_.px(16)}, Style::Small,
               ui_.c.tx3, tick_text(x, step), Align::Centre);
    }
  }

  void line_y(double y, const std::string& label) const {
    const float at = std::round(axes_.y_at(y));
    ui_.hline(axes_.area.x, axes_.area.right(), at, ui_.c.line1);
    ui_.text({axes_.area.x - ui_.px(kPlotAxis), at - ui_.px(8), ui_.px(kPlotAxis - 6), ui_.px(16)},
             Style::Small, ui_.c.tx3, label, Align::Right);
  }

  void lit_segment() const {
    if (!subject_.lit) return;
    const model::TableSegment& segment = subject_.segments[*subject_.lit];
    const float from = axes_.x_at(std::max(segment.from, axes_.x0)),
                to = axes_.x_at(std::min(segment.to, axes_.x1));
    if (to > from) ui_.fill({from, axes_.area.y, to - from, axes_.area.h}, ui::block_color(ui_.c, "NE").tint);
  }

 private:
  const ui::Ui& ui_;
  const TableSubject& subject_;
  const Axes& axes_;
};

/// Smallest and largest output, exact function included, with a little room.
void fit_outputs(const TableSubject& subject, Axes& axes) {
  double low = HUGE_VAL, high = -HUGE_VAL;
  const auto look = [&](double y) {
    if (!std::isfinite(y)) return;
    low = std::min(low, y);
    high = std::max(high, y);
  };
  constexpr int kLooks = 256;
  for (int i = 0; i <= kLooks; ++i) {
    const double x = axes.x0 + (axes.x1 - axes.x0) * i / kLooks;
    if (const auto y = subject.table.evaluate(x)) look(*y);
  }
  // Without a known mode nothing can be evaluated; the samples are there.
  for (std::size_t j = 0; low > high && j < LookupTable::kSamples; ++j) look(subject.table.sample(j));
  if (low > high) low = -1, high = 1;
  if (low == high) low -= 1, high += 1;
  const double room = (high - low) * 0.06;
  axes.y0 = low - room;
  axes.y1 = high + room;
}

void draw_curve(const ui::Ui& ui, const TableSubject& subject, const Axes& axes) {
  const Plot plot(ui, subject, axes);
  const ImU32 hue = ui::block_color(ui.c, "NE").hue;
  plot.lit_segment();
  plot.grid_x(true);
  const double step = tick_step(axes.y1 - axes.y0, static_cast<double>(axes.area.h / ui.px(44)));
  for (const double y : ticks(axes.y0, axes.y1, step)) plot.line_y(y, tick_text(y, step));
  const Rect& area = axes.area;
  for (const double end : {subject.table.x_low(), subject.table.x_high()}) {
    if (!std::isfinite(end) || end <= axes.x0 || end >= axes.x1) continue;
    const float x = std::round(axes.x_at(end));
    ui.dashed_line({x, area.y}, {x, area.bottom()}, ui.c.line2, ui.px(3), ui.px(3), ui.line());
  }
  ui.list().PushClipRect({area.x, area.y}, {area.right(), area.bottom()}, true);
  const float thin = ui.px(1.75F);
  if (subject.function) {
    const model::TableFunction& f = *subject.function;
    plot.curve([&](double x) { return std::optional(model::exact(f.function, f.parameter, x)); }, ui.c.tx2,
               std::max(1.0F, ui.scale));
  }
  plot.curve([&](double x) { return subject.table.evaluate(x); }, hue, std::max(1.75F * ui.scale, thin));
  for (std::size_t j = 0; j < LookupTable::kSamples && !subject.table.without_samples(); ++j) {
    const double x = subject.table.sample_x(j), y = subject.table.sample(j);
    if (x < axes.x0 || x > axes.x1 || !std::isfinite(y)) continue;
    const bool lit = subject.lit &&
                     subject.segments[*subject.lit].kind == model::TableSegment::Kind::Sampled &&
                     subject.segments[*subject.lit].sample == j;
    const float radius = (lit ? 4.0F : 2.5F) * ui.scale;
    ui.list().AddCircleFilled(axes.at(x, y), radius, ui.c.bg1);
    ui.list().AddCircle(axes.at(x, y), radius, hue, 0, 1.25F * ui.scale);
  }
  ui.list().PopClipRect();
}

void draw_legend(const ui::Ui& ui, const TableSubject& subject, const Rect& area) {
  const auto entry = [&](float y, ImU32 color, float thickness, const std::string& text) {
    const Rect ground{area.x + ui.px(8), y, ui.px(34) + ui.width(Style::Small, text), ui.px(16)};
    ui.fill(ground, ui.c.bg1);
    ui.list().AddLine({ground.x + ui.px(2), y + ui.px(8)}, {ground.x + ui.px(22), y + ui.px(8)}, color,
                      thickness);
    ui.text({ground.x + ui.px(28), y, ground.w, ground.h}, Style::Small, ui.c.tx2, text);
  };
  entry(area.y + ui.px(8), ui::block_color(ui.c, "NE").hue, 1.75F * ui.scale, "table");
  if (subject.function)
    entry(area.y + ui.px(26), ui.c.tx2, std::max(1.0F, ui.scale), "exact " + subject.function->name());
}

void draw_error(const ui::Ui& ui, const TableSubject& subject, Axes axes) {
  const auto error = [&](double x) -> std::optional<double> {
    const auto ulp = error_in_ulp(subject.table, *subject.function, x);
    if (!ulp) return std::nullopt;
    return squeezed(*ulp);
  };
  double most = squeezed(kErrorTicks[0]);
  for (float x = axes.area.x; x <= axes.area.right(); x += 2)
    most = std::max(most, std::fabs(error(axes.input(x)).value_or(0)));
  axes.y1 = most * 1.08;
  axes.y0 = -axes.y1;
  const Plot plot(ui, subject, axes);
  plot.lit_segment();
  plot.grid_x(false);
  const float top = axes.y_at(1), bottom = axes.y_at(-1);
  ui.fill({axes.area.x, top, axes.area.w, bottom - top}, ui.c.bg3);
  plot.line_y(0, "0");
  float labelled = axes.y_at(0);  // labels keep a line's distance
  for (const double tick : kErrorTicks) {
    if (squeezed(tick) > axes.y1) break;
    const float at = axes.y_at(squeezed(tick));
    if (labelled - at < ui.px(14)) continue;
    labelled = at;
    const std::string text = std::to_string(static_cast<int>(tick));
    plot.line_y(squeezed(tick), "+" + text);
    plot.line_y(-squeezed(tick), "-" + text);
  }
  ui.list().PushClipRect({axes.area.x, axes.area.y}, {axes.area.right(), axes.area.bottom()}, true);
  plot.curve(error, ui.c.changed, 1.25F * ui.scale);
  ui.list().PopClipRect();
  const std::string caption = "error in ULP of fp16, log scale · band ±1";
  const float width = ui.width(Style::Caption, caption) + ui.px(8);
  const Rect label{axes.area.right() - width, axes.area.y, width, ui.px(16)};
  ui.fill(label, ui.c.bg1);
  ui.text(label, Style::Caption, ui.c.tx3, caption, Align::Right);
}

}  // namespace

PlotRange plot_range(const LookupTable& table) {
  using Mode = LookupTable::Mode;
  switch (table.mode()) {
    case Mode::PowerOfTwo:
      return {-3, 3};
    case Mode::Logarithm:
    case Mode::Reciprocal:
    case Mode::InverseSquareRoot:
      return {1.0 / 16, 4};
    case Mode::SquareRoot:
      return {0, 8};
    default:
      break;
  }
  if (table.without_samples()) {
    double middle = 0;
    for (const double end : {table.x_low(), table.x_high()}) middle = std::isfinite(end) ? end : middle;
    return {middle - 4, middle + 4};
  }
  const double span = table.domain_end() - table.domain_start();
  if (!(span > 0)) return {-1, 1};
  const double room = span * 0.16;
  return {table.domain_start() - (table.mode() == Mode::Odd ? 0 : room), table.domain_end() + room};
}

std::optional<double> error_in_ulp(const LookupTable& table, const model::TableFunction& function, double x) {
  constexpr int kFractionBits = 10, kLeastExponent = -14;
  const auto y = table.evaluate(x);
  const double wanted = model::exact(function.function, function.parameter, x);
  if (!y || !std::isfinite(wanted)) return std::nullopt;
  const double rounded = half_to_double(double_to_half(*y));
  if (!std::isfinite(rounded)) return std::nullopt;
  const int exponent = wanted == 0 ? kLeastExponent : std::max(std::ilogb(wanted), kLeastExponent);
  return (rounded - wanted) / std::ldexp(1, exponent - kFractionBits);
}

std::optional<double> draw_table_plots(const ui::Ui& ui, const Rect& whole, const TableSubject& subject) {
  Rect area = whole;
  const PlotRange range = plot_range(subject.table);
  Rect error{};
  if (subject.function && area.h > ui.px(2 * kLeastError)) {
    error = area.cut_bottom(std::max(ui.px(kLeastError), std::floor(area.h * kErrorShare)));
    area.cut_bottom(ui.px(8));
  }
  area.cut_bottom(ui.px(kPlotFoot));
  Axes axes{{area.x + ui.px(kPlotAxis), area.y, area.w - ui.px(kPlotAxis + kRight), area.h},
            range.from,
            range.to,
            0,
            1};
  if (axes.area.w < ui.px(40) || axes.area.h < ui.px(40)) return std::nullopt;
  fit_outputs(subject, axes);
  draw_curve(ui, subject, axes);
  draw_legend(ui, subject, axes.area);
  if (error.h > 0) {
    Axes below = axes;
    below.area.y = error.y;
    below.area.h = error.h - ui.px(4);
    draw_error(ui, subject, below);
  }
  const Rect both{axes.area.x, axes.area.y, axes.area.w, whole.bottom() - axes.area.y};
  if (!ui.hovers(both)) return std::nullopt;
  const float mouse = ImGui::GetIO().MousePos.x;
  ui.vline(std::round(mouse), axes.area.y, both.bottom(), ui.c.tx4);
  return axes.input(mouse);
}

}  // namespace ane::views
