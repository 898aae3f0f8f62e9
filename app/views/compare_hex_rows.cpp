#include "app/views/compare_hex_rows.hpp"

#include <algorithm>

#include "app/state/aligned_rows.hpp"
#include "app/ui/ui.hpp"

namespace ane::views {
namespace {

using diff::ByteRange;

constexpr std::uint64_t kAround = 2;    ///< rows that stay before and behind a difference
constexpr std::uint64_t kShortest = 4;  ///< rows that are worth a fold

/// More zeros than this are no padding.
constexpr std::uint64_t kMostPadding = 1 << 16;

bool pads(const diff::Comparison& comparison, const ByteRange& range) {
  if (range.part != diff::BytePart::Rest || range.size() > kMostPadding) return false;
  if (!range.a.empty() && !range.b.empty()) return false;
  const Extent bytes = range.a.empty() ? range.b : range.a;
  return (range.a.empty() ? comparison.b : comparison.a)->file().clipped(bytes.offset, bytes.size).all_zero();
}

}  // namespace

void CompareHexRows::reset(state::ComparedPtr compared) {
  *this = CompareHexRows();
  compared_ = std::move(compared);
  if (!compared_) return;
  const std::vector<ByteRange>& ranges = compared_->bytes.ranges;
  first_of_pair_.assign(compared_->comparison.tasks.size(), SIZE_MAX);
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const ByteRange& range = ranges[i];
    ends_.push_back(end += range.size());
    padding_.push_back(pads(compared_->comparison, range));
    if (!range.a.empty()) by_a_.emplace_back(range.a.offset, i);
    if (!range.b.empty()) by_b_.emplace_back(range.b.offset, i);
    if (range.part == diff::BytePart::Task && first_of_pair_[range.index] == SIZE_MAX)
      first_of_pair_[range.index] = i;
  }
  std::sort(by_a_.begin(), by_a_.end());
  std::sort(by_b_.begin(), by_b_.end());
}

bool CompareHexRows::update(std::uint32_t width, bool fold, bool noise_folds, CellRange shown) {
  if (width == width_ && fold == fold_ && noise_folds == noise_folds_ && shown == shown_) return false;
  width_ = width;
  fold_ = fold;
  noise_folds_ = noise_folds;
  shown_ = shown;
  rebuild();
  return true;
}

void CompareHexRows::open(const Row& row) {
  opened_.insert(row.cells.begin);
  rebuild();
}

CompareHexRows::Look CompareHexRows::look_of(const Part& part) const {
  const std::vector<ByteRange>& ranges = compared_->bytes.ranges;
  const auto all = [&](const auto& fits) {
    return std::all_of(ranges.begin() + static_cast<std::ptrdiff_t>(part.first),
                       ranges.begin() + static_cast<std::ptrdiff_t>(part.end), fits);
  };
  const auto same = [](const ByteRange& range) { return range.status == diff::Status::Same; };
  if (all(same)) return Look::Equal;
  if (all([&](const ByteRange& range) { return same(range) || is_padding(range); })) return Look::Noise;
  const ByteRange& first = ranges[part.first];
  const bool quiet =
      first.part == diff::BytePart::Task && state::is_quiet(compared_->comparison.tasks[first.index]);
  return quiet && noise_folds_ ? Look::Noise : Look::Differs;
}

std::vector<CompareHexRows::Part> CompareHexRows::parts() const {
  const std::vector<ByteRange>& ranges = compared_->bytes.ranges;
  std::vector<Part> list;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (list.empty() || ranges[i].starts) list.push_back({i, i});
    list.back().end = i + 1;
  }
  return list;
}

void CompareHexRows::add(CellRange cells, bool folded, bool noise) {
  if (cells.begin >= cells.end) return;
  pieces_.push_back({cells, rows_, folded, noise});
  rows_ += folded ? 1 : (cells.end - cells.begin + width_ - 1) / width_;
}

bool CompareHexRows::may_fold(CellRange cells) const {
  return fold_ && !cells.overlaps(shown_) && !opened_.contains(cells.begin);
}

void CompareHexRows::rebuild() {
  pieces_.clear();
  rows_ = 0;
  if (!compared_) return;
  CellRange fold;  // parts that say nothing, one after the other
  bool noise = false;
  const auto flush = [&] {
    add(fold, true, noise);
    fold = {};
    noise = false;
  };
  for (const Part& part : parts()) {
    const CellRange cells{cells_of_range(part.first).begin, cells_of_range(part.end - 1).end};
    const Look look = look_of(part);
    const std::uint64_t least = fold.begin < fold.end ? 0 : 2 * std::uint64_t{width_};
    if (look != Look::Differs && cells.end - cells.begin > least && may_fold(cells) &&
        !opened_.contains(fold.begin < fold.end ? fold.begin : cells.begin)) {
      if (fold.begin == fold.end) fold.begin = cells.begin;
      fold.end = cells.end;
      noise = noise || look == Look::Noise;
      continue;
    }
    flush();
    add_part(part);
  }
  flush();
}

