#include "app/views/hex_rows.hpp"

#include <algorithm>

namespace ane::views {
namespace {

constexpr std::uint64_t kChunk = 1 << 20;
constexpr std::uint32_t kNarrowest = 8;
/// A file of nothing but short runs must not cost more memory than it is worth.
constexpr std::size_t kMostRuns = 100000;

}  // namespace

std::shared_ptr<const ZeroRuns> find_zero_runs(const document::DocumentPtr& document,
                                               state::Progress& progress) {
  auto runs = std::make_shared<ZeroRuns>();
  std::uint64_t shortest = (HexRows::kLongest + 1) * kNarrowest;
  const ByteView file = document->file();
  progress.set_total(file.size());
  std::vector<std::uint8_t> chunk;
  std::uint64_t start = 0;
  const auto end_run = [&](std::uint64_t end) {
    if (end - start < shortest) return;
    runs->push_back({start, end - start});
    if (runs->size() < kMostRuns) return;
    shortest *= 2;
    std::erase_if(*runs, [&](Extent run) { return run.size < shortest; });
  };
  for (std::uint64_t at = 0; at < file.size(); at += kChunk) {
    const ByteView piece = file.clipped(at, kChunk);
    chunk.resize(piece.size());
    piece.copy(0, chunk);
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      if (chunk[i] == 0) continue;
      end_run(at + i);
      start = at + i + 1;
    }
    if (!progress.tick(chunk.size())) return nullptr;
  }
  end_run(file.size());
  return runs;
}

void HexRows::reset(std::uint64_t file_size) {
  *this = HexRows();
  size_ = file_size;
}

void HexRows::set_runs(std::shared_ptr<const ZeroRuns> runs) {
  runs_ = std::move(runs);
  opened_.clear();
  selected_ = {};
  dirty_ = true;
}

std::pair<std::size_t, std::size_t> HexRows::runs_of(Extent selection) const {
  if (!runs_ || selection.empty()) return {};
  const auto first = std::partition_point(runs_->begin(), runs_->end(),
                                          [&](Extent run) { return run.end() <= selection.offset; });
  const auto last =
      std::partition_point(first, runs_->end(), [&](Extent run) { return run.offset < selection.end(); });
  return {static_cast<std::size_t>(first - runs_->begin()), static_cast<std::size_t>(last - runs_->begin())};
}

void HexRows::open(std::uint64_t offset) {
  const auto [first, last] = runs_of({offset, 1});
  if (first == last) return;
  opened_.insert(first);
  dirty_ = true;
}

bool HexRows::update(std::uint32_t width, Extent selection) {
  const auto selected = runs_of(selection);
  if (!dirty_ && width == width_ && selected == selected_) return false;
  width_ = width;
  selected_ = selected;
  rebuild();
  dirty_ = false;
  return true;
}

void HexRows::rebuild() {
  folds_.clear();
  const std::uint64_t rows = (size_ + width_ - 1) / width_;
  std::uint64_t hidden = 0;
  for (std::size_t i = 0; runs_ && i < runs_->size(); ++i) {
    if (opened_.contains(i) || (i >= selected_.first && i < selected_.second)) continue;
    const Extent run = (*runs_)[i];
    const std::uint64_t first = (run.offset + width_ - 1) / width_;
    const std::uint64_t last = run.end() == size_ ? rows : run.end() / width_;
    if (last <= first + kLongest) continue;
    folds_.push_back({first, last - first, first - hidden});
    hidden += last - first - 1;
  }
  count_ = rows - hidden;
}

HexRows::Row HexRows::at(std::uint64_t index) const {
  std::uint64_t row = index;
  const auto after = std::partition_point(folds_.begin(), folds_.end(),
                                          [&](const Fold& fold) { return fold.index <= index; });
  if (after != folds_.begin()) {
    const Fold& fold = *(after - 1);
    if (fold.index == index) {
      const std::uint64_t offset = fold.first * width_;
      return {offset, std::min(fold.rows * width_, size_ - offset), true};
    }
    row = fold.first + fold.rows + (index - fold.index - 1);
  }
  const std::uint64_t offset = row * width_;
  return {offset, std::min<std::uint64_t>(width_, size_ - offset), false};
}

std::uint64_t HexRows::index_of(std::uint64_t offset) const {
  const std::uint64_t row = offset / width_;
  const auto after =
      std::partition_point(folds_.begin(), folds_.end(), [&](const Fold& fold) { return fold.first <= row; });
  if (after == folds_.begin()) return row;
  const Fold& fold = *(after - 1);
  if (row < fold.first + fold.rows) return fold.index;
  return fold.index + 1 + (row - fold.first - fold.rows);
}

}  // namespace ane::views
