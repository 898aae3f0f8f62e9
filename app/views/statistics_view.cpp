// What can be counted of a tensor's values, for A, B and |A − B|, with a histogram each.

#include <array>
#include <cmath>
#include <functional>

#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/heatmap_facts.hpp"
#include "app/views/heatmap_range.hpp"
#include "app/views/list_parts.hpp"

namespace ane::views {
namespace {

using model::Statistics;
using state::ShownSide;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr std::array<ShownSide, 3> kThreeSides = {ShownSide::A, ShownSide::B, ShownSide::Difference};

struct StatisticLine {
  const char* name;
  std::string (*text)(const Statistics&);
};

std::string share_text(std::uint64_t part, const Statistics& s) {
  if (part == 0 || s.count == 0) return ui::comma_number(part);
  char text[24];
  static_cast<void>(std::snprintf(text, sizeof text, "  %.1f %%",
                                  100.0 * static_cast<double>(part) / static_cast<double>(s.count)));
  return ui::comma_number(part) + text;
}

bool has_finite_values(const Statistics& s) {
  return s.count > s.nan + s.inf;
}

template <double Statistics::*member>
std::string real_statistic(const Statistics& s) {
  return has_finite_values(s) ? heat_number_text(s.*member) : "—";
}
template <std::uint64_t Statistics::*member>
std::string counted_statistic(const Statistics& s) {
  return share_text(s.*member, s);
}

constexpr StatisticLine kStatisticLines[] = {
    {"values", [](const Statistics& s) { return ui::comma_number(s.count); }},
    {"smallest", real_statistic<&Statistics::min>},
    {"largest", real_statistic<&Statistics::max>},
    {"mean", real_statistic<&Statistics::mean>},
    {"standard deviation", real_statistic<&Statistics::std>},
    {"zeros", counted_statistic<&Statistics::zeros>},
    {"subnormal", counted_statistic<&Statistics::denormal>},
    {"NaN", counted_statistic<&Statistics::nan>},
    {"infinite", counted_statistic<&Statistics::inf>},
};

class StatisticsView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    if (!colors_.update(context)) return draw_no_run(context, "Statistics");
    const ui::Ui& ui = context.ui;
    Rect area = context.area.inset(ui.px(12), ui.px(8));
    const run::KeptTensor& a = *colors_.tensor(ShownSide::A);
    const Rect title = area.cut_top(ui.px(24));
    const float end = ui.text(title, Style::Title, ui.c.tx1, tensor_title(a));
    ui.text({end + ui.px(10), title.y, title.right() - end - ui.px(10), title.h}, Style::Data, ui.c.tx2,
            ui::shape_text(a.shape) + " fp16 · all channels");
    area.cut_top(ui.px(4));
    const bool both = colors_.tensor(ShownSide::B) != nullptr;
    const float names = std::min(ui.px(150), area.w * 0.3F);
    const float width = std::floor(std::min((area.w - names) / (both ? 3 : 1), ui.px(420)));
    draw_table(ui, area, names, width, both);
    draw_verdict(context, area);
    area.cut_top(ui.px(8));
    if (area.h > ui.px(50)) draw_histograms(context, area, names, width, both);
  }

