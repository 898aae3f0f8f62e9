#include "app/views/weights_grid.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/bits.hpp"

namespace ane::views {
namespace {

using state::WeightsLayout;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr float kLeastTileCell = 4, kMostTileCell = 36;
constexpr float kGridGapFrom = 6, kDotFrom = 6, kCornerFrom = 14, kMicroFrom = 24, kTextFrom = 34;
constexpr float kGridLabels = 44, kGridTitle = 18;

/// Pixels a cell at a zoom step.
float zoomed(float fitting, int zoom) {
  return fitting * std::exp2(static_cast<float>(zoom) / 2);
}

}  // namespace

std::string cell_number(const ui::Ui& ui, Style style, double value, float room) {
  const auto fits = [&](const std::string& text) { return ui.width(style, text) + ui.px(4) <= room; };
  std::string number = value == 0 ? "0" : std::isnan(value) ? "N" : value > 0 ? "inf" : "-inf";
  if (value == 0 || !std::isfinite(value)) return fits(number) ? number : "";
  for (int decimals = 3; decimals >= 0; --decimals) {
    char text[32];
    static_cast<void>(std::snprintf(text, sizeof text, "%.*f", decimals, value));
    number = text;
    const std::size_t zero = number.find("0.");
    if (zero == 0 || (zero == 1 && number[0] == '-')) number.erase(zero, 1);
    // Without decimals only what is large says enough.
    if (fits(number) && (decimals > 0 || std::fabs(value) >= 10)) return number;
  }
  return "";
}

WeightsLayout WeightsGrid::possible(const state::ShownConstant& shown, WeightsLayout wanted) {
  if (!shown.tensor) return WeightsLayout::Stored;
  const auto& shape = shown.tensor->shape();
  const bool filters = shown.constant.kind == model::ConstantKind::Weights && shape[2] * shape[3] > 1;
  return wanted == WeightsLayout::Filters && !filters ? WeightsLayout::Matrix : wanted;
}

std::optional<GridHit> WeightsGrid::draw(ui::ViewContext& context, const Rect& area,
                                         const GridSubject& subject, const ValueColors& colors) {
  subject_ = &subject;
  colors_ = &colors;
  if (last_shown_ != &subject.shown || last_layout_ != subject.layout) {
    left_ = top_ = 0;
    filled_ = {};
  }
  last_shown_ = &subject.shown;
  last_layout_ = subject.layout;
  zoom_ = context.app.options.weights_zoom;
  const ui::Ui& ui = context.ui;
  ui.list().PushClipRect({area.x, area.y}, {area.right(), area.bottom()}, true);
  const auto hit =
      subject.layout == WeightsLayout::Filters ? draw_tiles(context, area) : draw_raster(context, area);
  ui.list().PopClipRect();
  subject_ = nullptr;
  colors_ = nullptr;
  return hit;
}

// Wheel: up and down; with Shift sideways; with Ctrl larger and smaller. The middle button takes the picture.
void WeightsGrid::move(const ui::Ui& ui, ui::ViewContext& context, const Rect& area, double content_w,
                       double content_h) {
  const ImGuiIO& io = ImGui::GetIO();
  if (ui.hovers(area)) {
    if (io.KeyCtrl && io.MouseWheel != 0) {
      context.app.run_or_tell(io.MouseWheel > 0 ? "weights zoom in" : "weights zoom out");
    } else if (io.MouseWheel != 0 || io.MouseWheelH != 0) {
      (io.KeyShift ? left_ : top_) -= static_cast<double>(io.MouseWheel * ui.px(48));
      left_ -= static_cast<double>(io.MouseWheelH * ui.px(48));
    }
    if (ImGui::IsMouseDragging(ImGuiMouseButton_Middle)) {
      left_ -= static_cast<double>(io.MouseDelta.x);
      top_ -= static_cast<double>(io.MouseDelta.y);
    }
  }
  left_ = std::clamp(left_, 0.0, std::max(0.0, content_w - static_cast<double>(area.w)));
  top_ = std::clamp(top_, 0.0, std::max(0.0, content_h - static_cast<double>(area.h)));
}

void WeightsGrid::draw_mark(const ui::Ui& ui, const Rect& cell) {
  const float two = 2 * ui.line();
  ui.frame(cell.inset(-two - ui.line(), -two - ui.line()), ui::cell_outline(), 0, ui.line());
  ui.frame(cell.inset(-two, -two), ui.c.tx1, 0, two);
}

// A frame and a corner, so that it is seen on every colour.
void WeightsGrid::draw_edit_mark(const ui::Ui& ui, const Rect& cell) {
  const bool large = std::min(cell.w, cell.h) >= ui.px(8);
  ui.frame(cell, ui.c.changed, 0, large ? 2 * ui.line() : ui.line());
  if (large) ui.frame(cell.inset(2 * ui.line(), 2 * ui.line()), ui.c.bg0, 0, ui.line());
  const float corner = std::min(ui.px(7), cell.w / 2);
  ui.list().AddTriangleFilled({cell.x, cell.y}, {cell.x + corner, cell.y}, {cell.x, cell.y + corner},
                              ui.c.changed);
}

// A cell of its own: with special values marked and its number where there is room. Only for cells that are
// few; those of large pictures are drawn in one go.
void WeightsGrid::draw_cell(const ui::Ui& ui, const Rect& cell, std::uint16_t bits) const {
  const double value = half_to_double(bits);
  const ImU32 color = colors_->at(bits);
  const bool dimmed = subject_->brush && (value < subject_->brush->low || value > subject_->brush->high);
  ui.fill(cell, dimmed ? ui::faded(color, 0.25F) : color);
  const float side = std::min(cell.w, cell.h);
  if (std::isinf(value) && side >= ui.px(kDotFrom)) ui.hatch(cell, ui::text_on(color), 4);
  const bool denormal = (bits & 0x7c00) == 0 && (bits & 0x7fff) != 0;
  if (denormal && side >= ui.px(kDotFrom) && side < ui.px(kMicroFrom)) {
    const float dot = ui.px(2);
    ui.fill({std::floor(cell.x + (cell.w - dot) / 2), std::floor(cell.y + (cell.h - dot) / 2), dot, dot},
            ui.c.tx3);
  }
  if (std::isfinite(value) && (value < subject_->range.low || value > subject_->range.high) &&
      side >= ui.px(kCornerFrom)) {
    const float corner = ui.px(5);
    ui.list().AddTriangleFilled({cell.right() - corner, cell.y}, {cell.right(), cell.y},
                                {cell.right(), cell.y + corner}, ui.c.bg0);
  }
  if (side < ui.px(kMicroFrom) || dimmed) return;
  const Style style = side < ui.px(kTextFrom) ? Style::Micro : Style::Small;
  ui.text(cell, style, ui::text_on(color), cell_number(ui, style, value, cell.w), Align::Centre);
}

// Filters: output channels from left to right, input channels downwards, groups of as many as fit.

struct WeightsGrid::Tiles {
  float cell = 0, tile_w = 0, tile_h = 0, group_h = 0;
  std::uint64_t per_row = 1, groups = 1;

