// Finding what holds a byte.

#include <gtest/gtest.h>

#include "core/tree/build.hpp"
#include "tests/unit/tree/sample_files.hpp"

namespace ane::tree {
namespace {

void expect_chain(const Node& root, std::uint64_t offset, const std::string& file) {
  const std::vector<Node> path = path_to(root, offset);
  ASSERT_FALSE(path.empty()) << file << " " << offset;
  EXPECT_EQ(path.front().kind, Kind::File);
  for (std::size_t i = 0; i < path.size(); ++i) {
    EXPECT_TRUE(path[i].where.contains(offset)) << file << " " << offset << ": " << path[i].name;
    EXPECT_FALSE(path[i].bits);
    if (i != 0) {
      EXPECT_TRUE(path[i - 1].where.contains(path[i].where)) << file << " " << path[i].name;
    }
  }
  const Node& last = path.back();
  if (!last.is_leaf() && last.kind != Kind::Register && last.kind != Kind::Word) {
    ADD_FAILURE() << file << " " << offset << " ends early at " << last.name;
  }
}

TEST(PathTo, EveryPlaceOfAFileIsAChainOfNodesThatHoldIt) {
  for (const test::NamedFile& file : test::good_files()) {
    const Node root = build(file.document);
    const std::uint64_t size = file.document->file().size();
    // 3989 is a prime, so that all alignments occur.
    for (std::uint64_t offset = 0; offset < size; offset += 3989) expect_chain(root, offset, file.name);
    expect_chain(root, size - 1, file.name);
    const Extent text = file.document->text().extent();
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(text.size, 0x300); ++i)
      expect_chain(root, text.offset + i, file.name);
  }
}

TEST(PathTo, PlacesOfADamagedFileLeadsSomewhere) {
  for (const test::NamedFile& file : test::damaged_files()) {
    const Node root = build(file.document);
    for (std::uint64_t offset = 0; offset < file.document->file().size(); offset += 97)
      expect_chain(root, offset, file.name);
  }
}

TEST(PathTo, APlaceBehindTheFileIsEmpty) {
  const Node root = build(test::open_bytes(test::written(test::small_spec()), "small"));
  EXPECT_TRUE(path_to(root, root.where.size).empty());
  EXPECT_TRUE(path_to(root, UINT64_MAX).empty());
}

TEST(PathTo, ARegisterWriteEndsAtTheWrite) {
  const auto document = test::open_bytes(test::written(test::small_spec()), "small");
  Diagnostics problems;
  const task::Task task = document->decode(1, problems);
  const task::Write& write = task.writes.at(5);
  const std::vector<Node> path = path_to(build(document), write.offset + 3);
  ASSERT_GE(path.size(), 4u);
  const auto ref = document->generation()->find(write.address);
  ASSERT_TRUE(ref);
  EXPECT_EQ(path.back().where, (Extent{write.offset, 4}));
  EXPECT_EQ(path.back().name, ref->path());
  EXPECT_EQ(path[2].name, "task 1");
  EXPECT_EQ(path[1].name, "__TEXT,__text");
}

TEST(PathTo, AHeaderWordEndsAtTheWord) {
  const auto document = test::open_bytes(test::written(test::small_spec()), "small");
  const std::uint64_t text = document->text().extent().offset;
  const std::vector<Node> path = path_to(build(document), text + 0x1c);
  EXPECT_EQ(path.back().name, "Header7");
  EXPECT_EQ(path.back().kind, Kind::Word);
}

TEST(PathTo, AHeaderFieldEndsAtTheField) {
  const std::vector<Node> path =
      path_to(build(test::open_bytes(test::written(test::small_spec()), "small")), 9);
  ASSERT_EQ(path.size(), 3u);
  EXPECT_EQ(path[1].name, "header");
  EXPECT_EQ(path[2].name, "cpusubtype");
}

}  // namespace
}  // namespace ane::tree
