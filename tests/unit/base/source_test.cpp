#include "core/base/source.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <thread>

#include "core/base/mapping_guard.hpp"
#include "core/base/view.hpp"
#include "tests/unit/base/temp_folder.hpp"

namespace ane {
namespace {

using test::TempFolder;

const std::uint64_t kPage = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));

std::string text_of(const ByteSource& source) {
  const auto bytes = ByteView(source).bytes();
  return {bytes.begin(), bytes.end()};
}

SourcePtr must_open(const std::string& path) {
  auto source = open_source(path);
  EXPECT_TRUE(source) << source.error().message;
  return source ? std::move(source).value() : memory_source({});
}

TEST(MemorySource, HoldsItsBytesInOnePiece) {
  const SourcePtr source = memory_source({1, 2, 3});
  EXPECT_EQ(source->size(), 3u);
  EXPECT_EQ(source->contiguous().size(), 3u);
  EXPECT_EQ(source->file_state(), FileState::Same);
  EXPECT_EQ(ByteView(*source).u8(2), 3);
}

TEST(OpenSource, MapsAFile) {
  const TempFolder folder;
  const SourcePtr source = must_open(folder.add("file", "content"));
  EXPECT_EQ(text_of(*source), "content");
  EXPECT_EQ(source->contiguous().size(), 7u);
  EXPECT_EQ(source->file_state(), FileState::Same);
}

TEST(OpenSource, SaysWhyAFileCannotBeOpened) {
  const TempFolder folder;
  const auto source = open_source(folder.path("missing"));
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().message, "cannot open: No such file or directory");
}

TEST(OpenSource, RefusesAFolder) {
  const TempFolder folder;
  const auto source = open_source(folder.path());
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().message, "is a folder, not a file");
}

TEST(OpenSource, OpensAnEmptyFile) {
  const TempFolder folder;
  const SourcePtr source = must_open(folder.add("empty", ""));
  EXPECT_EQ(source->size(), 0u);
  EXPECT_EQ(text_of(*source), "");
}

TEST(OpenSource, ReadsAPipeToItsEnd) {
  const TempFolder folder;
  const std::string path = folder.path("pipe");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const std::string content(200000, 'x');
  std::jthread writer([&] { std::ofstream(path) << content; });
  EXPECT_EQ(text_of(*must_open(path)), content);
}

TEST(OpenSource, ReadsADevice) {
  EXPECT_EQ(must_open("/dev/null")->size(), 0u);
}

TEST(FileState, SeesThatTheFileVanished) {
  const TempFolder folder;
  const std::string path = folder.add("file", "content");
  const SourcePtr source = must_open(path);
  std::filesystem::remove(path);
  EXPECT_EQ(source->file_state(), FileState::Vanished);
  EXPECT_EQ(text_of(*source), "content") << "what is mapped stays";
}

TEST(FileState, SeesThatTheFileGrew) {
  const TempFolder folder;
  const std::string path = folder.add("file", "content");
  const SourcePtr source = must_open(path);
  std::ofstream(path, std::ios::app) << "more";
  EXPECT_EQ(source->file_state(), FileState::Changed);
  EXPECT_EQ(source->size(), 7u);
}

TEST(FileState, SeesANewTimeOfChange) {
  const TempFolder folder;
  const std::string path = folder.add("file", "content");
  const SourcePtr source = must_open(path);
  const auto time = std::filesystem::last_write_time(path);
  std::filesystem::last_write_time(path, time + std::chrono::seconds(5));
  EXPECT_EQ(source->file_state(), FileState::Changed);
}

TEST(FileState, SeesThatAnotherFileTookThePlace) {
  const TempFolder folder;
  const std::string path = folder.add("file", "content");
  const SourcePtr source = must_open(path);
  std::filesystem::rename(folder.add("other", "CONTENT"), path);
  EXPECT_EQ(source->file_state(), FileState::Changed);
  EXPECT_EQ(text_of(*source), "content");
}

