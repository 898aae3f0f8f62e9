#include "core/diff/align.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

namespace ane::diff {
namespace {

/// A stretch of both sides: [a0, a1) and [b0, b1).
struct Range {
  std::size_t a0 = 0, a1 = 0, b0 = 0, b1 = 0;
  bool empty() const { return a0 >= a1 || b0 >= b1; }
};

using Keys = std::span<const std::uint64_t>;

/// Edits that one search may look ahead; memory and time grow with its square.
constexpr std::ptrdiff_t kMaxEdits = 512;

/// The greedy search for a shortest edit script (Myers 1986), cut off after kMaxEdits: what it has by then is
/// taken, and the search starts again from there.
class EditSearch {
 public:
  EditSearch(Keys a, Keys b, std::vector<Match>& out) : a_(a), b_(b), out_(out) {}

  void run(Range range) {
    while (!range.empty()) {
      const auto [x, y] = step(range);
      range.a0 += x;
      range.b0 += y;
    }
  }

 private:
  /// Matches from the start of the range; how far both sides were used up.
  std::pair<std::size_t, std::size_t> step(const Range& range) {
    const auto n = static_cast<std::ptrdiff_t>(range.a1 - range.a0);
    const auto m = static_cast<std::ptrdiff_t>(range.b1 - range.b0);
    const std::ptrdiff_t limit = std::min(n + m, kMaxEdits);
    std::vector<std::ptrdiff_t> reach(static_cast<std::size_t>(2 * limit + 3), 0);
    const auto at = [&](std::ptrdiff_t k) -> std::ptrdiff_t& {
      return reach[static_cast<std::size_t>(k + limit + 1)];
    };
    std::vector<std::vector<std::ptrdiff_t>> trace;
    for (std::ptrdiff_t d = 0; d <= limit; ++d) {
      trace.emplace_back(reach.begin() + limit + 1 - d, reach.begin() + limit + 2 + d);
      for (std::ptrdiff_t k = -d; k <= d; k += 2) {
        std::ptrdiff_t x = k == -d || (k != d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
        while (x < n && x - k < m && x - k >= 0 && equal(range, x, x - k)) ++x;
        at(k) = x;
        if (x >= n && x - k >= m) return back(range, trace, k, d, n, m);
      }
    }
    return give_up(range, trace, reach, limit, n, m);
  }

  bool equal(const Range& range, std::ptrdiff_t x, std::ptrdiff_t y) const {
    return a_[range.a0 + static_cast<std::size_t>(x)] == b_[range.b0 + static_cast<std::size_t>(y)];
  }

  /// The diagonal that came farthest.
  std::pair<std::size_t, std::size_t> give_up(const Range& range,
                                              const std::vector<std::vector<std::ptrdiff_t>>& trace,
                                              const std::vector<std::ptrdiff_t>& reach, std::ptrdiff_t limit,
                                              std::ptrdiff_t n, std::ptrdiff_t m) {
    std::ptrdiff_t best = 0, best_sum = -1;
    for (std::ptrdiff_t k = -limit; k <= limit; k += 2) {
      const std::ptrdiff_t x = reach[static_cast<std::size_t>(k + limit + 1)];
      if (x <= n && x - k >= 0 && x - k <= m && 2 * x - k > best_sum) {
        best = k;
        best_sum = 2 * x - k;
      }
    }
    const std::ptrdiff_t x = reach[static_cast<std::size_t>(best + limit + 1)];
    back(range, trace, best, limit, x, x - best);
    return {static_cast<std::size_t>(x), static_cast<std::size_t>(x - best)};
  }

  /// Walks from (x, y) on diagonal k back to the start and takes the matches on the way.
  std::pair<std::size_t, std::size_t> back(const Range& range,
                                           const std::vector<std::vector<std::ptrdiff_t>>& trace,
                                           std::ptrdiff_t k, std::ptrdiff_t d, std::ptrdiff_t x,
                                           std::ptrdiff_t y) {
    const std::pair<std::size_t, std::size_t> used = {static_cast<std::size_t>(x),
                                                      static_cast<std::size_t>(y)};
    const std::size_t first = out_.size();
    for (; d >= 0; --d) {
      const std::vector<std::ptrdiff_t>& row = trace[static_cast<std::size_t>(d)];
      // Row d was saved before round d: diagonals -d … d, of which the neighbours of k are what it came from.
      const auto before = [&](std::ptrdiff_t diagonal) {
        const std::ptrdiff_t index = diagonal + d;
        return index >= 0 && index < static_cast<std::ptrdiff_t>(row.size())
                   ? row[static_cast<std::size_t>(index)]
                   : std::ptrdiff_t{0};
      };
      const bool down = k == -d || (k != d && before(k - 1) < before(k + 1));
      const std::ptrdiff_t from_k = d == 0 ? 0 : (down ? k + 1 : k - 1);
      const std::ptrdiff_t from_x = d == 0 ? 0 : before(from_k);
      const std::ptrdiff_t start_x = d == 0 ? 0 : (down ? from_x : from_x + 1);
      while (x > start_x && y > start_x - k) {
        --x;
        --y;
        out_.emplace_back(range.a0 + static_cast<std::size_t>(x), range.b0 + static_cast<std::size_t>(y));
      }
      x = from_x;
      y = from_x - from_k;
      k = from_k;
    }
    std::reverse(out_.begin() + static_cast<std::ptrdiff_t>(first), out_.end());
    return used;
  }

  Keys a_, b_;
  std::vector<Match>& out_;
};

/// Keys that occur once on each side of the range, thinned to those that ascend on both.
std::vector<Match> anchors(Keys a, Keys b, const Range& range) {
  struct Seen {
    std::size_t count_a = 0, count_b = 0, at_a = 0, at_b = 0;
  };
  std::unordered_map<std::uint64_t, Seen> seen;
  for (std::size_t i = range.a0; i < range.a1; ++i) {
    Seen& s = seen[a[i]];
    ++s.count_a;
    s.at_a = i;
  }
  for (std::size_t j = range.b0; j < range.b1; ++j) {
    const auto found = seen.find(b[j]);
    if (found == seen.end()) continue;
    ++found->second.count_b;
    found->second.at_b = j;
  }
  std::vector<Match> unique;
  for (std::size_t i = range.a0; i < range.a1; ++i) {
    const Seen& s = seen[a[i]];
    if (s.count_a == 1 && s.count_b == 1) unique.emplace_back(i, s.at_b);
  }
  // The longest ascending run of b, by patience sorting.
  std::vector<std::size_t> tops;
  std::vector<std::size_t> previous(unique.size());
  for (std::size_t i = 0; i < unique.size(); ++i) {
    const auto pile =
        std::lower_bound(tops.begin(), tops.end(), unique[i].second,
                         [&](std::size_t top, std::size_t b_at) { return unique[top].second < b_at; });
    previous[i] = pile == tops.begin() ? i : *(pile - 1);
    if (pile == tops.end()) {
      tops.push_back(i);
    } else {
      *pile = i;
    }
  }
  std::vector<Match> run(tops.size());
  for (std::size_t n = tops.size(), i = tops.empty() ? 0 : tops.back(); n-- > 0; i = previous[i])
    run[n] = unique[i];
  return run;
}

void trim(Keys a, Keys b, Range& range, std::vector<Match>& out) {
  while (!range.empty() && a[range.a0] == b[range.b0]) out.emplace_back(range.a0++, range.b0++);
  while (!range.empty() && a[range.a1 - 1] == b[range.b1 - 1]) out.emplace_back(--range.a1, --range.b1);
}

}  // namespace

std::vector<Match> match_equal(Keys a, Keys b) {
  std::vector<Match> out;
  std::vector<Range> open = {{0, a.size(), 0, b.size()}};
  while (!open.empty()) {
    Range range = open.back();
    open.pop_back();
    trim(a, b, range, out);
    if (range.empty()) continue;
    const std::vector<Match> fixed = anchors(a, b, range);
    if (fixed.empty()) {
      EditSearch(a, b, out).run(range);
      continue;
    }
    Range gap = range;
    for (const Match& match : fixed) {
      gap.a1 = match.first;
      gap.b1 = match.second;
      if (!gap.empty()) open.push_back(gap);
      out.push_back(match);
      gap.a0 = match.first + 1;
      gap.b0 = match.second + 1;
    }
    gap.a1 = range.a1;
    gap.b1 = range.b1;
    if (!gap.empty()) open.push_back(gap);
  }
  std::sort(out.begin(), out.end());
  return out;
}

namespace {

/// Aligns by one kind of key after the other, each between the pairs that are there.
class Aligner {
 public:
  Aligner(std::span<const Signature> a, std::span<const Signature> b,
          const std::function<float(std::size_t, std::size_t)>& similarity)
      : a_(a), b_(b), similarity_(similarity), partner_(a.size(), kFree), taken_(b.size(), false) {}

