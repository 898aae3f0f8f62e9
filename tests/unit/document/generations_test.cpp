// Files of generations whose tasks are not decoded, and generations that come from a folder.

#include <gtest/gtest.h>

#include "tests/unit/base/temp_folder.hpp"
#include "tests/unit/document/open.hpp"
#include "tests/unit/regdb/minimal.hpp"

namespace ane::document {
namespace {

using test::Bytes;
using test::note;
using test::open;
using test::opening_problems;
using test::Problems;
using test::Sample;

writer::HwxSpec spec_of(std::uint32_t subtype, writer::Style style = writer::style_stream()) {
  auto spec = test::sample_spec(style);
  spec.cpu_subtype = subtype;
  return spec;
}

std::string undecoded(const std::string& who) {
  return note("tasks-not-decoded", {8, 4},
              who + ": tasks of this generation are not decoded yet, __text is shown as bytes");
}

std::string unverified(const std::string& parts) {
  return note("decoding-unverified", {8, 4},
              "read after published descriptions, not checked against a real file of this kind: " + parts);
}
constexpr const char* kRecord = "the container of this cpusubtype, the 64-bit program record";

TEST(OtherGeneration, IsNamedAndShownAsBytes) {
  const auto spec = spec_of(3);
  const DocumentPtr document = open(Sample(spec));
  EXPECT_EQ(opening_problems(document), Problems({unverified(kRecord), undecoded("H12")}));
  EXPECT_FALSE(document->decodes_tasks());
  EXPECT_FALSE(document->verified());
  ASSERT_NE(document->generation(), nullptr) << "its registers are known all the same";
  EXPECT_EQ(document->generation()->id, "h12");
  EXPECT_EQ(document->identity().chips, std::vector<std::string>{"A13"});
  EXPECT_TRUE(document->tasks().empty());
  EXPECT_EQ(document->text().bytes(), spec.text);
}

TEST(OtherGeneration, WithoutADatabaseIsNamedFromTheCompilersTable) {
  const DocumentPtr document = open(Sample(spec_of(2, writer::style_v4_2_1())));
  EXPECT_EQ(opening_problems(document),
            Problems({unverified("the container of this cpusubtype"), undecoded("T0")}));
  EXPECT_EQ(document->generation(), nullptr);
  EXPECT_TRUE(document->identity().chips.empty());
}

TEST(OtherGeneration, ThatNobodyKnowsIsNamedByItsNumber) {
  EXPECT_EQ(opening_problems(open(Sample(spec_of(999)))),
            Problems({unverified(kRecord), undecoded("cpusubtype 999")}));
  EXPECT_EQ(opening_problems(open(Sample(spec_of(0x80000004)))),
            Problems({unverified(kRecord), undecoded("cpusubtype 2147483652")}));
}

TEST(OtherGeneration, EarnsNothingElseInACheck) {
  for (const std::uint32_t subtype : {0u, 2u, 3u, 8u, 12u, 999u}) {
    EXPECT_EQ(check(*open(Sample(spec_of(subtype)))).list().size(), 2u) << subtype;
  }
}

TEST(OtherGeneration, ListsItsPrograms) {
  const DocumentPtr document = open(Sample(spec_of(8)));
  ASSERT_EQ(document->programs().size(), 1u);
  EXPECT_EQ(document->programs()[0].name, "net");
  EXPECT_EQ(document->programs()[0].task_count, 0u);
  EXPECT_EQ(document->container().tensors.size(), 2u);
}

TEST(OtherGeneration, WithoutTextSaysBoth) {
  Sample sample(spec_of(8));
  sample.text(sample.section(3), "__code");
  const auto problems = opening_problems(open(sample));
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_EQ(problems[1], undecoded("M11"));
  EXPECT_TRUE(problems[2].starts_with("error no-text "));
}

Result<DocumentPtr> open_with(const Sample& sample, const test::TempFolder& folder) {
  ANE_TRY(const std::shared_ptr<const regdb::Database> database, regdb::Database::from_folder(folder.path()));
  return Document::open(memory_source(sample.bytes), database, "built.hwx");
}

TEST(GenerationFromAFolder, IsDecodedLikeAnyOther) {
  const test::TempFolder folder;
  folder.add("t1.json", test::kMinimalText);
  auto spec = spec_of(77, writer::style_v7_6_4());
  // Two tasks of the minimal generation: a header of two words, one register each.
  spec.text = {0, 3, 0, 0,    16, 0, 0, 0, 0, 1, 0, 0, 5,  0, 0, 0,
               1, 0, 0, 0x80, 0,  0, 0, 0, 4, 1, 0, 0, 64, 0, 0, 0};
  spec.programs[0].first_task_words = 4;
  spec.programs[0].task_count = 2;
  const auto document = open_with(Sample(spec), folder);
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_TRUE((*document)->decodes_tasks());
  EXPECT_EQ(test::lines_of(check(**document)),
            Problems({unverified("the tasks, the container of this cpusubtype")}));
  ASSERT_EQ((*document)->tasks().size(), 2u);
  EXPECT_EQ(test::written(**document, 0, "Common.InDim.Win"), 5);
  EXPECT_EQ(test::written(**document, 1, "Common.Base.Addr"), 64);
}

TEST(GenerationFromAFolder, LeavesFilesOfOthersUndecoded) {
  const test::TempFolder folder;
  folder.add("t1.json", test::kMinimalText);
  const auto document = open_with(Sample(), folder);
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(opening_problems(*document), Problems({undecoded("cpusubtype 4")}));
}

TEST(GenerationFromAFolder, ThatIsBrokenIsAnError) {
  const test::TempFolder folder;
  test::Json json = test::changed("/blocks/0/base", "low");
  folder.add("t1.json", json.dump());
  const auto document = open_with(Sample(spec_of(77, writer::style_v7_6_4())), folder);
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().message, "register database t1: $.blocks[0].base: \"low\" is not a number");
}

}  // namespace
}  // namespace ane::document
