#include "tests/support/sample_reference.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "core/base/bits.hpp"
#include "core/writer/samples.hpp"

namespace ane::test {
namespace {

using Taps = std::array<double, 9>;

constexpr std::array<double, 3> kLumaShares = {0.299, 0.587, 0.114};
constexpr Taps kTapsCentre = {0, 0, 0, 0, 1, 0, 0, 0, 0};
constexpr Taps kTapsRight = {-1, 0, 1, -2, 0, 2, -1, 0, 1};
constexpr Taps kTapsDown = {-1, -2, -1, 0, 0, 0, 1, 2, 1};
constexpr Taps kTapsBlur = {1 / 16.0, 2 / 16.0, 1 / 16.0, 2 / 16.0, 4 / 16.0,
                            2 / 16.0, 1 / 16.0, 2 / 16.0, 1 / 16.0};

double half(double value) {
  return half_to_double(double_to_half(value));
}

Image rounded(Image image) {
  for (double& value : image.values) value = half(value);
  return image;
}

/// What is outside the image is 0.
double pixel(const Image& image, std::uint32_t c, std::int64_t y, std::int64_t x) {
  if (y < 0 || x < 0 || y >= image.height || x >= image.width) return 0;
  return image.at(c, static_cast<std::uint32_t>(y), static_cast<std::uint32_t>(x));
}

/// Weight of output channel, input channel and tap; rounded to fp16 before use.
using WeightOf = std::function<double(std::uint32_t, std::uint32_t, std::size_t)>;

struct Geometry {
  std::uint32_t outputs = 1;
  int side = 3;     ///< of the kernel
  int padding = 1;  ///< above and on the left
  std::uint32_t stride = 1;
};

/// Sums are not rounded.
Image convolved(const Image& in, const Geometry& g, const WeightOf& weight) {
  Image out{g.outputs, in.height / g.stride, in.width / g.stride};
  for (std::uint32_t o = 0; o < out.channels; ++o) {
    for (std::uint32_t i = 0; i < in.channels; ++i) {
      for (int tap = 0; tap < g.side * g.side; ++tap) {
        const double w = half(weight(o, i, static_cast<std::size_t>(tap)));
        if (w == 0) continue;
        for (std::uint32_t y = 0; y < out.height; ++y) {
          for (std::uint32_t x = 0; x < out.width; ++x) {
            out.values[out.index(o, y, x)] +=
                w * pixel(in, i, std::int64_t{y} * g.stride + tap / g.side - g.padding,
                          std::int64_t{x} * g.stride + tap % g.side - g.padding);
          }
        }
      }
    }
  }
  return out;
}

Image mapped(Image image, const std::function<double(double)>& function) {
  for (double& value : image.values) value = function(value);
  return image;
}

Image combined(const Image& a, const Image& b, const std::function<double(double, double)>& function) {
  Image out = a;
  for (std::size_t i = 0; i < out.values.size(); ++i) out.values[i] = function(a.values[i], b.values[i]);
  return rounded(out);
}

Image sum(const Image& a, const Image& b) {
  return combined(a, b, [](double x, double y) { return x + y; });
}
Image maximum(const Image& a, const Image& b) {
  return combined(a, b, [](double x, double y) { return std::max(x, y); });
}

Image channels_of(const Image& image, std::uint32_t first, std::uint32_t count) {
  const auto begin = image.values.begin() + static_cast<std::ptrdiff_t>(image.index(first, 0, 0));
  const auto size = static_cast<std::ptrdiff_t>(image.index(count, 0, 0));
  return {count, image.height, image.width, std::vector<double>(begin, begin + size)};
}

Image joined(const Image& a, const Image& b) {
  Image out = a;
  out.channels += b.channels;
  out.values.insert(out.values.end(), b.values.begin(), b.values.end());
  return out;
}

double relu(double x) {
  return x > 0 ? x : 0;
}

/// The same kernel for every colour by itself.
Image each_colour(const Image& in, const Geometry& geometry, const Taps& taps) {
  return rounded(convolved(in, geometry, [&](std::uint32_t o, std::uint32_t i, std::size_t tap) {
    return o == i ? taps[tap] : 0;
  }));
}

/// Slopes of the brightness to the right and down, then the same with the other sign.
Image slopes(const Image& picture) {
  return convolved(picture, {4}, [](std::uint32_t o, std::uint32_t i, std::size_t tap) {
    const double share = o < 2 ? kLumaShares[i] : -kLumaShares[i];
    return share * (o % 2 == 0 ? kTapsRight : kTapsDown)[tap];
  });
}

Image features(const Image& picture) {
  static constexpr std::array<Taps, 8> kTaps = {
      kTapsCentre,
      kTapsRight,
      kTapsDown,
      {0, 1, 0, 1, -4, 1, 0, 1, 0},
      kTapsBlur,
      {0, -1, 0, -1, 5, -1, 0, -1, 0},
      {-1, -1, 0, -1, 0, 1, 0, 1, 1},
      kTapsRight,
  };
  Image sums = convolved(picture, {8}, [](std::uint32_t o, std::uint32_t i, std::size_t tap) {
    const double red_against_blue = 1.0 - i;
    return (o == 7 ? red_against_blue : kLumaShares[i]) * kTaps[o][tap];
  });
  for (std::uint32_t y = 0; y < sums.height; ++y) {
    for (std::uint32_t x = 0; x < sums.width; ++x) sums.values[sums.index(6, y, x)] += 0.5;
  }
  return rounded(sums);
}

Image edges(const Image& picture) {
  const Image positive = mapped(rounded(slopes(picture)), relu);
  const Image both = sum(channels_of(positive, 0, 2), channels_of(positive, 2, 2));
  return sum(channels_of(both, 0, 1), channels_of(both, 1, 1));
}

/// y[o] = x[o] + x[o + 1] / 2 + o / 64
Image mixed(const Image& x) {
  Image sums = convolved(x, {64, 1, 0}, [](std::uint32_t o, std::uint32_t i, std::size_t) {
    return i == o ? 1 : i == (o + 1) % 64 ? 0.5 : 0;
  });
  const std::size_t plane = std::size_t{x.height} * x.width;
  for (std::size_t i = 0; i < sums.values.size(); ++i) sums.values[i] += static_cast<double>(i / plane) / 64;
  return rounded(sums);
}

Image softmax(const Image& x) {
  const double greatest = *std::max_element(x.values.begin(), x.values.end());
  const double log2_e = half(1.4424);
  const Image differences = rounded(mapped(x, [&](double v) { return (v - greatest) * log2_e; }));
  const Image powers = rounded(mapped(differences, interpolated_exp2));
  double total = 0;
  for (const double power : powers.values) total += power;
  const double factor = half(interpolated_reciprocal(half(total)));
  return rounded(mapped(powers, [&](double v) { return v * factor; }));
}

Images ink_drawing(const Image& picture) {
  const auto sigmoid = [](const Image& sums, double bias) {
    return rounded(mapped(sums, [&](double v) { return interpolated_sigmoid(half(v + half(bias))); }));
  };
  const Image smooth = each_colour(picture, {3}, kTapsBlur);
  const Image signed_slopes = rounded(mapped(slopes(smooth), relu));
  const Image absolute = maximum(channels_of(signed_slopes, 0, 2), channels_of(signed_slopes, 2, 2));
  const Image strength = sum(channels_of(absolute, 0, 1), channels_of(absolute, 1, 1));
  const Image details = combined(picture, smooth, [](double a, double b) { return a - b; });
  const Image lines = each_colour(strength, {1}, kTapsBlur);
  const Image sharp = joined(sum(picture, details), lines);
  const Image wash_sums = convolved(sharp, {3, 1, 0}, [](std::uint32_t o, std::uint32_t i, std::size_t) {
    return i == 3 ? -1.5 : 7 * ((i == o ? 1.6 : 0) + (1 - 1.6) * kLumaShares[i]);
  });
  const Image washes = sigmoid(wash_sums, -7 * 0.45);
  const auto ink = [](std::uint32_t, std::uint32_t, std::size_t) { return -8.0; };
  const Image paper = sigmoid(convolved(lines, {3, 1, 0}, ink), 4.5);
  const Image inked = combined(washes, paper, [](double a, double b) { return a * b; });
  const Image shade = rounded(mapped(smooth, [](double v) { return v * half(0.22); }));
  return {{"drawing", maximum(inked, shade)}, {"lines", paper}};
}

/// Numbers in [-4, 4), no two neighbours alike.
Image series(std::uint32_t channels, std::uint32_t height, std::uint32_t width, std::uint32_t step) {
  Image image{channels, height, width};
  for (std::size_t i = 0; i < image.values.size(); ++i) {
    image.values[i] = static_cast<double>(i * step % 4001) / 500.0 - 4;
  }
  return rounded(image);
}

/// Samples of a function from `start` on, 2^-shift apart, as fp16 has them; straight lines between them.
double interpolated(double x, double start, int shift, double (*function)(double)) {
  const double place = std::ldexp(x - start, shift);
  const double j = std::min(std::floor(place), 31.0);
  const double low = half(function(start + std::ldexp(j, -shift)));
  const double high = half(function(start + std::ldexp(j + 1, -shift)));
  return low + (high - low) * (place - j);
}

}  // namespace

double interpolated_sigmoid(double x) {
  if (x < half(-9.9375)) return 0;
  if (x > half(8.3203125)) return 1;
  if (x < -8) return half(0.00017309) * x + half(0.0017204);
  if (x > 8) return half(0.0015240) * x + half(0.98730);
  return interpolated(x, -8, 1, [](double v) { return 1 / (1 + std::exp(-v)); });
}

double interpolated_exp2(double x) {
  if (x < -25) return 0;
  if (x > 16) return std::numeric_limits<double>::infinity();
  const double whole = std::floor(x);
  const double part = interpolated(x - whole, 0, 5, [](double v) { return std::exp2(v); });
  return std::ldexp(part, static_cast<int>(whole));
}

double interpolated_reciprocal(double x) {
  int exponent = 0;
  const double mantissa = std::frexp(x, &exponent);  // 0.5 to 1
  return std::ldexp(interpolated(mantissa, 0.5, 6, [](double v) { return 1 / v; }), -exponent);
}

Image picture_image() {
  const auto pixels = writer::sample_picture();
  const std::uint32_t side = writer::kPictureSide;
  Image image{3, side, side};
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    image.values[i % 3 * side * side + i / 3] = half(pixels[i] / 255.0);
  }
  return image;
}

