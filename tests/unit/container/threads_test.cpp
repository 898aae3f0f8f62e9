// container.md 15, rules 12 to 14: thread commands, their states, names and property records.

#include <gtest/gtest.h>

#include "tests/unit/container/sample.hpp"

namespace ane::container {
namespace {

using test::error;
using test::kInputThread;
using test::kOutputThread;
using test::kProgramThread;
using test::only;
using test::parse;
using test::Problems;
using test::problems_of;
using test::raw_command;
using test::Sample;
using test::sample_with;
using test::warning;

constexpr const char* kProgramTitle = "load command 6 (LC_THREAD): ";
constexpr const char* kInputTitle = "load command 7 (LC_THREAD): ";

TEST(ThreadCommand, ShorterThanItsHead) {
  const Sample file = sample_with({raw_command(Cmd::Thread, {})});
  EXPECT_EQ(problems_of(file), only(error("thread-too-short", file.extent(Cmd::Thread, 3),
                                          "load command 10 (LC_THREAD): cmdsize 8 is less than the 16 bytes "
                                          "of a thread head")));
}

TEST(ThreadCommand, AStateLongerThanTheCommand) {
  Sample file;
  const Extent command = file.extent(Cmd::Thread, kInputThread);
  const std::uint64_t words = (command.size - 16) / 4 + 1;
  const auto parsed = parse(file.set(command.offset, thread::kCount, words));
  EXPECT_EQ(parsed.problems, only(error("thread-state-past-command", {command.offset + 12, 4},
                                        kInputTitle + ("a state of " + std::to_string(words)) +
                                            " words needs " + std::to_string(command.size + 4) +
                                            " bytes, cmdsize is " + std::to_string(command.size))));
  EXPECT_EQ(parsed.container.tensors.at(0).symbol_name, "x") << "what is there is decoded";
  EXPECT_EQ(parsed.container.tensors.at(0).thread.state.size, command.size - 16);
}

TEST(ThreadCommand, AStateOf32BitsOfWordsIsNotWrapped) {
  Sample file;
  const Extent command = file.extent(Cmd::Thread, kInputThread);
  EXPECT_EQ(problems_of(file.set(command.offset, thread::kCount, 0xffffffff)),
            only(error("thread-state-past-command", {command.offset + 12, 4},
                       kInputTitle +
                           std::string("a state of 4294967295 words needs 17179869196 bytes, "
                                       "cmdsize is ") +
                           std::to_string(command.size))));
}

TEST(ThreadState, OfAProgramCutBehindItsTaskCount) {
  Sample file;
  file.set(file.at(Cmd::Thread, kProgramThread), thread::kCount, 0x810 / 4);
  const auto parsed = parse(file);
  EXPECT_EQ(
      parsed.problems,
      only(error("thread-state-too-short", {file.state(kProgramThread), 0x810},
                 kProgramTitle + std::string("flavour 1 needs 0x850 bytes of state, there are 0x810"))));
  const Program& program = parsed.container.programs.at(0);
  EXPECT_EQ(program.slots.size(), 4u);
  EXPECT_EQ(program.first_task, 0x30000000u);
  EXPECT_EQ(program.task_count, 1u);
  EXPECT_EQ(program.name, "") << "its offset is not there any more";
  EXPECT_TRUE(program.properties.empty());
}

TEST(ThreadState, OfAProgramCutInsideTheTable) {
  Sample file;
  file.set(file.at(Cmd::Thread, kProgramThread), thread::kCount, 0x28 / 4);
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            only(error("thread-state-too-short", {file.state(kProgramThread), 0x28},
                       kProgramTitle + std::string("flavour 1 needs 0x850 bytes of state, there are 0x28"))));
  EXPECT_EQ(parsed.container.programs.at(0).slots.size(), 3u);
  EXPECT_FALSE(parsed.container.programs.at(0).first_task_words);
}

TEST(ThreadState, OfNothing) {
  const Sample file = sample_with({raw_command(Cmd::Thread, {1, 0})});
  EXPECT_EQ(problems_of(file),
            only(error("thread-state-too-short", file.extent(Cmd::Thread, 3),
                       "load command 10 (LC_THREAD): flavour 1 needs 0x850 bytes of state, there are 0x0")));
}

TEST(ThreadState, OfATensorCutBehindItsStrides) {
  Sample file;
  file.set(file.at(Cmd::Thread, kInputThread), thread::kCount, 0x60 / 4);
  const auto parsed = parse(file);
  ASSERT_FALSE(parsed.problems.empty());
  EXPECT_EQ(parsed.problems[0],
            error("thread-state-too-short", {file.state(kInputThread), 0x60},
                  kInputTitle + std::string("flavour 3 needs 0x78 bytes of state, there are 0x60")));
  const TensorRecord& tensor = parsed.container.tensors.at(0);
  EXPECT_EQ(tensor.binding_name, "x");
  EXPECT_EQ(tensor.shape, (std::array<std::uint32_t, 4>{1, 3, 16, 16}));
  EXPECT_EQ(tensor.strides[1], 1024u);
  EXPECT_EQ(tensor.total, 0u);
}

// What was never there cannot be wrong: one problem for the short state is enough.
TEST(ThreadState, OfATensorThatIsCutEarnsOneProblem) {
  Sample file;
  file.set(file.at(Cmd::Thread, kInputThread), thread::kCount, 0x60 / 4);
  EXPECT_EQ(problems_of(file).size(), 1u);
}

TEST(ThreadState, OfAStreamProgramThatIsTooShort) {
  Sample file(test::sample_spec(writer::style_stream()));
  const auto before = parse(file);
  EXPECT_EQ(before.problems, Problems());
  file.set(file.at(Cmd::Thread, kProgramThread), thread::kCount, 0x850 / 4);
  const auto parsed = parse(file);
  EXPECT_EQ(
      parsed.problems,
      only(error("thread-state-too-short", {file.state(kProgramThread), 0x850},
                 kProgramTitle + std::string("flavour 4 needs 0x868 bytes of state, there are 0x850"))));
  EXPECT_EQ(parsed.container.programs.at(0).name, "net");
  EXPECT_EQ(parsed.container.programs.at(0).text_words, before.container.programs.at(0).text_words);
}

/// A name of the input tensor and what of its record is known by it.
struct NameField {
  FieldSpec spec;
  const char* title;
};
constexpr NameField kNames[] = {
    {tensor::kProgram, "program"}, {tensor::kName, "binding_name"}, {tensor::kSymbol, "symbol_name"}};

TEST(ThreadName, OutsideOfTheCommand) {
  for (const NameField& name : kNames) {
    Sample file;
    const Extent command = file.extent(Cmd::Thread, kInputThread);
    const Extent where = test::field_extent(file.state(kInputThread), name.spec);
    for (const std::uint64_t offset :
         {std::uint64_t{0}, std::uint64_t{0xf}, command.size, UINT64_C(0xffffffff)}) {
      const auto problems = problems_of(file.set(file.state(kInputThread), name.spec, offset));
      ASSERT_FALSE(problems.empty());
      EXPECT_EQ(problems[0], error("name-outside-command", where,
                                   kInputTitle + std::string(name.title) + " offset " + hex(offset) +
                                       " is not inside the command (0x10.." + hex(command.size) + ")"));
    }
  }
}

TEST(ThreadName, WithoutNulBeforeTheEndOfTheCommand) {
  Sample file;
  const Extent command = file.extent(Cmd::Thread, kInputThread);
  file.text(command.end() - 2, "ab");
  file.set(file.state(kInputThread), tensor::kSymbol, command.size - 2);
  const auto parsed = parse(file);
  EXPECT_EQ(
      parsed.problems,
      Problems({error("name-not-terminated", {command.end() - 2, 2},
                      kInputTitle + std::string("symbol_name has no NUL before the end of the command")),
                warning("tensor-without-binding", command, "tensor x: no binding command is named ab")}));
  EXPECT_EQ(parsed.container.tensors.at(0).symbol_name, "ab");
}

TEST(ThreadName, OfAProgramOutsideOfTheCommand) {
  Sample file;
  const std::uint64_t state = file.state(kProgramThread);
  const auto parsed = parse(file.set(state, program::kName, 0x10000));
  EXPECT_EQ(parsed.problems, only(error("name-outside-command", {state + 0x82c, 4},
                                        kProgramTitle + std::string("name offset 0x10000 is not inside the "
                                                                    "command (0x10..0x880)"))));
  EXPECT_EQ(parsed.container.programs.at(0).name, "");
}

TEST(BindingName, OutsideOfTheCommand) {
  Sample file;
  const Extent binding = file.extent(Cmd::MappedRegion);
  const auto parsed = parse(file.set(binding.offset, binding64::kName, 0x20));
  EXPECT_EQ(parsed.problems,
            Problems({error("name-outside-command", {binding.offset + 8, 4},
                            "load command 4 (LC_ANE_MAPPED_REGION): name offset 0x20 is not inside the "
                            "command (0x10..0x20)"),
                      warning("tensor-without-binding", file.extent(Cmd::Thread, kInputThread),
                              "tensor x: no binding command is named x")}));
}

TEST(BindingCommand, ShorterThanItsFixedPart) {
  Sample file = sample_with({raw_command(Cmd::MappedRegion, {0x18, 0}),
                             raw_command(Cmd::LoadFvmLib, {0x14, 0}), raw_command(Cmd::IdFvmLib, {})});
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.problems,
            Problems({error("binding-too-short", file.extent(Cmd::MappedRegion, 2),
                            "load command 10 (LC_ANE_MAPPED_REGION): cmdsize 16 is less than its 24 fixed "
                            "bytes"),
                      error("binding-too-short", file.extent(Cmd::LoadFvmLib),
                            "load command 11 (LC_LOADFVMLIB): cmdsize 16 is less than its 20 fixed bytes"),
                      error("binding-too-short", file.extent(Cmd::IdFvmLib),
                            "load command 12 (LC_IDFVMLIB): cmdsize 8 is less than its 20 fixed bytes")}));
  EXPECT_EQ(parsed.container.bindings.size(), 2u);
}

