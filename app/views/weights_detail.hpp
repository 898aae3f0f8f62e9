#pragma once
// What belongs to a picked weight: its filter in large cells, its place in the format and in the file; and
// the statistics of all values.

#include <cstdint>
#include <optional>

#include "app/views/weights_grid.hpp"

namespace ane::views {

struct DetailHit {
  std::optional<std::uint64_t> element;  ///< of a cell that was clicked
  ui::Rect value;                        ///< where the picked element's value stands
};
/// Draws the filters of the picked output channel at the left and the facts of the picked element at the
/// right.
DetailHit draw_weights_detail(ui::ViewContext& context, const ui::Rect& area,
                              const state::ShownConstant& shown, const ValueColors& colors,
                              std::uint64_t picked);
/// Elements, smallest, largest and so on, one beside the other.
void draw_weights_statistics(const ui::Ui& ui, const ui::Rect& area, const state::ShownConstant& shown,
                             ValueRange range);
/// "W[5][1][0][2]", "bias[5]", "scale[3]".
std::string element_name(const state::ShownConstant& shown, std::uint64_t element);
/// A value as short as it can be read back, with its bits: "-0.21338" and "0xb2d4".
std::string value_text(std::uint16_t bits);

}  // namespace ane::views
