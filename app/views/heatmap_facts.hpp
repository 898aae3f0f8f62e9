#pragma once
// One element of a tensor in words and numbers: its index, its value, its bytes, and its neighbours.

#include <string>

#include "app/views/heatmap_range.hpp"

namespace ane::views {

/// "Task 3 · convolution", "image · input", "probs · output"
std::string tensor_title(const run::KeptTensor& tensor);
/// "[0, 9, 38, 63] = 0.2854   0x3491   buffer 3 + 0x1a20"
std::string element_text(const run::KeptTensor& tensor, const run::Shape& index);
/// "buffer 3 + 0x1a20", "on chip + 0x40", or that the values are from a file.
std::string buffer_text(const run::KeptTensor& tensor, const run::Shape& index);
/// Steps between two finite fp16 numbers.
std::uint64_t half_steps(std::uint16_t a, std::uint16_t b);

/// What a view of a run shows while there is none.
void draw_no_run(ui::ViewContext& context, std::string_view what);

/// The picked element with all sides at its values, and the cells around it. Draws from the top of `area`
/// what fits.
class ElementFacts {
 public:
  void draw(ui::ViewContext& context, ui::Rect area, const SideColors& colors);

 private:
  void draw_offset_box(ui::ViewContext& context, const ui::Rect& box, const run::KeptTensor& tensor);
  std::string offset_;
};

}  // namespace ane::views
