// The dialog that asks where to save.

#include <gtest/gtest.h>

#include <filesystem>

#include "app/state/save_request.hpp"
#include "tests/ui/headless.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::test {
namespace {

class SaveDialog : public testing::Test {
 protected:
  void SetUp() override {
    ui_.open(sample("chain"));
    ui_.show("graph");
    ui_.settle();
  }
  void ask(const std::string& name) {
    ASSERT_TRUE(state::ask_where_to_save(
        ui_.app, {"Save the graph as SVG", "graph.save-svg", folder_.path(name), {".svg", ".xml"}}));
    ui_.settle();
    ASSERT_EQ(ui_.app.sheet, state::Sheet::Save);
  }
  void press(ImGuiKey key) {
    ui_.key(key);
    ui_.settle();
  }
  std::string read(const std::string& name) const { return content_of(folder_.path(name)); }
  bool closed() const { return ui_.app.sheet == state::Sheet::None; }

  TempFolder folder_;
  Headless ui_;
};

TEST_F(SaveDialog, EnterSavesUnderTheProposedName) {
  ask("graph.svg");
  press(ImGuiKey_Enter);
  EXPECT_TRUE(closed());
  EXPECT_NE(read("graph.svg").find("<svg"), std::string::npos);
}

TEST_F(SaveDialog, NameWithoutExtensionGetsIt) {
  ask("graph");
  ui_.type("s");
  press(ImGuiKey_Enter);
  EXPECT_TRUE(closed());
  EXPECT_NE(read("graphs.svg"), "");
}

TEST_F(SaveDialog, FileThatIsThereIsReplacedByASecondEnterOnly) {
  folder_.add("graph.svg", "precious");
  ask("graph.svg");
  press(ImGuiKey_Enter);
  EXPECT_FALSE(closed());
  EXPECT_EQ(read("graph.svg"), "precious");
  press(ImGuiKey_Enter);
  EXPECT_TRUE(closed());
  EXPECT_NE(read("graph.svg").find("<svg"), std::string::npos);
}

TEST_F(SaveDialog, AnotherNameIsAskedAboutAnew) {
  folder_.add("graph.svg", "precious");
  folder_.add("graph.svg.svg", "precious too");
  ask("graph.svg");
  press(ImGuiKey_Enter);
  ui_.type(".svg");
  press(ImGuiKey_Enter);
  EXPECT_FALSE(closed());
  EXPECT_EQ(read("graph.svg.svg"), "precious too");
}

TEST_F(SaveDialog, FolderIsEnteredWithTheName) {
  std::filesystem::create_directory(folder_.path("sub"));
  ask("graph.svg");
  press(ImGuiKey_DownArrow);
  press(ImGuiKey_UpArrow);
  press(ImGuiKey_Enter);
  EXPECT_FALSE(closed());
  press(ImGuiKey_Enter);
  EXPECT_TRUE(closed());
  EXPECT_NE(read("sub/graph.svg"), "");
}

TEST_F(SaveDialog, FolderThatIsNotThereTakesNothing) {
  ask("none/graph.svg");
  press(ImGuiKey_Enter);
  EXPECT_FALSE(closed());
  press(ImGuiKey_Escape);
  EXPECT_TRUE(closed());
  EXPECT_FALSE(std::filesystem::exists(folder_.path("none")));
}

TEST_F(SaveDialog, NamesOfFoldersAndNoNameAreRefused) {
  std::filesystem::create_directory(folder_.path("graph.svg"));
  ask("graph.svg");
  press(ImGuiKey_Enter);
  EXPECT_FALSE(closed()) << "the folder of that name is entered";
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path("graph.svg")));
  press(ImGuiKey_Enter);
  EXPECT_FALSE(closed()) << "there is no name";
}

}  // namespace
}  // namespace ane::test
