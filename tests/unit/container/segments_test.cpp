// container.md 15, rules 5 and 7: segments that claim more than there is.

#include <gtest/gtest.h>

#include "tests/unit/container/sample.hpp"

namespace ane::container {
namespace {

using test::Bytes;
using test::error;
using test::kInputSegment;
using test::kOutputSegment;
using test::kTextSegment;
using test::parse;
using test::Problems;
using test::problems_of;
using test::raw_command;
using test::Sample;
using test::sample_with;
using test::warning;

/// The sample with __TEXT as the last segment, in memory as in the file.
Sample text_last(std::size_t constant_bytes = 0) {
  writer::HwxSpec spec = test::sample_spec();
  spec.style.text_last = true;
  spec.constants = Bytes(constant_bytes, 1);
  return Sample(spec);
}
constexpr std::size_t kLastSegment = 3;

TEST(SegmentCommand, ShorterThanASegment) {
  const Sample file = sample_with({raw_command(Cmd::Segment64, {0, 0})});
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            Problems({error("segment-too-short", file.extent(Cmd::Segment64, 4),
                            "load command 10 (LC_SEGMENT_64): cmdsize 16 is less than the 72 bytes of a "
                            "segment")}));
  EXPECT_EQ(parsed.container.segments.size(), 4u);
}

TEST(SegmentCommand, OneSectionMoreThanItHolds) {
  Sample file;
  const std::uint64_t text = file.segment(kTextSegment);
  const auto parsed = parse(file.set(text, segment::kSectionCount, 3));
  EXPECT_EQ(parsed.problems, Problems({error("segment-sections-past-command", {text + 0x40, 4},
                                             "load command 1 (LC_SEGMENT_64): 3 sections need 312 bytes, "
                                             "cmdsize is 232")}));
  EXPECT_EQ(parsed.container.segments[1].section_count, 2u) << "those that are there are read";
  EXPECT_EQ(parsed.container.sections.size(), 4u);
}

TEST(SegmentCommand, MoreSectionsThan32BitsCanCount) {
  Sample file;
  const std::uint64_t text = file.segment(kTextSegment);
  EXPECT_EQ(problems_of(file.set(text, segment::kSectionCount, 0xffffffff)),
            Problems({error("segment-sections-past-command", {text + 0x40, 4},
                            "load command 1 (LC_SEGMENT_64): 4294967295 sections need 343597383672 bytes, "
                            "cmdsize is 232")}));
}

TEST(SegmentRange, PastTheEndOfTheFile) {
  Sample file = text_last();
  const std::uint64_t text = file.segment(kLastSegment);
  file.set(text, segment::kFileSize, 0xc000).set(text, segment::kVmSize, 0xc000);
  EXPECT_EQ(problems_of(file),
            Problems({error("segment-past-file-end", {text + 0x28, 16},
                            "segment __TEXT: file range 0x4000 + 0xc000 ends behind the file's end at "
                            "0xc000")}));
}

TEST(SegmentRange, ThatWrapsInTheFile) {
  Sample file = text_last();
  const std::uint64_t text = file.segment(kLastSegment);
  file.set(text, segment::kFileSize, UINT64_MAX).set(text, segment::kVmSize, UINT64_MAX - 0x40000000);
  const auto problems = problems_of(file);
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems[0], error("segment-past-file-end", {text + 0x28, 16},
                               "segment __TEXT: file range 0x4000 + 0xffffffffffffffff ends behind the "
                               "file's end at 0xc000"));
}

// The sections lie in the file where they say, so the wrapped range of their segment must not hide them.
TEST(SegmentRange, ThatWrapsInTheFileHoldsItsSections) {
  Sample file = text_last();
  const std::uint64_t text = file.segment(kLastSegment);
  file.set(text, segment::kFileSize, UINT64_MAX).set(text, segment::kVmSize, UINT64_MAX - 0x40000000);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems.size(), 2u) << "one for the file range, one for being larger than the memory";
  EXPECT_TRUE(parsed.container.text()->complete());
}

TEST(SegmentRange, LargerInTheFileThanInMemory) {
  Sample file = text_last(0x40);
  file.bytes.resize(file.bytes.size() + 0x4000);
  const std::uint64_t text = file.segment(kLastSegment);
  EXPECT_EQ(problems_of(file.set(text, segment::kFileSize, 0x8000)),
            Problems({error("segment-file-larger-than-memory", {text + 0x20, 0x18},
                            "segment __TEXT: 0x8000 bytes in the file, but only 0x4000 in memory")}));
}

