#include "app/views/weights_detail.hpp"

#include <algorithm>
#include <cmath>

#include "app/views/list_parts.hpp"
#include "core/base/bits.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using model::ConstantKind;
using model::ElementIndex;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr float kMostKernelCell = 38, kFacts = 240, kFactLine = 18;

/// Cells of the filter of one input channel.
std::optional<std::uint64_t> draw_filter(const ui::Ui& ui, const Rect& area, float cell,
                                         const state::ShownConstant& shown, const ValueColors& colors,
                                         std::uint64_t first, std::uint64_t picked) {
  std::optional<std::uint64_t> clicked;
  const auto& shape = shown.tensor->shape();
  std::optional<Rect> mark;
  for (std::uint64_t k = 0; k < shape[2] * shape[3]; ++k) {
    const Rect place{area.x + cell * static_cast<float>(k % shape[3]),
                     area.y + cell * static_cast<float>(k / shape[3]), cell - ui.line(), cell - ui.line()};
    const std::uint16_t bits = shown.at(first + k);
    const ImU32 color = colors.at(bits);
    ui.fill(place, color);
    const Style style = cell >= ui.px(34) ? Style::Small : Style::Micro;
    if (cell >= ui.px(22)) {
      ui.text(place, style, ui::text_on(color), cell_number(ui, style, half_to_double(bits), place.w),
              Align::Centre);
    }
    if (first + k == picked) mark = place;
    if (ui.clicks(place)) clicked = first + k;
  }
  if (mark) ui.frame(mark->inset(-ui.line(), -ui.line()), ui.c.tx1, 0, 2 * ui.line());
  return clicked;
}

std::optional<std::uint64_t> draw_filters(ui::ViewContext& context, Rect area,
                                          const state::ShownConstant& shown, const ValueColors& colors,
                                          std::uint64_t picked) {
  const ui::Ui& ui = context.ui;
  const auto& shape = shown.tensor->shape();
  const ElementIndex index = shown.tensor->index_of(picked);
  const Rect heading = area.cut_top(ui.px(18));
  const Rect labels = area.cut_top(ui.px(18));
  const float cell = std::floor(std::min(ui.px(kMostKernelCell), area.h / static_cast<float>(shape[2])));
  const float step = cell * static_cast<float>(shape[3]) + ui.px(8);
  const auto fits = static_cast<std::uint64_t>(std::max(1.0F, (area.w + ui.px(8)) / step));
  // The picked input channel stays in sight, with those around it.
  const std::uint64_t last_first = shape[1] - std::min(shape[1], fits);
  const std::uint64_t first = std::min(index[1] - std::min(index[1], fits / 2), last_first);
  const std::uint64_t count = std::min(fits, shape[1] - first);
  std::string title = "Filter O " + std::to_string(index[0]);
  if (count < shape[1]) title += ", " + std::to_string(count) + " of " + std::to_string(shape[1]) + " inputs";
  ui.text(heading, Style::Caption, ui.c.tx3, title);
  std::optional<std::uint64_t> clicked;
  for (std::uint64_t n = 0; n < count; ++n) {
    const std::uint64_t i = first + n;
    const float x = area.x + step * static_cast<float>(n);
    ui.text({x, labels.y, step - ui.px(8), labels.h}, Style::Small, i == index[1] ? ui.c.tx1 : ui.c.tx3,
            "I " + std::to_string(i));
    const std::uint64_t element = shown.tensor->element_of({index[0], i, 0, 0});
    if (const auto hit = draw_filter(ui, {x, area.y, step, area.h}, cell, shown, colors, element, picked))
      clicked = hit;
  }
  return clicked;
}

/// Gives the place of the value.
Rect draw_facts(const ui::ViewContext& context, Rect area, const state::ShownConstant& shown,
                std::uint64_t picked) {
  const ui::Ui& ui = context.ui;
  ui.text(area.cut_top(ui.px(18)), Style::Caption, ui.c.tx3, "Picked element");
  const std::uint16_t bits = shown.at(picked);
  const Rect name = area.cut_top(ui.px(22));
  const float end = ui.text(name, Style::Data, ui.c.tx2, element_name(shown, picked) + " =");
  const ElementIndex index = shown.tensor->index_of(picked);
  const auto offset = shown.tensor->offset_of(index);
  const auto before = offset ? context.file->edits.half_before(*offset) : std::nullopt;
  const Rect value{end + ui.px(7), name.y, std::max(ui.px(40), name.right() - end - ui.px(7)), name.h};
  ui.text(value, Style::DataBold, before ? ui.c.changed : ui.c.tx1,
          before ? "~ " + value_text(bits) : value_text(bits));
  ui.tooltip(value, before ? "Changed, was " + value_text(*before) + ". F2 changes it."
                           : "F2 or a double click changes it.");
  const auto place = shown.tensor->stored_at(index);
  const auto fact = [&](const char* what, const std::string& text) {
    if (area.h < ui.px(kFactLine)) return;
    Rect line = area.cut_top(ui.px(kFactLine));
    ui.text(line.cut_left(ui.px(72)), Style::Body, ui.c.tx3, what);
    ui.text(line, Style::Data, ui.c.tx1, text);
  };
  fact("fp16 word", hex(bits, 4));
  if (place) {
    fact("NE core", std::to_string(place->core) + "  chunk + " + hex(place->offset, 4));
    fact("slot, lane", std::to_string(place->slot) + " of " + std::to_string(place->slots) + ", " +
                           std::to_string(place->lane) + " of " + std::to_string(place->lanes));
  }
  fact("file", offset ? hex(*offset, 4) : "— a zero that is not stored");
  return value;
}

}  // namespace

