// container.md 15, rules 8 to 11: where sections and their relocations may lie.

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
using test::Sample;
using test::warning;

/// The sample with 0x40 bytes of constants.
Sample with_constants() {
  writer::HwxSpec spec = test::sample_spec();
  spec.constants = Bytes(0x40, 1);
  return Sample(spec);
}

std::uint64_t const_record(const Sample& file) {
  return file.section(kTextSegment, 1);
}
Extent size_and_offset(std::uint64_t record) {
  return {record + section::kBytes.offset, 12};
}
Extent address_and_size(std::uint64_t record) {
  return {record + section::kAddr.offset, 16};
}

TEST(SectionRange, OutsideTheFileRangeOfItsSegment) {
  Sample file = with_constants();
  file.set(const_record(file), section::kOffset, 0x3f00);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            Problems({error("section-outside-segment", size_and_offset(const_record(file)),
                            "section __TEXT,__const: 0x3f00..0x3f40 is not inside its segment's file range "
                            "0x4000 + 0x4000")}));
  EXPECT_EQ(parsed.container.sections[1].bytes, (Extent{0x3f00, 0x40})) << "it is read where it says it is";
}

TEST(SectionRange, PastTheEndOfTheFile) {
  Sample file = with_constants();
  file.set(const_record(file), section::kOffset, 0x7ff0);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            Problems({error("section-outside-segment", size_and_offset(const_record(file)),
                            "section __TEXT,__const: 0x7ff0..0x8030 is not inside its segment's file range "
                            "0x4000 + 0x4000"),
                      error("section-past-file-end", size_and_offset(const_record(file)),
                            "section __TEXT,__const: ends at 0x8030, the file at 0x8000")}));
  EXPECT_EQ(parsed.container.sections[1].bytes, (Extent{0x7ff0, 0x10}));
  EXPECT_FALSE(parsed.container.sections[1].complete());
}

TEST(SectionRange, WithASizeThatOverflows) {
  Sample file;
  const std::uint64_t record = const_record(file);
  const std::uint64_t offset = file.plan.section("__TEXT", "__const")->file_offset;
  const std::uint64_t address = file.plan.section("__TEXT", "__const")->address;
  file.set(record, section::kBytes, UINT64_MAX);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            Problems({error("section-overflow", size_and_offset(record),
                            "section __TEXT,__const: offset " + hex(offset) +
                                " + size 0xffffffffffffffff overflows"),
                      error("section-outside-segment-memory", address_and_size(record),
                            "section __TEXT,__const: address " + hex(address) +
                                " + size 0xffffffffffffffff is not inside its segment's memory 0x30000000 "
                                "+ 0x8000")}));
  EXPECT_TRUE(parsed.container.sections[1].bytes.empty());
}

TEST(SectionRange, OutsideTheMemoryOfItsSegment) {
  Sample file = with_constants();
  file.set(const_record(file), section::kAddr, 0x40000000);
  EXPECT_EQ(problems_of(file),
            Problems({error("section-outside-segment-memory", address_and_size(const_record(file)),
                            "section __TEXT,__const: address 0x40000000 + size 0x40 is not inside its "
                            "segment's memory 0x30000000 + 0x4000")}));
}

TEST(SectionRange, BeforeTheMemoryOfItsSegment) {
  Sample file = with_constants();
  file.set(const_record(file), section::kAddr, 0x2fffffc0);
  EXPECT_EQ(problems_of(file).size(), 1u);
}

TEST(SectionRange, UpToTheEndOfItsSegmentIsLegal) {
  Sample file = with_constants();
  file.set(const_record(file), section::kAddr, 0x30003fc0);
  file.set(const_record(file), section::kOffset, 0x7fc0);
  EXPECT_EQ(problems_of(file), Problems());
}

TEST(SectionOffset, MissingInAFileBackedSegment) {
  Sample file = with_constants();
  file.set(const_record(file), section::kOffset, 0);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            Problems({error("section-without-offset", size_and_offset(const_record(file)),
                            "section __TEXT,__const: has bytes in a file-backed segment but the file offset "
                            "0")}));
  EXPECT_TRUE(parsed.container.sections[1].bytes.empty());
}

TEST(SectionOffset, PresentInAZeroFillSegment) {
  Sample file;
  const std::uint64_t record = file.section(kInputSegment);
  file.set(record, section::kOffset, 0x4000);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            Problems({warning("zero-fill-with-offset", size_and_offset(record),
                              "section __FVMLIB,__const: zero-fill, but has the file offset 0x4000")}));
  EXPECT_TRUE(parsed.container.sections[2].bytes.empty());
}

