#pragma once
// What the views of a comparison share: how a status looks, values before and after, links, what is said
// while there is nothing to show.

#include <optional>
#include <string>
#include <string_view>

#include "app/ui/view.hpp"
#include "core/diff/compare.hpp"
#include "core/diff/describe.hpp"

namespace ane::views {

struct StatusLook {
  std::string_view glyph;
  ImU32 color = 0, tint = 0;          ///< tint 0: none
  std::optional<ui::Icon> icon = {};  ///< drawn where no face has the glyph
};
StatusLook look_of(const ui::Ui& ui, diff::Status status);
/// Moved ones and pairs with other weights look like what they are, even where no field changed.
StatusLook look_of(const ui::Ui& ui, const diff::TaskPair& pair);

/// The glyph, centred.
void draw_status(const ui::Ui& ui, const ui::Rect& area, const StatusLook& look);
/// What one side has no counterpart for.
void draw_gap(const ui::Ui& ui, const ui::Rect& area);
/// A value on the tint of its side, as wide as it needs; returns its right edge.
float draw_value(const ui::Ui& ui, float x, const ui::Rect& row, std::string_view text, bool side_b);
float value_width(const ui::Ui& ui, std::string_view text);
/// Words that lead somewhere; true where they were clicked. `x` moves behind them.
bool draw_link(const ui::Ui& ui, float& x, const ui::Rect& row, ui::Style style, std::string_view text);

/// Says why there is no comparison, where there is none; false where there is one. Only the summary asks for
/// a second file, so that the others stay quiet.
bool draw_without_comparison(ui::ViewContext& context);

/// "task 4", "task 4 ↔ 5"
std::string pair_title(const diff::TaskPair& pair);
/// The command that selects a pair.
std::string select_command(const diff::TaskPair& pair);
/// "8 fields", "new", "gone", "moved", "weights", ""
std::string pair_note(const diff::TaskPair& pair);

}  // namespace ane::views
