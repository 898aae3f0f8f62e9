#pragma once
// The selected bytes as every kind of number.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/ui/view.hpp"

namespace ane::views {

struct ValueRow {
  std::string label;
  std::string text;  ///< "" where there are too few bytes; also what a copy takes
  std::string more;  ///< a second reading, in grey
  bool zero = false;
  bool main = false;  ///< comes first where room is short
};

/// The bits of the selected number.
struct ValueBits {
  std::uint64_t value = 0;
  unsigned width = 0;  ///< 0: there are no bytes
  std::optional<tree::BitRange> selected;
};

struct ValueRows {
  std::vector<ValueRow> rows;
  ValueBits bits;  ///< drawn in place of the row "binary"
};
ValueRows value_rows_of(const state::OpenFile& file);

enum class ValueChoice { All, Main, Rest };
/// Draws the chosen rows from `area`'s top; returns their height. `area` is clipped by the caller.
float draw_value_rows(ui::ViewContext& context, const ui::Rect& area, const ValueRows& values,
                      ValueChoice choice);

/// "0.5", as short as it reads back to the same binary16.
std::string half_text(std::uint16_t bits);
/// The same for bfloat16.
std::string bfloat_text(std::uint16_t bits);

}  // namespace ane::views
