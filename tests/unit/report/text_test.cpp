// Tables and lines of text reports.

#include <gtest/gtest.h>

#include "core/report/fields.hpp"
#include "core/report/report.hpp"

namespace ane::report {
namespace {

TEST(Padding, CountsCharactersNotBytes) {
  EXPECT_EQ(padded("ab", 4), "ab  ");
  EXPECT_EQ(padded("ä→", 4), "ä→  ");
  EXPECT_EQ(padded("longer", 4), "longer");
}

TEST(Table, HasColumnsAsWideAsTheyNeedAndNoBlanksAtLineEnds) {
  StringSink sink;
  write_table({{"a", "bb", "c"}, {"1234", "", "x"}, {"ä", "5"}, {}}, 2, sink);
  EXPECT_EQ(sink.text,
            "  a     bb  c\n"
            "  1234      x\n"
            "  ä     5\n"
            "\n");
}

TEST(ProblemLine, NamesSeverityCodeMessageAndRange) {
  EXPECT_EQ(problem_line({Severity::Error, "task-loop", "it loops", {0x10, 0x20}, {}}),
            "error  task-loop  it loops (0x10..0x30)");
  EXPECT_EQ(problem_line({Severity::Note, "n", "without a place", {}, {}}), "note  n  without a place");
  EXPECT_EQ(problem_line({Severity::Warning, "w", "at the start", {0, 4}, {}}),
            "warning  w  at the start (0x0..0x4)");
}

TEST(FieldsText, ShowsEachFieldAndTheBitsBetween) {
  regdb::Enumeration location{"Location", {{0, "L2"}, {1, "DRAM"}}};
  regdb::Field low;
  low.name = "Low";
  low.width = 4;
  regdb::Field place;
  place.name = "Place";
  place.lsb = 8;
  place.width = 2;
  place.kind = regdb::FieldKind::Enum;
  place.enumeration = &location;
  const std::vector<regdb::Field> fields = {low, place};
  EXPECT_EQ(fields_text(fields, 0x105), "Low=5 Place=DRAM(1)");
  EXPECT_EQ(fields_text(fields, 0x305), "Low=5 Place=unknown(3)");
  EXPECT_EQ(fields_text(fields, 0x80000015), "Low=5 Place=L2(0) unknown bits 0x80000010");
  EXPECT_EQ(fields_text({}, 0), "");
}

TEST(FieldsJson, WritesNumbersNamesAndUnknownBits) {
  regdb::Enumeration location{"Location", {{0, "L2"}}};
  regdb::Field place;
  place.name = "Place";
  place.width = 2;
  place.kind = regdb::FieldKind::Enum;
  place.enumeration = &location;
  regdb::Field scale;
  scale.name = "Scale";
  scale.lsb = 16;
  scale.width = 16;
  scale.kind = regdb::FieldKind::Float16;
  const auto text = [&](std::uint32_t word) {
    StringSink sink;
    JsonWriter writer(sink, 0);
    writer.begin_object();
    write_fields_json({place, scale}, word, "P.", writer);
    writer.end_object();
    writer.finish();
    return sink.text;
  };
  EXPECT_EQ(text(0x3c000000), "{\"P.Place\":0,\"P.Place.name\":\"L2\",\"P.Scale\":1}\n");
  EXPECT_EQ(text(0x7c000002), "{\"P.Place\":2,\"P.Place.name\":null,\"P.Scale\":\"inf\"}\n");
  EXPECT_EQ(text(0x7e000010),
            "{\"P.Place\":0,\"P.Place.name\":\"L2\",\"P.Scale\":\"nan\",\"P.unknown_bits\":16}\n");
}

}  // namespace
}  // namespace ane::report
