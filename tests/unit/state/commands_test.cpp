#include "app/state/commands.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "app/state/graph_commands.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

using test::AppTest;

TEST(Commands, HaveUniqueIdsAndKeys) {
  std::set<std::string_view> ids, keys;
  for (const Command& command : commands()) {
    EXPECT_TRUE(ids.insert(command.id).second) << command.id;
    EXPECT_TRUE(command.key.empty() || keys.insert(command.key).second) << command.id << " " << command.key;
    EXPECT_FALSE(command.title.empty()) << command.id;
    EXPECT_EQ(find_command(command.id), &command);
  }
  EXPECT_EQ(find_command("no such thing"), nullptr);
}

TEST(Commands, TakeNoArgumentThatIsAnotherCommand) {
  // These two do the same as the command that they are spelled like.
  const std::set<std::string> same = {"copy value", "copy command"};
  App app(test::embedded(), Settings{}, [] {});
  for (const Command& command : commands()) {
    if (command.choices == nullptr) continue;
    EXPECT_FALSE(command.argument.empty()) << command.id;
    for (const Choice& choice : command.choices(app)) {
      const std::string line = std::string(command.id) + " " + choice.argument;
      for (const Command& other : commands()) {
        const bool taken = line == other.id || line.starts_with(std::string(other.id) + " ");
        EXPECT_TRUE(!taken || &other == &command || other.id.size() < command.id.size() ||
                    same.contains(line))
            << "\"" << line << "\" is also " << other.id;
      }
    }
  }
}

TEST(Commands, ThatNeedAnArgumentSayWhich) {
  App app(test::embedded(), Settings{}, [] {});
  ASSERT_TRUE(app.open_sample("chain"));
  test::settle(app);
  ASSERT_TRUE(app.open_sample("relu"));
  test::settle(app);
  ASSERT_TRUE(app.run("compare.with")) << "some are for a comparison";
  test::settle(app);
  app.comparing.options.by_hand = {{0, 0}};
  ASSERT_TRUE(app.run("export")) << "some are for its sheet";
  want_graph(app, *app.active());
  test::settle(app);
  follow_selection(*app.active());
  for (const char* line : {"run", "debug.start", "debug.step", "debug.breakpoint 0", "explain 0,0,0,0"}) {
    const auto done = app.run(line);
    ASSERT_TRUE(done) << line << ": " << done.error().message;
    test::settle(app);
  }
  for (const Command& command : commands()) {
    if (command.argument.empty() || command.argument.starts_with("[")) continue;
    ASSERT_TRUE(command.enabled(app)) << command.id;
    const auto result = app.run(command.id);
    ASSERT_FALSE(result) << command.id;
    EXPECT_NE(result.error().message.find(command.argument), std::string::npos) << result.error().message;
  }
}

TEST(Commands, WithAConditionRefuseWithoutAFile) {
  App app(test::embedded(), Settings{}, [] {});
  std::size_t refused = 0;
  for (const Command& command : commands()) {
    if (command.enabled(app)) continue;
    ++refused;
    const auto result = app.run(std::string(command.id) + (command.argument.empty() ? "" : " 1"));
    ASSERT_FALSE(result) << command.id;
    EXPECT_EQ(result.error().message, "\"" + std::string(command.id) + "\" cannot be used now");
  }
  const std::vector<std::string_view> need_nothing = {"open",
                                                      "open sample",
                                                      "clear recent",
                                                      "quit",
                                                      "cancel",
                                                      "go to",
                                                      "palette",
                                                      "view",
                                                      "database",
                                                      "theme",
                                                      "scale",
                                                      "scale up",
                                                      "toggle bottom",
                                                      "compact rows",
                                                      "about",
                                                      "scale down",
                                                      "scale auto",
                                                      "reset layout",
                                                      "keys",
                                                      "motion",
                                                      "run.sample",
                                                      "run.devices",
                                                      "run.compare-device",
                                                      "run.compare-folder",
                                                      "run.choose-folder",
                                                      "run.compare-none",
                                                      "run.tolerance"};
  EXPECT_EQ(refused, commands().size() - need_nothing.size());
  for (const std::string_view id : need_nothing) EXPECT_TRUE(find_command(id)->enabled(app)) << id;
}

TEST(Commands, ForTasksRefuseInAFileWithoutThem) {
  App app(test::embedded(), Settings{}, [] {});
  app.open_document(test::without_tasks());
  for (const std::string_view id : {"select task", "next task", "select field", "filter tasks", "sort tasks",
                                    "show written", "show inherited", "show never"})
    EXPECT_FALSE(find_command(id)->enabled(app)) << id;
  EXPECT_FALSE(find_command("watch")->enabled(app));
  EXPECT_TRUE(find_command("select bytes")->enabled(app));
}

