#include "core/base/text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

namespace ane {
namespace {

using namespace std::string_literals;

TEST(Hex, WritesAtLeastTheWantedDigits) {
  EXPECT_EQ(hex(0), "0x0");
  EXPECT_EQ(hex(0x1f), "0x1f");
  EXPECT_EQ(hex(0x1f, 4), "0x001f");
  EXPECT_EQ(hex(0x12345, 4), "0x12345");
  EXPECT_EQ(hex(UINT64_MAX), "0xffffffffffffffff");
}

TEST(RangeText, NamesStartAndEnd) {
  EXPECT_EQ(range_text({0x20, 0x48}), "0x20..0x68");
  EXPECT_EQ(range_text({0x20, 0}), "0x20..0x20");
}

TEST(Escaped, KeepsPrintableText) {
  EXPECT_EQ(escaped("probs@output/1 ~"), "probs@output/1 ~");
  EXPECT_EQ(escaped("Größe → 層 🧠"), "Größe → 層 🧠");
}

TEST(Escaped, SpellsControlCharacters) {
  EXPECT_EQ(escaped("a\nb\tc\\d"), "a\\nb\\tc\\\\d");
  EXPECT_EQ(escaped("\x1b[31m\x7f\r"), "\\x1b[31m\\x7f\\x0d");
  EXPECT_EQ(escaped("a\0b"s), "a\\x00b");
}

TEST(Escaped, SpellsControlCharactersOfTwoBytes) {
  EXPECT_EQ(escaped("\xc2\x9b"), "\\xc2\\x9b");
  EXPECT_EQ(escaped("\xc2\xa0"), "\xc2\xa0");
}

TEST(Escaped, SpellsBytesThatAreNotUtf8) {
  EXPECT_EQ(escaped("\x80"), "\\x80");
  EXPECT_EQ(escaped("a\xffz"), "a\\xffz");
  EXPECT_EQ(escaped("\xe5\xb1"), "\\xe5\\xb1") << "cut sequence";
  EXPECT_EQ(escaped("\xe5"
                    "ab"),
            "\\xe5"
            "ab")
      << "no continuation";
}

TEST(Escaped, RefusesOverlongForms) {
  EXPECT_EQ(escaped("\xc0\xaf"), "\\xc0\\xaf");
  EXPECT_EQ(escaped("\xe0\x80\xaf"), "\\xe0\\x80\\xaf");
  EXPECT_EQ(escaped("\xf0\x80\x80\xaf"), "\\xf0\\x80\\x80\\xaf");
}

TEST(Escaped, RefusesSurrogatesAndWhatIsAboveUnicode) {
  EXPECT_EQ(escaped("\xed\xa0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(escaped("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
  EXPECT_EQ(escaped("\xf4\x8f\xbf\xbf"), "\xf4\x8f\xbf\xbf") << "U+10FFFF is the last one";
  EXPECT_EQ(escaped("\xf8\x88\x80\x80\x80"), "\\xf8\\x88\\x80\\x80\\x80");
}

TEST(Escaped, GivesPlainTextForAnyBytes) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string raw(random() % 12, '\0');
    for (char& c : raw) c = static_cast<char>(random());
    const std::string safe = escaped(raw);
    ASSERT_TRUE(is_plain_text(safe)) << safe;
    const bool has_backslash = raw.find('\\') != std::string::npos;
    ASSERT_EQ(is_plain_text(raw) && !has_backslash, safe == raw) << safe;
  }
}

TEST(IsPlainText, AcceptsBackslashesAndUtf8) {
  EXPECT_TRUE(is_plain_text(""));
  EXPECT_TRUE(is_plain_text("a\\b"));
  EXPECT_TRUE(is_plain_text("層"));
  EXPECT_FALSE(is_plain_text("a\n"));
  EXPECT_FALSE(is_plain_text("\xff"));
  EXPECT_FALSE(is_plain_text("\xc2\x85"));
}

TEST(ByteSize, IsExactBelowOneKibibyte) {
  EXPECT_EQ(byte_size(0), "0 bytes");
  EXPECT_EQ(byte_size(1), "1 byte");
  EXPECT_EQ(byte_size(1023), "1023 bytes");
}

TEST(ByteSize, ShowsOneDigitWhereItIsNotWhole) {
  EXPECT_EQ(byte_size(1024), "1 KiB");
  EXPECT_EQ(byte_size(1536), "1.5 KiB");
  EXPECT_EQ(byte_size(std::uint64_t{1} << 30), "1 GiB");
  EXPECT_EQ(byte_size(UINT64_MAX), "16 EiB");
}

TEST(ByteSize, GoesToTheNextUnitBeforeItRoundsTo1024) {
  EXPECT_EQ(byte_size(1024 * 1024 - 1), "1.0 MiB");
}

TEST(Number, IsAsShortAsAFloatNeeds) {
  EXPECT_EQ(number(0.5), "0.5");
  EXPECT_EQ(number(1e-05), "1e-05");
  EXPECT_EQ(number(0.1f), "0.1");
  EXPECT_EQ(number(65504), "65504");
  EXPECT_EQ(number(-0.0), "-0");
}

TEST(Number, NamesWhatIsNotFinite) {
  EXPECT_EQ(number(std::nan("")), "nan");
  EXPECT_EQ(number(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(number(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(Number, ReadsBackExactlyAsAFloat) {
  std::mt19937 random(11);
  for (int round = 0; round < 5000; ++round) {
    const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(random()));
    if (!std::isfinite(value)) continue;
    ASSERT_EQ(std::strtof(number(value).c_str(), nullptr), value);
  }
}

TEST(Grouped, PutsSpacesBetweenThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1 000");
  EXPECT_EQ(grouped(12345678), "12 345 678");
  EXPECT_EQ(grouped(UINT64_MAX), "18 446 744 073 709 551 615");
}

TEST(Join, PutsTheSeparatorBetweenParts) {
  EXPECT_EQ(join({}, ", "), "");
  EXPECT_EQ(join(std::array{"a"s}, ", "), "a");
  EXPECT_EQ(join(std::array{"a"s, "b"s, "c"s}, ", "), "a, b, c");
}

TEST(Join, KeepsEmptyParts) {
  EXPECT_EQ(join(std::array{"a"s, ""s, "c"s}, ","), "a,,c");
  EXPECT_EQ(join(std::array{""s, "b"s}, ","), ",b");
}

TEST(SplitLines, KeepsEmptyLinesAndDropsTheLastEnd) {
  using Lines = std::vector<std::string_view>;
  EXPECT_EQ(split_lines(""), Lines());
  EXPECT_EQ(split_lines("a"), Lines({"a"}));
  EXPECT_EQ(split_lines("a\n"), Lines({"a"}));
  EXPECT_EQ(split_lines("a\n\nb"), Lines({"a", "", "b"}));
  EXPECT_EQ(split_lines("\n"), Lines({""}));
}

TEST(Nearest, FindsTheMisspelledWord) {
  constexpr std::array<std::string_view, 3> kWords = {"info", "tasks", "registers"};
  EXPECT_EQ(nearest("task", kWords), "tasks");
  EXPECT_EQ(nearest("tsaks", kWords), "tasks");
  EXPECT_EQ(nearest("regsiters", kWords), "registers");
  EXPECT_EQ(nearest("info", kWords), "info");
}

TEST(Nearest, FindsNothingWhereNoneIsClose) {
  constexpr std::array<std::string_view, 3> kWords = {"info", "tasks", "registers"};
  EXPECT_EQ(nearest("export", kWords), "");
  EXPECT_EQ(nearest("", kWords), "");
  EXPECT_EQ(nearest("info", {}), "");
}

TEST(Nearest, TakesTheFirstOfEquallyCloseWords) {
  constexpr std::array<std::string_view, 2> kWords = {"mean", "bean"};
  EXPECT_EQ(nearest("lean", kWords), "mean");
}

}  // namespace
}  // namespace ane
