#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/base/bits.hpp"
#include "core/base/text.hpp"
#include "core/run/trace.hpp"

namespace ane::run {
namespace {

bool is_finite_half(std::uint16_t bits) {
  return (bits & 0x7c00) != 0x7c00;
}

/// Neighbours among fp16 numbers have neighbouring places; both zeros have the same.
int place_of_half(std::uint16_t bits) {
  const int magnitude = bits & 0x7fff;
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

std::uint64_t largest_step(const KeptTensor& a, const KeptTensor& b) {
  int largest = 0;
  const std::size_t count = std::min(a.values.size(), b.values.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (a.values[i] == b.values[i] || !is_finite_half(a.values[i]) || !is_finite_half(b.values[i])) continue;
    largest = std::max(largest, std::abs(place_of_half(a.values[i]) - place_of_half(b.values[i])));
  }
  return static_cast<std::uint64_t>(largest);
}

NpyArray array_of(const KeptTensor& tensor) {
  std::vector<std::uint8_t> bytes(tensor.values.size() * 2);
  for (std::size_t i = 0; i < tensor.values.size(); ++i) {
    bytes[2 * i] = static_cast<std::uint8_t>(tensor.values[i] & 0xff);
    bytes[2 * i + 1] = static_cast<std::uint8_t>(tensor.values[i] >> 8);
  }
  return {std::vector<std::uint64_t>(tensor.shape.begin(), tensor.shape.end()),
          NpyKind::Float,
          2,
          false,
          false,
          std::move(bytes)};
}

/// B's tensor of the same name, of whatever shape.
std::optional<std::size_t> namesake(const KeptTensor& tensor, const Trace& b) {
  return tensor.role == TensorRole::Task && tensor.task ? b.of_task(*tensor.task)
                                                        : b.find(tensor.role, tensor.name);
}

std::optional<std::size_t> counterpart(const KeptTensor& tensor, const Trace& b) {
  const auto found = namesake(tensor, b);
  if (!found || b.tensors[*found]->shape != tensor.shape) return std::nullopt;
  return found;
}

bool is_worse(const TensorVerdict& x, const TensorVerdict& y) {
  if (x.comparison.pass != y.comparison.pass) return !x.comparison.pass;
  return x.comparison.max_abs_error > y.comparison.max_abs_error;
}

/// True where every element is what stands `back` elements before it, within pieces of `piece` elements.
bool repeats(const std::vector<std::uint16_t>& values, std::uint64_t piece, std::uint64_t back) {
  for (std::uint64_t i = 0; i < values.size(); ++i)
    if (i % piece >= back && values[i] != values[i - back]) return false;
  return true;
}

}  // namespace

const TensorVerdict* TraceComparison::of(std::size_t a) const {
  const auto found =
      std::find_if(verdicts.begin(), verdicts.end(), [a](const TensorVerdict& v) { return v.a == a; });
  return found == verdicts.end() ? nullptr : &*found;
}

Comparison compare_with(std::span<const std::uint16_t> values, const KeptTensor& expected,
                        const Tolerance& tolerance) {
  return expected.exact ? compare(values, *expected.exact, tolerance)
                        : compare(values, array_of(expected), tolerance);
}

TraceComparison compare_traces(const Trace& a, const Trace& b, const Tolerance& tolerance,
                               const std::function<bool()>& cancelled) {
  TraceComparison result;
  result.tolerance = tolerance;
  for (std::size_t i = 0; i < a.tensors.size(); ++i) {
    if (cancelled && cancelled()) break;
    const KeptTensor& tensor = *a.tensors[i];
    if (tensor.role == TensorRole::Input) continue;
    const auto other = counterpart(tensor, b);
    if (!other) {
      result.only_a.push_back(i);
      continue;
    }
    const KeptTensor& expected = *b.tensors[*other];
    TensorVerdict verdict;
    verdict.a = i;
    verdict.b = *other;
    verdict.comparison = compare_with(tensor.values, expected, tolerance);
    verdict.ulp = largest_step(tensor, expected);
    if (!verdict.comparison.pass) {
      ++result.failing;
      if (tensor.task && (!result.first_task || *tensor.task < *result.first_task))
        result.first_task = tensor.task;
    }
    result.verdicts.push_back(verdict);
  }
  std::stable_sort(result.verdicts.begin(), result.verdicts.end(), is_worse);
  return result;
}

std::string why_missing(const KeptTensor& tensor, const Trace& b) {
  if (counterpart(tensor, b)) return "";
  if (const auto other = namesake(tensor, b))
    return "the tensor of this name in B is " + sizes_text(b.tensors[*other]->shape);
  const auto unread = std::find_if(b.unread.begin(), b.unread.end(), [&](const UnreadTensor& candidate) {
    return candidate.role == tensor.role && candidate.name == tensor.name;
  });
  return unread == b.unread.end() ? "B has no tensor of this name" : unread->reason;
}

std::vector<std::uint16_t> absolute_difference(const KeptTensor& a, const KeptTensor& b) {
  std::vector<std::uint16_t> difference(std::min(a.values.size(), b.values.size()));
  for (std::size_t i = 0; i < difference.size(); ++i) {
    const double x = a.value(i), y = b.value(i);
    const bool same = x == y || (std::isnan(x) && std::isnan(y));
    difference[i] = same ? std::uint16_t{0} : double_to_half(std::fabs(x - y));
  }
  return difference;
}

std::string blind_spot(const KeptTensor& input) {
  const auto& [n, channels, height, width] = input.shape;
  if (input.values.size() < 2 || input.values.size() != input.count()) return "";
  if (std::all_of(input.values.begin(), input.values.end(),
                  [&](std::uint16_t value) { return value == input.values.front(); }))
    return escaped(input.name) + " is " + number(input.value(0)) + " everywhere";
  std::vector<std::string_view> same;
  const std::uint64_t plane = height * width, image = channels * plane;
  if (channels > 1 && repeats(input.values, image, plane)) same.emplace_back("every channel");
  if (height > 1 && repeats(input.values, plane, width)) same.emplace_back("every row");
  if (width > 1 && repeats(input.values, width, 1)) same.emplace_back("every column");
  if (n > 1 && repeats(input.values, n * image, image)) same.emplace_back("every image");
  if (same.empty()) return "";
  std::string text = escaped(input.name) + " is the same in ";
  for (std::size_t i = 0; i < same.size(); ++i) {
    if (i > 0) text += i + 1 == same.size() ? " and " : ", ";
    text += same[i];
  }
  return text;
}

}  // namespace ane::run
