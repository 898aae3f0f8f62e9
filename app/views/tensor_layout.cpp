#include "app/views/tensor_layout.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "app/views/list_parts.hpp"
#include "core/base/text.hpp"

namespace ane::views {
namespace {

using ui::Align;
using ui::Style;

constexpr float kRowNumbers = 52, kPlaneTitle = 20, kFoot = 70, kGap = 12, kMorePlanes = 92;
constexpr float kLeastRow = 12, kMostRow = 20, kLeastPlane = 180;
constexpr std::uint64_t kRows = 12;  ///< more would only repeat what these show

/// Which of many equal things are drawn: the first ones, and the last behind a gap.
struct ShownCount {
  std::uint64_t total = 0;
  std::uint64_t first = 0;  ///< how many from the start
  bool last = false;        ///< and the last one
  std::uint64_t skipped() const { return total - first - (last ? 1 : 0); }
  std::uint64_t slots() const { return first + (last ? 1 : 0); }
  std::uint64_t at(std::uint64_t slot) const { return last && slot == first ? total - 1 : slot; }
};

ShownCount shown_of(std::uint64_t total, std::uint64_t fits) {
  if (total <= fits) return {total, total, false};
  if (fits <= 1) return {total, 1, false};
  return {total, fits - 1, true};
}

class Layout {
 public:
  Layout(const ui::Ui& ui, const ui::Rect& area, const model::Tensor& tensor)
      : ui_(ui), area_(area), tensor_(tensor), strides_(*tensor.strides) {
    interleave_ = std::max<std::uint64_t>(1, tensor.interleave);
    const std::uint64_t planes = (tensor.shape[1] - 1) / interleave_ + 1;
    used_ = saturated(tensor.shape[3], strides_[3]);
    width_ = std::max(used_, strides_[2]);
    body_ = {area.x + ui.px(kRowNumbers), area.y + ui.px(kPlaneTitle), area.w - ui.px(kRowNumbers),
             std::max(0.0F, area.h - ui.px(kPlaneTitle) - ui.px(kFoot))};
    choose_planes(planes);
    choose_rows();
  }

  std::optional<TensorElement> draw() {
    if (rows_.slots() == 0 || body_.h < ui_.px(kLeastRow)) return std::nullopt;
    draw_row_labels();
    std::optional<TensorElement> under;
    for (std::uint64_t slot = 0; slot < planes_.slots(); ++slot) {
      if (planes_.skipped() > 0 && slot == planes_.first) draw_more_planes(plane_x(slot));
      draw_plane(plane_x(slot), planes_.at(slot), under);
    }
    if (planes_.skipped() > 0 && !planes_.last)
      draw_more_planes(plane_x(planes_.slots()) + ui_.px(kMorePlanes));
    draw_measures();
    return under;
  }

 private:
  static std::uint64_t saturated(std::uint64_t a, std::uint64_t b) {
    std::uint64_t product = UINT64_MAX;
    multiply_fits(a, b, product);
    return product;
  }

  void choose_planes(std::uint64_t planes) {
    const float least = ui_.px(kLeastPlane) + ui_.px(kGap);
    auto fits = static_cast<std::uint64_t>(std::max(1.0F, (body_.w + ui_.px(kGap)) / least));
    fits = std::min<std::uint64_t>(fits, 3);
    // Of two planes the second is the next one, whose distance is the plane stride.
    planes_ = fits == 2 && planes > 2 ? ShownCount{planes, 2, false} : shown_of(planes, fits);
    const auto slots = static_cast<float>(planes_.slots());
    const float more = planes_.skipped() > 0 ? ui_.px(kMorePlanes) : 0;
    plane_width_ = std::floor((body_.w - more - ui_.px(kGap) * (slots - 1)) / slots);
  }

