// The graph of a file as commands change it, and graphs from .dot files beside it.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/state/app.hpp"
#include "app/state/graph_commands.hpp"
#include "app/state/graph_files.hpp"
#include "core/base/file.hpp"
#include "core/writer/big_program.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

/// A program of 32 tasks, whose layers repeat.
void open_layers(App& app) {
  const auto spec = writer::big_program({32, 1 << 16});
  ASSERT_TRUE(spec);
  auto bytes = writer::write_hwx(*spec);
  ASSERT_TRUE(bytes);
  auto document = document::Document::open(memory_source(std::move(*bytes)), app.database, "layers.hwx");
  ASSERT_TRUE(document);
  app.open_document(*document);
  test::settle(app);
  want_graph(app, *app.active());
  test::settle(app);
  follow_selection(*app.active());
}

TEST(Graph, FoldsAndOpensTheBlockOfTheSelection) {
  App app(test::embedded(), Settings{}, [] {});
  open_layers(app);
  const GraphState& state = app.active()->graph;
  ASSERT_TRUE(state.picture);
  const std::size_t all = state.picture->graph().nodes.size();
  ASSERT_TRUE(app.run("select task 9"));
  test::settle(app);
  follow_selection(*app.active());
  ASSERT_TRUE(app.run("graph.fold"));
  test::settle(app);
  EXPECT_LT(state.picture->graph().nodes.size(), all);
  ASSERT_TRUE(state.focus_in_picture());
  EXPECT_EQ(state.picture->graph().nodes[*state.focus_in_picture()].kind, graph::NodeKind::Group);
  ASSERT_TRUE(app.run("graph.unfold-all"));
  test::settle(app);
  EXPECT_EQ(state.picture->graph().nodes.size(), all);
}

TEST(Graph, IsWalkedAlongItsEdges) {
  App app(test::embedded(), Settings{}, [] {});
  open_layers(app);
  for (const auto& [line, task] :
       {std::pair{"graph.walk down", 1U}, std::pair{"graph.walk down", 2U}, std::pair{"graph.walk up", 1U}}) {
    ASSERT_TRUE(app.run(line));
    test::settle(app);
    follow_selection(*app.active());
    EXPECT_EQ(app.active()->selection().task, task) << line;
  }
  EXPECT_FALSE(app.run("graph.walk north"));
}

TEST(Graph, OfAFileIsLinkedToWhatItsNodesAreNamedAfter) {
  App app(test::embedded(), Settings{}, [] {});
  ASSERT_TRUE(app.open_sample("chain"));
  test::settle(app);
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "linked.dot";
  std::ofstream(path) << "digraph { picture -> \"task 2\" -> nothing; \"task 99\" -> nothing; }";
  const auto model = read_graph_file(path.string(), app.active()->document());
  ASSERT_TRUE(model) << model.error().message;
  const GraphModel& read = **model;
  const auto link_of = [&](const std::string& name) {
    for (std::size_t i = 0; i < read.links.size(); ++i)
      if (read.graph.nodes[i].name == name) return read.links[i];
    ADD_FAILURE() << name;
    return Selection{};
  };
  EXPECT_EQ(link_of("task 2").task, 2U);
  EXPECT_FALSE(link_of("picture").bytes.empty());
  EXPECT_TRUE(link_of("nothing").empty());
  EXPECT_TRUE(link_of("task 99").empty()) << "there is none";
  EXPECT_FALSE(read_graph_file(path.string() + ".missing", app.active()->document()));
  std::filesystem::remove(path);
}

/// A folder with the sample "chain" and a graph of it, that is gone with the test.
class GraphBeside : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              ("beside-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::create_directories(folder_);
    for (const char* name : {"a.hwx", "b.hwx"}) {
      const auto bytes = test::sample_bytes("chain");
      ASSERT_TRUE(write_file((folder_ / name).string(), bytes));
    }
    std::ofstream(folder_ / "net.dot") << "digraph { \"task 2\" -> nothing; }";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const char* name) const { return (folder_ / name).string(); }
  const GraphModel* read_beside(const char* name) {
    for (const auto& file : app_.files)
      if (file->path() == path(name)) return file->graph.read.model.get();
    ADD_FAILURE() << name << " is not open";
    return nullptr;
  }

  std::filesystem::path folder_;
  App app_{test::embedded(), Settings{}, [] {}};
};

TEST_F(GraphBeside, OpensWhateverIsReadFirst) {
  app_.open(path("net.dot"));
  app_.open(path("a.hwx"));
  test::settle(app_);
  test::settle(app_);
  EXPECT_NE(read_beside("a.hwx"), nullptr);
  EXPECT_TRUE(app_.active()->graph.shows_read);
  for (const Toast& toast : app_.toasts) EXPECT_EQ(toast.severity, Severity::Note) << toast.text;
}

TEST_F(GraphBeside, BelongsToTheProgramNamedBeforeIt) {
  app_.open(path("a.hwx"));
  app_.open(path("net.dot"));
  app_.open(path("b.hwx"));
  test::settle(app_);
  test::settle(app_);
  EXPECT_NE(read_beside("a.hwx"), nullptr);
  EXPECT_EQ(read_beside("b.hwx"), nullptr);
}

TEST_F(GraphBeside, WithoutAProgramSaysWhatIsMissing) {
  app_.open(path("net.dot"));
  test::settle(app_);
  ASSERT_EQ(app_.toasts.size(), 1U);
  EXPECT_NE(app_.toasts.front().text.find("Open a program first"), std::string::npos);
}

TEST_F(GraphBeside, StaysWhenTheProgramIsReadAgain) {
  app_.open(path("a.hwx"));
  test::settle(app_);
  app_.open(path("net.dot"));
  test::settle(app_);
  ASSERT_NE(read_beside("a.hwx"), nullptr);
  const document::DocumentPtr before = app_.active()->document();
  ASSERT_TRUE(app_.run("reload"));
  test::settle(app_);
  test::settle(app_);
  ASSERT_NE(app_.active()->document(), before);
  const GraphModel* model = read_beside("a.hwx");
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(model->document, app_.active()->document());
  EXPECT_TRUE(app_.active()->graph.shows_read);
  EXPECT_EQ(model->links.front().task, 2U);
}

TEST(Graph, OfTheTasksIsThereThoughAFileWasReadMeanwhile) {
  App app(test::embedded(), Settings{}, [] {});
  ASSERT_TRUE(app.open_sample("chain"));
  test::settle(app);
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "meanwhile.dot";
  std::ofstream(path) << "digraph { a -> b; }";
  open_graph_file(app, path.string());
  want_graph(app, *app.active());
  test::settle(app);
  EXPECT_EQ(app.active()->graph.picture->model->title, "meanwhile.dot");
  ASSERT_TRUE(app.run("graph.source tasks"));
  test::settle(app);
  EXPECT_EQ(app.active()->graph.picture->model->title, "Tasks");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace ane::state
