#include "app/state/settings.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/unit/base/temp_folder.hpp"

namespace ane::state {
namespace {

/// Sets a variable of the environment for one test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    if (value != nullptr) {
      setenv(name, value, 1);
    } else {
      unsetenv(name);
    }
  }
  ~Variable() {
    if (old_) {
      setenv(name_, old_->c_str(), 1);
    } else {
      unsetenv(name_);
    }
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> old_;
};

TEST(SettingsPath, FollowsTheConfigFolderThenTheHomeThenNothing) {
  const Variable home("HOME", "/home/me");
  {
    const Variable config("XDG_CONFIG_HOME", "/config");
    EXPECT_EQ(Settings::default_path(), "/config/anescope/settings.json");
  }
  {
    const Variable config("XDG_CONFIG_HOME", "");
    EXPECT_EQ(Settings::default_path(), "/home/me/.config/anescope/settings.json");
  }
  const Variable config("XDG_CONFIG_HOME", nullptr), nowhere("HOME", nullptr);
  EXPECT_EQ(Settings::default_path(), "");
}

TEST(SettingsFile, GivesDefaultsWhereItIsNotThere) {
  const test::TempFolder folder;
  for (const std::string& path : {std::string(), folder.path("none.json")}) {
    const auto settings = Settings::load(path);
    ASSERT_TRUE(settings);
    EXPECT_TRUE(settings->dark);
    EXPECT_EQ(settings->scale, 0.0F);
    EXPECT_TRUE(settings->recent.empty());
  }
}

TEST(SettingsFile, ComesBackAsItWasSaved) {
  const test::TempFolder folder;
  const std::string path = folder.path("new/folder/settings.json");
  Settings settings;
  settings.dark = false;
  settings.scale = 1.5F;
  settings.splits["main"] = {0.25F, 0.75F};
  settings.tabs["left"] = "explorer";
  settings.keys["quit"] = "F10";
  settings.add_recent({"/a/\xff.hwx", "H13", 7, 1ULL << 40, 1700000000});
  ASSERT_TRUE(settings.save(path));
  const auto loaded = Settings::load(path);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_FALSE(loaded->dark);
  EXPECT_EQ(loaded->scale, 1.5F);
  EXPECT_EQ(loaded->splits, settings.splits);
  EXPECT_EQ(loaded->tabs, settings.tabs);
  EXPECT_EQ(loaded->keys, settings.keys);
  ASSERT_EQ(loaded->recent.size(), 1U);
  EXPECT_EQ(loaded->recent[0].generation, "H13");
  EXPECT_EQ(loaded->recent[0].tasks, 7U);
  EXPECT_EQ(loaded->recent[0].bytes, 1ULL << 40);
  EXPECT_EQ(loaded->recent[0].opened, 1700000000);
}

TEST(SettingsFile, IsRefusedWhereItCannotBeUnderstood) {
  const test::TempFolder folder;
  for (const std::string_view text : {"", "{", "3", "[]", R"({"scale": "large"})", R"({"splits": 3})",
                                      R"({"keys": {"quit": 3}})", R"({"recent": [3]})", R"({"theme": 1})"}) {
    const auto settings = Settings::load(folder.add("settings.json", text));
    ASSERT_FALSE(settings) << text;
    EXPECT_NE(settings.error().message.find("settings.json"), std::string::npos);
  }
}

TEST(SettingsFile, MayLackParts) {
  const test::TempFolder folder;
  const auto settings = Settings::load(folder.add("settings.json", R"({"theme": "light", "recent": [{}]})"));
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_FALSE(settings->dark);
  EXPECT_EQ(settings->recent.size(), 1U);
}

TEST(SettingsFile, SaysWhereItCannotBeWritten) {
  EXPECT_FALSE(Settings().save(""));
  const test::TempFolder folder;
  folder.add("file", "");
  EXPECT_FALSE(Settings().save(folder.path("file/settings.json")));
}

TEST(RecentFiles, HaveTheLatestInFrontAndEachOnce) {
  Settings settings;
  for (const std::string name : {"a", "b", "c", "a"}) settings.add_recent({name, "", 0, 0, 0});
  ASSERT_EQ(settings.recent.size(), 3U);
  EXPECT_EQ(settings.recent[0].path, "a");
  EXPECT_EQ(settings.recent[1].path, "c");
  EXPECT_EQ(settings.recent[2].path, "b");
}

TEST(RecentFiles, AreLimited) {
  Settings settings;
  for (int i = 0; i < 20; ++i) settings.add_recent({std::to_string(i), "", 0, 0, 0});
  ASSERT_EQ(settings.recent.size(), Settings::kRecentFiles);
  EXPECT_EQ(settings.recent.front().path, "19");
}

}  // namespace
}  // namespace ane::state
