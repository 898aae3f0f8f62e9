#include "core/image/png.hpp"

#include <png.h>

#include <algorithm>
#include <string>

namespace ane::image {
namespace {

/// libpng's image, freed whatever happens.
class PngImage {
 public:
  PngImage() { image.version = PNG_IMAGE_VERSION; }
  ~PngImage() { png_image_free(&image); }
  PngImage(const PngImage&) = delete;
  PngImage& operator=(const PngImage&) = delete;

  Error error(const char* what) const { return {std::string(what) + ": " + image.message, {}}; }

  png_image image{};
};

std::string size_text(std::uint32_t width, std::uint32_t height) {
  return std::to_string(width) + " x " + std::to_string(height);
}

png_uint_32 png_format(PixelFormat format) {
  switch (format) {
    case PixelFormat::Grey8:
      return PNG_FORMAT_GRAY;
    case PixelFormat::Rgb8:
      return PNG_FORMAT_RGB;
    case PixelFormat::Rgba8:
      break;
  }
  return PNG_FORMAT_RGBA;
}

}  // namespace

std::size_t pixel_bytes(PixelFormat format) {
  switch (format) {
    case PixelFormat::Grey8:
      return 1;
    case PixelFormat::Rgb8:
      return 3;
    case PixelFormat::Rgba8:
      break;
  }
  return 4;
}

Result<Picture> read_png(std::span<const std::uint8_t> bytes, std::uint64_t max_pixels) {
  PngImage png;
  if (png_image_begin_read_from_memory(&png.image, bytes.data(), bytes.size()) == 0) {
    return png.error("not a readable PNG file");
  }
  Picture picture;
  picture.width = png.image.width;
  picture.height = png.image.height;
  const std::uint64_t pixels = std::uint64_t{picture.width} * picture.height;
  if (pixels > max_pixels) {
    return Error{"a picture of " + size_text(picture.width, picture.height) + " pixels is larger than the " +
                     std::to_string(max_pixels) + " pixels that are read",
                 {}};
  }
  png.image.format = PNG_FORMAT_RGBA;
  picture.rgba.resize(static_cast<std::size_t>(pixels) * pixel_bytes(PixelFormat::Rgba8));
  if (png_image_finish_read(&png.image, nullptr, picture.rgba.data(), 0, nullptr) == 0) {
    return png.error("damaged PNG file");
  }
  return picture;
}

Result<std::vector<std::uint8_t>> write_png(PixelFormat format, std::uint32_t width, std::uint32_t height,
                                            std::span<const std::uint8_t> pixels) {
  const std::uint64_t expected = std::uint64_t{width} * height;
  if (expected == 0 || expected > kMaxPixels || pixels.size() != expected * pixel_bytes(format)) {
    return Error{
        std::to_string(pixels.size()) + " bytes are no picture of " + size_text(width, height) + " pixels",
        {}};
  }
  PngImage png;
  png.image.width = width;
  png.image.height = height;
  png.image.format = png_format(format);
  png_alloc_size_t size = 0;
  if (png_image_write_to_memory(&png.image, nullptr, &size, 0, pixels.data(), 0, nullptr) == 0) {
    return png.error("cannot write a PNG file");
  }
  std::vector<std::uint8_t> bytes(size);
  if (png_image_write_to_memory(&png.image, bytes.data(), &size, 0, pixels.data(), 0, nullptr) == 0) {
    return png.error("cannot write a PNG file");
  }
  bytes.resize(size);
  return bytes;
}

Result<std::vector<std::uint8_t>> write_part(const Picture& picture, std::uint32_t x, std::uint32_t y,
                                             std::uint32_t width, std::uint32_t height) {
  if (x >= picture.width || y >= picture.height) return Error{"it lies outside of the picture", {}};
  width = std::min(width, picture.width - x);
  height = std::min(height, picture.height - y);
  const std::size_t row = std::size_t{width} * 4;
  std::vector<std::uint8_t> pixels(row * height);
  for (std::uint32_t i = 0; i < height; ++i) {
    const auto from =
        picture.rgba.begin() + static_cast<std::ptrdiff_t>((std::size_t{y + i} * picture.width + x) * 4);
    std::copy_n(from, row, pixels.begin() + static_cast<std::ptrdiff_t>(row * i));
  }
  return write_png(PixelFormat::Rgba8, width, height, pixels);
}

}  // namespace ane::image
