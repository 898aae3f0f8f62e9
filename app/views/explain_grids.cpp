#include "app/views/explain_grids.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "app/state/explain_work.hpp"
#include "app/ui/labels.hpp"
#include "app/views/weights_grid.hpp"
#include "core/exec/rounding.hpp"

namespace ane::views {
namespace {

using debug::Explanation;
using debug::Term;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr std::uint64_t kLargestWindow = 7;
constexpr float kSign = 26;  ///< room for "×" and "="
constexpr float kSum = 96;   ///< for the sum at the right
constexpr float kChannelBar = 28;

bool has_grids(const Explanation& e) {
  return e.window_width > 0 && e.window_width <= kLargestWindow && e.window_height <= kLargestWindow;
}

float grid_cell(const ui::Ui& ui, const Explanation& e, float width) {
  const float room = width - ui.px(24 + 2 * kSign + kSum);
  return std::floor(std::min(ui.px(42), room / (3 * static_cast<float>(e.window_width))));
}

/// The terms of one input channel, row by row.
std::vector<const Term*> window_terms(const Explanation& e, std::uint64_t channel) {
  std::vector<const Term*> products;
  for (const Term& term : e.terms)
    if (term.x && term.w) products.push_back(&term);
  const std::uint64_t taps = e.window_width * e.window_height;
  const std::uint64_t first = channel * taps;
  if (first + taps > products.size()) return {};
  return {products.begin() + static_cast<std::ptrdiff_t>(first),
          products.begin() + static_cast<std::ptrdiff_t>(first + taps)};
}

ValueRange range_over(const std::vector<double>& values) {
  double most = 0;
  for (const double value : values)
    if (std::isfinite(value)) most = std::max(most, std::fabs(value));
  return most > 0 ? ValueRange{-most, most} : ValueRange{};
}

void draw_grid(const ui::Ui& ui, ImVec2 at, float cell, std::uint64_t columns,
               const std::vector<double>& values, const ValueColors& colors) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Rect place{at.x + cell * static_cast<float>(i % columns),
                     at.y + cell * static_cast<float>(i / columns), cell - ui.line(), cell - ui.line()};
    const ImU32 color = colors.at(values[i]);
    ui.fill(place, color);
    if (cell < ui.px(24)) continue;
    const Style style = cell < ui.px(32) ? Style::Micro : Style::Small;
    ui.text(place, style, ui::text_on(color), cell_number(ui, style, values[i], cell), Align::Centre);
  }
}

void draw_channel_bar(ui::ViewContext& context, Rect line, std::uint64_t channel, std::uint64_t channels) {
  ui::Ui& ui = context.ui;
  const std::string text = "input channel " + std::to_string(channel) + " of " + std::to_string(channels);
  const Rect next = line.cut_right(ui.px(24)), previous = line.cut_right(ui.px(24));
  if (ui.icon_button("previous channel", previous, ui::Icon::Back, "Previous channel") && channel > 0)
    context.app.run_or_tell("explain.channel " + std::to_string(channel - 1));
  if (ui.icon_button("next channel", next, ui::Icon::Forward, "Next channel") && channel + 1 < channels)
    context.app.run_or_tell("explain.channel " + std::to_string(channel + 1));
  ui.text(line, Style::Caption, ui.c.tx3, text);
}

std::uint16_t neighbour(std::uint16_t bits, int step) {
  // Ordered as numbers: negative halves count downward.
  const int order = (bits & 0x8000u) != 0 ? -static_cast<int>(bits & 0x7fffu) : static_cast<int>(bits);
  const int moved = order + step;
  return static_cast<std::uint16_t>(moved < 0 ? 0x8000 | -moved : moved);
}

}  // namespace

std::string explained_number(double value, int digits) {
  char text[32];
  static_cast<void>(std::snprintf(text, sizeof text, "%.*g", digits, value));
  return text;
}

float explain_grids_height(const ui::Ui& ui, const Explanation& explanation, float width) {
  if (!has_grids(explanation) || grid_cell(ui, explanation, width) < ui.px(14)) return 0;
  const float bar = state::explained_channels(explanation) > 1 ? ui.px(kChannelBar) : 0;
  return bar + grid_cell(ui, explanation, width) * static_cast<float>(explanation.window_height) + ui.px(16);
}

