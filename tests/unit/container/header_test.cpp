// container.md 15, rules 1 and 2: what is refused, and a command area that reaches too far.

#include <gtest/gtest.h>

#include "tests/unit/container/sample.hpp"

namespace ane::container {
namespace {

using test::Bytes;
using test::error;
using test::parse;
using test::Problems;
using test::problems_of;
using test::Sample;
using test::warning;

Error refusal_of(const Bytes& bytes) {
  const SourcePtr source = memory_source(bytes);
  Diagnostics problems;
  const auto container = parse_container(ByteView(*source), problems);
  EXPECT_FALSE(container) << "was accepted";
  EXPECT_TRUE(problems.empty());
  return container ? Error{} : container.error();
}

TEST(Refusal, ShorterThanAHeader) {
  for (const std::size_t size : {0u, 1u, 31u}) {
    Bytes bytes = Sample().bytes;
    bytes.resize(size);
    const Error refusal = refusal_of(bytes);
    EXPECT_EQ(refusal.message, "too short for an HWX header: " + std::to_string(size) + " of 32 bytes");
    EXPECT_EQ(refusal.where, (Extent{0, size}));
  }
}

TEST(Refusal, AnotherMagic) {
  const Error refusal = refusal_of(Sample().put(0, 0x04034b50).bytes);
  EXPECT_EQ(refusal.message, "not an HWX file: the first word is 0x04034b50, not 0xbeefface");
  EXPECT_EQ(refusal.where, (Extent{0, 4}));
}

TEST(Refusal, AByteSwappedMagic) {
  for (const std::uint32_t magic : {0xcefaefbeu, 0xcffaedfeu}) {
    const Error refusal = refusal_of(Sample().put(0, magic).bytes);
    EXPECT_EQ(refusal.message,
              "byte-swapped magic " + hex(magic) + ": big-endian HWX files are not known to exist");
    EXPECT_EQ(refusal.where, (Extent{0, 4}));
  }
}

TEST(Refusal, AnOrdinaryMachOFile) {
  Sample file;
  file.put(0, 0xfeedfacf).put(4, 0x0100000c);
  EXPECT_EQ(refusal_of(file.bytes).message,
            "an ordinary Mach-O file for cputype 0x100000c (arm64), not a Neural Engine program (0x80)");
  EXPECT_EQ(refusal_of(file.bytes).where, (Extent{4, 4}));
  EXPECT_EQ(refusal_of(file.put(4, 0x01000007).bytes).message,
            "an ordinary Mach-O file for cputype 0x1000007, not a Neural Engine program (0x80)");
}

TEST(Header, IsReadInFull) {
  const auto parsed = parse(Sample().put(0x1c, 0x12345678));
  const Header& header = parsed.container.header;
  EXPECT_EQ(header.magic, 0xbeeffaceu);
  EXPECT_EQ(header.cputype, 0x80u);
  EXPECT_EQ(header.cpusubtype, 4u);
  EXPECT_EQ(header.filetype, 2u);
  EXPECT_EQ(header.ncmds, 11u);
  EXPECT_EQ(header.flags, 0x00200000u);
  EXPECT_EQ(header.reserved, 0x12345678u);
}

TEST(Header, MayHaveTheMachOMagicForTheNeuralEngine) {
  const auto parsed = parse(Sample().put(0, 0xfeedfacf));
  EXPECT_EQ(parsed.problems, Problems());
  EXPECT_EQ(parsed.container.tensors.size(), 2u);
}

TEST(Header, KeepsAllBitsOfTheSubtype) {
  EXPECT_EQ(parse(Sample().put(8, 0x80000004)).container.header.cpusubtype, 0x80000004u);
}

TEST(Header, AnotherCputypeIsSurvived) {
  const auto parsed = parse(Sample().put(4, 7));
  EXPECT_EQ(parsed.problems, Problems({warning("unknown-cputype", {4, 4}, "cputype is 0x7, expected 0x80")}));
  EXPECT_EQ(parsed.container.tensors.size(), 2u);
}

TEST(Header, AloneMakesAFile) {
  Bytes bytes = Sample().put(0x10, 0).put(0x14, 0).bytes;
  bytes.resize(32);
  EXPECT_EQ(
      parse(bytes).problems,
      Problems({warning("no-symbol-table", {32, 0}, "no LC_SYMTAB: names of weights and types are not known"),
                warning("no-program-record", {32, 0},
                        "no program thread: buffers and the first task's length are not known")}));
}

TEST(CommandArea, PastTheEndOfTheFile) {
  Sample file;
  const std::uint64_t end = file.commands_end();
  const auto parsed = parse(file.put(0x14, 0x7fffffff));
  EXPECT_EQ(parsed.problems,
            Problems({error("commands-past-file-end", {0x14, 4},
                            "load commands end at 0x8000001f, the file at 0xc000"),
                      warning("commands-do-not-fill-area", {end, 0xc000 - end},
                              "11 load commands take " + std::to_string(end - 32) +
                                  " bytes, sizeofcmds says 2147483647"),
                      error("commands-over-section", {0x4000, 0x8000},
                            "load commands end at 0xc000, behind the first segment at 0x4000")}));
  EXPECT_EQ(parsed.container.commands.size(), 11u);
  EXPECT_EQ(parsed.container.command_area, (Extent{32, 0xc000 - 32}));
}

TEST(CommandArea, OverTheFirstSection) {
  Sample file;
  const std::uint64_t end = file.commands_end();
  const auto parsed = parse(file.put(0x14, 0x4010 - 32));
  EXPECT_EQ(parsed.problems,
            Problems({warning("commands-do-not-fill-area", {end, 0x4010 - end},
                              "11 load commands take " + std::to_string(end - 32) +
                                  " bytes, sizeofcmds says " + std::to_string(0x4010 - 32)),
                      error("commands-over-section", {0x4000, 0x10},
                            "load commands end at 0x4010, behind the first segment at 0x4000")}));
  EXPECT_EQ(parsed.container.tensors.size(), 2u);
}

}  // namespace
}  // namespace ane::container
