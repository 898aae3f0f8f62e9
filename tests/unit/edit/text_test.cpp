#include "core/edit/text.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tests/unit/edit/files.hpp"

namespace ane::edit {
namespace {

const regdb::GenerationPtr& h13() {
  static const auto generation = regdb::Database::embedded()->generation("h13").value();
  return generation;
}

std::string written(const ChangeList& list) {
  StringSink sink;
  write_changes(list, h13().get(), sink);
  return sink.text;
}

ChangeList sample_list() {
  ChangeList list{{20992, 0x0123456789abcdef}, {}};
  list.changes.emplace_back(RegisterChange{3, "NE.MACCfg.NonlinearMode", 1, 0});
  list.changes.emplace_back(RegisterChange{3, "Header8.WBase", 5, 4});
  list.changes.emplace_back(RegisterChange{0, "NE.MACCfg", 0x11, 0x10});
  list.changes.emplace_back(RegisterChange{0, "KernelDMASrc.CoeffBaseAddr[3].Addr", 1, 2});
  list.changes.emplace_back(RegisterChange{0, "NE.PostScale.PostScale", 0x3c00, 0xb800});
  list.changes.emplace_back(
      WeightChange{"task 3 weights", {{{0, 1, 2, 3}, 0x3c00, 0x4000}, {{1, 1, 2, 3}, 0, 0x8000}}});
  list.changes.emplace_back(HalfChange{0x8040, 0x7e01, 0x3c00});
  return list;
}

TEST(ChangeText, IsOneLineAChange) {
  EXPECT_EQ(written(sample_list()),
            "anescope changes 1\n"
            "file 20992 fnv1a64:0123456789abcdef\n"
            "set 3:NE.MACCfg.NonlinearMode 1 -> 0  # ReLU -> None\n"
            "set 3:Header8.WBase 5 -> 4\n"
            "set 0:NE.MACCfg 0x00000011 -> 0x00000010\n"
            "set 0:KernelDMASrc.CoeffBaseAddr[3].Addr 0x40 -> 0x80\n"
            "set 0:NE.PostScale.PostScale 1 -> -0.5\n"
            "weight task 3 weights[0,1,2,3] 0x3c00 -> 0x4000  # 1 -> 2\n"
            "weight task 3 weights[1,1,2,3] 0x0000 -> 0x8000  # 0 -> -0\n"
            "half 0x8040 0x7e01 -> 0x3c00  # nan -> 1\n");
}

TEST(ChangeText, ComesBack) {
  const ChangeList list = sample_list();
  const auto back = parse_changes(written(list), h13().get());
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, list);
  EXPECT_EQ(back->count(), 8u);
}

TEST(ChangeText, MayBeWrittenByHand) {
  const auto list = parse_changes(
      "anescope changes 1\r\n"
      "# made by hand\n"
      "\n"
      "file 16 fnv1a64:00000000000000ff   # the original\n"
      "  set\t3:NE.MACCfg.NonlinearMode ReLU -> None\n"
      "set 0x3:NE.MACCfg 17 -> 0x10#no comment\n",
      h13().get());
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().message, "line 6, column 25: \"0x10#no\" is not a word of 32 bits");
  const auto good = parse_changes(
      "anescope changes 1\nfile 16 fnv1a64:00000000000000FF\nset 3:NE.MACCfg.NonlinearMode ReLU -> None # x",
      h13().get());
  ASSERT_TRUE(good) << good.error().message;
  EXPECT_EQ(good->changes, (std::vector<Change>{RegisterChange{3, "NE.MACCfg.NonlinearMode", 1, 0}}));
}

