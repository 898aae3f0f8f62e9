// Exit statuses and error messages.

#include <gtest/gtest.h>

#include <string>

#include "tests/cli/files.hpp"

namespace ane::cli {
namespace {

using test::Outcome;
using test::run_cli;

/// "anetool: FILE: what" on standard error, nothing on standard output, status 2.
void expect_refused(const Outcome& outcome, const std::string& message) {
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "anetool: " + message + "\n");
}

TEST(ExitStatus, IsZeroWhereACommandWasDone) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("a.hwx", test::small_program());
  for (const std::string command : {"info", "tree", "tasks", "tensors", "weights", "check", "scan"}) {
    const Outcome outcome = run_cli({command, path});
    EXPECT_EQ(outcome.status, 0) << command;
    EXPECT_EQ(outcome.err, "") << command;
    EXPECT_FALSE(outcome.out.empty()) << command;
  }
}

TEST(ExitStatus, OfCheckIsOneWhereAProblemIsAnError) {
  const test::TemporaryFolder folder;
  const std::string good = folder.file("good.hwx", test::small_program());
  const std::string broken = folder.file("broken.hwx", test::broken_program());
  EXPECT_EQ(run_cli({"check", good}).status, 0);
  EXPECT_EQ(run_cli({"check", broken}).status, 1);
  EXPECT_EQ(run_cli({"check", broken, good}).status, 1);
  EXPECT_EQ(run_cli({"check", "--json", good, broken}).status, 1);
}

TEST(ExitStatus, OfCheckIsTwoWhereAFileCannotBeRead) {
  const test::TemporaryFolder folder;
  const std::string good = folder.file("good.hwx", test::small_program());
  const std::string broken = folder.file("broken.hwx", test::broken_program());
  const std::string missing = (folder.path() / "missing.hwx").string();
  EXPECT_EQ(run_cli({"check", missing, good}).status, 2);
  EXPECT_EQ(run_cli({"check", missing, broken}).status, 2) << "could not be carried out beats \"no\"";
  EXPECT_EQ(run_cli({"check", broken, missing}).status, 2);
  const auto files = nlohmann::json::parse(run_cli({"check", "--json", missing, good}).out);
  EXPECT_EQ(files.at(0).at("problems").at(0).at("code"), "unreadable");
  EXPECT_TRUE(files.at(1).at("problems").empty());
}

TEST(ExitStatus, OfInfoIsZeroOnADamagedButRecognisableFile) {
  const test::TemporaryFolder folder;
  const std::string whole = test::small_program();
  for (const std::size_t size : {32u, 100u, 0x800u, 0x4010u}) {
    const std::string path = folder.file("cut.hwx", std::string_view(whole).substr(0, size));
    const Outcome outcome = run_cli({"info", path});
    EXPECT_EQ(outcome.status, 0) << size << outcome.err;
    EXPECT_FALSE(test::run_json({"info", path, "--json"}).at("problems").empty()) << size;
  }
}

TEST(Errors, NameTheFileAndWhatIsWrongWithIt) {
  const test::TemporaryFolder folder;
  const std::string missing = (folder.path() / "missing.hwx").string();
  expect_refused(run_cli({"info", missing}), missing + ": cannot open: No such file or directory");
  const std::string text = folder.file("text.hwx", std::string(64, 'x'));
  const std::string empty = folder.file("empty.hwx", "");
  for (const std::string& path : {text, empty, folder.path().string()}) {
    for (const std::string command : {"info", "tree", "tasks", "tensors", "weights", "check"}) {
      const Outcome outcome = run_cli({command, path});
      EXPECT_EQ(outcome.status, 2) << command << " " << path;
      EXPECT_EQ(outcome.out, "");
      EXPECT_TRUE(outcome.err.starts_with("anetool: " + path + ": ")) << outcome.err;
      EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    }
  }
}

TEST(Errors, SayWhereInTheFile) {
  const test::TemporaryFolder folder;
  const std::string text = folder.file("text.hwx", std::string(64, 'x'));
  const Outcome outcome = run_cli({"info", text});
  EXPECT_NE(outcome.err.find("(0x0..0x4)"), std::string::npos) << outcome.err;
}

TEST(Errors, OfConvertedFilesAndOrdinaryMachOSayWhatTheyAre) {
  const test::TemporaryFolder folder;
  std::string mach_o(64, '\0');
  mach_o.replace(0, 8, "\xcf\xfa\xed\xfe\x0c\x00\x00\x01", 8);
  const Outcome outcome = run_cli({"info", folder.file("exe", mach_o)});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("Mach-O"), std::string::npos) << outcome.err;
}

TEST(Errors, EscapeNamesOfFiles) {
  const Outcome outcome = run_cli({"info", "no\x1b[31msuch\nfile"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err.find('\x1b'), std::string::npos);
  EXPECT_TRUE(outcome.err.starts_with("anetool: no\\x1b[31msuch\\nfile: ")) << outcome.err;
}

TEST(Usage, WithoutACommandShowsTheOverviewAndFails) {
  const Outcome outcome = run_cli({});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_NE(outcome.err.find("usage: anetool COMMAND"), std::string::npos);
}

TEST(Usage, SuggestsTheNearestCommand) {
  expect_refused(run_cli({"tsks", "x"}), "unknown command tsks, did you mean tasks?");
  expect_refused(run_cli({"inof"}), "unknown command inof, did you mean info?");
  expect_refused(run_cli({"frobnicate"}), "unknown command frobnicate, anetool --help lists them");
}

TEST(Usage, SuggestsTheNearestOption) {
  expect_refused(run_cli({"info", "x", "--jsn"}), "info: unknown option --jsn, did you mean --json?");
  expect_refused(run_cli({"tree", "x", "--dept=3"}), "tree: unknown option --dept, did you mean --depth?");
  expect_refused(run_cli({"scan", "x", "--jsnol"}), "scan: unknown option --jsnol, did you mean --jsonl?");
  expect_refused(run_cli({"info", "x", "--quite-different"}), "info: unknown option --quite-different");
}

TEST(Usage, WantsArgumentsAndValues) {
  expect_refused(run_cli({"info"}), "info: needs FILE");
  expect_refused(run_cli({"check"}), "check: needs FILE…");
  expect_refused(run_cli({"info", "a", "b"}), "info: unexpected argument b");
  expect_refused(run_cli({"tasks", "x", "--task"}), "tasks: --task needs a value (N)");
  expect_refused(run_cli({"info", "x", "--json=yes"}), "info: --json takes no value");
}

TEST(Usage, WantsNumbersWhereTheyBelong) {
  for (const std::string value : {"x", "", "-1", "1.5", "0x", "99999999999999999999999", "1 "}) {
    const Outcome outcome = run_cli({"tasks", "x", "--task=" + value});
    EXPECT_EQ(outcome.status, 2) << value;
    EXPECT_NE(outcome.err.find("is not a number"), std::string::npos) << outcome.err;
  }
}

TEST(Usage, TakesEverythingBehindTwoDashesAsAFile) {
  const Outcome outcome = run_cli({"info", "--", "--json"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(outcome.err.starts_with("anetool: --json: cannot open")) << outcome.err;
}

}  // namespace
}  // namespace ane::cli
