#include <gtest/gtest.h>

#include "core/regdb/generation.hpp"
#include "tests/unit/regdb/minimal.hpp"

namespace ane::regdb {
namespace {

using test::minimal_json;
using test::parsed;

TEST(Find, GivesTheElementOfAnArray) {
  const auto generation = parsed(minimal_json());
  EXPECT_EQ(generation->find(0x100)->path(), "Common.InDim");
  EXPECT_EQ(generation->find(0x104)->path(), "Common.Base[0]");
  EXPECT_EQ(generation->find(0x114)->path(), "Common.Base[2]");
}

TEST(Find, GivesNothingBetweenElementsAndWords) {
  const auto generation = parsed(minimal_json());
  EXPECT_FALSE(generation->find(0x108));
  EXPECT_FALSE(generation->find(0x101));
  EXPECT_FALSE(generation->find(0x11c));
  EXPECT_FALSE(generation->find(0));
}

TEST(FieldByPath, FindsRegisterAndHeaderFields) {
  const auto generation = parsed(minimal_json());
  EXPECT_EQ(generation->field("Common.InDim.Win")->path(), "Common.InDim.Win");
  EXPECT_EQ(generation->field("Header1.Next")->path(), "Header1.Next");
  EXPECT_EQ(generation->field("Common.InDim.Win")->address(), 0x100u);
}

TEST(FieldByPath, TakesAnIndex) {
  const auto generation = parsed(minimal_json());
  EXPECT_EQ(generation->field("Common.Base[2].Addr")->address(), 0x114u);
  EXPECT_EQ(generation->field("Common.Base[2].Addr")->path(), "Common.Base[2].Addr");
  EXPECT_EQ(generation->field("Common.Base.Addr")->element, 0u);
}

TEST(FieldByPath, FindsNothingForNamesThatAreWrong) {
  const auto generation = parsed(minimal_json());
  for (const char* path :
       {"", "Common", "Common.InDim", "Common.InDim.", "Common.InDim.Hin", "InDim.Win", "common.indim.win",
        "Header1", "Header1.", "Header7.Next", ".", "..", "Common.InDim.Win.More", "Common..Win"}) {
    EXPECT_FALSE(generation->field(path)) << path;
  }
}

TEST(FieldByPath, FindsNothingForIndexesThatAreWrong) {
  const auto generation = parsed(minimal_json());
  for (const char* path :
       {"Common.Base[3].Addr", "Common.Base[].Addr", "Common.Base[-1].Addr", "Common.Base[1.Addr",
        "Common.Base[1]x.Addr", "Common.Base[4294967296].Addr", "Common.Base[1][1].Addr"}) {
    EXPECT_FALSE(generation->field(path)) << path;
  }
}

TEST(FieldByPath, FindsFieldsOfTheExtraHeaderWord) {
  test::Json json = minimal_json();
  json["encoding"]["extended_header"] = {
      {"word", 0},
      {"mask", "0x40000000"},
      {"equals", "0x40000000"},
      {"extra_words", 1},
      {"name", "Header2"},
      {"fields",
       {{{"name", "Wait"}, {"lsb", 0}, {"width", 16}, {"kind", "uint"}, {"concept", "task.wait"}}}}};
  const auto generation = parsed(json);
  ASSERT_TRUE(generation->field("Header2.Wait"));
  EXPECT_EQ(generation->field("Header2.Wait")->header->word, 2u);
  EXPECT_EQ(generation->by_concept("task.wait")->path(), "Header2.Wait");
}

TEST(ByConcept, FindsTheFieldOfAnyGeneration) {
  const auto generation = parsed(minimal_json());
  EXPECT_EQ(generation->by_concept("common.in_width")->path(), "Common.InDim.Win");
  EXPECT_EQ(generation->by_concept("task.id")->path(), "Header0.Id");
  EXPECT_FALSE(generation->by_concept("common.in_depth"));
}

TEST(ByConcept, TakesAnElementOfAnArray) {
  const auto generation = parsed(minimal_json());
  EXPECT_EQ(generation->by_concept("kernel.base", 2)->path(), "Common.Base[2].Addr");
  EXPECT_FALSE(generation->by_concept("kernel.base", 3));
  EXPECT_FALSE(generation->by_concept("common.in_width", 1));
  EXPECT_FALSE(generation->by_concept("task.id", 1));
}

TEST(Concepts, AreListedInOrder) {
  EXPECT_EQ(parsed(minimal_json())->concepts(),
            (std::vector<std::string_view>{"common.in_width", "kernel.base", "task.id"}));
}

TEST(Placeholder, IsANameThatOnlyKeepsAPlace) {
  for (const char* name : {"Reserved30", "Reserved", "Unknown8", "Unmapped4"}) {
    EXPECT_TRUE(is_placeholder(name)) << name;
  }
  for (const char* name : {"InDim", "", "NotReserved", "reserved30"}) {
    EXPECT_FALSE(is_placeholder(name)) << name;
  }
}

TEST(Placeholder, HoldsForRegistersToo) {
  const auto generation = parsed(test::changed("/blocks/0/registers/0/name", "Unknown100"));
  EXPECT_TRUE(generation->blocks[0].registers[0].placeholder());
  EXPECT_FALSE(generation->blocks[0].registers[1].placeholder());
}

TEST(RecordLayout, MatchesItsMaskedBits) {
  RecordLayout layout;
  layout.match_mask = 0xa0000000;
  layout.match_value = 0x20000000;
  EXPECT_TRUE(layout.matches(0x2000ffff));
  EXPECT_FALSE(layout.matches(0xa0000000));
  EXPECT_FALSE(layout.matches(0));
}

TEST(Names, OfKindsAndConfidencesAreThoseOfTheSchema) {
  EXPECT_EQ(kind_name(FieldKind::Float16), "float16");
  EXPECT_EQ(kind_name(FieldKind::Reserved), "reserved");
  EXPECT_EQ(confidence_name(Confidence::Medium), "medium");
  EXPECT_EQ(confidence_name(Confidence::Unstated), "unstated");
}

}  // namespace
}  // namespace ane::regdb
