// Changes to an open program: made, taken back, made again, saved, refused.

#include "app/state/edit_work.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "app/state/commands.hpp"
#include "app/state/edit_commands.hpp"
#include "core/base/file.hpp"
#include "core/edit/apply.hpp"
#include "core/edit/text.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

using test::AppTest;
namespace fs = std::filesystem;

constexpr const char* kRelu = "edit.set 0 NE.MACCfg.NonlinearMode 0";

class EditWorkTest : public AppTest {
 protected:
  const EditState& edits() { return app.active()->edits; }
  test::Bytes shown_bytes() {
    const ByteView file = app.active()->document()->file();
    test::Bytes bytes(file.size());
    file.copy(0, bytes);
    return bytes;
  }
  /// Opens a sample that lies on the disk; gives its path.
  std::string open_file(std::string_view name) {
    std::string path = sample_file(name);
    run("open " + path);
    return path;
  }
};

TEST_F(EditWorkTest, NothingIsChangedAtFirst) {
  open_sample("relu");
  EXPECT_EQ(query("edit.changed"), "no");
  EXPECT_EQ(query("edit.count"), "0");
  EXPECT_EQ(query("edit.can_undo"), "no");
  EXPECT_EQ(query("edit.list"), "");
  EXPECT_EQ(failure("edit.undo"), "\"edit.undo\" cannot be used now");
}

TEST_F(EditWorkTest, ChangesUndoesAndRedoes) {
  open_sample("relu");
  const test::Bytes before = shown_bytes();
  run("select field NE.MACCfg.NonlinearMode");
  const Selection selected = app.active()->selection();
  const int id = app.active_file;
  run("edit.field None");
  EXPECT_EQ(query("edit.changed"), "yes");
  EXPECT_EQ(query("edit.count"), "1");
  EXPECT_EQ(query("edit.bytes"), "1");
  EXPECT_EQ(app.active_file, id);
  EXPECT_EQ(app.active()->selection(), selected);
  EXPECT_TRUE(edits().touches(selected.bytes));
  EXPECT_TRUE(edits().touches_task(0));
  const test::Bytes after = shown_bytes();
  EXPECT_NE(before, after);
  EXPECT_NE(query("edit.list").find("set 0:NE.MACCfg.NonlinearMode 1 -> 0"), std::string::npos);
  run("edit.undo");
  EXPECT_EQ(shown_bytes(), before);
  EXPECT_EQ(query("edit.changed"), "no");
  EXPECT_EQ(query("edit.can_redo"), "yes");
  EXPECT_FALSE(edits().touches(selected.bytes));
  run("edit.redo");
  EXPECT_EQ(shown_bytes(), after);
  EXPECT_EQ(query("edit.can_redo"), "no");
}

TEST_F(EditWorkTest, WhatWasUndoneIsGoneWithANewChange) {
  open_sample("relu");
  run(kRelu);
  run("edit.undo");
  run("edit.set 0 Header8.WBase 4");
  EXPECT_EQ(query("edit.can_redo"), "no");
  EXPECT_EQ(query("edit.count"), "1");
}

TEST_F(EditWorkTest, ChangesOfOneFieldAreOne) {
  open_sample("relu");
  run("select field NE.MACCfg.NonlinearMode");
  run("edit.bit 16");
  EXPECT_EQ(query("edit.count"), "1") << query("edit.error");
  run("edit.bit 16");
  EXPECT_EQ(query("edit.count"), "0") << "toggled twice";
  EXPECT_EQ(query("edit.changed"), "no");
  EXPECT_EQ(query("edit.can_undo"), "yes");
}