TEST(SegmentRange, ThatWrapsInMemory) {
  Sample file;
  const std::uint64_t output = file.segment(kOutputSegment);
  const std::uint64_t section = file.section(kOutputSegment);
  file.set(output, segment::kVmAddr, 0xffffffffffffc000).set(output, segment::kVmSize, 0x8000);
  EXPECT_EQ(problems_of(file),
            Problems({error("segment-memory-overflow", {output + 0x18, 16},
                            "segment __FVMLIB: vmaddr 0xffffffffffffc000 + vmsize 0x8000 overflows"),
                      error("section-outside-segment-memory", {section + 0x20, 16},
                            "section __FVMLIB,__data: address 0x3000c000 + size 0x2000 is not inside its "
                            "segment's memory 0xffffffffffffc000 + 0x8000"),
                      warning("segments-not-contiguous", {output + 0x18, 8},
                              "segment __FVMLIB: starts at 0xffffffffffffc000, the one before is "
                              "0x30008000 + 0x4000"),
                      warning("slot-outside-segments", {file.state(0) + 5 * 8, 8},
                              "program net: base address 5 is 0x3000c000, which no segment holds")}));
}

TEST(SegmentRange, UpToTheLastAddressIsLegal) {
  Sample file;
  const std::uint64_t output = file.segment(kOutputSegment);
  file.set(output, segment::kVmSize, UINT64_MAX - 0x3000c000);
  EXPECT_EQ(problems_of(file), Problems());
}

TEST(SegmentOrder, AGapInMemory) {
  Sample file;
  const std::uint64_t output = file.segment(kOutputSegment);
  file.set(file.segment(kInputSegment), segment::kVmSize, 0x2000);
  EXPECT_EQ(problems_of(file), Problems({warning("segments-not-contiguous", {output + 0x18, 8},
                                                 "segment __FVMLIB: starts at 0x3000c000, the one before "
                                                 "is 0x30008000 + 0x2000")}));
}

TEST(SegmentOverlap, InMemory) {
  Sample file;
  const std::uint64_t output = file.segment(kOutputSegment);
  file.set(file.segment(kInputSegment), segment::kVmSize, 0x8000);
  EXPECT_EQ(
      problems_of(file),
      Problems({warning("segments-not-contiguous", {output + 0x18, 8},
                        "segment __FVMLIB: starts at 0x3000c000, the one before is 0x30008000 + 0x8000"),
                warning("segments-overlap", {output, 72},
                        "segment __FVMLIB overlaps segment __FVMLIB in memory at 0x3000c000")}));
}

TEST(SegmentOverlap, InTheFile) {
  writer::HwxSpec spec = test::sample_spec();
  spec.segments_after = {{"__DEBUG", {{"__debug_info", Bytes(0x10), 2, 0x32, false}}, 0, 4, {}}};
  Sample file(spec);
  const std::uint64_t debug = file.segment(4);
  file.set(debug, segment::kFileOff, 0x8000);
  file.set(file.section(4), section::kOffset, 0x8000);
  EXPECT_EQ(problems_of(file),
            Problems({warning("segments-overlap", {debug, 72},
                              "segment __DEBUG overlaps segment __TEXT in the file at 0x8000"),
                      warning("sections-overlap", {file.section(4), 80},
                              "section __DEBUG,__debug_info overlaps section __TEXT,__const in the file at "
                              "0x8000"),
                      warning("bytes-after-last-segment", {0xc000, 0x4000},
                              "the last segment ends at 0xc000, the file at 0x10000")}));
}

TEST(FileEnd, BytesBehindTheLastSegment) {
  Sample file;
  file.bytes.resize(0xc010);
  EXPECT_EQ(problems_of(file), Problems({warning("bytes-after-last-segment", {0xc000, 0x10},
                                                 "the last segment ends at 0xc000, the file at 0xc010")}));
}

TEST(SegmentName, MayFillItsField) {
  Sample file;
  file.text(file.segment(kInputSegment) + segment::kName.offset, "ABCDEFGHIJKLMNOP");
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems, Problems());
  EXPECT_EQ(parsed.container.segments[2].name, "ABCDEFGHIJKLMNOP");
  EXPECT_EQ(parsed.container.segments[2].vmaddr, 0x30008000u);
}

TEST(SegmentName, IsEscapedInMessages) {
  Sample file = text_last();
  const std::uint64_t text = file.segment(kLastSegment);
  file.text(text + segment::kName.offset, "\x1b[2J\xff\xfe");
  file.set(text, segment::kFileSize, 0xc000).set(text, segment::kVmSize, 0xc000);
  EXPECT_EQ(problems_of(file).front(),
            error("segment-past-file-end", {text + 0x28, 16},
                  "segment \\x1b[2J\\xff\\xfe: file range 0x4000 + 0xc000 ends behind the file's end at "
                  "0xc000"));
}

}  // namespace
}  // namespace ane::container
