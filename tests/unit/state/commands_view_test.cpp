// Commands that change what is shown, and not what is open or selected.

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "app/state/app.hpp"
#include "app/state/commands.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

using test::AppTest;

TEST_F(AppTest, CancelsFirstTheSheetThenTheFilterThenTheSelection) {
  open_sample("chain");
  run("filter tasks relu");
  run("palette th");
  EXPECT_EQ(app.sheet_text, "th");
  run("cancel");
  EXPECT_EQ(app.sheet, Sheet::None);
  EXPECT_EQ(app.active()->task_filter, "relu");
  run("cancel");
  EXPECT_EQ(app.active()->task_filter, "");
  EXPECT_EQ(query("selection.task"), "0");
  run("cancel");
  EXPECT_EQ(query("selection.task"), "");
  run("cancel");
}

TEST_F(AppTest, OpensEverySheet) {
  open_sample("relu");
  const std::map<std::string, Sheet> sheets = {
      {"go to", Sheet::GoTo}, {"palette", Sheet::Palette}, {"go to offset", Sheet::GoToOffset},
      {"keys", Sheet::Keys},  {"about", Sheet::About},     {"open", Sheet::Open}};
  for (const auto& [line, sheet] : sheets) {
    run(line);
    EXPECT_EQ(app.sheet, sheet) << line;
  }
}

TEST_F(AppTest, FiltersAndSortsTasks) {
  open_sample("chain");
  run("filter tasks reg:Header0.TID=1");
  EXPECT_EQ(query("tasks.shown"), "1");
  EXPECT_NE(failure("filter tasks colour:red"), "");
  run("sort tasks cycles");
  EXPECT_EQ(query("tasks.sort"), "cycles");
  EXPECT_FALSE(app.options.sort_down);
  run("sort tasks cycles");
  EXPECT_TRUE(app.options.sort_down);
  run("sort tasks writes to");
  EXPECT_EQ(query("tasks.sort"), "writes to");
  EXPECT_FALSE(app.options.sort_down);
  EXPECT_NE(failure("sort tasks beauty"), "");
}

TEST_F(AppTest, WatchesAFieldAndShowsItsTimeline) {
  open_sample("chain");
  EXPECT_NE(failure("watch"), "");
  run("select field NE.MACCfg.OpMode");
  run("watch");
  EXPECT_EQ(query("file.watched"), "1");
  EXPECT_EQ(app.active()->watched.at(0), "NE.MACCfg.OpMode");
  run("watch");
  EXPECT_EQ(query("file.watched"), "0");
  run("timeline");
  EXPECT_EQ(query("timeline"), "NE.MACCfg.OpMode");
  ASSERT_NE(app.timeline.states, nullptr);
  EXPECT_EQ(app.timeline.states->size(), 4U);
  run("timeline");
  EXPECT_EQ(query("timeline"), "");
  run("select field Header8.WBase");
  EXPECT_NE(failure("timeline"), "");
}

TEST_F(AppTest, SetsTheHexView) {
  open_sample("relu");
  for (const std::string width : {"8", "16", "32", "64"}) {
    run("hex width " + width);
    EXPECT_EQ(query("hex.width"), width);
  }
  EXPECT_NE(failure("hex width 12"), "");
  EXPECT_NE(failure("overlay everything"), "");
  run("overlay section");
  run("overlay coarser");
  EXPECT_EQ(query("hex.overlay"), "0");
  for (int i = 0; i < 6; ++i) run("overlay finer");
  EXPECT_EQ(query("hex.overlay"), "4");
  run("hex offsets section");
  EXPECT_EQ(app.options.offsets, OffsetMode::Section);
  run("hex offsets address");
  EXPECT_EQ(app.options.offsets, OffsetMode::Address);
  EXPECT_NE(failure("hex offsets sea level"), "");
}

TEST_F(AppTest, TogglesWhatIsShown) {
  open_sample("relu");
  run("show written");
  EXPECT_FALSE(app.options.show_written);
  run("show inherited");
  EXPECT_FALSE(app.options.show_carried);
  run("show never");
  EXPECT_TRUE(app.options.show_unset);
  run("compact rows");
  EXPECT_TRUE(app.options.compact_rows);
  run("toggle bottom");
  EXPECT_EQ(query("app.bottom"), "yes");
  run("reset layout");
  EXPECT_TRUE(app.layout_reset);
  EXPECT_EQ(query("app.bottom"), "no");
}

TEST_F(AppTest, SetsThemeAndScale) {
  run("theme light");
  EXPECT_EQ(query("app.theme"), "light");
  run("theme toggle");
  EXPECT_EQ(query("app.theme"), "dark");
  EXPECT_NE(failure("theme pink"), "");
  run("scale 150");
  EXPECT_EQ(query("app.scale"), "1.5");
  run("scale up");
  EXPECT_EQ(query("app.scale"), "1.75");
  run("scale down");
  run("scale down");
  EXPECT_EQ(query("app.scale"), "1.25");
  for (int i = 0; i < 20; ++i) run("scale up");
  EXPECT_EQ(query("app.scale"), "3");
  for (int i = 0; i < 20; ++i) run("scale down");
  EXPECT_EQ(query("app.scale"), "0.75");
  run("scale auto");
  EXPECT_EQ(query("app.scale"), "0");
  for (const std::string_view wrong : {"scale 74", "scale 301", "scale big", "scale 0x", "scale -1"})
    EXPECT_NE(failure(wrong), "") << wrong;
  EXPECT_EQ(query("app.scale"), "0");
}

TEST_F(AppTest, ShowsEveryView) {
  open_sample("relu");
  std::set<std::string_view> ids;
  for (const ViewName& view : view_names()) {
    EXPECT_TRUE(ids.insert(view.id).second) << view.id;
    run("view " + std::string(view.id));
    EXPECT_EQ(app.bring_view, view.id);
  }
  EXPECT_NE(failure("view nothing"), "");
  app.visible_views = {"hex"};
  EXPECT_EQ(query("view.hex"), "visible");
  EXPECT_EQ(query("view.tasks"), "hidden");
}

TEST_F(AppTest, ShowsTheDatabaseOfAnyGeneration) {
  for (const Choice& choice : find_command("database")->choices(app)) {
    run("database " + choice.argument);
    EXPECT_EQ(query("database.generation"), choice.argument);
    EXPECT_EQ(query("app.database"), "yes");
  }
  EXPECT_NE(failure("database h99"), "");
}

}  // namespace
}  // namespace ane::state
