// container.md 15, rule 26: notes and banners.

#include <gtest/gtest.h>

#include "tests/unit/container/sample.hpp"

namespace ane::container {
namespace {

using test::Bytes;
using test::error;
using test::only;
using test::parse;
using test::Problems;
using test::problems_of;
using test::raw_command;
using test::Sample;
using test::sample_with;
using test::warning;

/// The sample with a note of four bytes.
Sample noted() {
  writer::HwxSpec spec = test::sample_spec();
  spec.notes = {{"src model info", {1, 2, 3, 4}}};
  return Sample(spec);
}

TEST(Note, LiesInItsCommandWhereItFitsThere) {
  const Sample file = noted();
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems, Problems());
  const Note& note = parsed.container.notes.at(0);
  EXPECT_EQ(note.owner, "src model info");
  EXPECT_TRUE(note.in_command);
  EXPECT_EQ(note.payload, (Extent{file.at(Cmd::Note) + 0x28, 4}));
}

TEST(Note, LiesInTheFileOtherwise) {
  Sample file = noted();
  file.set(file.at(Cmd::Note), note::kOffset, 0x4000).set(file.at(Cmd::Note), note::kBytes, 0x8000);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems, Problems());
  EXPECT_FALSE(parsed.container.notes.at(0).in_command);
  EXPECT_EQ(parsed.container.notes.at(0).payload, (Extent{0x4000, 0x8000}));
}

TEST(Note, AnOffsetIntoItsOwnHeadMeansTheFile) {
  Sample file = noted();
  file.set(file.at(Cmd::Note), note::kOffset, 0x27);
  EXPECT_EQ(parse(file).container.notes.at(0).payload, (Extent{0x27, 4}));
}

TEST(Note, NeitherInTheCommandNorInTheFile) {
  struct Place {
    std::uint64_t offset, size;
  };
  for (const Place place : {Place{0xbfff, 2}, Place{UINT64_MAX, 1}, Place{0x28, UINT64_MAX}}) {
    Sample file = noted();
    const std::uint64_t command = file.at(Cmd::Note);
    file.set(command, note::kOffset, place.offset).set(command, note::kBytes, place.size);
    const auto parsed = parse(file);
    EXPECT_EQ(parsed.problems,
              only(error("note-outside-file", {command + 0x18, 16},
                         "load command 10 (LC_NOTE): offset " + hex(place.offset) + " + size " +
                             hex(place.size) + " is neither inside the command nor inside the file")));
    EXPECT_TRUE(parsed.container.notes.at(0).payload.empty());
    EXPECT_EQ(parsed.container.notes.at(0).owner, "src model info");
  }
}

TEST(Note, ShorterThanANote) {
  const Sample file = sample_with({raw_command(Cmd::Note, {0, 0})});
  EXPECT_EQ(problems_of(file),
            only(error("note-too-short", file.extent(Cmd::Note),
                       "load command 10 (LC_NOTE): cmdsize 16 is less than the 40 bytes of a note")));
}

Sample with_banner(std::string banner) {
  writer::HwxSpec spec = test::sample_spec();
  spec.banner = std::move(banner);
  return Sample(spec);
}

Extent banner_extent(const Sample& file) {
  const Extent command = file.extent(Cmd::Ident);
  return {command.offset + 8, command.size - 8};
}

TEST(Ident, IsReadInFull) {
  const Sample file = with_banner(
      "ANEC v1\nzin_ane_compiler v5.4.1\n Module ANEC: \n\t\tModuleVersion: 5.4\n\t-t h13g\n"
      "\t--fdram-allocator=ffreuse\n\t--no-x\n\t-i ./in put.plist\n");
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems, Problems());
  const Banner& banner = parsed.container.banners.at(0);
  EXPECT_EQ(banner.where, banner_extent(file));
  EXPECT_EQ(banner.compiler, "zin_ane_compiler");
  EXPECT_EQ(banner.version, "v5.4.1");
  EXPECT_EQ(banner.target, "h13g");
  ASSERT_EQ(banner.options.size(), 4u);
  EXPECT_EQ(banner.options[0].key, "-t");
  EXPECT_EQ(banner.options[1].key, "--fdram-allocator");
  EXPECT_EQ(banner.options[1].value, "ffreuse");
  EXPECT_EQ(banner.options[2].key, "--no-x");
  EXPECT_EQ(banner.options[2].value, "");
  EXPECT_EQ(banner.options[3].key, "-i");
  EXPECT_EQ(banner.options[3].value, "./in put.plist");
}

TEST(Ident, OfThirdPartiesNeedsNoOptions) {
  const Banner banner = parse(with_banner("research_hwx_compiler v1")).container.banners.at(0);
  EXPECT_EQ(banner.text, "research_hwx_compiler v1");
  EXPECT_EQ(banner.compiler, "");
  EXPECT_EQ(banner.target, "");
}

TEST(Ident, OfNothing) {
  const Sample file = with_banner("");
  EXPECT_EQ(problems_of(file), only(warning("ident-empty", banner_extent(file),
                                            "load command 9 (LC_IDENT): the banner is empty")));
}

TEST(Ident, WithoutNul) {
  Sample file = with_banner("ANEC v1");
  const Extent where = banner_extent(file);
  ASSERT_EQ(where.size, 8u);
  file.put(where.end() - 1, '!', 1);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            only(warning("ident-not-terminated", where, "load command 9 (LC_IDENT): the banner has no NUL")));
  EXPECT_EQ(parsed.container.banners.at(0).text, "ANEC v1!");
}

TEST(Ident, TheFirstOfTwoCounts) {
  const Sample file = sample_with({raw_command(Cmd::Ident, {0x454e41, 0})});
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            only(warning("second-ident", {file.extent(Cmd::Ident, 1).offset + 8, 8},
                         "load command 10 (LC_IDENT): a second banner; the first one counts")));
  ASSERT_EQ(parsed.container.banners.size(), 1u);
  EXPECT_EQ(parsed.container.banners[0].target, "h13");
}

TEST(Ident, WithNothingButItsHead) {
  const Sample file = sample_with({raw_command(Cmd::Ident, {})});
  const std::uint64_t end = file.extent(Cmd::Ident, 1).end();
  EXPECT_EQ(problems_of(file).front(),
            warning("ident-empty", {end, 0}, "load command 10 (LC_IDENT): the banner is empty"));
}

}  // namespace
}  // namespace ane::container