std::string element_name(const state::ShownConstant& shown, std::uint64_t element) {
  const ElementIndex index = shown.tensor->index_of(element);
  const auto part = [&](std::size_t axis) { return "[" + std::to_string(index[axis]) + "]"; };
  switch (shown.constant.kind) {
    case ConstantKind::Bias:
      return "bias" + part(0);
    case ConstantKind::CommonBias:
      return "bias";
    case ConstantKind::Operand:
      if (shown.constant.encoding == model::Encoding::BiasScale)
        return (index[2] == 0 ? "bias" : "scale") + part(3);
      return "X" + part(1) + part(2) + part(3);
    default:
      return "W" + part(0) + part(1) + part(2) + part(3);
  }
}

std::string value_text(std::uint16_t bits) {
  const double value = half_to_double(bits);
  if (!std::isfinite(value)) return number(value);
  // As few digits as give the same half again.
  char text[32];
  for (int digits = 1; digits <= 6; ++digits) {
    static_cast<void>(std::snprintf(text, sizeof text, "%.*g", digits, value));
    if (double_to_half(std::strtod(text, nullptr)) == bits) break;
  }
  return text;
}

DetailHit draw_weights_detail(ui::ViewContext& context, const Rect& whole, const state::ShownConstant& shown,
                              const ValueColors& colors, std::uint64_t picked) {
  const ui::Ui& ui = context.ui;
  Rect area = whole;
  const auto& shape = shown.tensor->shape();
  const bool filters =
      WeightsGrid::possible(shown, state::WeightsLayout::Filters) == state::WeightsLayout::Filters &&
      shape[2] <= 11 && shape[3] <= 11;
  if (!filters) return {std::nullopt, draw_facts(context, area, shown, picked)};
  const Rect facts = area.cut_right(std::min(ui.px(kFacts), area.w / 2));
  area.cut_right(ui.px(16));
  const auto clicked = draw_filters(context, area, shown, colors, picked);
  return {clicked, draw_facts(context, facts, shown, picked)};
}

void draw_weights_statistics(const ui::Ui& ui, const Rect& area, const state::ShownConstant& shown,
                             ValueRange range) {
  const model::Statistics& s = shown.statistics;
  const auto real = [](double value) {
    char text[32];
    static_cast<void>(
        std::snprintf(text, sizeof text, std::fabs(value) < 1e-4 && value != 0 ? "%.2e" : "%.4f", value));
    return std::string(text);
  };
  struct Cell {
    const char* name;
    std::string value;
    bool alarming = false;
  };
  const std::vector<Cell> cells = {
      {"elements", ui::comma_number(s.count)},
      {"min", real(s.min)},
      {"max", real(s.max)},
      {"mean", real(s.mean)},
      {"std dev", real(s.std)},
      {"zeros", ui::comma_number(s.zeros)},
      {"outside", ui::comma_number(shown.counts.outside(range.low, range.high))},
      {"NaN, Inf", ui::comma_number(s.nan) + ", " + ui::comma_number(s.inf), s.nan + s.inf > 0}};
  const float step = std::floor(area.w / static_cast<float>(cells.size()));
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const float x = area.x + step * static_cast<float>(i);
    ui.text({x, area.y, step - ui.px(6), ui.px(16)}, Style::Caption, ui.c.tx3, cells[i].name);
    const bool none = cells[i].value == "0" || cells[i].value == "0, 0";
    ui.text({x, area.y + ui.px(16), step - ui.px(6), ui.px(16)}, Style::Data,
            cells[i].alarming ? ui.c.nan
            : none            ? ui.c.tx3
                              : ui.c.tx1,
            cells[i].value);
  }
}

}  // namespace ane::views
