#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "core/base/text.hpp"
#include "core/diff/container_properties.hpp"
#include "core/diff/parts.hpp"

namespace ane::diff {
namespace {

using model::Tensor;

std::optional<std::string> strides_of(const Tensor& tensor) {
  if (!tensor.strides) return std::nullopt;
  const auto& s = *tensor.strides;
  return std::to_string(s[0]) + "/" + std::to_string(s[1]) + "/" + std::to_string(s[2]) + "/" +
         std::to_string(s[3]);
}

std::optional<std::string> number(std::optional<std::uint64_t> value) {
  if (!value) return std::nullopt;
  return std::to_string(*value);
}

/// Fields of a tensor record that are properties of the tensor already.
const std::vector<std::string_view> kProperties = {
    "role",       "element_type",   "n",           "c",         "h", "w", "batch_stride", "plane_stride",
    "row_stride", "element_stride", "total_bytes", "interleave"};

/// Follows from shape and strides, which are compared; compilers differ in how they count it.
constexpr std::string_view kTouched = "touched_bytes";

class TensorStep {
 public:
  explicit TensorStep(Work& work) : work_(work), result_(work.result) {}

  void run() {
    result_.tensors_a = model::declared_tensors(*result_.a);
    result_.tensors_b = model::declared_tensors(*result_.b);
    named_ = result_.a->format() == result_.b->format();
    std::vector<bool> taken(result_.tensors_b.size(), false);
    std::vector<std::optional<std::size_t>> partner(result_.tensors_a.size());
    for (const bool by_name : {true, false}) pair_up(by_name, partner, taken);
    for (std::size_t i = 0; i < partner.size(); ++i) compare(i, partner[i]);
    for (std::size_t j = 0; j < taken.size(); ++j) {
      if (taken[j]) continue;
      TensorPair pair;
      pair.b = j;
      pair.status = Status::OnlyB;
      result_.tensors.push_back(std::move(pair));
    }
    list_shift();
  }

 private:
  /// Names and addresses are not in .anec files: there the order of the buffers counts.
  void pair_up(bool by_name, std::vector<std::optional<std::size_t>>& partner,
               std::vector<bool>& taken) const {
    using Key = std::pair<model::Role, std::string>;
    const auto key = [&](const Tensor& tensor) {
      return Key{tensor.role, by_name ? tensor.name : std::string()};
    };
    // A file may claim tens of thousands: those that are left, by what they have to agree in.
    std::map<Key, std::deque<std::size_t>> left;
    for (const std::size_t j : by_buffer(result_.tensors_b))
      if (!taken[j]) left[key(result_.tensors_b[j])].push_back(j);
    for (const std::size_t i : by_buffer(result_.tensors_a)) {
      const auto found = partner[i] ? left.end() : left.find(key(result_.tensors_a[i]));
      if (found == left.end() || found->second.empty()) continue;
      partner[i] = found->second.front();
      taken[*partner[i]] = true;
      found->second.pop_front();
    }
  }

  static std::vector<std::size_t> by_buffer(const std::vector<Tensor>& tensors) {
    std::vector<std::size_t> order(tensors.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) {
      return tensors[x].buffer.value_or(0) < tensors[y].buffer.value_or(0);
    });
    return order;
  }

  void compare(std::size_t i, std::optional<std::size_t> j) {
    TensorPair pair;
    pair.a = i;
    pair.b = j;
    if (!j) {
      pair.status = Status::OnlyA;
      result_.tensors.push_back(std::move(pair));
      return;
    }
    const Tensor& a = result_.tensors_a[i];
    const Tensor& b = result_.tensors_b[*j];
    const auto property = [&](const char* path, std::optional<std::string> x, std::optional<std::string> y,
                              bool semantic = true) {
      if (!x || !y || *x == *y) return;
      pair.changes.push_back({path, std::move(x), std::move(y), semantic, a.where, b.where});
    };
    // Another format cannot say these; that is no difference of the program.
    if (named_) property("name", escaped(a.name), escaped(b.name));
    property("dtype", a.dtype, b.dtype);
    property("shape", shape_text(a.shape), shape_text(b.shape));
    property("strides", strides_of(a), strides_of(b));
    property("interleave", std::to_string(a.interleave), std::to_string(b.interleave));
    property("bytes", number(a.bytes), number(b.bytes));
    // A symbol of another name is told where the tensor keeps its own.
    if (named_ && a.name == b.name)
      property("symbol", escaped(without_mark(a.symbol)), escaped(without_mark(b.symbol)));
    note_record(pair, a, b);
    note_place(pair, a, b);
    const bool real = std::any_of(pair.changes.begin(), pair.changes.end(),
                                  [](const PropertyChange& change) { return change.semantic; });
    pair.status = real ? Status::Changed : Status::Same;
    result_.tensors.push_back(std::move(pair));
  }

