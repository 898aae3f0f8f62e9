#include "app/views/heatmap_facts.hpp"

#include <algorithm>
#include <cmath>

#include "app/views/value_rows.hpp"
#include "app/views/weights_grid.hpp"
#include "core/base/bits.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using run::Shape;
using state::ShownSide;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr float kHeatFactLine = 18;
constexpr std::uint64_t kCellsAround = 2;  ///< cells on each side of the picked one

std::uint16_t bits_at(const run::KeptTensor& tensor, const Shape& index) {
  const std::uint64_t element = state::element_of(tensor.shape, index);
  return element < tensor.values.size() ? tensor.values[element] : std::uint16_t{0};
}

/// As exactly as the side knows it.
std::string exact_text(const run::KeptTensor& tensor, const Shape& index) {
  if (!tensor.exact) return half_text(bits_at(tensor, index));
  char text[40];
  static_cast<void>(
      std::snprintf(text, sizeof text, "%.7g", tensor.value(state::element_of(tensor.shape, index))));
  return text;
}

/// The order of fp16 numbers as integers, +0 and -0 the same.
std::int32_t rank_of(std::uint16_t bits) {
  const std::int32_t size = bits & 0x7fff;
  return (bits & 0x8000) != 0 ? -size : size;
}

bool is_finite_half(std::uint16_t bits) {
  return (bits & 0x7c00) != 0x7c00;
}

/// A power of thousand that makes values up to `most` readable.
int thousands_of(double most) {
  if (!(most > 0) || (most >= 0.1 && most < 1000)) return 0;
  return static_cast<int>(std::floor(std::log10(most) / 3)) * 3;
}

/// The cells around the picked one, with their values. Returns the height that it took.
float draw_around(const ui::Ui& ui, const Rect& area, const Plane& plane, const ValueColors& colors,
                  const Shape& index) {
  // Fewer rows where five would be too small to read.
  const std::uint64_t high = area.h >= ui.px(18 + 5 * 20) ? kCellsAround : 1;
  const std::uint64_t rows = std::min<std::uint64_t>(plane.height, 2 * high + 1);
  const std::uint64_t columns = std::min<std::uint64_t>(plane.width, 2 * kCellsAround + 1);
  const float cell = std::floor(std::min({area.w / static_cast<float>(2 * kCellsAround + 1), ui.px(36),
                                          (area.h - ui.px(18)) / static_cast<float>(rows)}));
  if (cell < ui.px(16)) return 0;
  const std::uint64_t top = std::min(index[2] - std::min(index[2], high), plane.height - rows);
  const std::uint64_t left = std::min(index[3] - std::min(index[3], kCellsAround), plane.width - columns);
  double most = 0;
  for (std::uint64_t y = top; y < top + rows; ++y)
    for (std::uint64_t x = left; x < left + columns; ++x) {
      const double value = std::fabs(half_to_double(plane.values[y * plane.width + x]));
      if (std::isfinite(value)) most = std::max(most, value);
    }
  const int power = thousands_of(most);
  std::optional<Rect> mark;
  for (std::uint64_t y = 0; y < rows; ++y) {
    for (std::uint64_t x = 0; x < columns; ++x) {
      const Rect place{area.x + cell * static_cast<float>(x), area.y + cell * static_cast<float>(y),
                       cell - ui.line(), cell - ui.line()};
      const std::uint16_t bits = plane.values[(top + y) * plane.width + left + x];
      const ImU32 color = colors.at(bits);
      ui.fill(place, color);
      const Style style = cell >= ui.px(32) ? Style::Small : Style::Micro;
      const double value = half_to_double(bits) / std::pow(10.0, power);
      ui.text(place, style, ui::text_on(color), cell_number(ui, style, value, place.w), Align::Centre);
      if (top + y == index[2] && left + x == index[3]) mark = place;
    }
  }
  if (mark) {
    ui.frame(mark->inset(-2 * ui.line(), -2 * ui.line()), ui::cell_outline(), 0, ui.line());
    ui.frame(mark->inset(-ui.line(), -ui.line()), ui::text_on(ui::cell_outline()), 0, 2 * ui.line());
  }
  const float height = cell * static_cast<float>(rows);
  if (power == 0) return height;
  ui.text({area.x, area.y + height, area.w, ui.px(18)}, Style::Caption, ui.c.tx3,
          "values × 1e" + std::to_string(power));
  return height + ui.px(18);
}

}  // namespace

std::string tensor_title(const run::KeptTensor& tensor) {
  if (tensor.role == run::TensorRole::Task && tensor.task)
    return "Task " + std::to_string(*tensor.task) +
           (tensor.operation.empty() ? "" : " · " + tensor.operation);
  return tensor.name + " · " + std::string(run::tensor_role_name(tensor.role));
}

