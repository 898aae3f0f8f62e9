#pragma once
// The weights of a task out of its chunks: dense and zero-skipping fp16 (docs/formats/weights-h13.md, 5).

#include <memory>
#include <optional>
#include <vector>

#include "core/model/chunks.hpp"
#include "core/model/constant_tensor.hpp"
#include "core/model/kernel_slots.hpp"

namespace ane::model {

/// A kernel that is checked: all its bytes are in the file, and what the format counts comes out right.
class KernelStore {
 public:
  virtual ~KernelStore() = default;
  KernelStore(const KernelStore&) = delete;
  KernelStore& operator=(const KernelStore&) = delete;

  /// What a byte of a chunk belongs to.
  struct Element {
    bool bias = false;
    ElementIndex index{};  ///< of biases only the output channel
  };

  const KernelGeometry& geometry() const { return geometry_; }
  const KernelSlots& slots() const { return slots_; }
  /// Bytes from the start of the engine's chunk.
  virtual std::optional<std::uint64_t> weight_offset(const KernelBlock& block,
                                                     const ElementIndex& index) const = 0;
  virtual std::uint64_t bias_offset(const KernelBlock& block, std::uint64_t output) const = 0;
  virtual std::optional<Element> element_at(std::uint32_t core, std::uint64_t offset) const = 0;
  /// All weights of a block in C order.
  virtual void read(std::uint64_t block, std::vector<std::uint16_t>& bits) const = 0;

  /// The chunk of an engine; every engine of slots() has one.
  const Chunk& chunk(std::uint32_t core) const { return chunks_[core]; }
  /// The chunk whose bytes hold this offset of the file, or null.
  const Chunk* chunk_at(std::uint64_t file_offset) const;

 protected:
  KernelStore(ByteView file, const KernelGeometry& geometry, const KernelSlots& slots,
              std::vector<Chunk> chunks)
      : geometry_(geometry), slots_(slots), chunks_(std::move(chunks)), file_(file) {}

  const KernelGeometry geometry_;
  const KernelSlots slots_;
  const std::vector<Chunk> chunks_;  ///< by engine
  const ByteView file_;
};

using KernelStorePtr = std::shared_ptr<const KernelStore>;

/// Dense weights. Costs nothing in proportion to the kernel; fails where a chunk is missing or too short.
Result<KernelStorePtr> open_dense(ByteView file, const KernelGeometry& geometry, const Chunks& chunks);
/// The zero-skipping form. Reads all masks once: fails, with the place, where the counted bytes, the masks or
/// the chunks do not agree with the geometry.
Result<KernelStorePtr> open_zero_skipping(ByteView file, const KernelGeometry& geometry,
                                          const Chunks& chunks);

/// The weights (out, in / groups, height, width) of a store.
ConstantTensorPtr weights_tensor(document::DocumentPtr document, KernelStorePtr store);
/// Its biases (out, 1, 1, 1); the geometry must say that there are some.
ConstantTensorPtr bias_tensor(document::DocumentPtr document, KernelStorePtr store);

}  // namespace ane::model
