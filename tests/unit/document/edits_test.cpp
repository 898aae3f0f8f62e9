// Edits make a new document over the old one's bytes.

#include <gtest/gtest.h>

#include "tests/unit/document/open.hpp"

namespace ane::document {
namespace {

using test::Bytes;
using test::open;
using test::Problems;
using test::Sample;
using test::written;

constexpr std::string_view kField = "Common.InDim.Win";

/// Where task `index` writes the register of kField.
std::uint64_t place_of(const Document& document, std::size_t index) {
  Diagnostics ignored;
  const task::Task task = document.decode(index, ignored);
  const task::Write* write = task.last_write(document.generation()->field(kField)->address());
  EXPECT_NE(write, nullptr);
  return write == nullptr ? 0 : write->offset;
}

Patch word_patch(std::uint64_t offset, std::uint32_t word) {
  Patch patch{offset, {}};
  for (int shift = 0; shift < 32; shift += 8) patch.bytes.push_back(static_cast<std::uint8_t>(word >> shift));
  return patch;
}

DocumentPtr edited(const DocumentPtr& document, std::vector<Patch> patches) {
  auto result = document->with_edits(std::move(patches));
  EXPECT_TRUE(result) << result.error().message;
  return result ? *result : document;
}

TEST(WithEdits, APatchedRegisterShowsUp) {
  const DocumentPtr before = open(Sample());
  const DocumentPtr after = edited(before, {word_patch(place_of(*before, 0), 64)});
  EXPECT_EQ(written(*after, 0, kField), 64);
  EXPECT_EQ(after->path(), before->path());
  EXPECT_EQ(after->file().size(), before->file().size());
}

TEST(WithEdits, TheOriginalStaysAsItWas) {
  const DocumentPtr before = open(Sample());
  const Bytes bytes = before->file().bytes();
  const DocumentPtr after = edited(before, {word_patch(place_of(*before, 0), 64)});
  EXPECT_EQ(written(*before, 0, kField), 0);
  EXPECT_EQ(before->file().bytes(), bytes);
}

TEST(WithEdits, OfEditsAddUp) {
  const DocumentPtr before = open(Sample());
  const std::uint64_t place = place_of(*before, 0);
  const DocumentPtr first = edited(before, {word_patch(place, 64)});
  const DocumentPtr second = edited(first, {word_patch(place + 4, 3)});
  const DocumentPtr third = edited(second, {word_patch(place, 65)});
  EXPECT_EQ(written(*second, 0, kField), 64);
  EXPECT_EQ(written(*third, 0, kField), 65);
  EXPECT_EQ(third->file().u32(place + 4), 3u);
}

TEST(WithEdits, OutliveTheDocumentTheyCameFrom) {
  DocumentPtr before = open(Sample());
  const DocumentPtr after = edited(before, {word_patch(place_of(*before, 0), 64)});
  before.reset();
  EXPECT_EQ(written(*after, 0, kField), 64);
  EXPECT_EQ(test::lines_of(check(*after)), Problems());
}

TEST(WithEdits, OfTheContainerAreParsedAgain) {
  const Sample sample;
  const DocumentPtr before = open(sample);
  const std::uint64_t role = sample.state(test::kInputThread) + container::tensor::kRole.offset;
  const DocumentPtr after = edited(before, {word_patch(role, 7)});
  EXPECT_EQ(after->container().tensors[0].role, 7u);
  EXPECT_FALSE(check(*after).empty());
  EXPECT_TRUE(check(*before).empty());
}

TEST(WithEdits, OfALinkChangeTheTasks) {
  auto spec = test::sample_spec();
  spec.text = test::task_stream(2);
  const DocumentPtr before = open(Sample(spec));
  ASSERT_EQ(before->tasks().size(), 2u);
  const DocumentPtr after = edited(before, {word_patch(0x4000 + 7 * 4, 0)});
  EXPECT_EQ(after->tasks().size(), 1u);
  EXPECT_EQ(before->tasks().size(), 2u);
}

TEST(WithEdits, PastTheEndAreRefused) {
  const DocumentPtr document = open(Sample());
  const auto result = document->with_edits({word_patch(document->file().size() - 2, 1)});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "patch of 4 bytes at 0xbffe reaches past the end of the file at 0xc000");
}

TEST(WithEdits, ThatBreakTheHeaderAreRefused) {
  const auto result = open(Sample())->with_edits({word_patch(0, 0)});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "not an HWX file: the first word is 0x00000000, not 0xbeefface");
}

TEST(WithEdits, OfNothingGiveTheSameFile) {
  const DocumentPtr document = open(Sample());
  EXPECT_EQ(edited(document, {})->file().bytes(), document->file().bytes());
}

}  // namespace
}  // namespace ane::document
