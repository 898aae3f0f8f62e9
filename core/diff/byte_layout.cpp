#include "core/diff/byte_layout.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "core/diff/byte_anchors.hpp"
#include "core/diff/byte_sequence.hpp"
#include "core/diff/bytes.hpp"

namespace ane::diff {
namespace {

constexpr std::uint64_t kWord = 4;
constexpr std::uint64_t kMostPieces = 1 << 16;  ///< pieces into which a large part is cut at most

// Kinds of words of a task, above the address or number that tells them apart.
constexpr std::uint64_t kHeaderWord = std::uint64_t{1} << 40, kRecordWord = std::uint64_t{2} << 40,
                        kOtherWord = std::uint64_t{3} << 40;

struct Word {
  Extent where;
  std::uint64_t key = 0;
};

/// Words of tasks, called by what they are on side B.
class WordNames {
 public:
  explicit WordNames(const Comparison& comparison) {
    if (!comparison.across_generations) return;
    for (const ComparedField& field : comparison.fields) {
      if (!field.a || !field.b) continue;
      if (field.a->header != nullptr && field.b->header != nullptr) {
        header_[field.a->header->word] = field.b->header->word;
      } else if (field.a->reg != nullptr && field.b->reg != nullptr) {
        registers_[field.a->address()] = field.b->address();
      }
    }
  }

  std::vector<Word> of(const document::Document& document, std::size_t index, bool side_a) const {
    Diagnostics ignored;
    const task::Task task = document.decode(index, ignored);
    std::vector<Word> found;
    for (std::size_t i = 0; i < task.header.size(); ++i)
      found.push_back({{task.where.offset + kWord * i, kWord},
                       kHeaderWord | named(header_, static_cast<std::uint32_t>(i), side_a)});
    for (const task::Record& record : task.records) {
      const bool filled = record.write_count != 0 && record.first_write < task.writes.size();
      const std::uint64_t first =
          filled ? named(registers_, task.writes[record.first_write].address, side_a) : record.header;
      found.push_back({{record.offset, kWord}, kRecordWord | first});
    }
    for (const task::Write& write : task.writes)
      found.push_back({{write.offset, kWord}, named(registers_, write.address, side_a)});
    return covering(std::move(found), task.where);
  }

 private:
  using Names = std::unordered_map<std::uint32_t, std::uint32_t>;
  static std::uint32_t named(const Names& names, std::uint32_t number, bool side_a) {
    const auto found = side_a ? names.find(number) : names.end();
    return found == names.end() ? number : found->second;
  }

  // The words in file order with every byte of the task, whatever a damaged one claims.
  static std::vector<Word> covering(std::vector<Word> words, Extent task) {
    std::stable_sort(words.begin(), words.end(),
                     [](const Word& x, const Word& y) { return x.where.offset < y.where.offset; });
    std::vector<Word> all;
    std::uint64_t at = task.offset, others = 0;
    const auto fill_to = [&](std::uint64_t end) {
      if (end > at) all.push_back({{at, end - at}, kOtherWord | others++});
    };
    for (const Word& word : words) {
      if (word.where.offset < at || word.where.end() > task.end()) continue;
      fill_to(word.where.offset);
      all.push_back(word);
      at = word.where.end();
    }
    fill_to(task.end());
    return all;
  }

  Names header_, registers_;
};

class LayoutBuilder {
 public:
  LayoutBuilder(const Comparison& comparison, const std::function<bool()>& goes_on)
      : comparison_(comparison), goes_on_(goes_on), words_(comparison) {}

  bool run() {
    for (const ByteAnchor& anchor : find_anchors(comparison_, layout.constants)) {
      if (goes_on_ && !goes_on_()) return false;
      begin(anchor.part, anchor.index);
      if (anchor.part == BytePart::Task && !anchor.a.empty() && !anchor.b.empty()) {
        task(anchor);
      } else {
        opposite(anchor.a, anchor.b);
      }
      begin(BytePart::Rest, 0);
      opposite(anchor.rest_a, anchor.rest_b);
      if (stopped_) return false;
    }
    return true;
  }

  ByteLayout layout;

 private:
  void begin(BytePart part, std::size_t index) {
    part_ = part;
    index_ = index;
    starts_ = true;
  }

  void put(Extent a, Extent b, Status status) {
    if (a.empty() && b.empty()) return;
    layout.ranges.push_back({a, b, status, part_, index_, starts_});
    starts_ = false;
  }

  // As much as both have, and then what one has more.
  void opposite(Extent a, Extent b) {
    const std::uint64_t common = std::min(a.size, b.size);
    aligned(a.offset, b.offset, common);
    put({a.offset + common, a.size - common}, {}, Status::OnlyA);
    put({}, {b.offset + common, b.size - common}, Status::OnlyB);
  }