  void choose_rows() {
    const float strip = between_planes() > 0 ? ui_.px(16) : 0;
    const auto room = static_cast<std::uint64_t>(std::max(1.0F, (body_.h - strip) / ui_.px(kLeastRow)));
    const std::uint64_t fits = std::min(room, kRows);
    rows_ = shown_of(tensor_.shape[2], fits);
    if (rows_.skipped() > 0 && fits > 2) rows_ = shown_of(tensor_.shape[2], fits - 1);
    const auto lines = static_cast<float>(rows_.slots() + (rows_.skipped() > 0 ? 1U : 0U));
    row_height_ = std::clamp(std::floor((body_.h - strip) / lines), ui_.px(kLeastRow), ui_.px(kMostRow));
  }

  /// Bytes that belong to no row, at the end of a plane.
  std::uint64_t between_planes() const {
    const std::uint64_t rows = saturated(tensor_.shape[2], strides_[2]);
    return strides_[1] > rows ? strides_[1] - rows : 0;
  }

  float plane_x(std::uint64_t slot) const {
    const float more =
        planes_.skipped() > 0 && slot >= planes_.first && planes_.last ? ui_.px(kMorePlanes) : 0;
    return body_.x + static_cast<float>(slot) * (plane_width_ + ui_.px(kGap)) + more;
  }
  float row_y(std::uint64_t slot) const {
    const bool after = rows_.skipped() > 0 && slot >= rows_.first;
    return body_.y + row_height_ * static_cast<float>(slot + (after ? 1U : 0U));
  }
  float rows_bottom() const {
    return row_y(rows_.slots()) - (rows_.skipped() > 0 && !rows_.last ? row_height_ : 0);
  }
  /// Screen width of a number of bytes within a row.
  float across(std::uint64_t bytes) const {
    return width_ == 0
               ? 0
               : static_cast<float>(static_cast<double>(bytes) / static_cast<double>(width_)) * plane_width_;
  }

  std::string_view block() const {
    switch (tensor_.role) {
      case model::Role::Input:
        return "TileDMASrc";
      case model::Role::Output:
        return "TileDMADst";
      case model::Role::Weights:
        return "KernelDMASrc";
      default:
        return "L2";
    }
  }

  void draw_row_labels() const {
    for (std::uint64_t slot = 0; slot < rows_.slots(); ++slot) {
      const ui::Rect place{area_.x, row_y(slot), ui_.px(kRowNumbers - 8), row_height_};
      ui_.text(place, Style::Small, ui_.c.tx3, "row " + std::to_string(rows_.at(slot)), Align::Right);
    }
    if (rows_.skipped() == 0) return;
    const ui::Rect gap{body_.x, body_.y + row_height_ * static_cast<float>(rows_.first), plane_width_,
                       row_height_};
    ui_.text(gap, Style::Caption, ui_.c.tx3, "… " + ui::comma_number(rows_.skipped()) + " more rows …",
             Align::Centre);
  }

  void draw_more_planes(float right) const {
    const float width = ui_.px(kMorePlanes);
    const ui::Rect place{right - width, body_.y, width - ui_.px(kGap), row_height_};
    const std::uint64_t count = planes_.skipped();
    ui_.text(place, Style::Caption, ui_.c.tx3, "… " + ui::comma_number(count), Align::Centre);
    ui_.text({place.x, place.y + ui_.px(16), place.w, place.h}, Style::Caption, ui_.c.tx3,
             count == 1 ? "more plane" : "more planes", Align::Centre);
  }

  void draw_plane(float x, std::uint64_t plane, std::optional<TensorElement>& under) const {
    std::uint64_t start = saturated(plane, strides_[1]);
    const ui::Rect head{x, area_.y, plane_width_, ui_.px(kPlaneTitle)};
    const float end = ui_.text(head, Style::Caption, ui_.c.tx2, channels_text(plane));
    ui_.text({end + ui_.px(8), head.y, head.right() - end - ui_.px(8), head.h}, Style::Small, ui_.c.tx3,
             "+" + hex(start));
    for (std::uint64_t slot = 0; slot < rows_.slots(); ++slot) draw_row(x, plane, slot, under);
    const float bottom = rows_bottom();
    if (between_planes() == 0 || bottom + ui_.px(12) > body_.bottom() + 1) return;
    const ui::Rect strip{x, bottom + ui_.px(2), plane_width_, ui_.px(10)};
    ui_.hatch(strip, ui_.c.line2, 6);
    ui_.frame(strip, ui_.c.line1);
  }