  std::vector<AlignedTask> run(bool placed_first) {
    if (placed_first) by_key(&Signature::placed, Basis::Exact);
    by_key(&Signature::exact, Basis::Exact);
    moves();
    by_key(&Signature::shape, Basis::Shape);
    by_key(&Signature::kind, Basis::Nearest);
    nearest();
    by_key(&Signature::operation, Basis::Nearest);
    nearest();
    std::sort(out_.begin(), out_.end(), [](const auto& x, const auto& y) { return x.a < y.a; });
    return std::move(out_);
  }

 private:
  static constexpr std::size_t kFree = static_cast<std::size_t>(-1);
  /// Gaps of at most this many possible pairs are searched for the best ones.
  static constexpr std::size_t kMaxPairs = 40'000;
  /// Less similar tasks are not paired unless nothing else is between their neighbours.
  static constexpr float kAlike = 0.5F, kAlone = 0.3F;

  void take(std::size_t a, std::size_t b, Basis basis, bool moved = false) {
    partner_[a] = b;
    taken_[b] = true;
    out_.push_back({a, b, basis, basis == Basis::Exact ? 1.0F : similarity_(a, b), moved});
    if (!moved) fixed_.emplace_back(a, b);
  }

  /// Calls `visit` with the free tasks of each gap between fixed pairs.
  template <class Visit>
  void gaps(const Visit& visit) {
    std::vector<Match> fixed = fixed_;
    std::sort(fixed.begin(), fixed.end());
    fixed.emplace_back(a_.size(), b_.size());
    std::vector<std::size_t> in_a, in_b;
    std::size_t a = 0, b = 0;
    for (const Match& match : fixed) {
      in_a.clear();
      in_b.clear();
      for (; a < match.first; ++a)
        if (partner_[a] == kFree) in_a.push_back(a);
      for (; b < match.second; ++b)
        if (!taken_[b]) in_b.push_back(b);
      ++a;
      ++b;
      if (!in_a.empty() && !in_b.empty()) visit(in_a, in_b);
    }
  }

