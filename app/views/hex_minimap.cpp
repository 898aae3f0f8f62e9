#include "app/views/hex_minimap.hpp"

#include <algorithm>
#include <cmath>

namespace ane::views {
namespace {

// Calls `take(pixel, share)` for every pixel that the extent touches; `share` is how much of it.
template <class Take>
void over_pixels(Extent where, double per_byte, std::size_t height, Take take) {
  const double from = static_cast<double>(where.offset) * per_byte;
  const double to = static_cast<double>(where.end()) * per_byte;
  const auto first = static_cast<std::size_t>(from);
  const auto last = std::min(height, static_cast<std::size_t>(std::ceil(to)));
  for (std::size_t i = first; i < last; ++i)
    take(i, std::min(to, static_cast<double>(i + 1)) - std::max(from, static_cast<double>(i)));
}

}  // namespace

void HexMinimap::build(const state::OpenFile& file, const HexRegions& regions, std::size_t height) {
  pixels_.assign(height, {});
  survey_ = file.survey.get();
  const std::uint64_t size = file.document()->file().size();
  if (size == 0) return;
  const double per_byte = static_cast<double>(height) / static_cast<double>(size);
  for (const Region& region : regions.list()) {
    if (region.part == Part::Padding) continue;
    over_pixels(region.where, per_byte, height,
                [&](std::size_t i, double) { pixels_[i].part = region.part; });
  }
  if (survey_ == nullptr) return;
  std::vector<double> unknown(height, 0);
  for (const Extent gap : survey_->explained.gaps({0, size}))
    over_pixels(gap, per_byte, height, [&](std::size_t i, double share) { unknown[i] += share; });
  for (std::size_t i = 0; i < height; ++i) pixels_[i].unknown = unknown[i] > 0.5;
}

std::optional<std::uint64_t> HexMinimap::draw(const ui::Ui& ui, const ui::Rect& area,
                                              const state::OpenFile& file, const HexRegions& regions,
                                              Extent visible, std::span<const Extent> hits) {
  const std::uint64_t size = file.document()->file().size();
  if (size == 0 || area.h < ui.px(16)) return std::nullopt;
  const auto height = static_cast<std::size_t>(area.h);
  if (pixels_.size() != height || survey_ != file.survey.get()) build(file, regions, height);
  ui.fill(area, ui.c.bg0);
  for (std::size_t first = 0; first < height;) {
    std::size_t last = first + 1;
    while (last < height && pixels_[last] == pixels_[first]) ++last;
    const ui::Rect part{area.x, area.y + static_cast<float>(first), area.w, static_cast<float>(last - first)};
    if (pixels_[first].unknown) {
      ui.hatch(part, ui.c.unknown);
    } else {
      ui.fill(part, part_hue(ui.c, pixels_[first].part));
    }
    first = last;
  }
  const double per_byte = static_cast<double>(area.h) / static_cast<double>(size);
  const auto y_of = [&](std::uint64_t offset) {
    return area.y + std::round(static_cast<float>(static_cast<double>(offset) * per_byte));
  };
  float drawn = -1;
  for (const Extent hit : hits) {
    const float y = y_of(hit.offset);
    if (y == drawn) continue;
    ui.fill({area.x, y, area.w, ui.px(2)}, ui.c.accent);
    drawn = y;
  }
  for (const state::Bookmark& bookmark : file.bookmarks.list)
    ui.fill({area.x - ui.px(4), y_of(bookmark.where.offset), ui.px(4), ui.px(2)}, ui.c.tx1);
  const float top = y_of(visible.offset), bottom = y_of(visible.end());
  const float tall = std::max(ui.px(8), bottom - top);
  const ui::Rect frame{area.x - ui.px(3), std::min(top, area.bottom() - tall), area.w + ui.px(6), tall};
  ui.frame(frame, ui.c.tx1, ui.px(2));
  ImGui::SetCursorScreenPos({area.x - ui.px(3), area.y});
  ImGui::InvisibleButton("minimap", {area.w + ui.px(6), area.h});
  if (!ImGui::IsItemActive()) return std::nullopt;
  const double at = static_cast<double>(ImGui::GetIO().MousePos.y - area.y) / per_byte;
  return static_cast<std::uint64_t>(std::clamp(at, 0.0, static_cast<double>(size - 1)));
}

}  // namespace ane::views
