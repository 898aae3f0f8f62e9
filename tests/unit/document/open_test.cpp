// Opening files: what a document knows, and what of it is left when parts are missing.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "tests/unit/base/temp_folder.hpp"
#include "tests/unit/document/open.hpp"

namespace ane::document {
namespace {

using container::Cmd;
using test::Bytes;
using test::error;
using test::open;
using test::opening_problems;
using test::Problems;
using test::Sample;
using test::try_open;
using test::warning;

std::string file_text(const Sample& sample) {
  return {sample.bytes.begin(), sample.bytes.end()};
}

TEST(Open, KnowsTheFileAndItsGeneration) {
  const Sample sample;
  const DocumentPtr document = open(sample);
  EXPECT_EQ(document->path(), "built.hwx");
  EXPECT_EQ(document->file().size(), sample.bytes.size());
  EXPECT_EQ(document->identity().generation, "h13");
  ASSERT_NE(document->generation(), nullptr);
  EXPECT_EQ(document->generation()->name, "H13");
  EXPECT_TRUE(document->decodes_tasks());
  EXPECT_EQ(document->container().tensors.size(), 2u);
  EXPECT_EQ(opening_problems(document), Problems());
  EXPECT_EQ(test::lines_of(check(*document)), Problems());
}

TEST(Open, ListsTheTasksOfTheProgram) {
  auto spec = test::sample_spec();
  spec.text = test::task_stream(3);
  const DocumentPtr document = open(Sample(spec));
  ASSERT_EQ(document->programs().size(), 1u);
  EXPECT_EQ(document->programs()[0].name, "net");
  EXPECT_EQ(document->programs()[0].record, &document->container().programs[0]);
  EXPECT_EQ(document->programs()[0].task_count, 3u);
  ASSERT_EQ(document->tasks().size(), 3u);
  EXPECT_EQ(document->tasks()[2].span.offset, 0x200u);
  EXPECT_EQ(document->tasks()[2].program, 0u);
}

TEST(Open, DecodesATask) {
  const DocumentPtr document = open(Sample());
  Diagnostics problems;
  const task::Task task = document->decode(0, problems);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(task.where, (Extent{0x4000, document->text().size()}));
  EXPECT_FALSE(task.writes.empty());
}

TEST(Open, RefusesWhatIsNoProgram) {
  const auto document = try_open(Bytes(100, 'x'));
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().message, "not an HWX file: the first word is 0x78787878, not 0xbeefface");
  EXPECT_EQ(document.error().where, (Extent{0, 4}));
}

TEST(OpenFile, MapsItAndRemembersItsPath) {
  const test::TempFolder folder;
  const std::string path = folder.add("good.hwx", file_text(Sample()));
  const auto document = open_document(path, test::embedded());
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ((*document)->path(), path);
  EXPECT_EQ((*document)->tasks().size(), 1u);
}

TEST(OpenFile, SaysWhyNot) {
  const test::TempFolder folder;
  const auto missing = open_document(folder.path("missing.hwx"), test::embedded());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message, "cannot open: No such file or directory");
  const auto empty = open_document(folder.add("empty.hwx", ""), test::embedded());
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().message, "too short for an HWX header: 0 of 32 bytes");
}

TEST(OpenFile, ReadsStandardInput) {
  const test::TempFolder folder;
  const std::string path = folder.add("good.hwx", file_text(Sample()));
  const int saved = dup(STDIN_FILENO);
  ASSERT_NE(freopen(path.c_str(), "rb", stdin), nullptr);
  const auto document = open_document("-", test::embedded());
  dup2(saved, STDIN_FILENO);
  close(saved);
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ((*document)->path(), "-");
  EXPECT_EQ((*document)->tasks().size(), 1u);
}

TEST(WithoutText, TheRestIsThere) {
  Sample sample;
  sample.text(sample.section(test::kTextSegment), "__code");
  const DocumentPtr document = open(sample);
  const Extent commands{32, sample.commands_end() - 32};
  EXPECT_EQ(opening_problems(document),
            Problems({error("no-text", commands, "there is no section __TEXT,__text")}));
  EXPECT_TRUE(document->text().empty());
  EXPECT_TRUE(document->tasks().empty());
  ASSERT_EQ(document->programs().size(), 1u) << "programs are listed all the same";
  EXPECT_EQ(document->programs()[0].name, "net");
  EXPECT_EQ(document->programs()[0].task_count, 0u);
}

