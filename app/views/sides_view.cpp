// The picked channel of A, B and |A − B| beside each other, with the facts of the picked element and the
// range of the colours.

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "app/state/heatmap_commands.hpp"
#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/heatmap_facts.hpp"
#include "app/views/heatmap_range.hpp"
#include "core/base/bits.hpp"

namespace ane::views {
namespace {

using run::Shape;
using state::ShownSide;
using ui::Align;
using ui::Rect;
using ui::Style;

constexpr float kSideFacts = 168, kSideGap = 15, kSideTitle = 24, kStripHeight = 18;

/// What each channel is like, for a strip of them: the largest magnitude of its elements. Empty where it was
/// cancelled.
std::vector<std::uint16_t> strongest_of_channels(const run::KeptTensorPtr& tensor, std::uint64_t n,
                                                 const state::Progress& progress) {
  std::vector<std::uint16_t> list;
  for (std::uint64_t c = 0; c < tensor->shape[1]; ++c) {
    if (progress.cancelled()) return {};
    const Plane plane = plane_of(tensor, n, c);
    list.push_back(plane.empty() ? std::uint16_t{0} : strongest(plane, 0, plane.height, 0, plane.width));
  }
  return list;
}

/// What to say where B would be; "" where B was not asked for, or is still to come.
std::string why_no_b(const state::RunWork& work, const run::KeptTensor& tensor) {
  return work.b ? run::why_missing(tensor, *work.b) : work.b_error;
}

class SidesView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    if (!colors_.update(context)) return draw_no_run(context, "A / B / |A − B|");
    const ui::Ui& ui = context.ui;
    tensor_ = colors_.tensor(ShownSide::A);
    place_ = *state::heat_place(context.app);
    save_wanted(context);
    follow(context);
    Rect area = context.area.inset(ui.px(12), ui.px(8));
    if (area.w < ui.px(60) || area.h < ui.px(40)) return;
    if (area.h > ui.px(330)) {
      draw_ranges(context, area.cut_bottom(ui.px(HeatRangeControl::kHeight)));
      area.cut_bottom(ui.px(8));
      ui.hline(context.area.x, context.area.right(), area.bottom(), ui.c.line1);
      area.cut_bottom(ui.px(8));
    } else if (area.h > ui.px(150)) {
      draw_range_lines(context, area);
    }
    if (tensor_->shape[1] > 1 && area.h > ui.px(120)) {
      draw_strip(context, area.cut_bottom(ui.px(kStripHeight)));
      area.cut_bottom(ui.px(8));
    }
    if (area.w > ui.px(420)) {
      facts_.draw(context, area.cut_right(ui.px(kSideFacts)), colors_);
      area.cut_right(ui.px(kSideGap));
    }
    draw_pictures(context, area);
  }

  void draw_tools(ui::ViewContext& context, Rect& bar) override {
    ui::Ui& ui = context.ui;
    const auto tool = [&](const char* id, ui::Icon icon, const char* hint, const char* command) {
      if (ui.icon_button(id, bar.cut_right(ui.px(26)), icon, hint)) context.app.run_or_tell(command);
    };
    if (context.app.running.tensor_a() == nullptr) return;
    tool("save", ui::Icon::Export, "Save the channel as PNG", "heat.save-png");
  }

 private:
  /// Another element comes into sight; another zoom keeps the picked one in sight.
  void follow(const ui::ViewContext& context) {
    const bool moved = steps_ != context.app.running.steps || zoom_ != context.app.heat.zoom;
    if (seen_ != tensor_) window_.left = window_.top = 0;
    seen_ = tensor_;
    steps_ = context.app.running.steps;
    zoom_ = window_.zoom = context.app.heat.zoom;
    window_.reveal.reset();
    if (moved) window_.reveal = place_[2] * tensor_->shape[3] + place_[3];
  }

  void draw_pictures(ui::ViewContext& context, const Rect& area) {
    const bool both = colors_.tensor(ShownSide::B) != nullptr;
    const std::string absence = both ? "" : why_no_b(context.app.running, *tensor_);
    const float count = both ? 3 : absence.empty() ? 1 : 2;
    const float gap = context.ui.px(kSideGap);
    const float width = std::floor((area.w - gap * (count - 1)) / count);
    float x = area.x;
    for (const ShownSide side : {ShownSide::A, ShownSide::B, ShownSide::Difference}) {
      if (side != ShownSide::A && !both) break;
      draw_side(context, {x, area.y, width, area.h}, side);
      x += width + gap;
    }
    if (!absence.empty()) draw_absence(context.ui, {x, area.y, width, area.h}, absence);
    // The wheel zoomed: the options hear of it as they would from a menu.
    if (window_.zoom != context.app.heat.zoom) {
      context.app.run_or_tell(window_.zoom > context.app.heat.zoom ? "heat.zoom in" : "heat.zoom out");
      zoom_ = window_.zoom = context.app.heat.zoom;
    }
  }

