// What the records around the tasks say: base addresses, counts, words that nobody knows, bytes that a file
// does not hold.

#include "core/container/layout.hpp"
#include "tests/unit/diff/diff_programs.hpp"

namespace ane::diff {
namespace {

using test::Bytes;
using test::compared;
using test::Lines;

/// The properties that count.
Lines counted_properties(const Comparison& comparison) {
  Lines lines;
  for (const PropertyChange& change : comparison.container)
    if (change.semantic)
      lines.push_back(change.path + " " + change.a.value_or("-") + " → " + change.b.value_or("-"));
  return lines;
}

Bytes sample_bytes() {
  return test::hwx_bytes(test::copy_spec());
}

/// File offset of a field of the program record's state.
std::uint64_t in_record(const Bytes& bytes, const container::FieldSpec& field) {
  return test::open(bytes)->container().programs.at(0).thread.state.offset + field.offset;
}

Bytes with_number(Bytes bytes, std::uint64_t at, std::uint64_t number, std::size_t size) {
  test::AnecFile::put(bytes, at, number, size);
  return bytes;
}

TEST(Records, ABaseAddressThatMovesAloneCounts) {
  const Bytes a = sample_bytes();
  const auto document = test::open(a);
  for (const model::Buffer& buffer : model::buffers_of(*document, 0)) {
    if (buffer.kind != model::BufferKind::Input) continue;
    const auto& slots = document->programs()[0].record->slots;
    const auto slot = std::find_if(slots.begin(), slots.end(),
                                   [&](const container::Slot& s) { return s.index == buffer.slot; });
    ASSERT_NE(slot, slots.end());
    const Comparison comparison = compared(a, with_number(a, slot->offset, slot->address + 0x40, 8));
    EXPECT_FALSE(comparison.identical()) << test::told(comparison);
    EXPECT_EQ(counted_properties(comparison),
              Lines{"programs[0].base address of in0 @" + std::to_string(buffer.slot) + " +0x0 → +0x40"});
    EXPECT_EQ(comparison.counts.tasks_changed, 0u);
  }
}

TEST(Records, AWordThatNobodyKnowsCounts) {
  const Bytes a = sample_bytes();
  const Comparison comparison = compared(a, with_number(a, in_record(a, container::program::kZero810), 7, 4));
  EXPECT_FALSE(comparison.identical());
  EXPECT_EQ(counted_properties(comparison), Lines{"programs[0].zero_810 0x0 → 0x7"});
}

TEST(Records, ACountOfTasksThatIsWrongCounts) {
  const Bytes a = sample_bytes();
  const std::uint64_t at = in_record(a, container::program::kTaskCount);
  const Comparison comparison = compared(a, with_number(a, at, test::u32_at(a, at) + 1, 4));
  EXPECT_EQ(counted_properties(comparison).size(), 1u) << test::told(comparison);
  EXPECT_FALSE(comparison.identical());
}

TEST(Records, ATensorBoundToAnotherBufferIsADifference) {
  const Bytes a = sample_bytes();
  const auto document = test::open(a);
  const auto& bindings = document->container().bindings;
  ASSERT_EQ(bindings.size(), 2u);
  // The record keeps the address in its first or second word behind the name, in 4 or 8 bytes.
  Bytes b = a;
  const std::uint64_t from = bindings[1].address, to = bindings[0].address;
  for (std::uint64_t at = bindings[1].where.offset; at + 4 <= bindings[1].where.end(); at += 4)
    if (test::u32_at(a, at) == static_cast<std::uint32_t>(from)) test::AnecFile::put(b, at, to, 4);
  const Comparison comparison = compared(a, b);
  EXPECT_FALSE(comparison.identical()) << test::told(comparison);
  EXPECT_EQ(comparison.counts.tensors_changed, 1u) << test::told(comparison);
}

TEST(Records, WeightsThatAFileDoesNotHoldAreNotCompared) {
  const writer::BigProgram size{4, std::uint64_t{1} << 14, 0};
  const Bytes a = test::big_bytes(size);
  const auto document = test::open(a);
  Bytes b = a;
  for (const container::Section& section : document->container().sections)
    if (section.name == "__const" && !section.bytes.empty()) b.resize(section.bytes.offset + 64);
  ASSERT_LT(b.size(), a.size());
  const Comparison comparison = compared(a, b);
  const auto missing =
      std::count_if(comparison.weights.begin(), comparison.weights.end(), [](const auto& pair) {
        return pair.verdict == WeightsVerdict::NotCompared && pair.reason == "B does not hold the bytes";
      });
  EXPECT_GT(missing, 0) << test::told(comparison);
  EXPECT_EQ(comparison.counts.weights_changed, 0u) << test::told(comparison);
}

TEST(Records, TheEngineThatATaskDoesNotUseHasNoEffect) {
  const Bytes a = test::big_bytes({4, std::uint64_t{1} << 14, 0});
  const auto document = test::open(a);
  const auto type = document->generation()->by_concept("common.task_type");
  ASSERT_TRUE(type);
  // Task 3 of the stack adds: the planar engine works, what is written for the other has no effect.
  const Comparison comparison = compared(a, test::with_field(a, 3, "NE.MACCfg.ArgSelect", 0));
  ASSERT_EQ(comparison.counts.fields_changed, 1u) << test::told(comparison);
  EXPECT_EQ(comparison.counts.fields_off, 1u) << test::told(comparison);
  const Comparison other = compared(a, test::with_field(a, 0, "NE.MACCfg.ArgSelect", 0));
  ASSERT_EQ(other.counts.fields_changed, 1u) << test::told(other);
  EXPECT_EQ(other.counts.fields_off, 0u) << test::told(other);
}

}  // namespace
}  // namespace ane::diff
