// What the schema refuses, and that every complaint says where.

#include <gtest/gtest.h>

#include "tests/unit/regdb/minimal.hpp"

namespace ane::regdb {
namespace {

using test::changed;
using test::Json;
using test::minimal_json;
using test::parsed;
using test::without;

std::string error_of(const Json& json) {
  const auto generation = parse_generation(json.dump());
  return generation ? "no error" : generation.error().message;
}

TEST(ParseGeneration, ReadsNamesAndLists) {
  const auto generation = parsed(minimal_json());
  EXPECT_EQ(generation->id, "t1");
  EXPECT_EQ(generation->name, "T1");
  EXPECT_EQ(generation->td_version, 3u);
  EXPECT_EQ(generation->cpu_subtypes, (std::vector<std::uint32_t>{77, 78}));
  EXPECT_EQ(generation->compiler_targets, (std::vector<std::string>{"t1", "t1g"}));
  EXPECT_EQ(generation->chips, std::vector<std::string>{"X1"});
  EXPECT_EQ(generation->sources.at("me"), "Nobody, a paper");
}

TEST(ParseGeneration, ReadsRegistersAndFields) {
  const auto generation = parsed(minimal_json());
  const Register& base = generation->blocks.at(0).registers.at(1);
  EXPECT_EQ(base.address, 0x104u);
  EXPECT_EQ(base.count, 3u);
  EXPECT_EQ(base.stride, 8u);
  EXPECT_EQ(base.confidence, Confidence::Unstated);
  const Field& addr = base.fields.at(0);
  EXPECT_EQ(addr.kind, FieldKind::Address);
  EXPECT_EQ(addr.shift, 6);
  EXPECT_EQ(addr.unit, "bytes");
  EXPECT_EQ(addr.concept_name, "kernel.base");
  EXPECT_EQ(generation->blocks[0].registers[0].confidence, Confidence::High);
}

TEST(ParseGeneration, SortsFieldsByTheirPlace) {
  Json json = minimal_json();
  std::swap(json["blocks"][0]["registers"][0]["fields"][0], json["blocks"][0]["registers"][0]["fields"][1]);
  EXPECT_EQ(parsed(json)->blocks[0].registers[0].fields[0].name, "Win");
}

TEST(ParseGeneration, ReadsNumbersAsNumbersAndAsText) {
  EXPECT_EQ(parsed(changed("/blocks/0/base", 512))->blocks[0].base, 512u);
  EXPECT_EQ(parsed(changed("/blocks/0/base", "512"))->blocks[0].base, 512u);
  EXPECT_EQ(parsed(changed("/blocks/0/base", "0x200"))->blocks[0].base, 512u);
}

TEST(ParseGeneration, IgnoresKeysItDoesNotKnow) {
  EXPECT_EQ(error_of(changed("/blocks/0/registers/0/fields/0/mood", "good")), "no error");
}

TEST(ParseGeneration, SpreadsAResetValueOverAnArray) {
  const Json resets = Json::array({{{"block", "Common"}, {"register", "Base"}, {"value", "0x20"}}});
  const auto generation = parsed(changed("/encoding/reset_values", resets));
  ASSERT_EQ(generation->reset_values.size(), 3u);
  EXPECT_EQ(generation->reset_value(0x114)->value, 0x20u);
  EXPECT_FALSE(generation->reset_value(0x108));
}

TEST(ParseGeneration, ReadsAddressSlots) {
  EXPECT_EQ(parsed(changed("/address_slots", {{"4", "Constants"}}))->address_slots.at(4), "Constants");
}

TEST(ParseGeneration, RefusesTextThatIsNotJson) {
  const auto generation = parse_generation("{ \"id\": ");
  ASSERT_FALSE(generation);
  EXPECT_NE(generation.error().message.find("parse error"), std::string::npos) << generation.error().message;
}

TEST(ParseGeneration, NamesWhatIsMissing) {
  EXPECT_EQ(error_of(without("", "id")), "$: has no \"id\"");
  EXPECT_EQ(error_of(without("", "enums")), "$: has no \"enums\"");
  EXPECT_EQ(error_of(without("/encoding", "tasks")), "$.encoding: has no \"tasks\"");
  EXPECT_EQ(error_of(without("/encoding/walk", "next_size")), "$.encoding.walk: has no \"next_size\"");
  EXPECT_EQ(error_of(without("/blocks/0", "words")), "$.blocks[0]: has no \"words\"");
  EXPECT_EQ(error_of(without("/blocks/0/registers/1", "offset")),
            "$.blocks[0].registers[1]: has no \"offset\"");
  EXPECT_EQ(error_of(without("/header/1/fields/0", "kind")), "$.header[1].fields[0]: has no \"kind\"");
}

TEST(ParseGeneration, NamesWhatHasTheWrongType) {
  EXPECT_EQ(error_of(changed("/id", 4)), "$.id: is not a string");
  EXPECT_EQ(error_of(changed("/blocks", "none")), "$.blocks: is not a list");
  EXPECT_EQ(error_of(changed("/enums", Json::array())), "$.enums: is not an object");
  EXPECT_EQ(error_of(changed("/td_version", Json::array())), "$.td_version: is not a number");
  EXPECT_EQ(error_of(changed("/encoding/registers_carry_over", "yes")),
            "$.encoding.registers_carry_over: is not true or false");
}

TEST(ParseGeneration, NamesNumbersThatAreNone) {
  EXPECT_EQ(error_of(changed("/td_version", "seven")), "$.td_version: \"seven\" is not a number");
  EXPECT_EQ(error_of(changed("/td_version", "0x")), "$.td_version: \"0x\" is not a number");
  EXPECT_EQ(error_of(changed("/td_version", "12 ")), "$.td_version: \"12 \" is not a number");
  EXPECT_EQ(error_of(changed("/td_version", -1)), "$.td_version: is not a number");
  EXPECT_EQ(error_of(changed("/td_version", 1.5)), "$.td_version: is not a number");
}

TEST(ParseGeneration, NamesNumbersThatAreTooLarge) {
  EXPECT_EQ(error_of(changed("/td_version", 4294967296)),
            "$.td_version: 4294967296 is larger than 4294967295");
  EXPECT_EQ(error_of(changed("/encoding/header_words", 65)), "$.encoding.header_words: 65 is larger than 64");
  EXPECT_EQ(error_of(changed("/blocks/0/registers/0/count", 4097)),
            "$.blocks[0].registers[0].count: 4097 is larger than 4096");
}

TEST(ParseGeneration, RefusesFieldsOutsideOfAWord) {
  constexpr const char* kFault = "$.blocks[0].registers[0].fields[0]: bits lie outside of a word";
  EXPECT_EQ(error_of(changed("/blocks/0/registers/0/fields/0/width", 0)), kFault);
  EXPECT_EQ(error_of(changed("/blocks/0/registers/0/fields/0/lsb", 18)), kFault);
}

TEST(ParseGeneration, RefusesWordsOutsideOfTheirVocabulary) {
  EXPECT_EQ(error_of(changed("/encoding/tasks", "heap")),
            "$.encoding.tasks: \"heap\" is not an order of tasks");
  EXPECT_EQ(error_of(changed("/blocks/0/registers/0/fields/0/kind", "word")),
            "$.blocks[0].registers[0].fields[0].kind: \"word\" is not a kind of field");
  EXPECT_EQ(error_of(changed("/blocks/0/registers/0/confidence", "total")),
            "$.blocks[0].registers[0].confidence: \"total\" is not high, medium or low");
}

TEST(ParseGeneration, RefusesReferencesThatLeadNowhere) {
  EXPECT_EQ(error_of(changed("/blocks/0/registers/0/fields/1/enum", "Mood")),
            "$.blocks[0].registers[0].fields[1]: enum Mood is not defined");
  EXPECT_EQ(error_of(changed("/encoding/records", {"burst", "scatter"})),
            "$.encoding.record_layouts: has no \"scatter\"");
  EXPECT_EQ(error_of(changed("/encoding/walk/id", "Header9.Id")),
            "$.encoding.walk.id: no header field Header9.Id");
  EXPECT_EQ(error_of(changed("/encoding/walk/id", "Common.InDim.Win")),
            "$.encoding.walk.id: no header field Common.InDim.Win");
  const Json resets = Json::array({{{"block", "Common"}, {"register", "Nothing"}, {"value", "0x1"}}});
  EXPECT_EQ(error_of(changed("/encoding/reset_values", resets)),
            "$.encoding.reset_values[0]: no register Common.Nothing");
}

TEST(ParseGeneration, RefusesEnumKeysThatAreNoNumbers) {
  EXPECT_EQ(error_of(changed("/enums/Mode/many", "Many")), "$.enums.Mode: \"many\" is not a number");
  EXPECT_EQ(error_of(changed("/enums/Mode/4294967296", "Many")),
            "$.enums.Mode: \"4294967296\" is not a number of 32 bits");
  EXPECT_EQ(error_of(changed("/address_slots", {{"x", "Constants"}})),
            "$.address_slots: \"x\" is not a number");
  EXPECT_EQ(parsed(changed("/enums/Mode/0x2", "Both"))->enums.at("Mode").values.at(2), "Both");
}

// A walk in steps of 0 would never end, and rounding needs a power of two.
TEST(ParseGeneration, RefusesAlignmentsThatNobodyCanAlignTo) {
  EXPECT_EQ(error_of(changed("/encoding/task_alignment", 0)),
            "$.encoding.task_alignment: 0 is not a power of two");
  EXPECT_EQ(error_of(changed("/encoding/task_alignment", 24)),
            "$.encoding.task_alignment: 24 is not a power of two");
}

// The writer divides by it.
TEST(ParseGeneration, RefusesRecordsThatCountInStepsOfNothing) {
  EXPECT_EQ(error_of(changed("/encoding/record_layouts/burst/address_unit", 0)),
            "$.encoding.record_layouts.burst.address_unit: 0 bytes are no step");
}

TEST(ParseGeneration, RefusesRecordsWithBitsOutsideOfAWord) {
  const std::string path = "$.encoding.record_layouts.burst: ";
  EXPECT_EQ(error_of(changed("/encoding/record_layouts/burst/address_width", 0)),
            path + "the bits of \"address\" lie outside of a word");
  EXPECT_EQ(error_of(changed("/encoding/record_layouts/burst/count_lsb", 27)),
            path + "the bits of \"count\" lie outside of a word");
  Json json = minimal_json();
  json["encoding"]["record_layouts"]["burst"].update({{"bar_lsb", 30}, {"bar_width", 8}});
  EXPECT_EQ(error_of(json), path + "the bits of \"bar\" lie outside of a word");
}

TEST(ParseSummary, ReadsTheHead) {
  const auto summary = parse_summary(test::kMinimalText);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->id, "t1");
  EXPECT_EQ(summary->name, "T1");
  EXPECT_EQ(summary->td_version, 3u);
  EXPECT_EQ(summary->cpu_subtypes, (std::vector<std::uint32_t>{77, 78}));
  EXPECT_EQ(summary->chips, std::vector<std::string>{"X1"});
}

TEST(ParseSummary, DoesNotReadBehindTheHead) {
  const auto summary = parse_summary(R"({"id": "t1", "name": "T1", "td_version": 3, "cpu_subtypes": [7],
    "compiler_targets": [], "chips": [], "encoding": {, what is this)");
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->cpu_subtypes, std::vector<std::uint32_t>{7});
}

// The order of members in JSON means nothing: a tool that sorts keys puts "blocks" first.
TEST(ParseSummary, ReadsAHeadThatStandsAtTheEnd) {
  const auto summary = parse_summary(R"({"blocks": [{"name": "Common", "id": "inner"}], "chips": ["X1"],
    "cpu_subtypes": [7], "encoding": {"name": "inner"}, "id": "t1", "name": "T1", "td_version": 3})");
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->id, "t1");
  EXPECT_EQ(summary->name, "T1");
  EXPECT_EQ(summary->cpu_subtypes, std::vector<std::uint32_t>{7});
}

TEST(ParseSummary, RefusesTextThatIsNotJson) {
  const auto summary = parse_summary("no JSON at all");
  ASSERT_FALSE(summary);
  EXPECT_NE(summary.error().message.find("parse error"), std::string::npos) << summary.error().message;
}

}  // namespace
}  // namespace ane::regdb
