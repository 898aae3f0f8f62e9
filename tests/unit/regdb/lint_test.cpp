#include "core/regdb/lint.hpp"

#include <gtest/gtest.h>

#include "tests/unit/regdb/minimal.hpp"

namespace ane::regdb {
namespace {

using test::changed;
using test::Json;
using test::minimal_json;
using test::parsed;
using test::without;
using Faults = std::vector<std::string>;

constexpr const char* kRegister = "/blocks/0/registers/0";
constexpr const char* kWin = "/blocks/0/registers/0/fields/0";

Faults faults_of(const Json& json) {
  return lint(*parsed(json));
}

Json with_field(const Json& patch) {
  Json json = minimal_json();
  json[Json::json_pointer(kWin)].merge_patch(patch);
  return json;
}

TEST(Lint, FindsNothingInASoundDatabase) {
  EXPECT_EQ(faults_of(minimal_json()), Faults());
}

TEST(Lint, FindsOverlappingFields) {
  EXPECT_EQ(faults_of(with_field({{"width", 17}})),
            Faults({"t1: Common.InDim.Mode: overlaps another field"}));
}

TEST(Lint, FindsFieldsOfOneName) {
  EXPECT_EQ(faults_of(with_field({{"name", "Mode"}})),
            Faults({"t1: Common.InDim.Mode: second field of this name"}));
}

TEST(Lint, FindsBlocksOfOneName) {
  Json json = minimal_json();
  Json second = json["blocks"][0];
  second["base"] = "0x200";
  second["registers"] = Json::array();
  json["blocks"].push_back(second);
  EXPECT_EQ(faults_of(json), Faults({"t1: Common: second block of this name"}));
}

TEST(Lint, FindsRegistersOfOneName) {
  EXPECT_EQ(faults_of(changed("/blocks/0/registers/1/name", "InDim")),
            Faults({"t1: Common.InDim: second register of this name"}));
}

TEST(Lint, FindsRegistersThatShareAWord) {
  EXPECT_EQ(faults_of(changed("/blocks/0/registers/0/offset", "0x0c")),
            Faults({"t1: Common.Base: shares a word with Common.InDim"}));
}

TEST(Lint, FindsElementsThatShareAWord) {
  EXPECT_EQ(faults_of(changed("/blocks/0/registers/1/stride", 0)),
            Faults(2, "t1: Common.Base: shares a word with Common.Base"));
}

TEST(Lint, FindsRegistersOutsideOfTheirBlock) {
  EXPECT_EQ(faults_of(changed("/blocks/0/words", 5)), Faults({"t1: Common.Base: reaches out of its block"}));
}

TEST(Lint, FindsRegistersThatAreNotWholeWords) {
  const Faults expected = {"t1: Common.InDim: is not made of whole words"};
  EXPECT_EQ(faults_of(changed("/blocks/0/registers/0/offset", "0x1a")), expected);
  EXPECT_EQ(faults_of(changed("/blocks/0/registers/0/stride", 2)), expected);
  EXPECT_EQ(faults_of(changed("/blocks/0/registers/0/count", 0)), expected);
}

TEST(Lint, FindsMissingDocumentation) {
  Json json = without(kRegister, "doc");
  json[Json::json_pointer(kRegister)]["fields"] = Json::array();
  EXPECT_EQ(faults_of(json), Faults({"t1: Common.InDim: has no doc"}));
}

TEST(Lint, FindsFieldsThatNeitherTheyNorTheirWordExplain) {
  EXPECT_EQ(faults_of(without("/header/1", "doc")), Faults({"t1: Header1.Next: has no doc"}));
  Json json = without("/header/1", "doc");
  json["header"][1]["fields"][0]["doc"] = "Its own words.";
  EXPECT_EQ(faults_of(json), Faults());
}

TEST(Lint, FindsSourcesThatAreNotListed) {
  EXPECT_EQ(faults_of(changed("/blocks/0/registers/0/sources", {"me", "hearsay"})),
            Faults({"t1: Common.InDim: source \"hearsay\" is not listed"}));
}

TEST(Lint, FindsKindsWhoseWidthCannotBe) {
  EXPECT_EQ(faults_of(with_field({{"kind", "bool"}})), Faults({"t1: Common.InDim.Win: a bool has one bit"}));
  EXPECT_EQ(faults_of(with_field({{"kind", "float16"}})),
            Faults({"t1: Common.InDim.Win: a float16 has 16 bits"}));
  EXPECT_EQ(faults_of(with_field({{"kind", "float32"}})),
            Faults({"t1: Common.InDim.Win: a float32 has 32 bits"}));
}

TEST(Lint, FindsShiftsThatMeanNothing) {
  EXPECT_EQ(faults_of(with_field({{"shift", 4}})),
            Faults({"t1: Common.InDim.Win: only addresses have a shift"}));
}

TEST(Lint, FindsEnumValuesThatDoNotFit) {
  EXPECT_EQ(faults_of(changed("/enums/Mode/4", "Sideways")),
            Faults({"t1: Common.InDim.Mode: value Sideways does not fit"}));
}

TEST(Lint, FindsConceptsUsedTwice) {
  EXPECT_EQ(faults_of(with_field({{"concept", "task.id"}})),
            Faults({"t1: Common.InDim.Win: concept task.id already belongs to Header0.Id"}));
}

TEST(Lint, FindsHeaderWordsBehindTheHeader) {
  EXPECT_EQ(faults_of(changed("/header/1/word", 2)), Faults({"t1: Header1: lies behind the header"}));
}

TEST(Lint, AllowsTheExtraHeaderWordBehindTheHeader) {
  const Json extended = {
      {"word", 0},         {"mask", "0x40000000"}, {"equals", "0x40000000"}, {"extra_words", 1},
      {"name", "Header2"}, {"doc", "One more."},   {"fields", Json::array()}};
  EXPECT_EQ(faults_of(changed("/encoding/extended_header", extended)), Faults());
}

TEST(Lint, FindsAWalkIdThatIsNoNumber) {
  EXPECT_EQ(faults_of(changed("/encoding/walk/id", "Header0.Last")),
            Faults({"t1: encoding.walk: id is not a number"}));
}

TEST(Lint, FindsAWalkSizeThatIsNoNumber) {
  Json json = changed("/encoding/walk", {{"id", "Header0.Id"}, {"size", "Header0.Last"}});
  json["encoding"]["tasks"] = "aligned-array";
  EXPECT_EQ(faults_of(json), Faults({"t1: encoding.walk: size is not a number"}));
}

TEST(Lint, FindsLinksThatAreNoNumbers) {
  EXPECT_EQ(faults_of(changed("/encoding/walk/next_offset", "Header0.Last")),
            Faults({"t1: encoding.walk: next_offset is not a number"}));
  EXPECT_EQ(faults_of(changed("/encoding/walk/next_size", "Header0.Last")),
            Faults({"t1: encoding.walk: next_size is not a number"}));
}

TEST(Lint, AcceptsALinkThatIsAnAddressInBytes) {
  EXPECT_EQ(faults_of(changed("/header/1/fields/0/kind", "address")), Faults());
  Json shifted = changed("/header/1/fields/0/kind", "address");
  shifted["header"][1]["fields"][0]["shift"] = 4;
  EXPECT_EQ(faults_of(shifted), Faults({"t1: encoding.walk: next_offset is not a number"}));
}

TEST(Lint, FindsThatThereAreNoRecords) {
  EXPECT_EQ(faults_of(changed("/encoding/records", Json::array())),
            Faults({"t1: encoding.records: is empty"}));
}

Json with_second_layout(const char* mask, const char* value) {
  Json json = minimal_json();
  Json& layouts = json["encoding"]["record_layouts"];
  layouts["burst"]["match_mask"] = "0x80000000";
  layouts["scatter"] = layouts["burst"];
  layouts["scatter"]["match_mask"] = mask;
  layouts["scatter"]["match_value"] = value;
  json["encoding"]["records"] = {"burst", "scatter"};
  return json;
}

TEST(Lint, FindsLayoutsThatShadowEachOther) {
  EXPECT_EQ(faults_of(with_second_layout("0x80000000", "0x80000000")), Faults());
  EXPECT_EQ(faults_of(with_second_layout("0x40000000", "0x40000000")),
            Faults({"t1: scatter: cannot be told from burst"}));
}

TEST(Lint, FindsLayoutsThatNeverMatch) {
  EXPECT_EQ(faults_of(with_second_layout("0x80000000", "0xc0000000")),
            Faults({"t1: scatter: can never match"}));
}

TEST(Lint, FindsResetValuesWhereRegistersCarryOver) {
  const Json resets = Json::array({{{"block", "Common"}, {"register", "InDim"}, {"value", "0x1"}}});
  EXPECT_EQ(faults_of(changed("/encoding/reset_values", resets)),
            Faults({"t1: encoding.reset_values: registers carry over, so that nothing is reset"}));
}

TEST(Lint, FindsAllFaultsAtOnce) {
  Json json = with_field({{"shift", 4}, {"concept", "task.id"}});
  json["encoding"]["records"] = Json::array();
  EXPECT_EQ(faults_of(json).size(), 3u);
}

}  // namespace
}  // namespace ane::regdb
