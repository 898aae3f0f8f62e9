#include "core/regdb/database.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "tests/unit/base/temp_folder.hpp"
#include "tests/unit/regdb/minimal.hpp"

namespace ane::regdb {
namespace {

using test::minimal_json;
using test::TempFolder;

std::string error_of(const Result<std::shared_ptr<Database>>& result) {
  return result ? "no error" : result.error().message;
}

std::shared_ptr<Database> must_load(const TempFolder& folder) {
  auto database = Database::from_folder(folder.path());
  EXPECT_TRUE(database) << database.error().message;
  return database ? std::move(database).value() : std::make_shared<Database>();
}

struct Known {
  std::uint32_t subtype;
  const char* generation;
  const char* name;
  std::uint32_t td_version;
};

// The table of container.md, section 3.
TEST(Identify, KnowsEverySubtypeThatCompilersWrite) {
  constexpr Known kTable[] = {
      {0, "h11", "H11", 5}, {1, "h11", "H11", 5},  {2, "", "T0", 4},        {3, "h12", "H12", 6},
      {4, "h13", "H13", 7}, {5, "h14", "H14", 11}, {6, "h15", "H15", 8},    {7, "h16", "H16", 17},
      {8, "", "M11", 10},   {9, "h17", "H17", 19}, {10, "h18", "H18", 20},  {11, "h18g", "H18G", 24},
      {12, "", "", 31},     {13, "", "", 0},       {14, "", "", 36},        {15, "", "", 0},
      {16, "", "", 28},     {17, "", "M12", 26},   {18, "", "", 0},         {19, "", "", 0},
      {20, "", "", 0},      {999, "", "", 0},      {0x80000004, "", "", 0},
  };
  const auto database = Database::embedded();
  for (const Known& row : kTable) {
    SCOPED_TRACE(row.subtype);
    const Identity identity = database->identify(row.subtype);
    EXPECT_EQ(identity.subtype, row.subtype);
    EXPECT_EQ(identity.generation, row.generation);
    EXPECT_EQ(identity.name, row.name);
    EXPECT_EQ(identity.td_version, row.td_version);
  }
}

TEST(Identify, NamesTheChips) {
  const auto database = Database::embedded();
  EXPECT_EQ(database->identify(4).chips,
            (std::vector<std::string>{"A14", "M1", "M1 Pro", "M1 Max", "M1 Ultra"}));
  EXPECT_EQ(database->identify(0).chips, std::vector<std::string>{"A12"});
  EXPECT_TRUE(database->identify(8).chips.empty());
  EXPECT_TRUE(database->identify(999).chips.empty());
}

TEST(Database, GivesOneGenerationToEverybody) {
  const auto database = Database::embedded();
  const auto first = database->generation("h13");
  const auto second = database->generation("h13");
  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  EXPECT_EQ(*first, *second);
}

TEST(Database, ListsWhatThereIsInPlaceOfWhatThereIsNot) {
  const auto generation = Database::embedded()->generation("h99");
  ASSERT_FALSE(generation);
  EXPECT_EQ(generation.error().message,
            "no register database for \"h99\" (there are: h11, h12, h13, h14, h15, h16, h17, h18, h18g)");
}

TEST(Database, MayBeAskedFromSeveralThreads) {
  const auto database = Database::embedded();
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (const std::string& id : database->ids()) EXPECT_TRUE(database->generation(id));
      EXPECT_EQ(database->identify(9).generation, "h17");
    });
  }
}

TEST(FromFolder, TakesThePlaceOfTheEmbeddedOnes) {
  const TempFolder folder;
  folder.add("t1.json", test::kMinimalText);
  folder.add("README.md", "not a database");
  const auto database = must_load(folder);
  EXPECT_EQ(database->ids(), std::vector<std::string>{"t1"});
  EXPECT_EQ(database->identify(77).generation, "t1");
  EXPECT_EQ(database->identify(4).generation, "");
  ASSERT_TRUE(database->generation("t1"));
  EXPECT_EQ((*database->generation("t1"))->name, "T1");
}

TEST(FromFolder, KeepsWhatItReadAfterTheFilesAreGone) {
  std::shared_ptr<Database> database;
  {
    const TempFolder folder;
    folder.add("t1.json", test::kMinimalText);
    database = must_load(folder);
  }
  EXPECT_EQ(database->identify(77).name, "T1");
  EXPECT_TRUE(database->generation("t1"));
}

TEST(FromFolder, FindsADatabaseWhoseKeysAreSorted) {
  const TempFolder folder;
  const std::string sorted = minimal_json().dump();
  ASSERT_LT(sorted.find("\"blocks\""), sorted.find("\"cpu_subtypes\"")) << "this is the point of the test";
  folder.add("t1.json", sorted);
  EXPECT_EQ(must_load(folder)->identify(77).generation, "t1");
}

TEST(FromFolder, RefusesAMissingFolder) {
  const TempFolder folder;
  const std::string path = folder.path("missing");
  EXPECT_EQ(error_of(Database::from_folder(path)),
            "cannot read the folder " + path + ": No such file or directory");
}

TEST(FromFolder, RefusesAFile) {
  const TempFolder folder;
  const std::string path = folder.add("t1.json", "{}");
  EXPECT_EQ(error_of(Database::from_folder(path)), "cannot read the folder " + path + ": Not a directory");
}

TEST(FromFolder, RefusesAFolderWithoutDatabases) {
  const TempFolder folder;
  folder.add("notes.txt", "nothing");
  EXPECT_EQ(error_of(Database::from_folder(folder.path())),
            "the folder " + folder.path() + " holds no .json file");
}

TEST(FromFolder, RefusesAFileThatIsNotJson) {
  const TempFolder folder;
  const std::string path = folder.add("t1.json", "{ \"id\": \"t1\", oops");
  const std::string message = error_of(Database::from_folder(folder.path()));
  EXPECT_TRUE(message.starts_with(path + ": ")) << message;
  EXPECT_NE(message.find("parse error"), std::string::npos) << message;
}

TEST(FromFolder, ReportsWhatDoesNotFitTheSchemaWhenItIsNeeded) {
  const TempFolder folder;
  folder.add("t1.json", test::changed("/blocks/0/base", "low").dump());
  const auto generation = must_load(folder)->generation("t1");
  ASSERT_FALSE(generation);
  EXPECT_EQ(generation.error().message, "register database t1: $.blocks[0].base: \"low\" is not a number");
}

TEST(FromFolder, RefusesAFolderThatIsNamedLikeADatabase) {
  const TempFolder folder;
  ASSERT_TRUE(std::filesystem::create_directory(folder.path("t1.json")));
  EXPECT_EQ(error_of(Database::from_folder(folder.path())),
            folder.path("t1.json") + ": is a folder, not a file");
}

}  // namespace
}  // namespace ane::regdb
