// Explained bytes: the quick way and the walk agree, and the quick way reads no constants.

#include <gtest/gtest.h>

#include <mutex>

#include "core/tree/build.hpp"
#include "tests/unit/tree/sample_files.hpp"

namespace ane::tree {
namespace {

// The meaning of `explained`, without the shortcuts that nodes offer.
void add_by_walking(const Node& node, IntervalSet& explained) {
  std::vector<Node> parts;
  if (!node.is_leaf()) {
    const ChildrenPtr children = node.expand();
    for (std::size_t i = 0; i < children->count(); ++i) {
      Node child = children->at(i);
      if (!child.bits) parts.push_back(std::move(child));
    }
  }
  if (parts.empty() && node.explained) explained.add(node.where);
  for (const Node& part : parts) add_by_walking(part, explained);
}

void expect_same_coverage(const test::NamedFile& file) {
  SCOPED_TRACE(file.name);
  IntervalSet walked;
  add_by_walking(build(file.document), walked);
  const IntervalSet quick = explained_bytes(file.document);
  EXPECT_EQ(quick.total(), walked.total());
  EXPECT_EQ(quick.ranges(), walked.ranges());
  EXPECT_LE(quick.total(), file.document->file().size());
}

TEST(ExplainedBytes, OfGoodFilesAreThoseOfAWalkOverTheWholeTree) {
  for (const test::NamedFile& file : test::good_files()) expect_same_coverage(file);
}

TEST(ExplainedBytes, OfDamagedFilesAreThoseOfAWalkOverTheWholeTree) {
  for (const test::NamedFile& file : test::damaged_files()) expect_same_coverage(file);
}

// The tensor records of newer compilers have 3 KiB each of zeros that nobody can explain.
TEST(ExplainedBytes, OfRealFilesAreMostButNotAll) {
  for (const test::NamedFile& file : test::corpus_files()) {
    const std::uint64_t total = explained_bytes(file.document).total();
    EXPECT_GE(total * 100, file.document->file().size() * 75) << file.name;
    EXPECT_LT(total, file.document->file().size()) << file.name << ": some words are known to be unknown";
  }
}

TEST(ExplainedBytes, LeaveOutWhatNobodyKnows) {
  for (const test::NamedFile& file : test::built_files()) {
    const IntervalSet explained = explained_bytes(file.document);
    const container::Container& c = file.document->container();
    SCOPED_TRACE(file.name);
    if (file.name == "constants that no symbol names") {
      EXPECT_FALSE(explained.contains(c.section("__TEXT", "__const")->bytes));
    }
    if (file.name == "weights behind unnamed constants") {
      const Extent bytes = c.section("__TEXT", "__const")->bytes;
      EXPECT_FALSE(explained.contains({bytes.offset, 1}));
      EXPECT_TRUE(explained.contains({bytes.offset + 0x40, bytes.size - 0x40}));
    }
    if (file.name.starts_with("a stream of") || file.name == "a run-time graph") {
      EXPECT_TRUE(explained.contains({file.document->text().extent().offset, 16})) << "the stream's header";
      EXPECT_TRUE(explained.contains(c.section("__KERN_0", "__kern_0")->bytes));
    }
    if (file.name == "a run-time graph") {
      EXPECT_FALSE(explained.contains(c.runtime()->bytes));
    }
    if (file.name == "a generation that is not decoded") {
      EXPECT_FALSE(explained.contains({file.document->text().extent().offset, 1})) << "tasks are not decoded";
    }
    if (file.name == "bytes behind the last task") {
      EXPECT_FALSE(explained.contains({file.document->text().extent().end() - 0x40, 0x40}));
    }
  }
}

/// A source that remembers what was read of it.
class WatchedSource final : public ByteSource {
 public:
  explicit WatchedSource(std::vector<std::uint8_t> bytes)
      : ByteSource(bytes.size()), bytes_(std::move(bytes)) {}
  void copy(std::uint64_t offset, std::span<std::uint8_t> out) const override {
    read_.add({offset, out.size()});
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
  }
  FileState file_state() const override { return FileState::Same; }
  IntervalSet& read() const { return read_; }

 private:
  std::vector<std::uint8_t> bytes_;
  mutable IntervalSet read_;
};

TEST(ExplainedBytes, AreCountedWithoutReadingTheConstants) {
  writer::HwxSpec spec = test::small_spec();
  spec.constants = writer::Content(std::vector<std::uint8_t>(0x10000, 0x5a));
  spec.weight_symbols = {{writer::weight_symbol_name(1, 0), 0}, {writer::weight_symbol_name(1, 1), 0x8000}};
  const auto source = std::make_shared<WatchedSource>(test::written(spec));
  const auto document = document::Document::open(source, regdb::Database::embedded(), "watched");
  ASSERT_TRUE(document);
  const IntervalSet explained = explained_bytes(*document);
  const Extent constants = (*document)->container().section("__TEXT", "__const")->bytes;
  ASSERT_EQ(constants.size, 0x10000u);
  EXPECT_TRUE(explained.contains(constants));
  for (const Extent range : source->read().ranges()) {
    EXPECT_FALSE(range.overlaps(constants)) << range.offset << " + " << range.size;
  }
  document::check(**document);
  for (const Extent range : source->read().ranges()) EXPECT_FALSE(range.overlaps(constants)) << "check()";
}

}  // namespace
}  // namespace ane::tree