TEST_F(EditWorkTest, RevertsOneOfThree) {
  open_sample("conv3x3");
  run("edit.set 0 NE.MACCfg.NonlinearMode LookupTable");
  run("edit.set 0 Header8.WBase 4");
  run("edit.weight task 0 weights 0,0,0,0 0.5");
  EXPECT_EQ(query("edit.count"), "3") << query("edit.error");
  const auto row = change_row(*app.active(), 1);
  ASSERT_TRUE(row);
  EXPECT_EQ(row->place, "task 0");
  EXPECT_EQ(row->what, "Header8.WBase");
  EXPECT_EQ(row->after, "4");
  EXPECT_FALSE(row->selection.bytes.empty());
  run("edit.revert 1");
  EXPECT_EQ(query("edit.count"), "2");
  EXPECT_EQ(query("edit.list").find("WBase"), std::string::npos);
  EXPECT_EQ(failure("edit.revert 2"), "there is no change 2");
  run("edit.revert-all");
  EXPECT_EQ(query("edit.changed"), "no");
  run("edit.undo");
  EXPECT_EQ(query("edit.count"), "2");
}

TEST_F(EditWorkTest, AChangeThatALaterOneBuildsOnStays) {
  open_sample("relu");
  run("select field NE.MACCfg.NonlinearMode");
  run("edit.field None");
  const std::uint32_t word =
      app.active()->document()->file().u32(app.active()->selection().bytes.offset).value();
  run("edit.set 0 NE.MACCfg " + std::to_string(word ^ 1U << 16));
  ASSERT_EQ(query("edit.count"), "2");
  run("edit.revert 0");
  EXPECT_NE(query("edit.error").find("a later change builds on this one"), std::string::npos);
  EXPECT_EQ(query("edit.count"), "2");
}

TEST_F(EditWorkTest, RefusedChangesLeaveEverything) {
  open_sample("relu");
  run(kRelu);
  const document::DocumentPtr before = app.active()->document();
  for (const char* line :
       {"edit.set 0 NE.MACCfg.NonlinearMod 0", "edit.set 7 NE.MACCfg.NonlinearMode 0",
        "edit.set 0 NE.MACCfg.NonlinearMode 99", "edit.half 0x0 1", "edit.weight no 0,0,0,0 1"}) {
    run(line);
    EXPECT_NE(query("edit.error"), "") << line;
    EXPECT_EQ(app.active()->document(), before) << line;
    EXPECT_EQ(query("edit.count"), "1");
  }
  EXPECT_EQ(failure("edit.weight x 0,0,0 1"), "an element is four numbers: 5,1,0,2");
  EXPECT_EQ(failure("edit.weight x 0,0,0,0 70000"), "70000 is too large, float16 ends at 65504");
  EXPECT_NE(failure("decode as h14"), "");
  run("edit.set 0 NE.MACCfg.NonlinearMode 1");
  EXPECT_EQ(query("edit.error"), "");
}

TEST_F(EditWorkTest, AnInheritedRegisterSaysWhere) {
  app.open_document(test::uneven_document(3));
  settle();
  run("select task 1");
  run("select field L2.SourceCfg.Dependent");
  EXPECT_EQ(failure("edit.field 1"),
            "task 1 inherits L2.SourceCfg from task 0 and has no bytes for it. Change it there.");
  EXPECT_NE(failure("edit.bit 3").find("Change it there"), std::string::npos);
  EXPECT_NE(failure("edit.start").find("Change it there"), std::string::npos);
  EXPECT_EQ(query("edit.can_undo"), "no");
}

TEST_F(EditWorkTest, TasksThatInheritAChangeAreToldApart) {
  app.open_document(test::uneven_document(3));
  settle();
  EXPECT_FALSE(edits().carries_change(1));
  run("edit.set 0 L2.SourceCfg.Dependent 1");
  EXPECT_TRUE(edits().touches_task(0));
  EXPECT_FALSE(edits().carries_change(0));
  EXPECT_FALSE(edits().touches_task(1));
  EXPECT_TRUE(edits().carries_change(1));
  run("edit.undo");
  EXPECT_FALSE(edits().carries_change(1));
}

