#include "app/views/compare_figures.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "app/views/compare_parts.hpp"

namespace ane::views {
namespace {

using ui::Style;

struct Figure {
  std::uint64_t count = 0;
  std::string_view caption;
  ImU32 color = 0;
  std::string command;
  bool rule = false;  ///< a line before it
};

// The first pair that `fits` selects; the list of tasks where none does.
template <class Fits>
std::string first_pair(const diff::Comparison& comparison, Fits fits) {
  const auto found = std::find_if(comparison.tasks.begin(), comparison.tasks.end(), fits);
  return found == comparison.tasks.end() ? "view compare-tasks" : select_command(*found);
}

std::vector<Figure> figures_of(const ui::Ui& ui, const diff::Comparison& c) {
  const diff::Counts& n = c.counts;
  const auto of_status = [&](diff::Status status) {
    return first_pair(c, [=](const diff::TaskPair& pair) { return pair.status == status; });
  };
  const auto properties = std::count_if(c.container.begin(), c.container.end(),
                                        [](const diff::PropertyChange& change) { return change.semantic; });
  return {
      {n.tasks_same, "tasks same", ui.c.tx1, "compare.only-changes", false},
      {n.tasks_changed, "changed", ui.c.changed, of_status(diff::Status::Changed), false},
      {n.tasks_only_b, "added", ui.c.added, of_status(diff::Status::OnlyB), false},
      {n.tasks_only_a, "removed", ui.c.removed, of_status(diff::Status::OnlyA), false},
      {n.tasks_moved, "moved", ui.c.moved,
       first_pair(c, [](const diff::TaskPair& pair) { return pair.moved; }), false},
      {n.fields_changed, "fields", ui.c.changed, "view compare-fields", true},
      {n.tensors_changed, "tensors", ui.c.changed, "view compare-container", false},
      {n.weights_bytes_changed, "weight bytes", ui.c.changed, "view compare-weights", false},
      {c.symbols.size(), "symbols", ui.c.changed, "view compare-symbols", false},
      {static_cast<std::uint64_t>(properties), "properties", ui.c.changed, "view compare-container", false}};
}

}  // namespace

std::string draw_figures(const ui::Ui& ui, const ui::Rect& area, const diff::Comparison& comparison) {
  std::string command;
  float x = area.x;
  for (const Figure& figure : figures_of(ui, comparison)) {
    const std::string text = ui::comma_number(figure.count);
    const float wide =
        std::ceil(std::max(ui.width(Style::Figure, text), ui.width(Style::Caption, figure.caption)));
    if (figure.rule) {
      ui.vline(x, area.y + ui.px(2), area.bottom() - ui.px(2), ui.c.line1);
      x += ui.px(24);
    }
    const ui::Rect place{x, area.y, wide, area.h};
    if (place.right() > area.right()) break;
    ui.text({x, area.y, wide + 1, ui.px(28)}, Style::Figure, figure.count == 0 ? ui.c.tx3 : figure.color,
            text, ui::Align::Left, ui::Elide::Never);
    const bool hovered = ui.hovers(place);
    ui.text({x, area.y + ui.px(28), wide + 1, ui.px(16)}, Style::Caption, hovered ? ui.c.tx1 : ui.c.tx3,
            figure.caption, ui::Align::Left, ui::Elide::Never);
    if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (ui.clicks(place)) command = figure.command;
    x += wide + ui.px(24);
  }
  return command;
}

}  // namespace ane::views
