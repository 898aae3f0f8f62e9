// Base registers: docs/formats/anec.md, sections 8.1, 8.4, 8.5 and 8.6.

#include "tests/unit/export/export_samples.hpp"

namespace ane::exporter {
namespace {

using test::Bytes;
using test::Lines;

constexpr std::array<std::uint32_t, 8> kBefore = {0x1823026, 0x1823025, 0x1823024, 0x1823023,
                                                  0x823a63,  0x8239e3,  0x823aa3,  0x2ba23};
constexpr std::array<std::uint32_t, 8> kAfter = {0x1823027, 0x1823026, 0x1823025, 0x1823023,
                                                 0x823aa3,  0x823a23,  0x823ae3,  0x24a63};

// As macOS 14 compiles atan2: seven inputs, one output behind them, scratch memory.
writer::HwxSpec atan2_spec() {
  std::vector<test::Words> tasks;
  for (const std::uint32_t word : kBefore) tasks.push_back(test::with_bases(test::add_task(4, 5, 6), word));
  writer::HwxSpec spec = test::spec_of(std::move(tasks), 7, 1);
  spec.scratch_bytes = 0x10000;
  spec.tensors[2].name = "ctx_sin";
  spec.tensors[5].name = "net_ctx_1";
  return spec;
}

Lines with_code(const Plan& plan, std::string_view code) {
  Lines messages;
  for (const Diagnostic& problem : plan.problems.list())
    if (problem.code == code) messages.push_back(problem.message);
  return messages;
}

TEST(Renumbering, GivesTheWordsOfAtan2) {
  const auto document = test::open_spec(atan2_spec());
  const Plan plan = test::plan_of(document);
  ASSERT_TRUE(plan.possible()) << testing::PrintToString(test::lines_of(plan));
  std::array<std::uint32_t, 8> words = kBefore;
  for (const WordChange& change : plan.changes) {
    EXPECT_EQ(change.before, words.at(change.task));
    words.at(change.task) = change.after;
    EXPECT_EQ(document->file().u32(change.where.offset), change.before);
  }
  EXPECT_EQ(words, kAfter);
  EXPECT_EQ(plan.changes.size(), 7u) << "the fourth task uses scratch memory only";
  const Bytes bytes = test::exported(document);
  const auto written = test::open(bytes);
  for (std::size_t i = 0; i < kAfter.size(); ++i) {
    const std::uint64_t at = 0x1000 + written->tasks()[i].span.offset + test::kBaseWord * 4;
    EXPECT_EQ(test::u32_at(bytes, at), kAfter[i]) << i;
  }
}

TEST(Renumbering, NamesEachOperandThatMoves) {
  const Plan plan = test::plan_of(test::open_spec(atan2_spec()));
  const WordChange& last = plan.changes.back();
  std::vector<std::pair<std::uint32_t, std::uint32_t>> moves;
  for (const SlotChange& slot : last.slots) moves.emplace_back(slot.from, slot.to);
  EXPECT_EQ(moves, (std::vector<std::pair<std::uint32_t, std::uint32_t>>{{8, 9}, {11, 4}}));
  EXPECT_EQ(last.slots[1].operand, "result");
}

TEST(ContextInputs, AreNamed) {
  const Plan plan = test::plan_of(test::open_spec(atan2_spec()));
  const Lines warnings = with_code(plan, "export-context-input");
  ASSERT_EQ(warnings.size(), 2u);
  EXPECT_TRUE(warnings[0].starts_with("src2 (ctx_sin) comes from a layer that ")) << warnings[0];
  EXPECT_TRUE(warnings[1].starts_with("src5 (net_ctx_1) comes from a layer that ")) << warnings[1];
}

// Section 8.6: which of two programs lists its tensors first, and stabs beside them, change nothing.
TEST(Renumbering, DoesNotDependOnTheOrderOfRecords) {
  writer::HwxSpec spec = test::spec_of({test::add_task(4, 5, 6)}, 2, 1);
  const Bytes expected = test::exported(test::hwx_bytes(spec));
  std::swap(spec.tensors[0], spec.tensors[2]);
  spec.buffer_order = {2, 1, 0};
  EXPECT_EQ(test::exported(test::hwx_bytes(spec)), expected);
  const std::string stab = "out0/src:t.1" + std::string(80, '0') + ":5";
  spec.extra_symbols = {{stab, 0x80, 0, 0, 0}};
  EXPECT_EQ(test::exported(test::hwx_bytes(spec)), expected);
}

TEST(Renumbering, LeavesProgramsWithTheirOutputsFirst) {
  writer::HwxSpec spec = test::spec_of({test::add_task(5, 6, 4)}, 2, 1);
  spec.style = writer::style_v5_4_1();
  const auto document = test::open_spec(spec);
  const Plan plan = test::plan_of(document);
  EXPECT_TRUE(plan.changes.empty());
  EXPECT_EQ(test::lines_of(plan), Lines());
  const Bytes renumbered = test::exported(test::open_spec(test::spec_of({test::add_task(4, 5, 6)}, 2, 1)));
  const Bytes same = test::exported(document);
  EXPECT_EQ(test::u32_at(same, 0x1020), test::u32_at(renumbered, 0x1020));
}

// Task and kernel bases stay, whatever their numbers are, while sources and results move.
TEST(Renumbering, LeavesOtherBitsOfTheWord) {
  writer::HwxSpec spec = test::spec_of({test::add_task(4, 5, 6)}, 2, 1);
  test::put_bases(spec.text, 0x26964 | 3u << 18 | 1u << 23);  // a task base in scratch memory
  spec.scratch_bytes = 0x4000;
  const Plan plan = test::plan_of(test::open_spec(spec));
  ASSERT_TRUE(plan.possible()) << testing::PrintToString(test::lines_of(plan));
  ASSERT_EQ(plan.changes.size(), 1u);
  EXPECT_EQ(plan.changes[0].before, 0x26964u | 3u << 18 | 1u << 23);
  EXPECT_EQ(plan.changes[0].after, 0x249a5u | 3u << 18 | 1u << 23);
}

writer::SegmentSpec scratch(std::uint32_t slot, std::uint64_t bytes) {
  writer::SectionSpec section{"__bss", writer::Content::zeros(bytes), 14, container::section::kTypeBss, true};
  return {"__DATA", {section}, 3, 4, slot};
}

std::uint32_t tiles_of(const Plan& plan, std::uint32_t channel) {
  return plan.header.channels.at(channel).tiles;
}

TEST(Scratch, MayHaveBothChannels) {
  writer::HwxSpec spec = test::spec_of({test::copy_task(4, 3), test::copy_task(3, 2), test::copy_task(2, 5)});
  spec.scratch_bytes = 0x8000;
  spec.segments_after = {scratch(2, 0xc000)};
  const auto document = test::open_spec(spec);
  const Plan plan = test::plan_of(document);
  EXPECT_EQ(tiles_of(plan, 3), 2u);
  EXPECT_EQ(tiles_of(plan, 2), 3u);
  const Bytes bytes = test::exported(document);
  const auto written = test::open(bytes);
  EXPECT_EQ(test::problems_of(*written), Lines());
  const std::uint32_t word = test::u32_at(bytes, 0x1000 + written->tasks()[1].span.offset + 0x20);
  EXPECT_EQ(word & 0x1f, 3u);
  EXPECT_EQ(word >> 12 & 0x1f, 2u);
}

TEST(Scratch, AboveFourMovesToAFreeChannel) {
  for (const bool third_taken : {false, true}) {
    SCOPED_TRACE(third_taken);
    const std::uint32_t first = third_taken ? 3 : 6;
    writer::HwxSpec spec =
        test::spec_of({test::copy_task(4, first), test::copy_task(first, 6), test::copy_task(6, 5)});
    if (third_taken) spec.scratch_bytes = 0x4000;
    spec.segments_after = {scratch(6, 0x8000)};
    const auto document = test::open_spec(spec);
    const Plan plan = test::plan_of(document);
    const std::uint32_t moved = third_taken ? 2 : 3;
    EXPECT_EQ(tiles_of(plan, moved), 2u);
    EXPECT_EQ(tiles_of(plan, 6), 0u);
    const Bytes bytes = test::exported(document);
    EXPECT_EQ(test::problems_of(bytes), Lines());
    const auto written = test::open(bytes);
    const std::uint32_t word = test::u32_at(bytes, 0x1000 + written->tasks()[2].span.offset + 0x20);
    EXPECT_EQ(word & 0x1f, moved) << "it is read";
    EXPECT_EQ(word >> 12 & 0x1f, 4u) << "the output";
  }
}

TEST(Scratch, AboveFourThatNoTaskUsesIsLeftOut) {
  writer::HwxSpec spec = test::copy_spec();
  spec.segments_after = {scratch(6, 0x8000), scratch(7, 0x8000), scratch(8, 0x8000)};
  const Plan plan = test::plan_of(test::open_spec(spec));
  EXPECT_TRUE(plan.possible());
  EXPECT_EQ(plan.channels.size(), 4u);
}

TEST(Scratch, ThirdBufferIsRefused) {
  writer::HwxSpec spec = test::spec_of(
      {test::copy_task(4, 3), test::copy_task(3, 2), test::copy_task(2, 6), test::copy_task(6, 5)});
  spec.scratch_bytes = 0x4000;
  spec.segments_after = {scratch(2, 0x4000), scratch(6, 0x4000)};
  const Lines refused = with_code(test::plan_of(test::open_spec(spec)), "export-too-much-scratch");
  EXPECT_EQ(refused, Lines{"base register 6 is a third scratch buffer, .anec has two channels for them"});
}

}  // namespace
}  // namespace ane::exporter
