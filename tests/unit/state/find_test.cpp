#include "app/state/find.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

using Group = Match::Group;
using Found = std::vector<Match>;

Found find_in(const document::DocumentPtr& document, const std::string& query) {
  Progress progress;
  const TaskTablePtr table = TaskTable::build(document, progress);
  Matches matches(query);
  Progress searching;
  EXPECT_FALSE(matches.finished());
  find_everything(document, table, matches, searching);
  EXPECT_TRUE(matches.finished());
  Found found;
  for (std::size_t i = 0; i < matches.size(); ++i) found.push_back(matches.at(i));
  return found;
}

std::vector<std::string> texts(const Found& found, Group group) {
  std::vector<std::string> list;
  for (const Match& match : found)
    if (match.group == group) list.push_back(match.text);
  return list;
}

std::vector<std::uint64_t> offsets(const Found& found, Group group) {
  std::vector<std::uint64_t> list;
  for (const Match& match : found)
    if (match.group == group) list.push_back(match.selection.bytes.offset);
  return list;
}

bool holds(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

TEST(Find, FindsNamesOfEveryKind) {
  const auto document = test::sample("chain");
  EXPECT_TRUE(holds(texts(find_in(document, "__text"), Group::Names), "__TEXT,__text"));
  EXPECT_TRUE(holds(texts(find_in(document, "maccfg"), Group::Names), "NE.MACCfg"));
  EXPECT_TRUE(holds(texts(find_in(document, "opmode"), Group::Names), "NE.MACCfg.OpMode"));
  const std::string tensor = model::declared_tensors(*document).at(0).name;
  EXPECT_TRUE(holds(texts(find_in(document, tensor), Group::Names), tensor));
  const Found tasks = find_in(document, "conv");
  EXPECT_TRUE(std::any_of(tasks.begin(), tasks.end(), [](const Match& m) { return m.context == "task 0"; }));
}

TEST(Find, NamesARegisterOnlyWhereItIsWrittenFirst) {
  const auto document = test::uneven_document(10);
  const Found found = find_in(document, "L2.SourceCfg");
  const std::vector<std::string> names = texts(found, Group::Names);
  EXPECT_EQ(std::count(names.begin(), names.end(), "L2.SourceCfg"), 1);
  EXPECT_EQ(found.at(0).selection.task, 0U);
  EXPECT_EQ(found.at(0).context, "register, first written by task 0");
}

TEST(Find, SelectsTheFieldThatHoldsAValue) {
  const auto document = test::uneven_document(300);
  const OpenFile file = test::opened(document);
  for (const std::string query : {"271", "0x10f", "256+15"}) {
    const Found found = find_in(document, query);
    const auto match = std::find_if(found.begin(), found.end(),
                                    [](const Match& m) { return m.text == "Common.InDim.Win = 271"; });
    ASSERT_NE(match, found.end()) << query;
    EXPECT_EQ(match->group, Group::Values);
    EXPECT_EQ(match->context, "task 270");
    EXPECT_EQ(match->selection, file.of_register(270, *match->selection.address, "Win"));
  }
}

TEST(Find, ReportsNoZeros) {
  EXPECT_TRUE(texts(find_in(test::sample("relu"), "0"), Group::Values).empty());
}

TEST(Find, FindsBytesAndTextWhereTheyAre) {
  test::Bytes bytes = test::sample_bytes("relu");
  const std::string word = "needle";
  const std::size_t end = bytes.size();
  std::copy(word.begin(), word.end(), bytes.end() - 6);
  std::copy(word.begin(), word.end(), bytes.end() - 20);
  const auto document = test::open_bytes(bytes, "needles.hwx");
  EXPECT_EQ(offsets(find_in(document, "needle"), Group::Text),
            (std::vector<std::uint64_t>{end - 20, end - 6}));
  EXPECT_EQ(offsets(find_in(document, "6e 65 65 64 6c 65"), Group::Bytes),
            (std::vector<std::uint64_t>{end - 20, end - 6}));
  EXPECT_EQ(offsets(find_in(document, "0x6465656e"), Group::Bytes),
            (std::vector<std::uint64_t>{end - 20, end - 6}));
  EXPECT_TRUE(find_in(document, "Needle").empty());
}

TEST(Find, FindsMatchesThatOverlap) {
  test::Bytes bytes = test::sample_bytes("relu");
  std::fill(bytes.end() - 4, bytes.end(), std::uint8_t{'~'});
  const auto found = offsets(find_in(test::open_bytes(bytes, "a.hwx"), "~~~"), Group::Text);
  EXPECT_EQ(found, (std::vector<std::uint64_t>{bytes.size() - 4, bytes.size() - 3}));
}

TEST(Find, FindsEachMatchOnceAcrossTheBorderOfAChunk) {
  constexpr std::size_t kChunk = std::size_t{1} << 20;
  const test::Bytes original = test::big_bytes(8, 3 << 20);
  ASSERT_GT(original.size(), 2 * kChunk + 100);
  const std::string word = "a-needle-in-constants";
  for (const std::size_t chunk : {kChunk, 2 * kChunk}) {
    for (const std::size_t at : {chunk - word.size(), chunk - word.size() + 1, chunk - 1, chunk, chunk + 1}) {
      test::Bytes bytes = original;
      std::copy(word.begin(), word.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
      const auto document = test::open_bytes(std::move(bytes), "big.hwx");
      EXPECT_EQ(offsets(find_in(document, word), Group::Text), std::vector<std::uint64_t>{at}) << at;
      EXPECT_EQ(offsets(find_in(document, "61 2d 6e 65 65 64 6c"), Group::Bytes),
                std::vector<std::uint64_t>{at});
    }
  }
}

TEST(Find, StopsAtTheLimitAndSaysSo) {
  const auto document = test::sample("relu");
  Matches matches("00");
  Progress progress;
  find_everything(document, nullptr, matches, progress);
  EXPECT_EQ(matches.size(), Matches::kLimit);
  EXPECT_TRUE(matches.cut());
  EXPECT_TRUE(matches.finished());
  Matches few("no such text");
  find_everything(document, nullptr, few, progress);
  EXPECT_EQ(few.size(), 0U);
  EXPECT_FALSE(few.cut());
}

TEST(Find, StopsWhenItIsCancelled) {
  const auto document = test::open_bytes(test::big_bytes(8, 3 << 20), "big.hwx");
  Matches all("00"), none("00");
  Progress going, cancelled;
  cancelled.cancel();
  find_everything(document, nullptr, none, cancelled);
  find_everything(document, nullptr, all, going);
  EXPECT_TRUE(none.finished());
  EXPECT_LE(none.size(), all.size());
  EXPECT_LT(cancelled.fraction(), 1.0F);
}

TEST(Find, FindsNothingForNothing) {
  EXPECT_TRUE(find_in(test::sample("relu"), "").empty());
}

TEST(Find, WorksInAFileWithoutTasks) {
  EXPECT_TRUE(holds(texts(find_in(test::without_tasks(), "__text"), Group::Names), "__TEXT,__text"));
}

TEST(Find, SelectsOnlyWhatIsInTheFile) {
  const auto document = test::sample("chain");
  const Extent whole{0, document->file().size()};
  for (const std::string query : {"_", "e", "1", "0x01"})
    for (const Match& match : find_in(document, query))
      ASSERT_TRUE(whole.contains(match.selection.bytes))
          << match.text << " " << range_text(match.selection.bytes);
}

TEST(QueryBytes, AreReadFromPairsAndWords) {
  using Bytes = std::vector<std::uint8_t>;
  EXPECT_EQ(query_bytes("de ad be ef"), (Bytes{0xde, 0xad, 0xbe, 0xef}));
  EXPECT_EQ(query_bytes("DEAD beef"), (Bytes{0xde, 0xad, 0xbe, 0xef}));
  EXPECT_EQ(query_bytes("0x3c00"), (Bytes{0x00, 0x3c}));
  EXPECT_EQ(query_bytes("0x1"), Bytes{0x01});
  EXPECT_EQ(query_bytes("0x123"), (Bytes{0x23, 0x01}));
  EXPECT_EQ(query_bytes("0x12345"), (Bytes{0x45, 0x23, 0x01, 0x00}));
  EXPECT_EQ(query_bytes("0x123456789"), (Bytes{0x89, 0x67, 0x45, 0x23, 0x01, 0, 0, 0}));
  for (const std::string_view none :
       {"", " ", "0x", "abc", "d ead", "xy", "0x12 34", "0x12345678901234567", "conv"})
    EXPECT_TRUE(query_bytes(none).empty()) << none;
}

TEST(GroupTitle, DiffersForEveryGroup) {
  EXPECT_EQ(group_title(Group::Names), "Names");
  EXPECT_EQ(group_title(Group::Values), "Values");
  EXPECT_EQ(group_title(Group::Text), "Text");
  EXPECT_EQ(group_title(Group::Bytes), "Bytes");
}

}  // namespace
}  // namespace ane::state
