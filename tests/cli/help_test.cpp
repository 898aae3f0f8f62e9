#include <gtest/gtest.h>

#include <string>

#include "app/cli/command.hpp"
#include "app/version.hpp"
#include "core/base/text.hpp"
#include "tests/cli/run_cli.hpp"

namespace ane::cli {
namespace {

using test::Outcome;
using test::run_cli;

TEST(Help, OfEveryCommandHasItsOptionsAndAnExample) {
  for (const Command& command : commands()) {
    for (const std::string flag : {"--help", "-h"}) {
      SCOPED_TRACE(command.name);
      const Outcome outcome = run_cli({std::string(command.name), flag});
      EXPECT_EQ(outcome.status, 0);
      EXPECT_EQ(outcome.err, "");
      EXPECT_TRUE(outcome.out.starts_with("usage: anetool " + std::string(command.name))) << outcome.out;
      EXPECT_NE(outcome.out.find(command.summary), std::string::npos);
      EXPECT_NE(outcome.out.find("\nexample: anetool " + std::string(command.name)), std::string::npos)
          << outcome.out;
      for (const Option& option : command.options)
        EXPECT_NE(outcome.out.find(option.name), std::string::npos) << option.name;
      EXPECT_NE(outcome.out.find("--help"), std::string::npos);
    }
  }
}

TEST(Help, ExamplesAreCommandsThatTheProgramUnderstands) {
  for (const Command& command : commands()) {
    SCOPED_TRACE(command.example);
    std::vector<std::string> words;
    std::string word;
    for (const char c : std::string(command.example) + " ") {
      if (c != ' ') {
        word += c;
      } else if (!word.empty()) {
        words.push_back(std::move(word));
        word.clear();
      }
    }
    ASSERT_GE(words.size(), 2u);
    EXPECT_EQ(words[0], "anetool");
    EXPECT_EQ(words[1], command.name);
    std::vector<std::string_view> args(words.begin() + 2, words.end());
    EXPECT_TRUE(parse_arguments(command, args));
  }
}

TEST(Help, ListsEveryCommand) {
  for (const std::string flag : {"--help", "-h", "help"}) {
    const Outcome outcome = run_cli({flag});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
    for (const Command& command : commands())
      EXPECT_NE(outcome.out.find("  " + std::string(command.name) + " "), std::string::npos) << command.name;
  }
}

TEST(Help, WinsOverOtherArguments) {
  EXPECT_EQ(run_cli({"tasks", "/no/such/file", "--task", "nonsense", "--help"}).status, 0);
  EXPECT_EQ(run_cli({"info", "--help"}).status, 0) << "although FILE is missing";
}

TEST(Help, FitsATerminal) {
  std::vector<std::string> pages = {run_cli({"--help"}).out};
  for (const Command& command : commands())
    pages.push_back(run_cli({std::string(command.name), "--help"}).out);
  for (const std::string& page : pages) {
    for (const std::string_view line : split_lines(page)) EXPECT_LE(line.size(), 110u) << line;
  }
}

TEST(Version, IsThatOfTheProject) {
  const Outcome outcome = run_cli({"--version"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "anetool " + std::string(kVersion) + "\n");
}

TEST(Colour, IsNeverWrittenToWhatIsNoTerminal) {
  for (const Command& command : commands())
    EXPECT_EQ(run_cli({std::string(command.name), "--help"}).out.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace ane::cli
