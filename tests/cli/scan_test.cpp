// Walking folders.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/text.hpp"
#include "tests/cli/files.hpp"

namespace ane::cli {
namespace {

using nlohmann::json;
using test::Outcome;
using test::run_cli;

std::vector<json> json_lines(const std::string& text) {
  std::vector<json> lines;
  for (const std::string_view line : split_lines(text)) {
    if (!line.empty()) lines.push_back(json::parse(line));
  }
  return lines;
}

TEST(Scan, OfTheCorpusGivesOneLineAProgramInOneOrder) {
  ANE_CORPUS(corpus);
  const Outcome one = run_cli({"scan", (corpus / "hwx").string(), "--jsonl", "-j", "1"});
  EXPECT_EQ(one.status, 0);
  EXPECT_EQ(one.err, "");
  const std::vector<json> lines = json_lines(one.out);
  ASSERT_EQ(lines.size(), 12u);
  const std::vector<std::string> paths = test::corpus_hwx(corpus);
  for (std::size_t i = 0; i < lines.size(); ++i) EXPECT_EQ(lines[i].at("path"), paths[i]) << "sorted by name";
  for (const std::string jobs : {"2", "4", "64"})
    EXPECT_EQ(run_cli({"scan", (corpus / "hwx").string(), "--jsonl", "-j", jobs}).out, one.out) << jobs;
}

TEST(Scan, LinesAreTheRecordsOfInfo) {
  ANE_CORPUS(corpus);
  for (const json& line : json_lines(run_cli({"scan", (corpus / "hwx").string(), "--jsonl"}).out))
    EXPECT_EQ(line, test::run_json({"info", line.at("path").get<std::string>(), "--json"}));
}

TEST(Scan, FindsBothFormats) {
  ANE_CORPUS(corpus);
  const test::TemporaryFolder folder;
  folder.file("a", test::read_file(corpus / "anec" / "tinygrad-conv.anec"));
  folder.file("b.anec", test::small_program());
  const std::vector<json> lines = json_lines(run_cli({"scan", folder.path().string(), "--jsonl"}).out);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].at("format"), "anec");
  EXPECT_EQ(lines[0].at("variant"), "header-0x1000");
  EXPECT_EQ(lines[0].at("compiler"), nullptr);
  EXPECT_EQ(lines[0].at("segments"), json::array());
  EXPECT_EQ(lines[1].at("format"), "hwx");
  EXPECT_EQ(lines[1].at("variant"), nullptr);
}

TEST(Scan, TellsProgramsByContentAndNotByName) {
  const test::TemporaryFolder folder;
  folder.file("b/model.bin", test::small_program());
  folder.file("a.hwx", test::small_program(1));
  folder.file("notes.hwx", "this is text");
  folder.file("empty.hwx", "");
  folder.file("c/deep/er/x", test::small_program());
  const Outcome outcome = run_cli({"scan", folder.path().string(), "--jsonl", "-j", "3"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  std::vector<std::string> names;
  for (const json& line : json_lines(outcome.out)) {
    const std::string path = line.at("path");
    names.push_back(path.substr(folder.path().string().size() + 1));
  }
  EXPECT_EQ(names, (std::vector<std::string>{"a.hwx", "b/model.bin", "c/deep/er/x"}));
}

TEST(Scan, ReportsWhatItCannotReadAndGoesOn) {
  const test::TemporaryFolder folder;
  const std::string good = folder.file("good.hwx", test::small_program());
  const std::string missing = (folder.path() / "missing.hwx").string();
  const std::string cut = folder.file("cut.hwx", std::string_view(test::small_program()).substr(0, 20));
  const Outcome outcome = run_cli({"scan", missing, cut, good, "--jsonl"});
  EXPECT_EQ(outcome.status, 2);
  const std::vector<json> lines = json_lines(outcome.out);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0].at("path"), missing);
  EXPECT_TRUE(lines[0].at("error").is_string());
  EXPECT_EQ(lines[1].at("path"), cut);
  EXPECT_TRUE(lines[1].contains("error"));
  EXPECT_EQ(lines[2].at("tasks"), 2);
  EXPECT_NE(outcome.err.find("anetool: " + missing + ": "), std::string::npos);
  EXPECT_NE(outcome.err.find("anetool: " + cut + ": "), std::string::npos);
}

TEST(Scan, OfAnEmptyFolderPrintsNothing) {
  const test::TemporaryFolder folder;
  const Outcome outcome = run_cli({"scan", folder.path().string(), "--jsonl"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "");
}

TEST(Scan, TextHasOneLineAProgram) {
  const test::TemporaryFolder folder;
  folder.file("a.hwx", test::small_program(1));
  folder.file("b.hwx", test::broken_program());
  const std::string text = run_cli({"scan", folder.path().string()}).out;
  const std::vector<std::string_view> lines = split_lines(text);
  ASSERT_GE(lines.size(), 2u);
  EXPECT_NE(lines[0].find("H13  1 task"), std::string::npos) << text;
  EXPECT_NE(lines[1].find("error"), std::string::npos) << text;
}

TEST(Scan, ShowsProgressOnATerminalOnly) {
  const test::TemporaryFolder folder;
  folder.file("a.hwx", test::small_program());
  const Outcome quiet = run_cli({"scan", folder.path().string()});
  EXPECT_EQ(quiet.err, "");
  const Outcome shown = run_cli({"scan", folder.path().string()}, {.err = true});
  EXPECT_NE(shown.err.find("1 of 1"), std::string::npos);
  EXPECT_EQ(shown.out, quiet.out);
}

TEST(Scan, SurvivesFoldersThatLinkToThemselves) {
  const test::TemporaryFolder folder;
  folder.file("a.hwx", test::small_program());
  std::filesystem::create_directory_symlink(folder.path(), folder.path() / "loop");
  std::filesystem::create_symlink("nowhere", folder.path() / "dangling.hwx");
  const Outcome outcome = run_cli({"scan", folder.path().string(), "--jsonl"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(json_lines(outcome.out).size(), 1u);
}

}  // namespace
}  // namespace ane::cli
