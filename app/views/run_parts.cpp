#include "app/views/run_parts.hpp"

#include <algorithm>
#include <cmath>

#include "app/ui/color_map.hpp"
#include "core/base/bits.hpp"

namespace ane::views {
namespace {

using ui::Align;
using ui::Rect;
using ui::Style;

constexpr std::size_t kPreviewCells = 128;  ///< on a side

double pixel_share(double value, run::PixelRange pixels) {
  switch (pixels) {
    case run::PixelRange::Unit:
      return value;
    case run::PixelRange::Signed:
      return (value + 1) / 2;
    case run::PixelRange::Bytes:
      break;
  }
  return value / 255;
}

unsigned byte_of(double share) {
  return static_cast<unsigned>(std::lround(255 * std::clamp(std::isnan(share) ? 0.0 : share, 0.0, 1.0)));
}

}  // namespace

bool SettingField::draw(ui::Ui& ui, const char* id, const Rect& area, const std::string& current,
                        const char* hint) {
  if (current != current_) text_ = current_ = current;
  bool entered = false;
  ui.input(id, area, text_, hint, {}, false, &entered, false);
  return entered;
}

bool draw_radio(const ui::Ui& ui, Rect& column, const RadioLine& line) {
  const float top = column.y;
  const Rect title = column.cut_top(ui.px(20));
  const float radius = ui.px(5);
  const ImVec2 centre{std::floor(title.x + ui.px(7)) + 0.5F, std::floor(title.y + title.h / 2) + 0.5F};
  const ImU32 ring = !line.enabled ? ui.c.tx4 : line.on ? ui.c.accent : ui.c.tx3;
  ui.list().AddCircle(centre, radius, ring, 0, std::max(1.0F, ui.line() * (line.on ? 1.5F : 1.0F)));
  if (line.on) ui.list().AddCircleFilled(centre, radius * 0.5F, ring);
  Rect text = title;
  text.cut_left(ui.px(20));
  ui.text(text, Style::Body, line.enabled ? ui.c.tx1 : ui.c.tx3, line.title, Align::Left, ui::Elide::Middle);
  for (const std::string_view more : {line.note, line.trouble}) {
    if (more.empty()) continue;
    Rect below = column;
    below.cut_left(ui.px(20));
    column.cut_top(ui.paragraph(below, Style::Caption, ui.c.tx3, more));
  }
  column.cut_top(ui.px(2));
  const Rect whole{column.x, top, column.w, column.y - top};
  return line.enabled && ui.clicks(whole);
}

bool draw_switch(const ui::Ui& ui, Rect& column, std::string_view title, bool on) {
  const Rect row = column.cut_top(ui.px(22));
  const Rect track{row.x, row.y + ui.px(4), ui.px(26), ui.px(14)};
  ui.fill(track, on ? ui.c.accent : ui.c.line2, ui.px(7));
  const float x = on ? track.right() - ui.px(7) : track.x + ui.px(7);
  ui.list().AddCircleFilled({x, track.y + ui.px(7)}, ui.px(5), on ? ui.c.accentfg : ui.c.tx2);
  ui.text({row.x + ui.px(34), row.y, row.w - ui.px(34), row.h}, Style::Body, ui.c.tx1, title);
  return ui.clicks(row);
}

void draw_part_title(const ui::Ui& ui, Rect& column, std::string_view title) {
  column.cut_top(ui.px(10));
  ui.hline(column.x - ui.px(12), column.right() + ui.px(12), column.y, ui.c.line1);
  column.cut_top(ui.px(5));
  ui.text(column.cut_top(ui.px(22)), Style::Caption, ui.c.tx3, title);
}

void draw_sentence(const ui::Ui& ui, Rect& column, ImU32 color, std::string_view text,
                   std::optional<ui::Icon> icon) {
  Rect place = column;
  if (icon) ui.icon({place.x, place.y, ui.px(14), ui.px(17)}, *icon, 12, color);
  if (icon) place.cut_left(ui.px(20));
  column.cut_top(ui.paragraph(place, Style::Caption, color, text) + ui.px(3));
}

void InputPreview::draw(const ui::Ui& ui, const Rect& area, const run::KeptTensorPtr& tensor,
                        run::PixelRange pixels) {
  if (tensor_ != tensor || pixels_ != pixels || dark_ != ui.c.dark) {
    tensor_ = tensor;
    pixels_ = pixels;
    dark_ = ui.c.dark;
    fill(ui, pixels);
  }
  ui.fill(area, ui.c.bg0);
  if (columns_ == 0 || rows_ == 0) return;
  const auto width = static_cast<float>(tensor_->shape[3]), height = static_cast<float>(tensor_->shape[2]);
  const float unit = std::min(area.w / width, area.h / height);
  const float w = std::max(1.0F, std::round(width * unit)), h = std::max(1.0F, std::round(height * unit));
  const float left = std::round(area.x + (area.w - w) / 2), top = std::round(area.y + (area.h - h) / 2);
  const auto column = [&](std::size_t i) {
    return std::round(left + w * static_cast<float>(i) / static_cast<float>(columns_));
  };
  for (std::size_t y = 0; y < rows_; ++y) {
    const float y0 = std::round(top + h * static_cast<float>(y) / static_cast<float>(rows_));
    const float y1 = std::round(top + h * static_cast<float>(y + 1) / static_cast<float>(rows_));
    for (std::size_t x = 0; x < columns_; ++x)
      ui.fill({column(x), y0, column(x + 1) - column(x), y1 - y0}, colors_[y * columns_ + x]);
  }
}

void InputPreview::fill(const ui::Ui& ui, run::PixelRange pixels) {
  columns_ = rows_ = 0;
  if (!tensor_) return;
  const auto& [n, channels, height, width] = tensor_->shape;
  columns_ = std::min<std::size_t>(width, kPreviewCells);
  rows_ = std::min<std::size_t>(height, kPreviewCells);
  colors_.assign(columns_ * rows_, 0);
  const bool colored = n == 1 && (channels == 3 || channels == 4);
  const double most = std::max(std::fabs(tensor_->statistics.min), std::fabs(tensor_->statistics.max));
  const ui::DivergingMap map(ui.c);
  for (std::size_t y = 0; y < rows_; ++y) {
    for (std::size_t x = 0; x < columns_; ++x) {
      const std::uint64_t at =
          (2 * y + 1) * height / (2 * rows_) * width + (2 * x + 1) * width / (2 * columns_);
      const auto value = [&](std::uint64_t c) {
        return half_to_double(tensor_->values[c * height * width + at]);
      };
      const auto part = [&](std::uint64_t c) { return byte_of(pixel_share(value(c), pixels)); };
      colors_[y * columns_ + x] = colored ? IM_COL32(part(0), part(1), part(2), 255)
                                          : map.at(static_cast<float>(most > 0 ? value(0) / most : 0));
    }
  }
}

std::string duration_text(double seconds) {
  std::array<char, 32> text{};
  const bool short_time = seconds < 1;
  static_cast<void>(std::snprintf(text.data(), text.size(), short_time ? "%.3g ms" : "%.3g s",
                                  short_time ? seconds * 1000 : seconds));
  return text.data();
}

std::string short_value(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  if (value == 0) return "0";
  std::array<char, 32> text{};
  const double size = std::fabs(value);
  static_cast<void>(
      std::snprintf(text.data(), text.size(), size >= 1e-3 && size < 1e5 ? "%.4g" : "%.2e", value));
  return text.data();
}

}  // namespace ane::views
