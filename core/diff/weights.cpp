#include "core/diff/weights.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/bits.hpp"
#include "core/base/interval_set.hpp"
#include "core/diff/bytes.hpp"

namespace ane::diff {
namespace {

using model::Constant;
using model::ConstantKind;

std::vector<Extent> extents_of(const Constant& constant) {
  std::vector<Extent> extents;
  for (const model::Chunk& chunk : constant.chunks)
    if (!chunk.bytes.empty()) extents.push_back(chunk.bytes);
  return extents;
}

bool complete(const Load& load) {
  return load.bytes.size == load.size;
}

bool same_loads(const Work& work, std::size_t a, std::size_t b) {
  const auto in_a = work.a.loads(a), in_b = work.b.loads(b);
  return std::equal(in_a.begin(), in_a.end(), in_b.begin(), in_b.end(), [&](const Load& x, const Load& y) {
    return x.size == y.size && complete(x) && complete(y) &&
           equal_bytes(work.result.a->source(), x.bytes, work.result.b->source(), y.bytes, work.result.bytes);
  });
}

/// The elements of a tensor in order, one piece in memory at a time.
class Elements {
 public:
  explicit Elements(model::ConstantTensorPtr tensor) : tensor_(std::move(tensor)) {}

  std::optional<std::uint16_t> next() {
    while (at_ == piece_.size()) {
      if (next_ == tensor_->pieces()) return std::nullopt;
      piece_.clear();
      tensor_->read_piece(next_++, piece_);
      at_ = 0;
    }
    return piece_[at_++];
  }

