#include "core/base/text.hpp"
#include "core/model/constants.hpp"
#include "core/model/weights.hpp"

namespace ane::model {
namespace {

/// An image of rows and planes with strides.
class StridedTensor final : public ConstantTensor {
 public:
  StridedTensor(document::DocumentPtr document, const Constant& constant)
      : ConstantTensor(std::move(document), constant.shape),
        strides_(constant.strides),
        bytes_(constant.chunks.front().bytes) {}

  std::optional<std::uint64_t> offset_of(const ElementIndex& index) const override {
    return bytes_.offset + index[1] * strides_[1] + index[2] * strides_[2] + index[3] * 2;
  }

  std::optional<ElementIndex> index_at(std::uint64_t file_offset) const override {
    if (!bytes_.contains(file_offset)) return std::nullopt;
    std::uint64_t rest = file_offset - bytes_.offset;
    ElementIndex index{};
    for (const std::size_t axis : {std::size_t{1}, std::size_t{2}}) {
      if (shape()[axis] > 1 && strides_[axis] > 0) {
        index[axis] = std::min(rest / strides_[axis], shape()[axis] - 1);
        rest -= index[axis] * strides_[axis];
      }
    }
    index[3] = rest / 2;
    if (!has(index)) return std::nullopt;
    return index;
  }

  // A plane is a piece; of rows that share their bytes there may be more than the file is long.
  std::uint64_t pieces() const override { return shape()[1] * shape()[2]; }
  std::uint64_t piece_of(std::uint64_t) const override { return 0; }
  void read_piece(std::uint64_t piece, std::vector<std::uint16_t>& bits) const override {
    const ElementIndex first{0, piece / shape()[2], piece % shape()[2], 0};
    const ByteView row = file_.clipped(*offset_of(first), shape()[3] * 2);
    bits.assign(row.size() / 2, 0);
    for (std::size_t i = 0; i < bits.size(); ++i) bits[i] = row.u16(2 * i).value_or(0);
  }

 private:
  std::array<std::uint64_t, 4> strides_;
  Extent bytes_;
};

}  // namespace

Result<ConstantTensorPtr> open_constant(const document::DocumentPtr& document, const Constant& constant) {
  switch (constant.encoding) {
    case Encoding::Raw:
      return Error{constant.reason, {}};
    case Encoding::Table:
      return Error{"a lookup table is a curve and no tensor", {}};
    case Encoding::BiasScale:
    case Encoding::Rows:
    case Encoding::Register:
      return ConstantTensorPtr(std::make_shared<StridedTensor>(document, constant));
    default:
      break;
  }
  Chunks chunks;
  chunks.list = constant.chunks;
  const bool sparse = constant.encoding == Encoding::ZeroSkipping;
  ANE_TRY(KernelStorePtr store, sparse ? open_zero_skipping(document->file(), *constant.geometry, chunks)
                                       : open_dense(document->file(), *constant.geometry, chunks));
  return constant.kind == ConstantKind::Bias ? bias_tensor(document, std::move(store))
                                             : weights_tensor(document, std::move(store));
}

}  // namespace ane::model
