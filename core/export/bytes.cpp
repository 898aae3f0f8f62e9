#include "core/export/bytes.hpp"

#include <algorithm>
#include <vector>

namespace ane::exporter {
namespace {

using Bytes = std::vector<std::uint8_t>;

void put(Bytes& bytes, std::uint64_t at, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

void put(Bytes& bytes, const anec::FieldSpec& field, std::uint64_t value, std::uint64_t record = 0) {
  put(bytes, record + field.offset, value, field.size);
}

class PlannedSource final : public ByteSource {
 public:
  PlannedSource(document::DocumentPtr document, const Plan& plan)
      : ByteSource(plan.file_bytes),
        document_(std::move(document)),
        header_(header_bytes(plan.header)),
        pieces_(plan.pieces) {
    for (const WordChange& change : plan.changes) {
      Word word;
      word.at = in_file(change.where.offset);
      put(word.bytes, 0, change.after, word.bytes.size());
      words_.push_back(std::move(word));
    }
    std::sort(words_.begin(), words_.end(), [](const Word& a, const Word& b) { return a.at < b.at; });
  }

  void copy(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    std::fill(out.begin(), out.end(), std::uint8_t{0});
    lay(offset, out, 0, header_);
    for (const Piece& piece : pieces_) copy_piece(offset, out, piece);
    const auto first = std::lower_bound(words_.begin(), words_.end(), offset,
                                        [](const Word& word, std::uint64_t at) { return word.at + 4 <= at; });
    for (auto word = first; word != words_.end() && word->at < offset + out.size(); ++word)
      lay(offset, out, word->at, word->bytes);
  }

  FileState file_state() const override { return document_->source().file_state(); }

 private:
  struct Word {
    std::uint64_t at = 0;
    Bytes bytes = Bytes(4);
  };

  std::uint64_t in_file(std::uint64_t source) const {
    for (const Piece& piece : pieces_)
      if (piece.source.contains(source)) return piece.at + (source - piece.source.offset);
    return 0;
  }

  // What of `bytes`, which stand at `at` in the file, falls into `out`, which is wanted from `offset` on.
  static void lay(std::uint64_t offset, std::span<std::uint8_t> out, std::uint64_t at, const Bytes& bytes) {
    const std::uint64_t begin = std::max(offset, at);
    const std::uint64_t end = std::min(offset + out.size(), at + bytes.size());
    for (std::uint64_t i = begin; i < end; ++i) out[i - offset] = bytes[i - at];
  }

  void copy_piece(std::uint64_t offset, std::span<std::uint8_t> out, const Piece& piece) const {
    const std::uint64_t begin = std::max(offset, piece.at);
    const std::uint64_t end = std::min(offset + out.size(), piece.at + piece.source.size);
    if (begin >= end) return;
    document_->source().copy(piece.source.offset + (begin - piece.at),
                             out.subspan(begin - offset, end - begin));
  }

  document::DocumentPtr document_;
  Bytes header_;
  std::vector<Piece> pieces_;
  std::vector<Word> words_;  ///< ascending
};

}  // namespace

Bytes header_bytes(const anec::Anec& anec) {
  Bytes bytes(anec::header::kSize);
  put(bytes, anec::header::kPayload, anec.payload_bytes);
  put(bytes, anec::header::kFirstTask, anec.first_task_bytes);
  put(bytes, anec::header::kTaskCount, anec.task_count);
  put(bytes, anec::header::kTaskBytes, anec.task_bytes);
  put(bytes, anec::header::kWeightBytes, anec.weight_bytes);
  put(bytes, anec::header::kSources, anec.sources);
  put(bytes, anec::header::kResults, anec.results);
  for (std::uint32_t i = 0; i < anec::kChannels; ++i) {
    const anec::Channel& channel = anec.channels[i];
    put(bytes, anec::tiles::kOffset + std::uint64_t{i} * anec::tiles::kStep, channel.tiles,
        anec::tiles::kStep);
    const std::uint64_t record = anec::nchw::kOffset + std::uint64_t{i} * anec::nchw::kStep;
    put(bytes, anec::nchw::kN, channel.shape[0], record);
    put(bytes, anec::nchw::kC, channel.shape[1], record);
    put(bytes, anec::nchw::kH, channel.shape[2], record);
    put(bytes, anec::nchw::kW, channel.shape[3], record);
    put(bytes, anec::nchw::kPlaneStride, channel.plane_stride, record);
    put(bytes, anec::nchw::kRowStride, channel.row_stride, record);
  }
  return bytes;
}

SourcePtr planned_bytes(document::DocumentPtr document, const Plan& plan) {
  return std::make_shared<PlannedSource>(std::move(document), plan);
}

}  // namespace ane::exporter
