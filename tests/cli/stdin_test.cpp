// What needs the real program: standard input, and a reader that goes away.

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/cli/files.hpp"

namespace ane::cli {
namespace {

struct ShellOutcome {
  int status = -1;
  std::string out;
};

/// Runs a line of shell in which $ANETOOL is the program.
ShellOutcome shell(const std::string& line) {
  setenv("ANETOOL", ANESCOPE_ANETOOL, 1);
  std::FILE* pipe = popen(line.c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  if (pipe == nullptr) return {};
  ShellOutcome outcome;
  char buffer[4096];
  for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, pipe)) != 0;)
    outcome.out.append(buffer, got);
  const int state = pclose(pipe);
  outcome.status = WIFEXITED(state) ? WEXITSTATUS(state) : -1;
  return outcome;
}

TEST(StandardInput, IsReadForADash) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("a.hwx", test::small_program());
  for (const std::string command : {"info", "tree", "tasks", "tensors", "weights"}) {
    const ShellOutcome piped = shell("cat '" + path + "' | \"$ANETOOL\" " + command + " - --json");
    EXPECT_EQ(piped.status, 0) << command;
    auto from_pipe = nlohmann::json::parse(piped.out);
    auto from_file = test::run_json({command, path, "--json"});
    if (command == "info") {
      EXPECT_EQ(from_pipe.at("path"), "-");
      from_pipe.erase("path");
      from_file.erase("path");
    }
    if (command == "tree") {
      from_pipe.erase("name");
      from_file.erase("name");
    }
    EXPECT_EQ(from_pipe, from_file) << command;
  }
}

TEST(StandardInput, MayBeEitherSideOfAComparison) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("a.hwx", test::small_program());
  EXPECT_EQ(shell("\"$ANETOOL\" diff '" + path + "' - < '" + path + "'").status, 0);
  EXPECT_EQ(shell("\"$ANETOOL\" sample relu | \"$ANETOOL\" diff - '" + path + "'").status, 1);
}

TEST(StandardInput, MayBeAFile) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("a.hwx", test::small_program());
  const ShellOutcome outcome = shell("\"$ANETOOL\" check - < '" + path + "'");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "-: no problems\n");
}

TEST(StandardInput, ThatIsNoProgramIsRefused) {
  const ShellOutcome outcome = shell("echo hello | \"$ANETOOL\" info - 2>&1");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(outcome.out.starts_with("anetool: -: ")) << outcome.out;
  const ShellOutcome empty = shell("\"$ANETOOL\" info - 2>&1 </dev/null");
  EXPECT_EQ(empty.status, 2);
  EXPECT_TRUE(empty.out.starts_with("anetool: -: ")) << empty.out;
}

TEST(StandardInput, TakesASampleFromThePipe) {
  const ShellOutcome outcome = shell("\"$ANETOOL\" sample relu | \"$ANETOOL\" check -");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "-: no problems\n");
}

TEST(StandardOutput, ThatCannotBeWrittenIsAnError) {
  const ShellOutcome outcome = shell("\"$ANETOOL\" regs h13 2>&1 >/dev/full");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "anetool: cannot write to standard output\n");
}

TEST(StandardOutput, WhoseReaderLeavesEndsTheProgramQuietly) {
  const ShellOutcome outcome = shell("\"$ANETOOL\" regs h13 2>&1 | head -1");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 1) << outcome.out;
}

TEST(Program, StartsWithoutADisplay) {
  const ShellOutcome outcome = shell("env -i \"$ANETOOL\" --version");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_TRUE(outcome.out.starts_with("anetool "));
}

}  // namespace
}  // namespace ane::cli
