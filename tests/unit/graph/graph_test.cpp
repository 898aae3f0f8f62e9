// What flows between tasks, in programs whose flow is known.

#include "core/graph/graph.hpp"

#include <gtest/gtest.h>

#include "tests/unit/export/export_samples.hpp"

namespace ane::graph {
namespace {

using test::Lines;

std::string node_text(const Graph& graph, std::size_t index) {
  const Node& node = graph.nodes[index];
  if (node.kind == NodeKind::Task) return "task " + std::to_string(*node.task);
  return node.name;
}

/// "picture -> task 0: picture 3x128x128"
Lines flows_of(const Graph& graph) {
  Lines lines;
  for (const Edge& edge : graph.edges) {
    std::string text =
        node_text(graph, edge.from) + " -> " + node_text(graph, edge.to) + ": " + place_text(edge);
    if (const std::string shape = shape_text(edge); !shape.empty()) text += " " + shape;
    lines.push_back(std::move(text));
  }
  return lines;
}

Graph graph_of(const document::DocumentPtr& document) {
  return build_graph(*document, 0);
}

TEST(Graph, OfTheChain) {
  const auto document = test::open(test::sample_bytes("chain"));
  const Graph graph = graph_of(document);
  EXPECT_TRUE(graph.complete);
  EXPECT_EQ(graph.unknown, 0u);
  EXPECT_EQ(flows_of(graph),
            (Lines{"picture -> task 0: picture 3x128x128", "weights of task 0 -> task 0: buffer 1 0x0..0x100",
                   "task 0 -> task 1: buffer 3 0x0..0x20000 4x128x128",
                   "task 1 -> task 2: buffer 3 0x20000..0x30000 2x128x128",
                   "task 1 -> task 2: buffer 3 0x30000..0x40000 2x128x128",
                   "task 2 -> task 3: buffer 3 0x0..0x8000 1x128x128",
                   "task 2 -> task 3: buffer 3 0x8000..0x10000 1x128x128", "task 3 -> edges: edges"}));
  EXPECT_EQ(graph.nodes.front().detail, "1x3x128x128 float16");
  EXPECT_EQ(graph.nodes[2].name + " " + graph.nodes[2].engine, "conv 3x3 s1 NE");
  EXPECT_EQ(graph.nodes[4].engine, "PE");
  EXPECT_EQ(graph.nodes[1].bytes, 0x100u);
}

// Task 2 writes where task 0 did: task 3 reads from it, task 1 still from task 0.
TEST(Graph, ScratchThatIsUsedAgainBelongsToItsLastWriter) {
  const auto place = [](std::uint32_t slot, std::uint64_t offset) {
    writer::Operand operand = writer::operand(slot, test::kShape);
    operand.offset = offset;
    return operand;
  };
  const auto copy = [&](const writer::Operand& from, const writer::Operand& to) {
    writer::CopyTask task;
    task.source = from;
    task.result = to;
    return test::encoded(writer::copy_task(test::h13(), task));
  };
  writer::PlanarTask add;
  add.source1 = place(3, 0);
  add.source2 = place(3, 0x1000);
  add.result = place(5, 0);
  writer::HwxSpec spec =
      test::spec_of({copy(place(4, 0), place(3, 0)), copy(place(3, 0), place(3, 0x1000)),
                     copy(place(4, 0), place(3, 0)), test::encoded(writer::planar_task(test::h13(), add))});
  spec.scratch_bytes = 0x4000;
  EXPECT_EQ(flows_of(graph_of(test::open_spec(spec))),
            (Lines{"in0 -> task 0: in0 4x8x16", "task 0 -> task 1: buffer 3 0x0..0x800 4x8x16",
                   "in0 -> task 2: in0 4x8x16", "task 2 -> task 3: buffer 3 0x0..0x800 4x8x16",
                   "task 1 -> task 3: buffer 3 0x1000..0x1800 4x8x16", "task 3 -> out0: out0"}));
}

TEST(Graph, OfAnAnecFileIsThatOfItsSource) {
  const auto source = test::open_spec(test::copy_spec());
  const auto anec = test::open(test::exported(source));
  EXPECT_EQ(flows_of(graph_of(anec)), (Lines{"src0 -> task 0: src0 4x8x16", "task 0 -> dst0: dst0"}));
  EXPECT_EQ(flows_of(graph_of(source)), (Lines{"in0 -> task 0: in0 4x8x16", "task 0 -> out0: out0"}));
}

TEST(Graph, EndsWhereItIsCancelled) {
  const auto document = test::open(test::sample_bytes("chain"));
  int left = 2;
  const Graph graph = build_graph(*document, 0, [&] { return left-- > 0; });
  EXPECT_FALSE(graph.complete);
  std::size_t tasks = 0;
  for (const Node& node : graph.nodes) tasks += node.kind == NodeKind::Task ? 1 : 0;
  EXPECT_EQ(tasks, 2u);
}

}  // namespace
}  // namespace ane::graph
