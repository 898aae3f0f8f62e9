// The views of a comparison, drawn and pointed at without a window.

#include <gtest/gtest.h>

#include <array>

#include "app/state/commands.hpp"
#include "tests/ui/headless.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::test {
namespace {

constexpr std::array<const char*, 9> kViews = {"compare-summary", "compare-tasks",      "compare-graph",
                                               "compare-weights", "compare-container",  "compare-symbols",
                                               "compare-fields",  "compare-all-fields", "compare-hex"};

void compare(Headless& ui, const char* a, const char* b) {
  ui.open(sample(a));
  const int first = ui.app.active_file;
  ui.open(sample(b));
  state::compare_files(ui.app, first, ui.app.active_file);
  ui.settle();
  ASSERT_EQ(ui.app.query("compare.status"), "ready");
}

TEST(CompareViews, AreDrawnInEveryLook) {
  Headless ui;
  compare(ui, "conv1x1", "conv3x3");
  for (const Look& look :
       {Look{1600, 1000, 1, true}, Look{1280, 720, 1, false}, Look{960, 600, 1.5F, true}}) {
    SCOPED_TRACE(text_of(look));
    ui.set(look);
    for (const char* view : kViews) ui.show(view);
    ui.settle();
  }
}

TEST(CompareViews, TakeMouseAndKeys) {
  Headless ui;
  compare(ui, "chain", "add");
  for (const char* view : kViews) {
    SCOPED_TRACE(view);
    for (int i = 0; i < 9; ++i) {
      ui.show(view);
      const ui::Rect area = ui.shell.area_of(view);
      ui.move(area.x + area.w * (static_cast<float>(i % 3) + 0.4F) / 3,
              area.y + area.h * (static_cast<float>(i / 3) + 0.4F) / 3);
      ui.rest();
      ui.wheel(i % 2 == 0 ? -1.0F : 1.0F);
      ui.click();
      if (i % 3 == 0) ui.click(1);
      ui.tidy(ui.app.active_file);
      ui.settle();
    }
    ui.show(view);
    for (const ImGuiKey key : {ImGuiKey_DownArrow, ImGuiKey_UpArrow, ImGuiKey_End, ImGuiKey_Home})
      ui.key(key);
  }
}

TEST(CompareViews, StayQuietWithoutASecondFile) {
  Headless ui;
  ui.open(sample("relu"));
  ui.run("layout.compare");
  for (const char* view : kViews) ui.show(view);
  EXPECT_EQ(ui.app.query("compare.status"), "none");
}

}  // namespace
}  // namespace ane::test
