#include "core/exec/coefficients.hpp"

#include <algorithm>
#include <memory>
#include <string>

#include "core/base/text.hpp"
#include "core/exec/rounding.hpp"
#include "core/model/weights.hpp"

namespace ane::exec {
namespace {

using model::LookupTable;

/// The bytes of a buffer as a source, so that the readers of files read memory as well.
class BufferSource final : public ByteSource {
 public:
  explicit BufferSource(std::span<const std::uint8_t> bytes) : ByteSource(bytes.size()), bytes_(bytes) {
    contiguous_ = bytes;
  }
  FileState file_state() const override { return FileState::Same; }
  void copy(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

class Reader {
 public:
  Reader(Gate& gate, const Memory& memory, const NeuralPlan& plan, Hazards& hazards)
      : gate_(gate),
        plan_(plan),
        hazards_(hazards),
        chunks_(plan.chunks),
        source_(memory.buffer(plan.kernel_slot)),
        view_(source_),
        bound_(memory.is_bound(plan.kernel_slot)) {
    for (model::Chunk& chunk : chunks_) chunk.bytes = view_.clipped(chunk.base, chunk.size).extent();
  }

  Coefficients run() {
    Coefficients out;
    const bool needed =
        plan_.operation == NeuralPlan::Operation::Convolution || plan_.nonlinear == Nonlinear::Table;
    if (!needed) return out;  // Channels of a plain copy are ignored even if enabled (execution-h13.md, 6).
    if (!bound_) {
      gate_.require(false, "buffer.kernel", "the coefficients' buffer is not there", "6");
      return out;
    }
    check_chunks();
    if (plan_.operation != NeuralPlan::Operation::Convolution)
      check_count(std::min(plan_.result.shape.channels, plan_.geometry.cores));
    if (gate_.open() && plan_.nonlinear == Nonlinear::Table) out.table = table();
    if (gate_.open() && plan_.operation == NeuralPlan::Operation::Convolution) weights(out);
    return out;
  }

 private:
  void check_chunks() {
    for (const model::Chunk& chunk : chunks_) {
      gate_.require(chunk.bytes.size == chunk.size, "kernel.channel_base",
                    "the chunk has " + hex(chunk.size) + " bytes and buffer " +
                        std::to_string(plan_.kernel_slot) + " " + hex(view_.size()),
                    "6", chunk.core);
    }
  }

  std::optional<LookupTable> table() {
    std::optional<LookupTable> first;
    for (const model::Chunk& chunk : chunks_) {
      const auto bytes = view_.sub(chunk.bytes.offset, chunk.bytes.size);
      auto table = bytes ? LookupTable::parse(*bytes) : std::nullopt;
      gate_.require(table.has_value(), "kernel.channel_size", "a table has 128 bytes", "6", chunk.core);
      if (!table) return std::nullopt;
      if (first) {
        for (std::size_t i = 0; i < LookupTable::kBytes / 2; ++i)
          gate_.require(table->half(i) == first->half(i), "kernel.channel_base",
                        "brings another table than channel 0", "7.5", chunk.core);
      } else {
        first = std::move(table);
      }
    }
    judge(*first);
    return first;
  }

  /// weights-h13.md 4.2 and 4.3, and the records of execution-h13.md 14.1.
  void judge(const LookupTable& table) {
    const std::string mode = "table mode " + hex(table.mode_word(), 2);
    switch (table.mode()) {
      case LookupTable::Mode::TwoSided:
      case LookupTable::Mode::Odd:
        return;
      case LookupTable::Mode::PowerOfTwo:
      case LookupTable::Mode::Reciprocal:
      case LookupTable::Mode::SquareRoot:
      case LookupTable::Mode::InverseSquareRoot:
        gate_.lean(Basis::Supported, "ne.nonlinear", mode + ", 2 records or more agree",
                   "weights-h13.md 4.3");
        return;
      case LookupTable::Mode::Logarithm:
        gate_.lean(Basis::Inferred, "ne.nonlinear", mode + ", no record", "weights-h13.md 4.3");
        return;
      case LookupTable::Mode::Unknown:
        gate_.require(false, "ne.nonlinear", mode + " is not known", "weights-h13.md 4.3");
        return;
    }
  }

  void weights(Coefficients& out) {
    const model::Chunks chunks{plan_.kernel_slot, chunks_};
    auto store = plan_.zero_skipping ? model::open_zero_skipping(view_, plan_.geometry, chunks)
                                     : model::open_dense(view_, plan_.geometry, chunks);
    if (!store) {
      gate_.require(false, "kernel.channel_base", store.error().message,
                    plan_.zero_skipping ? "weights-h13.md 5.4" : "6");
      return;
    }
    check_count((*store)->slots().cores());
    read_all(**store, out);
  }

  /// Channels 0 to `count` - 1, one an engine that computes something, and no others.
  void check_count(std::uint64_t count) {
    const std::string needed = "the task takes " + std::to_string(count) + " channels";
    std::uint32_t next = 0;
    for (const model::Chunk& chunk : chunks_) {
      gate_.require(chunk.core == next && chunk.core < count, "kernel.channel_enable", needed, "12",
                    std::min(chunk.core, next));
      ++next;
    }
    gate_.require(next >= count, "kernel.channel_enable", needed, "12", next);
  }

  void read_all(const model::KernelStore& store, Coefficients& out) {
    const auto shape = store.geometry().shape();
    out.weights.reserve(shape[0] * store.geometry().reduction());
    std::vector<std::uint16_t> bits;
    for (std::uint64_t block = 0; block < store.slots().block_count(); ++block) {
      bits.clear();
      store.read(block, bits);
      out.weights.insert(out.weights.end(), bits.begin(), bits.end());
    }
    if (store.geometry().bias) read_biases(store, shape[0], out);
    for (const std::uint16_t value : out.weights) count_input(value, hazards_);
    for (const std::uint16_t value : out.biases) count_input(value, hazards_);
  }

  void read_biases(const model::KernelStore& store, std::uint64_t outputs, Coefficients& out) {
    for (std::uint64_t o = 0; o < outputs; ++o) {
      const model::KernelBlock block = store.slots().block(store.slots().block_of(o));
      const std::uint64_t at = store.chunk(block.core).bytes.offset + store.bias_offset(block, o);
      out.biases.push_back(view_.u16(at).value_or(0));
    }
  }

  Gate& gate_;
  const NeuralPlan& plan_;
  Hazards& hazards_;
  std::vector<model::Chunk> chunks_;
  BufferSource source_;
  ByteView view_;
  bool bound_;
};

}  // namespace

struct CoefficientPlaces::Store {
  Store(const Memory& memory, const NeuralPlan& plan)
      : source(std::make_unique<BufferSource>(memory.buffer(plan.kernel_slot))),
        view(*source),
        chunks{plan.kernel_slot, plan.chunks} {
    for (model::Chunk& chunk : chunks.list) chunk.bytes = view.clipped(chunk.base, chunk.size).extent();
    if (plan.operation != NeuralPlan::Operation::Convolution) return;
    auto opened = plan.zero_skipping ? model::open_zero_skipping(view, plan.geometry, chunks)
                                     : model::open_dense(view, plan.geometry, chunks);
    if (opened) kernel = *std::move(opened);
  }
  std::unique_ptr<ByteSource> source;
  ByteView view;
  model::Chunks chunks;
  model::KernelStorePtr kernel;  ///< null where the task has no weights
};

CoefficientPlaces::CoefficientPlaces(const Memory& memory, const NeuralPlan& plan)
    : store_(std::make_unique<Store>(memory, plan)) {}
CoefficientPlaces::~CoefficientPlaces() = default;

std::optional<std::uint64_t> CoefficientPlaces::weight(const model::ElementIndex& index) const {
  if (!store_->kernel) return std::nullopt;
  const model::KernelSlots& slots = store_->kernel->slots();
  const model::KernelBlock block = slots.block(slots.block_of(index[0]));
  const auto at = store_->kernel->weight_offset(block, index);
  if (!at) return std::nullopt;
  return store_->kernel->chunk(block.core).bytes.offset + *at;
}

std::optional<std::uint64_t> CoefficientPlaces::bias(std::uint64_t output) const {
  if (!store_->kernel || !store_->kernel->geometry().bias) return std::nullopt;
  const model::KernelSlots& slots = store_->kernel->slots();
  const model::KernelBlock block = slots.block(slots.block_of(output));
  return store_->kernel->chunk(block.core).bytes.offset + store_->kernel->bias_offset(block, output);
}

Coefficients read_coefficients(Gate& gate, const Memory& memory, const NeuralPlan& plan, Hazards& hazards) {
  return Reader(gate, memory, plan, hazards).run();
}

}  // namespace ane::exec
