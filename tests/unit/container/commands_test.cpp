// container.md 15, rules 3, 4 and 6: load commands that do not add up, and which of them there must be.

#include <gtest/gtest.h>

#include "tests/unit/container/sample.hpp"

namespace ane::container {
namespace {

using test::Bytes;
using test::error;
using test::note;
using test::parse;
using test::Problems;
using test::problems_of;
using test::raw_command;
using test::Sample;
using test::sample_with;
using test::warning;

constexpr std::uint32_t kCommands = 11;  // of the sample
const std::string kNoSymbols = "no LC_SYMTAB: names of weights and types are not known";
const std::string kNoProgram = "no program thread: buffers and the first task's length are not known";

Extent area_of(const Sample& file) {
  return {32, file.commands_end() - 32};
}

TEST(CommandList, AHeadBehindTheLastCommand) {
  Sample file;
  file.set(0, header::kCommandCount, kCommands + 1);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            Problems({error("command-past-area", {file.commands_end(), 0},
                            "load command 11: its head reaches past the end of the load commands")}));
  EXPECT_EQ(parsed.container.commands.size(), kCommands);
}

TEST(CommandList, AHeadAcrossTheEndOfTheArea) {
  Sample file;
  file.set(0, header::kCommandCount, kCommands + 1);
  file.set(0, header::kCommandBytes, area_of(file).size + 4);
  EXPECT_EQ(problems_of(file),
            Problems({error("command-past-area", {file.commands_end(), 4},
                            "load command 11: its head reaches past the end of the load commands")}));
}

TEST(CommandList, ACommandSmallerThanItsHeadEndsTheList) {
  for (const std::uint32_t size : {0u, 4u, 7u}) {
    Sample file;
    const std::uint64_t symtab = file.at(Cmd::Symtab);
    const auto parsed = parse(file.set(symtab, command::kCmdSize, size));
    EXPECT_EQ(parsed.problems, Problems({error("command-too-small", {symtab, 8},
                                               "load command 10: cmdsize " + std::to_string(size) +
                                                   " is less than its own 8-byte head"),
                                         warning("no-symbol-table", area_of(file), kNoSymbols)}));
    EXPECT_EQ(parsed.container.commands.size(), 10u) << "what stands before it is kept";
    EXPECT_EQ(parsed.container.tensors.size(), 2u);
  }
}

TEST(CommandList, ACommandLargerThanTheAreaEndsTheList) {
  for (const std::uint32_t size : {32u, 0xfffffff8u}) {
    Sample file;
    const std::uint64_t symtab = file.at(Cmd::Symtab);
    EXPECT_EQ(problems_of(file.set(symtab, command::kCmdSize, size)),
              Problems({error("command-past-area", {symtab, 8},
                              "load command 10: cmdsize " + std::to_string(size) +
                                  " reaches past the end of the load commands, 24 bytes remain"),
                        warning("no-symbol-table", area_of(file), kNoSymbols)}));
  }
}

Bytes uuid_of(std::uint8_t size) {
  Bytes command(size);
  command[0] = 0x1b;
  command[4] = size;
  return command;
}

TEST(CommandList, ASizeThatIsNoMultipleOfEightIsOnlyOdd) {
  const Sample file = sample_with({uuid_of(12), uuid_of(12)});
  const std::uint64_t first = file.at(Cmd::Uuid, 0);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems, Problems({warning("command-misaligned", {first, 8},
                                               "load command 10: cmdsize 12 is not a multiple of 8"),
                                       warning("command-misaligned", {first + 12, 8},
                                               "load command 11: cmdsize 12 is not a multiple of 8")}));
  EXPECT_EQ(parsed.container.commands.size(), 13u);
  EXPECT_TRUE(parsed.container.symbols);
}

TEST(CommandList, ASizeThatIsNoMultipleOfFourIsAnError) {
  const Sample file = sample_with({uuid_of(14), uuid_of(18)});
  const std::uint64_t first = file.at(Cmd::Uuid, 0);
  const auto parsed = parse(file);
  EXPECT_EQ(
      parsed.problems,
      Problems({error("command-misaligned", {first, 8}, "load command 10: cmdsize 14 is not a multiple of 4"),
                error("command-misaligned", {first + 14, 8},
                      "load command 11: cmdsize 18 is not a multiple of 4")}));
  EXPECT_TRUE(parsed.container.symbols) << "the commands behind it are still read";
}

TEST(CommandList, MoreCommandsThanCanFit) {
  Sample file;
  file.set(0, header::kCommandCount, 0xffffffff);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            Problems({error("too-many-commands", {0x10, 4},
                            "4294967295 load commands cannot fit in " + std::to_string(area_of(file).size) +
                                " bytes"),
                      error("command-past-area", {file.commands_end(), 0},
                            "load command 11: its head reaches past the end of the load commands")}));
  EXPECT_EQ(parsed.container.commands.size(), kCommands);
}