TEST(ChangeText, ErrorsNameLineAndColumn) {
  const std::string head = "anescope changes 1\nfile 16 fnv1a64:00000000000000ff\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "line 1, column 1: not a list of changes, but empty"},
      {"\x7f"
       "ELF",
       "line 1, column 1: not a list of changes, which begins with \"anescope changes 1\""},
      {"anescope changes 2\n", "line 1, column 1: version 2 of the format, 1 can be read"},
      {"anescope changes 1\n", "line 2, column 1: the line \"file BYTES fnv1a64:HASH\" is missing"},
      {"anescope changes 1\nset 0:NE.MACCfg 1 -> 2\n",
       "line 2, column 1: the line \"file BYTES fnv1a64:HASH\" has to come first"},
      {"anescope changes 1\nfile many fnv1a64:00000000000000ff\n",
       "line 2, column 6: \"many\" is not a number"},
      {"anescope changes 1\nfile 1 md5:00\n",
       "line 2, column 8: the hash is fnv1a64: and 16 hexadecimal digits"},
      {head + "move 1\n", "line 3, column 1: a change begins with set, weight or half, not \"move\""},
      {head + "set 0NE.MACCfg 1 -> 2\n",
       "line 3, column 5: TASK:BLOCK.REGISTER.FIELD is wanted: \"0NE.MACCfg\" is not a number"},
      {head + "set 0\n", "line 3, column 6: a colon behind the number of the task is missing"},
      {head + "set 0:NE.MACCfq 1 -> 2\n",
       "line 3, column 7: H13 has no field or register NE.MACCfq, did you mean NE.MACCfg?"},
      {head + "set 0:NE.MACCfg 1\n",
       "line 3, column 18: \"->\" is wanted between the values before and after"},
      {head + "set 0:NE.MACCfg 1 ->\n", "line 3, column 21: a value is missing"},
      {head + "set 0:NE.MACCfg 1 -> 2 3\n", "line 3, column 24: the end of the line is wanted, not \"3\""},
      {head + "weight task 3 weights 1 -> 2\n",
       "line 3, column 8: NAME[o,i,y,x] is wanted, not \"task 3 weights 1 -> 2\""},
      {head + "weight task 3 weights[1,2] 1 -> 2\n",
       "line 3, column 25: four numbers are wanted: NAME[o,i,y,x]"},
      {head + "half 0x10 0x10000 -> 2\n", "line 3, column 11: 0x10000 is more than 65535"},
      {head + "half\n", "line 3, column 5: the offset in the file is missing"}};
  for (const auto& [text, message] : cases) {
    const auto list = parse_changes(text, h13().get());
    ASSERT_FALSE(list) << text;
    EXPECT_EQ(list.error().message, message) << text;
  }
}

TEST(ChangeText, NeedsAGenerationForFields) {
  const std::string head = "anescope changes 1\nfile 16 fnv1a64:00000000000000ff\n";
  EXPECT_FALSE(parse_changes(head + "set 0:NE.MACCfg 1 -> 2\n", nullptr));
  EXPECT_TRUE(parse_changes(head + "half 0x10 1 -> 2\n", nullptr));
}

// Whatever is read can be written and read again; nothing that is damaged brings the parser down.
TEST(ChangeText, SurvivesMutations) {
  const std::string original = written(sample_list());
  static constexpr std::string_view kPieces[] = {"->",      "[",     "]",     ",",
                                                 ":",       "#",     "0x",    "-",
                                                 "\n",      " ",     "\t",    "set ",
                                                 "weight ", "half ", "file ", "99999999999999999999",
                                                 "nan",     "inf",   "\xff",  std::string_view("\0", 1)};
  std::mt19937 random(20240101);
  std::size_t accepted = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string text = original;
    for (auto n = random() % 4 + 1; n > 0 && !text.empty(); --n) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, random() % 8 + 1);
          break;
        case 2:
          text.insert(at, kPieces[random() % std::size(kPieces)]);
          break;
        default:
          text.insert(at, text.substr(random() % text.size(), random() % 40));
      }
    }
    const auto list = parse_changes(text, h13().get());
    if (!list) {
      EXPECT_TRUE(list.error().message.starts_with("line ")) << list.error().message;
      continue;
    }
    ++accepted;
    const auto again = parse_changes(written(*list), h13().get());
    ASSERT_TRUE(again) << again.error().message << "\n" << text;
    EXPECT_EQ(*again, *list) << text;
  }
  EXPECT_GT(accepted, 100u);
}

}  // namespace
}  // namespace ane::edit