std::string buffer_text(const run::KeptTensor& tensor, const Shape& index) {
  if (!tensor.layout) return tensor.file.empty() ? "—" : tensor.file;
  const std::uint64_t offset = tensor.layout->offset_of(index[0], index[1], index[2], index[3]);
  return (tensor.on_chip ? std::string("on chip") : "buffer " + std::to_string(tensor.slot)) + " + " +
         hex(offset);
}

std::string element_text(const run::KeptTensor& tensor, const Shape& index) {
  std::string text = "[";
  for (std::size_t axis = tensor.shape[0] > 1 ? 0 : 1; axis < index.size(); ++axis)
    text += (text.size() > 1 ? ", " : "") + std::to_string(index[axis]);
  const std::uint16_t bits = bits_at(tensor, index);
  text += "] = " + exact_text(tensor, index) + "   " + hex(bits, 4);
  return tensor.layout ? text + "   " + buffer_text(tensor, index) : text;
}

std::uint64_t half_steps(std::uint16_t a, std::uint16_t b) {
  return static_cast<std::uint64_t>(std::abs(rank_of(a) - rank_of(b)));
}

void draw_no_run(ui::ViewContext& context, std::string_view what) {
  const std::string_view status = state::run_status(context.app);
  if (status == "running") return ui::draw_loading(context.ui, context.area);
  if (status == "failed")
    return ui::draw_empty(context.ui, context.area, what,
                          "The run failed before there was anything to show.");
  ui::draw_empty(context.ui, context.area, what, "Nothing has run yet. Run the program to see its tensors.");
}

void ElementFacts::draw(ui::ViewContext& context, Rect area, const SideColors& colors) {
  ui::Ui& ui = context.ui;
  const run::KeptTensor& a = *colors.tensor(ShownSide::A);
  const run::KeptTensorPtr &b = colors.tensor(ShownSide::B),
                           &difference = colors.tensor(ShownSide::Difference);
  const Shape index = *state::heat_place(context.app);
  const std::uint64_t element = state::element_of(a.shape, index);
  const auto& comparison = context.app.running.comparison;
  const run::TensorVerdict* verdict = comparison ? comparison->of(context.app.running.tensor) : nullptr;
  const bool worst = verdict != nullptr && verdict->comparison.worst == element;
  ui.text(area.cut_top(ui.px(22)), Style::BodyBold, ui.c.tx1,
          worst ? "At the worst cell" : "At the picked cell");
  const auto fact = [&](const char* name, const std::string& value) {
    if (area.h < ui.px(kHeatFactLine)) return;
    Rect line = area.cut_top(ui.px(kHeatFactLine));
    ui.text(line.cut_left(ui.width(Style::Body, name) + ui.px(8)), Style::Body, ui.c.tx3, name);
    ui.text(line, Style::Data, ui.c.tx1, value, Align::Right, ui::Elide::Middle);
  };
  if (a.shape[0] > 1) fact("n", std::to_string(index[0]));
  fact("c, y, x",
       std::to_string(index[1]) + ", " + std::to_string(index[2]) + ", " + std::to_string(index[3]));
  fact("A", exact_text(a, index));
  if (b) fact("B", exact_text(*b, index));
  if (difference) fact("|A − B|", heat_number_text(half_to_double(bits_at(*difference, index))));
  const std::uint16_t bits = bits_at(a, index);
  if (b && is_finite_half(bits) && is_finite_half(bits_at(*b, index)))
    fact("ULP", std::to_string(half_steps(bits, bits_at(*b, index))));
  if (!b) fact("bits", hex(bits, 4));
  fact("at", buffer_text(a, index));
  area.cut_top(ui.px(6));
  if (a.layout && area.h > ui.px(b ? 150.0F : 28.0F)) {
    draw_offset_box(context, area.cut_top(ui.px(22)), a);
    area.cut_top(ui.px(8));
  }
  const ShownSide side = difference ? ShownSide::Difference : ShownSide::A;
  const Plane plane = plane_of(colors.tensor(side), index[0], index[1]);
  if (!plane.empty() && plane.values.size() > 1 && area.h > ui.px(60))
    draw_around(ui, area, plane, colors.of(side), index);
}

void ElementFacts::draw_offset_box(ui::ViewContext& context, const Rect& box, const run::KeptTensor& tensor) {
  bool submit = false;
  context.ui.input("offset", box, offset_, "Go to slot:offset", {}, false, &submit);
  context.ui.tooltip(box, tensor.on_chip ? "An offset on the chip, such as chip:0x40, or 3:0x40 in buffer 3"
                                         : "An offset in this buffer, such as 0x40, or 3:0x40 in buffer 3");
  if (submit && !offset_.empty()) context.app.run_or_tell("heat.offset " + offset_);
}

}  // namespace ane::views
