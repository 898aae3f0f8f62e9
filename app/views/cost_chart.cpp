#include "app/views/cost_chart.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "app/ui/labels.hpp"
#include "app/views/list_parts.hpp"

namespace ane::views {
namespace {

using ui::Align;
using ui::Rect;
using ui::Style;

double peak_of(const regdb::Performance& rates) {
  return rates.operations_per_second / 2;  // an operation is a multiplication or an addition
}

// Multiply-adds a second while the task runs at its estimate.
std::optional<double> rate_of(const model::Cost& cost) {
  const auto seconds = cost.seconds();
  if (!cost.multiply_adds || *cost.multiply_adds == 0 || !seconds || *seconds <= 0) return std::nullopt;
  return static_cast<double>(*cost.multiply_adds) / *seconds;
}

// A power of ten: "0.01", "100", "1 T".
std::string tick_text(double power) {
  if (power < 0) return "0." + std::string(static_cast<std::size_t>(-power) - 1, '0') + "1";
  const std::string text = state::short_number(std::pow(10, power));
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos) return text;
  const std::size_t prefix = text.find(' ');
  return text.substr(0, dot) + (prefix == std::string::npos ? "" : text.substr(prefix));
}

}  // namespace

ImU32 bound_color(const ui::Ui& ui, model::Bound bound) {
  switch (bound) {
    case model::Bound::Compute:
      return ui::block_color(ui.c, "NE").hue;
    case model::Bound::Memory:
      return ui::block_color(ui.c, "TileDMASrc").hue;
    case model::Bound::Weights:
      return ui::block_color(ui.c, "KernelDMASrc").hue;
    case model::Bound::OnChip:
      return ui::block_color(ui.c, "L2").hue;
    case model::Bound::Unknown:
      return ui.c.tx3;
  }
  return ui.c.tx3;
}

float draw_bound_chip(const ui::Ui& ui, const Rect& cell, model::Bound bound) {
  const std::string_view name = model::bound_name(bound);
  const float width = std::min(cell.w, ui.width(Style::Caption, name) + ui.px(16));
  const Rect chip{cell.x, std::round(cell.y + (cell.h - ui.px(16)) / 2), width, ui.px(16)};
  const ImU32 color = bound_color(ui, bound);
  ui.fill(chip, ui::faded(color, 0.14F), ui.px(8));
  ui.frame(chip, ui::faded(color, 0.6F), ui.px(8));
  ui.text(chip.inset(ui.px(4), 0), Style::Caption, bound == model::Bound::Unknown ? ui.c.tx3 : ui.c.tx1, name,
          Align::Centre, ui::Elide::Never);
  return chip.right();
}

float CostChart::x_of(const Rect& plot, double intensity) const {
  return plot.x + plot.w * static_cast<float>((std::log10(intensity) - x_.low) / (x_.high - x_.low));
}
float CostChart::y_of(const Rect& plot, double rate) const {
  return plot.bottom() - plot.h * static_cast<float>((std::log10(rate) - y_.low) / (y_.high - y_.low));
}

