#include <algorithm>
#include <cmath>

#include "app/state/condition.hpp"
#include "app/ui/labels.hpp"
#include "app/views/all_views.hpp"
#include "app/views/heatmap.hpp"
#include "app/views/weights_grid.hpp"
#include "core/base/bits.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using run::KeptTensor;
using run::KeptTensorPtr;
using state::DebugMoment;
using ui::Align;
using ui::Elide;
using ui::Rect;
using ui::Style;

// At scale 1.
constexpr float kTitleRow = 24, kScaleRow = 30, kChannelStrip = 46, kLargestWeight = 42, kArrowGap = 36;
constexpr std::uint64_t kMostWeightCells = 256;
constexpr std::uint64_t kSamplesOfChannel = 256;

ValueRange traffic_range(const model::Statistics& statistics) {
  ValueRange range{statistics.min, statistics.max};
  if (!(range.low < range.high)) range.high = range.low + 1;
  return range;
}

std::string short_number(double value) {
  return state::condition_value_text(value);
}

/// A tensor as one of the two pictures.
struct TrafficSide {
  Heatmap map;
  ValueColors colors;
};

/// The weights of one output channel: a window of the kernel, or one value for each input channel.
struct WeightCells {
  std::vector<std::uint16_t> bits;
  std::uint64_t columns = 0;
  std::string title, place;
};

class TrafficView final : public ui::View {
 public:
  void draw(ui::ViewContext& context) override {
    const state::DebugWork& work = context.app.debugging;
    const DebugMoment* moment = work.moment.get();
    if (work.file != context.file->id() || moment == nullptr) return draw_nothing_yet(context);
    Rect area = context.area;
    if (moment->refused && moment->outcome && moment->outcome->refusal)
      draw_refusal(context.ui, area.cut_top(context.ui.px(28)), *moment);
    if (!moment->wrote) {
      const std::string key = state::key_of(context.app, *state::find_command("debug.step"));
      return ui::draw_empty(
          context.ui, area, moment->task ? "What this task wrote cannot be read back" : "No task has run yet",
          moment->next() ? key + " runs task " + std::to_string(*moment->next()) + "." : "");
    }
    draw_moment(context, area, *moment);
  }

 private:
  static void draw_nothing_yet(ui::ViewContext& context) {
    const state::DebugWork& work = context.app.debugging;
    const bool here = work.file == context.file->id();
    if (here && work.error.empty()) return ui::draw_loading(context.ui, context.area);
    const std::string key = state::key_of(context.app, *state::find_command("debug.step"));
    ui::draw_empty(context.ui, context.area,
                   here ? "This program cannot be stepped through" : "Nothing is stepped through",
                   here ? work.error : key + " begins.");
  }

  static void draw_refusal(const ui::Ui& ui, const Rect& bar, const DebugMoment& moment) {
    ui.fill(bar, ui.c.bg2);
    ui.fill({bar.x, bar.y, ui.px(3), bar.h}, ui.c.error);
    const std::string text = "Task " + std::to_string(moment.first_task + moment.position) +
                             " is refused: " + moment.outcome->refusal->sentence();
    ui.text({bar.x + ui.px(12), bar.y, bar.w - ui.px(24), bar.h}, Style::Body, ui.c.tx1, text);
    ui.tooltip(bar, text);
  }

  void draw_moment(ui::ViewContext& context, Rect area, const DebugMoment& moment) {
    const ui::Ui& ui = context.ui;
    const KeptTensorPtr& wrote = moment.wrote;
    if (wrote != shown_) {
      shown_ = wrote;
      channel_ = std::min(channel_, wrote->shape[1] - 1);
    }
    const auto& element = context.app.debugging.element;
    const run::Shape place = run::index_of(wrote->shape, element.value_or(0));
    const run::Shape* picked = element ? &place : nullptr;
    if (picked != nullptr) channel_ = place[1];
    Rect inner = area.inset(ui.px(12), ui.px(6));
    const Rect strip = inner.cut_bottom(ui.px(kChannelStrip));
    const float middle = std::round(std::clamp(inner.w * 0.22F, ui.px(90), ui.px(190)));
    const float side = std::round((inner.w - middle - 2 * ui.px(kArrowGap)) / 2);
    const Rect left = inner.cut_left(side), right = inner.cut_right(side);
    const std::size_t source = context.app.debugging.shown_source;
    const KeptTensorPtr read = source < moment.read.size() ? moment.read[source] : nullptr;
    draw_read(context, left, moment, read);
    draw_arrow(ui, left.right(), inner.y + inner.h * 0.45F);
    draw_weights(context, {inner.x + ui.px(kArrowGap), inner.y, middle, inner.h}, moment, read);
    draw_arrow(ui, right.x - ui.px(kArrowGap), inner.y + inner.h * 0.45F);
    draw_wrote(context, right, wrote, picked);
    draw_strip(context, strip, wrote, picked);
  }

