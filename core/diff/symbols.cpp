#include <algorithm>
#include <cctype>
#include <map>

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
  return std::all_of(name.begin() + 1, name.begin() + 1 + kDigits,
                     [](unsigned char c) { return std::isxdigit(c) != 0; });
}

std::vector<Entry> symbols_of(const document::Document& document, std::uint64_t& kernels) {
  std::vector<Entry> out;
  const auto& table = document.container().symbols;
  if (!table) return out;
  for (std::uint32_t i = 0; i < table->count; ++i) {
    container::Symbol symbol = container::read_symbol(document.file(), *table, i);
    if (is_kernel_name(symbol.name)) {
      ++kernels;
      continue;
    }
    out.push_back({std::move(symbol.name), symbol.value});
  }
  std::sort(out.begin(), out.end(), [](const Entry& x, const Entry& y) {
    return x.name != y.name ? x.name < y.name : x.value < y.value;
  });
  return out;
}

/// Names of kernels on both sides, in order.
bool same_kernel_names(const document::Document& a, const document::Document& b) {
  const auto names = [](const document::Document& document) {
    std::vector<std::string> out;
    const auto& table = document.container().symbols;
    for (std::uint32_t i = 0; table && i < table->count; ++i) {
      container::Symbol symbol = container::read_symbol(document.file(), *table, i);
      if (is_kernel_name(symbol.name)) out.push_back(std::move(symbol.name));
    }
    std::sort(out.begin(), out.end());
    return out;
  };
  return names(a) == names(b);
}

}  // namespace

bool compare_symbols(Work& work) {
  Comparison& result = work.result;
  if (result.a->format() != result.b->format()) return true;
  std::uint64_t kernels_a = 0, kernels_b = 0;
  const std::vector<Entry> in_a = symbols_of(*result.a, kernels_a);
  if (!work.goes_on()) return false;
  const std::vector<Entry> in_b = symbols_of(*result.b, kernels_b);
  if (!work.goes_on()) return false;
  const auto add = [&](const Entry* a, const Entry* b) {
    SymbolPair pair;
    pair.name = escaped((a != nullptr ? a : b)->name);
    if (a != nullptr) pair.a = a->value;
    if (b != nullptr) pair.b = b->value;
    pair.status = a == nullptr ? Status::OnlyB : b == nullptr ? Status::OnlyA : Status::Changed;
    result.symbols.push_back(std::move(pair));
  };
  std::size_t i = 0, j = 0;
  while (i < in_a.size() || j < in_b.size()) {
    const int order = i == in_a.size() ? 1 : j == in_b.size() ? -1 : in_a[i].name.compare(in_b[j].name);
    if (order < 0) {
      add(&in_a[i++], nullptr);
    } else if (order > 0) {
      add(nullptr, &in_b[j++]);
    } else {
      if (in_a[i].value != in_b[j].value) add(&in_a[i], &in_b[j]);
      ++i;
      ++j;
    }
  }
  if ((kernels_a != 0 || kernels_b != 0) && !same_kernel_names(*result.a, *result.b))
    result.noise.push_back({NoiseKind::KernelNames,
                            std::max(kernels_a, kernels_b),
                            "symbols named after a hash of the weights",
                            {}});
  return true;
}

}  // namespace ane::diff
