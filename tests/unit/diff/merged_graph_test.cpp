// One graph of two programs: what both have is there once.

#include "core/diff/merged_graph.hpp"

#include "tests/unit/diff/diff_programs.hpp"

namespace ane::diff {
namespace {

using graph::NodeKind;
using test::compared;

std::size_t count(const MergedGraph& merged, Status status) {
  return static_cast<std::size_t>(
      std::count_if(merged.nodes.begin(), merged.nodes.end(),
                    [=](const MergedNode& node) { return node.status == status; }));
}

void expect_sound(const MergedGraph& merged) {
  ASSERT_EQ(merged.nodes.size(), merged.graph.nodes.size());
  ASSERT_EQ(merged.edges.size(), merged.graph.edges.size());
  for (std::size_t i = 0; i < merged.nodes.size(); ++i) {
    EXPECT_TRUE(merged.nodes[i].a || merged.nodes[i].b);
    EXPECT_EQ(merged.nodes[i].status == Status::OnlyA, !merged.nodes[i].b.has_value());
    EXPECT_EQ(merged.nodes[i].status == Status::OnlyB, !merged.nodes[i].a.has_value());
  }
  for (const graph::Edge& edge : merged.graph.edges) {
    EXPECT_LT(edge.from, merged.nodes.size());
    EXPECT_LT(edge.to, merged.nodes.size());
  }
}

writer::HwxSpec stack(const std::vector<std::uint32_t>& channels) {
  std::vector<test::Words> tasks;
  for (const std::uint32_t channel : channels) tasks.push_back(test::copy_task(4, 5, 0, {1, channel, 8, 16}));
  return test::spec_of(std::move(tasks), 1, 1, {1, 16, 8, 16});
}

TEST(MergedGraph, OfAProgramWithItselfIsItsGraph) {
  const test::Bytes bytes = test::big_bytes({.tasks = 12, .constant_bytes = 1 << 14});
  const Comparison comparison = compared(bytes, bytes);
  const auto merged = merge_graphs(comparison, 0, 0);
  ASSERT_TRUE(merged);
  expect_sound(*merged);
  const graph::Graph one = graph::build_graph(*comparison.a, 0);
  EXPECT_EQ(merged->nodes.size(), one.nodes.size());
  EXPECT_EQ(merged->edges.size(), one.edges.size());
  EXPECT_EQ(count(*merged, Status::Same), one.nodes.size());
  EXPECT_EQ(std::count(merged->edges.begin(), merged->edges.end(), Status::Same),
            static_cast<std::ptrdiff_t>(one.edges.size()));
}

TEST(MergedGraph, MarksAChangedTask) {
  const test::Bytes a = test::big_bytes({.tasks = 12, .constant_bytes = 1 << 14});
  const Comparison comparison = compared(a, test::with_field(a, 5, "NE.PostScale.PostRightShift", 3));
  const auto merged = merge_graphs(comparison, 0, 0);
  ASSERT_TRUE(merged);
  expect_sound(*merged);
  for (std::size_t i = 0; i < merged->nodes.size(); ++i) {
    const graph::Node& node = merged->graph.nodes[i];
    const bool changed = node.kind == NodeKind::Task && node.task == 5u;
    EXPECT_EQ(merged->nodes[i].status, changed ? Status::Changed : Status::Same) << node.name;
  }
}

TEST(MergedGraph, HasAnInsertedTaskOnce) {
  const Comparison comparison = compared(stack({1, 2, 3}), stack({1, 2, 14, 3}));
  const auto merged = merge_graphs(comparison, 0, 0);
  ASSERT_TRUE(merged);
  expect_sound(*merged);
  EXPECT_EQ(count(*merged, Status::OnlyB), 1u);
  EXPECT_EQ(count(*merged, Status::OnlyA), 0u);
  std::vector<std::size_t> tasks;
  for (const graph::Node& node : merged->graph.nodes)
    if (node.kind == NodeKind::Task) tasks.push_back(*node.task);
  EXPECT_EQ(tasks, (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST(MergedGraph, IsCancelled) {
  const Comparison comparison = compared(stack({1, 2}), stack({1, 2}));
  EXPECT_FALSE(merge_graphs(comparison, 0, 0, [] { return false; }));
}

}  // namespace
}  // namespace ane::diff
