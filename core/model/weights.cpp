#include "core/model/weights.hpp"

#include <string>

#include "core/model/weights_parts.hpp"

namespace ane::model {
namespace {

class DenseStore final : public KernelStore {
 public:
  DenseStore(ByteView file, const KernelGeometry& geometry, const KernelSlots& slots,
             std::vector<Chunk> chunks)
      : KernelStore(file, geometry, slots, std::move(chunks)) {
    step_ = kHalf * geometry.rows() * slots.widest();
    if (geometry.groups > 1) step_ = round_up(step_, kChunkAlignment);
  }

  std::uint64_t slot_start(std::uint64_t slot) const { return geometry_.table_bytes + slot * step_; }
  /// The last byte of weights in a chunk.
  std::uint64_t needed() const {
    const std::uint64_t last = slots_.slots() - 1;
    return slot_start(last) + kHalf * geometry_.rows() * slots_.width_of(last);
  }

  std::optional<std::uint64_t> weight_offset(const KernelBlock& block,
                                             const ElementIndex& index) const override {
    const std::uint64_t k = (index[1] * geometry_.height + index[2]) * geometry_.width + index[3];
    const std::uint64_t row = k + (geometry_.bias ? 1 : 0);
    return slot_start(block.slot) + kHalf * (row * block.width + index[0] - block.first);
  }

  std::uint64_t bias_offset(const KernelBlock& block, std::uint64_t output) const override {
    return slot_start(block.slot) + kHalf * (output - block.first);
  }

  std::optional<Element> element_at(std::uint32_t core, std::uint64_t offset) const override {
    if (offset < geometry_.table_bytes) return std::nullopt;
    const std::uint64_t behind = offset - geometry_.table_bytes;
    const std::uint64_t slot = behind / step_;
    if (slot >= slots_.slots()) return std::nullopt;
    const KernelBlock block = slots_.block(slots_.index_of(core, slot));
    const std::uint64_t half = behind % step_ / kHalf;
    std::uint64_t row = half / block.width;
    if (row >= geometry_.rows()) return std::nullopt;
    Element element;
    element.index[0] = block.first + half % block.width;
    element.bias = geometry_.bias && row == 0;
    if (element.bias) return element;
    row -= geometry_.bias ? 1 : 0;
    element.index[1] = row / geometry_.taps();
    element.index[2] = row % geometry_.taps() / geometry_.width;
    element.index[3] = row % geometry_.width;
    return element;
  }

  void read(std::uint64_t number, std::vector<std::uint16_t>& bits) const override {
    const KernelBlock block = slots_.block(number);
    const std::uint64_t rows = geometry_.reduction();
    std::vector<std::uint8_t> raw(kHalf * rows * block.width);
    const std::uint64_t start = slot_start(block.slot) + (geometry_.bias ? kHalf * block.width : 0);
    file_.copy(chunk(block.core).bytes.offset + start, raw);
    bits.resize(rows * block.width);
    std::size_t from = 0;
    for (std::uint64_t k = 0; k < rows; ++k) {
      for (std::uint64_t lane = 0; lane < block.width; ++lane, from += kHalf)
        bits[lane * rows + k] = static_cast<std::uint16_t>(raw[from] | raw[from + 1] << 8);
    }
  }

 private:
  std::uint64_t step_ = 0;  ///< bytes from slot to slot; only the last one can be narrower
};

/// What weights and biases have in common: blocks of consecutive output channels.
class BlockTensor : public ConstantTensor {
 public:
  std::optional<ElementIndex> index_at(std::uint64_t file_offset) const override {
    const Chunk* chunk = store_->chunk_at(file_offset);
    if (chunk == nullptr) return std::nullopt;
    const auto element = store_->element_at(chunk->core, file_offset - chunk->bytes.offset);
    if (!element || element->bias != bias_) return std::nullopt;
    return element->index;
  }

  std::optional<StoredPlace> stored_at(const ElementIndex& index) const override {
    const KernelBlock block = block_with(index[0]);
    const auto offset = offset_in(block, index);
    if (!offset) return std::nullopt;
    return StoredPlace{block.core, *offset, block.slot, store_->slots().slots(), index[0] - block.first,
                       block.width};
  }

