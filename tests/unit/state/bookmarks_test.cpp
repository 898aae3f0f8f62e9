#include "app/state/bookmarks.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/unit/base/temp_folder.hpp"

namespace ane::state {
namespace {

class BookmarksTest : public testing::Test {
 protected:
  test::TempFolder folder;
  std::string path = folder.path("a.hwx");
};

TEST_F(BookmarksTest, AreNoneWithoutASideFile) {
  const auto loaded = Bookmarks::load(path);
  ASSERT_TRUE(loaded);
  EXPECT_TRUE(loaded->list.empty());
}

TEST_F(BookmarksTest, ComeBackAsTheyWereSaved) {
  Bookmarks bookmarks;
  EXPECT_TRUE(bookmarks.toggle({{0x4000, 4}, "Task 0 › \"NE\"", "line\nüber\\"}));
  EXPECT_TRUE(bookmarks.toggle({{0, UINT64_MAX}, "", ""}));
  ASSERT_TRUE(bookmarks.save(path));
  const auto loaded = Bookmarks::load(path);
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_EQ(loaded->list.size(), 2U);
  EXPECT_EQ(loaded->list[0].where, (Extent{0x4000, 4}));
  EXPECT_EQ(loaded->list[0].title, "Task 0 › \"NE\"");
  EXPECT_EQ(loaded->list[0].note, "line\nüber\\");
  EXPECT_EQ(loaded->list[1].where, (Extent{0, UINT64_MAX}));
}

TEST_F(BookmarksTest, KeepNamesThatAreNoUtf8) {
  Bookmarks bookmarks;
  bookmarks.toggle({{1, 2}, "\xff name", ""});
  ASSERT_TRUE(bookmarks.save(path));
  EXPECT_TRUE(Bookmarks::load(path));
}

TEST_F(BookmarksTest, AreRemovedByASecondToggle) {
  Bookmarks bookmarks;
  bookmarks.toggle({{8, 4}, "a", ""});
  bookmarks.toggle({{8, 8}, "b", ""});
  ASSERT_NE(bookmarks.find({8, 4}), nullptr);
  EXPECT_FALSE(bookmarks.toggle({{8, 4}, "other words", ""}));
  EXPECT_EQ(bookmarks.find({8, 4}), nullptr);
  ASSERT_NE(bookmarks.find({8, 8}), nullptr);
  EXPECT_EQ(bookmarks.find({8, 8})->title, "b");
}

TEST_F(BookmarksTest, LeaveNoFileWhereThereAreNone) {
  Bookmarks bookmarks;
  bookmarks.toggle({{8, 4}, "a", ""});
  ASSERT_TRUE(bookmarks.save(path));
  ASSERT_TRUE(std::filesystem::exists(Bookmarks::side_file(path)));
  bookmarks.list.clear();
  ASSERT_TRUE(bookmarks.save(path));
  EXPECT_EQ(folder.count(), 0U);
  EXPECT_TRUE(bookmarks.save(path));
}

TEST_F(BookmarksTest, SayWhereTheyCannotBeWritten) {
  Bookmarks bookmarks;
  bookmarks.toggle({{8, 4}, "a", ""});
  EXPECT_FALSE(bookmarks.save(folder.path("no/such/folder/a.hwx")));
}

TEST_F(BookmarksTest, AreRefusedWhereTheFileIsSomethingElse) {
  for (const std::string_view text :
       {"", "[]", "3", "{}", R"({"bookmarks": 3})", R"({"bookmarks": null})", R"({"bookmarks": {"a": 1}})",
        R"({"bookmarks": [3]})", R"({"bookmarks": [{"offset": 1}]})",
        R"({"bookmarks": [{"offset": -1, "size": 4}]})", R"({"bookmarks": [{"offset": 1.5, "size": 4}]})",
        R"({"bookmarks": [{"offset": 1, "size": 4, "title": 7}]})",
        R"({"bookmarks": [{"offset": 18446744073709551615, "size": 2}]})"}) {
    folder.add("a.hwx.anescope.json", text);
    const auto loaded = Bookmarks::load(path);
    ASSERT_FALSE(loaded) << text;
    EXPECT_NE(loaded.error().message.find("a.hwx.anescope.json"), std::string::npos);
  }
}

TEST_F(BookmarksTest, NeedNoWords) {
  folder.add("a.hwx.anescope.json", R"({"bookmarks": [{"offset": 1, "size": 4}]})");
  const auto loaded = Bookmarks::load(path);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->list.at(0).note, "");
}

}  // namespace
}  // namespace ane::state