TEST(SectionOffset, AboveFourGibibytesIsReportedAndNotWrapped) {
  Sample file = with_constants();
  const std::uint64_t text = file.segment(kTextSegment);
  const std::uint64_t constants = 0x100000000 + file.plan.section("__TEXT", "__const")->file_offset;
  file.set(text, segment::kFileOff, 0x100004000);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            Problems({error("segment-past-file-end", {text + 0x28, 16},
                            "segment __TEXT: file range 0x100004000 + 0x4000 ends behind the file's end at "
                            "0x8000"),
                      error("section-offset-truncated", size_and_offset(file.section(kTextSegment, 0)),
                            "section __TEXT,__text: its bytes should lie at 0x100004000, which the 32-bit "
                            "offset cannot say"),
                      error("section-offset-truncated", size_and_offset(const_record(file)),
                            "section __TEXT,__const: its bytes should lie at " + hex(constants) +
                                ", which the 32-bit offset cannot say")}));
  EXPECT_TRUE(parsed.container.text()->bytes.empty());
}

TEST(SectionOverlap, InMemory) {
  Sample file = with_constants();
  file.set(const_record(file), section::kAddr, 0x30000020);
  EXPECT_EQ(problems_of(file),
            Problems({warning("sections-overlap", {const_record(file), 80},
                              "section __TEXT,__const overlaps section __TEXT,__text in memory at "
                              "0x30000020")}));
}

TEST(SectionOverlap, InTheFile) {
  Sample file = with_constants();
  file.set(const_record(file), section::kOffset, 0x4020);
  EXPECT_EQ(problems_of(file),
            Problems({warning("sections-overlap", {const_record(file), 80},
                              "section __TEXT,__const overlaps section __TEXT,__text in the file at "
                              "0x4020")}));
}

TEST(SectionAlignment, Above63IsNotPossible) {
  Sample file;
  const std::uint64_t record = file.section(kTextSegment);
  EXPECT_EQ(problems_of(file.set(record, section::kAlign, 63)), Problems());
  EXPECT_EQ(problems_of(file.set(record, section::kAlign, 64)),
            Problems({error("section-alignment", {record + 0x34, 4},
                            "section __TEXT,__text: alignment 2^64 is not possible")}));
  EXPECT_EQ(problems_of(file.set(record, section::kAlign, 0xffffffff)),
            Problems({error("section-alignment", {record + 0x34, 4},
                            "section __TEXT,__text: alignment 2^4294967295 is not possible")}));
}

TEST(SectionName, MayFillItsField) {
  Sample file;
  const std::uint64_t record = file.section(kInputSegment);
  file.text(record, "abcdefghijklmnop").text(record + 16, "ABCDEFGHIJKLMNOP");
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems, Problems());
  EXPECT_EQ(parsed.container.sections[2].name, "abcdefghijklmnop");
  EXPECT_EQ(parsed.container.sections[2].segment, "ABCDEFGHIJKLMNOP");
}

TEST(SectionName, WithBytesThatDoNotPrint) {
  Sample file;
  const std::uint64_t record = file.section(kInputSegment);
  file.text(record, "\x1b[2J\xff");
  EXPECT_EQ(problems_of(file), Problems({warning("name-not-printable", {record, 16},
                                                 "section __FVMLIB,\\x1b[2J\\xffst: the name has bytes that "
                                                 "do not print")}));
}

// A file cut inside the constants is still fully readable but for them.
TEST(TruncatedDownload, InsideTheConstants) {
  Sample file;
  file.bytes.resize(0x6000);
  const auto parsed = parse(file);
  const std::uint64_t end = file.plan.section("__TEXT", "__const")->file_offset + 0x4000;
  EXPECT_EQ(parsed.problems,
            Problems({error("segment-past-file-end", {file.segment(kTextSegment) + 0x28, 16},
                            "segment __TEXT: file range 0x4000 + 0x8000 ends behind the file's end at "
                            "0x6000"),
                      error("section-past-file-end", size_and_offset(const_record(file)),
                            "section __TEXT,__const: ends at " + hex(end) + ", the file at 0x6000")}));
  EXPECT_TRUE(parsed.container.text()->complete());
  EXPECT_FALSE(parsed.container.sections[1].complete());
  EXPECT_EQ(parsed.container.sections[1].bytes.end(), 0x6000u);
  EXPECT_EQ(parsed.container.tensors.size(), 2u);
  EXPECT_EQ(parsed.container.symbols->count, 19u);
}

TEST(TruncatedDownload, AtEveryLengthIsSurvived) {
  const Bytes whole = Sample().bytes;
  for (std::size_t size = 32; size < whole.size(); size += size < 0x4100 ? 7 : 991) {
    const auto parsed = parse(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
    ASSERT_FALSE(parsed.problems.empty()) << size;
  }
}

TEST(SectionLookup, FindsByNameAndByAddress) {
  const auto parsed = parse(Sample());
  const Container& c = parsed.container;
  EXPECT_EQ(c.text(), &c.sections[0]);
  EXPECT_EQ(c.section("__FVMLIB", "__data"), &c.sections[3]);
  EXPECT_EQ(c.section("__DATA", "__bss"), nullptr);
  EXPECT_EQ(c.section_at(0x30000000), &c.sections[0]);
  EXPECT_EQ(c.section_at(0x30008000 + 0xbff), &c.sections[2]);
  EXPECT_EQ(c.section_at(0x30008000 + 0xc00), nullptr);
  EXPECT_EQ(c.section_at(0), nullptr);
}

}  // namespace
}  // namespace ane::container
