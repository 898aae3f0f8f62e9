// All channels of a tensor: tiles, one below the other, or one large; without height and width as bars.

#include <algorithm>
#include <cmath>
#include <map>

#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/heatmap_facts.hpp"
#include "app/views/heatmap_range.hpp"
#include "app/views/value_rows.hpp"
#include "app/views/weights_grid.hpp"
#include "core/base/bits.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using run::Shape;
using state::HeatLayout;
using state::ShownSide;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr float kTileSide = 112, kMostTileSide = 320, kTileGap = 6, kTileCaption = 18;

/// The smallest and the largest finite value of a plane.
ValueRange ends_of(const Plane& plane) {
  ValueRange range{0, 0};
  bool any = false;
  for (const std::uint16_t bits : plane.values) {
    const double value = half_to_double(bits);
    if (!std::isfinite(value)) continue;
    range =
        any ? ValueRange{std::min(range.low, value), std::max(range.high, value)} : ValueRange{value, value};
    any = true;
  }
  return range.low < range.high ? range : ValueRange{range.low - 1, range.high + 1};
}

/// All channels of a batch as one picture: planes below each other, or a row each where planes are one row or
/// column. Elements keep their order.
Plane stacked_channels(const run::KeptTensorPtr& tensor, std::uint64_t n) {
  const std::uint64_t size = tensor->shape[2] * tensor->shape[3], count = tensor->shape[1] * size;
  if (count == 0 || (n + 1) * count > tensor->values.size()) return {};
  const std::uint64_t width = tensor->shape[2] == 1 || tensor->shape[3] == 1 ? size : tensor->shape[3];
  return {tensor, std::span(tensor->values).subspan(n * count, count), count / width, width};
}

