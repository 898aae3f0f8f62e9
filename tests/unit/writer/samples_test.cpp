#include "core/writer/samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include "core/image/png.hpp"
#include "tests/support/corpus.hpp"

namespace ane::writer {
namespace {

std::filesystem::path samples_folder() {
  return std::filesystem::path(ANESCOPE_SOURCE_DIR) / "assets/samples";
}

std::string built(const Sample& sample) {
  const auto bytes = sample.build();
  EXPECT_TRUE(bytes) << sample.name << ": " << bytes.error().message;
  return bytes ? std::string(bytes->begin(), bytes->end()) : std::string();
}

TEST(Samples, CommittedFilesAreWhatTheBuildersMake) {
  std::set<std::string> expected = {"picture.png"};
  for (const Sample& sample : samples()) {
    const std::string file = std::string(sample.name) + ".hwx";
    EXPECT_TRUE(test::read_file(samples_folder() / file) == built(sample))
        << file << " is not what samples.cpp makes: run make_samples";
    expected.insert(file);
  }
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(samples_folder())) {
    found.insert(entry.path().filename().string());
  }
  EXPECT_EQ(found, expected);
}

TEST(Samples, AreSmallAndSayWhoWroteThem) {
  for (const Sample& sample : samples()) {
    const std::string bytes = built(sample);
    EXPECT_LE(bytes.size(), 0x10000U) << sample.name;
    EXPECT_NE(bytes.find("ANEC v1\nanescope_writer v1\n\t-t h13\n"), std::string::npos) << sample.name;
    EXPECT_EQ(bytes.find("zin_ane_compiler"), std::string::npos) << sample.name;
    EXPECT_FALSE(sample.title.empty() || sample.description.empty()) << sample.name;
  }
}

TEST(Samples, ThePictureIsTheCommittedOne) {
  const std::string file = test::read_file(samples_folder() / "picture.png");
  const auto picture =
      image::read_png(std::span(reinterpret_cast<const std::uint8_t*>(file.data()), file.size()));
  ASSERT_TRUE(picture) << picture.error().message;
  ASSERT_EQ(picture->width, kPictureSide);
  ASSERT_EQ(picture->height, kPictureSide);
  const auto pixels = sample_picture();
  ASSERT_EQ(pixels.size(), std::size_t{kPictureSide} * kPictureSide * 3);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    ASSERT_EQ(picture->rgba[i / 3 * 4 + i % 3], pixels[i]) << "byte " << i;
  }
}

TEST(Samples, ThePictureHasEdgesAndGradients) {
  const auto pixels = sample_picture();
  const auto grey = [&](std::size_t x, std::size_t y) { return int{pixels[(y * kPictureSide + x) * 3 + 1]}; };
  EXPECT_EQ(grey(0, 0) + 50, grey(0, 50));                  // the sky grows lighter
  EXPECT_GT(std::abs(grey(11, 120) - grey(12, 120)), 200);  // stripes
  EXPECT_GT(std::set<std::uint8_t>(pixels.begin(), pixels.end()).size(), 100U);
}

TEST(Samples, FilterChannelsAreNamed) {
  EXPECT_EQ(conv3x3_channels().size(), 8U);
  EXPECT_EQ(conv3x3_channels()[0], "luma");
}

}  // namespace
}  // namespace ane::writer
