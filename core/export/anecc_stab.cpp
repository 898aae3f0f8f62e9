#include "core/export/anecc_stab.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "core/base/text.hpp"

namespace ane::exporter {
namespace {

constexpr std::string_view kDimensions = "nchw";
constexpr std::size_t kChannels = 1, kRows = 2, kPlaneStride = 4, kRowStride = 5;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// A few characters of text that may be long and anything.
std::string quoted(std::string_view text) {
  constexpr std::size_t kMost = 40;
  std::string shown = "\"";
  shown += escaped(text.substr(0, kMost));
  shown += text.size() > kMost ? "…\"" : "\"";
  return shown;
}

Error fault(const StabShape& shape, const std::string& what) {
  std::string message = "anecc cannot read the shape of ";
  message += quoted(shape.name) + ": " + what;
  return {message, shape.where};
}

/// The number behind the second semicolon of a dimension.
std::optional<std::uint64_t> length_of(std::string_view part) {
  const std::vector<std::string_view> fields = split(part, ';');
  return fields.size() > 2 ? python_number(fields[2]) : std::nullopt;
}

/// The number between the first "=s" of a dimension and its letter.
std::optional<std::uint64_t> stride_of(std::string_view part) {
  constexpr std::string_view kMark = "=s";
  const std::size_t mark = part.find(kMark);
  if (mark == std::string_view::npos) return std::nullopt;
  const std::string_view rest = part.substr(mark + kMark.size());
  return python_number(rest.substr(0, rest.empty() ? 0 : rest.size() - 1));
}

/// a * b rounded up as rows and planes are, or nothing where 64 bits do not hold it.
std::optional<std::uint64_t> padded(std::uint64_t a, std::uint64_t b, std::uint64_t alignment) {
  std::uint64_t product = 0;
  if (!multiply_fits(a, b, product)) return std::nullopt;
  const std::uint64_t rounded = round_up(product, alignment);
  return rounded < product ? std::nullopt : std::optional(rounded);
}

Result<void> read_dimensions(const std::vector<std::string_view>& parts, StabShape& shape) {
  for (std::size_t i = 0; i < kDimensions.size(); ++i) {
    const std::string_view part = parts[i + 1];
    const std::string letter(1, kDimensions[i]);
    if (part.empty() || part.back() != kDimensions[i])
      return fault(shape, "dimension " + std::to_string(i + 1) + " does not end in " + letter);
    const auto length = length_of(part);
    if (!length)
      return fault(shape, "dimension " + letter + " is " + quoted(part) +
                              ", which has no number of 64 bits behind its second semicolon");
    shape.numbers[i] = *length;
  }
  return {};
}

Result<void> check_stride(const StabShape& shape, std::string_view part,
                          std::optional<std::uint64_t> needed) {
  const auto stride = stride_of(part);
  if (stride && needed && *stride == *needed) return {};
  if (!needed) return fault(shape, "its lengths make strides that 64 bits do not hold");
  return fault(shape, "the stride in " + quoted(part) + " is not the " + std::to_string(*needed) +
                          " that float16 values in rows and planes of 64 bytes take");
}

}  // namespace

std::optional<std::uint64_t> StabShape::buffer_bytes() const {
  std::uint64_t planes = 0;
  if (!multiply_fits(numbers[0], numbers[kChannels], planes)) return std::nullopt;
  return padded(planes, numbers[kPlaneStride], anec::tiles::kBytes);
}

Result<StabShape> parse_stab(const StabString& stab) {
  StabShape shape;
  shape.where = stab.where;
  const std::string_view text = stab.text;
  shape.name = text.substr(0, text.find(":t"));
  if (stab.cut)
    return fault(shape, "its text is longer than the " + byte_size(kMostStabText) + " that are read here");
  const std::vector<std::string_view> parts = split(text, ':');
  // Its name, the dimensions, and the 5 at its end.
  const std::size_t wanted = kDimensions.size() + 2;
  if (parts.size() != wanted)
    return fault(shape, "it has " + std::to_string(parts.size()) + " parts between colons, not " +
                            std::to_string(wanted));
  ANE_CHECK(read_dimensions(parts, shape));
  const auto row = padded(shape.numbers[3], anec::payload::kElementBytes, anec::payload::kStrideAlignment);
  const auto plane = row ? padded(*row, shape.numbers[kRows], anec::payload::kStrideAlignment) : std::nullopt;
  ANE_CHECK(check_stride(shape, parts[kChannels + 1], plane));
  ANE_CHECK(check_stride(shape, parts[kRows + 1], row));
  shape.numbers[kPlaneStride] = *plane;
  shape.numbers[kRowStride] = *row;
  return shape;
}

std::optional<std::uint64_t> python_number(std::string_view text) {
  constexpr std::string_view kSpace = " \t\n\v\f\r";
  // Python 3.11 refuses longer numbers, leading zeros included.
  constexpr std::size_t kMostDigits = 4300;
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  text = text.substr(0, text.find_last_not_of(kSpace) + 1);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::uint64_t value = 0;
  std::size_t digits = 0;
  bool after_digit = false, fits = true;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit && !(c == '_' && after_digit)) return std::nullopt;
    after_digit = digit;
    if (!digit) continue;
    ++digits;
    fits = fits && multiply_fits(value, 10, value) &&
           add_fits(value, static_cast<std::uint64_t>(c - '0'), value);
  }
  if (!after_digit || digits > kMostDigits || !fits || (negative && value != 0)) return std::nullopt;
  return value;
}

}  // namespace ane::exporter