  void by_key(std::uint64_t Signature::*key, Basis basis) {
    gaps([&](const std::vector<std::size_t>& in_a, const std::vector<std::size_t>& in_b) {
      std::vector<std::uint64_t> keys_a, keys_b;
      for (const std::size_t i : in_a) keys_a.push_back(a_[i].*key);
      for (const std::size_t j : in_b) keys_b.push_back(b_[j].*key);
      for (const Match& match : match_equal(keys_a, keys_b))
        take(in_a[match.first], in_b[match.second], basis);
    });
  }

  /// What is exactly the same and yet crosses other pairs was moved.
  void moves() {
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> free_b;
    for (std::size_t j = b_.size(); j-- > 0;)
      if (!taken_[j]) free_b[b_[j].exact].push_back(j);
    for (std::size_t i = 0; i < a_.size(); ++i) {
      if (partner_[i] != kFree) continue;
      const auto found = free_b.find(a_[i].exact);
      if (found == free_b.end() || found->second.empty()) continue;
      take(i, found->second.back(), Basis::Exact, true);
      found->second.pop_back();
    }
  }

  void nearest() {
    gaps([&](const std::vector<std::size_t>& in_a, const std::vector<std::size_t>& in_b) {
      if (in_a.size() == 1 && in_b.size() == 1) {
        if (similarity_(in_a[0], in_b[0]) >= kAlone) take(in_a[0], in_b[0], Basis::Nearest);
      } else if (in_a.size() * in_b.size() <= kMaxPairs) {
        best_pairs(in_a, in_b);
      }
    });
  }

