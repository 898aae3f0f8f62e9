#include "app/state/app.hpp"

#include <gtest/gtest.h>

#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

using test::AppTest;
using test::logged;

TEST_F(AppTest, StartsWithNothing) {
  EXPECT_FALSE(app.begin_frame());
  EXPECT_EQ(app.active(), nullptr);
  EXPECT_TRUE(app.jobs.idle());
  EXPECT_EQ(query("app.files"), "0");
  EXPECT_EQ(query("file.tasks"), "");
  EXPECT_EQ(query("selection.path"), "");
  EXPECT_FALSE(app.query("no.such.path"));
}

TEST_F(AppTest, OpensAFileAndSelectsItsFirstTask) {
  const std::string path = sample_file("relu");
  app.open(path);
  settle();
  EXPECT_EQ(query("file.name"), "relu.hwx");
  EXPECT_EQ(query("file.tasks"), "1");
  EXPECT_EQ(query("selection.task"), "0");
  EXPECT_EQ(query("file.problems"), "0");
  ASSERT_NE(app.active()->survey, nullptr);
  ASSERT_EQ(app.settings.recent.size(), 1U);
  EXPECT_EQ(app.settings.recent[0].path, path);
  EXPECT_EQ(app.settings.recent[0].tasks, 1U);
}

TEST_F(AppTest, TellsOfAFileThatIsNotThere) {
  const std::string path = folder.path("nothing.hwx");
  app.open(path);
  settle();
  EXPECT_TRUE(app.files.empty());
  ASSERT_EQ(app.toasts.size(), 1U);
  EXPECT_EQ(app.toasts[0].severity, Severity::Error);
  EXPECT_TRUE(app.toasts[0].text.starts_with(path)) << app.toasts[0].text;
  EXPECT_TRUE(logged(app, path));
  EXPECT_TRUE(app.settings.recent.empty());
}

TEST_F(AppTest, TellsOfAFileThatIsNoProgram) {
  app.open(folder.add("text.hwx", "not a program at all, but long enough for a header"));
  settle();
  EXPECT_TRUE(app.files.empty());
  EXPECT_EQ(app.toasts.size(), 1U);
}

TEST_F(AppTest, OpensTheSameFileOnlyOnce) {
  const std::string path = sample_file("relu");
  app.open(path);
  app.open(path);
  settle();
  EXPECT_EQ(app.files.size(), 1U);
  const int first = app.active_file;
  open_sample("add");
  app.open(folder.path("./relu.hwx"));
  settle();
  EXPECT_EQ(app.files.size(), 2U);
  EXPECT_EQ(app.active_file, first);
}

TEST_F(AppTest, ShowsTheNeighbourOfAClosedFile) {
  for (const std::string_view name : {"relu", "add", "chain"}) open_sample(name);
  app.activate(app.files[1]->id());
  app.close(app.active_file);
  EXPECT_EQ(query("file.name"), "chain.hwx");
  app.close(app.active_file);
  EXPECT_EQ(query("file.name"), "relu.hwx");
  app.close(app.active_file);
  EXPECT_EQ(app.active(), nullptr);
  EXPECT_EQ(app.active_file, 0);
  app.close(42);
}

TEST_F(AppTest, KeepsTheActiveFileWhereAnotherOneIsClosed) {
  open_sample("relu");
  open_sample("add");
  app.close(app.files[0]->id());
  EXPECT_EQ(query("file.name"), "add.hwx");
}

TEST_F(AppTest, ForgetsJobsOfAClosedFile) {
  app.open_document(test::open_bytes(test::big_bytes(300), "big.hwx"));
  app.close(app.active_file);
  settle();
  EXPECT_TRUE(app.files.empty());
}

TEST_F(AppTest, ReadsManyTasksInTheBackground) {
  app.open_document(test::uneven_document(200));
  EXPECT_EQ(app.active()->tasks, nullptr);
  settle();
  ASSERT_NE(app.active()->tasks, nullptr);
  EXPECT_EQ(query("tasks.shown"), "200");
  EXPECT_EQ(query("selection.task"), "0");
}

