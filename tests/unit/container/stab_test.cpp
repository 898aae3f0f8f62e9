// The grammar of container.md 10.1 and 10.2.

#include "core/container/stab.hpp"

#include <gtest/gtest.h>

namespace ane::container {
namespace {

using Four = std::array<std::uint64_t, 4>;

const std::string kDimensions = "ar1;0;1;12=s192n:ar1;0;3;13=s64c:ar1;0;4;14=s64h:ar1;0;5;15=s2w:5";

TEST(TensorStab, IsReadInFull) {
  const auto stab = parse_tensor_stab("image:t11=" + kDimensions);
  ASSERT_TRUE(stab);
  EXPECT_EQ(stab->name, "image");
  EXPECT_EQ(stab->type_number, 11u);
  EXPECT_EQ(stab->shape, (Four{1, 3, 4, 5}));
  EXPECT_EQ(stab->strides, (Four{192, 64, 64, 2}));
  EXPECT_EQ(stab->element_type, 5u);
}

TEST(TensorStab, TakesTheLargestNumbers) {
  const auto stab = parse_tensor_stab(
      "x:t18446744073709551615=ar1;0;18446744073709551615;1=s18446744073709551615n:"
      "ar1;0;1;13=s64c:ar1;0;1;14=s64h:ar1;0;1;15=s2w:0");
  ASSERT_TRUE(stab);
  EXPECT_EQ(stab->type_number, UINT64_MAX);
  EXPECT_EQ(stab->shape[0], UINT64_MAX);
  EXPECT_EQ(stab->element_type, 0u);
}

TEST(TensorStab, NamesMayHoldAnyCharacter) {
  for (const std::string name :
       {"probs@output", "a/b_c/0", "scope::x", "a:t5=b", "x:total", ":t", "a b", "層", "a=ar", "", "x:t1"}) {
    const auto stab = parse_tensor_stab(name + ":t11=" + kDimensions);
    ASSERT_TRUE(stab) << name;
    EXPECT_EQ(stab->name, name);
  }
}

// The name ends at the last type mark before the array, wherever the array's own word stands in the name.
TEST(TensorStab, NamesMayHoldTheWordOfTheArray) {
  const auto stab = parse_tensor_stab("a=ar1b:t11=" + kDimensions);
  ASSERT_TRUE(stab);
  EXPECT_EQ(stab->name, "a=ar1b");
}

TEST(TensorStab, EveryPartMustBeThere) {
  const std::string whole = "image:t11=" + kDimensions;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(parse_tensor_stab(whole.substr(0, length))) << whole.substr(0, length);
  }
}

TEST(TensorStab, NothingMayFollow) {
  EXPECT_FALSE(parse_tensor_stab("image:t11=" + kDimensions + ";"));
  EXPECT_FALSE(parse_tensor_stab("image:t11=" + kDimensions + " "));
}

TEST(TensorStab, DimensionsStandInTheirOrder) {
  EXPECT_FALSE(parse_tensor_stab("x:t11=ar1;0;1;12=s192c:ar1;0;3;13=s64n:ar1;0;4;14=s64h:ar1;0;5;15=s2w:5"));
  EXPECT_FALSE(parse_tensor_stab("x:t11=ar1;0;1;12=s192:ar1;0;3;13=s64c:ar1;0;4;14=s64h:ar1;0;5;15=s2w:5"))
      << "without its letter";
  EXPECT_FALSE(parse_tensor_stab("x:t11=ar1;1;1;12=s192n:ar1;0;3;13=s64c:ar1;0;4;14=s64h:ar1;0;5;15=s2w:5"))
      << "a lower bound of 1";
}

TEST(TensorStab, NumbersAreUnsignedAndHave64Bits) {
  const std::string rest = ";12=s192n:ar1;0;3;13=s64c:ar1;0;4;14=s64h:ar1;0;5;15=s2w:5";
  EXPECT_TRUE(parse_tensor_stab("x:t11=ar1;0;18446744073709551615" + rest));
  EXPECT_FALSE(parse_tensor_stab("x:t11=ar1;0;18446744073709551616" + rest));
  EXPECT_FALSE(parse_tensor_stab("x:t11=ar1;0;-1" + rest));
  EXPECT_FALSE(parse_tensor_stab("x:t11=ar1;0;+1" + rest));
  EXPECT_FALSE(parse_tensor_stab("x:t11=ar1;0; 1" + rest));
  EXPECT_FALSE(parse_tensor_stab("x:t11=ar1;0;" + rest));
}

TEST(TypeStab, IsReadInFull) {
  const auto stab = parse_type_stab("float16:t5=r1;2;0");
  ASSERT_TRUE(stab);
  EXPECT_EQ(stab->name, "float16");
  EXPECT_EQ(stab->number, 5u);
  EXPECT_EQ(stab->definition, "r1;2;0");
}

TEST(TypeStab, DefinitionsMayBeEmptyOrOdd) {
  EXPECT_EQ(parse_type_stab("lut:t8=")->definition, "");
  EXPECT_EQ(parse_type_stab("uint1:t11=r1;0,1")->definition, "r1;0,1");
  EXPECT_EQ(parse_type_stab("void:t1=1")->definition, "1");
}

TEST(TypeStab, IsNoTensorAndNoOtherText) {
  for (const char* text :
       {"", "x", "x:t", "x:t5", "x:t=1", "x:tx=1", "x:T5=1", "x:t-5=1", "x:t18446744073709551616=1"}) {
    EXPECT_FALSE(parse_type_stab(text)) << text;
  }
  EXPECT_FALSE(parse_type_stab("image:t11=" + kDimensions));
}

TEST(ElementType, NamesFollowTheCommonTable) {
  EXPECT_EQ(element_type_name(1), "void");
  EXPECT_EQ(element_type_name(5), "float16");
  EXPECT_EQ(element_type_name(6), "float32");
  EXPECT_EQ(element_type_name(16), "e4m3");
  EXPECT_EQ(element_type_name(23), "int4");
  EXPECT_EQ(element_type_name(0), "");
  EXPECT_EQ(element_type_name(24), "");
  EXPECT_EQ(element_type_name(UINT32_MAX), "");
}

TEST(ElementType, SizesAreKnownForWholeBytes) {
  const std::map<std::string_view, std::uint32_t> kSizes = {
      {"int8", 1},  {"uint8", 1},  {"e4m3", 1},    {"int16", 2}, {"uint16", 2}, {"float16", 2},
      {"int32", 4}, {"uint32", 4}, {"float32", 4}, {"int64", 8}, {"uint64", 8}};
  for (std::uint32_t number = 0; number < 30; ++number) {
    const auto known = kSizes.find(element_type_name(number));
    EXPECT_EQ(element_type_bytes(number), known == kSizes.end() ? 0 : known->second) << number;
  }
}

}  // namespace
}  // namespace ane::container