 private:
  void draw_table(const ui::Ui& ui, Rect& area, float names, float width, bool both) const {
    const Rect header = area.cut_top(ui.px(22));
    static constexpr std::string_view kShownSideNames[] = {"A", "B", "|A − B|"};
    for (std::size_t i = 0; i < (both ? 3U : 1U); ++i)
      ui.text(column(ui, header, names, width, i), Style::Caption, ui.c.tx3, kShownSideNames[i],
              Align::Right);
    ui.hline(area.x, area.right(), area.y, ui.c.line1);
    for (const StatisticLine& line : kStatisticLines) {
      if (area.h < ui.row()) return;
      const Rect row = area.cut_top(ui.row());
      ui.text({row.x, row.y, names, row.h}, Style::Body, ui.c.tx2, line.name);
      for (std::size_t i = 0; i < (both ? 3U : 1U); ++i) {
        const run::KeptTensorPtr& tensor = colors_.tensor(kThreeSides[i]);
        if (!tensor) continue;
        const std::string text = line.text(tensor->statistics);
        const bool bad = tensor->statistics.nan + tensor->statistics.inf > 0 && text != "0" &&
                         (std::string_view(line.name) == "NaN" || std::string_view(line.name) == "infinite");
        ui.text(column(ui, row, names, width, i), Style::Data,
                bad           ? ui.c.nan
                : text == "0" ? ui.c.tx3
                              : ui.c.tx1,
                text, Align::Right);
      }
    }
  }

  static Rect column(const ui::Ui& ui, const Rect& row, float names, float width, std::size_t i) {
    return {row.x + names + width * static_cast<float>(i), row.y, width - ui.px(16), row.h};
  }

  static void draw_verdict(ui::ViewContext& context, Rect& area) {
    const ui::Ui& ui = context.ui;
    const auto& comparison = context.app.running.comparison;
    const run::TensorVerdict* verdict = comparison ? comparison->of(context.app.running.tensor) : nullptr;
    if (verdict == nullptr || area.h < ui.px(24)) return;
    const run::Comparison& c = verdict->comparison;
    std::string text =
        c.pass ? "Within the tolerance" : ui::plural(c.failing, "value") + " beyond the tolerance";
    text += " of " + heat_number_text(comparison->tolerance.absolute) + " + " +
            heat_number_text(comparison->tolerance.relative) + " · |B|";
    text += " · largest difference " + heat_number_text(c.max_abs_error) + ", " +
            std::to_string(verdict->ulp) + " ULP";
    char cosine[32] = "";
    if (c.cosine) static_cast<void>(std::snprintf(cosine, sizeof cosine, " · cosine %.6f", *c.cosine));
    ui.text(area.cut_top(ui.px(24)), Style::Body, c.pass ? ui.c.tx2 : ui.c.error, text + cosine);
  }

  void draw_histograms(ui::ViewContext& context, Rect area, float names, float width, bool both) {
    const ui::Ui& ui = context.ui;
    Rect left{area.x, area.y, names, ui.px(20)};
    ui.text(left, Style::Body, ui.c.tx2, "histogram");
    left.y += ui.px(22);
    float chip = left.x;
    if (left.y + ui.px(22) < area.bottom() &&
        context.ui.chip(chip, left.y, "log counts", context.app.heat.log))
      context.app.run_or_tell("heat.log");
    area.h = std::min(area.h, ui.px(140));
    const Rect labels = area.cut_bottom(ui.px(18));
    for (std::size_t i = 0; i < (both ? 3U : 1U); ++i) {
      const run::KeptTensorPtr& tensor = colors_.tensor(kThreeSides[i]);
      if (!tensor || !has_finite_values(tensor->statistics)) continue;
      const Statistics& s = tensor->statistics;
      const ValueRange axis = s.min < s.max ? ValueRange{s.min, s.max} : ValueRange{s.min - 1, s.min + 1};
      Rect place = column(ui, area, names, width, i);
      place.x += ui.px(16);
      place.w -= ui.px(16);
      bars_[i].draw(ui, place, tensor, axis, axis, context.app.heat.log);
      const Rect ends{place.x, labels.y, place.w, labels.h};
      ui.text(ends, Style::Small, ui.c.tx2, heat_number_text(axis.low));
      ui.text(ends, Style::Small, ui.c.tx2, heat_number_text(axis.high), Align::Right);
    }
  }

  SideColors colors_;
  std::array<HistogramBars, 3> bars_;
};

}  // namespace

std::unique_ptr<ui::View> make_statistics_view() {
  return std::make_unique<StatisticsView>();
}

}  // namespace ane::views