Images sample_inputs(std::string_view sample) {
  if (sample == "add") return {{"a", series(4, 8, 8, 7)}, {"b", series(4, 8, 8, 1013)}};
  if (sample == "relu") return {{"x", series(4, 8, 16, 1013)}};
  if (sample == "sigmoid") {
    Image x = series(1, 1, 64, 163);
    return {{"x", rounded(mapped(x, [](double v) { return 3 * v; }))}};
  }
  if (sample == "conv1x1") return {{"x", series(64, 16, 16, 1013)}};
  if (sample == "softmax") return {{"x", series(64, 1, 1, 1013)}};
  for (const char* name : {"conv3x3", "chain", "depthwise-stride2", "picture-network"}) {
    if (sample == name) return {{"picture", picture_image()}};
  }
  return {};
}

Images sample_outputs(std::string_view sample, const Images& inputs) {
  const auto input = [&](const char* name) -> const Image& { return inputs.at(name); };
  if (sample == "add") return {{"sum", sum(input("a"), input("b"))}};
  if (sample == "relu") return {{"y", mapped(input("x"), relu)}};
  if (sample == "sigmoid") return {{"y", rounded(mapped(input("x"), interpolated_sigmoid))}};
  if (sample == "conv1x1") return {{"y", mixed(input("x"))}};
  if (sample == "softmax") return {{"y", softmax(input("x"))}};
  if (sample == "conv3x3") return {{"features", features(input("picture"))}};
  if (sample == "chain") return {{"edges", edges(input("picture"))}};
  if (sample == "depthwise-stride2") {
    constexpr Taps kDiamondTaps = {0, 0.125, 0, 0.125, 0.5, 0.125, 0, 0.125, 0};
    return {{"half", each_colour(input("picture"), {3, 3, 0, 2}, kDiamondTaps)}};
  }
  if (sample == "picture-network") return ink_drawing(input("picture"));
  return {};
}

}  // namespace ane::test
