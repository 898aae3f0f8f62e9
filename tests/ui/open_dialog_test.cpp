// The dialog that asks for a file that a command reads.

#include <gtest/gtest.h>

#include <filesystem>

#include "app/state/open_request.hpp"
#include "tests/ui/headless.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::test {
namespace {

class OpenDialog : public testing::Test {
 protected:
  void SetUp() override {
    ui_.open(sample("chain"));
    ui_.run("run");
    ui_.settle();
  }
  void press(ImGuiKey key) {
    ui_.key(key);
    ui_.settle();
  }

  TempFolder folder_;
  Headless ui_;
};

TEST_F(OpenDialog, GivesTheChosenFileToTheCommand) {
  folder_.add("b.npy", "no tensor");
  folder_.add("a.hwx", "hidden, as it is no tensor");
  ASSERT_TRUE(state::ask_what_to_open(
      ui_.app, {"What it holds", "run.compare-folder", {".npy"}, true, folder_.path("")}));
  ui_.settle();
  ASSERT_EQ(ui_.app.sheet, state::Sheet::Choose);
  press(ImGuiKey_Enter);
  EXPECT_EQ(ui_.app.sheet, state::Sheet::None);
  // The folder of what was chosen, as was asked for.
  EXPECT_EQ(ui_.app.running.side_b, state::SideB::Folder);
  EXPECT_TRUE(std::filesystem::equivalent(ui_.app.running.b_folder, folder_.path("")));
}

TEST_F(OpenDialog, AsksWhatAnInputHolds) {
  ui_.run("run.input-file");
  ui_.settle();
  ASSERT_EQ(ui_.app.sheet, state::Sheet::Choose);
  EXPECT_TRUE(ui_.app.choosing.command.starts_with("run.input "));
  EXPECT_EQ(ui_.app.choosing.extensions, (std::vector<std::string>{".npy", ".png"}));
  EXPECT_FALSE(ui_.app.run("run.input-file nothing of this name"));
}

}  // namespace
}  // namespace ane::test