  static void draw_arrow(const ui::Ui& ui, float x, float y) {
    const float from = x + ui.px(6), to = x + ui.px(kArrowGap - 6);
    ui.list().AddLine({from, y}, {to, y}, ui.c.tx3, ui.px(1.5F));
    ui.list().AddLine({to - ui.px(5), y - ui.px(4)}, {to, y}, ui.c.tx3, ui.px(1.5F));
    ui.list().AddLine({to - ui.px(5), y + ui.px(4)}, {to, y}, ui.c.tx3, ui.px(1.5F));
  }

  static void draw_title(const ui::Ui& ui, const Rect& line, std::string_view title,
                         const std::string& more) {
    const float end = ui.text(line, Style::BodyBold, ui.c.tx1, title);
    ui.text({end + ui.px(10), line.y, line.right() - end - ui.px(10), line.h}, Style::Small, ui.c.tx3, more,
            Align::Right, Elide::Middle);
  }

  static std::string describe_plane(const KeptTensor& tensor, std::uint64_t channel) {
    return tensor.name + "[" + std::to_string(channel) + "] · " + std::to_string(tensor.shape[2]) + "×" +
           std::to_string(tensor.shape[3]);
  }

  // A picture, its colours below, and what is under the pointer.
  static std::optional<PlaneHit> draw_side(ui::ViewContext& context, Rect area, TrafficSide& side,
                                           const KeptTensorPtr& tensor, std::uint64_t channel,
                                           const PlaneMarks& marks) {
    const ui::Ui& ui = context.ui;
    side.colors.update(ui.c, map_for(tensor->statistics), traffic_range(tensor->statistics));
    const Rect scale = area.cut_bottom(ui.px(kScaleRow));
    const Plane plane = plane_of(tensor, 0, channel);
    const auto hit = side.map.draw(ui, area, plane, side.colors, marks);
    const Rect& place = side.map.place();
    draw_scale(ui, {place.x, place.bottom() + ui.px(6), place.w, scale.h - ui.px(6)}, side.colors);
    if (hit) {
      const std::uint64_t y = hit->element / plane.width, x = hit->element % plane.width;
      std::string text = "[" + std::to_string(channel) + "," + std::to_string(y) + "," + std::to_string(x) +
                         "] = " + short_number(half_to_double(hit->bits)) + "  " + hex(hit->bits);
      if (tensor->layout)
        text += std::string("\n") + (tensor->on_chip ? "on chip" : "buffer " + std::to_string(tensor->slot)) +
                " + " + hex(tensor->layout->offset_of(0, channel, y, x));
      if (hit->stands_for > 1) text += "\nthe strongest of " + ui::plural(hit->stands_for, "element");
      ui.tooltip(place, text);
    }
    return hit;
  }

  static void draw_scale(const ui::Ui& ui, const Rect& area, const ValueColors& colors) {
    if (area.w < 4) return;
    const Rect bar{area.x, area.y, area.w, ui.px(8)};
    const ValueRange& range = colors.range();
    const auto steps = static_cast<int>(std::min(bar.w, 128.0F));
    for (int i = 0; i < steps; ++i) {
      const double t = (i + 0.5) / steps;
      const float x = std::round(bar.x + bar.w * static_cast<float>(i) / static_cast<float>(steps));
      const float end = std::round(bar.x + bar.w * static_cast<float>(i + 1) / static_cast<float>(steps));
      ui.fill({x, bar.y, end - x, bar.h}, colors.at(range.low + (range.high - range.low) * t));
    }
    const Rect numbers{area.x, bar.bottom() + 1, area.w, area.bottom() - bar.bottom() - 1};
    ui.text(numbers, Style::Small, ui.c.tx2, short_number(range.low), Align::Left, Elide::Never);
    ui.text(numbers, Style::Small, ui.c.tx2, short_number(range.high), Align::Right, Elide::Never);
  }

  void draw_read(ui::ViewContext& context, Rect area, const DebugMoment& moment, const KeptTensorPtr& read) {
    const ui::Ui& ui = context.ui;
    Rect line = area.cut_top(ui.px(kTitleRow));
    if (!read) {
      draw_title(ui, line, "read", "");
      ui.paragraph(area, Style::Caption, ui.c.tx3, "This task read no tensor.");
      return;
    }
    const std::uint64_t channel = std::min(channel_, read->shape[1] - 1);
    const std::size_t count = moment.read.size(), at = context.app.debugging.shown_source;
    const std::string title =
        count > 1 ? "read " + std::to_string(at + 1) + " of " + std::to_string(count) : "read";
    draw_title(ui, line, title, describe_plane(*read, channel));
    if (count > 1 && ui.clicks(line))
      context.app.run_or_tell("debug.source " + std::to_string((at + 1) % count));
    if (count > 1) ui.tooltip(line, "Click: the next tensor that the task read");
    draw_side(context, area, read_, read, channel, {});
  }

