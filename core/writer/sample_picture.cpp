// The picture for trying convolutions on: a sky that grows lighter, a sun, hills in a curve, a house with
// straight edges, stripes that grow narrower. Integers only, so that every machine makes the same.

#include <array>

#include "core/writer/samples.hpp"

namespace ane::writer {
namespace {

using Pixel = std::array<int, 3>;

constexpr int kSide = static_cast<int>(kPictureSide);

bool inside_disc(int x, int y, int centre_x, int centre_y, int radius) {
  const int dx = x - centre_x;
  const int dy = y - centre_y;
  return dx * dx + dy * dy < radius * (radius + 1);
}

Pixel sky(int y) {
  return {70 + y, 120 + y, 200 + y / 3};
}

/// Height of the hills: two parabolas.
int hill_top(int x) {
  const int left = 74 + (x - 30) * (x - 30) / 60;
  const int right = 66 + (x - 104) * (x - 104) / 36;
  return left < right ? left : right;
}

Pixel hill(int x, int y) {
  const int shade = (y - hill_top(x)) * 2;
  return {40 + shade / 2, 140 - shade / 2, 50 + x / 8};
}

bool in_house(int x, int y, Pixel& pixel) {
  if (x >= 52 && x < 84 && y >= 76 && y < 104) {
    const bool window = (x - 52) % 16 >= 5 && (x - 52) % 16 < 11 && y >= 82 && y < 90;
    const bool door = x >= 64 && x < 72 && y >= 92;
    pixel = window ? Pixel{250, 240, 140} : door ? Pixel{90, 50, 30} : Pixel{205, 190, 170};
    return true;
  }
  const int from_ridge = x < 68 ? 68 - x : x - 67;
  if (y >= 58 && y < 76 && from_ridge <= y - 57) {
    pixel = {170, 50 + (y - 58) * 2, 40};
    return true;
  }
  return false;
}

/// A strip of stripes whose width shrinks from left to right.
Pixel stripes(int x) {
  int edge = 0;
  int width = 12;
  bool light = true;
  while (edge + width <= x) {
    edge += width;
    if (width > 1) --width;
    light = !light;
  }
  return light ? Pixel{235, 235, 235} : Pixel{25, 25, 25};
}

Pixel pixel_at(int x, int y) {
  Pixel pixel = {};
  if (y >= 114) return stripes(x);
  if (in_house(x, y, pixel)) return pixel;
  if (y >= hill_top(x)) return hill(x, y);
  if (inside_disc(x, y, 98, 26, 15)) return {255, 220 - (y - 11) * 2, 90};
  return sky(y);
}

}  // namespace

std::vector<std::uint8_t> sample_picture() {
  std::vector<std::uint8_t> pixels;
  pixels.reserve(std::size_t{kPictureSide} * kPictureSide * 3);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      for (const int colour : pixel_at(x, y))
        pixels.push_back(static_cast<std::uint8_t>(colour < 0 ? 0 : colour > 255 ? 255 : colour));
    }
  }
  return pixels;
}

}  // namespace ane::writer