void ExplainGrids::draw(ui::ViewContext& context, const Rect& area, const Explanation& explanation) {
  ui::Ui& ui = context.ui;
  Rect rest = area;
  const std::uint64_t channels = state::explained_channels(explanation);
  const std::uint64_t channel = std::min(context.app.explaining.channel, channels - 1);
  if (channels > 1) draw_channel_bar(context, rest.cut_top(ui.px(kChannelBar)), channel, channels);
  const std::vector<const Term*> terms = window_terms(explanation, channel);
  if (terms.empty()) return;
  std::vector<double> x, w, products;
  double sum = 0;
  for (const Term* term : terms) {
    x.push_back(exec::widen(*term->x));
    w.push_back(exec::widen(*term->w));
    products.push_back(term->product);
    sum += term->product;
  }
  x_.update(ui.c, PlaneMap::Diverging, range_over(x));
  w_.update(ui.c, PlaneMap::Diverging, range_over(w));
  product_.update(ui.c, PlaneMap::Diverging, range_over(products));
  const float cell = grid_cell(ui, explanation, area.w + ui.px(24));
  const float side = cell * static_cast<float>(explanation.window_width);
  const float height = cell * static_cast<float>(explanation.window_height);
  float at = rest.x;
  const auto sign = [&](const char* text) {
    ui.text({at, rest.y, ui.px(kSign), height}, Style::Title, ui.c.tx2, text, Align::Centre);
    at += ui.px(kSign);
  };
  draw_grid(ui, {at, rest.y}, cell, explanation.window_width, x, x_);
  at += side;
  sign("×");
  draw_grid(ui, {at, rest.y}, cell, explanation.window_width, w, w_);
  at += side;
  sign("=");
  draw_grid(ui, {at, rest.y}, cell, explanation.window_width, products, product_);
  at += side + ui.px(8);
  ui.text({at, rest.y, area.right() - at, height}, Style::Data, ui.c.tx1, "Σ " + explained_number(sum),
          Align::Right);
}

void draw_rounding(const ui::Ui& ui, const Rect& area, const Explanation& explanation) {
  const std::uint16_t stored = explanation.explained;
  if (!std::isfinite(exec::widen(stored)) || !std::isfinite(explanation.exact)) {
    ui.text({area.x, area.y, area.w, ui.px(20)}, Style::Body, ui.c.tx3, "not a finite number");
    return;
  }
  const float line = area.y + ui.px(22), step = area.w / 5;
  const auto place = [&](int i) { return area.x + step * (static_cast<float>(i + 2) + 0.5F); };
  ui.hline(area.x, area.right(), line, ui.c.line2);
  for (int i = -2; i <= 2; ++i) {
    const std::uint16_t bits = neighbour(stored, i);
    const double value = exec::widen(bits);
    if (!std::isfinite(value)) continue;
    ui.fill({std::round(place(i)) - (i == 0 ? ui.px(1) : 0), line - ui.px(7), i == 0 ? ui.px(2) : ui.line(),
             ui.px(14)},
            i == 0 ? ui.c.accent : ui.c.tx4);
    ui.text({place(i) - step / 2, line + ui.px(10), step, ui.px(16)}, Style::Small,
            i == 0 ? ui.c.tx1 : ui.c.tx3, explained_number(value), Align::Centre, ui::Elide::Never);
  }
  const double below = exec::widen(neighbour(stored, -1)), above = exec::widen(neighbour(stored, 1));
  const double middle = exec::widen(stored);
  const double share = explanation.exact < middle ? -(middle - explanation.exact) / (middle - below)
                                                  : (explanation.exact - middle) / (above - middle);
  if (!std::isfinite(share)) return;
  const float x = place(0) + step * static_cast<float>(std::clamp(share, -2.0, 2.0));
  const float top = line - ui.px(16);
  ui.list().AddTriangleFilled({x - ui.px(5), top}, {x + ui.px(5), top}, {x, top + ui.px(7)}, ui.c.changed);
  ui.text({x + ui.px(8), top - ui.px(6), ui.px(120), ui.px(16)}, Style::Small, ui.c.changed, "exact value");
}

}  // namespace ane::views
