#include "core/run/values.hpp"

#include <gtest/gtest.h>

#include "core/base/bits.hpp"
#include "core/image/png.hpp"
#include "tests/unit/base/temp_folder.hpp"

namespace ane::run {
namespace {

std::vector<std::uint16_t> fill(std::string_view text, std::uint64_t count, std::uint64_t seed = 0,
                                std::uint64_t input = 0) {
  const auto parsed = parse_fill(text);
  EXPECT_TRUE(parsed) << text;
  auto values = filled(*parsed, count, seed, input);
  EXPECT_TRUE(values);
  return *values;
}

TEST(Fill, IsWhatTheDocumentationSays) {
  using V = std::vector<std::uint16_t>;
  EXPECT_EQ(fill("zeros", 2), (V{0, 0}));
  EXPECT_EQ(fill("ones", 2), (V{0x3c00, 0x3c00}));
  EXPECT_EQ(fill("-0.5", 2), (V{0xb800, 0xb800}));
  EXPECT_EQ(fill("inf", 1), (V{0x7c00}));
  EXPECT_EQ(fill("onehot:1", 3), (V{0, 0x3c00, 0}));
  const V ramp = fill("ramp", 2050);
  for (std::size_t i = 0; i < ramp.size(); ++i)
    EXPECT_EQ(half_to_double(ramp[i]), static_cast<double>(i % 2048) / 1024 - 1) << "exact in fp16";
}

// The first outputs of SplitMix64 from 0: 0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f.
TEST(Fill, RandomIsTheSameOnEveryMachine) {
  const auto values = fill("random", 3);
  const auto expected = [](std::uint64_t output) {
    return double_to_half(static_cast<double>(output >> 53) / 1024 - 1);
  };
  EXPECT_EQ(values[0], expected(0xe220a8397b1dcdaf));
  EXPECT_EQ(values[1], expected(0x6e789e6aa1b965f4));
  EXPECT_EQ(values[2], expected(0x06c45d188009454f));
  EXPECT_NE(fill("random", 8, 1), fill("random", 8, 2));
  EXPECT_NE(fill("random", 8, 1, 0), fill("random", 8, 1, 1)) << "inputs differ";
}

TEST(Fill, SaysWhatItIsNot) {
  EXPECT_EQ(parse_fill("rando").error().message,
            "\"rando\" is not zeros, ones, ramp, random, onehot:INDEX or a number, did you mean random?");
  EXPECT_FALSE(parse_fill(""));
  EXPECT_FALSE(parse_fill("onehot:"));
  EXPECT_FALSE(parse_fill("1.5x"));
  EXPECT_EQ(parse_fill("1e6").error().message, "1e6 is too large, float16 ends at 65504");
  EXPECT_EQ(filled(*parse_fill("onehot:3"), 3, 0, 0).error().message, "onehot:3: the tensor has 3 elements");
}

std::string npy(const std::vector<std::uint64_t>& shape, const std::vector<std::uint16_t>& values) {
  StringSink sink;
  sink.write(npy_half_header(shape));
  write_halves(sink, values);
  return sink.text;
}

std::string message_of(const Result<std::vector<std::uint16_t>>& values) {
  return values ? "" : values.error().message;
}

TEST(ReadValues, TakesArraysOfTheTensorsShape) {
  const test::TempFolder folder;
  const std::vector<std::uint16_t> values = {0x7e01, 1, 2, 3, 4, 5};
  const std::string whole = folder.add("whole.npy", npy({1, 2, 1, 3}, values));
  EXPECT_EQ(read_values(whole, {1, 2, 1, 3}, PixelRange::Unit).value(), values);
  const std::string shorter = folder.add("short.npy", npy({2, 1, 3}, values));
  EXPECT_EQ(read_values(shorter, {1, 2, 1, 3}, PixelRange::Unit).value(), values);
  EXPECT_EQ(message_of(read_values(shorter, {1, 1, 2, 3}, PixelRange::Unit)),
            "is an array of 2x1x3, the tensor is 1x1x2x3");
  EXPECT_NE(message_of(read_values(folder.path("none"), {1, 1, 2, 3}, PixelRange::Unit)), "");
  EXPECT_EQ(message_of(read_values(folder.add("text", "text"), {1, 1, 2, 3}, PixelRange::Unit)),
            "not a .npy file: it does not begin with \\x93NUMPY");
}

std::string png(image::PixelFormat format, std::uint32_t width, std::uint32_t height,
                const std::vector<std::uint8_t>& pixels) {
  const auto file = image::write_png(format, width, height, pixels);
  EXPECT_TRUE(file);
  return {file->begin(), file->end()};
}

TEST(ReadValues, TakesPicturesOfTheTensorsSize) {
  const test::TempFolder folder;
  const auto half = [](double value) { return double_to_half(value); };
  const std::string rgb =
      folder.add("rgb.png", png(image::PixelFormat::Rgb8, 2, 1, {0, 51, 255, 255, 102, 0}));
  EXPECT_EQ(read_values(rgb, {1, 3, 1, 2}, PixelRange::Unit).value(),
            (std::vector<std::uint16_t>{0, half(1), half(0.2), half(0.4), half(1), 0}));
  EXPECT_EQ(read_values(rgb, {1, 3, 1, 2}, PixelRange::Signed).value()[2], half(51 / 127.5 - 1));
  EXPECT_EQ(read_values(rgb, {1, 3, 1, 2}, PixelRange::Bytes).value()[2], half(51));
  EXPECT_EQ(read_values(rgb, {1, 4, 1, 2}, PixelRange::Unit).value()[6], half(1)) << "opaque";
  EXPECT_EQ(message_of(read_values(rgb, {1, 1, 1, 2}, PixelRange::Unit)),
            "is a picture with colours, the tensor is 1x1x1x2");
  EXPECT_EQ(message_of(read_values(rgb, {1, 3, 2, 2}, PixelRange::Unit)),
            "is a picture of 2 by 1 pixels (width by height), the tensor is 1x3x2x2");
  EXPECT_EQ(message_of(read_values(rgb, {1, 2, 1, 2}, PixelRange::Unit)),
            "is a picture of 2 by 1 pixels, which gives 1, 3 or 4 channels, the tensor is 1x2x1x2");
  const std::string grey = folder.add("grey.png", png(image::PixelFormat::Grey8, 2, 1, {0, 255}));
  EXPECT_EQ(read_values(grey, {1, 1, 1, 2}, PixelRange::Unit).value(),
            (std::vector<std::uint16_t>{0, half(1)}));
  EXPECT_EQ(read_values(grey, {1, 3, 1, 2}, PixelRange::Unit).value().size(), 6u);
}

}  // namespace
}  // namespace ane::run
