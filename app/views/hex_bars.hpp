#pragma once
// The lines above and below the bytes: what the hex view shows, and the path to what is pointed at.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/ui/view.hpp"
#include "app/views/hex_layout.hpp"

namespace ane::views {

/// The choices of the view above the bytes. `shown` is the width that fits.
void draw_hex_toolbar(ui::ViewContext& context, const ui::Rect& bar, const HexLayout& shown,
                      TextColumn& column);

/// The path to the hovered, else the selected thing.
class HexFoot {
 public:
  void draw(ui::ViewContext& context, const ui::Rect& bar, const state::Selection& subject);

 private:
  state::Selection subject_;
  const void* document_ = nullptr;
  const void* tasks_ = nullptr;
  std::vector<state::Crumb> path_;
};

}  // namespace ane::views
