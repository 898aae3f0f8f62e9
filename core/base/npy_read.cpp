#include <array>
#include <bit>
#include <charconv>
#include <limits>

#include "core/base/bits.hpp"
#include "core/base/extent.hpp"
#include "core/base/npy.hpp"
#include "core/base/text.hpp"

namespace ane {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMaxHeader = 65536;  // NumPy itself refuses longer ones unless told to trust the file
constexpr std::size_t kMaxAxes = 32;

/// Where the dictionary lies in the file.
struct HeaderPlace {
  Extent text;
};

Result<HeaderPlace> find_header(ByteView file) {
  const auto starts_right = [&] {
    for (std::size_t i = 0; i < kMagic.size(); ++i) {
      if (file.u8(i) != static_cast<std::uint8_t>(kMagic[i])) return false;
    }
    return true;
  };
  if (!starts_right()) return Error{"not a .npy file: it does not begin with \\x93NUMPY", Extent{0, 6}};
  const auto major = file.u8(6);
  if (!major || *major < 1 || *major > 3)
    return Error{"format version " + std::to_string(major.value_or(0)) + " of .npy, 1 to 3 can be read",
                 Extent{6, 2}};
  const bool wide = *major > 1;
  const std::uint64_t begin = wide ? 12 : 10;
  const std::uint64_t size = wide ? file.u32(8).value_or(UINT32_MAX) : file.u16(8).value_or(UINT16_MAX);
  if (!file.has(begin, size) || size > kMaxHeader)
    return Error{"the header of " + std::to_string(size) + " bytes does not end inside of the file of " +
                     std::to_string(file.size()),
                 Extent{8, begin - 8}};
  return HeaderPlace{{begin, size}};
}

/// What the header's dictionary says.
struct Header {
  std::string descr;
  bool fortran = false;
  std::vector<std::uint64_t> shape;
  bool has_descr = false, has_order = false, has_shape = false;
};

/// Reads the literal of a Python dictionary, as far as NumPy writes it.
class HeaderParser {
 public:
  HeaderParser(std::string_view text, std::uint64_t offset) : text_(text), offset_(offset) {}

  Result<Header> parse() {
    if (!take('{')) return wrong("a dictionary");
    while (!take('}')) {
      ANE_CHECK(entry());
      if (!take(',') && peek() != '}') return wrong("a comma or the end of the dictionary");
    }
    if (!header_.has_descr || !header_.has_order || !header_.has_shape)
      return Error{"the header lacks one of 'descr', 'fortran_order' and 'shape'",
                   Extent{offset_, text_.size()}};
    return header_;
  }

 private:
  Result<void> entry() {
    ANE_TRY(const std::string key, quoted());
    if (!take(':')) return wrong("a colon behind '" + escaped(key) + "'");
    if (key == "descr") {
      header_.has_descr = true;
      if (peek() == '[') return wrong("one element type, not a record of several");
      ANE_TRY(header_.descr, quoted());
      return {};
    }
    if (key == "fortran_order") {
      header_.has_order = true;
      return order();
    }
    if (key == "shape") {
      header_.has_shape = true;
      return shape();
    }
    return wrong("'descr', 'fortran_order' or 'shape', not '" + escaped(key) + "',");
  }

  Result<void> order() {
    skip_spaces();
    for (const auto& [word, value] : {std::pair{std::string_view("True"), true}, {"False", false}}) {
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      header_.fortran = value;
      return {};
    }
    return wrong("True or False");
  }

  Result<void> shape() {
    if (!take('(')) return wrong("a tuple of sizes");
    header_.shape.clear();
    while (!take(')')) {
      skip_spaces();
      std::uint64_t size = 0;
      const char* const end = text_.data() + text_.size();
      const auto [stop, error] = std::from_chars(text_.data() + at_, end, size);
      if (error != std::errc{}) return wrong("a size");
      at_ = static_cast<std::size_t>(stop - text_.data());
      take('L');  // Python 2 marked long integers
      if (header_.shape.size() == kMaxAxes) return wrong("at most 32 axes");
      header_.shape.push_back(size);
      if (!take(',') && peek() != ')') return wrong("a comma or the end of the shape");
    }
    return {};
  }

