#pragma once
// The colours, by what they mean. A view never mixes its own.

#include <imgui.h>

#include <array>
#include <string_view>

namespace ane::ui {

struct Colors {
  ImU32 bg0, bg1, bg2, bg3, bg4, line1, line2;
  ImU32 tx1, tx2, tx3, tx4;
  ImU32 accent, accentbg, accentfg, sel, sel2, selhex, hover, ring;
  ImU32 added, removed, changed, moved, error, warning, info, unknown, nan;
  ImU32 added_tint, removed_tint, changed_tint, moved_tint;  ///< grounds of what is called so
  bool dark;
};
const Colors& dark_colors();
const Colors& light_colors();

/// A hardware block's fixed hue.
struct BlockColor {
  ImU32 hue, tint;
  std::string_view code;   ///< two letters
  std::string_view title;  ///< as the data path names it
};
/// By the database's block name ("TileDMASrc"); what is not known is grey like Common.
BlockColor block_color(const Colors& colors, std::string_view block);
/// `color` with its opacity times `share`.
ImU32 faded(ImU32 color, float share);

}  // namespace ane::ui
