#include "core/run/layout.hpp"

#include <algorithm>

#include "core/base/npy.hpp"
#include "core/base/text.hpp"

namespace ane::run {
namespace {

constexpr std::uint64_t kHalf = 2;

}  // namespace

// Finds the end, and that the steps from element to element, the smallest first, each pass over everything
// that the smaller ones reach.
Result<void> TensorLayout::settle() {
  struct Step {
    std::uint64_t size, bytes;
  };
  const std::uint64_t lanes = std::min(interleave_, shape_[1]);
  const std::uint64_t planes = shape_[1] / interleave_ + (shape_[1] % interleave_ != 0 ? 1 : 0);
  std::array<Step, 5> steps = {
      {{shape_[0], batch_}, {planes, plane_}, {shape_[2], row_}, {shape_[3], element_}, {lanes, kHalf}}};
  std::stable_sort(steps.begin(), steps.end(), [](Step a, Step b) { return a.bytes < b.bytes; });
  std::uint64_t reach = kHalf;
  for (const Step& step : steps) {
    if (step.size == 0) return Error{"a tensor without elements: " + sizes_text(shape_), {}};
    if (step.size == 1) continue;
    if (step.bytes < reach)
      return Error{"elements overlap: " + std::to_string(step.size) + " of " + std::to_string(reach) +
                       " bytes lie " + std::to_string(step.bytes) + " bytes apart",
                   {}};
    std::uint64_t way = 0;
    if (!multiply_fits(step.size - 1, step.bytes, way) || !add_fits(reach, way, reach))
      return Error{"the tensor is longer than 2^64 bytes", {}};
  }
  if (!add_fits(base_, reach, end_)) return Error{"the tensor ends behind 2^64 bytes", {}};
  return {};
}

// Each step passes over all that smaller ones reach (see settle), so the largest that fits is the right one.
std::optional<std::array<std::uint64_t, 4>> TensorLayout::index_at(std::uint64_t offset) const {
  if (offset < base_ || offset >= end_) return std::nullopt;
  struct Way {
    std::uint64_t size, bytes, index;
  };
  const std::uint64_t lanes = std::min(interleave_, shape_[1]);
  const std::uint64_t planes = shape_[1] / interleave_ + (shape_[1] % interleave_ != 0 ? 1 : 0);
  std::array<Way, 5> ways = {{{shape_[0], batch_, 0},
                              {planes, plane_, 0},
                              {shape_[2], row_, 0},
                              {shape_[3], element_, 0},
                              {lanes, kHalf, 0}}};
  std::array<Way*, 5> order{};
  std::transform(ways.begin(), ways.end(), order.begin(), [](Way& way) { return &way; });
  std::stable_sort(order.begin(), order.end(),
                   [](const Way* a, const Way* b) { return a->bytes > b->bytes; });
  std::uint64_t rest = offset - base_;
  for (Way* way : order) {
    if (way->size == 1) continue;
    way->index = rest / way->bytes;
    if (way->index >= way->size) return std::nullopt;
    rest -= way->index * way->bytes;
  }
  const std::uint64_t channel = ways[1].index * interleave_ + ways[4].index;
  if (rest >= kHalf || channel >= shape_[1]) return std::nullopt;
  return std::array<std::uint64_t, 4>{ways[0].index, channel, ways[2].index, ways[3].index};
}

Result<TensorLayout> TensorLayout::of(const model::Tensor& tensor) {
  if (tensor.dtype != "float16")
    return Error{"elements of type " + tensor.dtype + ", only float16 is known here", tensor.where};
  if (!tensor.strides) return Error{"the file does not say its strides", tensor.where};
  TensorLayout layout;
  layout.shape_ = tensor.shape;
  layout.interleave_ = std::max<std::uint64_t>(tensor.interleave, 1);
  layout.batch_ = (*tensor.strides)[0];
  layout.plane_ = (*tensor.strides)[1];
  layout.row_ = (*tensor.strides)[2];
  layout.element_ = (*tensor.strides)[3];
  if (const auto settled = layout.settle(); !settled) return Error{settled.error().message, tensor.where};
  return layout;
}

Result<TensorLayout> TensorLayout::of(const exec::StoredTensor& tensor) {
  TensorLayout layout;
  layout.shape_ = {tensor.groups, tensor.channels, tensor.height, tensor.width};
  layout.base_ = tensor.base;
  layout.interleave_ = std::max<std::uint64_t>(tensor.interleave, 1);
  layout.batch_ = tensor.group_stride;
  layout.plane_ = tensor.plane_stride;
  layout.row_ = tensor.row_stride;
  layout.element_ = kHalf * layout.interleave_;
  ANE_CHECK(layout.settle());
  return layout;
}

Result<void> TensorLayout::check(std::uint64_t buffer_bytes) const {
  if (end_ <= buffer_bytes) return {};
  return Error{"the tensor ends at " + hex(end_) + ", its buffer at " + hex(buffer_bytes), {}};
}

// Calls visit(offset of the row's first element, number of it in C order) row by row.
template <class Visit>
void TensorLayout::each(Visit visit) const {
  std::size_t number = 0;
  for (std::uint64_t n = 0; n < shape_[0]; ++n) {
    for (std::uint64_t c = 0; c < shape_[1]; ++c) {
      for (std::uint64_t y = 0; y < shape_[2]; ++y, number += shape_[3]) visit(offset_of(n, c, y, 0), number);
    }
  }
}

Result<void> TensorLayout::store(std::span<const std::uint16_t> values,
                                 std::span<std::uint8_t> buffer) const {
  ANE_CHECK(check(buffer.size()));
  if (values.size() != count())
    return Error{counted(values.size(), "value") + " for a tensor of " + sizes_text(shape_), {}};
  each([&](std::uint64_t offset, std::size_t number) {
    for (std::size_t x = 0; x < shape_[3]; ++x, offset += element_) {
      buffer[offset] = static_cast<std::uint8_t>(values[number + x]);
      buffer[offset + 1] = static_cast<std::uint8_t>(values[number + x] >> 8);
    }
  });
  return {};
}

Result<std::vector<std::uint16_t>> TensorLayout::load(std::span<const std::uint8_t> buffer) const {
  ANE_CHECK(check(buffer.size()));
  std::vector<std::uint16_t> values(count());
  each([&](std::uint64_t offset, std::size_t number) {
    for (std::size_t x = 0; x < shape_[3]; ++x, offset += element_)
      values[number + x] = static_cast<std::uint16_t>(buffer[offset] | buffer[offset + 1] << 8);
  });
  return values;
}

}  // namespace ane::run
