#include <algorithm>
#include <set>

#include "core/base/text.hpp"
#include "core/diff/parts.hpp"

namespace ane::diff {
namespace {

using model::Tensor;

std::string shape_of(const std::array<std::uint64_t, 4>& shape) {
  return std::to_string(shape[0]) + "x" + std::to_string(shape[1]) + "x" + std::to_string(shape[2]) + "x" +
         std::to_string(shape[3]);
}

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

class TensorStep {
 public:
  explicit TensorStep(Work& work) : result_(work.result) {}

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
    const std::vector<std::size_t> order_a = by_buffer(result_.tensors_a);
    const std::vector<std::size_t> order_b = by_buffer(result_.tensors_b);
    for (const std::size_t i : order_a) {
      for (const std::size_t j : order_b) {
        const Tensor& a = result_.tensors_a[i];
        const Tensor& b = result_.tensors_b[j];
        if (partner[i] || taken[j] || a.role != b.role || (by_name && a.name != b.name)) continue;
        partner[i] = j;
        taken[j] = true;
      }
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
    property("shape", shape_of(a.shape), shape_of(b.shape));
    property("strides", strides_of(a), strides_of(b));
    property("interleave", std::to_string(a.interleave), std::to_string(b.interleave));
    property("bytes", number(a.bytes), number(b.bytes));
    note_address(pair, a, b);
    const bool real = std::any_of(pair.changes.begin(), pair.changes.end(),
                                  [](const PropertyChange& change) { return change.semantic; });
    pair.status = real ? Status::Changed : Status::Same;
    result_.tensors.push_back(std::move(pair));
  }

  /// Addresses are the loader's affair, numbers those of the table: neither changes the program.
  void note_address(TensorPair& pair, const Tensor& a, const Tensor& b) {
    if (a.buffer && b.buffer && a.buffer != b.buffer)
      pair.changes.push_back({"buffer", std::to_string(*a.buffer), std::to_string(*b.buffer), false, {}, {}});
    if (!a.address || !b.address) return;
    ++addresses_;
    shifts_.insert(static_cast<std::int64_t>(*b.address - *a.address));
    if (*a.address != *b.address)
      pair.changes.push_back({"address", hex(*a.address), hex(*b.address), false, a.where, b.where});
  }

  void list_shift() {
    if (addresses_ < 2 || shifts_.size() != 1 || *shifts_.begin() == 0) return;
    result_.noise.push_back({NoiseKind::AddressShift, addresses_,
                             "all addresses of tensors shift by one constant", shift_text(*shifts_.begin())});
    for (TensorPair& pair : result_.tensors)
      std::erase_if(pair.changes, [](const PropertyChange& change) { return change.path == "address"; });
  }

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
