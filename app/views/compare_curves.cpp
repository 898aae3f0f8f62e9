#include "app/views/compare_curves.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <vector>

#include "app/views/table_plot.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using ui::Align;
using ui::Rect;
using ui::Style;

constexpr float kCurveAxis = 52, kCurveTitle = 22;

/// A plot whose vertical axis fits what is drawn.
class Curves {
 public:
  Curves(const ui::Ui& ui, const Rect& area, PlotRange range) : ui_(ui), area_(area), range_(range) {
    area_.cut_left(ui.px(kCurveAxis));
    area_.cut_right(ui.px(14));
  }

  struct Curve {
    std::vector<std::optional<double>> values;  ///< one for each pixel
    ImU32 color = 0;
    float thickness = 1;
  };

  template <class Function>
  void add(Function f, ImU32 color, float thickness) {
    Curve curve{{}, color, thickness};
    for (int i = 0; i < static_cast<int>(area_.w); ++i) {
      const double share = static_cast<double>(i) / static_cast<double>(area_.w);
      std::optional<double> y = f(range_.from + share * (range_.to - range_.from));
      if (y && !std::isfinite(*y)) y.reset();
      if (y) {
        low_ = std::min(low_, *y);
        high_ = std::max(high_, *y);
      }
      curve.values.push_back(y);
    }
    curves_.push_back(std::move(curve));
  }

  void draw(const std::string& title) {
    if (!(low_ < high_)) {
      low_ = std::isfinite(low_) ? low_ - 1 : -1;
      high_ = low_ + 2;
    }
    ui_.text({area_.x, area_.y - ui_.px(kCurveTitle), area_.w, ui_.px(kCurveTitle)}, Style::Caption,
             ui_.c.tx3, title);
    for (const double y : {low_, (low_ + high_) / 2, high_}) {
      const float at = std::round(y_of(y));
      ui_.hline(area_.x, area_.right(), at, ui_.c.line1);
      ui_.text({area_.x - ui_.px(kCurveAxis), at - ui_.px(8), ui_.px(kCurveAxis - 6), ui_.px(16)},
               Style::Small, ui_.c.tx3, label(y), Align::Right, ui::Elide::Never);
    }
    for (const Curve& curve : curves_) line(curve);
  }

  void inputs() const {
    for (const double share : {0.0, 0.5, 1.0}) {
      const float x = area_.x + area_.w * static_cast<float>(share);
      ui_.text({x - ui_.px(40), area_.bottom() + ui_.px(2), ui_.px(80), ui_.px(16)}, Style::Small, ui_.c.tx3,
               label(range_.from + share * (range_.to - range_.from)), Align::Centre, ui::Elide::Never);
    }
  }

 private:
  static std::string label(double value) {
    char text[24];
    static_cast<void>(std::snprintf(text, sizeof text, "%.4g", value));
    return text;
  }
  float y_of(double y) const {
    return area_.bottom() - area_.h * static_cast<float>((y - low_) / (high_ - low_));
  }
  void line(const Curve& curve) const {
    std::vector<ImVec2> points;
    const auto flush = [&] {
      if (points.size() > 1)
        ui_.list().AddPolyline(points.data(), static_cast<int>(points.size()), curve.color, 0,
                               curve.thickness);
      points.clear();
    };
    for (std::size_t i = 0; i < curve.values.size(); ++i) {
      if (curve.values[i]) {
        points.push_back({area_.x + static_cast<float>(i), y_of(*curve.values[i])});
      } else {
        flush();
      }
    }
    flush();
  }

  const ui::Ui& ui_;
  Rect area_;
  PlotRange range_;
  std::vector<Curve> curves_;
  double low_ = std::numeric_limits<double>::infinity(), high_ = -low_;
};

}  // namespace

void draw_compared_tables(const ui::Ui& ui, const Rect& area, const model::LookupTable* a,
                          const model::LookupTable* b) {
  if (a == nullptr && b == nullptr) return;
  PlotRange range = plot_range(a != nullptr ? *a : *b);
  if (a != nullptr && b != nullptr) {
    const PlotRange other = plot_range(*b);
    range = {std::min(range.from, other.from), std::max(range.to, other.to)};
  }
  Rect rest = area;
  const Rect below = rest.cut_bottom(std::round(area.h * 0.36F));
  const auto plot = [&](Rect place) {
    place.cut_top(ui.px(kCurveTitle));
    place.cut_bottom(ui.px(20));
    return place;
  };
  Curves values(ui, plot(rest), range);
  if (a != nullptr) values.add([&](double x) { return a->evaluate(x); }, ui.c.removed, 1.75F * ui.scale);
  if (b != nullptr) values.add([&](double x) { return b->evaluate(x); }, ui.c.added, 1.75F * ui.scale);
  values.draw("A red, B green");
  values.inputs();
  if (a == nullptr || b == nullptr || below.h < ui.px(70)) return;
  Curves difference(ui, plot(below), range);
  difference.add(
      [&](double x) -> std::optional<double> {
        const auto left = a->evaluate(x), right = b->evaluate(x);
        if (!left || !right) return std::nullopt;
        return *left - *right;
      },
      ui.c.changed, 1.25F * ui.scale);
  difference.draw("A − B");
  difference.inputs();
}

}  // namespace ane::views
