// Programs of different generations, and of different formats.

#include "tests/support/wrapped.hpp"
#include "tests/unit/diff/mirror.hpp"
#include "tests/unit/export/random_programs.hpp"
#include "tests/unit/model/oracles.hpp"

namespace ane::diff {
namespace {

using test::compared;

/// The same case recorded for both generations.
struct Recorded {
  std::string name;
  document::DocumentPtr h13, h14;
};
std::vector<Recorded> recorded_twice(const std::filesystem::path& corpus) {
  std::vector<Recorded> cases;
  for (const test::RecordedText& text : test::recorded_h14(corpus)) {
    const auto path = corpus / "oracles" / "h13" / (text.name + ".json");
    if (!std::filesystem::exists(path)) continue;
    cases.push_back({text.name, test::open_oracle(test::read_oracle(path)),
                     test::open(test::wrap_words("h14", text.words))});
  }
  return cases;
}

const Change* change_of(const Comparison& comparison, std::string_view concept_name) {
  for (const Change& change : comparison.changes) {
    if (change.field == Change::kNoField) continue;
    const regdb::Field* field = comparison.fields[change.field].any().field;
    if (field != nullptr && field->concept_name == concept_name) return &change;
  }
  return nullptr;
}

TEST(Generations, AreComparedByConcept) {
  ANE_CORPUS(corpus);
  const std::vector<Recorded> cases = recorded_twice(corpus);
  ASSERT_GE(cases.size(), 8u);
  for (const Recorded& recorded : cases) {
    SCOPED_TRACE(recorded.name);
    const Comparison comparison = compared(recorded.h13, recorded.h14);
    EXPECT_TRUE(comparison.across_generations);
    EXPECT_GT(comparison.fields_only_a, 0u);
    EXPECT_GT(comparison.fields_only_b, 0u);
    EXPECT_FALSE(comparison.identical());
    EXPECT_FALSE(test::told(comparison).empty());
    test::expect_mirrored(recorded.h13, recorded.h14);
  }
}

// The same model: what a task is to compute has the same sizes on both.
TEST(Generations, OfTheSameModelAgreeOnSizes) {
  ANE_CORPUS(corpus);
  for (const Recorded& recorded : recorded_twice(corpus)) {
    if (recorded.name != "unary_relu_c64" && !recorded.name.starts_with("conv_k1")) continue;
    SCOPED_TRACE(recorded.name);
    const Comparison comparison = compared(recorded.h13, recorded.h14);
    ASSERT_EQ(comparison.tasks.size(), 1u);
    EXPECT_TRUE(comparison.tasks[0].paired());
    for (const char* concept_name : {"common.in_width", "common.in_height", "common.in_channels",
                                     "common.out_width", "common.out_height", "common.out_channels"})
      EXPECT_EQ(change_of(comparison, concept_name), nullptr) << concept_name << test::told(comparison);
  }
}

TEST(Generations, ThatAreRecordedCompareWithEachOther) {
  ANE_CORPUS(corpus);
  document::DocumentPtr last = test::open(test::sample_bytes("chain"));
  for (const test::RecordedText& text : test::recorded_words(corpus)) {
    SCOPED_TRACE(text.name);
    const document::DocumentPtr document = test::open(test::wrap_words(text.generation, text.words));
    EXPECT_TRUE(compared(document, document).identical());
    test::expect_mirrored(last, document);
    last = document;
  }
}

TEST(Formats, AnExportIsNoDifference) {
  for (const writer::Sample& sample : writer::samples()) {
    SCOPED_TRACE(sample.name);
    const test::Bytes hwx = test::sample_bytes(sample.name);
    const Comparison comparison = compared(hwx, test::exported(hwx));
    EXPECT_TRUE(comparison.identical()) << test::told(comparison);
    EXPECT_FALSE(comparison.limits.empty()) << "what an .anec file does not hold is told";
  }
}

TEST(Formats, ExportsOfRandomProgramsAreNoDifference) {
  std::mt19937 random(11);
  for (int round = 0; round < 100; ++round) {
    SCOPED_TRACE(round);
    const test::Bytes hwx = test::hwx_bytes(test::random_spec(random));
    const Comparison comparison = compared(hwx, test::exported(hwx));
    ASSERT_TRUE(comparison.identical()) << test::told(comparison);
    test::expect_mirrored(test::open(hwx), test::open(test::exported(hwx)));
  }
}

TEST(Formats, PublishedConversionsAreNoDifference) {
  ANE_CORPUS(corpus);
  for (const auto& entry : std::filesystem::directory_iterator(corpus / "anec")) {
    const auto hwx = corpus / "hwx" / (entry.path().stem().string() + ".hwx");
    SCOPED_TRACE(hwx);
    const Comparison comparison = compared(test::file_bytes(hwx), test::file_bytes(entry.path()));
    EXPECT_EQ(comparison.counts.tasks_changed, 0u) << test::told(comparison);
    EXPECT_TRUE(comparison.identical()) << test::told(comparison);
  }
}

}  // namespace
}  // namespace ane::diff