TEST_F(AppTest, NamesTheNearestCommandToATypingError) {
  EXPECT_EQ(failure("thme"), "no such command: \"thme\"; did you mean \"theme\"?");
  EXPECT_EQ(failure("quit now"), "no such command: \"quit now\"");
  EXPECT_TRUE(failure("").starts_with("no such command"));
}

TEST_F(AppTest, StartsTheLongestCommandThatFits) {
  open_sample("relu");
  run("overlay finer");
  EXPECT_EQ(query("hex.overlay"), "4");
  run("overlay task");
  EXPECT_EQ(query("hex.overlay"), "1");
}

TEST_F(AppTest, UsesTheKeysOfTheUser) {
  const Command& quit = *find_command("quit");
  EXPECT_EQ(key_of(app, quit), "Ctrl+Q");
  app.settings.keys["quit"] = "F10";
  EXPECT_EQ(key_of(app, quit), "F10");
}

TEST_F(AppTest, RunsTheFileCommands) {
  run("open");
  EXPECT_EQ(app.sheet, Sheet::Open);
  run("cancel");
  EXPECT_EQ(app.sheet, Sheet::None);
  run("open " + sample_file("relu"));
  EXPECT_EQ(query("file.name"), "relu.hwx");
  run("open sample chain");
  EXPECT_EQ(query("file.name"), "chain.hwx");
  EXPECT_NE(failure("open sample nothing"), "");
  run("next file");
  EXPECT_EQ(query("file.name"), "relu.hwx");
  run("previous file");
  EXPECT_EQ(query("file.name"), "chain.hwx");
  run("previous file");
  EXPECT_EQ(query("file.name"), "relu.hwx");
  folder.add("relu.hwx", "changed");
  EXPECT_NE(failure("ignore change"), "");
  app.check_disk();
  EXPECT_EQ(query("file.changed"), "yes");
  run("ignore change");
  EXPECT_EQ(query("file.changed"), "no");
  EXPECT_FALSE(app.check_disk());
  EXPECT_EQ(query("app.recent"), "1");
  run("clear recent");
  EXPECT_EQ(query("app.recent"), "0");
  run("close");
  EXPECT_EQ(query("app.files"), "1");
  run("quit");
  EXPECT_TRUE(app.quit);
}

TEST_F(AppTest, StepsThroughTasksWithTheSameRegister) {
  open_sample("chain");
  run("select task 2");
  EXPECT_EQ(query("selection.task"), "2");
  run("select field NE.MACCfg.OpMode");
  EXPECT_EQ(query("selection.register"), "NE.MACCfg");
  EXPECT_EQ(query("selection.field"), "OpMode");
  EXPECT_EQ(query("selection.task"), "2");
  run("next task");
  EXPECT_EQ(query("selection.task"), "3");
  EXPECT_EQ(query("selection.field"), "OpMode");
  run("next task");
  EXPECT_EQ(query("selection.task"), "3");
  run("select field Header8.WBase");
  run("previous task");
  EXPECT_EQ(query("selection.task"), "2");
  EXPECT_EQ(query("selection.field"), "WBase");
  run("select none");
  EXPECT_EQ(query("selection.path"), "");
  run("previous task");
  EXPECT_EQ(query("selection.task"), "1");
  EXPECT_EQ(failure("select task 4"), "task 4 does not exist; the last is 3");
  EXPECT_NE(failure("select task x"), "");
  EXPECT_NE(failure("select field NE.Nothing"), "");
}

TEST_F(AppTest, SelectsBytesByExpression) {
  open_sample("relu");
  run("select bytes 0x10..0x14");
  EXPECT_EQ(query("selection.offset"), "0x10");
  EXPECT_EQ(query("selection.size"), "4");
  run("select bytes task0");
  EXPECT_EQ(query("selection.task"), "0");
  EXPECT_NE(failure("select bytes 1/0"), "");
}

TEST_F(AppTest, SelectsOutwardsUntilNothingIsAround) {
  open_sample("chain");
  run("select field NE.MACCfg.OpMode");
  std::vector<std::string> sizes;
  std::string path = query("selection.path");
  for (int i = 0; i < 6; ++i) {
    run("select parent");
    const std::string outer = query("selection.path");
    EXPECT_LE(outer.size(), path.size()) << outer;
    path = outer;
    sizes.push_back(query("selection.size"));
  }
  const std::string text = std::to_string(app.active()->document()->text().size());
  EXPECT_EQ(sizes.front(), "4");
  EXPECT_NE(std::find(sizes.begin(), sizes.end(), text), sizes.end());
  EXPECT_NE(sizes.back(), "4");
}