 private:
  model::ConstantTensorPtr tensor_;
  std::vector<std::uint16_t> piece_;
  std::size_t at_ = 0;
  std::uint64_t next_ = 0;
};

double difference(std::uint16_t a, std::uint16_t b) {
  const double x = half_to_double(a), y = half_to_double(b);
  if (x == y) return 0;
  const double size = std::abs(x - y);
  return std::isnan(size) ? HUGE_VAL : size;
}

/// Fails where one of them cannot be read as a tensor.
Result<void> compare_values(const Work& work, WeightsPair& pair) {
  ANE_TRY(model::ConstantTensorPtr a, model::open_constant(work.result.a, *pair.a));
  ANE_TRY(model::ConstantTensorPtr b, model::open_constant(work.result.b, *pair.b));
  if (a->shape() != b->shape()) return Error{"the shapes differ", {}};
  const model::ConstantTensorPtr shape = a;
  Elements in_a(std::move(a)), in_b(std::move(b));
  pair.by_value = true;
  for (std::uint64_t i = 0;; ++i) {
    const auto x = in_a.next(), y = in_b.next();
    if (!x || !y) break;
    ++pair.compared;
    if (*x == *y) continue;
    pair.bytes_changed += ((*x ^ *y) & 0xffU) != 0 ? 1U : 0U;
    pair.bytes_changed += ((*x ^ *y) & 0xff00U) != 0 ? 1U : 0U;
    const double size = difference(*x, *y);
    if (pair.differing++ == 0 || size > pair.largest_difference) {
      pair.largest_difference = size;
      pair.largest_a = half_to_double(*x);
      pair.largest_b = half_to_double(*y);
      pair.largest_at = shape->index_of(i);
    }
  }
  return {};
}

/// Which file does not hold all bytes of a constant that its task loads; "" where both do.
std::string missing_bytes(const Constant& a, const Constant& b) {
  const auto whole = [](const Constant& constant) {
    return std::all_of(constant.chunks.begin(), constant.chunks.end(),
                       [](const model::Chunk& chunk) { return chunk.complete(); });
  };
  if (whole(a) && whole(b)) return {};
  if (!whole(a) && !whole(b)) return "neither file holds the bytes";
  return whole(a) ? "B does not hold the bytes" : "A does not hold the bytes";
}

std::uint64_t bytes_in_file(const Constant& constant) {
  std::uint64_t sum = 0;
  for (const model::Chunk& chunk : constant.chunks) sum += chunk.bytes.size;
  return std::min(sum, constant.bytes());
}

/// Values of tensors with other sizes have no counterparts: all bytes of values count.
void judge_shapes(WeightsPair& pair) {
  const auto bytes = [](const Constant& constant) {
    const auto& shape = constant.shape;
    return 2 * shape[0] * shape[1] * shape[2] * shape[3];
  };
  pair.verdict = WeightsVerdict::Different;
  pair.reason = "the shapes differ";
  pair.compared = pair.differing = pair.bytes_changed = std::max(bytes(*pair.a), bytes(*pair.b));
}

/// Whether the same values stand in another order or form.
bool stored_alike(const Constant& a, const Constant& b) {
  if (a.encoding != b.encoding || a.strides != b.strides) return false;
  if (!a.geometry || !b.geometry) return a.geometry.has_value() == b.geometry.has_value();
  return a.geometry->lanes == b.geometry->lanes && a.geometry->cores == b.geometry->cores &&
         a.geometry->groups == b.geometry->groups;
}

void judge(const Work& work, WeightsPair& pair) {
  if (std::string missing = missing_bytes(*pair.a, *pair.b); !missing.empty()) {
    pair.verdict = WeightsVerdict::NotCompared;
    pair.reason = std::move(missing);
    return;
  }
  const ByteView file_a = work.result.a->file(), file_b = work.result.b->file();
  const std::vector<Extent> in_a = extents_of(*pair.a), in_b = extents_of(*pair.b);
  const std::uint64_t differing = differing_bytes(file_a, in_a, file_b, in_b);
  if (differing == 0 && pair.a->shape == pair.b->shape) return;
  const bool tensors = pair.a->known() && pair.b->known() && pair.a->kind != ConstantKind::Table;
  if (tensors && pair.a->shape != pair.b->shape) return judge_shapes(pair);
  const Result<void> values = tensors ? compare_values(work, pair) : Error{"", {}};
  if (values) {
    pair.verdict = pair.differing != 0              ? WeightsVerdict::Different
                   : stored_alike(*pair.a, *pair.b) ? WeightsVerdict::Equal
                                                    : WeightsVerdict::Reordered;
    return;
  }
  pair.by_value = false;
  pair.reason = !values.error().message.empty() ? values.error().message
                : !pair.a->known()              ? pair.a->reason
                                                : pair.b->reason;
  pair.compared = std::max(pair.a->bytes(), pair.b->bytes());
  pair.differing = pair.bytes_changed = differing;
  pair.verdict = WeightsVerdict::Different;
}

WeightsPair one_sided(const Constant& constant, bool side_b, std::optional<std::size_t> pair) {
  WeightsPair out;
  (side_b ? out.b : out.a) = constant;
  out.pair = pair;
  out.verdict = side_b ? WeightsVerdict::OnlyB : WeightsVerdict::OnlyA;
  out.bytes_changed = bytes_in_file(constant);
  if (out.bytes_changed < constant.bytes())
    out.reason = side_b ? "B does not hold all of its bytes" : "A does not hold all of its bytes";
  return out;
}

class WeightsStep {
 public:
  explicit WeightsStep(Work& work) : work_(work) {}

  bool run() {
    collect(false);
    if (!work_.goes_on()) return false;
    collect(true);
    for (std::size_t i = 0; i < work_.result.tasks.size(); ++i) {
      if (!work_.goes_on()) return false;
      join(i);
    }
    unclaimed();
    if (padding_ != 0)
      work_.result.noise.push_back(
          {NoiseKind::Padding, padding_, "bytes between the values of constants", {}});
    return true;
  }

 private:
  using ByTask = std::map<std::size_t, std::vector<Constant>>;

  bool is_wanted(bool side_b, std::size_t task) const {
    const Words& words = side_b ? work_.b : work_.a;
    const Comparison& result = work_.result;
    const auto index = side_b ? result.pair_of_b(task) : result.pair_of_a(task);
    const TaskPair* pair = index ? &result.tasks[*index] : nullptr;
    if (pair == nullptr || !pair->paired()) return !words.loads(task).empty() || words.reads_constants(task);
    return pair->weights_differ || work_.a.reads_constants(*pair->a) || work_.b.reads_constants(*pair->b);
  }

