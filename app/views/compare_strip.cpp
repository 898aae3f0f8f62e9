#include "app/views/compare_strip.hpp"

#include <algorithm>
#include <cmath>

#include "app/views/compare_parts.hpp"

namespace ane::views {
namespace {

using ui::Rect;

// Several pairs share a pixel where there are many: one that differs wins.
const diff::TaskPair& shown_of(const std::vector<diff::TaskPair>& pairs, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i)
    if (pairs[i].status != diff::Status::Same || pairs[i].moved || pairs[i].weights_differ) return pairs[i];
  return pairs[from];
}

}  // namespace

std::optional<std::size_t> CompareStrip::draw(const ui::ViewContext& context, const Rect& line,
                                              const diff::Comparison& comparison) {
  const ui::Ui& ui = context.ui;
  const std::vector<diff::TaskPair>& pairs = comparison.tasks;
  const Rect strip{line.x + ui.px(8), line.y + ui.px(6), line.w - ui.px(16), ui.px(12)};
  const auto count = static_cast<float>(pairs.size());
  const float cell = strip.w / count;
  const bool thin = cell < ui.px(3);
  const std::size_t cells = thin ? static_cast<std::size_t>(strip.w) : pairs.size();
  const float step = strip.w / static_cast<float>(cells);
  for (std::size_t i = 0; i < cells; ++i) {
    const std::size_t from = i * pairs.size() / cells,
                      to = std::max(from + 1, (i + 1) * pairs.size() / cells);
    const StatusLook look = look_of(ui, shown_of(pairs, from, to));
    const float x0 = std::round(strip.x + step * static_cast<float>(i)),
                x1 = std::round(strip.x + step * static_cast<float>(i + 1));
    ui.fill({x0, strip.y, std::max(1.0F, x1 - x0 - (thin ? 0.0F : 1.0F)), strip.h},
            look.tint == 0 ? ui.c.bg3 : look.color);
  }
  if (const auto selected = context.app.comparing.pair) {
    const float x = std::round(strip.x + cell * static_cast<float>(*selected));
    ui.frame({x - 2, strip.y - 2, std::max(ui.px(3), std::round(cell) - 1) + 4, strip.h + 4}, ui.c.tx1);
  }
  if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) dragging_ = false;
  if (!ui.hovers(line) || cell <= 0) return std::nullopt;
  const float at = (ImGui::GetIO().MousePos.x - strip.x) / cell;
  const auto index = static_cast<std::size_t>(std::clamp(at, 0.0F, count - 1));
  ui.tooltip(line, pair_title(pairs[index]));
  if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) dragging_ = true;
  if (!dragging_ || context.app.comparing.pair == index) return std::nullopt;
  return index;
}

}  // namespace ane::views
