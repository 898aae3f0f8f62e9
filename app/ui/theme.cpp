#include "app/ui/theme.hpp"

namespace ane::ui {
namespace {

constexpr ImU32 rgb(unsigned value) {
  return IM_COL32((value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff, 0xff);
}

constexpr Colors kDarkColors = {
    rgb(0x0c0f14), rgb(0x13171e), rgb(0x191e27), rgb(0x222936), rgb(0x1d232e), rgb(0x232a35), rgb(0x364050),
    rgb(0xe8ecf2), rgb(0xb3bdcb), rgb(0x8a97a9), rgb(0x566172), rgb(0xa8c8ff), rgb(0xc4d8fa), rgb(0x0c1118),
    rgb(0x203250), rgb(0x252d3a), rgb(0x4c5a74), rgb(0x1c222c), rgb(0x8fb6ff), rgb(0x58c98b), rgb(0xf5807b),
    rgb(0xe8b44f), rgb(0x66a6ff), rgb(0xf5807b), rgb(0xe8b44f), rgb(0x66a6ff), rgb(0xbd9bf5), rgb(0xff5fd7),
    rgb(0x1e332f), rgb(0x37282d), rgb(0x353026), rgb(0x202e42), true};

constexpr Colors kLightColors = {
    rgb(0xe4e8ee), rgb(0xfcfdfe), rgb(0xf2f4f7), rgb(0xe4e9f0), rgb(0xffffff), rgb(0xdde2ea), rgb(0xbcc5d2),
    rgb(0x161b23), rgb(0x3f4a5b), rgb(0x566273), rgb(0xa0a9b6), rgb(0x254a8a), rgb(0x254a8a), rgb(0xffffff),
    rgb(0xdde9fc), rgb(0xe3e8f0), rgb(0xc4cee0), rgb(0xeef2f8), rgb(0x2f62c0), rgb(0x14703e), rgb(0xb92a26),
    rgb(0x835800), rgb(0x1c5ccc), rgb(0xb92a26), rgb(0x835800), rgb(0x1c5ccc), rgb(0x7439c0), rgb(0xb80088),
    rgb(0xe0ece7), rgb(0xf4e4e4), rgb(0xede9e0), rgb(0xe1eaf8), false};

struct BlockHue {
  std::string_view block, code, title;
  unsigned dark, dark_tint, light, light_tint;
};
constexpr std::array<BlockHue, 8> kBlocks = {{
    {"Common", "CM", "Common", 0xa3afc0, 0x30353e, 0x566375, 0xe3e6e9},
    {"L2", "L2", "L2", 0xd9cf55, 0x3b3c29, 0x544700, 0xe3e2d8},
    {"PE", "PE", "PE", 0x35bfa6, 0x1a3939, 0x086c5d, 0xd7e7e6},
    {"NE", "NE", "NE", 0xef8a4e, 0x3f2e28, 0xb04108, 0xf1e1d9},
    {"TileDMASrc", "TI", "TileDMA in", 0x5db5ec, 0x223747, 0x1468a6, 0xd9e7f1},
    {"TileDMADst", "TO", "TileDMA out", 0xa29eff, 0x30324b, 0x5546cc, 0xe3e2f6},
    {"KernelDMASrc", "KD", "KernelDMA", 0xea8fc6, 0x3e2f40, 0xa8317f, 0xefdeeb},
    {"CacheDMA", "CD", "CacheDMA", 0xa2b86a, 0x30372d, 0x3a721c, 0xdfe8dc},
}};

}  // namespace

const Colors& dark_colors() {
  return kDarkColors;
}
const Colors& light_colors() {
  return kLightColors;
}

BlockColor block_color(const Colors& colors, std::string_view block) {
  for (const BlockHue& hue : kBlocks) {
    if (hue.block != block) continue;
    return colors.dark ? BlockColor{rgb(hue.dark), rgb(hue.dark_tint), hue.code, hue.title}
                       : BlockColor{rgb(hue.light), rgb(hue.light_tint), hue.code, hue.title};
  }
  BlockColor other = block_color(colors, "Common");
  other.code = "";
  other.title = block;
  return other;
}

ImU32 faded(ImU32 color, float share) {
  const auto alpha = static_cast<float>(color >> IM_COL32_A_SHIFT) * share;
  return (color & ~IM_COL32_A_MASK) | static_cast<ImU32>(alpha) << IM_COL32_A_SHIFT;
}

}  // namespace ane::ui