TEST_F(EditWorkTest, QuickChangesWaitForEachOther) {
  open_sample("relu");
  ASSERT_TRUE(app.run("select field NE.MACCfg.NonlinearMode"));
  app.begin_frame();
  ASSERT_TRUE(app.run("edit.field 0"));
  ASSERT_TRUE(app.run("edit.set 0 Header8.WBase 4"));
  ASSERT_TRUE(app.run("edit.set 0 Header8.WBase 3"));
  ASSERT_TRUE(app.run("edit.undo"));
  ASSERT_TRUE(app.run("edit.field 1"));
  settle();
  EXPECT_EQ(query("edit.count"), "1") << query("edit.list");
  EXPECT_NE(query("edit.list").find("WBase"), std::string::npos);
  EXPECT_NE(query("edit.list").find("-> 4"), std::string::npos);
  EXPECT_EQ(edits().history.size(), 4U);
}

TEST_F(EditWorkTest, OldProgramsAreMadeAnew) {
  open_sample("relu");
  for (int i = 0; i < 40; ++i) run("edit.set 0 Header8.WBase " + std::to_string(i % 2 == 0 ? 3 : 4));
  ASSERT_EQ(edits().at, 40U);
  EXPECT_EQ(edits().programs[1], nullptr);
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(app.run("edit.undo"));
  settle();
  EXPECT_EQ(edits().at, 0U);
  EXPECT_EQ(shown_bytes(), test::sample_bytes("relu"));
}

TEST_F(EditWorkTest, NeverSavesOverTheOpenedFile) {
  const std::string path = open_file("relu");
  run(kRelu);
  fs::create_symlink(path, path + ".link");
  fs::create_hard_link(path, path + ".hard");
  for (const std::string& name : {path, path + ".link", path + ".hard", path + "/../relu.hwx"}) {
    EXPECT_NE(failure("edit.save-as " + name).find("is the opened file"), std::string::npos) << name;
    EXPECT_NE(failure("edit.save-list " + name).find("is the opened file"), std::string::npos) << name;
  }
  run("edit.save-as " + path + ".new");
  EXPECT_EQ(query("edit.unsaved"), "no");
  const auto saved = open_source(path + ".new").value();
  test::Bytes bytes(saved->size());
  saved->copy(0, bytes);
  EXPECT_EQ(bytes, shown_bytes());
  EXPECT_NE(bytes, test::sample_bytes("relu"));
}

TEST_F(EditWorkTest, AListMakesTheSameChanges) {
  open_file("relu");
  run(kRelu);
  run("edit.set 0 Header8.WBase 4");
  const test::Bytes changed = shown_bytes();
  const std::string list = folder.path("list.txt");
  run("edit.save-list " + list);
  EXPECT_EQ(query("edit.unsaved"), "no");
  run("edit.copy-list");
  EXPECT_EQ(app.clipboard, query("edit.list"));
  run("edit.revert-all");
  run("edit.load-list " + list);
  EXPECT_EQ(shown_bytes(), changed) << query("edit.error");
  run("edit.load-list " + list);
  EXPECT_NE(query("edit.error").find("the list expects"), std::string::npos);
  run("edit.load-list " + folder.path("none.txt"));
  EXPECT_NE(query("edit.error"), "");
}

TEST_F(EditWorkTest, UnsavedChangesAreNotLostSilently) {
  open_sample("relu");
  run(kRelu);
  run("close");
  ASSERT_EQ(query("app.files"), "1");
  EXPECT_NE(query("app.toast").find("1 change"), std::string::npos);
  run("edit.set 0 Header8.WBase 4");
  run("quit");
  EXPECT_FALSE(app.quit) << "another change, another warning";
  run("quit");
  EXPECT_TRUE(app.quit);
  run("close");
  EXPECT_EQ(query("app.files"), "0");
}

TEST_F(EditWorkTest, ReadingAgainKeepsTheChanges) {
  open_file("relu");
  run(kRelu);
  const test::Bytes changed = shown_bytes();
  run("reload");
  EXPECT_EQ(shown_bytes(), changed) << query("edit.error");
  EXPECT_EQ(query("edit.count"), "1");
}

}  // namespace
}  // namespace ane::state