  void draw_wrote(ui::ViewContext& context, Rect area, const KeptTensorPtr& wrote, const run::Shape* picked) {
    const ui::Ui& ui = context.ui;
    draw_title(ui, area.cut_top(ui.px(kTitleRow)), "wrote", describe_plane(*wrote, channel_));
    PlaneMarks marks;
    if (picked != nullptr) marks.picked = (*picked)[2] * wrote->shape[3] + (*picked)[3];
    const auto hit = draw_side(context, area, wrote_, wrote, channel_, marks);
    if (hit && ui.clicks(wrote_.map.place())) {
      const std::uint64_t width = wrote->shape[3];
      pick(context, hit->element / width, hit->element % width);
    }
  }

  void pick(ui::ViewContext& context, std::uint64_t y, std::uint64_t x) const {
    context.app.run_or_tell("debug.element " + std::to_string(channel_) + "," + std::to_string(y) + "," +
                            std::to_string(x));
  }

  static double channel_mean(const KeptTensor& tensor, std::uint64_t channel) {
    const std::uint64_t size = tensor.shape[2] * tensor.shape[3];
    const std::uint64_t step = std::max<std::uint64_t>(1, size / kSamplesOfChannel);
    double sum = 0;
    std::uint64_t count = 0;
    for (std::uint64_t i = 0; i < size; i += step) {
      const double value = half_to_double(tensor.values[channel * size + i]);
      if (!std::isfinite(value)) continue;
      sum += value;
      ++count;
    }
    return count == 0 ? 0 : sum / static_cast<double>(count);
  }

  void draw_strip(ui::ViewContext& context, Rect area, const KeptTensorPtr& wrote, const run::Shape* picked) {
    const ui::Ui& ui = context.ui;
    const std::uint64_t channels = wrote->shape[1];
    const Rect label = area.cut_left(ui.px(64));
    const Rect cells{area.x, area.y + ui.px(8), area.w, ui.px(18)};
    ui.text({label.x, cells.y, label.w, cells.h}, Style::Body, ui.c.tx2, "channel");
    const float cell = std::min(cells.w / static_cast<float>(channels), ui.px(24));
    const auto left = [&](std::uint64_t c) { return std::round(cells.x + cell * static_cast<float>(c)); };
    const auto per_cell = static_cast<std::uint64_t>(std::max(1.0F, std::ceil(ui.px(2) / cell)));
    for (std::uint64_t c = 0; c < channels; c += per_cell) {
      const float end = left(std::min(c + per_cell, channels));
      const float gap = cell > ui.px(6) ? 1 : 0;
      ui.fill({left(c), cells.y, end - left(c) - gap, cells.h}, wrote_.colors.at(channel_mean(*wrote, c)));
    }
    ui.frame({left(channel_) - 1, cells.y - 1, std::max(left(channel_ + 1) - left(channel_), ui.px(3)) + 1,
              cells.h + 2},
             ui.c.tx1, 0, ui.px(1.5F));
    draw_channel_numbers(ui, {cells.x, cells.bottom() + 1, cell * static_cast<float>(channels), ui.px(14)});
    if (!ui.hovers(cells)) return;
    const auto under =
        static_cast<std::uint64_t>(std::max(0.0F, (ImGui::GetIO().MousePos.x - cells.x) / cell));
    if (under >= channels) return;
    ui.tooltip(cells, "Channel " + std::to_string(under) + " of " + std::to_string(channels));
    if (!ui.clicks(cells)) return;
    channel_ = under;
    if (picked != nullptr) pick(context, (*picked)[2], (*picked)[3]);
  }

  void draw_channel_numbers(const ui::Ui& ui, const Rect& line) const {
    const std::uint64_t channels = shown_->shape[1];
    ui.text(line, Style::Small, ui.c.tx3, "0", Align::Left, Elide::Never);
    if (channels > 1)
      ui.text({line.x, line.y, std::max(line.w, ui.px(40)), line.h}, Style::Small, ui.c.tx3,
              std::to_string(channels - 1), Align::Right, Elide::Never);
  }

  // The weights of the task, once the survey knows them; worked out by a job where another one was shown
  // last.
  static const state::ShownConstant* weights_of(ui::ViewContext& context, std::size_t task) {
    state::OpenFile& file = *context.file;
    if (!file.survey) return nullptr;
    const auto& constants = file.survey->constants;
    const auto found = std::find_if(constants.begin(), constants.end(), [&](const model::Constant& constant) {
      return constant.kind == model::ConstantKind::Weights && constant.task == task;
    });
    if (found == constants.end()) return nullptr;
    const auto index = static_cast<std::size_t>(found - constants.begin());
    context.app.show_constant(file, index);
    return file.constant && file.constant->index == index ? file.constant.get() : nullptr;
  }

