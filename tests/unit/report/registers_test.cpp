// The register database as a report.

#include "core/report/registers.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "core/base/text.hpp"
#include "core/report/json_writer.hpp"

namespace ane::report {
namespace {

using nlohmann::json;

const regdb::Database& database() {
  static const auto embedded = regdb::Database::embedded();
  return *embedded;
}

std::string text_of(std::string_view id, std::string_view name) {
  StringSink sink;
  const auto written = write_generation(database(), id, name, false, sink);
  EXPECT_TRUE(written) << (written ? "" : written.error().message);
  return sink.text;
}

json json_of(std::string_view id, std::string_view name) {
  StringSink sink;
  const auto written = write_generation(database(), id, name, true, sink);
  EXPECT_TRUE(written) << (written ? "" : written.error().message);
  return json::parse(sink.text);
}

TEST(RegistersReport, OfEveryGenerationIsPrintable) {
  for (const std::string& id : database().ids()) {
    SCOPED_TRACE(id);
    const std::string text = text_of(id, "");
    EXPECT_GT(text.size(), 1000u);
    for (const std::string_view line : split_lines(text)) EXPECT_TRUE(is_plain_text(line)) << escaped(line);
  }
}

TEST(RegistersReport, HasEveryRegisterOfEveryGeneration) {
  for (const std::string& id : database().ids()) {
    SCOPED_TRACE(id);
    const auto generation = database().generation(id);
    ASSERT_TRUE(generation);
    std::size_t registers = 0;
    for (const regdb::Block& block : (*generation)->blocks) registers += block.registers.size();
    EXPECT_EQ(json_of(id, "").at("registers").size(), registers);
  }
}

TEST(RegistersReport, FindsEveryFieldByItsPath) {
  const auto generation = database().generation("h13");
  ASSERT_TRUE(generation);
  for (const regdb::Block& block : (*generation)->blocks) {
    for (const regdb::Register& reg : block.registers) {
      for (const regdb::Field& field : reg.fields) {
        const std::string path = block.name + "." + reg.name + "." + field.name;
        const json match = json_of("h13", path);
        ASSERT_EQ(match.at("fields").size(), 1u) << path;
        EXPECT_EQ(match.at("fields")[0].at("address"), reg.address) << path;
        EXPECT_EQ(match.at("fields")[0].at("lsb"), field.lsb) << path;
      }
    }
  }
}

TEST(RegistersReport, FindsEveryConcept) {
  const auto generation = database().generation("h13");
  ASSERT_TRUE(generation);
  for (const std::string_view name : (*generation)->concepts()) {
    const json match = json_of("h13", name);
    ASSERT_EQ(match.at("fields").size(), 1u) << name;
    EXPECT_EQ(match.at("fields")[0].at("concept"), name);
  }
}

TEST(RegistersReport, TakesNamesInAnyCase) {
  EXPECT_EQ(json_of("h13", "COMMON.INDIM"), json_of("h13", "Common.InDim"));
}

TEST(RegistersReport, SaysOfAPlaceholderThatItIsUnknown) {
  EXPECT_NE(text_of("h13", "TileDMASrc.Reserved30").find("(unknown)"), std::string::npos);
  EXPECT_EQ(json_of("h13", "TileDMASrc.Reserved30").at("registers")[0].at("unknown"), true);
}

TEST(RegistersReport, NamesItsSources) {
  const json reg = json_of("h13", "Common.InDim").at("registers")[0];
  EXPECT_FALSE(reg.at("sources").empty());
  for (const json& source : reg.at("sources")) EXPECT_FALSE(source.get<std::string>().empty());
  EXPECT_EQ(reg.at("confidence"), "high");
}

TEST(RegistersReport, WritesNothingWhereNothingMatches) {
  StringSink sink;
  const auto unknown = write_generation(database(), "h13", "NoSuchThing", false, sink);
  EXPECT_FALSE(unknown);
  EXPECT_EQ(sink.text, "");
  const auto misspelt = write_generation(database(), "h13", "Comon.InDim", true, sink);
  ASSERT_FALSE(misspelt);
  EXPECT_NE(misspelt.error().message.find("did you mean Common.InDim?"), std::string::npos);
  EXPECT_EQ(sink.text, "");
}

TEST(GenerationsReport, HasARowForEach) {
  StringSink text;
  ASSERT_TRUE(write_generations(database(), false, text));
  EXPECT_EQ(split_lines(text.text).size(), database().ids().size() + 1);
  StringSink as_json;
  ASSERT_TRUE(write_generations(database(), true, as_json));
  EXPECT_EQ(json::parse(as_json.text).size(), database().ids().size());
}

}  // namespace
}  // namespace ane::report