void CostChart::build(const ui::Ui& ui, const Rect& plot, const state::TaskTable& table,
                      const regdb::Performance& rates, const state::CostSummary& summary) {
  const double peak = std::log10(peak_of(rates));
  const double ridge = peak - std::log10(rates.memory_bytes_per_second);
  double least = ridge - 1.5, most = ridge + 1, low = peak - 2;
  without_ = 0;
  for (const state::TaskRow& row : table.rows()) {
    const auto rate = rate_of(row.cost), intensity = row.cost.intensity();
    if (!rate || !intensity) {
      ++without_;
      continue;
    }
    least = std::min(least, std::log10(*intensity) - 0.2);
    most = std::max(most, std::log10(*intensity) + 0.2);
    low = std::min(low, std::log10(*rate) - 0.3);
  }
  // No more than some powers of ten: what lies further out stands at the edge.
  x_ = {std::max(least, ridge - 6), std::min(most, ridge + 6)};
  y_ = {std::max(low, peak - 8), peak + 0.35};
  std::map<std::pair<int, int>, Dot> places;
  for (std::size_t i = 0; i < table.rows().size(); ++i) {
    const model::Cost& cost = table.rows()[i].cost;
    const auto rate = rate_of(cost), intensity = cost.intensity();
    if (!rate || !intensity) continue;
    const Rect local{0, 0, plot.w, plot.h};
    const float x = std::round(std::clamp(x_of(local, *intensity), 0.0F, plot.w));
    const float y = std::round(std::clamp(y_of(local, *rate), 0.0F, plot.h));
    Dot& dot = places[{static_cast<int>(x), static_cast<int>(y)}];
    const auto share = static_cast<float>(summary.share(cost).value_or(0));
    const float radius = ui.px(3) + ui.px(9) * std::sqrt(share);
    ++dot.tasks;
    if (radius <= dot.radius) continue;
    dot = {x, y, radius, i, dot.tasks, cost.bound};
  }
  dots_.clear();
  for (const auto& [place, dot] : places) dots_.push_back(dot);
  std::stable_sort(dots_.begin(), dots_.end(),
                   [](const Dot& a, const Dot& b) { return a.radius > b.radius; });
}

void CostChart::draw_grid(const ui::Ui& ui, const Rect& plot) const {
  const ImU32 ground = ui.c.dark ? ui.c.bg0 : ui.c.bg2;
  ui.fill(plot, ground);
  for (double power = std::ceil(x_.low); power <= x_.high; ++power) {
    const double value = std::pow(10, power);
    const float x = std::round(x_of(plot, value));
    ui.vline(x, plot.y, plot.bottom(), ui.c.line1);
    const Rect place{x - ui.px(30), plot.bottom() + ui.px(2), ui.px(60), ui.px(16)};
    if (place.right() - ui.px(20) < plot.right() - ui.px(56))
      ui.text(place, Style::Small, ui.c.tx3, tick_text(power), Align::Centre);
  }
  ui.text({plot.right() - ui.px(80), plot.bottom() + ui.px(2), ui.px(80), ui.px(16)}, Style::Caption,
          ui.c.tx3, "MAC/byte", Align::Right);
  for (double power = std::ceil(y_.low); power <= y_.high; ++power) {
    const double value = std::pow(10, power);
    const float y = std::round(y_of(plot, value));
    ui.hline(plot.x, plot.right(), y, ui.c.line1);
    ui.text({plot.x - ui.px(48), y - ui.px(8), ui.px(42), ui.px(16)}, Style::Small, ui.c.tx3,
            tick_text(power), Align::Right);
  }
  // Over the lines, which would strike it through.
  const Rect unit{plot.x + ui.px(6), plot.y + ui.px(2), ui.width(Style::Caption, "MAC/s") + ui.px(8),
                  ui.px(16)};
  ui.fill(unit, ground);
  ui.text(unit, Style::Caption, ui.c.tx3, "MAC/s", Align::Centre);
}

void CostChart::draw_roofs(const ui::Ui& ui, const Rect& plot, const regdb::Performance& rates) const {
  const double peak = peak_of(rates), bandwidth = rates.memory_bytes_per_second;
  const ImVec2 ridge{x_of(plot, peak / bandwidth), y_of(plot, peak)};
  const double left = std::pow(10, x_.low);
  const ImVec2 start{plot.x, y_of(plot, left * bandwidth)};
  ImDrawList& list = ui.list();
  list.PushClipRect({plot.x, plot.y}, {plot.right(), plot.bottom()}, true);
  const float thick = std::max(1.0F, ui.px(1.5F));
  list.AddLine(start, ridge, bound_color(ui, model::Bound::Memory), thick);
  list.AddLine(ridge, {plot.right(), ridge.y}, bound_color(ui, model::Bound::Compute), thick);
  const std::string compute =
      state::short_number(peak) + " MAC/s with " + std::to_string(rates.cores) + " cores";
  const std::string memory = state::short_number(bandwidth) + "B/s of memory";
  ui.text({plot.x, ridge.y - ui.px(18), plot.w - ui.px(6), ui.px(16)}, Style::Caption, ui.c.tx2, compute,
          Align::Right);
  // Left of its line, at two thirds of what is to be seen of it.
  const double at = std::max(x_.low, y_.low - std::log10(bandwidth));
  const double place = at + (std::log10(peak / bandwidth) - at) * 0.66;
  const ImVec2 on{x_of(plot, std::pow(10, place)), y_of(plot, std::pow(10, place) * bandwidth)};
  ui.text({plot.x + ui.px(6), on.y - ui.px(14), on.x - plot.x - ui.px(12), ui.px(16)}, Style::Caption,
          ui.c.tx2, memory, Align::Right);
  list.PopClipRect();
}

