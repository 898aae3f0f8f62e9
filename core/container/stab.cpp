#include "core/container/stab.hpp"

#include <algorithm>
#include <charconv>

#include "core/container/layout.hpp"

namespace ane::container {
namespace {

// Reads a stab from the left; every step says whether the text went on as the grammar wants.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  bool literal(std::string_view expected) {
    if (!text_.starts_with(expected)) return false;
    text_.remove_prefix(expected.size());
    return true;
  }
  bool number(std::uint64_t& value) {
    const auto [end, error] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (error != std::errc{}) return false;
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return true;
  }
  bool done() const { return text_.empty(); }
  std::string_view rest() const { return text_; }

 private:
  std::string_view text_;
};

// dim(letter, K) := "ar1;0;" COUNT ";" K "=s" STRIDE letter
bool read_dimension(Cursor& at, std::string_view letter, std::uint64_t& count, std::uint64_t& stride) {
  std::uint64_t nested_type = 0;
  return at.literal("ar1;0;") && at.number(count) && at.literal(";") && at.number(nested_type) &&
         at.literal("=s") && at.number(stride) && at.literal(letter) && at.literal(":");
}

constexpr std::array<std::string_view, 24> kTypes = {
    "",     "void",  "int8",   "uint8", "int16",  "float16",  "float32", "raw10",
    "lut",  "uint4", "uint6",  "uint1", "uint2",  "packed10", "y10",     "uint16",
    "e4m3", "int32", "uint32", "int64", "uint64", "raw12",    "y12",     "int4"};

// The file writes the 32-bit float as "float".
std::string display_name(std::uint32_t number, const std::string& name) {
  return number == 6 && name == "float" ? std::string(element_type_name(6)) : name;
}

}  // namespace

std::optional<TensorStab> parse_tensor_stab(std::string_view text) {
  static constexpr std::array<std::string_view, 4> kLetters = {"n", "c", "h", "w"};
  // A name may hold these words itself; the arrays of the dimensions behind the first follow ":".
  const std::size_t array = text.rfind("=ar1");
  if (array == std::string_view::npos) return std::nullopt;
  // Names may hold ':' themselves, so the type mark is the last one before the array.
  const std::size_t mark = text.rfind(":t", array);
  if (mark == std::string_view::npos) return std::nullopt;
  TensorStab stab;
  stab.name = text.substr(0, mark);
  Cursor at(text.substr(mark + 2));
  if (!at.number(stab.type_number) || !at.literal("=")) return std::nullopt;
  for (std::size_t i = 0; i < kLetters.size(); ++i) {
    if (!read_dimension(at, kLetters[i], stab.shape[i], stab.strides[i])) return std::nullopt;
  }
  if (!at.number(stab.element_type) || !at.done()) return std::nullopt;
  return stab;
}

std::optional<TypeStab> parse_type_stab(std::string_view text) {
  const std::size_t mark = text.find(":t");
  if (mark == std::string_view::npos) return std::nullopt;
  TypeStab stab;
  stab.name = text.substr(0, mark);
  Cursor at(text.substr(mark + 2));
  if (!at.number(stab.number) || !at.literal("=") || at.rest().starts_with("ar1")) return std::nullopt;
  stab.definition = at.rest();
  return stab;
}

std::string_view element_type_name(std::uint32_t number) {
  return number < kTypes.size() ? kTypes[number] : std::string_view();
}

std::uint32_t element_type_bytes(std::uint32_t number) {
  switch (number) {
    case 2:
    case 3:
    case 16:
      return 1;
    case 4:
    case 5:
    case 15:
      return 2;
    case 6:
    case 17:
    case 18:
      return 4;
    case 19:
    case 20:
      return 8;
    default:
      return 0;
  }
}

std::map<std::uint32_t, std::string> element_types(ByteView file, const Container& container) {
  std::map<std::uint32_t, std::string> types;
  for (std::uint32_t i = 1; i < kTypes.size(); ++i) types[i] = kTypes[i];
  if (!container.symbols) return types;
  // Types come before tensors; a table of millions of symbols need not be read to its end for 23 of them.
  const std::uint32_t last = std::min<std::uint32_t>(container.symbols->count, kMaxRecords);
  for (std::uint32_t i = 0; i < last; ++i) {
    const Symbol symbol = read_symbol(file, *container.symbols, i);
    if (symbol.type != symbol::kStabLocal) continue;
    const auto stab = parse_type_stab(symbol.name);
    if (!stab || stab->number > UINT32_MAX || stab->name.empty()) continue;
    const auto number = static_cast<std::uint32_t>(stab->number);
    types[number] = display_name(number, stab->name);
  }
  return types;
}

}  // namespace ane::container
