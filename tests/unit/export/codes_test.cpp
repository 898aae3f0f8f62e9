// Every code that an export can give has a test that provokes it.

#include <algorithm>
#include <set>

#include "tests/unit/export/export_samples.hpp"

namespace ane::exporter {
namespace {

namespace fs = std::filesystem;

/// All files of a folder whose names end so, one behind the other, without this one.
std::string text_of(const fs::path& folder, std::string_view ending) {
  std::string text;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(ending) && name != "codes_test.cpp") text += test::read_file(entry.path());
  }
  return text;
}

/// What starts with "export-", up to the first character that belongs to no code. With `quoted`, only behind
/// a quotation mark.
std::set<std::string> codes_in(const std::string& text, bool quoted) {
  const std::string mark = quoted ? "\"export-" : "export-";
  std::set<std::string> codes;
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const std::size_t begin = at + (quoted ? 1 : 0);
    codes.insert(text.substr(begin, text.find_first_not_of("abcdefghijklmnopqrstuvwxyz-", begin) - begin));
  }
  return codes;
}

TEST(Codes, AreAllProvoked) {
  const fs::path root(ANESCOPE_SOURCE_DIR);
  if (!fs::is_directory(root / "core/export")) GTEST_SKIP() << "the sources are not here";
  std::set<std::string> codes = codes_in(text_of(root / "core/export", ".cpp"), true);
  codes.erase("export-");  // with the name of a field behind it
  codes.insert({"export-depth", "export-interleave"});
  EXPECT_GT(codes.size(), 40u);
  const std::set<std::string> tested = codes_in(text_of(root / "tests/unit/export", "_test.cpp"), false);
  std::vector<std::string> missing;
  std::set_difference(codes.begin(), codes.end(), tested.begin(), tested.end(), std::back_inserter(missing));
  EXPECT_EQ(missing, std::vector<std::string>());
}

}  // namespace
}  // namespace ane::exporter
