// Where weights go and how long the tasks are said to be: docs/formats/anec.md, sections 8.2 and 8.3.

#include "tests/unit/export/export_samples.hpp"

namespace ane::exporter {
namespace {

using test::Bytes;
using test::Lines;

constexpr std::uint64_t kBase = anec::payload::kAt1000;

Bytes part(const Bytes& bytes, std::uint64_t at, std::uint64_t size) {
  EXPECT_LE(at + size, bytes.size());
  if (at + size > bytes.size()) return {};
  const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(at);
  return {begin, begin + static_cast<std::ptrdiff_t>(size)};
}

std::string note_of(const Plan& plan, std::string_view code) {
  for (const Diagnostic& problem : plan.problems.list())
    if (problem.code == code) return std::string(severity_name(problem.severity)) + ": " + problem.message;
  return "";
}

/// Two tasks of 0x508 bytes together, of which the first reads weights.
writer::HwxSpec uneven_spec(const Bytes& weights) {
  writer::HwxSpec spec = test::spec_of({test::table_task(4, 3), test::copy_task(3, 5, 2)});
  EXPECT_EQ(spec.text.size(), 0x508u);
  spec.scratch_bytes = 0x4000;
  spec.constants = weights;
  return spec;
}

/// Expects the weights behind `tasks` bytes, of which those of the program are the first.
void expect_payload(const writer::HwxSpec& spec, std::uint64_t task_bytes, const Bytes& weights) {
  const auto document = test::open_spec(spec);
  const Bytes bytes = test::exported(document);
  const auto written = test::open(bytes);
  ASSERT_NE(written, nullptr);
  ASSERT_NE(written->anec(), nullptr);
  const anec::Anec& header = *written->anec();
  EXPECT_EQ(header.task_bytes, task_bytes);
  EXPECT_EQ(header.weight_bytes, weights.size());
  const std::uint64_t weights_at = round_up(task_bytes, 16);
  EXPECT_EQ(header.payload_bytes, weights_at + weights.size());
  EXPECT_EQ(bytes.size(), kBase + header.payload_bytes);
  EXPECT_EQ(part(bytes, kBase + weights_at, weights.size()), weights);
  const std::uint64_t text = spec.text.size();
  const Bytes padding = part(bytes, kBase + text, weights_at - text);
  EXPECT_EQ(padding, Bytes(padding.size())) << "zeros between tasks and weights";
  EXPECT_EQ(written->tasks().size(), document->tasks().size());
  EXPECT_EQ(test::problems_of(*written), Lines());
}

TEST(Weights, StayWhereTheFormatWantsThem) {
  const Bytes weights = test::counted_bytes(0x1c0);
  writer::HwxSpec spec = uneven_spec(weights);
  spec.style.constants_alignment = 16;
  EXPECT_EQ(note_of(test::plan_of(test::open_spec(spec)), "export-weights-moved"), "");
  expect_payload(spec, 0x508, weights);
}

TEST(Weights, AlignedToMoreThanTheFormatSaysMakeTheTasksLonger) {
  const Bytes weights = test::counted_bytes(0x1c0);
  const writer::HwxSpec spec = uneven_spec(weights);
  const Plan plan = test::plan_of(test::open_spec(spec));
  EXPECT_EQ(note_of(plan, "export-weights-moved"),
            "note: the weights do not lie at the next multiple of 16 behind the tasks: they are put at 0x540 "
            "of the payload, and tsk_size says so");
  expect_payload(spec, 0x540, weights);
}

TEST(Weights, FarBehindTheTasksComeNear) {
  const Bytes weights = test::counted_bytes(0x1c0);
  writer::HwxSpec spec = uneven_spec(weights);
  spec.style.constants_alignment = 0x1000;
  expect_payload(spec, 0x540, weights);
}

TEST(Weights, OfAnotherSegmentFollowTheTasks) {
  const Bytes weights = test::counted_bytes(0x4c0, 7);
  writer::HwxSpec spec = uneven_spec({});
  writer::SectionSpec section{"__kern_0", weights, 14, container::section::kTypeConst, false};
  spec.segments_after = {{"__KERN_0", {section}, 1, 4, 1}};
  expect_payload(spec, 0x540, weights);
  spec = test::spec_of({test::table_task(4, 5)});
  spec.segments_after = {{"__KERN_0", {section}, 1, 4, 1}};
  expect_payload(spec, 0x280, weights);
}

TEST(Weights, BeginWhereBaseRegisterOnePoints) {
  const Bytes weights = test::counted_bytes(0x1c0);
  writer::HwxSpec spec = uneven_spec(weights);
  const std::uint64_t address = writer::plan_hwx(spec)->section("__TEXT", "__const")->address;
  spec.programs[0].slots = {{1, address + 0x40}};
  expect_payload(spec, 0x540, part(weights, 0x40, 0x180));
}

TEST(NoWeights, WithoutABaseRegister) {
  writer::HwxSpec spec = test::copy_spec();
  spec.programs[0].slots = {{1, 0}};
  expect_payload(spec, 0x1f8, {});
}

TEST(NoWeights, InAnEmptySection) {
  writer::HwxSpec spec = test::copy_spec();
  writer::SectionSpec section{"__kern_0", {}, 14, container::section::kTypeConst, false};
  spec.segments_after = {{"__KERN_0", {section}, 1, 4, 1}};
  expect_payload(spec, 0x1f8, {});
}

TEST(NoWeights, KeepTheZerosOfTheCompiler) {
  expect_payload(test::copy_spec(), 0x1f8, Bytes(0x4000));
}

/// As many tasks of 0x200 bytes as fill whole tiles, without weights.
writer::HwxSpec full_spec(std::size_t tiles) {
  std::vector<test::Words> tasks(tiles * 0x20, test::copy_task(4, 5, 1));
  writer::HwxSpec spec = test::spec_of(std::move(tasks));
  EXPECT_EQ(spec.text.size(), tiles * 0x4000);
  spec.programs[0].slots = {{1, 0}};
  return spec;
}

TEST(NoWeights, BehindTasksThatFillTheirTilesTakeOneMore) {
  for (const std::uint32_t tiles : {1u, 3u}) {
    SCOPED_TRACE(tiles);
    const writer::HwxSpec spec = full_spec(tiles);
    const Plan plan = test::plan_of(test::open_spec(spec));
    EXPECT_EQ(plan.header.channels[0].tiles, tiles + 1);
    EXPECT_EQ(plan.file_bytes, kBase + tiles * 0x4000) << "the tile is memory, not bytes of the file";
    EXPECT_NE(note_of(plan, "export-tile-added"), "");
    expect_payload(spec, tiles * 0x4000, {});
  }
}

TEST(NoWeights, OneTileMoreIsEnough) {
  Bytes bytes = test::exported(test::open_spec(full_spec(1)));
  test::AnecFile::put(bytes, anec::tiles::kOffset, 3, 4);
  EXPECT_EQ(test::problems_of(bytes),
            Lines{"warning anec-command-tiles 0x28..0x2c: tiles[0] is 3, the payload takes 1"});
}

TEST(NoWeights, OneTaskLessNeedsNoTile) {
  writer::HwxSpec spec = full_spec(1);
  spec.text = test::linked(std::vector<test::Words>(0x1f, test::copy_task(4, 5, 1)));
  const Plan plan = test::plan_of(test::open_spec(spec));
  EXPECT_EQ(plan.header.channels[0].tiles, 1u);
  EXPECT_EQ(note_of(plan, "export-tile-added"), "");
}

// The rule of the header looks at what one more tile is for.
TEST(CommandTiles, AreNotMoreThanNeededElsewhere) {
  Bytes bytes = test::exported(test::open_spec(test::copy_spec()));
  test::AnecFile::put(bytes, anec::tiles::kOffset, 3, 4);
  EXPECT_EQ(test::problems_of(bytes),
            Lines{"warning anec-command-tiles 0x28..0x2c: tiles[0] is 3, the payload takes 2"});
}

// Zeros behind the last task are for the alignment of weights, and fewer than 64 of them.
TEST(TaskEnd, MayBeFollowedByFewZeros) {
  const Bytes weights = test::counted_bytes(0x40);
  writer::HwxSpec spec = test::spec_of({test::copy_task(4, 5, 3)});  // 0x210 bytes
  spec.constants = weights;
  const Bytes good = test::exported(test::open_spec(spec));
  EXPECT_EQ(test::problems_of(good), Lines());
  const auto with_task_bytes = [&](std::uint64_t task_bytes) {
    Bytes bytes = good;
    bytes.resize(kBase + 0x210);
    bytes.resize(kBase + round_up(task_bytes, 16));
    bytes.insert(bytes.end(), weights.begin(), weights.end());
    test::AnecFile::set(bytes, anec::header::kTaskBytes, task_bytes);
    test::AnecFile::set(bytes, anec::header::kPayload, round_up(task_bytes, 16) + weights.size());
    return bytes;
  };
  EXPECT_EQ(test::problems_of(with_task_bytes(0x24f)), Lines());
  EXPECT_EQ(test::problems_of(with_task_bytes(0x250)),
            Lines{"warning tasks-do-not-fill-text 0x1210..0x1250: the last task ends at 0x1210, the text at "
                  "0x1250"});
  Bytes dirty = with_task_bytes(0x240);
  dirty.at(kBase + 0x23f) = 1;
  EXPECT_EQ(test::problems_of(dirty),
            Lines{"warning tasks-do-not-fill-text 0x1210..0x1240: the last task ends at 0x1210, the text at "
                  "0x1240"});
}

}  // namespace
}  // namespace ane::exporter
