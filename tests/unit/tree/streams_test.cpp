// What the tree shows of task streams, kernel sections and run-time graphs.

#include <gtest/gtest.h>

#include "core/base/text.hpp"
#include "core/tree/build.hpp"
#include "tests/unit/tree/sample_files.hpp"

namespace ane::tree {
namespace {

document::DocumentPtr named(const std::string& name) {
  for (const test::NamedFile& file : test::built_files())
    if (file.name == name) return file.document;
  ADD_FAILURE() << name;
  return nullptr;
}

/// The first node of this name, anywhere below `node`.
std::optional<Node> find(const Node& node, std::string_view name) {
  if (node.name == name) return node;
  if (node.is_leaf()) return std::nullopt;
  const ChildrenPtr children = node.expand();
  for (std::size_t i = 0; i < children->count(); ++i)
    if (auto found = find(children->at(i), name)) return found;
  return std::nullopt;
}

TEST(StreamTree, NamesTheHeaderOfEachStream) {
  const Node root = build(named("a run-time graph"));
  const auto text = find(root, "__TEXT,__text");
  ASSERT_TRUE(text);
  const ChildrenPtr parts = text->expand();
  std::size_t headers = 0;
  for (std::size_t i = 0; i < parts->count(); ++i) headers += parts->at(i).name == "stream header" ? 1u : 0u;
  EXPECT_EQ(headers, 2u);
  EXPECT_NE(text->doc.find("Unverified"), std::string::npos);
}

TEST(StreamTree, SaysWhatIsUnverified) {
  EXPECT_TRUE(build(named("macos 14")).doc.empty());
  EXPECT_NE(build(named("a stream of h16")).doc.find("weights in __KERN_n"), std::string::npos);
}

TEST(StreamTree, ShowsChunksOfKernelSections) {
  const auto kernel = find(build(named("a stream of h16")), "__KERN_0,__kern_0");
  ASSERT_TRUE(kernel);
  EXPECT_EQ(kernel->value.text, "1 KiB, 2 chunks");
  const auto constants = find(build(named("a stream of h16")), "__TEXT,__const");
  ASSERT_TRUE(constants);
  EXPECT_NE(constants->value.text.find("placeholder"), std::string::npos) << constants->value.text;
}

TEST(StreamTree, ShowsGraphAndVersionNote) {
  const Node root = build(named("a run-time graph"));
  const auto graph = find(root, "__RUNTIME,__runtime");
  ASSERT_TRUE(graph);
  EXPECT_FALSE(graph->explained);
  EXPECT_EQ(graph->value.text, "64 bytes of run-time graph, not decoded");
  const auto commands = find(root, "load commands");
  ASSERT_TRUE(commands);
  bool found = false;
  const ChildrenPtr list = commands->expand();
  for (std::size_t i = 0; i < list->count(); ++i) {
    if (const auto payload = find(list->at(i), "payload"))
      found = found || payload->value.text.find("1.0") != std::string::npos;
  }
  EXPECT_TRUE(found);
}

TEST(StreamTree, NumbersBaseAddressesInWords) {
  const auto slots = find(build(named("a stream of h16")), "base addresses");
  ASSERT_TRUE(slots);
  EXPECT_EQ(slots->expand()->at(12).name, "base address 24");
}

}  // namespace
}  // namespace ane::tree
