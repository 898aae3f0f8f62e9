// How anecc finds and reads text: as Python does.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/export/anecc_stab.hpp"
#include "core/export/anecc_strings.hpp"

namespace ane::exporter {
namespace {

using Texts = std::vector<std::string>;

const std::string kStab = "a:t11=ar1;0;1;12=s2048n:ar1;0;4;13=s512c:ar1;0;8;14=s64h:ar1;0;8;15=s2w:5";
const std::string kNul(1, '\0');

Texts texts(const std::string& file, std::size_t most = 10) {
  const SourcePtr source = memory_source({file.begin(), file.end()});
  const auto stabs = stab_strings(ByteView(*source), most, {});
  Texts found;
  for (const StabString& stab : stabs.value()) {
    EXPECT_FALSE(stab.cut);
    found.push_back(stab.text);
  }
  return found;
}

TEST(AneccStrings, AreRunsOfPrintableCharacters) {
  EXPECT_EQ(texts(kStab), Texts{kStab});
  EXPECT_EQ(texts(kNul + kStab + kNul + kStab), (Texts{kStab, kStab}));
  EXPECT_EQ(texts(kNul + kStab + kNul + kStab, 1), Texts{kStab});
  EXPECT_EQ(texts("\v\f\t ~" + kStab + "\x7f"), Texts{"\v\f\t ~" + kStab});
  EXPECT_EQ(texts(kStab + "\x1b" + kStab.substr(60)), Texts{kStab});
  const std::string shortest = std::string(46, ' ') + ":t:5";
  EXPECT_EQ(texts(shortest), Texts{shortest});
  EXPECT_EQ(texts(shortest.substr(1)), Texts());
}

TEST(AneccStrings, EndInAColonAndFiveOnALineWithAType) {
  const std::string other = "another line, as long as it has to be to be seen:5";
  for (const char* end : {"5", ":", " ", "\v", "\n\n", "\n "}) EXPECT_EQ(texts(kStab + end), Texts());
  EXPECT_EQ(texts(kStab + "\n"), Texts{kStab + "\n"});
  EXPECT_EQ(texts(other), Texts());
  EXPECT_EQ(texts(other + "\n" + kStab), Texts{other + "\n" + kStab});
  EXPECT_EQ(texts(kStab + "\n" + other), Texts());
  EXPECT_EQ(texts(kStab.substr(0, 72) + "\n5"), Texts());
}

TEST(AneccStrings, LeaveOutBytesThatAreNoUtf8) {
  const std::string head = kStab.substr(0, 30), tail = kStab.substr(30);
  // Lone continuations, overlong forms, surrogates, past the last character, characters that break off.
  for (const char* bad :
       {"\x80", "\xff\xfe", "\xc0\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xc3", "\xe2\x82", "\xf0\x9f\x98"}) {
    EXPECT_EQ(texts(head + bad + tail), Texts{kStab});
    EXPECT_EQ(texts(kStab + bad), Texts{kStab});
  }
  for (const char* good :
       {"\xc3\xa9", "\xe2\x82\xac", "\xed\x9f\xbf", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_EQ(texts(head + good + tail), Texts());
    EXPECT_EQ(texts(good + kStab + good), Texts{kStab});
  }
  EXPECT_EQ(texts("\xe2\xe2\x82\xac" + kStab + "\xf0\x9f\xc3\xa9"), Texts{kStab});
}

TEST(AneccStrings, ReadEveryEndOfLineAsOne) {
  for (const char* end : {"\r", "\r\n", "\r\xff\n"}) {
    EXPECT_EQ(texts(std::string("b") + end + kStab), Texts{"b\n" + kStab});
    EXPECT_EQ(texts(kStab + end), Texts{kStab + "\n"});
  }
  EXPECT_EQ(texts("b\n\r" + kStab), Texts{"b\n\n" + kStab});
  EXPECT_EQ(texts(kStab + "\r\r\n"), Texts());
  EXPECT_EQ(texts("\r\xc3\xa9\n" + kStab), Texts{"\n" + kStab}) << "a character lies between the two";
}

TEST(AneccStrings, SayWhereTheyLieAlsoAcrossPieces) {
  for (std::size_t before = (1 << 20) - 80; before < (1 << 20) + 4; before += 7) {
    const std::string file = std::string(before, '\0') + kStab.substr(0, 20) + "\xff\xff" + kStab.substr(20);
    const SourcePtr source = memory_source({file.begin(), file.end()});
    const auto found = stab_strings(ByteView(*source).clipped(1, file.size()), 10, {}).value();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].text, kStab);
    EXPECT_EQ(found[0].where, (Extent{before, kStab.size() + 2}));
  }
}

TEST(AneccStrings, AreNotKeptWithoutLimit) {
  const std::string file = std::string(kMostStabText, 'x') + kStab;
  const SourcePtr source = memory_source({file.begin(), file.end()});
  const auto found = stab_strings(ByteView(*source), 10, {}).value();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].cut);
  EXPECT_EQ(found[0].text.size(), kMostStabText);
  EXPECT_NE(parse_stab(found[0]).error().message.find("longer than the 16 MiB that are read here"),
            std::string::npos);
}

TEST(AneccStab, IsSplitAtItsFirstMark) {
  const auto split = parse_stab({"b:t\n" + kStab, {7, 8}});
  ASSERT_FALSE(split);
  EXPECT_EQ(split.error().message,
            "anecc cannot read the shape of \"b\": it has 7 parts between colons, not 6");
  EXPECT_EQ(split.error().where, (Extent{7, 8}));
  const auto named = parse_stab({"b\n" + kStab, {7, 8}});
  ASSERT_TRUE(named);
  EXPECT_EQ(named->name, "b\na");
  EXPECT_EQ(named->where, (Extent{7, 8}));
  EXPECT_EQ(named->numbers, (std::array<std::uint64_t, 6>{1, 4, 8, 8, 512, 64}));
  EXPECT_EQ(named->buffer_bytes(), 0x4000u);
}

TEST(AneccStab, HasNoBufferOfMoreThan64Bits) {
  StabShape shape;
  shape.numbers = {std::uint64_t{1} << 32, std::uint64_t{1} << 31, 1, 1, 1, 0};
  EXPECT_EQ(shape.buffer_bytes(), std::uint64_t{1} << 63);
  shape.numbers[4] = 2;
  EXPECT_EQ(shape.buffer_bytes(), std::nullopt);
  shape.numbers = {1, 1, 1, 1, UINT64_MAX, 0};
  EXPECT_EQ(shape.buffer_bytes(), std::nullopt) << "rounding up takes it past the end";
}

TEST(PythonNumber, IsReadAsPythonDoes) {
  EXPECT_EQ(python_number("0"), 0u);
  EXPECT_EQ(python_number("-0"), 0u);
  EXPECT_EQ(python_number("+007"), 7u);
  EXPECT_EQ(python_number(" \t\n\v\f\r12\r\f\v\n\t "), 12u);
  EXPECT_EQ(python_number("1_000"), 1000u);
  EXPECT_EQ(python_number("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(python_number(std::string(4299, '0') + "5"), 5u);
  EXPECT_EQ(python_number(std::string(4300, '0') + "5"), std::nullopt);
  for (const char* text : {"", " ", "+", "-", "+ 1", "--1", "_1", "1_", "1__0", "+_1", "1 0", "0x1", "1.0",
                           "-1", "18446744073709551616", "99999999999999999999999"})
    EXPECT_EQ(python_number(text), std::nullopt) << text;
}

}  // namespace
}  // namespace ane::exporter