  Result<std::string> quoted() {
    const char mark = peek();
    if (mark != '\'' && mark != '"') return wrong("a quoted word");
    const std::size_t end = text_.find(mark, at_ + 1);
    if (end == std::string_view::npos) return wrong("the end of a quoted word");
    std::string word(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return word;
  }

  void skip_spaces() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  char peek() {
    skip_spaces();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  Error wrong(const std::string& wanted) const {
    return {"the header should have " + wanted + " here", Extent{offset_ + at_, text_.size() - at_}};
  }

  std::string_view text_;
  std::uint64_t offset_;
  std::size_t at_ = 0;
  Header header_;
};

struct ElementType {
  NpyKind kind = NpyKind::Float;
  std::size_t bytes = 2;
  bool big_endian = false;
};

Result<ElementType> element_type(const std::string& descr, Extent where) {
  struct Row {
    char letter;
    NpyKind kind;
    std::string_view sizes;
  };
  static constexpr std::array<Row, 4> kRows = {{{'f', NpyKind::Float, "248"},
                                                {'i', NpyKind::Int, "1248"},
                                                {'u', NpyKind::Uint, "1248"},
                                                {'b', NpyKind::Bool, "1"}}};
  const bool marked = descr.size() == 3 && std::string_view("<>|=").find(descr[0]) != std::string_view::npos;
  if (marked) {
    for (const Row& row : kRows) {
      if (row.letter == descr[1] && row.sizes.find(descr[2]) != std::string_view::npos)
        return ElementType{row.kind, static_cast<std::size_t>(descr[2] - '0'), descr[0] == '>'};
    }
  }
  return Error{"elements of type '" + escaped(descr) +
                   "', float16 to float64, integers of 8 to 64 bits and bool can be read",
               where};
}

}  // namespace

NpyArray::NpyArray(std::vector<std::uint64_t> shape, NpyKind kind, std::size_t item_bytes, bool fortran,
                   bool big_endian, std::vector<std::uint8_t> bytes)
    : shape_(std::move(shape)),
      steps_(shape_.size()),
      kind_(kind),
      item_bytes_(item_bytes),
      fortran_(fortran),
      big_endian_(big_endian),
      bytes_(std::move(bytes)) {
  for (std::size_t axis = 0; axis < shape_.size(); ++axis) {
    steps_[axis] = count_;
    count_ *= shape_[axis];
  }
}

std::string NpyArray::type() const {
  static constexpr std::array<std::string_view, 4> kNames = {"bool", "int", "uint", "float"};
  const std::string name(kNames[static_cast<std::size_t>(kind_)]);
  return kind_ == NpyKind::Bool ? name : name + std::to_string(8 * item_bytes_);
}

std::uint64_t NpyArray::raw(std::uint64_t index) const {
  std::uint64_t place = index;
  if (fortran_) {
    place = 0;
    for (std::size_t axis = shape_.size(); axis-- > 0;) {
      place += index % shape_[axis] * steps_[axis];
      index /= shape_[axis];
    }
  }
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < item_bytes_; ++i) {
    const std::size_t from = big_endian_ ? i : item_bytes_ - 1 - i;
    bits = bits << 8 | bytes_[place * item_bytes_ + from];
  }
  return bits;
}

double NpyArray::value(std::uint64_t index) const {
  const std::uint64_t bits = raw(index);
  switch (kind_) {
    case NpyKind::Bool:
      return bits != 0 ? 1 : 0;
    case NpyKind::Uint:
      return static_cast<double>(bits);
    case NpyKind::Int: {
      const unsigned unused = 64 - 8 * static_cast<unsigned>(item_bytes_);
      return static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused);
    }
    case NpyKind::Float:
      break;
  }
  if (item_bytes_ == 2) return half_to_double(static_cast<std::uint16_t>(bits));
  if (item_bytes_ == 4) return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  return std::bit_cast<double>(bits);
}

std::uint16_t NpyArray::half(std::uint64_t index) const {
  if (kind_ == NpyKind::Float && item_bytes_ == 2) return static_cast<std::uint16_t>(raw(index));
  return double_to_half(value(index));
}

Result<NpyArray> read_npy(ByteView file) {
  ANE_TRY(const HeaderPlace place, find_header(file));
  const std::vector<std::uint8_t> raw = file.clipped(place.text.offset, place.text.size).bytes();
  const std::string text(raw.begin(), raw.end());
  ANE_TRY(Header header, HeaderParser(text, place.text.offset).parse());
  ANE_TRY(const ElementType type, element_type(header.descr, place.text));
  std::uint64_t bytes = type.bytes;
  bool fits = true;
  for (const std::uint64_t size : header.shape) fits = fits && multiply_fits(bytes, size, bytes);
  const std::uint64_t begin = place.text.end();
  const std::uint64_t there = file.size() - begin;
  if (!fits || bytes != there) {
    return Error{"elements of shape " + sizes_text(header.shape) + " and " + std::to_string(type.bytes) +
                     " bytes each need " + (fits ? std::to_string(bytes) : "more than 2^64") +
                     " bytes, the file has " + std::to_string(there),
                 Extent{begin, there}};
  }
  return NpyArray(std::move(header.shape), type.kind, type.bytes, header.fortran, type.big_endian,
                  file.clipped(begin, there).bytes());
}

std::string sizes_text(std::span<const std::uint64_t> shape) {
  if (shape.empty()) return "scalar";
  std::string text;
  for (const std::uint64_t size : shape) text += (text.empty() ? "" : "x") + std::to_string(size);
  return text;
}

}  // namespace ane