TEST_F(AppTest, LeavesASelectionAloneThatWasMadeWhileTasksWereRead) {
  app.open_document(test::uneven_document(200));
  while (wakes < 2) std::this_thread::yield();
  app.select(app.active()->at_byte(0));
  settle();
  EXPECT_EQ(query("selection.task"), "");
  EXPECT_EQ(query("selection.offset"), "0x0");
  EXPECT_EQ(query("selection.size"), "4");
}

TEST_F(AppTest, SelectsBeforeTheNextFrameAndNotWithinOne) {
  open_sample("chain");
  app.select(app.active()->at_byte(0));
  EXPECT_EQ(query("selection.task"), "0");
  EXPECT_TRUE(app.begin_frame());
  EXPECT_EQ(query("selection.task"), "");
  EXPECT_FALSE(app.begin_frame());
}

TEST_F(AppTest, SelectsInTheFileThatWasActiveThen) {
  open_sample("relu");
  open_sample("chain");
  app.select(app.active()->of_task(2));
  app.activate(app.files[0]->id());
  settle();
  EXPECT_EQ(query("selection.task"), "0");
  app.activate(app.files[1]->id());
  EXPECT_EQ(query("selection.task"), "2");
}

TEST_F(AppTest, IgnoresASelectionOutsideTheFile) {
  open_sample("relu");
  Selection outside;
  outside.task = 7;
  app.select(outside);
  settle();
  EXPECT_EQ(query("selection.task"), "0");
  outside = {};
  outside.bytes = {app.active()->document()->file().size() - 2, 4};
  app.select(outside);
  settle();
  EXPECT_EQ(query("selection.task"), "0");
}

TEST_F(AppTest, ComesBackFromAPreviewWithoutATrace) {
  open_sample("chain");
  run("select task 1");
  app.preview(app.active()->of_task(2));
  settle();
  app.preview(app.active()->of_task(0));
  settle();
  EXPECT_EQ(query("selection.task"), "0");
  app.preview(std::nullopt);
  settle();
  EXPECT_EQ(query("selection.task"), "1");
  EXPECT_FALSE(app.history.can_go_forward());
  run("back");
  EXPECT_EQ(query("selection.task"), "0");
}

TEST_F(AppTest, EndsAPreviewInTheFileThatItWasIn) {
  open_sample("chain");
  open_sample("relu");
  app.activate(app.files[0]->id());
  run("select task 1");
  app.preview(app.active()->of_task(2));
  settle();
  app.activate(app.files[1]->id());
  app.preview(std::nullopt);
  settle();
  EXPECT_EQ(query("file.name"), "relu.hwx");
  EXPECT_EQ(query("selection.task"), "0");
  app.activate(app.files[0]->id());
  EXPECT_EQ(query("selection.task"), "1");
}

TEST_F(AppTest, GoesBackAndForwardAcrossFiles) {
  open_sample("chain");
  run("select task 2");
  open_sample("relu");
  run("select bytes 0..4");
  run("back");
  EXPECT_EQ(query("file.name"), "relu.hwx");
  EXPECT_EQ(query("selection.task"), "0");
  for (int i = 0; i < 10 && query("file.name") == "relu.hwx"; ++i) run("back");
  EXPECT_EQ(query("file.name"), "chain.hwx");
  EXPECT_EQ(query("selection.task"), "2");
  while (app.history.can_go_forward()) run("forward");
  EXPECT_EQ(query("file.name"), "relu.hwx");
  EXPECT_EQ(query("selection.size"), "4");
}

TEST_F(AppTest, NeverGoesBackToAClosedFile) {
  open_sample("chain");
  run("select task 2");
  open_sample("relu");
  app.close(app.files[0]->id());
  while (app.history.can_go_back()) {
    run("back");
    EXPECT_EQ(query("file.name"), "relu.hwx");
  }
}

TEST_F(AppTest, NamesSamplesThatThereAreNot) {
  const auto result = app.open_sample("nothing");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "no sample is called \"nothing\"");
}