  // As many bytes of both, cut where they begin and cease to be equal.
  void aligned(std::uint64_t a, std::uint64_t b, std::uint64_t size) {
    const Extent whole_a{a, size}, whole_b{b, size};
    if (equal_bytes(comparison_.a->source(), whole_a, comparison_.b->source(), whole_b, comparison_.bytes))
      return put(whole_a, whole_b, Status::Same);
    const std::uint64_t grain = std::max(kByteGrain, size / kMostPieces);
    std::array<std::uint8_t, 1 << 14> bytes_a, bytes_b;
    std::uint64_t done = 0;  // bytes that are in ranges already
    std::optional<std::uint64_t> first, last;
    const auto flush = [&] {
      if (!first) return;
      put({a + done, *first - done}, {b + done, *first - done}, Status::Same);
      put({a + *first, *last + 1 - *first}, {b + *first, *last + 1 - *first}, Status::Changed);
      done = *last + 1;
      first.reset();
    };
    for (std::uint64_t at = 0; at < size; at += bytes_a.size()) {
      if (goes_on_ && !goes_on_()) stopped_ = true;
      if (stopped_) return;
      const std::uint64_t count = std::min<std::uint64_t>(bytes_a.size(), size - at);
      comparison_.a->file().copy(a + at, std::span(bytes_a).first(count));
      comparison_.b->file().copy(b + at, std::span(bytes_b).first(count));
      if (std::equal(bytes_a.begin(), bytes_a.begin() + static_cast<std::ptrdiff_t>(count), bytes_b.begin()))
        continue;
      for (std::uint64_t i = 0; i < count; ++i) {
        if (bytes_a[i] == bytes_b[i]) continue;
        if (first && at + i - *last > grain) flush();
        if (!first) first = at + i;
        last = at + i;
      }
    }
    flush();
    put({a + done, size - done}, {b + done, size - done}, Status::Same);
  }

  void task(const ByteAnchor& anchor) {
    const TaskPair& pair = comparison_.tasks[anchor.index];
    // Tasks that do exactly the same in as many bytes are written alike.
    if (pair.basis == Basis::Exact && pair.status == Status::Same && anchor.a.size == anchor.b.size)
      return aligned(anchor.a.offset, anchor.b.offset, anchor.a.size);
    const std::vector<Word> a = words_.of(*comparison_.a, *pair.a, true);
    const std::vector<Word> b = words_.of(*comparison_.b, *pair.b, false);
    const auto keys = [](const std::vector<Word>& words) {
      std::vector<std::uint64_t> list;
      list.reserve(words.size());
      for (const Word& word : words) list.push_back(word.key);
      return list;
    };
    Extent run_a{anchor.a.offset, 0}, run_b{anchor.b.offset, 0};  // aligned, not yet put
    const auto flush = [&] {
      aligned(run_a.offset, run_b.offset, run_a.size);
      run_a = {run_a.end(), 0};
      run_b = {run_b.end(), 0};
    };
    // What lies between the aligned bytes and these places is on one side only.
    const auto skip_to = [&](std::uint64_t at_a, std::uint64_t at_b) {
      if (at_a == run_a.end() && at_b == run_b.end()) return;
      flush();
      put({run_a.offset, at_a - run_a.offset}, {}, Status::OnlyA);
      put({}, {run_b.offset, at_b - run_b.offset}, Status::OnlyB);
      run_a = {at_a, 0};
      run_b = {at_b, 0};
    };
    for (const auto& [i, k] : match_in_order(keys(a), keys(b))) {
      skip_to(a[i].where.offset, b[k].where.offset);
      const std::uint64_t common = std::min(a[i].where.size, b[k].where.size);
      run_a.size += common;
      run_b.size += common;
    }
    skip_to(anchor.a.end(), anchor.b.end());
    flush();
  }

  const Comparison& comparison_;
  const std::function<bool()>& goes_on_;
  WordNames words_;
  BytePart part_ = BytePart::Rest;
  std::size_t index_ = 0;
  bool starts_ = false, stopped_ = false;
};

}  // namespace

std::optional<ByteLayout> align_bytes(const Comparison& comparison, const std::function<bool()>& goes_on) {
  LayoutBuilder aligner(comparison, goes_on);
  if (!aligner.run()) return std::nullopt;
  return std::move(aligner.layout);
}

std::string label_of(const Comparison& comparison, const ByteLayout& layout, const ByteRange& range) {
  switch (range.part) {
    case BytePart::Header:
      return "header";
    case BytePart::Command:
      return "load command";
    case BytePart::Symbols:
      return range.index == 0 ? "symbols" : "names of symbols";
    case BytePart::Constant:
      return layout.constants[range.index];
    case BytePart::Task: {
      const TaskPair& pair = comparison.tasks[range.index];
      if (!pair.paired()) return "task " + std::to_string(pair.a ? *pair.a : *pair.b);
      return "task " + std::to_string(*pair.a) + " ↔ " + std::to_string(*pair.b);
    }
    case BytePart::Rest:
      break;
  }
  return "bytes between";
}

}  // namespace ane::diff
