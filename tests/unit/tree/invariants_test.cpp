// What holds for the tree of every file.

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "core/base/text.hpp"
#include "core/tree/build.hpp"
#include "tests/unit/tree/sample_files.hpp"

namespace ane::tree {
namespace {

/// "file / load commands / LC_SYMTAB", for messages.
using Path = std::string;

void walk(const Node& node, const Path& path,
          const std::function<void(const Node&, const Path&, const std::vector<Node>&)>& visit) {
  std::vector<Node> children;
  if (!node.is_leaf()) {
    const ChildrenPtr made = node.expand();
    for (std::size_t i = 0; i < made->count(); ++i) children.push_back(made->at(i));
  }
  visit(node, path, children);
  for (const Node& child : children) walk(child, path + " / " + child.name, visit);
}

void expect_equal(const Node& a, const Node& b, const Path& path) {
  EXPECT_EQ(a.name, b.name) << path;
  EXPECT_EQ(a.value.text, b.value.text) << path;
  EXPECT_EQ(a.value.data, b.value.data) << path;
  EXPECT_EQ(a.kind, b.kind) << path;
  EXPECT_EQ(a.doc, b.doc) << path;
  EXPECT_EQ(a.where, b.where) << path;
  EXPECT_EQ(a.explained, b.explained) << path;
  EXPECT_EQ(a.bits.has_value(), b.bits.has_value()) << path;
  EXPECT_EQ(a.is_leaf(), b.is_leaf()) << path;
}

TEST(TreeOfAnyFile, HasChildrenInsideTheirParent) {
  std::vector<test::NamedFile> files = test::good_files();
  for (test::NamedFile& file : test::damaged_files()) files.push_back(std::move(file));
  for (const test::NamedFile& file : files) {
    walk(build(file.document), file.name, [](const Node& node, const Path& path, const auto& children) {
      for (const Node& child : children)
        EXPECT_TRUE(node.where.contains(child.where))
            << path << ": " << child.name << " at " << range_text(child.where) << " outside "
            << range_text(node.where);
    });
  }
}

TEST(TreeOfAnyFile, EndsNowhereBehindTheFile) {
  for (const test::NamedFile& file : test::damaged_files()) {
    const Extent whole{0, file.document->file().size()};
    walk(build(file.document), file.name, [&](const Node& node, const Path& path, const auto&) {
      EXPECT_TRUE(whole.contains(node.where)) << path << " " << range_text(node.where);
    });
  }
}

TEST(TreeOfAGoodFile, HasSiblingsInOrderAndWithoutOverlap) {
  for (const test::NamedFile& file : test::good_files()) {
    walk(build(file.document), file.name, [](const Node&, const Path& path, const auto& children) {
      for (std::size_t i = 1; i < children.size(); ++i) {
        if (children[i].bits || children[i - 1].bits) continue;
        EXPECT_LE(children[i - 1].where.end(), children[i].where.offset)
            << path << ": " << children[i - 1].name << " and " << children[i].name;
      }
    });
  }
}

TEST(TreeOfAGoodFile, HasLeavesThatCoverEveryByteOnce) {
  for (const test::NamedFile& file : test::good_files()) {
    std::uint64_t at = 0;
    walk(build(file.document), file.name, [&](const Node& node, const Path& path, const auto& children) {
      // A node without children, or one whose children are the bits of its own bytes, is a leaf here.
      if (node.bits || (!children.empty() && !children.front().bits)) return;
      EXPECT_EQ(node.where.offset, at) << path;
      at = node.where.end();
    });
    EXPECT_EQ(at, file.document->file().size()) << file.name;
  }
}

TEST(TreeOfADamagedFile, StillCoversEveryByte) {
  for (const test::NamedFile& file : test::damaged_files()) {
    IntervalSet covered;
    walk(build(file.document), file.name, [&](const Node& node, const Path&, const auto& children) {
      if (children.empty() || children.front().bits) covered.add(node.where);
    });
    EXPECT_EQ(covered.total(), file.document->file().size()) << file.name;
  }
}

TEST(TreeOfAnyFile, GivesTheSameChildTwice) {
  for (const test::NamedFile& file : test::good_files()) {
    const std::function<void(const Node&, const Path&)> compare = [&](const Node& node, const Path& path) {
      if (node.is_leaf()) return;
      const ChildrenPtr once = node.expand();
      const ChildrenPtr again = node.expand();
      ASSERT_EQ(once->count(), again->count()) << path;
      for (std::size_t i = 0; i < once->count(); ++i) {
        const Node child = once->at(i);
        expect_equal(child, once->at(i), path + " / " + child.name);
        expect_equal(child, again->at(i), path + " / " + child.name);
        compare(child, path + " / " + child.name);
      }
    };
    compare(build(file.document), file.name);
  }
}

TEST(TreeOfAnyFile, HasBitsThatFitTheirWordAndDoNotOverlap) {
  for (const test::NamedFile& file : test::good_files()) {
    walk(build(file.document), file.name, [](const Node& node, const Path& path, const auto& children) {
      std::uint64_t taken = 0;
      for (const Node& child : children) {
        if (!child.bits) continue;
        EXPECT_EQ(child.where, node.where) << path << " / " << child.name;
        EXPECT_GE(child.bits->width, 1) << path << " / " << child.name;
        EXPECT_LE(child.bits->lsb + child.bits->width, 32) << path << " / " << child.name;
        if (child.name == "unknown bits") continue;  // says which bits by its value
        const std::uint64_t mask = ((std::uint64_t{1} << child.bits->width) - 1) << child.bits->lsb;
        EXPECT_EQ(taken & mask, 0u) << path << " / " << child.name;
        taken |= mask;
      }
    });
  }
}

TEST(TreeOfAnyFile, HasANameAndAKindForEveryNode) {
  std::vector<test::NamedFile> files = test::good_files();
  for (test::NamedFile& file : test::damaged_files()) files.push_back(std::move(file));
  for (const test::NamedFile& file : files) {
    walk(build(file.document), file.name, [](const Node& node, const Path& path, const auto&) {
      EXPECT_FALSE(node.name.empty()) << path;
      EXPECT_TRUE(is_plain_text(node.name)) << path;
      EXPECT_TRUE(is_plain_text(node.value.text)) << path << ": " << escaped(node.value.text);
      EXPECT_FALSE(kind_name(node.kind).empty()) << path;
    });
  }
}

}  // namespace
}  // namespace ane::tree