  std::optional<std::uint64_t> offset_of(const ElementIndex& index) const override {
    const KernelBlock block = block_with(index[0]);
    const auto offset = offset_in(block, index);
    if (!offset) return std::nullopt;
    return store_->chunk(block.core).bytes.offset + *offset;
  }

  std::uint64_t pieces() const override { return store_->slots().block_count(); }
  std::uint64_t piece_of(std::uint64_t output) const override { return store_->slots().block_of(output); }

 protected:
  BlockTensor(document::DocumentPtr document, KernelStorePtr store, std::array<std::uint64_t, 4> shape,
              bool bias)
      : ConstantTensor(std::move(document), shape), store_(std::move(store)), bias_(bias) {}

  const KernelStorePtr store_;

 private:
  KernelBlock block_with(std::uint64_t output) const {
    return store_->slots().block(store_->slots().block_of(output));
  }
  std::optional<std::uint64_t> offset_in(const KernelBlock& block, const ElementIndex& index) const {
    if (bias_) return store_->bias_offset(block, index[0]);
    return store_->weight_offset(block, index);
  }

  bool bias_;
};

class WeightsTensor final : public BlockTensor {
 public:
  WeightsTensor(document::DocumentPtr document, KernelStorePtr store)
      : BlockTensor(std::move(document), store, store->geometry().shape(), false) {}
  void read_piece(std::uint64_t piece, std::vector<std::uint16_t>& bits) const override {
    store_->read(piece, bits);
  }
};

class BiasTensor final : public BlockTensor {
 public:
  BiasTensor(document::DocumentPtr document, KernelStorePtr store)
      : BlockTensor(std::move(document), store, {store->geometry().shape()[0], 1, 1, 1}, true) {}
  void read_piece(std::uint64_t piece, std::vector<std::uint16_t>& bits) const override {
    const KernelBlock block = store_->slots().block(piece);
    bits.clear();
    for (std::uint64_t i = 0; i < block.width; ++i) bits.push_back(at({block.first + i, 0, 0, 0}));
  }
};

}  // namespace

const Chunk* KernelStore::chunk_at(std::uint64_t file_offset) const {
  for (const Chunk& chunk : chunks_) {
    if (chunk.bytes.contains(file_offset)) return &chunk;
  }
  return nullptr;
}

Result<std::vector<Chunk>> chunks_by_core(const KernelSlots& slots, const Chunks& chunks) {
  std::vector<Chunk> list;
  for (std::uint32_t core = 0; core < slots.cores(); ++core) {
    const Chunk* chunk = chunks.of_core(core);
    if (chunk == nullptr) {
      return Error{"engine " + std::to_string(core) + " takes part, but the task loads no weights for it",
                   {}};
    }
    list.push_back(*chunk);
  }
  return list;
}

Error chunk_too_short(const Chunk& chunk, std::uint64_t needed) {
  const bool file = chunk.bytes.size < chunk.size;
  return {"the weights of engine " + std::to_string(chunk.core) + " need at least " + std::to_string(needed) +
              " bytes, " + (file ? "the file holds " : "its chunk has ") + std::to_string(chunk.bytes.size),
          chunk.bytes};
}

Result<KernelStorePtr> open_dense(ByteView file, const KernelGeometry& geometry, const Chunks& chunks) {
  ANE_TRY(const KernelSlots slots, KernelSlots::make(geometry));
  ANE_TRY(std::vector<Chunk> list, chunks_by_core(slots, chunks));
  auto store = std::make_shared<DenseStore>(file, geometry, slots, std::move(list));
  for (std::uint32_t core = 0; core < slots.cores(); ++core) {
    if (store->chunk(core).bytes.size < store->needed())
      return chunk_too_short(store->chunk(core), store->needed());
  }
  return KernelStorePtr(std::move(store));
}

ConstantTensorPtr weights_tensor(document::DocumentPtr document, KernelStorePtr store) {
  return std::make_shared<WeightsTensor>(std::move(document), std::move(store));
}

ConstantTensorPtr bias_tensor(document::DocumentPtr document, KernelStorePtr store) {
  return std::make_shared<BiasTensor>(std::move(document), std::move(store));
}

}  // namespace ane::model