  static Tiles at(const ui::Ui& ui, const Rect& area, const std::array<std::uint64_t, 4>& shape, float cell) {
    Tiles t;
    t.cell = std::max(1.0F, std::round(cell));
    t.tile_w = t.cell * static_cast<float>(shape[3]) + ui.px(4);
    t.tile_h = t.cell * static_cast<float>(shape[2]) + ui.px(6);
    t.per_row = static_cast<std::uint64_t>(std::max(1.0F, (area.w - ui.px(kGridLabels)) / t.tile_w));
    t.per_row = std::min(t.per_row, shape[0]);
    t.groups = pieces(shape[0], t.per_row);
    t.group_h = ui.px(kGridTitle) + t.tile_h * static_cast<float>(shape[1]) + ui.px(10);
    return t;
  }
  double height() const { return static_cast<double>(group_h) * static_cast<double>(groups); }
};

struct WeightsGrid::TileMarks {
  ImVec2 mouse{};
  bool inside = false;  ///< the pointer is in the picture
  std::optional<GridHit> hit;
  std::optional<Rect> cell, tile;  ///< of the picked element
};

std::optional<GridHit> WeightsGrid::draw_tiles(ui::ViewContext& context, const Rect& area) {
  const ui::Ui& ui = context.ui;
  const auto& shape = subject_->shown.tensor->shape();
  float fitting = ui.px(kMostTileCell);
  while (fitting > ui.px(kLeastTileCell) &&
         Tiles::at(ui, area, shape, fitting).height() > static_cast<double>(area.h))
    fitting -= 1;
  const float cell = std::clamp(zoomed(fitting, zoom_), ui.px(2), ui.px(64));
  const Tiles t = Tiles::at(ui, area, shape, cell);
  reveal_tile(area, t);
  move(ui, context, area, 0, t.height());
  TileMarks marks{ImGui::GetIO().MousePos, ui.hovers(area), {}, {}, {}};
  for (auto g = static_cast<std::uint64_t>(top_ / static_cast<double>(t.group_h)); g < t.groups; ++g) {
    const double top = static_cast<double>(g) * static_cast<double>(t.group_h) - top_;
    const float y = std::round(area.y + static_cast<float>(top));
    if (y > area.bottom()) break;
    draw_tile_group(ui, area, t, g, y, marks);
    draw_output_numbers(ui, area, t, g, y);
  }
  if (marks.tile) ui.frame(marks.tile->inset(-ui.px(2), -ui.px(2)), ui.c.ring);
  if (marks.cell) draw_mark(ui, *marks.cell);
  return marks.hit;
}

void WeightsGrid::reveal_tile(const Rect& area, const Tiles& t) {
  if (!reveal_) return;
  const auto index = subject_->shown.tensor->index_of(*reveal_);
  const double y = static_cast<double>(t.group_h) * static_cast<double>(index[0] / t.per_row) +
                   static_cast<double>(t.tile_h) * static_cast<double>(index[1]);
  if (y < top_ || y + static_cast<double>(t.tile_h) > top_ + static_cast<double>(area.h))
    top_ = y - static_cast<double>(area.h) / 3;
  reveal_.reset();
}

void WeightsGrid::draw_tile_group(const ui::Ui& ui, const Rect& area, const Tiles& t, std::uint64_t group,
                                  float group_y, TileMarks& marks) const {
  const auto& shape = subject_->shown.tensor->shape();
  const float tiles_y = group_y + ui.px(kGridTitle);
  const auto first = static_cast<std::uint64_t>(std::max(0.0F, (area.y - tiles_y) / t.tile_h));
  for (std::uint64_t i = first; i < shape[1]; ++i) {
    const float y = std::round(tiles_y + t.tile_h * static_cast<float>(i));
    if (y > area.bottom()) break;
    if (t.tile_h >= ui.px(12)) {
      ui.text({area.x, y, ui.px(kGridLabels - 8), t.cell * static_cast<float>(shape[2])}, Style::Small,
              ui.c.tx3, "I " + std::to_string(i), Align::Right);
    }
    for (std::uint64_t n = 0; n < t.per_row && group * t.per_row + n < shape[0]; ++n) {
      const float x = area.x + ui.px(kGridLabels) + t.tile_w * static_cast<float>(n);
      draw_tile(ui, t, {x, y}, ((group * t.per_row + n) * shape[1] + i) * shape[2] * shape[3], marks);
    }
  }
}

void WeightsGrid::draw_tile(const ui::Ui& ui, const Tiles& t, ImVec2 at, std::uint64_t first,
                            TileMarks& marks) const {
  const state::ShownConstant& shown = subject_->shown;
  const auto& shape = shown.tensor->shape();
  const float gap = t.cell >= ui.px(kGridGapFrom) ? ui.line() : 0;
  for (std::uint64_t k = 0; k < shape[2] * shape[3]; ++k) {
    const Rect whole{at.x + t.cell * static_cast<float>(k % shape[3]),
                     at.y + t.cell * static_cast<float>(k / shape[3]), t.cell, t.cell};
    const Rect place{whole.x, whole.y, t.cell - gap, t.cell - gap};
    const std::uint16_t bits = shown.at(first + k);
    draw_cell(ui, place, bits);
    if (std::binary_search(subject_->edited.begin(), subject_->edited.end(), first + k))
      draw_edit_mark(ui, place);
    if (marks.inside && whole.contains(marks.mouse))
      marks.hit = GridHit{first + k, shown.tensor->offset_of(shown.tensor->index_of(first + k)), bits, 1};
    if (subject_->picked != first + k) continue;
    marks.cell = place;
    marks.tile = Rect{at.x, at.y, t.tile_w - ui.px(4) - gap, t.cell * static_cast<float>(shape[2]) - gap};
  }
}

void WeightsGrid::draw_output_numbers(const ui::Ui& ui, const Rect& area, const Tiles& t, std::uint64_t group,
                                      float y) const {
  const auto& shape = subject_->shown.tensor->shape();
  const std::uint64_t filter = shape[1] * shape[2] * shape[3];
  const auto every = static_cast<std::uint64_t>(std::max(1.0F, std::ceil(ui.px(26) / t.tile_w)));
  for (std::uint64_t n = 0; n < t.per_row && group * t.per_row + n < shape[0]; n += every) {
    const std::uint64_t o = group * t.per_row + n;
    const bool picked = subject_->picked && *subject_->picked / filter == o;
    const Rect place{area.x + ui.px(kGridLabels) + t.tile_w * static_cast<float>(n), y,
                     std::max(ui.px(24), t.tile_w - ui.px(4)), ui.px(kGridTitle)};
    ui.text(place, Style::Small, picked ? ui.c.tx1 : ui.c.tx3, std::to_string(o),
            t.tile_w >= ui.px(24) ? Align::Centre : Align::Left);
  }
}

}  // namespace ane::views