/// Where the property record of the sample begins, in its program's state.
constexpr std::uint64_t kProperty = program::kProperties, kStateEnd = 0x868;

TEST(Properties, MoreThanTheStateHolds) {
  Sample file;
  const std::uint64_t state = file.state(kProgramThread);
  const auto parsed = parse(file.set(state, program::kPropertyCount, UINT64_MAX));
  EXPECT_EQ(parsed.problems,
            only(error("property-past-state", {state + kStateEnd, 0},
                       kProgramTitle + std::string("property 1 of 18446744073709551615 reaches past the end "
                                                   "of the state"))));
  EXPECT_EQ(parsed.container.programs.at(0).properties.size(), 1u) << "the first one is kept";
}

TEST(Properties, LongerThanTheState) {
  for (const std::uint32_t length : {12u, 0xfffffffcu}) {
    Sample file;
    const std::uint64_t state = file.state(kProgramThread);
    const auto parsed = parse(file.put(state + kProperty + 4, length));
    EXPECT_EQ(parsed.problems, only(error("property-past-state", {state + kProperty, 16},
                                          kProgramTitle + ("property 0 of " + std::to_string(length)) +
                                              " bytes reaches past the end of the state")));
    EXPECT_TRUE(parsed.container.programs.at(0).properties.empty());
  }
}

