#include "core/diff/byte_anchors.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "core/container/layout.hpp"
#include "core/diff/byte_sequence.hpp"
#include "core/model/constants.hpp"

namespace ane::diff {
namespace {

using Anchors = std::vector<ByteAnchor>;

std::uint64_t hashed(std::string_view text) {
  return std::hash<std::string_view>{}(text);
}

// What a load command is about, so that it is found again among others of its kind.
std::vector<std::uint64_t> command_keys(const container::Container& container) {
  std::map<std::uint64_t, std::uint64_t> names;
  for (const container::Segment& segment : container.segments) names[segment.record] = hashed(segment.name);
  for (const container::Binding& binding : container.bindings)
    names[binding.where.offset] = hashed(binding.name);
  for (const container::Program& program : container.programs)
    names[program.thread.where.offset] = program.thread.flavour;
  for (const container::TensorRecord& tensor : container.tensors)
    names[tensor.thread.where.offset] = hashed(tensor.symbol_name);
  std::vector<std::uint64_t> keys;
  keys.reserve(container.commands.size());
  for (const container::Command& command : container.commands) {
    const auto name = names.find(command.offset);
    keys.push_back(command.cmd * 0x9e3779b97f4a7c15 ^ (name == names.end() ? 0 : name->second));
  }
  return keys;
}

void add_commands(const Comparison& comparison, Anchors& anchors) {
  const container::Container& a = comparison.a->container();
  const container::Container& b = comparison.b->container();
  std::vector<bool> taken_a(a.commands.size()), taken_b(b.commands.size());
  for (const auto& [i, k] : match_in_order(command_keys(a), command_keys(b))) {
    anchors.push_back({a.commands[i].extent(), b.commands[k].extent(), BytePart::Command, i, {}, {}});
    taken_a[i] = taken_b[k] = true;
  }
  for (std::size_t i = 0; i < a.commands.size(); ++i)
    if (!taken_a[i]) anchors.push_back({a.commands[i].extent(), {}, BytePart::Command, i, {}, {}});
  for (std::size_t i = 0; i < b.commands.size(); ++i)
    if (!taken_b[i]) anchors.push_back({{}, b.commands[i].extent(), BytePart::Command, i, {}, {}});
}

Extent header_of(const document::Document& document) {
  return document.anec() != nullptr ? document.anec()->header : Extent{0, container::header::kSize};
}

Extent bytes_of(const document::Document& document, std::optional<std::size_t> task) {
  if (!task) return {};
  const task::TaskSpan span = document.tasks()[*task].span;
  return {document.text().extent().offset + span.offset, span.size};
}

/// Which constant it is, whatever the tasks are numbered: that of a pair of tasks, or the n-th that no task
/// loads.
using ConstantKey = std::tuple<std::size_t, model::ConstantKind, std::size_t>;

std::map<ConstantKey, model::Constant> constants_by_key(const document::Document& document,
                                                        const std::vector<std::size_t>& pairs) {
  std::map<ConstantKey, model::Constant> found;
  model::visit_constants(document, [&](const model::Constant& constant) {
    const bool claimed = constant.task && *constant.task < pairs.size();
    ConstantKey key{claimed ? pairs[*constant.task] : SIZE_MAX, constant.kind, 0};
    while (!found.emplace(key, constant).second) ++std::get<2>(key);
  });
  return found;
}

void add_constants(const Comparison& comparison, Anchors& anchors, std::vector<std::string>& names) {
  const auto all_a = constants_by_key(*comparison.a, comparison.by_a);
  auto all_b = constants_by_key(*comparison.b, comparison.by_b);
  const auto chunk = [](const model::Constant* constant, std::size_t k) {
    return constant == nullptr || k >= constant->chunks.size() ? Extent{} : constant->chunks[k].bytes;
  };
  const auto add = [&](const model::Constant* a, const model::Constant* b) {
    const std::size_t count =
        std::max(a == nullptr ? 0 : a->chunks.size(), b == nullptr ? 0 : b->chunks.size());
    for (std::size_t k = 0; k < count; ++k)
      anchors.push_back({chunk(a, k), chunk(b, k), BytePart::Constant, names.size(), {}, {}});
    names.push_back(b != nullptr ? b->name : a->name);
  };
  for (const auto& [key, a] : all_a) {
    const auto b = all_b.find(key);
    add(&a, b == all_b.end() ? nullptr : &b->second);
    if (b != all_b.end()) all_b.erase(b);
  }
  for (const auto& [key, b] : all_b) add(nullptr, &b);
}

Anchors named_parts(const Comparison& comparison, std::vector<std::string>& constants) {
  Anchors anchors;
  anchors.push_back({header_of(*comparison.a), header_of(*comparison.b), BytePart::Header, 0, {}, {}});
  add_commands(comparison, anchors);
  for (std::size_t i = 0; i < comparison.tasks.size(); ++i)
    anchors.push_back({bytes_of(*comparison.a, comparison.tasks[i].a),
                       bytes_of(*comparison.b, comparison.tasks[i].b),
                       BytePart::Task,
                       i,
                       {},
                       {}});
  const auto& a = comparison.a->container().symbols;
  const auto& b = comparison.b->container().symbols;
  anchors.push_back({a ? a->symbols : Extent{}, b ? b->symbols : Extent{}, BytePart::Symbols, 0, {}, {}});
  anchors.push_back({a ? a->strings : Extent{}, b ? b->strings : Extent{}, BytePart::Symbols, 1, {}, {}});
  add_constants(comparison, anchors, constants);
  return anchors;
}

/// Bytes of one file that are spoken for. Damaged files have parts that overlap; the first one wins.
class Claims {
 public:
  explicit Claims(std::uint64_t size) : size_(size) {}

