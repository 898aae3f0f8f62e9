#include "app/state/shown_constant.hpp"

#include <algorithm>

namespace ane::state {
namespace {

constexpr std::uint64_t kMostValues = std::uint64_t{1} << 24;   ///< elements that are kept
constexpr std::uint64_t kMostReduced = std::uint64_t{1} << 22;  ///< cells of the reduced matrix
constexpr std::uint64_t kRawPiece = 1 << 16;

/// Elements go in in C order.
class Reducer {
 public:
  Reducer(ReducedMatrix& matrix, std::uint64_t rows, std::uint64_t columns)
      : matrix_(matrix), columns_(columns) {
    while (cells(rows, matrix_.row_step) * cells(columns, matrix_.column_step) > kMostReduced) {
      const bool wide = cells(columns, matrix_.column_step) > cells(rows, matrix_.row_step);
      (wide ? matrix_.column_step : matrix_.row_step) *= 2;
    }
    matrix_.rows = cells(rows, matrix_.row_step);
    matrix_.columns = cells(columns, matrix_.column_step);
    matrix_.cells.resize(matrix_.rows * matrix_.columns);
  }

  void add(const std::vector<std::uint16_t>& bits) {
    for (const std::uint16_t half : bits) {
      const std::uint64_t cell = row_ / matrix_.row_step * matrix_.columns + column_ / matrix_.column_step;
      matrix_.cells[cell] = stronger(matrix_.cells[cell], half);
      if (++column_ < columns_) continue;
      column_ = 0;
      ++row_;
    }
  }

 private:
  static std::uint64_t cells(std::uint64_t count, std::uint64_t step) { return (count - 1) / step + 1; }

  ReducedMatrix& matrix_;
  std::uint64_t columns_;
  std::uint64_t row_ = 0, column_ = 0;
};

bool read_tensor(ShownConstant& shown, Progress& progress) {
  const model::ConstantTensor& tensor = *shown.tensor;
  const bool keep = tensor.count() <= kMostValues;
  Reducer reducer(shown.reduced, shown.matrix_rows(), shown.matrix_columns());
  progress.set_total(tensor.pieces());
  std::vector<std::uint16_t> piece;
  for (std::uint64_t i = 0; i < tensor.pieces(); ++i) {
    tensor.read_piece(i, piece);
    shown.counts.add(piece);
    reducer.add(piece);
    if (keep) shown.values.insert(shown.values.end(), piece.begin(), piece.end());
    if (!progress.tick()) return false;
  }
  return true;
}

bool read_raw(ByteView file, ShownConstant& shown, Progress& progress) {
  for (const model::Chunk& chunk : shown.constant.chunks) {
    for (std::uint64_t at = 0; at < chunk.bytes.size; at += kRawPiece) {
      const ByteView piece =
          file.clipped(chunk.bytes.offset + at, std::min(kRawPiece, chunk.bytes.size - at));
      for (std::uint64_t i = 0; i + 2 <= piece.size(); i += 2) shown.counts.add(piece.u16(i).value_or(0));
      if (!progress.tick()) return false;
    }
  }
  return true;
}

}  // namespace

ReducedMatrix reduce_matrix(const std::vector<std::uint16_t>& values, std::uint64_t rows,
                            std::uint64_t columns) {
  ReducedMatrix matrix;
  Reducer(matrix, rows, columns).add(values);
  return matrix;
}

std::uint16_t stronger(std::uint16_t a, std::uint16_t b) {
  return (b & 0x7fff) > (a & 0x7fff) ? b : a;
}

std::uint16_t ShownConstant::at(std::uint64_t element) const {
  if (element < values.size()) return values[element];
  return tensor ? tensor->at(tensor->index_of(element)) : std::uint16_t{0};
}

ShownConstantPtr make_shown(const document::DocumentPtr& document, const model::Constant& constant,
                            std::size_t index, Progress& progress) {
  auto shown = std::make_shared<ShownConstant>();
  shown->index = index;
  shown->constant = constant;
  shown->reason = constant.reason;
  if (constant.encoding == model::Encoding::Table) {
    const Extent where = constant.chunks.front().bytes;
    shown->table = model::LookupTable::parse(document->file().clipped(where.offset, where.size));
    if (shown->table) shown->function = model::identify(*shown->table);
  } else if (constant.known()) {
    const auto opened = model::open_constant(document, constant);
    if (opened) shown->tensor = *opened;
    if (!opened) shown->reason = opened.error().message;
  }
  const bool done =
      shown->tensor ? read_tensor(*shown, progress) : read_raw(document->file(), *shown, progress);
  if (!done) return nullptr;
  shown->statistics = shown->counts.statistics();
  return shown;
}

}  // namespace ane::state
