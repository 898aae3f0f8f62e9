// Transcripts: tests/golden/*.txt hold commands ("$ anetool info samples/relu.hwx") with exactly what they
// print. ANESCOPE_UPDATE_GOLDENS=1 writes the files anew; look at the difference before committing it.
//
// The commands run in a folder where samples/ is assets/samples and corpus/ is the corpus; a transcript that
// needs the corpus is skipped without it. Lines of standard error start with "! "; a status other than 0 is a
// last line "[status 2]".

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/text.hpp"
#include "tests/cli/run_cli.hpp"
#include "tests/support/corpus.hpp"

namespace ane::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrompt = "$ anetool ";

/// A folder to run in, made once for all transcripts.
const fs::path& workplace() {
  static const test::TemporaryFolder folder;
  static const bool made = [] {
    fs::create_directory_symlink(fs::path(ANESCOPE_SOURCE_DIR) / "assets/samples", folder.path() / "samples");
    if (const auto corpus = test::corpus_folder())
      fs::create_directory_symlink(fs::absolute(*corpus), folder.path() / "corpus");
    return true;
  }();
  EXPECT_TRUE(made);
  return folder.path();
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    if (end > at) words.emplace_back(line.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

/// What a terminal would show of one command, with its prompt.
std::string transcript_of(const std::string& command) {
  const test::Outcome outcome = test::run_cli(words_of(std::string_view(command).substr(kPrompt.size())));
  EXPECT_EQ(("\n" + outcome.out).find("\n$ "), std::string::npos) << "output that looks like a command";
  std::string text = command + "\n" + outcome.out;
  for (const std::string_view line : split_lines(outcome.err)) {
    if (!line.empty()) text += "! " + std::string(line) + "\n";
  }
  if (outcome.status != 0) text += "[status " + std::to_string(outcome.status) + "]\n";
  return text;
}

/// Runs every command of `golden`; lines before the first one stay.
std::string run_again(const std::string& golden) {
  std::string text;
  bool before_first = true;
  for (const std::string_view line : split_lines(golden)) {
    if (line.starts_with(kPrompt)) {
      text += (before_first ? "" : "\n") + transcript_of(std::string(line));
      before_first = false;
    } else if (before_first && !line.empty()) {
      text += std::string(line) + "\n";
    }
  }
  return text;
}

/// The lines from the first to the last difference, with some around them.
std::string difference(const std::string& expected, const std::string& actual) {
  static constexpr std::size_t kContext = 3;
  static constexpr std::size_t kShown = 40;
  const std::vector<std::string_view> before = split_lines(expected);
  const std::vector<std::string_view> after = split_lines(actual);
  const std::size_t shorter = std::min(before.size(), after.size());
  std::size_t head = 0;
  while (head < shorter && before[head] == after[head]) ++head;
  std::size_t tail = 0;
  while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
  std::string text = "from line " + std::to_string(head + 1) + " on\n";
  const auto add = [&](const char* mark, const std::vector<std::string_view>& lines, std::size_t from,
                       std::size_t to) {
    for (std::size_t i = from; i < std::min(to, from + kShown); ++i)
      text += mark + std::string(lines[i]) + "\n";
    if (to > from + kShown) text += "  … " + std::to_string(to - from - kShown) + " more lines\n";
  };
  add("  ", before, head - std::min(head, kContext), head);
  add("- ", before, head, before.size() - tail);
  add("+ ", after, head, after.size() - tail);
  add("  ", before, before.size() - tail, before.size() - tail + std::min(tail, kContext));
  return text;
}

std::vector<std::string> golden_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(fs::path(ANESCOPE_SOURCE_DIR) / "tests/golden")) {
    if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, IsWhatTheCommandsPrint) {
  const fs::path path = fs::path(ANESCOPE_SOURCE_DIR) / "tests/golden" / (GetParam() + ".txt");
  const std::string golden = test::read_file(path);
  const bool needs_corpus = golden.find(" corpus/") != std::string::npos;
  if (needs_corpus && !test::corpus_folder())
    GTEST_SKIP() << "the corpus is not here: set ANESCOPE_CORPUS to its folder";
  fs::current_path(workplace());
  const std::string actual = run_again(golden);
  EXPECT_EQ(actual.find(workplace().string()), std::string::npos) << "a path of this machine";
  if (actual == golden) return;
  if (std::getenv("ANESCOPE_UPDATE_GOLDENS") != nullptr) {
    const auto written =
        write_file(path.string(), {reinterpret_cast<const std::uint8_t*>(actual.data()), actual.size()});
    ASSERT_TRUE(written) << (written ? "" : written.error().message);
    return;
  }
  ADD_FAILURE() << difference(golden, actual) << "ANESCOPE_UPDATE_GOLDENS=1 writes " << path.string()
                << " anew";
}

INSTANTIATE_TEST_SUITE_P(Transcript, Golden, testing::ValuesIn(golden_names()), [](const auto& transcript) {
  std::string name = transcript.param;
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
});

TEST(Difference, ShowsTheChangedLinesWithTheirSurroundings) {
  EXPECT_EQ(difference("a\nb\nc\nd\n", "a\nb\nX\nd\n"), "from line 3 on\n  a\n  b\n- c\n+ X\n  d\n");
}

}  // namespace
}  // namespace ane::cli