// Folds what is equal within a part, in whole rows, so that the columns go on as they were.
void CompareHexRows::add_part(const Part& part) {
  const std::uint64_t start = cells_of_range(part.first).begin, end = cells_of_range(part.end - 1).end;
  std::uint64_t at = start;
  for (std::size_t i = part.first; i < part.end; ++i) {
    if (compared_->bytes.ranges[i].status != diff::Status::Same) continue;
    const CellRange same = cells_of_range(i);
    const std::uint64_t from = start + ((same.begin - start + width_ - 1) / width_ + kAround) * width_;
    const std::uint64_t whole = (same.end - start) / width_;
    const std::uint64_t to = same.end == end ? end : start + (whole - std::min(whole, kAround)) * width_;
    if (to < from + kShortest * width_ || !may_fold({from, to})) continue;
    add({at, from}, false, false);
    add({from, to}, true, false);
    at = to;
  }
  add({at, end}, false, false);
}

CompareHexRows::Row CompareHexRows::at(std::uint64_t index) const {
  const auto after = std::partition_point(pieces_.begin(), pieces_.end(),
                                          [&](const Piece& piece) { return piece.first_row <= index; });
  if (after == pieces_.begin()) return {};
  const Piece& piece = *std::prev(after);
  if (piece.folded) return {piece.cells, true, piece.noise};
  const std::uint64_t begin = piece.cells.begin + (index - piece.first_row) * width_;
  return {{begin, std::min(begin + width_, piece.cells.end)}, false, false};
}

std::uint64_t CompareHexRows::row_of(std::uint64_t cell) const {
  const auto after = std::partition_point(pieces_.begin(), pieces_.end(),
                                          [&](const Piece& piece) { return piece.cells.begin <= cell; });
  if (after == pieces_.begin()) return 0;
  const Piece& piece = *std::prev(after);
  return piece.folded ? piece.first_row : piece.first_row + (cell - piece.cells.begin) / width_;
}

CompareHexRows::Cell CompareHexRows::cell(std::uint64_t index) const {
  const auto found = std::upper_bound(ends_.begin(), ends_.end(), index);
  if (found == ends_.end()) return {};
  const auto i = static_cast<std::size_t>(found - ends_.begin());
  const ByteRange& range = compared_->bytes.ranges[i];
  const std::uint64_t inside = index - cells_of_range(i).begin;
  Cell made;
  made.range = &range;
  if (!range.a.empty()) made.a = range.a.offset + inside;
  if (!range.b.empty()) made.b = range.b.offset + inside;
  return made;
}

CellRange CompareHexRows::cells_of(Extent bytes, bool side_b) const {
  const auto& index = side_b ? by_b_ : by_a_;
  const auto after = std::upper_bound(index.begin(), index.end(), std::pair(bytes.offset, SIZE_MAX));
  if (bytes.empty() || after == index.begin()) return {};
  const std::size_t i = std::prev(after)->second;
  const ByteRange& range = compared_->bytes.ranges[i];
  const Extent& own = side_b ? range.b : range.a;
  if (!own.contains(bytes.offset)) return {};
  const std::uint64_t begin = cells_of_range(i).begin + (bytes.offset - own.offset);
  return {begin, begin + bytes.size};
}

CellRange CompareHexRows::cells_of_pair(std::size_t pair) const {
  if (pair >= first_of_pair_.size() || first_of_pair_[pair] == SIZE_MAX) return {};
  const std::vector<ByteRange>& ranges = compared_->bytes.ranges;
  std::size_t last = first_of_pair_[pair];
  while (last + 1 < ranges.size() && !ranges[last + 1].starts) ++last;
  return {cells_of_range(first_of_pair_[pair]).begin, cells_of_range(last).end};
}

std::string CompareHexRows::parts_text(const Row& row) const {
  const auto first =
      static_cast<std::size_t>(std::upper_bound(ends_.begin(), ends_.end(), row.cells.begin) - ends_.begin());
  // Bytes that belong to nothing name the fold only where it holds nothing else.
  std::optional<std::size_t> named;
  std::size_t more = 0;
  for (std::size_t i = first; i < ends_.size() && cells_of_range(i).begin < row.cells.end; ++i) {
    const ByteRange& range = compared_->bytes.ranges[i];
    if (range.part == diff::BytePart::Rest || (i != first && !range.starts)) continue;
    if (named) ++more;
    if (!named) named = i;
  }
  const std::string text =
      diff::label_of(compared_->comparison, compared_->bytes, compared_->bytes.ranges[named.value_or(first)]);
  return more == 0 ? text : text + " and " + ui::comma_number(more) + " more";
}

}  // namespace ane::views