  /// The list of ascending pairs with the largest sum of similarities.
  void best_pairs(const std::vector<std::size_t>& in_a, const std::vector<std::size_t>& in_b) {
    const std::size_t n = in_a.size(), m = in_b.size();
    std::vector<float> alike(n * m), best((n + 1) * (m + 1), 0);
    const auto sum = [&](std::size_t i, std::size_t j) -> float& { return best[i * (m + 1) + j]; };
    for (std::size_t i = n; i-- > 0;) {
      for (std::size_t j = m; j-- > 0;) {
        const float one = similarity_(in_a[i], in_b[j]);
        alike[i * m + j] = one;
        const float with = one >= kAlike ? one + sum(i + 1, j + 1) : 0;
        sum(i, j) = std::max({with, sum(i + 1, j), sum(i, j + 1)});
      }
    }
    for (std::size_t i = 0, j = 0; i < n && j < m;) {
      const float one = alike[i * m + j];
      if (one >= kAlike && sum(i, j) == one + sum(i + 1, j + 1)) {
        take(in_a[i++], in_b[j++], Basis::Nearest);
      } else if (sum(i, j) == sum(i + 1, j)) {
        ++i;
      } else {
        ++j;
      }
    }
  }

  std::span<const Signature> a_, b_;
  const std::function<float(std::size_t, std::size_t)>& similarity_;
  std::vector<std::size_t> partner_;
  std::vector<bool> taken_;
  std::vector<Match> fixed_;
  std::vector<AlignedTask> out_;
};

/// Which side comes first where both directions have to choose the same among alignments that are as good.
bool comes_first(std::span<const Signature> a, std::span<const Signature> b) {
  if (a.size() != b.size()) return a.size() < b.size();
  const auto key = [](const Signature& s) {
    return std::tuple(s.operation, s.kind, s.shape, s.exact, s.placed);
  };
  return std::lexicographical_compare(
      a.begin(), a.end(), b.begin(), b.end(),
      [&](const Signature& x, const Signature& y) { return key(x) < key(y); });
}

/// Less is better: tasks without a partner, then moves and operands that lie elsewhere.
using Score = std::pair<std::size_t, std::size_t>;

Score score_of(const std::vector<AlignedTask>& pairs, std::span<const Signature> a,
               std::span<const Signature> b) {
  constexpr std::size_t kMove = 2;
  Score score = {a.size() + b.size() - 2 * pairs.size(), 0};
  for (const AlignedTask& pair : pairs) {
    score.second += pair.moved ? kMove : 0;
    score.second += a[pair.a].placed != b[pair.b].placed ? 1U : 0U;
  }
  return score;
}

std::vector<AlignedTask> best_alignment(std::span<const Signature> a, std::span<const Signature> b,
                                        const std::function<float(std::size_t, std::size_t)>& similarity) {
  std::vector<AlignedTask> plain = Aligner(a, b, similarity).run(false);
  const Score score = score_of(plain, a, b);
  if (score.second == 0) return plain;
  std::vector<AlignedTask> placed = Aligner(a, b, similarity).run(true);
  return score_of(placed, a, b) < score ? placed : plain;
}

}  // namespace

std::vector<AlignedTask> align(std::span<const Signature> a, std::span<const Signature> b,
                               const std::function<float(std::size_t, std::size_t)>& similarity) {
  if (!comes_first(b, a)) return best_alignment(a, b, similarity);
  const auto turned = [&](std::size_t i, std::size_t j) { return similarity(j, i); };
  std::vector<AlignedTask> pairs = best_alignment(b, a, turned);
  for (AlignedTask& pair : pairs) std::swap(pair.a, pair.b);
  std::sort(pairs.begin(), pairs.end(), [](const auto& x, const auto& y) { return x.a < y.a; });
  return pairs;
}

}  // namespace ane::diff