  WeightCells cells_of_weights(const state::ShownConstant& shown, const KeptTensorPtr& read) const {
    WeightCells cells;
    if (!shown.tensor) return cells;
    const auto& shape = shown.tensor->shape();
    if (channel_ >= shape[0]) return cells;
    const std::uint64_t window = shape[2] * shape[3];
    const std::uint64_t input = read && shape[1] > 1 ? std::min(channel_, shape[1] - 1) : 0;
    const bool by_input = window == 1 && shape[1] > 1;
    const std::uint64_t count = std::min(by_input ? shape[1] : window, kMostWeightCells);
    const std::uint64_t first = (channel_ * shape[1] + (by_input ? 0 : input)) * window;
    for (std::uint64_t i = 0; i < count; ++i) cells.bits.push_back(shown.at(first + i));
    cells.columns =
        by_input ? static_cast<std::uint64_t>(std::ceil(std::sqrt(static_cast<double>(count)))) : shape[3];
    cells.title = "W[" + std::to_string(channel_) +
                  (by_input ? ", 0…" + std::to_string(count - 1) : ", " + std::to_string(input)) + "]";
    if (const auto offset = shown.tensor->offset_of(shown.tensor->index_of(first)))
      cells.place = "file " + hex(*offset);
    return cells;
  }

  void draw_weights(ui::ViewContext& context, Rect area, const DebugMoment& moment,
                    const KeptTensorPtr& read) {
    const ui::Ui& ui = context.ui;
    const Rect line = area.cut_top(ui.px(kTitleRow));
    const state::ShownConstant* shown = weights_of(context, *moment.task);
    const WeightCells cells = shown == nullptr ? WeightCells{} : cells_of_weights(*shown, read);
    if (cells.bits.empty()) {
      draw_title(ui, line, moment.outcomes.back().operation, "");
      const bool raw = shown != nullptr && !shown->reason.empty();
      ui.paragraph(area, Style::Caption, ui.c.tx3, raw ? shown->reason : "No weights");
      return;
    }
    draw_title(ui, line, "weights", cells.title);
    const double most = std::max(std::abs(shown->statistics.min), std::abs(shown->statistics.max));
    weight_colors_.update(ui.c, PlaneMap::Diverging, {-std::max(most, 1e-6), std::max(most, 1e-6)});
    const float side =
        std::min(ui.px(kLargestWeight), std::floor(area.w / static_cast<float>(cells.columns)));
    const float left = area.x + std::round((area.w - side * static_cast<float>(cells.columns)) / 2);
    const float top = area.y + ui.px(12);
    for (std::size_t i = 0; i < cells.bits.size(); ++i) {
      const Rect cell{left + side * static_cast<float>(i % cells.columns),
                      top + side * static_cast<float>(i / cells.columns), side, side};
      ui.fill({cell.x, cell.y, cell.w - 1, cell.h - 1}, weight_colors_.at(cells.bits[i]));
      draw_weight_number(ui, cell, cells.bits[i]);
    }
    const auto rows = static_cast<float>((cells.bits.size() - 1) / cells.columns + 1);
    const Rect below{area.x, top + rows * side + ui.px(6), area.w, ui.px(18)};
    if (below.bottom() < area.bottom()) ui.text(below, Style::Small, ui.c.tx3, cells.place, Align::Centre);
  }

  void draw_weight_number(const ui::Ui& ui, const Rect& cell, std::uint16_t bits) const {
    const double value = half_to_double(bits);
    ui.tooltip(cell, short_number(value) + "  " + hex(bits));
    if (cell.w < ui.px(28)) return;
    const ImU32 ground = weight_colors_.at(bits);
    const unsigned light = ((ground >> IM_COL32_R_SHIFT) & 255U) * 3 +
                           ((ground >> IM_COL32_G_SHIFT) & 255U) * 6 + ((ground >> IM_COL32_B_SHIFT) & 255U);
    const ImU32 color = light > 1400 ? IM_COL32(16, 18, 24, 255) : IM_COL32(240, 242, 246, 255);
    ui.text({cell.x, cell.y, cell.w - 1, cell.h - 1}, Style::Small, color,
            cell_number(ui, Style::Small, value, cell.w - ui.px(4)), Align::Centre, Elide::Never);
  }

  TrafficSide read_, wrote_;
  ValueColors weight_colors_;
  KeptTensorPtr shown_;
  std::uint64_t channel_ = 0;  ///< of what was written
};

}  // namespace

std::unique_ptr<ui::View> make_traffic_view() {
  return std::make_unique<TrafficView>();
}

}  // namespace ane::views
