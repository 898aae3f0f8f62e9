#include "core/diff/signatures.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

#include "core/base/bits.hpp"
#include "core/regdb/codec.hpp"

namespace ane::diff {
namespace {

constexpr std::array<std::string_view, 7> kOperation = {
    "common.task_type", "ne.operation", "ne.kernel_mode",   "pe.operation",
    "ne.nonlinear",     "pe.nonlinear", "pe.second_source",
};
constexpr std::array<std::string_view, 11> kKind = {
    "common.in_channels", "common.out_channels", "common.kernel_width", "common.kernel_height",
    "common.stride_x",    "common.stride_y",     "common.groups",       "common.in_format",
    "common.out_format",  "ne.kernel_format",    "pe.condition",
};
constexpr std::array<std::string_view, 6> kShape = {
    "common.in_width",   "common.in_height", "common.in_depth",
    "common.out_height", "common.out_width", "common.out_depth",
};

constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  std::uint64_t x = hash ^ (value + 0x9e3779b97f4a7c15ULL + (hash << 6) + (hash >> 2));
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9ULL;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

std::uint64_t text_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

/// Sizes that a register counts: 0 or nothing is 1.
bool counts(const regdb::Field& field) {
  constexpr std::array<std::string_view, 8> kCounts = {
      "common.groups",        "common.in_depth", "common.out_depth", "common.kernel_width",
      "common.kernel_height", "common.stride_x", "common.stride_y",  "common.kernel_depth"};
  return std::find(kCounts.begin(), kCounts.end(), field.concept_name) != kCounts.end();
}

/// Bytes at the start, in the middle and at the end of a run of constants: enough to tell kernels apart when
/// tasks are aligned. Whether they are equal is decided by all of their bytes.
std::uint64_t sample(const document::Document& document, const Load& load, std::uint64_t hash) {
  constexpr std::uint64_t kSample = 32;
  hash = mix(mix(hash, load.core), load.size);
  const std::uint64_t room = load.bytes.size;
  for (const std::uint64_t at : {std::uint64_t{0}, room / 2, room - std::min(room, kSample)}) {
    std::array<std::uint8_t, kSample> bytes{};
    const std::uint64_t count = std::min(kSample, room - at);
    document.file().copy(load.bytes.offset + at, std::span(bytes).first(static_cast<std::size_t>(count)));
    for (std::size_t i = 0; i < kSample; i += 8) {
      std::uint64_t word = 0;
      std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(i), 8, reinterpret_cast<std::uint8_t*>(&word));
      hash = mix(hash, word);
    }
  }
  return hash;
}

}  // namespace

std::uint32_t raw_of(const ComparedField& field, bool side_b, std::uint32_t word) {
  if (field.slot) return word;
  if (field.uncovered != 0) return word & field.uncovered;
  const regdb::Field& f = *(side_b ? field.b : field.a)->field;
  return extract_bits(word, f.lsb, f.width);
}

std::uint64_t meaning_of(const ComparedField& field, bool side_b, std::uint32_t raw) {
  if (field.slot || field.uncovered != 0) return raw;
  const regdb::Field& f = *(side_b ? field.b : field.a)->field;
  regdb::FieldValue value = regdb::unpack(f, f.width >= 32 ? raw : raw << f.lsb);
  // Where one database names values and the other does not, the numbers are what both have.
  const auto names = [](const std::optional<regdb::FieldRef>& ref) {
    return ref && ref->field->kind == regdb::FieldKind::Enum;
  };
  if (!value.name.empty() && names(field.a) && names(field.b)) return text_hash(value.name);
  if (value.is_real) return std::bit_cast<std::uint64_t>(value.real == 0 ? 0.0 : value.real);
  return static_cast<std::uint64_t>(value.number);
}

