#include <algorithm>
#include <functional>
#include <set>

#include "core/base/text.hpp"
#include "core/diff/parts.hpp"

namespace ane::diff {
namespace {

struct Entry {
  std::string name;
  std::uint64_t value = 0;
};

/// "K649819…C70B_ne_0": a K, 64 hexadecimal digits, the neural engine. Compilers name the parts of weights
/// after a hash of their content (docs/formats/container.md).
bool is_kernel_name(std::string_view name) {
  constexpr std::size_t kDigits = 64;
  if (name.size() <= kDigits + 1 || name[0] != 'K' || name[kDigits + 1] != '_') return false;
  return name.substr(1, kDigits).find_first_not_of("0123456789ABCDEFabcdef") == std::string_view::npos;
}

/// "image" of "image:t11=ar1;0;1;…": what a debugger's entry describes.
std::string_view key_of(std::string_view name) {
  return name.substr(0, name.find(':') == std::string_view::npos ? name.size() : name.find(':') + 1);
}

/// Values that all shift by one constant are noise, listed once.
void list_shift(Comparison& result) {
  std::set<std::uint64_t> shifts;
  std::uint64_t count = 0;
  const auto moved = [](const SymbolPair& pair) {
    return pair.status == Status::Changed && pair.other_name.empty();
  };
  for (const SymbolPair& pair : result.symbols) {
    if (!moved(pair)) continue;
    shifts.insert(*pair.b - *pair.a);
    ++count;
  }
  if (count < 2 || shifts.size() != 1) return;
  std::erase_if(result.symbols, moved);
  result.noise.push_back({NoiseKind::AddressShift, count, "values of symbols shift by one constant",
                          shift_text(static_cast<std::int64_t>(*shifts.begin()))});
}

/// The symbols of one side. Of names of kernels only what says whether both sides have the same ones.
struct Symbols {
  std::vector<Entry> list;
  std::uint64_t kernels = 0, kernels_hash = 0;

  explicit Symbols(const document::Document& document) {
    const auto& table = document.container().symbols;
    for (std::uint32_t i = 0; table && i < table->count; ++i) {
      container::Symbol symbol = container::read_symbol(document.file(), *table, i);
      if (is_kernel_name(symbol.name)) {
        ++kernels;
        // A sum, so that their order does not count.
        kernels_hash += std::hash<std::string>()(symbol.name);
        continue;
      }
      list.push_back({std::move(symbol.name), symbol.value});
    }
    std::sort(list.begin(), list.end(), [](const Entry& x, const Entry& y) {
      const int order = key_of(x.name).compare(key_of(y.name));
      if (order != 0) return order < 0;
      return x.name != y.name ? x.name < y.name : x.value < y.value;
    });
  }
};

}  // namespace

bool compare_symbols(Work& work) {
  Comparison& result = work.result;
  if (result.a->format() != result.b->format()) return true;
  const Symbols a(*result.a);
  if (!work.goes_on()) return false;
  const Symbols b(*result.b);
  if (!work.goes_on()) return false;
  const std::vector<Entry>&in_a = a.list, &in_b = b.list;
  const auto add = [&](const Entry* x, const Entry* y) {
    SymbolPair pair;
    pair.name = escaped((x != nullptr ? x : y)->name);
    if (x != nullptr) pair.a = x->value;
    if (y != nullptr) pair.b = y->value;
    if (x != nullptr && y != nullptr && x->name != y->name) pair.other_name = escaped(y->name);
    pair.status = x == nullptr ? Status::OnlyB : y == nullptr ? Status::OnlyA : Status::Changed;
    result.symbols.push_back(std::move(pair));
  };
  std::size_t i = 0, j = 0;
  while (i < in_a.size() || j < in_b.size()) {
    const int order = i == in_a.size()   ? 1
                      : j == in_b.size() ? -1
                                         : key_of(in_a[i].name).compare(key_of(in_b[j].name));
    if (order < 0) {
      add(&in_a[i++], nullptr);
    } else if (order > 0) {
      add(nullptr, &in_b[j++]);
    } else {
      if (in_a[i].value != in_b[j].value || in_a[i].name != in_b[j].name) add(&in_a[i], &in_b[j]);
      ++i;
      ++j;
    }
  }
  list_shift(result);
  if (a.kernels != b.kernels || a.kernels_hash != b.kernels_hash)
    result.noise.push_back({NoiseKind::KernelNames,
                            std::max(a.kernels, b.kernels),
                            "symbols named after a hash of the weights",
                            {}});
  return true;
}

}  // namespace ane::diff
