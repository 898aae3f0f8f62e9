#pragma once
// Pictures as PNG files, through libpng's simplified interface, which reports errors by value and so needs no
// jumps across our frames.

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.hpp"

namespace ane::image {

/// 8-bit RGBA, rows from the top, without gaps; alpha is not multiplied in.
struct Picture {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::vector<std::uint8_t> rgba;  ///< width * height * 4 bytes
};

enum class PixelFormat { Grey8, Rgb8, Rgba8 };

/// Bytes of one pixel: 1, 3 or 4.
std::size_t pixel_bytes(PixelFormat format);

/// A file of a few kilobytes can ask for gigabytes of pixels, so reading has a limit.
inline constexpr std::uint64_t kMaxPixels = std::uint64_t{1} << 26;

/// Reads any PNG; grey, palettes and 16 bits are converted, missing alpha is opaque. Fails for what is not a
/// PNG, is damaged, or has more than `max_pixels`.
Result<Picture> read_png(std::span<const std::uint8_t> bytes, std::uint64_t max_pixels = kMaxPixels);

/// A PNG file of `width` * `height` pixels, rows from the top, without gaps. Fails where `pixels` is not
/// exactly as long as that, or where a side is 0.
Result<std::vector<std::uint8_t>> write_png(PixelFormat format, std::uint32_t width, std::uint32_t height,
                                            std::span<const std::uint8_t> pixels);

/// A PNG file of the part of a picture that begins at (x, y); what lies outside of the picture is left off.
Result<std::vector<std::uint8_t>> write_part(const Picture& picture, std::uint32_t x, std::uint32_t y,
                                             std::uint32_t width, std::uint32_t height);

}  // namespace ane::image