  void collect(bool side_b) {
    const document::Document& document = side_b ? *work_.result.b : *work_.result.a;
    // Where one side's tasks are not decoded those of the other are not read either.
    if ((side_b ? work_.b : work_.a).rows() == 0) return;
    ByTask& by_task = side_b ? b_ : a_;
    // Opening what nobody wants costs more than all the rest.
    bool any = false;
    for (std::size_t task = 0; task < document.tasks().size() && !any; ++task) any = is_wanted(side_b, task);
    if (!any) return;
    model::visit_constants(
        document, [&](std::size_t task) { return is_wanted(side_b, task); },
        [&](const Constant& constant) {
          // A common bias stands in a register, which is compared with the fields.
          if (!constant.task || constant.kind == ConstantKind::CommonBias) return;
          by_task[*constant.task].push_back(constant);
          if (constant.kind != ConstantKind::Operand) return;
          for (const Extent extent : extents_of(constant)) operands_[side_b].push_back(extent);
        });
  }

  static std::vector<Constant> take(ByTask& from, std::optional<std::size_t> task) {
    const auto found = task ? from.find(*task) : from.end();
    return found == from.end() ? std::vector<Constant>() : std::move(found->second);
  }

  void join(std::size_t index) {
    TaskPair& pair = work_.result.tasks[index];
    const std::vector<Constant> in_a = take(a_, pair.a);
    std::vector<Constant> in_b = take(b_, pair.b);
    const std::size_t first = work_.result.weights.size();
    bool differ = false;
    for (const Constant& a : in_a) {
      const auto b =
          std::find_if(in_b.begin(), in_b.end(), [&](const Constant& c) { return c.kind == a.kind; });
      if (b == in_b.end()) {
        add(one_sided(a, false, index), differ);
        continue;
      }
      WeightsPair both;
      both.a = a;
      both.b = std::move(*b);
      both.pair = index;
      in_b.erase(b);
      judge(work_, both);
      add(std::move(both), differ);
    }
    const bool described = !in_a.empty() || !in_b.empty();
    for (const Constant& b : in_b) add(one_sided(b, true, index), differ);
    const bool compared = std::none_of(
        work_.result.weights.begin() + static_cast<std::ptrdiff_t>(first), work_.result.weights.end(),
        [](const WeightsPair& p) { return p.verdict == WeightsVerdict::NotCompared; });
    if (pair.weights_differ && !differ && compared) rest(index, described, differ);
    pair.weights_differ = differ;
  }

  /// Bytes that a task loads and that belong to no value differ.
  void rest(std::size_t index, bool described, bool& differ) {
    const TaskPair& pair = work_.result.tasks[index];
    WeightsPair raw;
    raw.a = loaded(work_.a.loads(*pair.a));
    raw.b = loaded(work_.b.loads(*pair.b));
    raw.pair = index;
    raw.verdict = WeightsVerdict::Different;
    raw.reason = raw.a->reason;
    raw.compared = std::max(raw.a->bytes(), raw.b->bytes());
    raw.differing = raw.bytes_changed = differing_bytes(work_.result.a->file(), extents_of(*raw.a),
                                                        work_.result.b->file(), extents_of(*raw.b));
    if (raw.differing == 0) return;
    if (!described) return add(std::move(raw), differ);
    padding_ += raw.differing;
  }

  static Constant loaded(std::span<const Load> loads) {
    std::vector<Extent> extents;
    for (const Load& load : loads) extents.push_back(load.bytes);
    Constant constant = unclaimed_constant(extents);
    constant.kind = ConstantKind::Weights;
    constant.name = "coefficients";
    constant.reason = "nothing says what these bytes are";
    return constant;
  }

