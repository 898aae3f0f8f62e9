#pragma once
// Between a tensor as people think of it, fp16 elements in the order N, C, H, W, and the bytes of its buffer
// with strides, padding and interleaved channels (docs/formats/execution-h13.md, 2.2 and 8.5).

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/extent.hpp"
#include "core/base/result.hpp"
#include "core/exec/machine.hpp"
#include "core/model/tensors.hpp"

namespace ane::run {

class TensorLayout {
 public:
  /// Of a declared tensor, whose strides are batch, plane, row and element. Fails where strides are missing,
  /// where elements are not float16, and where two elements would lie in the same bytes.
  static Result<TensorLayout> of(const model::Tensor& tensor);
  /// Of what a task left; groups are N.
  static Result<TensorLayout> of(const exec::StoredTensor& tensor);

  const std::array<std::uint64_t, 4>& shape() const { return shape_; }
  std::uint64_t count() const { return shape_[0] * shape_[1] * shape_[2] * shape_[3]; }
  /// From the first to the last byte of an element, from the start of the buffer.
  Extent extent() const { return {base_, end_ - base_}; }

  std::uint64_t offset_of(std::uint64_t n, std::uint64_t c, std::uint64_t y, std::uint64_t x) const {
    return base_ + n * batch_ + c / interleave_ * plane_ + y * row_ + x * element_ + c % interleave_ * 2;
  }

  /// The element (n, c, y, x) that has a byte at `offset`; nothing for bytes that belong to none.
  std::optional<std::array<std::uint64_t, 4>> index_at(std::uint64_t offset) const;

  /// fp16 bits in C order into a buffer; bytes between elements stay as they are. Fails where the buffer is
  /// too short or where `values` are not count() elements.
  Result<void> store(std::span<const std::uint16_t> values, std::span<std::uint8_t> buffer) const;
  /// The elements of a buffer, likewise.
  Result<std::vector<std::uint16_t>> load(std::span<const std::uint8_t> buffer) const;

 private:
  TensorLayout() = default;
  Result<void> settle();
  Result<void> check(std::uint64_t buffer_bytes) const;
  template <class Visit>
  void each(Visit visit) const;

  std::array<std::uint64_t, 4> shape_{};
  std::uint64_t base_ = 0, end_ = 0;
  std::uint64_t batch_ = 0, plane_ = 0, row_ = 0, element_ = 2, interleave_ = 1;
};

}  // namespace ane::run