  /// What the part gets: all of it, or nothing where some of it is taken or not in the file.
  Extent claim(Extent wanted) {
    if (wanted.empty() || !Extent{0, size_}.contains(wanted)) return {};
    const auto after = taken_.lower_bound(wanted.offset);
    if (after != taken_.end() && after->first < wanted.end()) return {};
    if (after != taken_.begin() && std::prev(after)->second > wanted.offset) return {};
    taken_[wanted.offset] = wanted.end();
    return wanted;
  }
  /// The bytes from `end` to the next part.
  Extent rest_behind(std::uint64_t end) const {
    const auto after = taken_.lower_bound(end);
    const std::uint64_t until = after == taken_.end() ? size_ : after->first;
    return {end, until - end};
  }

 private:
  std::uint64_t size_;
  std::map<std::uint64_t, std::uint64_t> taken_;  ///< offset → end
};

Anchors claimed_parts(Anchors parts, Claims& a, Claims& b) {
  Anchors kept = {{}};
  for (ByteAnchor& anchor : parts) {
    anchor.a = a.claim(anchor.a);
    anchor.b = b.claim(anchor.b);
    if (!anchor.a.empty() || !anchor.b.empty()) kept.push_back(anchor);
  }
  return kept;
}

}  // namespace

std::vector<ByteAnchor> find_anchors(const Comparison& comparison, std::vector<std::string>& constants) {
  Claims claims_a(comparison.a->file().size()), claims_b(comparison.b->file().size());
  Anchors parts = claimed_parts(named_parts(comparison, constants), claims_a, claims_b);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    ByteAnchor& part = parts[i];
    if (i == 0 || !part.a.empty()) part.rest_a = claims_a.rest_behind(part.a.end());
    if (i == 0 || !part.b.empty()) part.rest_b = claims_b.rest_behind(part.b.end());
  }
  const auto middle = std::stable_partition(parts.begin() + 1, parts.end(),
                                            [](const ByteAnchor& part) { return !part.b.empty(); });
  const auto by_b = [](const ByteAnchor& x, const ByteAnchor& y) { return x.b.offset < y.b.offset; };
  const auto by_a = [](const ByteAnchor& x, const ByteAnchor& y) { return x.a.offset < y.a.offset; };
  std::sort(parts.begin() + 1, middle, by_b);
  std::sort(middle, parts.end(), by_a);
  // What only A has goes behind the part before it in A.
  std::map<std::uint64_t, std::size_t> places;
  for (std::size_t i = 1; parts.begin() + static_cast<std::ptrdiff_t>(i) != middle; ++i)
    if (!parts[i].a.empty()) places[parts[i].a.offset] = i;
  std::vector<Anchors> behind(static_cast<std::size_t>(middle - parts.begin()));
  for (auto part = middle; part != parts.end(); ++part) {
    const auto next = places.upper_bound(part->a.offset);
    behind[next == places.begin() ? 0 : std::prev(next)->second].push_back(*part);
  }
  Anchors ordered;
  ordered.reserve(parts.size());
  for (std::size_t i = 0; i < behind.size(); ++i) {
    ordered.push_back(parts[i]);
    ordered.insert(ordered.end(), behind[i].begin(), behind[i].end());
  }
  return ordered;
}

}  // namespace ane::diff