TEST(ShrunkFile, ReadsZerosWhereItsPagesWere) {
  const TempFolder folder;
  const std::string path = folder.add("file", std::string(4 * kPage, 'x'));
  const SourcePtr source = must_open(path);
  std::filesystem::resize_file(path, kPage);
  const ByteView view(*source);
  EXPECT_EQ(view.u8(0), 'x');
  EXPECT_EQ(view.u8(kPage), 0);
  EXPECT_TRUE(view.sub(kPage, 3 * kPage)->all_zero());
  EXPECT_EQ(source->file_state(), FileState::Shrank);
}

TEST(ShrunkFile, ReadsZerosInTheMiddleOfAPage) {
  const TempFolder folder;
  const std::string path = folder.add("file", std::string(kPage, 'x'));
  const SourcePtr source = must_open(path);
  std::filesystem::resize_file(path, 10);
  EXPECT_EQ(ByteView(*source).u8(9), 'x');
  EXPECT_EQ(ByteView(*source).u8(10), 0);
  EXPECT_EQ(source->file_state(), FileState::Shrank);
}

TEST(ShrunkFile, ReadsZerosWhenNothingIsLeft) {
  const TempFolder folder;
  const std::string path = folder.add("file", std::string(2 * kPage + 5, 'x'));
  const SourcePtr source = must_open(path);
  std::filesystem::resize_file(path, 0);
  EXPECT_TRUE(ByteView(*source).all_zero());
  EXPECT_EQ(source->file_state(), FileState::Shrank);
}

TEST(ShrunkFile, IsRememberedAfterItGrewAgain) {
  const TempFolder folder;
  const std::string path = folder.add("file", std::string(2 * kPage, 'x'));
  const SourcePtr source = must_open(path);
  std::filesystem::resize_file(path, 0);
  EXPECT_EQ(ByteView(*source).u8(kPage), 0);
  std::filesystem::resize_file(path, 2 * kPage);
  EXPECT_EQ(source->file_state(), FileState::Shrank);
}

TEST(ShrunkFile, DoesNotTouchOtherMappings) {
  const TempFolder folder;
  const std::string path = folder.add("file", std::string(2 * kPage, 'x'));
  const SourcePtr shrunk = must_open(path);
  const SourcePtr other = must_open(folder.add("other", std::string(2 * kPage, 'y')));
  std::filesystem::resize_file(path, 0);
  EXPECT_TRUE(ByteView(*shrunk).all_zero());
  EXPECT_EQ(ByteView(*other).u8(kPage), 'y');
  EXPECT_EQ(other->file_state(), FileState::Same);
}

TEST(MappingGuard, MoreMappingsThanSlotsStillWork) {
  const TempFolder folder;
  const std::string path = folder.add("file", "content");
  std::vector<SourcePtr> all;
  for (int i = 0; i < 300; ++i) all.push_back(must_open(path));
  EXPECT_EQ(text_of(*all.back()), "content");
  EXPECT_EQ(all.back()->file_state(), FileState::Same);
}

TEST(MappingGuard, ASlotIsFreeAgainAfterItsMapping) {
  const TempFolder folder;
  const std::string path = folder.add("file", std::string(2 * kPage, 'x'));
  for (int i = 0; i < 600; ++i) must_open(path);
  const SourcePtr source = must_open(path);
  std::filesystem::resize_file(path, 0);
  EXPECT_TRUE(ByteView(*source).all_zero());
}

SourcePtr must_overlay(SourcePtr base, std::vector<Patch> patches) {
  auto source = overlay_source(std::move(base), std::move(patches));
  EXPECT_TRUE(source) << source.error().message;
  return source ? std::move(source).value() : memory_source({});
}

