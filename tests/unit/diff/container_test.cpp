// Tensors, compiler, symbols: what counts and what is only listed.

#include "tests/unit/diff/diff_programs.hpp"

namespace ane::diff {
namespace {

using test::compared;
using test::Lines;

Lines container_lines(const Comparison& comparison) {
  Lines lines;
  for (const PropertyChange& change : comparison.container)
    lines.push_back(change.path + " " + change.a.value_or("-") + " → " + change.b.value_or("-") +
                    (change.semantic ? "" : " (listed)"));
  return lines;
}

TEST(Tensors, ThatAreRenamedChanged) {
  writer::HwxSpec b = test::copy_spec();
  b.tensors[0].name = "picture";
  const Comparison comparison = compared(test::copy_spec(), b);
  EXPECT_EQ(comparison.counts.tensors_changed, 1u) << test::told(comparison);
  EXPECT_EQ(comparison.counts.tasks_changed, 0u);
  EXPECT_FALSE(comparison.identical());
  ASSERT_EQ(comparison.tensors.size(), 2u);
  const auto changed = std::find_if(comparison.tensors.begin(), comparison.tensors.end(),
                                    [](const TensorPair& pair) { return pair.status == Status::Changed; });
  ASSERT_NE(changed, comparison.tensors.end());
  ASSERT_EQ(changed->changes.size(), 1u);
  EXPECT_EQ(changed->changes[0].path, "name");
  EXPECT_EQ(changed->changes[0].a, "in0");
  EXPECT_EQ(changed->changes[0].b, "picture");
}

TEST(Tensors, OfOtherShapesChanged) {
  writer::HwxSpec b = test::copy_spec();
  b.tensors[1] = writer::tensor("out0", writer::Role::Output, {1, 4, 8, 32});
  const Comparison comparison = compared(test::copy_spec(), b);
  EXPECT_EQ(comparison.counts.tensors_changed, 1u) << test::told(comparison);
  EXPECT_NE(test::told(comparison).find("1x4x8x16 → 1x4x8x32"), std::string::npos) << test::told(comparison);
}

TEST(Tensors, ThatAreAddedAreNamed) {
  writer::HwxSpec b = test::copy_spec();
  b.tensors.push_back(writer::tensor("more", writer::Role::Output, test::kShape));
  const Comparison comparison = compared(test::copy_spec(), b);
  EXPECT_EQ(comparison.counts.tensors_changed, 1u) << test::told(comparison);
  EXPECT_EQ(comparison.tensors.size(), 3u);
  EXPECT_FALSE(comparison.identical());
}

TEST(Compiler, VersionAndOptionsAreListedAndDoNotCount) {
  writer::HwxSpec a = test::copy_spec(), b = test::copy_spec();
  a.banner = "ANEC v1\nzin_ane_compiler v5.4.1\n\t-t h13\n\t--gone=1\n\t--kept=old";
  b.banner = "ANEC v1\nzin_ane_compiler v7.6.4\n\t-t h13\n\t--kept=new\n\t--added";
  const Comparison comparison = compared(a, b);
  EXPECT_TRUE(comparison.identical()) << test::told(comparison);
  EXPECT_FALSE(comparison.bytes.identical);
  const Lines lines = container_lines(comparison);
  for (const char* expected :
       {"compiler.version v5.4.1 → v7.6.4 (listed)", "compiler.options.--kept old → new (listed)",
        "compiler.options.--gone 1 → - (listed)", "compiler.options.--added - →  (listed)"})
    EXPECT_NE(std::find(lines.begin(), lines.end(), expected), lines.end())
        << expected << testing::PrintToString(lines);
  const std::string text = test::told(comparison);
  EXPECT_NE(text.find("+ --added"), std::string::npos) << text;
  EXPECT_NE(text.find("- --gone"), std::string::npos) << text;
  EXPECT_NE(text.find("~ --kept"), std::string::npos) << text;
}

TEST(Compiler, FileNamesAreNoise) {
  writer::HwxSpec a = test::copy_spec(), b = test::copy_spec();
  a.banner = "ANEC v1\nzin_ane_compiler v5.4.1\n\t-t h13\n\t-o /tmp/a/model.hwx";
  b.banner = "ANEC v1\nzin_ane_compiler v5.4.1\n\t-t h13\n\t-o /tmp/b/model.hwx";
  const Comparison comparison = compared(a, b);
  EXPECT_TRUE(comparison.identical()) << test::told(comparison);
  EXPECT_EQ(test::noise_kinds(comparison), Lines{"paths"});
  EXPECT_EQ(container_lines(comparison), Lines());
}

TEST(Symbols, OfWeightsAreNoise) {
  writer::HwxSpec a = test::copy_spec(), b = test::copy_spec();
  for (writer::HwxSpec* spec : {&a, &b}) spec->constants = test::counted_bytes(0x400);
  a.weight_symbols = {{writer::weight_symbol_name(1, 0), 0}, {writer::weight_symbol_name(1, 1), 0x200}};
  b.weight_symbols = {{writer::weight_symbol_name(2, 0), 0}, {writer::weight_symbol_name(2, 1), 0x200}};
  const Comparison comparison = compared(a, b);
  EXPECT_TRUE(comparison.identical()) << test::told(comparison);
  const Lines kinds = test::noise_kinds(comparison);
  EXPECT_NE(std::find(kinds.begin(), kinds.end(), "kernel-names"), kinds.end());
}

TEST(Symbols, ThatAreOnOneSideOnlyAreListed) {
  writer::HwxSpec b = test::copy_spec();
  b.extra_symbols = {{"added", 0x0f, 1, 0, 0x30000000}};
  const Comparison comparison = compared(test::copy_spec(), b);
  ASSERT_EQ(comparison.symbols.size(), 1u) << test::told(comparison);
  EXPECT_EQ(comparison.symbols[0].name, "added");
  EXPECT_EQ(comparison.symbols[0].status, Status::OnlyB);
  EXPECT_EQ(comparison.symbols[0].b, 0x30000000u);
}

TEST(Bytes, AreCountedByOffset) {
  test::Bytes b = test::sample_bytes("relu");
  b.back() ^= 1;
  b.push_back(7);
  const Comparison comparison = compared(test::sample_bytes("relu"), b);
  EXPECT_EQ(comparison.bytes.differing, 2u);
  EXPECT_EQ(comparison.bytes.first, b.size() - 2);
  EXPECT_EQ(comparison.bytes.size_b, comparison.bytes.size_a + 1);
}

}  // namespace
}  // namespace ane::diff