class ChannelsView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    if (!colors_.update(context)) return draw_no_run(context, "Channels");
    side_ = colors_.shown(context.app);
    tensor_ = colors_.tensor(side_);
    place_ = *state::heat_place(context.app);
    const ui::Ui& ui = context.ui;
    Rect area = context.area;
    draw_header(context, area.cut_top(ui.px(40)));
    ui.hline(area.x, area.right(), area.y, ui.c.line1);
    area.cut_top(ui.line());
    const Rect told = area.cut_bottom(ui.px(22)).inset(ui.px(12), 0);
    area = area.inset(ui.px(12), ui.px(6));
    if (area.w < ui.px(40) || area.h < ui.px(20)) return;
    draw_tensor(context, area);
    tell(ui, told);
    if (hit_ && ImGui::IsMouseClicked(ImGuiMouseButton_Left))
      context.app.run_or_tell("run.element " + state::index_words(*hit_));
    keys(context);
  }

  std::string badge(const state::App& app) override {
    const run::KeptTensor* tensor = app.running.tensor_a();
    return tensor == nullptr ? "" : ui::comma_number(tensor->shape[1]);
  }

 private:
  void draw_header(ui::ViewContext& context, Rect line) {
    ui::Ui& ui = context.ui;
    line = line.inset(ui.px(12), ui.px(8));
    static constexpr std::string_view kSides[] = {"A", "B", "|A − B|"};
    if (colors_.tensor(ShownSide::B)) {
      if (const auto side =
              ui.segmented("side", line.cut_right(ui.px(150)), kSides, 3, static_cast<int>(side_)))
        context.app.run_or_tell("heat.side " +
                                std::string(state::heat_side_name(static_cast<ShownSide>(*side))));
      line.cut_right(ui.px(8));
    }
    static constexpr std::string_view kLayouts[] = {"Tiles", "Stack", "One"};
    if (!is_vector() && line.w > ui.px(330)) {
      const auto layout = ui.segmented("layout", line.cut_right(ui.px(140)), kLayouts, 3,
                                       static_cast<int>(context.app.heat.layout));
      if (layout)
        context.app.run_or_tell("heat.layout " +
                                std::string(state::heat_layout_name(static_cast<HeatLayout>(*layout))));
      line.cut_right(ui.px(8));
    }
    const state::FinishedRun* run = context.app.running.shown();
    const bool closed = run != nullptr && run->file != context.file->id();
    const std::string title = (closed ? escaped(run->file_name) + " · " : "") + tensor_title(*tensor_);
    const float end = ui.text(line, Style::Title, ui.c.tx1, title);
    line.cut_left(end - line.x + ui.px(14));
    draw_sizes(context, line);
  }

  /// "C 32 tiles" and so on, the batch to choose, and the range.
  void draw_sizes(ui::ViewContext& context, Rect line) {
    const ui::Ui& ui = context.ui;
    const Shape& shape = tensor_->shape;
    const auto box = [&](const std::string& letter, const std::string& text) {
      const float letter_w = ui.width(Style::Small, letter), text_w = ui.width(Style::Caption, text);
      const Rect place{line.x, line.y + ui.px(1), std::ceil(letter_w + text_w) + ui.px(22), ui.px(22)};
      if (place.w > line.w) return false;
      ui.frame(place, ui.c.line2, ui.px(4));
      ui.text({place.x + ui.px(8), place.y, letter_w + 2, place.h}, Style::Small, ui.c.tx3, letter);
      ui.text({place.x + ui.px(14) + letter_w, place.y, text_w + 2, place.h}, Style::Caption, ui.c.tx1, text);
      line.cut_left(place.w + ui.px(8));
      return ui.clicks(place);
    };
    if (shape[0] > 1 && box("N", std::to_string(place_[0]) + " of " + std::to_string(shape[0])))
      context.app.run_or_tell("heat.batch " + std::to_string((place_[0] + 1) % shape[0]));
    box("C", ui::plural(shape[1], "channel"));
    box("H", ui::plural(shape[2], "row"));
    box("W", ui::plural(shape[3], "column"));
    if (context.app.heat.layout == HeatLayout::Strip || is_vector()) return;
    float x = line.right() - ui.width(Style::Body, "one range for all") - ui.px(24);
    if (x < line.x) return;
    if (ui::Ui& widgets = context.ui;
        widgets.chip(x, line.y + ui.px(2), "one range for all", context.app.heat.one_range))
      context.app.run_or_tell("heat.one-range");
  }

  bool is_vector() const { return tensor_->shape[2] * tensor_->shape[3] == 1; }
  bool is_flat() const { return tensor_->shape[2] == 1 || tensor_->shape[3] == 1; }

  void draw_tensor(ui::ViewContext& context, const Rect& area) {
    hit_.reset();
    const HeatLayout layout = context.app.heat.layout;
    if (is_vector()) return draw_bars(context, area);
    if (layout == HeatLayout::Single) return draw_single(context, area);
    if (layout == HeatLayout::Strip || is_flat()) return draw_rows(context, area);
    draw_tiles(context, area);
  }

  // A tile is as large as its plane, a whole number of pixels an element, or smaller where the plane is
  // large.
  void draw_tiles(ui::ViewContext& context, const Rect& area) {
    const ui::Ui& ui = context.ui;
    const Shape& shape = tensor_->shape;
    const float longest = static_cast<float>(std::max(shape[2], shape[3]));
    const auto cell_of = [&](float side) {
      const float cell = std::min(side / longest, ui.px(24));
      return cell >= 1 ? std::floor(cell) : cell;
    };
    const auto fits = [&](float side) {
      const float cell = cell_of(side);
      const auto columns = static_cast<std::uint64_t>(
          (area.w - ui.px(8)) / (cell * static_cast<float>(shape[3]) + ui.px(kTileGap)));
      const float high = cell * static_cast<float>(shape[2]) + ui.px(kTileCaption + kTileGap);
      return columns > 0 && high * static_cast<float>(pieces(shape[1], columns)) <= area.h;
    };
    // Few channels share the room that is there.
    float side = ui.px(kTileSide);
    while (side < ui.px(kMostTileSide) && fits(side + ui.px(8))) side += ui.px(8);
    const float cell = cell_of(side);
    const float w = std::max(ui.px(24), std::floor(cell * static_cast<float>(shape[3])));
    const float h = std::max(ui.px(4), std::floor(cell * static_cast<float>(shape[2])));
    const float step_x = w + ui.px(kTileGap), step_y = h + ui.px(kTileCaption + kTileGap);
    const auto across = static_cast<std::uint64_t>(std::max(1.0F, (area.w - ui.px(8)) / step_x));
    const std::uint64_t rows = pieces(shape[1], across);
    if (seen_steps_ != context.app.running.steps || seen_ != tensor_) {
      const double y = static_cast<double>(place_[1] / across) * static_cast<double>(step_y);
      scroll_.reveal = y;
      scroll_.reveal_end = y + static_cast<double>(step_y);
      seen_steps_ = context.app.running.steps;
    }
    forget_tiles();
    const ui::Scroller scroller(ui, "tiles", area, static_cast<double>(rows) * static_cast<double>(step_y),
                                scroll_);
    const auto first =
        static_cast<std::uint64_t>(std::max(0.0, scroller.first() / static_cast<double>(step_y)));
    for (std::uint64_t row = first; row < rows; ++row) {
      const double top = static_cast<double>(row) * static_cast<double>(step_y);
      if (top >= scroller.last()) break;
      for (std::uint64_t i = 0; i < across && row * across + i < shape[1]; ++i) {
        const Rect tile{area.x + ui.px(3) + step_x * static_cast<float>(i), std::round(scroller.at(top)), w,
                        h + ui.px(kTileCaption)};
        draw_tile(context, tile, row * across + i);
      }
    }
    std::erase_if(tiles_, [&](const auto& tile) { return tile.second.frame != context.app.frames; });
  }

  struct Tile {
    Heatmap picture;
    ValueColors colors;  ///< where each channel has its own range
    std::optional<ValueRange> ends;
    std::uint64_t frame = 0;
  };

  /// Ranges of channels belong to a tensor.
  void forget_tiles() {
    if (seen_ == tensor_ && seen_batch_ == place_[0]) return;
    seen_ = tensor_;
    seen_batch_ = place_[0];
    tiles_.clear();
  }

  const ValueColors& colors_of(const ui::ViewContext& context, Tile& tile, const Plane& plane) {
    if (context.app.heat.one_range) return colors_.of(side_);
    if (!tile.ends) tile.ends = ends_of(plane);
    ValueRange ends = *tile.ends;
    PlaneMap map = ends.low < 0 && ends.high > 0 ? PlaneMap::Diverging : PlaneMap::Sequential;
    if (side_ == ShownSide::Difference) {
      ends.low = 0;
      if (!(ends.high > 0)) ends.high = 1;
      map = PlaneMap::Error;
    }
    tile.colors.update(context.ui.c, map, ends);
    return tile.colors;
  }

  void draw_tile(ui::ViewContext& context, Rect area, std::uint64_t channel) {
    const ui::Ui& ui = context.ui;
    const bool picked = channel == place_[1];
    ui.text(area.cut_top(ui.px(kTileCaption)), Style::Small, picked ? ui.c.tx1 : ui.c.tx3,
            "C " + std::to_string(channel));
    const Plane plane = plane_of(tensor_, place_[0], channel);
    if (plane.empty()) return;
    Tile& tile = tiles_[channel];
    tile.frame = context.app.frames;
    PlaneMarks marks;
    marks.frame = false;
    const auto hit = tile.picture.draw(ui, area, plane, colors_of(context, tile, plane), marks);
    if (picked) ui.frame(tile.picture.place().inset(-ui.px(2), -ui.px(2)), ui.c.ring, 0, 2 * ui.line());
    if (hit) take(plane, channel, *hit);
  }

  void take(const Plane& plane, std::uint64_t channel, const PlaneHit& hit) {
    hit_ = Shape{place_[0], channel, hit.element / plane.width, hit.element % plane.width};
    stands_for_ = hit.stands_for;
  }

  void draw_single(ui::ViewContext& context, const Rect& area) {
    const Plane plane = plane_of(tensor_, place_[0], place_[1]);
    PlaneMarks marks;
    marks.picked = place_[2] * tensor_->shape[3] + place_[3];
    if (const auto hit = large_.draw(context.ui, area, plane, colors_.of(side_), marks, &window_))
      take(plane, place_[1], *hit);
  }

  void draw_rows(ui::ViewContext& context, Rect area) {
    const ui::Ui& ui = context.ui;
    const Plane plane = stacked_channels(tensor_, place_[0]);
    const Rect labels = area.cut_left(ui.px(44));
    PlaneMarks marks;
    marks.picked = state::element_of(tensor_->shape, {0, place_[1], place_[2], place_[3]});
    const auto hit = large_.draw(ui, area, plane, colors_.of(side_), marks, &window_);
    const Rect& shown = large_.place();
    if (window_.zoom == 0) {
      ui.text({labels.x, shown.y, labels.w - ui.px(6), ui.px(14)}, Style::Small, ui.c.tx3, "C 0",
              Align::Right);
      if (shown.h > ui.px(30))
        ui.text({labels.x, shown.bottom() - ui.px(14), labels.w - ui.px(6), ui.px(14)}, Style::Small,
                ui.c.tx3, std::to_string(tensor_->shape[1] - 1), Align::Right);
    }
    if (!hit) return;
    hit_ = run::index_of(tensor_->shape, hit->element);
    (*hit_)[0] = place_[0];
    stands_for_ = hit->stands_for;
  }

  /// One number a channel: bars from zero.
  void draw_bars(ui::ViewContext& context, const Rect& area) {
    const ui::Ui& ui = context.ui;
    const Plane plane = stacked_channels(tensor_, place_[0]);
    const double low = std::min(0.0, tensor_->statistics.min), high = std::max(0.0, tensor_->statistics.max);
    const double way = high > low ? high - low : 1;
    if (seen_steps_ != context.app.running.steps) {
      ui::reveal_row(bar_scroll_, place_[1], ui.row());
      seen_steps_ = context.app.running.steps;
    }
    const ui::List list(ui, "bars", area, plane.values.size(), ui.row(), bar_scroll_);
    for (std::size_t i = list.first; i < list.last; ++i) {
      Rect row = list.row(i);
      ui::draw_row_ground(ui, row, i == place_[1], context.focused, list.hovered == i);
      if (list.hovered == i) hit_ = Shape{place_[0], i, 0, 0};
      ui.text(row.cut_left(ui.px(52)), Style::Small, ui.c.tx3, std::to_string(i), Align::Right);
      row.cut_left(ui.px(8));
      ui.text(row.cut_right(ui.px(110)), Style::Data, ui.c.tx1, half_text(plane.values[i]), Align::Right);
      row.cut_right(ui.px(8));
      const Rect track = row.inset(0, ui.px(5));
      ui.fill(track, ui.c.bg0);
      const double value = half_to_double(plane.values[i]);
      if (!std::isfinite(value)) {
        ui.fill(track, std::isnan(value) ? ui.c.nan : colors_.of(side_).at(value));
        continue;
      }
      const auto at = [&](double v) { return track.x + track.w * static_cast<float>((v - low) / way); };
      const float from = std::round(at(std::min(0.0, value))), to = std::round(at(std::max(0.0, value)));
      ui.fill({from, track.y, std::max(ui.line(), to - from), track.h},
              i == place_[1] ? ui.c.accent : ui.c.tx3);
    }
  }

  void tell(const ui::Ui& ui, const Rect& line) const {
    if (!hit_) {
      ui.text(line, Style::Caption, ui.c.tx3, "Point at a cell to see its value; a click looks at it.");
      return;
    }
    std::string text = element_text(*tensor_, *hit_);
    if (stands_for_ > 1) text += "   one of " + ui::comma_number(stands_for_) + " in this pixel";
    ui.text(line, Style::Data, ui.c.tx1, text);
  }

  static void keys(ui::ViewContext& context) {
    if (!context.focused || ImGui::GetIO().WantTextInput) return;
    if (ImGui::IsKeyPressed(ImGuiKey_RightArrow)) context.app.run_or_tell("heat.next-channel");
    if (ImGui::IsKeyPressed(ImGuiKey_LeftArrow)) context.app.run_or_tell("heat.previous-channel");
  }

  SideColors colors_;
  ShownSide side_ = ShownSide::A;
  run::KeptTensorPtr tensor_, seen_;
  Shape place_{};
  std::uint64_t seen_batch_ = 0, seen_steps_ = ~std::uint64_t{0}, stands_for_ = 1;
  std::map<std::uint64_t, Tile> tiles_;
  Heatmap large_;
  PlaneWindow window_;
  ui::Scroll scroll_, bar_scroll_;
  std::optional<Shape> hit_;  ///< under the pointer
};

}  // namespace

std::unique_ptr<ui::View> make_channels_view() {
  return std::make_unique<ChannelsView>();
}

}  // namespace ane::views