TEST(CommandList, DoesNotFillTheArea) {
  Sample file;
  const std::uint64_t end = file.commands_end();
  file.set(0, header::kCommandBytes, area_of(file).size + 8);
  EXPECT_EQ(problems_of(file),
            Problems({warning("commands-do-not-fill-area", {end, 8},
                              "11 load commands take " + std::to_string(end - 32) +
                                  " bytes, sizeofcmds says " + std::to_string(end - 24))}));
}

TEST(CommandList, FewerCommandsThanTheAreaHolds) {
  Sample file;
  const Extent symtab = file.extent(Cmd::Symtab);
  file.set(0, header::kCommandCount, kCommands - 1);
  EXPECT_EQ(problems_of(file),
            Problems({warning("commands-do-not-fill-area", symtab,
                              "10 load commands take " + std::to_string(symtab.offset - 32) +
                                  " bytes, sizeofcmds says " + std::to_string(symtab.end() - 32)),
                      warning("no-symbol-table", area_of(file), kNoSymbols)}));
}

TEST(CommandList, KeepsCommandsItDoesNotKnow) {
  const Sample file = sample_with({raw_command(Cmd{0x7777}, {1, 2})});
  const Extent where = file.extent(Cmd{0x7777});
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems, Problems({note("unknown-command", where,
                                            "load command 10: kind 0x7777 is not known, shown as bytes")}));
  EXPECT_EQ(parsed.container.commands.at(10).cmd, 0x7777u);
  EXPECT_EQ(parsed.container.commands.at(10).extent(), where);
}

TEST(CommandList, KnowsTheNamesOfItsCommands) {
  EXPECT_EQ(command_name(0x19), "LC_SEGMENT_64");
  EXPECT_EQ(command_name(0x40), "LC_ANE_MAPPED_REGION");
  EXPECT_EQ(command_name(0x1b), "LC_UUID");
  EXPECT_EQ(command_name(0x7777), "");
}

TEST(CommandSet, TheFirstOfTwoSymbolTablesCounts) {
  const Sample file = sample_with({raw_command(Cmd::Symtab, {0, 0, 0, 0})});
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            Problems({error("second-symbol-table", file.extent(Cmd::Symtab, 1),
                            "load command 11 (LC_SYMTAB): a second symbol table; the first one counts")}));
  ASSERT_TRUE(parsed.container.symbols);
  EXPECT_EQ(parsed.container.symbols->where, file.extent(Cmd::Symtab, 0));
}

TEST(CommandSet, NoSymbolTable) {
  Sample file;
  file.set(file.at(Cmd::Symtab), command::kCmd, 0x1b);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems, Problems({warning("no-symbol-table", area_of(file), kNoSymbols)}));
  EXPECT_FALSE(parsed.container.symbols);
}

TEST(CommandSet, NoProgramRecord) {
  Sample file;
  file.set(file.at(Cmd::Thread, test::kProgramThread), command::kCmd, 0x1b);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems, Problems({warning("no-program-record", area_of(file), kNoProgram)}));
  EXPECT_TRUE(parsed.container.programs.empty());
  EXPECT_EQ(parsed.container.tensors.size(), 2u);
}

TEST(CommandSet, TheRuntimeGraphFamilyNeedsNoProgramRecord) {
  writer::HwxSpec spec = test::sample_spec();
  spec.segments_before = {{"__RUNTIME", {{"__runtime", Bytes(16)}}, 1, 4, {}}};
  Sample file(spec);
  file.set(file.at(Cmd::Thread, test::kProgramThread), command::kCmd, 0x1b);
  EXPECT_EQ(problems_of(file), Problems());
}

TEST(CommandSet, SeveralProgramRecordsAreLegal) {
  writer::HwxSpec spec = test::sample_spec();
  spec.programs.resize(2);
  spec.programs[1].name = "second";
  const auto parsed = parse(Sample(spec));
  EXPECT_EQ(parsed.problems, Problems());
  ASSERT_EQ(parsed.container.programs.size(), 2u);
  EXPECT_EQ(parsed.container.programs[1].name, "second");
}

TEST(CommandSet, AnotherThreadFlavourIsKeptAsBytes) {
  Sample file;
  const std::uint64_t thread = file.at(Cmd::Thread, test::kOutputThread);
  const auto parsed = parse(file.set(thread, thread::kFlavour, 9));
  EXPECT_EQ(parsed.problems,
            Problems({warning("unknown-thread-flavour", {thread + 8, 4},
                              "load command 8 (LC_THREAD): flavour 9 is not known, shown as bytes")}));
  ASSERT_EQ(parsed.container.other_threads.size(), 1u);
  EXPECT_EQ(parsed.container.other_threads[0].flavour, 9u);
  EXPECT_EQ(parsed.container.tensors.size(), 1u);
}

TEST(CommandSet, AUnixThreadIsReadLikeAThread) {
  Sample file;
  file.set(file.at(Cmd::Thread, test::kProgramThread), command::kCmd, 0x05);
  EXPECT_EQ(problems_of(file), Problems());
}

}  // namespace
}  // namespace ane::container