  /// Addresses are the loader's affair, and numbers those of the table, as long as both stand for the same
  /// buffer.
  void note_place(TensorPair& pair, const Tensor& a, const Tensor& b) {
    const auto text = [](const std::optional<std::uint32_t>& buffer) {
      return buffer ? std::optional(std::to_string(*buffer)) : std::nullopt;
    };
    const bool lost = a.buffer.has_value() != b.buffer.has_value();
    const bool other = a.buffer && b.buffer && !same_buffer(a, b);
    if (a.buffer != b.buffer || other)
      pair.changes.push_back({"buffer", text(a.buffer), text(b.buffer), lost || other, a.where, b.where});
    if (!a.address || !b.address) return;
    ++addresses_;
    shifts_.insert(static_cast<std::int64_t>(*b.address - *a.address));
    if (*a.address != *b.address)
      pair.changes.push_back({"address", hex(*a.address), hex(*b.address), false, a.where, b.where});
  }

  bool same_buffer(const Tensor& a, const Tensor& b) const {
    const auto& programs = result_.a->programs();
    for (std::size_t p = 0; p < work_.buffers.size(); ++p)
      if (programs[p].name == a.program || programs.size() == 1)
        return work_.buffers[p].same(*a.buffer, *b.buffer);
    return *a.buffer == *b.buffer;
  }

  static std::string without_mark(const std::string& symbol) {
    constexpr std::string_view kMark = "@output";
    return symbol.ends_with(kMark) ? symbol.substr(0, symbol.size() - kMark.size()) : symbol;
  }

  /// What else the records hold, unknown words among it.
  void note_record(TensorPair& pair, const Tensor& a, const Tensor& b) const {
    const auto fields = [&](const document::Document& document, const Tensor& tensor) {
      std::map<std::string, std::pair<std::string, Extent>> out;
      const auto& records = document.container().tensors;
      const auto record = std::lower_bound(
          records.begin(), records.end(), tensor.where.offset,
          [](const container::TensorRecord& r, std::uint64_t at) { return r.thread.where.offset < at; });
      if (record == records.end() || record->thread.where.offset != tensor.where.offset) return out;
      record_fields(document.file(), record->thread, container::tensor::kAll, kProperties,
                    [&](const container::FieldSpec& spec, std::string value, Extent where) {
                      out[std::string(spec.name)] = {std::move(value), where};
                    });
      return out;
    };
    const auto in_a = fields(*result_.a, a), in_b = fields(*result_.b, b);
    for (const auto& [name, value] : in_a) {
      const auto other = in_b.find(name);
      if (other != in_b.end() && other->second.first != value.first)
        pair.changes.push_back(
            {name, value.first, other->second.first, name != kTouched, value.second, other->second.second});
    }
  }

  void list_shift() {
    if (addresses_ < 2 || shifts_.size() != 1 || *shifts_.begin() == 0) return;
    result_.noise.push_back({NoiseKind::AddressShift, addresses_,
                             "all addresses of tensors shift by one constant", shift_text(*shifts_.begin())});
    for (TensorPair& pair : result_.tensors)
      std::erase_if(pair.changes, [](const PropertyChange& change) { return change.path == "address"; });
  }

  Work& work_;
  Comparison& result_;
  bool named_ = true;
  std::size_t addresses_ = 0;
  std::set<std::int64_t> shifts_;
};

}  // namespace

void compare_tensors(Work& work) {
  TensorStep(work).run();
}

}  // namespace ane::diff