  static void draw_absence(const ui::Ui& ui, Rect area, const std::string& why) {
    ui.text(area.cut_top(ui.px(kSideTitle)), Style::BodyBold, ui.c.tx1, "B");
    ui.paragraph(area, Style::Body, ui.c.warning, why);
  }

  void draw_side(ui::ViewContext& context, Rect area, ShownSide side) {
    const ui::Ui& ui = context.ui;
    const Rect title = area.cut_top(ui.px(kSideTitle));
    static constexpr std::string_view kShownSideNames[] = {"A", "B", "|A − B|"};
    const float end =
        ui.text(title, Style::BodyBold, ui.c.tx1, kShownSideNames[static_cast<std::size_t>(side)]);
    const Rect rest{end + ui.px(8), title.y, title.right() - end - ui.px(8), title.h};
    const run::KeptTensorPtr& tensor = colors_.tensor(side);
    Heatmap& picture = pictures_[static_cast<std::size_t>(side)];
    if (!tensor) return ui::draw_loading(ui, area);
    const Plane plane = plane_of(tensor, place_[0], place_[1]);
    PlaneMarks marks;
    marks.picked = place_[2] * tensor->shape[3] + place_[3];
    const auto& brush = side == ShownSide::Difference ? error_range_.brush() : value_range_.brush();
    marks.brush = brush;
    const auto hit = picture.draw(ui, area, plane, colors_.of(side), marks, &window_);
    // The caption ends where the picture does.
    const float right = std::max(picture.place().right(), end + ui.px(140));
    ui.text({rest.x, rest.y, std::min(rest.right(), right) - rest.x, rest.h}, Style::Small, ui.c.tx3,
            caption(context.app, side, *tensor), Align::Right, ui::Elide::Middle);
    if (!hit) return;
    const Shape index{place_[0], place_[1], hit->element / plane.width, hit->element % plane.width};
    ui.tooltip(picture.place(), element_text(*tensor, index));
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Left))
      context.app.run_or_tell("run.element " + state::index_words(index));
  }

  std::string caption(const state::App& app, ShownSide side, const run::KeptTensor& tensor) const {
    if (side == ShownSide::Difference) return "max " + heat_number_text(tensor.statistics.max);
    if (side == ShownSide::B)
      return tensor.file.empty() ? app.running.b_title
                                 : std::filesystem::path(tensor.file).filename().string();
    const state::FinishedRun* run = app.running.shown();
    const std::string channel = "C " + std::to_string(place_[1]);
    if (run == nullptr) return channel;
    return run->device + (run->inferred ? " · inferred" : "") + " · " + channel;
  }

  void draw_ranges(ui::ViewContext& context, Rect area) {
    const auto& difference = colors_.tensor(ShownSide::Difference);
    if (difference) {
      const Rect right = area.cut_right(std::round(area.w * 0.42F));
      area.cut_right(context.ui.px(kSideGap));
      error_range_.draw(context, right, "Range |A − B|", "heat.difference-range", difference,
                        colors_.of(ShownSide::Difference), context.app.heat.difference);
    }
    value_range_.draw(context, area, difference ? "Range A, B" : "Range", "heat.range", tensor_,
                      colors_.of(ShownSide::A), context.app.heat.range);
  }

  /// The same without histograms, at the bottom of a low pane.
  void draw_range_lines(ui::ViewContext& context, Rect& area) {
    const float height = context.ui.px(HeatRangeControl::kLineHeight);
    const bool difference = colors_.tensor(ShownSide::Difference) != nullptr;
    if (difference)
      error_range_.draw_compact(context, area.cut_bottom(height), "Range |A − B|", "heat.difference-range",
                                colors_.of(ShownSide::Difference), context.app.heat.difference);
    value_range_.draw_compact(context, area.cut_bottom(height), difference ? "Range A, B" : "Range",
                              "heat.range", colors_.of(ShownSide::A), context.app.heat.range);
    area.cut_bottom(context.ui.px(6));
  }

  // A cell a channel, in the colour of its strongest element; a drag goes through them.
  void draw_strip(ui::ViewContext& context, Rect area) {
    const ui::Ui& ui = context.ui;
    const ShownSide side = colors_.shown(context.app);
    const run::KeptTensorPtr& tensor = colors_.tensor(side);
    need_strip(context.app, tensor);
    const std::vector<std::uint16_t>& cells = strip_->cells;
    const std::uint64_t channels = tensor->shape[1];
    ui.text(area.cut_left(ui.px(56)), Style::Caption, ui.c.tx3, "channel");
    ui.text(area.cut_right(ui.px(96)), Style::Small, ui.c.tx2,
            "C " + std::to_string(place_[1]) + " of " + std::to_string(channels), Align::Right);
    const auto count = static_cast<float>(channels);
    const float cell = std::min(area.w / count, ui.px(22));
    const float gap = cell >= ui.px(6) ? ui.line() : 0;
    if (cells.empty()) ui.fill({area.x, area.y, cell * count, area.h}, ui.c.bg0);
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const float x = std::round(area.x + cell * static_cast<float>(c));
      const float end = std::max(x + 1, std::round(area.x + cell * static_cast<float>(c + 1)) - gap);
      ui.fill({x, area.y, end - x, area.h}, colors_.of(side).at(cells[c]));
    }
    const Rect mark{std::round(area.x + cell * static_cast<float>(place_[1])), area.y,
                    std::max(ui.px(4), std::round(cell) - gap), area.h};
    ui.frame(mark.inset(-2 * ui.line(), -2 * ui.line()), ui::cell_outline(), 0, ui.line());
    ui.frame(mark.inset(-ui.line(), -ui.line()), ui::text_on(ui::cell_outline()), 0, 2 * ui.line());
    const Rect whole{area.x, area.y, cell * count, area.h};
    if (ui.clicks(whole)) sliding_ = true;
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) sliding_ = false;
    if (!sliding_) return;
    const float at = std::clamp((ImGui::GetIO().MousePos.x - area.x) / cell, 0.0F, count - 1);
    const auto channel = static_cast<std::uint64_t>(at);
    if (channel != place_[1]) context.app.run_or_tell("heat.channel " + std::to_string(channel));
  }

  /// The strip of the tensor that is shown, made in a job: a large one has many elements to look at.
  void need_strip(state::App& app, const run::KeptTensorPtr& tensor) {
    if (strip_ && strip_->tensor == tensor && strip_->batch == place_[0]) return;
    auto strip = std::make_shared<Strip>(Strip{tensor, place_[0], {}});
    strip_ = strip;
    app.jobs.start(
        "channel strip", "Looking at channels",
        [strip](state::Progress& progress) -> state::Completion {
          auto cells = strongest_of_channels(strip->tensor, strip->batch, progress);
          return [strip, cells = std::move(cells)]() mutable {
            // A strip that was cancelled is none: it is asked for again while it is to be seen.
            if (cells.empty()) strip->tensor.reset();
            strip->cells = std::move(cells);
          };
        },
        state::Jobs::Ending::Always);
  }

  /// Each element as a square, so that small planes can be seen.
  void save_wanted(ui::ViewContext& context) {
    static constexpr std::uint64_t kReadable = 256;
    const std::string path = std::exchange(context.app.heat.wanted_png, {});
    const ShownSide side = colors_.shown(context.app);
    const Plane plane = plane_of(colors_.tensor(side), place_[0], place_[1]);
    if (path.empty() || plane.empty()) return;
    const std::uint64_t k = std::max<std::uint64_t>(1, kReadable / std::max(plane.width, plane.height));
    std::vector<std::uint8_t> rgb;
    rgb.reserve(plane.values.size() * k * k * 3);
    for (std::uint64_t y = 0; y < plane.height * k; ++y) {
      for (std::uint64_t x = 0; x < plane.width * k; ++x) {
        const ImU32 color = colors_.of(side).at(plane.values[y / k * plane.width + x / k]);
        for (const int shift : {IM_COL32_R_SHIFT, IM_COL32_G_SHIFT, IM_COL32_B_SHIFT})
          rgb.push_back(static_cast<std::uint8_t>(color >> shift & 0xff));
      }
    }
    state::write_heat_png(context.app, path, static_cast<std::uint32_t>(plane.width * k),
                          static_cast<std::uint32_t>(plane.height * k), std::move(rgb));
  }

  SideColors colors_;
  /// A half for each channel; none until they were looked at.
  struct Strip {
    run::KeptTensorPtr tensor;
    std::uint64_t batch = 0;
    std::vector<std::uint16_t> cells;
  };
  std::shared_ptr<Strip> strip_;
  run::KeptTensorPtr tensor_, seen_;
  Shape place_{};
  std::uint64_t steps_ = ~std::uint64_t{0};
  int zoom_ = 0;
  PlaneWindow window_;
  std::array<Heatmap, 3> pictures_;
  bool sliding_ = false;
  ElementFacts facts_;
  HeatRangeControl value_range_, error_range_;
};

}  // namespace

std::unique_ptr<ui::View> make_sides_view() {
  return std::make_unique<SidesView>();
}

}  // namespace ane::views