TEST_F(AppTest, FollowsAPointerAndComesBack) {
  open_sample("chain");
  run("select field Header7.NextPointer");
  run("follow");
  EXPECT_EQ(query("selection.task"), "1");
  EXPECT_EQ(query("selection.field"), "");
  run("back");
  EXPECT_EQ(query("selection.field"), "NextPointer");
  run("forward");
  EXPECT_EQ(query("selection.task"), "1");
  EXPECT_NE(failure("forward"), "");
  EXPECT_EQ(failure("follow"), "the selection is not a pointer");
}

TEST_F(AppTest, KeepsBookmarksWithNotes) {
  open_sample("relu");
  run("select bytes 0..4");
  EXPECT_EQ(failure("bookmark note x"), "there is no bookmark here");
  run("bookmark magic");
  EXPECT_EQ(app.active()->bookmarks.list.at(0).note, "magic");
  run("bookmark note the magic number");
  EXPECT_EQ(app.active()->bookmarks.list.at(0).note, "the magic number");
  run("select task 0");
  run("go to bookmark 1");
  EXPECT_EQ(query("selection.size"), "4");
  EXPECT_NE(failure("go to bookmark 0"), "");
  EXPECT_NE(failure("go to bookmark 2"), "");
  app.active()->bookmarks.list.at(0).where.size = 1 << 30;
  EXPECT_EQ(failure("go to bookmark 1"), "bookmark 1 lies behind the end of the file");
}

TEST_F(AppTest, BookmarksNothingThatHasNoBytes) {
  app.open_document(test::uneven_document(2));
  settle();
  run("select field NE.MACCfg.OpMode");
  EXPECT_EQ(failure("bookmark"), "the selection has no bytes to bookmark");
  EXPECT_EQ(query("file.bookmarks"), "0");
}

TEST_F(AppTest, CopiesInEveryForm) {
  open_sample("relu");
  run("select field NE.MACCfg.OpMode");
  for (const Choice& choice : find_command("copy")->choices(app)) {
    app.clipboard.clear();
    app.clipboard_changed = false;
    run("copy " + choice.argument);
    EXPECT_NE(query("app.clipboard"), "") << choice.argument;
    EXPECT_TRUE(app.clipboard_changed) << choice.argument;
  }
  EXPECT_NE(failure("copy poem"), "");
  run("copy value");
  const std::string value = query("app.clipboard");
  run("copy command");
  EXPECT_EQ(query("app.clipboard"), "anetool tasks --task 0 relu.hwx");
  EXPECT_NE(query("app.clipboard"), value);
  run("select none");
  run("copy command");
  EXPECT_EQ(query("app.clipboard"), "anetool info relu.hwx");
  EXPECT_NE(failure("copy value"), "");
}

TEST_F(AppTest, FindsInAViewAndInTheFile) {
  open_sample("relu");
  app.focused_view = "hex";
  run("find");
  EXPECT_EQ(app.focus_find, "hex");
  EXPECT_NE(failure("next match"), "");
  run("find all");
  EXPECT_EQ(app.focus_find, "find");
  EXPECT_EQ(query("app.bottom"), "yes");
  run("find all NonlinearMode");
  EXPECT_EQ(query("find.finished"), "yes");
  ASSERT_GE(app.matches->size(), 2U);
  run("previous match");
  EXPECT_EQ(app.match_at, app.matches->size() - 1);
  run("next match");
  EXPECT_EQ(app.match_at, 0U);
  EXPECT_EQ(query("selection.field"), "NonlinearMode");
  run("find all no such text anywhere");
  EXPECT_EQ(failure("next match"), "0 matches for \"no such text anywhere\"");
}

TEST_F(AppTest, ShowsAMatchInTheFileThatItIsIn) {
  open_sample("chain");
  run("find all __text");
  ASSERT_NE(query("find.count"), "0");
  const auto expected = app.matches->at(app.matches->size() - 1).selection;
  open_sample("relu");
  run("previous match");
  EXPECT_EQ(query("file.name"), "chain.hwx");
  EXPECT_EQ(app.active()->selection(), expected);
  run("close");
  EXPECT_FALSE(find_command("next match")->enabled(app));
}

TEST_F(AppTest, CancelsWhatRuns) {
  EXPECT_NE(failure("cancel jobs"), "");
  app.jobs.start("test", "Waiting", [](Progress& progress) -> Completion {
    while (progress.tick()) std::this_thread::yield();
    return [] { ADD_FAILURE() << "the job was cancelled"; };
  });
  EXPECT_EQ(query("app.jobs"), "1");
  ASSERT_TRUE(app.run("cancel jobs"));
  EXPECT_EQ(query("app.jobs"), "0");
  settle();
}

}  // namespace
}  // namespace ane::state