  void add(WeightsPair pair, bool& differ) {
    if (pair.verdict == WeightsVerdict::Equal) return;
    if (pair.verdict != WeightsVerdict::Reordered && pair.verdict != WeightsVerdict::NotCompared)
      differ = true;
    work_.result.weights.push_back(std::move(pair));
  }

  /// What no task loads, as one run of bytes.
  std::vector<Extent> unclaimed_of(const document::Document& document, const Words& words,
                                   const std::vector<Extent>& operands) const {
    IntervalSet sections;
    for (std::size_t p = 0; p < document.programs().size(); ++p)
      for (const model::Buffer& buffer :
           words.rows() != 0 ? words.buffers(p) : model::buffers_of(document, p))
        if (buffer.kind == model::BufferKind::Constants && !buffer.bytes.empty()) sections.add(buffer.bytes);
    std::vector<Extent> claims;
    for (std::size_t task = 0; task < words.rows(); ++task)
      for (const Load& load : words.loads(task))
        if (!load.bytes.empty()) claims.push_back(load.bytes);
    claims.insert(claims.end(), operands.begin(), operands.end());
    std::sort(claims.begin(), claims.end(), [](Extent x, Extent y) { return x.offset < y.offset; });
    IntervalSet claimed;
    for (const Extent claim : claims) claimed.add(claim);
    std::vector<Extent> gaps;
    for (const Extent section : sections.ranges())
      for (const Extent gap : claimed.gaps(section)) gaps.push_back(gap);
    return gaps;
  }

  void unclaimed() {
    const std::vector<Extent> in_a = unclaimed_of(*work_.result.a, work_.a, operands_[0]);
    const std::vector<Extent> in_b = unclaimed_of(*work_.result.b, work_.b, operands_[1]);
    const ByteView file_a = work_.result.a->file(), file_b = work_.result.b->file();
    const std::uint64_t differing = differing_bytes(file_a, in_a, file_b, in_b);
    if (differing == 0) return;
    const auto zero = [](ByteView file, const std::vector<Extent>& extents) {
      return std::all_of(extents.begin(), extents.end(),
                         [&](Extent extent) { return file.clipped(extent.offset, extent.size).all_zero(); });
    };
    if (zero(file_a, in_a) && zero(file_b, in_b)) {
      work_.result.noise.push_back({NoiseKind::Padding, differing, "zero bytes that no task loads", {}});
      return;
    }
    WeightsPair pair;
    pair.a = unclaimed_constant(in_a);
    pair.b = unclaimed_constant(in_b);
    pair.verdict = in_a.empty()   ? WeightsVerdict::OnlyB
                   : in_b.empty() ? WeightsVerdict::OnlyA
                                  : WeightsVerdict::Different;
    if (in_a.empty()) pair.a.reset();
    if (in_b.empty()) pair.b.reset();
    pair.reason = "no task loads these bytes";
    pair.compared = std::max(pair.a ? pair.a->bytes() : 0, pair.b ? pair.b->bytes() : 0);
    pair.differing = pair.bytes_changed = differing;
    work_.result.weights.push_back(std::move(pair));
  }

  static Constant unclaimed_constant(const std::vector<Extent>& extents) {
    Constant constant;
    constant.name = "bytes that no task loads";
    constant.reason = "no task loads these bytes";
    for (const Extent extent : extents) {
      model::Chunk chunk;
      chunk.size = extent.size;
      chunk.bytes = extent;
      constant.chunks.push_back(chunk);
    }
    return constant;
  }

  Work& work_;
  ByTask a_, b_;
  std::uint64_t padding_ = 0;
  std::vector<Extent> operands_[2];  ///< images that tasks read from the constants, by side
};

}  // namespace

bool compare_loads(Work& work) {
  for (TaskPair& pair : work.result.tasks) {
    if (!pair.paired()) continue;
    if (!work.goes_on()) return false;
    pair.weights_differ = !same_loads(work, *pair.a, *pair.b);
  }
  return true;
}

bool compare_weights(Work& work) {
  return WeightsStep(work).run();
}

}  // namespace ane::diff