  std::string channels_text(std::uint64_t plane) const {
    if (interleave_ == 1) return "plane " + std::to_string(plane);
    const std::uint64_t first = plane * interleave_;
    const std::uint64_t last = std::min(first + interleave_, tensor_.shape[1]) - 1;
    return "channels " + std::to_string(first) + "–" + std::to_string(last);
  }

  void draw_row(float x, std::uint64_t plane, std::uint64_t slot, std::optional<TensorElement>& under) const {
    const float y = row_y(slot);
    const ui::Rect row{x, y, plane_width_, row_height_ - ui_.px(2)};
    const float used = std::max(1.0F, std::round(across(used_)));
    const ui::BlockColor color = ui::block_color(ui_.c, block());
    const ui::Rect filled{row.x, row.y, std::min(used, row.w), row.h};
    if (filled.w < row.w) ui_.hatch({filled.right(), row.y, row.w - filled.w, row.h}, ui_.c.line2, 6);
    ui_.fill(filled, color.tint);
    draw_cells(filled);
    ui_.fill({row.x, row.y, ui_.px(2), row.h}, color.hue);
    ui_.frame(row, ui_.c.line1);
    if (ui_.hovers(filled)) point_at(filled, plane, rows_.at(slot), under);
  }

  void draw_cells(const ui::Rect& filled) const {
    const float cell = across(strides_[3]);
    if (cell < ui_.px(4)) return;
    const auto count = static_cast<int>(std::min<std::uint64_t>(tensor_.shape[3], 512));
    for (int i = 1; i < count; ++i)
      ui_.vline(std::round(filled.x + cell * static_cast<float>(i)), filled.y, filled.bottom(), ui_.c.bg1);
  }

  void point_at(const ui::Rect& filled, std::uint64_t plane, std::uint64_t row,
                std::optional<TensorElement>& under) const {
    const double share =
        static_cast<double>(ImGui::GetIO().MousePos.x - filled.x) / static_cast<double>(plane_width_);
    const double byte = std::max(0.0, share * static_cast<double>(width_));
    if (strides_[3] == 0) return;
    const double stride = static_cast<double>(strides_[3]);
    const auto w = std::min(static_cast<std::uint64_t>(byte / stride), tensor_.shape[3] - 1);
    const double inside = byte - static_cast<double>(w) * stride;
    const double size = std::max(1.0, static_cast<double>(element_bytes(tensor_)));
    const std::uint64_t lane =
        std::min(static_cast<std::uint64_t>(std::max(0.0, inside / size)), interleave_ - 1);
    const std::uint64_t channel = std::min(plane * interleave_ + lane, tensor_.shape[1] - 1);
    under = locate(tensor_, {0, channel, row, w});
    if (!under) return;
    const auto from = filled.x + across(under->offset - std::min(under->offset, row_start(plane, row)));
    const float width = std::max(ui_.px(3), std::round(across(under->bytes)));
    const ui::Rect cell{std::round(from), filled.y, width, filled.h};
    ui_.fill(cell, ui_.c.selhex);
    ui_.frame(cell, ui_.c.tx1);
  }

  std::uint64_t row_start(std::uint64_t plane, std::uint64_t row) const {
    const auto start = locate(tensor_, {0, plane * interleave_, row, 0});
    return start ? start->offset : 0;
  }