Signatures::Signatures(const std::vector<ComparedField>& fields, bool across_generations)
    : fields_(fields), across_(across_generations) {
  const auto is_in = [](const auto& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
  };
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const ComparedField& field = fields[i];
    if (field.a && field.b && field.role == FieldRole::Address) addresses_.push_back(i);
    if (!field.a || !field.b || field.role != FieldRole::Plain) continue;
    plain_.push_back(i);
    const regdb::FieldRef& ref = field.any();
    if (!across_) add_mask(i);
    if (ref.field == nullptr || ref.field->concept_name.empty() || ref.element != 0) continue;
    const std::string_view name = ref.field->concept_name;
    if (is_in(kOperation, name)) operation_.push_back(i);
    if (is_in(kOperation, name) || is_in(kKind, name)) kind_.push_back(i);
    if (is_in(kOperation, name) || is_in(kKind, name) || is_in(kShape, name)) shape_.push_back(i);
  }
}

void Signatures::add_mask(std::size_t index) {
  const ComparedField& field = fields_[index];
  const regdb::FieldRef& ref = field.any();
  std::uint32_t bits = field.uncovered;
  if (ref.field != nullptr) bits = insert_bits(0, ref.field->lsb, ref.field->width, 0xffffffff);
  const auto same_word = [&](const regdb::FieldRef& last) {
    return ref.header != nullptr ? last.header == ref.header
                                 : last.reg == ref.reg && last.element == ref.element;
  };
  if (!masks_.empty() && !field.slot && same_word(fields_[masks_.back().first].any())) {
    masks_.back().second |= bits;
  } else {
    masks_.emplace_back(index, bits);
  }
}

std::uint64_t Signatures::of_list(const std::vector<std::size_t>& list, const Words& words, std::size_t task,
                                  bool side_b) const {
  std::uint64_t hash = 1;
  const auto values = words.values(task);
  for (const std::size_t i : list) {
    const std::uint32_t raw = raw_of(fields_[i], side_b, values[*words.column(i)]);
    const regdb::Field* field = fields_[i].any().field;
    const bool one = raw == 0 && field != nullptr && counts(*field);
    hash = mix(hash, one ? 1 : across_ ? meaning_of(fields_[i], side_b, raw) : raw);
  }
  return hash;
}

std::uint64_t Signatures::exact(const Words& words, std::size_t task, bool side_b) const {
  std::uint64_t hash = 1;
  if (across_) {
    hash = of_list(plain_, words, task, side_b);
  } else {
    const auto values = words.values(task);
    for (const auto& [field, bits] : masks_) hash = mix(hash, values[*words.column(field)] & bits);
  }
  for (const StrayWord& stray : words.strays(task)) hash = mix(mix(hash, stray.address), stray.value);
  return hash;
}

std::vector<Signature> Signatures::of(const document::Document& document, const Words& words,
                                      bool side_b) const {
  std::vector<Signature> all(words.rows());
  for (std::size_t task = 0; task < all.size(); ++task) {
    Signature& signature = all[task];
    signature.exact = exact(words, task, side_b);
    for (const Load& load : words.loads(task)) signature.exact = sample(document, load, signature.exact);
    signature.placed = mix(signature.exact, of_list(addresses_, words, task, side_b));
    signature.shape = of_list(shape_, words, task, side_b);
    signature.kind = of_list(kind_, words, task, side_b);
    signature.operation = of_list(operation_, words, task, side_b);
  }
  return all;
}

float Signatures::similarity(const Words& a, std::size_t task_a, const Words& b, std::size_t task_b) const {
  const auto values_a = a.values(task_a);
  const auto values_b = b.values(task_b);
  std::size_t said = 0, equal = 0;
  for (const std::size_t i : plain_) {
    const std::uint32_t raw_a = raw_of(fields_[i], false, values_a[*a.column(i)]);
    const std::uint32_t raw_b = raw_of(fields_[i], true, values_b[*b.column(i)]);
    if (raw_a == 0 && raw_b == 0) continue;
    ++said;
    const bool same = across_ ? meaning_of(fields_[i], false, raw_a) == meaning_of(fields_[i], true, raw_b)
                              : raw_a == raw_b;
    if (same) ++equal;
  }
  return said == 0 ? 1.0F : static_cast<float>(equal) / static_cast<float>(said);
}

}  // namespace ane::diff
