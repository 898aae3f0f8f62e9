#include "app/state/command_parts.hpp"

#include <charconv>
#include <cmath>

#include "core/base/text.hpp"

namespace ane::state {

Result<std::uint64_t> parse_number(std::string_view text) {
  const bool hexadecimal = text.starts_with("0x");
  if (hexadecimal) text.remove_prefix(2);
  std::uint64_t value = 0;
  const auto [end, code] =
      std::from_chars(text.data(), text.data() + text.size(), value, hexadecimal ? 16 : 10);
  if (code != std::errc{} || end != text.data() + text.size() || text.empty())
    return Error{"not a number: \"" + std::string(text) + "\"", {}};
  return value;
}

Result<double> parse_finite(std::string_view text) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    return Error{"not a number: \"" + std::string(text) + "\"", {}};
  return value;
}

Result<std::pair<double, double>> parse_ends(std::string_view text, std::string_view choices) {
  const std::size_t gap = text.find(' ');
  if (gap == std::string_view::npos)
    return Error{"a range is " + std::string(choices) + " or two numbers", {}};
  ANE_TRY(const double low, parse_finite(text.substr(0, gap)));
  ANE_TRY(const double high, parse_finite(text.substr(gap + 1)));
  if (!(low < high)) return Error{"a range starts below its end", {}};
  return std::pair(low, high);
}

Result<double> parse_real(std::string_view text) {
  const Result<double> value = parse_finite(text);
  if (!value || *value < 0) return Error{"\"" + escaped(text) + "\" is no number from 0 on", {}};
  return *value;
}

}  // namespace ane::state
