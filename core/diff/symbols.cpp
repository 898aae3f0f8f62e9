#include <algorithm>
#include <functional>
#include <set>
#include <tuple>

#include "core/base/text.hpp"
#include "core/diff/parts.hpp"
#include "core/diff/text.hpp"

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
std::string key_of(std::string_view name) {
  constexpr std::string_view kMark = "@output";  // some compilers add it
  const std::size_t colon = name.find(':');
  std::string_view key = name.substr(0, colon);
  if (key.ends_with(kMark)) key.remove_suffix(kMark.size());
  return std::string(key) + (colon == std::string_view::npos ? "" : ":");
}

/// A description without the numbers that it gives to its types: "t11=ar1;0;1;12=s64n" → "t=ar1;0;1;=s64n".
std::string without_type_numbers(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '=')
      while (!out.empty() && out.back() >= '0' && out.back() <= '9') out.pop_back();
    out += c;
  }
  const std::size_t colon = out.find(':');
  return key_of(name) + (colon == std::string::npos ? "" : out.substr(colon + 1));
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

/// "uint16:t15=r1;0;65535": a number type that a debugger is told of, no part of the program.
bool declares_number(std::string_view name) {
  const std::size_t colon = name.find(':'), equals = name.find('=');
  return colon != std::string_view::npos && equals != std::string_view::npos && colon < equals &&
         name.substr(equals + 1).starts_with('r');
}

/// Symbols whose values are the addresses of tensors, which are compared as such.
using Follower = std::tuple<std::string, std::optional<std::uint64_t>, std::optional<std::uint64_t>>;
std::set<Follower> tensor_addresses(const Comparison& result) {
  std::set<Follower> out;
  for (const TensorPair& pair : result.tensors) {
    if (!pair.a || !pair.b) continue;
    const model::Tensor &a = result.tensors_a[*pair.a], &b = result.tensors_b[*pair.b];
    out.emplace(escaped(a.symbol), a.address, b.address);
  }
  return out;
}

/// Takes out what says the same in another form; how many that were.
std::uint64_t drop_forms(Comparison& result) {
  const std::set<Follower> followers = tensor_addresses(result);
  return std::erase_if(result.symbols, [&](const SymbolPair& pair) {
    if (pair.status == Status::Changed)
      return pair.other_name.empty() && followers.contains({pair.name, pair.a, pair.b});
    return declares_number(pair.name);
  });
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
  std::uint64_t renamed = 0;
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
      const bool numbers = in_a[i].name != in_b[j].name && in_a[i].value == in_b[j].value &&
                           without_type_numbers(in_a[i].name) == without_type_numbers(in_b[j].name);
      if (numbers) {
        ++renamed;
      } else if (in_a[i].value != in_b[j].value || in_a[i].name != in_b[j].name) {
        add(&in_a[i], &in_b[j]);
      }
      ++i;
      ++j;
    }
  }
  list_shift(result);
  renamed += drop_forms(result);
  if (renamed != 0)
    result.noise.push_back(
        {NoiseKind::SymbolForm,
         renamed,
         "symbols that say the same in another form: type numbers, the mark @output, addresses of tensors",
         {}});
  if (a.kernels != b.kernels || a.kernels_hash != b.kernels_hash)
    result.noise.push_back({NoiseKind::KernelNames,
                            std::max(a.kernels, b.kernels),
                            "symbols named after a hash of the weights",
                            {}});
  return true;
}

}  // namespace ane::diff