TEST(WithoutText, ATextThatIsNotInTheFileHasNoTasks) {
  Sample sample;
  sample.bytes.resize(0x4000);
  const DocumentPtr document = open(sample);
  EXPECT_TRUE(document->text().empty());
  EXPECT_TRUE(document->tasks().empty());
  EXPECT_EQ(document->container().tensors.size(), 2u);
}

TEST(TruncatedDownload, InsideTheConstantsKeepsTheTasks) {
  Sample sample;
  sample.bytes.resize(0x6000);
  const DocumentPtr document = open(sample);
  EXPECT_EQ(document->tasks().size(), 1u);
  Diagnostics problems;
  document->decode(0, problems);
  EXPECT_TRUE(problems.empty());
}

TEST(TruncatedDownload, InsideTheTextKeepsWhatIsThere) {
  Sample sample;
  sample.bytes.resize(0x4060);
  const DocumentPtr document = open(sample);
  ASSERT_EQ(document->tasks().size(), 1u);
  Diagnostics problems;
  const task::Task task = document->decode(0, problems);
  EXPECT_FALSE(task.writes.empty());
  EXPECT_TRUE(problems.has_errors());
}

TEST(TruncatedDownload, OfEveryLengthIsSurvived) {
  const Bytes whole = Sample().bytes;
  for (std::size_t size = 32; size < 0x4200; size += size < 0x3f00 ? 97 : 3) {
    const auto document = try_open(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
    ASSERT_TRUE(document) << size;
    ASSERT_FALSE(check(**document).empty()) << size;
  }
}

TEST(Check, LooksAtSymbolsAndTasks) {
  Sample sample;
  sample.put(sample.symbol(0) + 5, 99, 1);
  sample.put(0x4000 + 40, 0xfc000000);
  const DocumentPtr document = open(sample);
  EXPECT_EQ(opening_problems(document), Problems());
  Problems codes;
  for (const Diagnostic& problem : check(*document).list()) codes.push_back(problem.code);
  EXPECT_EQ(codes, Problems({"symbol-section", "record-past-task-end"}));
}

TEST(Check, ComparesTheProgramsTotals) {
  auto spec = test::sample_spec();
  spec.programs[0].events = 7;
  spec.programs[0].debug_events = 8;
  spec.programs[0].longest_task = 9;
  const Sample sample(spec);
  const Extent record = sample.extent(Cmd::Thread);
  EXPECT_EQ(
      test::lines_of(check(*open(sample))),
      Problems({warning("program-totals", record, "program net: declares 7 events, its tasks have 0"),
                warning("program-totals", record, "program net: declares 8 debug events, its tasks have 0"),
                warning("program-totals", record,
                        "program net: declares 9 as the largest run-time estimate, its tasks have 0")}));
}

TEST(Check, ReportsWhatHappensToTheFile) {
  const test::TempFolder folder;
  const std::string path = folder.add("good.hwx", file_text(Sample()));
  const auto document = open_document(path, test::embedded());
  ASSERT_TRUE(document);
  EXPECT_EQ(test::lines_of(check(**document)), Problems());
  std::filesystem::resize_file(path, 0xd000);
  EXPECT_EQ(test::lines_of(check(**document)),
            Problems({warning("file-changed", {}, "the file changed while it was read")}));
  std::filesystem::resize_file(path, 0x4800);
  EXPECT_EQ(test::lines_of(check(**document)),
            Problems({error("file-shrank", {},
                            "the file became shorter while it was read; what is missing reads as zeros")}));
}

TEST(Check, ReportsAFileThatVanished) {
  const test::TempFolder folder;
  const std::string path = folder.add("good.hwx", file_text(Sample()));
  const auto document = open_document(path, test::embedded());
  ASSERT_TRUE(document);
  std::filesystem::remove(path);
  EXPECT_EQ(test::lines_of(check(**document)),
            Problems({warning("file-vanished", {}, "the file was removed while it was read")}));
}

}  // namespace
}  // namespace ane::document