std::optional<std::size_t> CostChart::draw_dots(const ui::ViewContext& context, const Rect& plot,
                                                const state::CostSummary& summary) const {
  const ui::Ui& ui = context.ui;
  const auto& rows = table_->rows();
  const std::size_t current = context.file->current_task();
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const Dot* pointed = nullptr;
  ui.list().PushClipRect({plot.x, plot.y}, {plot.right(), plot.bottom()}, true);
  for (const Dot& dot : dots_) {
    const ImVec2 at{plot.x + dot.x, plot.y + dot.y};
    const ImU32 color = bound_color(ui, dot.bound);
    ui.list().AddCircleFilled(at, dot.radius, ui::faded(color, 0.55F));
    ui.list().AddCircle(at, dot.radius, color, 0, ui.line());
    const float reach = std::max(dot.radius, ui.px(5));
    if (std::hypot(mouse.x - at.x, mouse.y - at.y) <= reach) pointed = &dot;  // small ones come last
  }
  const model::Cost& cost = rows[current].cost;
  const auto rate = rate_of(cost), intensity = cost.intensity();
  if (rate && intensity) {
    const float radius = ui.px(5) + ui.px(9) * std::sqrt(static_cast<float>(summary.share(cost).value_or(0)));
    ui.list().AddCircle({std::round(x_of(plot, *intensity)), std::round(y_of(plot, *rate))}, radius, ui.c.tx1,
                        0, std::max(1.0F, ui.px(1.5F)));
  }
  ui.list().PopClipRect();
  if (pointed == nullptr || !ui.hovers(plot)) return std::nullopt;
  const state::TaskRow& row = rows[pointed->task];
  ui.tooltip(
      plot,
      "Task " + std::to_string(pointed->task) + "  " + row.summary + "\n" +
          state::duration_text(row.cost.seconds().value_or(0)) + " at best, estimate" +
          (pointed->tasks > 1 ? "\n" + ui::plural(pointed->tasks - 1, "other task") + " in this place" : ""));
  return pointed->task;
}

std::optional<std::size_t> CostChart::draw(const ui::ViewContext& context, const Rect& area,
                                           const state::CostSummary& summary) {
  const ui::Ui& ui = context.ui;
  const regdb::Performance& rates = *context.file->document()->generation()->performance;
  Rect plot = area;
  plot.cut_left(ui.px(48));
  plot.cut_bottom(ui.px(20));
  if (plot.w < ui.px(120) || plot.h < ui.px(60)) return std::nullopt;
  const state::TaskTablePtr& table = context.file->tasks;
  if (table != table_ || plot.w != width_ || plot.h != height_ || ui.scale != scale_) {
    table_ = table;
    width_ = plot.w;
    height_ = plot.h;
    scale_ = ui.scale;
    build(ui, plot, *table, rates, summary);
  }
  draw_grid(ui, plot);
  draw_roofs(ui, plot, rates);
  if (without_ != 0)
    ui.text({plot.x + ui.px(8), plot.bottom() - ui.px(20), plot.w - ui.px(16), ui.px(16)}, Style::Caption,
            ui.c.tx3, "not shown: " + ui::plural(without_, "task") + " without MAC/byte", Align::Right);
  return draw_dots(context, plot, summary);
}

}  // namespace ane::views
