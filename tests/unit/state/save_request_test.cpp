// Where a command without a path asks to save.

#include "app/state/save_request.hpp"

#include <gtest/gtest.h>

#include "app/state/app.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

const SaveRequest kReport = {"Save", "save", "", {".txt", ".json"}};

TEST(SaveRequest, NamesGetTheFirstExtensionUnlessTheyHaveOne) {
  EXPECT_EQ(with_extension(kReport, "a"), "a.txt");
  EXPECT_EQ(with_extension(kReport, "a.json"), "a.json");
  EXPECT_EQ(with_extension(kReport, "a.b"), "a.b.txt");
  EXPECT_EQ(with_extension(kReport, ".json"), ".json.txt") << "a name that is nothing but an extension";
  EXPECT_EQ(with_extension(kReport, ""), "");
  EXPECT_EQ(with_extension({"Save", "save", "", {}}, "a"), "a");
  EXPECT_EQ(with_other_extension(kReport, "a.txt", ".json"), "a.json");
  EXPECT_EQ(with_other_extension(kReport, "a.b", ".json"), "a.b.json");
}

TEST(SaveRequest, IsMadeByACommandWithoutAPath) {
  App app(test::embedded(), Settings{}, [] {});
  ASSERT_TRUE(app.open_sample("chain"));
  test::settle(app);
  app.sheet = Sheet::None;
  ASSERT_TRUE(
      ask_where_to_save(app, {"Save", "graph.save-svg", proposed_path(*app.active(), "-graph.svg"), {}}));
  EXPECT_EQ(app.sheet, Sheet::Save);
  EXPECT_EQ(app.saving.path, "chain-graph.svg") << "a sample has no folder";
}

}  // namespace
}  // namespace ane::state
