#pragma once
// The 32 bits of a word as a row of cells, with the fields that they form. The inspector shows one with the
// word of a task, the register database one without.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "app/ui/ui.hpp"
#include "core/regdb/generation.hpp"

namespace ane::views {

/// What a ruler shows.
struct RulerSpec {
  const std::vector<regdb::Field>* fields = nullptr;  ///< sorted by lsb, as in the database
  std::optional<std::uint32_t> word;                  ///< the digits; without it only the layout is drawn
  const regdb::Field* selected = nullptr;
  std::string_view block;    ///< gives the tint
  std::uint32_t edited = 0;  ///< bits that are not as in the file
  bool toggles = false;      ///< a click is meant for a bit, not for its field
};

/// Draws bit numbers, cells and the names below them; cells are as large as `area.w` lets them be. Returns
/// the field that was clicked, else null; `hovered`, where given, becomes the one under the pointer or null,
/// and `bit` the number of a bit that was clicked where clicks are meant for bits.
const regdb::Field* draw_bit_ruler(const ui::Ui& ui, const ui::Rect& area, const RulerSpec& spec,
                                   const regdb::Field** hovered, std::optional<int>* bit = nullptr);
/// Height of the whole drawing.
float bit_ruler_height(const ui::Ui& ui);

}  // namespace ane::views
