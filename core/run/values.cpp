#include "core/run/values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/base/bits.hpp"
#include "core/base/source.hpp"
#include "core/base/text.hpp"
#include "core/image/png.hpp"

namespace ane::run {
namespace {

constexpr std::string_view kOneHot = "onehot:";
constexpr std::uint16_t kOne = 0x3c00;
constexpr std::uint64_t kPngMagic = 0x0a1a0a0d474e5089;

/// SplitMix64 of Steele, Lea and Flood.
class SplitMix64 {
 public:
  explicit SplitMix64(std::uint64_t state) : state_(state) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }

 private:
  std::uint64_t state_;
};

Error no_fill(std::string_view text) {
  static constexpr std::array<std::string_view, 5> kNames = {"zeros", "ones", "ramp", "random", "onehot:0"};
  const std::string_view close = text.size() > 40 ? "" : nearest(text, kNames);
  return {"\"" + escaped(text) + "\" is not zeros, ones, ramp, random, onehot:INDEX or a number" +
              (close.empty() ? "" : ", did you mean " + std::string(close) + "?"),
          {}};
}

std::span<const std::uint64_t> essential(std::span<const std::uint64_t> shape) {
  while (!shape.empty() && shape.front() == 1) shape = shape.subspan(1);
  return shape;
}

std::string index_text(std::uint64_t element, const Shape& shape) {
  std::string text = "]";
  for (std::size_t axis = shape.size(); axis-- > 0; element /= shape[axis])
    text = (axis == 0 ? "[" : ",") + std::to_string(element % shape[axis]) + text;
  return text;
}

Result<std::vector<std::uint16_t>> halves_of(const NpyArray& array, const Shape& shape) {
  std::vector<std::uint16_t> values(array.count());
  for (std::uint64_t i = 0; i < values.size(); ++i) {
    values[i] = array.half(i);
    if ((values[i] & 0x7c00) == 0x7c00 && std::isfinite(array.value(i)))
      return Error{
          "element " + index_text(i, shape) + " is " + number(array.value(i)) + ", float16 ends at 65504",
          {}};
  }
  return values;
}

Error wrong_shape(const std::string& what, const Shape& shape) {
  return {"is " + what + ", the tensor is " + sizes_text(shape), {}};
}

double scaled(std::uint8_t value, PixelRange range) {
  switch (range) {
    case PixelRange::Unit:
      return value / 255.0;
    case PixelRange::Signed:
      return value / 127.5 - 1;
    case PixelRange::Bytes:
      break;
  }
  return value;
}

bool is_grey(const image::Picture& picture) {
  for (std::size_t i = 0; i + 3 < picture.rgba.size(); i += 4) {
    if (picture.rgba[i] != picture.rgba[i + 1] || picture.rgba[i] != picture.rgba[i + 2]) return false;
  }
  return true;
}

Result<std::vector<std::uint16_t>> values_of(const image::Picture& picture, const Shape& shape,
                                             PixelRange range) {
  const std::string size =
      "a picture of " + std::to_string(picture.width) + " by " + std::to_string(picture.height) + " pixels";
  const std::uint64_t channels = shape[1];
  if (shape[0] != 1 || shape[2] != picture.height || shape[3] != picture.width)
    return wrong_shape(size + " (width by height)", shape);
  if (channels != 1 && channels != 3 && channels != 4)
    return wrong_shape(size + ", which gives 1, 3 or 4 channels", shape);
  if (channels == 1 && !is_grey(picture)) return wrong_shape("a picture with colours", shape);
  std::array<std::uint16_t, 256> table{};
  for (std::size_t v = 0; v < table.size(); ++v)
    table[v] = double_to_half(scaled(static_cast<std::uint8_t>(v), range));
  const std::size_t pixels = picture.rgba.size() / 4;
  std::vector<std::uint16_t> values(channels * pixels);
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t i = 0; i < pixels; ++i) values[c * pixels + i] = table[picture.rgba[4 * i + c]];
  }
  return values;
}

}  // namespace

Shape index_of(const Shape& shape, std::uint64_t element) {
  Shape index{};
  for (std::size_t axis = index.size(); axis-- > 0; element /= shape[axis])
    index[axis] = element % shape[axis];
  return index;
}

Result<Fill> parse_fill(std::string_view text) {
  if (text == "zeros") return Fill{FillKind::Zeros};
  if (text == "ones") return Fill{FillKind::Ones};
  if (text == "ramp") return Fill{FillKind::Ramp};
  if (text == "random") return Fill{FillKind::Random};
  const char* const end = text.data() + text.size();
  if (text.starts_with(kOneHot)) {
    Fill fill{FillKind::OneHot};
    const auto [stop, error] = std::from_chars(text.data() + kOneHot.size(), end, fill.index);
    if (error != std::errc{} || stop != end) return no_fill(text);
    return fill;
  }
  double value = 0;
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return no_fill(text);
  const Fill fill{FillKind::Constant, 0, double_to_half(value)};
  if (std::isfinite(value) && (fill.constant & 0x7c00) == 0x7c00)
    return Error{std::string(text) + " is too large, float16 ends at 65504", {}};
  return fill;
}

Result<std::vector<std::uint16_t>> filled(const Fill& fill, std::uint64_t count, std::uint64_t seed,
                                          std::uint64_t input) {
  std::vector<std::uint16_t> values(count);
  switch (fill.kind) {
    case FillKind::Zeros:
      break;
    case FillKind::Ones:
      std::fill(values.begin(), values.end(), kOne);
      break;
    case FillKind::Constant:
      std::fill(values.begin(), values.end(), fill.constant);
      break;
    case FillKind::Ramp:
      for (std::uint64_t i = 0; i < count; ++i)
        values[i] = double_to_half(static_cast<double>(i % 2048) / 1024 - 1);
      break;
    case FillKind::Random: {
      SplitMix64 random(seed + (input << 32));
      for (std::uint16_t& value : values)
        value = double_to_half(static_cast<double>(random.next() >> 53) / 1024 - 1);
      break;
    }
    case FillKind::OneHot:
      if (fill.index >= count)
        return Error{"onehot:" + std::to_string(fill.index) + ": the tensor has " + counted(count, "element"),
                     {}};
      values[fill.index] = kOne;
  }
  return values;
}

Result<PixelRange> parse_pixel_range(std::string_view text) {
  if (text == "0..1") return PixelRange::Unit;
  if (text == "-1..1") return PixelRange::Signed;
  if (text == "0..255") return PixelRange::Bytes;
  return Error{"pixels become 0..1, -1..1 or 0..255, not " + escaped(text), {}};
}

Result<std::vector<std::uint16_t>> read_values(const std::string& path, const Shape& shape,
                                               PixelRange range) {
  ANE_TRY(const SourcePtr source, open_source(path));
  if (ByteView(*source).u64(0) == kPngMagic) {
    ANE_TRY(const image::Picture picture, image::read_png(ByteView(*source).bytes()));
    return values_of(picture, shape, range);
  }
  ANE_TRY(const NpyArray array, read_array(path, shape));
  return halves_of(array, shape);
}

Result<NpyArray> read_array(const std::string& path, const Shape& shape) {
  ANE_TRY(const SourcePtr source, open_source(path));
  ANE_TRY(NpyArray array, read_npy(ByteView(*source)));
  const auto has = essential(array.shape()), wants = essential(shape);
  if (!std::equal(has.begin(), has.end(), wants.begin(), wants.end()))
    return wrong_shape("an array of " + sizes_text(array.shape()), shape);
  return array;
}

}  // namespace ane::run
