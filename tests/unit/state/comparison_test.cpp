// Two files compared in the application: which ones, what is selected, what is written.

#include <gtest/gtest.h>

#include <filesystem>

#include "app/state/aligned_rows.hpp"
#include "app/state/compare_commands.hpp"
#include "tests/support/corpus.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

using test::AppTest;

class ComparisonTest : public AppTest {
 protected:
  /// Tasks of "uneven" with another width in one of them, so that one field of it differs.
  document::DocumentPtr changed(std::size_t task, std::uint8_t by) {
    test::Bytes bytes = writer::write_hwx(test::uneven_spec(9)).value();
    const document::DocumentPtr document = test::open_bytes(bytes, "x");
    Diagnostics ignored;
    const auto field = document->generation()->field("Common.InDim.Win");
    const task::Write* write = nullptr;
    const task::Task decoded = document->decode(task, ignored);
    write = decoded.last_write(field->address());
    bytes.at(write->offset) = static_cast<std::uint8_t>(bytes.at(write->offset) + by);
    return test::open_bytes(bytes, "b.hwx");
  }
  void open_two() {
    app.open_document(test::open_bytes(writer::write_hwx(test::uneven_spec(9)).value(), "a.hwx"));
    app.open_document(changed(4, 64));
    settle();
    app.activate(app.files.front()->id());
    run("compare.with b.hwx");
  }
};

TEST_F(ComparisonTest, ShowsTheFirstDifference) {
  open_two();
  EXPECT_EQ(query("compare.status"), "ready") << query("compare.error");
  EXPECT_EQ(query("app.layout"), "compare");
  EXPECT_EQ(query("compare.a"), "a.hwx");
  EXPECT_EQ(query("compare.b"), "b.hwx");
  EXPECT_EQ(query("compare.identical"), "no");
  EXPECT_EQ(query("compare.position"), "1 of 1");
  EXPECT_EQ(query("compare.task-a"), "4");
  EXPECT_EQ(query("compare.field"), "Common.InDim.Win");
  EXPECT_FALSE(app.comparing.field.a.empty());
  EXPECT_FALSE(app.comparing.field.b.empty());
  EXPECT_EQ(failure("compare.next"), "no task after this one differs");
  EXPECT_EQ(failure("compare.previous"), "no task before this one differs");
}

TEST_F(ComparisonTest, KeepsWhatIsSelectedWhenSidesAreSwapped) {
  open_two();
  run("compare.select 7");
  EXPECT_EQ(query("compare.position"), "1 differ");
  run("compare.swap");
  EXPECT_EQ(query("compare.a"), "b.hwx");
  EXPECT_EQ(query("compare.task-b"), "7");
  run("compare.previous");
  EXPECT_EQ(query("compare.task-a"), "4");
  run("compare.select b2");
  EXPECT_EQ(query("compare.task-a"), "2");
  EXPECT_EQ(failure("compare.select 99"), "A has no task 99");
  EXPECT_EQ(failure("compare.field No.Such"), "neither side has a field \"No.Such\"");
}

TEST_F(ComparisonTest, PairsByHandAndUndoesIt) {
  open_two();
  run("compare.pair 4 5");
  EXPECT_EQ(query("compare.status"), "ready") << query("compare.error");
  run("compare.select 4");
  EXPECT_EQ(query("compare.task-b"), "5");
  EXPECT_EQ(query("compare.basis"), "by hand");
  EXPECT_EQ(failure("compare.unpair 1 2"), "tasks 1 2 were not paired by hand");
  run("compare.unpair 4 5");
  run("compare.select 4");
  EXPECT_EQ(query("compare.task-b"), "4");
  EXPECT_EQ(failure("compare.pair 4"), "name a task of A and one of B, such as 4 5");
  EXPECT_EQ(failure("compare.pair 4 99"), "B has no task 99");
}

TEST_F(ComparisonTest, OptionsAreSwitchedBackAndForth) {
  open_two();
  for (const std::string option : {"only-changes", "written", "noise"}) {
    const std::string before = query("compare." + option);
    run("compare." + option);
    EXPECT_NE(query("compare." + option), before);
    EXPECT_EQ(query("compare.status"), "ready");
    run("compare." + option);
    EXPECT_EQ(query("compare." + option), before);
  }
  run("compare.again");
  EXPECT_EQ(query("compare.task-a"), "4");
}

