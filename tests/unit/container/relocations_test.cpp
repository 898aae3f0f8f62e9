// container.md 15, rule 11: relocations.

#include <gtest/gtest.h>

#include "tests/unit/container/sample.hpp"

namespace ane::container {
namespace {

using test::Bytes;
using test::error;
using test::kTextSegment;
using test::parse;
using test::Problems;
using test::problems_of;
using test::Sample;

constexpr std::uint32_t kPcRelLength2 = 0x05000000, kPcRelLength3 = 0x07000000, kExtern = 0x08000000;

/// The sample with two weight chunks and a relocation for each.
Sample relocated() {
  writer::HwxSpec spec = test::sample_spec();
  spec.constants = Bytes(0x80, 1);
  spec.weight_symbols = {{writer::weight_symbol_name(1, 0), 0}, {writer::weight_symbol_name(1, 1), 0x40}};
  spec.relocations = {0x10, 0x14};
  return Sample(spec);
}

std::uint64_t entry(const Sample& file, std::uint64_t index) {
  return file.plan.relocations_offset + 8 * index;
}
std::uint64_t text_size(const Sample& file) {
  return file.plan.section("__TEXT", "__text")->size;
}

TEST(Relocations, AreReadInFull) {
  Sample file = relocated();
  file.put(entry(file, 1), 0x14).put(entry(file, 1) + 4, 0xfabcdef1);
  const auto parsed = parse(file);
  const Section& text = *parsed.container.text();
  EXPECT_EQ(text.nreloc, 2u);
  EXPECT_EQ(text.flags, 0x128u);
  const auto first = read_relocation(parsed.file(), text, 0);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->address, 0x10);
  EXPECT_EQ(first->number, 2u);
  EXPECT_TRUE(first->pcrel);
  EXPECT_EQ(first->length, 2);
  EXPECT_FALSE(first->external);
  EXPECT_EQ(first->type, 0);
  EXPECT_EQ(first->where, (Extent{entry(file, 0), 8}));
  const auto second = read_relocation(parsed.file(), text, 1);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->number, 0xbcdef1u);
  EXPECT_FALSE(second->pcrel);
  EXPECT_EQ(second->length, 1);
  EXPECT_TRUE(second->external);
  EXPECT_EQ(second->type, 15);
}

TEST(Relocations, OfAGoodFileAreNotCriticised) {
  EXPECT_EQ(problems_of(relocated()), Problems());
}

TEST(Relocations, PastTheEndOfTheFile) {
  Sample file = relocated();
  const std::uint64_t text = file.section(kTextSegment);
  const std::uint64_t offset = file.bytes.size() - 4;
  file.set(text, section::kRelocOff, offset);
  EXPECT_EQ(problems_of(file), Problems({error("relocations-past-file-end", {text + 0x38, 8},
                                               "section __TEXT,__text: 2 relocations at 0x7ffc end behind "
                                               "the file's end at 0x8000")}));
  EXPECT_FALSE(read_relocation(parse(file).file(), *parse(file).container.text(), 0));
}

TEST(Relocations, MoreThan32BitsOfBytes) {
  Sample file = relocated();
  const std::uint64_t text = file.section(kTextSegment);
  file.set(text, section::kRelocOff, 0xfffffff0).set(text, section::kRelocCount, 0xffffffff);
  EXPECT_EQ(problems_of(file), Problems({error("relocations-past-file-end", {text + 0x38, 8},
                                               "section __TEXT,__text: 4294967295 relocations at 0xfffffff0 "
                                               "end behind the file's end at 0x8000")}));
}

TEST(Relocations, ThatReachOutOfTheSection) {
  Sample file = relocated();
  const std::uint64_t address = text_size(file) - 3;
  file.put(entry(file, 0), address);
  EXPECT_EQ(problems_of(file),
            Problems({error("relocation-outside-section", {entry(file, 0), 8},
                            "section __TEXT,__text: relocation 0 at " + hex(address) +
                                " of 4 bytes is not inside the section's " + hex(text_size(file)))}));
  EXPECT_EQ(problems_of(file.put(entry(file, 0), address - 1)), Problems());
}

TEST(Relocations, OfEightBytesReachFurther) {
  Sample file = relocated();
  const std::uint64_t address = text_size(file) - 4;
  file.put(entry(file, 0), address).put(entry(file, 0) + 4, kPcRelLength3 | 2);
  EXPECT_EQ(problems_of(file),
            Problems({error("relocation-outside-section", {entry(file, 0), 8},
                            "section __TEXT,__text: relocation 0 at " + hex(address) +
                                " of 8 bytes is not inside the section's " + hex(text_size(file)))}));
}

TEST(Relocations, BeforeTheSection) {
  Sample file = relocated();
  file.put(entry(file, 0), 0xfffffffc);
  EXPECT_EQ(problems_of(file),
            Problems({error("relocation-outside-section", {entry(file, 0), 8},
                            "section __TEXT,__text: relocation 0 at 0xfffffffc of 4 bytes is not inside the "
                            "section's " +
                                hex(text_size(file)))}));
}

TEST(Relocations, AgainstASectionThatDoesNotExist) {
  for (const std::uint32_t number : {0u, 5u, 0xffffffu}) {
    Sample file = relocated();
    file.put(entry(file, 1) + 4, kPcRelLength2 | number);
    EXPECT_EQ(problems_of(file), Problems({error("relocation-section", {entry(file, 1), 8},
                                                 "section __TEXT,__text: relocation 1 names section " +
                                                     std::to_string(number) + ", there are 1 to 4")}));
  }
}

TEST(Relocations, AgainstASymbol) {
  Sample file = relocated();
  EXPECT_EQ(problems_of(file.put(entry(file, 1) + 4, kPcRelLength2 | kExtern | 20)), Problems());
  EXPECT_EQ(problems_of(file.put(entry(file, 1) + 4, kPcRelLength2 | kExtern | 21)),
            Problems({error("relocation-symbol", {entry(file, 1), 8},
                            "section __TEXT,__text: relocation 1 names symbol 21 of 21")}));
}

TEST(Relocations, AgainstASymbolWhereThereIsNoTable) {
  Sample file = relocated();
  file.put(entry(file, 1) + 4, kPcRelLength2 | kExtern);
  file.set(file.at(Cmd::Symtab), command::kCmd, 0x1b);
  EXPECT_EQ(problems_of(file).back(), error("relocation-symbol", {entry(file, 1), 8},
                                            "section __TEXT,__text: relocation 1 names symbol 0 of 0"));
}

}  // namespace
}  // namespace ane::container
