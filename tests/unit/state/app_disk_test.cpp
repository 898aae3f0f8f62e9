// What the application has to do with the disk: changes, reloads, bookmarks and settings.

#include <gtest/gtest.h>

#include <filesystem>

#include "app/state/app.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

using test::AppTest;
using test::as_text;
using test::logged;

TEST_F(AppTest, SeesThatAFileChangedAndReadsItAgain) {
  const std::string path = sample_file("chain");
  app.open(path);
  settle();
  run("select task 1");
  app.active()->watched = {"NE.MACCfg.OpMode"};
  EXPECT_FALSE(app.check_disk());
  const test::Bytes other = test::sample_bytes("add");
  folder.add("chain.hwx", as_text(other));
  EXPECT_TRUE(app.check_disk());
  EXPECT_EQ(query("file.changed"), "yes");
  EXPECT_TRUE(logged(app, "changed on disk"));
  EXPECT_FALSE(app.check_disk());
  const int id = app.active_file;
  run("reload");
  EXPECT_EQ(app.active_file, id);
  EXPECT_EQ(app.files.size(), 1U);
  EXPECT_EQ(query("file.changed"), "no");
  EXPECT_EQ(query("file.tasks"), std::to_string(test::sample("add")->tasks().size()));
  EXPECT_EQ(query("file.watched"), "1");
  EXPECT_EQ(query("selection.task"), "0");
}

TEST_F(AppTest, KeepsTheSelectionOverAReloadWhereItIsStillThere) {
  app.open(sample_file("chain"));
  settle();
  run("select task 2");
  run("reload");
  EXPECT_EQ(query("selection.task"), "2");
  EXPECT_EQ(app.active()->current_task(), 2U);
}

TEST_F(AppTest, GoesBackToNoTaskThatAReloadTookAway) {
  app.open(sample_file("chain"));
  settle();
  run("select task 2");
  run("select task 1");
  folder.add("chain.hwx", as_text(test::sample_bytes("relu")));
  run("reload");
  ASSERT_EQ(query("file.tasks"), "1");
  while (app.history.can_go_back()) {
    run("back");
    EXPECT_NE(query("selection.task"), "2");
    query("selection.path");
  }
}

TEST_F(AppTest, DropsResultsOfTheOldBytesInAReload) {
  app.open(sample_file("chain"));
  settle();
  run("filter tasks reg:NE.MACCfg.OpMode!=17");
  ASSERT_NE(app.filter.tasks, nullptr);
  run("select field NE.MACCfg.OpMode");
  run("timeline");
  ASSERT_NE(app.timeline.states, nullptr);
  run("find all conv");
  ASSERT_NE(app.matches, nullptr);
  const std::size_t before = app.filter.tasks->size();
  folder.add("chain.hwx", as_text(test::sample_bytes("relu")));
  run("reload");
  EXPECT_EQ(app.timeline.states, nullptr);
  EXPECT_EQ(query("timeline"), "");
  EXPECT_EQ(app.matches, nullptr);
  EXPECT_EQ(app.active()->task_filter, "reg:NE.MACCfg.OpMode!=17");
  ASSERT_NE(app.filter.tasks, nullptr);
  EXPECT_EQ(app.filter.tasks->size(), 1U);
  EXPECT_LT(app.filter.tasks->size(), before);
}

TEST_F(AppTest, SaysWhereAReloadFails) {
  app.open(sample_file("relu"));
  settle();
  std::filesystem::remove(folder.path("relu.hwx"));
  EXPECT_TRUE(app.check_disk());
  run("reload");
  EXPECT_EQ(app.files.size(), 1U);
  ASSERT_FALSE(app.toasts.empty());
  EXPECT_EQ(app.toasts.back().severity, Severity::Error);
  EXPECT_EQ(query("file.tasks"), "1");
}

TEST_F(AppTest, KeepsBookmarksBesideTheFile) {
  const std::string path = sample_file("relu");
  app.open(path);
  settle();
  run("select bytes 0..16");
  run("bookmark the start");
  EXPECT_EQ(query("file.bookmarks"), "1");
  ASSERT_TRUE(std::filesystem::exists(Bookmarks::side_file(path)));
  run("close");
  app.open(path);
  settle();
  ASSERT_EQ(query("file.bookmarks"), "1");
  EXPECT_EQ(app.active()->bookmarks.list[0].note, "the start");
  run("go to bookmark 1");
  EXPECT_EQ(query("selection.size"), "16");
  run("bookmark");
  EXPECT_EQ(query("file.bookmarks"), "0");
  EXPECT_FALSE(std::filesystem::exists(Bookmarks::side_file(path)));
}

TEST_F(AppTest, WarnsOfBookmarksThatItCannotRead) {
  const std::string path = sample_file("relu");
  folder.add("relu.hwx.anescope.json", "{ not JSON");
  app.open(path);
  settle();
  EXPECT_EQ(query("file.bookmarks"), "0");
  EXPECT_TRUE(logged(app, "bookmarks"));
  EXPECT_EQ(test::content_of(Bookmarks::side_file(path)), "{ not JSON");
}

TEST_F(AppTest, LeavesNoBookmarksOfASampleOnTheDisk) {
  open_sample("relu");
  run("bookmark");
  EXPECT_EQ(query("file.bookmarks"), "1");
  EXPECT_FALSE(std::filesystem::exists(Bookmarks::side_file(app.active()->path())));
}

TEST_F(AppTest, WritesItsSettingsWhenAFileIsOpened) {
  app.settings_path = folder.path("config/settings.json");
  app.open(sample_file("relu"));
  settle();
  const auto settings = Settings::load(app.settings_path);
  ASSERT_TRUE(settings);
  ASSERT_EQ(settings->recent.size(), 1U);
  EXPECT_EQ(settings->recent[0].generation, app.active()->document()->identity().name);
}

}  // namespace
}  // namespace ane::state
