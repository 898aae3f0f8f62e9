// The graph of a file as commands change it, and graphs from .dot files beside it.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/state/app.hpp"
#include "app/state/graph_commands.hpp"
#include "app/state/graph_files.hpp"
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

}  // namespace
}  // namespace ane::state
