#pragma once
// How a tensor lies in memory, as a drawing: planes of rows with their padding, to scale where that fits.

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "app/ui/ui.hpp"
#include "core/model/tensors.hpp"

namespace ane::views {

/// An element of a tensor and where it lies, from the start of the tensor.
struct TensorElement {
  std::array<std::uint64_t, 4> index{};  ///< n, c, h, w
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

/// Where element [n c h w] lies: n * batch + c / interleave * plane + h * row + w * element stride, and the
/// channels of one position side by side. Nothing where a sum leaves 64 bits or there are no strides.
std::optional<TensorElement> locate(const model::Tensor& tensor, const std::array<std::uint64_t, 4>& index);
/// Bytes of one element, 0 without strides.
std::uint64_t element_bytes(const model::Tensor& tensor);

/// Draws the layout into `area`; the element under the pointer, if any.
std::optional<TensorElement> draw_tensor_layout(const ui::Ui& ui, const ui::Rect& area,
                                                const model::Tensor& tensor);

/// "@4 + 0x1a2", or "0x1a2" where the buffer is not known.
std::string place_text(const model::Tensor& tensor, const TensorElement& element);

}  // namespace ane::views