TEST_F(AppTest, BringsProblemsToTheFrontWhereOpeningFindsErrors) {
  test::Bytes bytes = test::sample_bytes("relu");
  bytes.resize(bytes.size() / 2);
  app.open_document(test::open_bytes(bytes, "cut.hwx"));
  settle();
  EXPECT_EQ(app.bring_view, "problems");
  EXPECT_EQ(query("app.bottom"), "yes");
  EXPECT_NE(query("file.problems"), "0");
}

TEST_F(AppTest, ShowsTheDatabaseWithoutAFile) {
  open_sample("relu");
  app.show_database();
  EXPECT_EQ(app.active(), nullptr);
  EXPECT_EQ(query("app.database"), "yes");
  app.activate(app.files[0]->id());
  EXPECT_EQ(query("app.database"), "no");
}

TEST_F(AppTest, KeepsFourToastsAndTheEndOfTheLog) {
  for (int i = 0; i < 2100; ++i) app.log(Severity::Note, std::to_string(i));
  EXPECT_EQ(app.log_lines.size(), 2000U);
  EXPECT_EQ(app.log_lines.back().text, "2099");
  for (int i = 0; i < 9; ++i) app.toast(Severity::Error, std::to_string(i));
  EXPECT_EQ(app.toasts.size(), 4U);
  app.begin_frame();
  EXPECT_EQ(query("app.toast"), "8");
}

TEST_F(AppTest, DropsToastsWhoseTimeIsOverButNoErrors) {
  app.toast(Severity::Note, "note");
  app.toast(Severity::Error, "error");
  for (Toast& toast : app.toasts) toast.until = -1;
  EXPECT_TRUE(app.begin_frame());
  ASSERT_EQ(app.toasts.size(), 1U);
  EXPECT_EQ(app.toasts[0].text, "error");
}

TEST_F(AppTest, FiltersWhenTheTasksAreThere) {
  app.open_document(test::uneven_document(200));
  app.set_task_filter("reg:Common.InDim.Win>190");
  settle();
  EXPECT_EQ(query("tasks.shown"), "10");
}

TEST_F(AppTest, SaysWhatIsWrongWithAFilter) {
  open_sample("chain");
  app.set_task_filter("nonsense:3");
  EXPECT_NE(query("tasks.error"), "");
  EXPECT_EQ(query("tasks.shown"), "4");
  app.set_task_filter("");
  EXPECT_EQ(query("tasks.error"), "");
}

TEST_F(AppTest, HasNoTimelineInAFileWithoutTasks) {
  app.open_document(test::without_tasks());
  settle();
  app.show_timeline("NE.MACCfg.OpMode");
  settle();
  EXPECT_EQ(app.timeline.states, nullptr);
}

TEST_F(AppTest, AsksAsWhatToDecodeWhatItDoesNotKnow) {
  app.open_document(test::without_tasks());
  settle();
  EXPECT_EQ(app.sheet, Sheet::DecodeAs);
  EXPECT_EQ(query("file.tasks"), "0");
  run("decode as h13");
  settle();
  EXPECT_EQ(app.sheet, Sheet::None);
  EXPECT_EQ(query("file.generation"), "H13");
  EXPECT_EQ(query("file.tasks"), "1");
  EXPECT_EQ(query("file.verified"), "no");
  EXPECT_EQ(app.files.size(), 1u);
  run("decode as file");
  settle();
  EXPECT_EQ(query("file.tasks"), "0");
  EXPECT_EQ(app.sheet, Sheet::None) << "an answer is not asked for twice";
}

TEST_F(AppTest, DecodesAnyFileAsChosenAndKeepsThePlace) {
  open_sample("chain");
  settle();
  run("select task 1");
  settle();
  const std::string offset = query("selection.offset");
  for (const std::string& id : app.database->ids()) {
    run("decode as " + id);
    settle();
    EXPECT_EQ(app.active()->document()->identity().generation, id);
    EXPECT_TRUE(app.active()->selection().bytes.contains(app.active()->selection().bytes.offset));
  }
  EXPECT_TRUE(failure("decode as h99").starts_with("no register database for \"h99\""));
  EXPECT_EQ(query("file.generation"), "H18G") << "a refusal changes nothing; was at " << offset;
}

}  // namespace
}  // namespace ane::state