// Held against bytes that are simply overwritten.
TEST(Overlay, ManyPatchesThatOverlap) {
  std::uint32_t state = 1;
  const auto random = [&](std::uint32_t below) {
    state = state * 1664525 + 1013904223;
    return (state >> 8) % below;
  };
  for (int round = 0; round < 200; ++round) {
    std::vector<std::uint8_t> bytes(64);
    std::vector<Patch> patches;
    const SourcePtr base = memory_source(bytes);
    for (std::uint32_t n = random(20); n > 0; --n) {
      const std::uint32_t at = random(64);
      Patch patch{at, std::vector<std::uint8_t>(random(65 - at))};
      for (std::uint8_t& byte : patch.bytes) byte = static_cast<std::uint8_t>(random(256));
      std::copy(patch.bytes.begin(), patch.bytes.end(), bytes.begin() + at);
      patches.push_back(std::move(patch));
    }
    const SourcePtr patched = must_overlay(base, std::move(patches));
    EXPECT_EQ(ByteView(*patched).bytes(), bytes);
    const std::uint32_t from = random(64), size = random(65 - from);
    EXPECT_EQ(ByteView(*patched).clipped(from, size).bytes(),
              std::vector<std::uint8_t>(bytes.begin() + from, bytes.begin() + from + size));
  }
}

TEST(Overlay, LaysPatchesOverTheBytes) {
  const SourcePtr base = memory_source({0, 1, 2, 3, 4, 5});
  const SourcePtr patched = must_overlay(base, {{1, {11, 12}}, {5, {15}}});
  EXPECT_EQ(ByteView(*patched).bytes(), (std::vector<std::uint8_t>{0, 11, 12, 3, 4, 15}));
  EXPECT_EQ(ByteView(*base).bytes(), (std::vector<std::uint8_t>{0, 1, 2, 3, 4, 5}));
  EXPECT_TRUE(patched->contiguous().empty());
}

TEST(Overlay, TheLaterPatchWins) {
  const SourcePtr patched = must_overlay(memory_source({0, 0, 0, 0}), {{0, {1, 1, 1}}, {1, {2, 2, 2}}});
  EXPECT_EQ(ByteView(*patched).bytes(), (std::vector<std::uint8_t>{1, 2, 2, 2}));
}

TEST(Overlay, ReadsThatCutAPatchSeeTheirPart) {
  const SourcePtr patched = must_overlay(memory_source(std::vector<std::uint8_t>(8)), {{2, {1, 2, 3, 4}}});
  EXPECT_EQ(ByteView(*patched).u16(1), 0x0100);
  EXPECT_EQ(ByteView(*patched).u16(3), 0x0302);
  EXPECT_EQ(ByteView(*patched).u16(5), 0x0004);
  EXPECT_EQ(ByteView(*patched).u16(6), 0);
}

TEST(Overlay, LiesOverAnOverlay) {
  const SourcePtr first = must_overlay(memory_source({0, 0, 0}), {{0, {1, 1}}});
  const SourcePtr second = must_overlay(first, {{1, {2}}});
  EXPECT_EQ(ByteView(*second).bytes(), (std::vector<std::uint8_t>{1, 2, 0}));
}

TEST(Overlay, RefusesAPatchPastTheEnd) {
  const auto patched = overlay_source(memory_source({0, 1, 2, 3}), {{3, {1, 1}}});
  ASSERT_FALSE(patched);
  EXPECT_EQ(patched.error().message, "patch of 2 bytes at 0x3 reaches past the end of the file at 0x4");
  EXPECT_EQ(patched.error().where, (Extent{3, 2}));
}

TEST(Overlay, RefusesAPatchWhoseEndWraps) {
  EXPECT_FALSE(overlay_source(memory_source({0}), {{UINT64_MAX, {1, 1}}}));
}

TEST(Overlay, AcceptsAnEmptyPatchAtTheEnd) {
  EXPECT_TRUE(overlay_source(memory_source({0}), {{1, {}}}));
}

TEST(Overlay, ReportsTheStateOfTheFileBelow) {
  const TempFolder folder;
  const std::string path = folder.add("file", "content");
  const SourcePtr patched = must_overlay(must_open(path), {{0, {'C'}}});
  EXPECT_EQ(patched->file_state(), FileState::Same);
  std::filesystem::remove(path);
  EXPECT_EQ(patched->file_state(), FileState::Vanished);
}

}  // namespace
}  // namespace ane