  /// A line with ends below the first plane, and its length in words.
  void draw_measure(float y, float width, std::string_view words, ImU32 color) const {
    const float x = body_.x, half = ui_.px(3);
    ui_.hline(x, x + width, y, color);
    ui_.vline(x, y - half, y + half + 1, color);
    ui_.vline(x + width - ui_.line(), y - half, y + half + 1, color);
    const float room = area_.right() - x - width - ui_.px(8);
    const float needed = ui_.width(Style::Small, words);
    const ui::Rect beside{x + width + ui_.px(8), y - ui_.px(8), room, ui_.px(16)};
    if (needed <= room) {
      ui_.text(beside, Style::Small, ui_.c.tx2, words);
      return;
    }
    const ui::Rect over{x + (width - needed) / 2 - ui_.px(4), y - ui_.px(8), needed + ui_.px(8), ui_.px(16)};
    ui_.fill(over, ui_.c.bg1);
    ui_.text(over, Style::Small, ui_.c.tx2, words, Align::Centre, ui::Elide::Never);
  }

  void draw_measures() const {
    const float strip = between_planes() > 0 ? ui_.px(14) : 0;
    const float y = std::min(rows_bottom() + strip, area_.bottom() - ui_.px(kFoot)) + ui_.px(12);
    const std::uint64_t size = element_bytes(tensor_);
    std::string used = std::to_string(tensor_.shape[3]) + " × " + bytes_text(strides_[3]);
    if (interleave_ > 1)
      used += " (" + std::to_string(interleave_) + " channels of " + bytes_text(size) + ")";
    if (tensor_.shape[3] > 1) used += " = " + bytes_text(used_);
    if (strides_[2] == used_) used += ", the row stride";
    const ui::BlockColor color = ui::block_color(ui_.c, block());
    draw_measure(y, std::max(ui_.px(3), std::round(across(used_))), used, color.hue);
    float next = y + ui_.px(18);
    if (strides_[2] != used_) {
      draw_measure(next, std::round(across(strides_[2])), "row stride " + bytes_text(strides_[2]), ui_.c.tx3);
      next += ui_.px(18);
    }
    if (planes_.slots() < 2 || planes_.at(1) != 1) return;
    draw_measure(next, plane_x(1) - plane_x(0), "plane stride " + bytes_text(strides_[1]), ui_.c.tx3);
  }

  const ui::Ui& ui_;
  ui::Rect area_, body_;
  const model::Tensor& tensor_;
  std::array<std::uint64_t, 4> strides_;
  std::uint64_t interleave_ = 1, used_ = 0, width_ = 0;
  ShownCount planes_, rows_;
  float plane_width_ = 0, row_height_ = 0;
};

}  // namespace

std::uint64_t element_bytes(const model::Tensor& tensor) {
  return tensor.strides ? (*tensor.strides)[3] / std::max<std::uint64_t>(1, tensor.interleave) : 0;
}

std::optional<TensorElement> locate(const model::Tensor& tensor, const std::array<std::uint64_t, 4>& index) {
  if (!tensor.strides) return std::nullopt;
  const std::uint64_t interleave = std::max<std::uint64_t>(1, tensor.interleave);
  const std::uint64_t size = element_bytes(tensor);
  const std::array<std::uint64_t, 4> steps = {index[0], index[1] / interleave, index[2], index[3]};
  TensorElement element{index, index[1] % interleave * size, size};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    std::uint64_t part = 0;
    if (!multiply_fits(steps[i], (*tensor.strides)[i], part) ||
        !add_fits(element.offset, part, element.offset))
      return std::nullopt;
  }
  return element;
}

std::optional<TensorElement> draw_tensor_layout(const ui::Ui& ui, const ui::Rect& area,
                                                const model::Tensor& tensor) {
  const bool whole =
      std::all_of(tensor.shape.begin(), tensor.shape.end(), [](std::uint64_t n) { return n != 0; });
  if (!tensor.strides || !whole) {
    ui.text({area.x, area.y, area.w, ui.px(20)}, Style::Body, ui.c.tx3,
            tensor.strides ? "The shape has no elements." : "Strides are not in the file.");
    return std::nullopt;
  }
  return Layout(ui, area, tensor).draw();
}

std::string place_text(const model::Tensor& tensor, const TensorElement& element) {
  return (tensor.buffer ? "@" + std::to_string(*tensor.buffer) + " + " : "") + hex(element.offset);
}

}  // namespace ane::views
