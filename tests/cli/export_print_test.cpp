// anetool export -p: the C text is what a C compiler makes the file's header of.

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "core/anec/layout.hpp"
#include "tests/cli/export_files.hpp"

namespace ane::cli {
namespace {

using test::Outcome;
using test::run_cli;

// docs/formats/anec.md, section 2.1.
constexpr std::string_view kStruct =
    "#include <stdint.h>\n#include <stdio.h>\n"
    "struct anec {\n"
    "  uint64_t size;\n  uint32_t td_size;\n  uint32_t td_count;\n  uint64_t tsk_size;\n  uint64_t "
    "krn_size;\n"
    "  uint32_t src_count;\n  uint32_t dst_count;\n  uint32_t tiles[32];\n  uint64_t nchw[32][6];\n"
    "} __attribute__((packed));\n";

/// What a program prints that contains the text, or "" where it cannot be compiled or run.
std::string run_c(const test::TemporaryFolder& folder, const std::string& compiler, const std::string& text,
                  const std::string& name) {
  const std::string code = std::string(kStruct) + text + "int main(void) { fwrite(&anec_" + name +
                           ", sizeof anec_" + name + ", 1, stdout); return 0; }\n";
  const std::string source = folder.file("c/print.c", code), base = (folder.path() / "c/print").string();
  const std::string line = compiler + " -std=c99 -Wall -Werror -o '" + base + "' '" + source + "' && '" +
                           base + "' > '" + base + ".out'";
  if (std::system(line.c_str()) != 0) return "";
  return test::read_file(base + ".out");
}

std::string compiler() {
  for (const std::string name : {"cc", "gcc", "clang"})
    if (std::system((name + " --version > /dev/null 2>&1").c_str()) == 0) return name;
  return "";
}

TEST(ExportPrint, IsTheHeaderInC) {
  const std::string cc = compiler();
  if (cc.empty()) GTEST_SKIP() << "there is no C compiler here";
  const test::TemporaryFolder folder;
  std::vector<std::string> sources = {folder.file("edges & co.hwx", test::sample_file("chain"))};
  if (const auto corpus = test::corpus_folder()) {
    sources.push_back((*corpus / "hwx/mul-macos14.hwx").string());
    sources.push_back((*corpus / "hwx/tinygrad-concat.hwx").string());
  }
  const std::string out = (folder.path() / "out.anec").string();
  for (const std::string& source : sources) {
    const Outcome outcome = run_cli({"export", source, "-o", out, "-p", "-n", "my model"});
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(outcome.err, "");
    const std::string made = run_c(folder, cc, outcome.out, "my_model");
    ASSERT_EQ(made.size(), anec::header::kSize) << outcome.out;
    EXPECT_EQ(made, test::read_file(out).substr(0, anec::header::kSize));
  }
}

TEST(ExportPrint, WritesNoFileByItself) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("relu.hwx", test::sample_file("relu"));
  const test::WorkingFolder here(folder.path());
  const Outcome outcome = run_cli({"export", path, "-p"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_NE(outcome.out.find("static const struct anec anec_relu = {\n"), std::string::npos) << outcome.out;
  EXPECT_EQ(test::files_below(folder.path()), std::vector<std::string>{"relu.hwx"});
  EXPECT_EQ(run_cli({"export", path, "-p", "-w"}).status, 0);
  EXPECT_EQ(test::files_below(folder.path()), (std::vector<std::string>{"relu.anec", "relu.hwx"}));
}

TEST(ExportPrint, PutsWarningsElsewhere) {
  ANE_CORPUS(corpus);
  const std::string path = (corpus / "hwx/mul-macos14.hwx").string();
  const Outcome outcome = run_cli({"export", path, "-p", "--compat", "anecc"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_TRUE(outcome.err.starts_with("anetool: " + path + ": warning: anecc does not renumber tasks"))
      << outcome.err;
  EXPECT_TRUE(outcome.out.starts_with("/* mul-macos14.hwx, anecc */\nstatic const struct anec "))
      << outcome.out;
}

}  // namespace
}  // namespace ane::cli