TEST(Properties, OfNoLength) {
  Sample file;
  const std::uint64_t state = file.state(kProgramThread);
  EXPECT_EQ(problems_of(file.put(state + kProperty + 4, 0)),
            only(error("property-length", {state + kProperty, 8},
                       kProgramTitle + std::string("property 0 has the length 0"))));
}

TEST(Properties, OfALengthThatIsNoMultipleOfFour) {
  Sample file;
  const std::uint64_t state = file.state(kProgramThread);
  const auto parsed = parse(file.put(state + kProperty + 4, 6));
  EXPECT_EQ(parsed.problems,
            only(warning("property-length", {state + kProperty, 8},
                         kProgramTitle + std::string("property 0 has the length 6, not a multiple of 4"))));
  EXPECT_EQ(parsed.container.programs.at(0).properties.at(0).value.size, 6u);
}

TEST(Properties, AreReadWithTheirNumbers) {
  Sample file;
  const std::uint64_t state = file.state(kProgramThread);
  file.put(state + kProperty + 8, 0x123456789abcdef0, 8);
  const Property property = parse(file).container.programs.at(0).properties.at(0);
  EXPECT_EQ(property.tag, property::kLongestTask);
  EXPECT_EQ(property.value, (Extent{state + kProperty + 8, 8}));
  EXPECT_EQ(property.number, 0x123456789abcdef0u);
}

TEST(Properties, AShortOneHasItsFirstFourBytes) {
  Sample file;
  const std::uint64_t state = file.state(kProgramThread);
  file.put(state + kProperty + 4, 4).put(state + kProperty + 8, 0x123456789abcdef0, 8);
  EXPECT_EQ(parse(file).container.programs.at(0).properties.at(0).number, 0x9abcdef0u);
}

}  // namespace
}  // namespace ane::container