TEST_F(ComparisonTest, ExportsEveryFormAndCopies) {
  open_two();
  for (const std::string extension : {"txt", "json", "md", "html"}) {
    const std::string path = folder.path("out." + extension);
    run("compare.export " + path);
    EXPECT_GT(std::filesystem::file_size(path), 50u) << path;
  }
  EXPECT_EQ(failure("compare.export " + folder.path("out.pdf")),
            "name a file that ends in .txt, .json, .md or .html");
  run("compare.export " + folder.path("no/such/folder/out.txt"));
  EXPECT_NE(query("app.toast").find("Not exported"), std::string::npos);
  run("compare.copy");
  EXPECT_NE(query("app.clipboard").find("InDim.Win"), std::string::npos);
  run("compare.export");
  EXPECT_EQ(app.sheet, Sheet::ExportComparison);
}

TEST_F(ComparisonTest, InspectsASide) {
  open_two();
  run("compare.inspect b");
  EXPECT_EQ(query("app.layout"), "inspect");
  EXPECT_EQ(query("file.name"), "b.hwx");
  EXPECT_EQ(query("selection.task"), "4");
  run("layout.compare");
  EXPECT_EQ(query("compare.status"), "ready");
  run("layout.inspect");
}

TEST_F(ComparisonTest, EndsWithItsFiles) {
  open_two();
  run("close");
  EXPECT_EQ(query("compare.status"), "none");
  EXPECT_EQ(query("app.layout"), "inspect");
  EXPECT_EQ(failure("compare.next"), "\"compare.next\" cannot be used now");
}

TEST_F(ComparisonTest, OpensSideB) {
  open_sample("relu");
  run("compare.open-b " + sample_file("conv3x3"));
  EXPECT_EQ(query("compare.a"), "relu.hwx");
  EXPECT_EQ(query("compare.b"), "conv3x3.hwx");
  EXPECT_EQ(query("compare.status"), "ready");
  run("compare.open-b");
  EXPECT_EQ(app.sheet, Sheet::Choose);
  EXPECT_EQ(app.choosing.command, "compare.open-b");
}

TEST_F(ComparisonTest, IsCancelledAndDoneAgain) {
  open_two();
  // Both workers are busy, so that the comparison cannot be quicker than the one who cancels it.
  std::atomic<bool> go{false};
  for (const char* tag : {"first", "second"}) {
    app.jobs.start(tag, "", [&go](Progress&) -> Completion {
      while (!go) std::this_thread::yield();
      return {};
    });
  }
  restart_comparison(app);
  app.jobs.cancel_tag("compare");
  go = true;
  settle();
  EXPECT_EQ(query("compare.status"), "failed");
  EXPECT_EQ(query("compare.error"), "cancelled");
  run("compare.again");
  EXPECT_EQ(query("compare.status"), "ready");
}

TEST_F(ComparisonTest, OpensTwoFilesAtOnce) {
  open_comparison(app, sample_file("relu"), sample_file("add"));
  settle();
  EXPECT_EQ(query("compare.a"), "relu.hwx");
  EXPECT_EQ(query("compare.b"), "add.hwx");
  EXPECT_EQ(query("compare.status"), "ready");
}

TEST(AlignedRows, FoldRunsOfSameTasks) {
  diff::Comparison comparison;
  comparison.tasks.resize(7);
  for (std::size_t i = 0; i < 7; ++i) comparison.tasks[i].a = comparison.tasks[i].b = i;
  comparison.tasks[3].status = diff::Status::Changed;
  const auto rows = aligned_rows(comparison, true, {});
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_TRUE(rows[0].run);
  EXPECT_EQ(rows[0].count, 3u);
  EXPECT_FALSE(rows[1].run);
  EXPECT_EQ(rows[2].first, 4u);
  EXPECT_EQ(row_of_pair(rows, 2), 0u);
  EXPECT_EQ(row_of_pair(rows, 3), 1u);
  EXPECT_EQ(aligned_rows(comparison, false, {}).size(), 7u);
  const auto opened = aligned_rows(comparison, true, {4});
  EXPECT_EQ(opened.size(), 6u);
  EXPECT_EQ(row_of_pair(opened, 6), 5u);
}

}  // namespace
}  // namespace ane::state
