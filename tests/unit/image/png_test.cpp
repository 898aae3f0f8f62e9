#include "core/image/png.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ane::image {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes gradient(PixelFormat format, std::uint32_t width, std::uint32_t height) {
  Bytes pixels(std::size_t{width} * height * pixel_bytes(format));
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i * 7 + i / 31);
  return pixels;
}

TEST(Png, RgbaComesBackAsItWas) {
  const Bytes pixels = gradient(PixelFormat::Rgba8, 17, 9);
  const auto file = write_png(PixelFormat::Rgba8, 17, 9, pixels);
  ASSERT_TRUE(file) << file.error().message;
  const auto picture = read_png(*file);
  ASSERT_TRUE(picture) << picture.error().message;
  EXPECT_EQ(picture->width, 17U);
  EXPECT_EQ(picture->height, 9U);
  EXPECT_EQ(picture->rgba, pixels);
}

TEST(Png, RgbAndGreyBecomeOpaqueRgba) {
  const Bytes rgb = gradient(PixelFormat::Rgb8, 5, 4);
  const auto colour = read_png(*write_png(PixelFormat::Rgb8, 5, 4, rgb));
  ASSERT_TRUE(colour) << colour.error().message;
  const Bytes grey = gradient(PixelFormat::Grey8, 5, 4);
  const auto plain = read_png(*write_png(PixelFormat::Grey8, 5, 4, grey));
  ASSERT_TRUE(plain) << plain.error().message;
  for (std::size_t i = 0; i < 20; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_EQ(colour->rgba[4 * i + c], rgb[3 * i + c]);
      EXPECT_EQ(plain->rgba[4 * i + c], grey[i]);
    }
    EXPECT_EQ(colour->rgba[4 * i + 3], 255);
    EXPECT_EQ(plain->rgba[4 * i + 3], 255);
  }
}

TEST(Png, EveryTruncationIsAnError) {
  const auto file = write_png(PixelFormat::Rgb8, 40, 30, gradient(PixelFormat::Rgb8, 40, 30));
  ASSERT_TRUE(file);
  for (std::size_t size = 0; size + 12 < file->size(); ++size) {  // the closing chunk holds no pixels
    EXPECT_FALSE(read_png(std::span(*file).first(size))) << size;
  }
}

TEST(Png, FlippedBytesNeverCrash) {
  const auto file = write_png(PixelFormat::Rgb8, 20, 10, gradient(PixelFormat::Rgb8, 20, 10));
  ASSERT_TRUE(file);
  std::size_t refused = 0;
  for (std::size_t at = 0; at < file->size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      Bytes damaged = *file;
      damaged[at] = static_cast<std::uint8_t>(damaged[at] ^ flip);
      const auto picture = read_png(damaged);
      if (picture) {
        EXPECT_EQ(picture->rgba.size(), std::size_t{picture->width} * picture->height * 4);
      } else {
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, file->size());
}

TEST(Png, SizesPastTheLimitAreRefusedBeforeTheyAreAllocated) {
  const auto file = write_png(PixelFormat::Grey8, 64, 64, Bytes(4096));
  ASSERT_TRUE(file);
  const auto picture = read_png(*file, 4095);
  ASSERT_FALSE(picture);
  EXPECT_NE(picture.error().message.find("64 x 64"), std::string::npos);
  EXPECT_TRUE(read_png(*file, 4096));
}

TEST(Png, PixelsMustFitTheSides) {
  EXPECT_FALSE(write_png(PixelFormat::Rgb8, 4, 4, Bytes(47)));
  EXPECT_FALSE(write_png(PixelFormat::Rgb8, 0, 4, {}));
  EXPECT_FALSE(write_png(PixelFormat::Grey8, UINT32_MAX, UINT32_MAX, Bytes(1)));
}

TEST(Png, OtherFilesAreNamedAsSuch) {
  const std::string text = "not a picture at all, but long enough for a signature";
  const auto picture = read_png(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  ASSERT_FALSE(picture);
  EXPECT_TRUE(picture.error().message.starts_with("not a readable PNG file"));
  EXPECT_FALSE(read_png({}));
}

}  // namespace
}  // namespace ane::image
