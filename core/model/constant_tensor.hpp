#pragma once
// Constants put back into the order of their tensor, without copying them: every element knows where its two
// bytes lie in the file, and every byte knows its element.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/extent.hpp"
#include "core/document/document.hpp"

namespace ane::model {

/// (output channel, input channel within the group, kernel row, kernel column) of weights; of other constants
/// what their shape says.
using ElementIndex = std::array<std::uint64_t, 4>;

/// Where the format keeps an element.
struct StoredPlace {
  std::uint32_t core = 0;    ///< neural engine
  std::uint64_t offset = 0;  ///< bytes from the start of the engine's chunk
  std::uint64_t slot = 0, slots = 0;
  std::uint64_t lane = 0, lanes = 0;
};

/// fp16 elements in C order of the shape. Holds its document; any thread may read.
class ConstantTensor {
 public:
  virtual ~ConstantTensor() = default;
  ConstantTensor(const ConstantTensor&) = delete;
  ConstantTensor& operator=(const ConstantTensor&) = delete;

  const std::array<std::uint64_t, 4>& shape() const { return shape_; }
  std::uint64_t count() const { return shape_[0] * shape_[1] * shape_[2] * shape_[3]; }
  bool has(const ElementIndex& index) const;
  ElementIndex index_of(std::uint64_t element) const;
  std::uint64_t element_of(const ElementIndex& index) const;

  /// File offset of the element's two bytes; nothing for a zero that the format does not store.
  virtual std::optional<std::uint64_t> offset_of(const ElementIndex& index) const = 0;
  /// The element to which a byte of the file belongs; nothing for bytes that hold none: padding, counts,
  /// masks.
  virtual std::optional<ElementIndex> index_at(std::uint64_t file_offset) const = 0;
  /// Nothing where the constant does not come in chunks, and for elements that are not stored.
  virtual std::optional<StoredPlace> stored_at(const ElementIndex& index) const;

  /// fp16 bits.
  std::uint16_t at(const ElementIndex& index) const;

  /// The tensor falls into pieces that follow each other in C order; no piece is longer than the bytes of the
  /// file that hold it allow.
  virtual std::uint64_t pieces() const = 0;
  virtual void read_piece(std::uint64_t piece, std::vector<std::uint16_t>& bits) const = 0;
  /// The piece that holds this index of the first dimension.
  virtual std::uint64_t piece_of(std::uint64_t first_dimension) const = 0;

 protected:
  ConstantTensor(document::DocumentPtr document, std::array<std::uint64_t, 4> shape)
      : document_(std::move(document)), file_(document_->file()), shape_(shape) {}

  const document::DocumentPtr document_;
  const ByteView file_;

 private:
  std::array<std::uint64_t, 4> shape_;
};

using ConstantTensorPtr = std::shared_ptr<const ConstantTensor>;

}  // namespace ane::model
