#include "app/ui/color_map.hpp"

#include <algorithm>
#include <cmath>

namespace ane::ui {
namespace {

using Stops = std::array<unsigned, 7>;
constexpr Stops kDarkStops = {0xc4e2ff, 0x4696e6, 0x1a4680, 0x202630, 0x7c3a18, 0xf08a3c, 0xffe0b2};
constexpr Stops kLightStops = {0x0c3064, 0x2878c8, 0xb4d4f5, 0xf3f5f8, 0xfdd0a2, 0xe66e1e, 0x782d0a};

constexpr Stops kSequential = {0x0e1022, 0x2c2666, 0x3c5694, 0x2e8c96, 0x5cba78, 0xcedc60, 0xfcf8ce};

constexpr std::array<unsigned, 5> kErrors = {0x12161d, 0x46223c, 0xa03246, 0xeb6e3c, 0xffde8c};

constexpr ImU32 kDarkText = IM_COL32(0x0c, 0x0f, 0x14, 0xff), kLightText = IM_COL32(0xe8, 0xec, 0xf2, 0xff);
constexpr float kBright = 120;

/// Between two stops, in sRGB bytes.
ImU32 mixed(unsigned a, unsigned b, float share) {
  const auto part = [&](int shift) {
    const auto from = static_cast<float>(a >> shift & 0xff), to = static_cast<float>(b >> shift & 0xff);
    return static_cast<unsigned>(std::lround(from + (to - from) * share));
  };
  return IM_COL32(part(16), part(8), part(0), 0xff);
}

template <std::size_t count, std::size_t given>
void fill(std::array<ImU32, count>& colors, const std::array<unsigned, given>& stops) {
  for (std::size_t i = 0; i < count; ++i) {
    const float at = static_cast<float>(i) / (count - 1) * static_cast<float>(stops.size() - 1);
    const auto stop = std::min(static_cast<std::size_t>(at), stops.size() - 2);
    colors[i] = mixed(stops[stop], stops[stop + 1], at - static_cast<float>(stop));
  }
}

}  // namespace

SequentialMap::SequentialMap() {
  fill(colors_, kSequential);
}

ImU32 SequentialMap::at(float t) const {
  return colors_[static_cast<std::size_t>(std::lround(std::clamp(t, 0.0F, 1.0F) * (kSteps - 1)))];
}

ErrorMap::ErrorMap() {
  fill(colors_, kErrors);
}

ImU32 ErrorMap::at(float t) const {
  return colors_[static_cast<std::size_t>(std::lround(std::clamp(t, 0.0F, 1.0F) * (kSteps - 1)))];
}

DivergingMap::DivergingMap(const Colors& colors) {
  fill(colors_, colors.dark ? kDarkStops : kLightStops);
}

ImU32 DivergingMap::at(float t) const {
  const float position = (std::clamp(t, -1.0F, 1.0F) + 1) / 2 * (kSteps - 1);
  return colors_[static_cast<std::size_t>(std::lround(position))];
}

ImU32 text_on(ImU32 cell) {
  const auto part = [&](int shift) { return static_cast<float>(cell >> shift & 0xff); };
  const float luma =
      0.30F * part(IM_COL32_R_SHIFT) + 0.59F * part(IM_COL32_G_SHIFT) + 0.11F * part(IM_COL32_B_SHIFT);
  return luma > kBright ? kDarkText : kLightText;
}

ImU32 cell_outline() {
  return kDarkText;
}

}  // namespace ane::ui
