// container.md 15, rule 27, and hostile sizes: many records, large claims, large files. None of these may
// take long or much memory; the time shows in the list of slow tests, the memory is asserted.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "core/document/document.hpp"
#include "tests/unit/base/temp_folder.hpp"
#include "tests/unit/container/sample.hpp"

namespace ane::container {
namespace {

using test::Bytes;
using test::error;
using test::parse;
using test::Problems;
using test::problems_of;
using test::raw_command;
using test::Sample;
using test::sample_with;
using test::warning;

constexpr std::size_t kMany = 65000;
constexpr std::size_t kTooMany = kMaxRecords + 100;
constexpr std::uint64_t kMebibyte = 1 << 20;

std::size_t count_of(const Problems& problems, std::string_view start) {
  return static_cast<std::size_t>(std::count_if(
      problems.begin(), problems.end(), [&](const std::string& line) { return line.starts_with(start); }));
}

std::string closing_note(std::string_view code, std::size_t rest) {
  return test::note(code, {}, std::to_string(rest) + " more problems of this kind are not listed");
}

std::uint64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t total = 0, resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

TEST(ManyCommands, OfAnUnknownKind) {
  const auto parsed = parse(sample_with(std::vector(kMany, raw_command(Cmd{0x7777}, {}))));
  EXPECT_EQ(parsed.container.commands.size(), kMany + 11);
  EXPECT_EQ(count_of(parsed.problems, "note unknown-command"), 101u);
  EXPECT_EQ(parsed.problems.back(), closing_note("unknown-command", kMany - 100));
}

TEST(ManyCommands, Threads) {
  const auto parsed = parse(sample_with(std::vector(kMany, raw_command(Cmd::Thread, {3, 0}))));
  EXPECT_EQ(parsed.container.tensors.size(), kMany + 2);
  EXPECT_EQ(count_of(parsed.problems, "error thread-state-too-short"), 100u);
}

TEST(ManyCommands, ThreadsOfAllFlavoursShareOneLimit) {
  std::vector<Bytes> commands;
  for (std::uint32_t i = 0; i < kTooMany; ++i) commands.push_back(raw_command(Cmd::Thread, {i % 5, 0}));
  const auto parsed = parse(sample_with(std::move(commands)));
  const Container& c = parsed.container;
  EXPECT_EQ(c.programs.size() + c.tensors.size() + c.other_threads.size(), kMaxRecords);
  EXPECT_EQ(count_of(parsed.problems, "warning too-many-records"), 100u);
}

Bytes segment_of(std::uint32_t sections) {
  std::vector<std::uint32_t> words(16 + std::size_t{sections} * 20);
  words[14] = sections;
  return raw_command(Cmd::Segment64, std::move(words));
}

TEST(ManyCommands, Segments) {
  const auto parsed = parse(sample_with(std::vector(kTooMany, segment_of(0))));
  EXPECT_EQ(parsed.container.segments.size(), kMaxRecords);
  EXPECT_EQ(count_of(parsed.problems, "warning too-many-records"), 100u);
  EXPECT_EQ(parsed.container.tensors.size(), 2u) << "other commands are not touched by the limit";
}

TEST(ManyCommands, SectionsOfOneSegment) {
  const Sample file = sample_with({segment_of(kTooMany)});
  const auto parsed = parse(file);
  EXPECT_EQ(parsed.container.sections.size(), kMaxRecords);
  EXPECT_EQ(count_of(parsed.problems, "warning too-many-records"), 1u);
  EXPECT_EQ(parsed.container.segments.back().section_count, kMaxRecords - 4);
}

TEST(ManyCommands, SegmentsThatAllOverlap) {
  std::vector<std::uint32_t> words(16);
  words[4] = 0x30000000;  // vmaddr
  words[6] = 0x8000;      // vmsize
  const auto parsed = parse(sample_with(std::vector(kMany, raw_command(Cmd::Segment64, words))));
  EXPECT_EQ(count_of(parsed.problems, "warning segments-overlap"), 100u);
}

TEST(ManyCommands, BindingsOfOneName) {
  const auto parsed =
      parse(sample_with(std::vector(kTooMany, raw_command(Cmd::MappedRegion, {0x18, 0, 0, 0, 'x', 0}))));
  EXPECT_EQ(parsed.container.bindings.size(), kMaxRecords);
  EXPECT_EQ(count_of(parsed.problems, "warning binding-name-twice"), 100u);
}

TEST(ManyCommands, Notes) {
  const auto parsed =
      parse(sample_with(std::vector(kTooMany, raw_command(Cmd::Note, {0, 0, 0, 0, 0, 0, 0, 0}))));
  EXPECT_EQ(parsed.container.notes.size(), kMaxRecords);
}

TEST(ManyCommands, ProgramsWithFullTables) {
  std::vector<std::uint32_t> words(2 + 2 * thread::kSlots, 0x30000000);
  words[0] = thread::kFlavourProgram;
  words[1] = 2 * thread::kSlots;
  const auto parsed = parse(sample_with(std::vector(2000, raw_command(Cmd::Thread, words))));
  EXPECT_EQ(parsed.container.programs.size(), 2001u);
  EXPECT_EQ(parsed.container.programs.back().slots.size(), thread::kSlots);
}

/// A header, one symbol table command that claims everything, then `filler` up to 64 MiB.
Bytes symbols_everywhere(std::uint8_t filler) {
  Bytes bytes(64 * kMebibyte, filler);
  const std::uint32_t words[] = {header::kMagicHwx,
                                 header::kCpuTypeAne,
                                 4,
                                 2,
                                 1,
                                 symtab::kSize,
                                 0,
                                 0,
                                 2,
                                 symtab::kSize,
                                 56,
                                 0xffffffff,
                                 56,
                                 0xffffffff};
  for (std::size_t i = 0; i < std::size(words) * 4; ++i)
    bytes[i] = static_cast<std::uint8_t>(words[i / 4] >> (8 * (i % 4)));
  return bytes;
}

TEST(LargeClaims, FourBillionSymbolsInAFileOfZeros) {
  const auto parsed = parse(symbols_everywhere(0));
  ASSERT_TRUE(parsed.container.symbols);
  EXPECT_EQ(parsed.container.symbols->count, (64 * kMebibyte - 56) / 16);
  EXPECT_EQ(count_of(parsed.problems, "error symbols-past-file-end"), 1u);
  EXPECT_EQ(count_of(parsed.problems, "error strings-past-file-end"), 1u);
}

TEST(LargeClaims, FourBillionSymbolsWithoutNames) {
  const auto parsed = parse(symbols_everywhere(0xff));
  EXPECT_EQ(count_of(parsed.problems, "error symbol-name-outside-strings"), 100u);
  EXPECT_EQ(count_of(parsed.problems, "warning check-ended-early"), 1u);
}

TEST(LargeClaims, FourBillionSymbolsOfOneEndlessName) {
  const auto parsed = parse(symbols_everywhere(0x01));
  EXPECT_EQ(count_of(parsed.problems, "warning symbol-name-not-terminated"), 100u);
  EXPECT_EQ(count_of(parsed.problems, "warning check-ended-early"), 1u);
}

TEST(LargeClaims, FourBillionCommandsInAFileOfZeros) {
  Bytes bytes(64 * kMebibyte);
  const Bytes head = Sample().put(0x10, 0xffffffff).put(0x14, 0xffffffff).bytes;
  std::copy_n(head.begin(), 32, bytes.begin());
  const auto parsed = parse(std::move(bytes));
  EXPECT_TRUE(parsed.container.commands.empty());
  EXPECT_EQ(count_of(parsed.problems, "error command-too-small"), 1u);
}

TEST(LargeClaims, FourBillionRelocations) {
  for (const std::uint8_t filler : {std::uint8_t{0}, std::uint8_t{0xff}}) {
    Sample file;
    const std::uint64_t text = file.section(test::kTextSegment);
    file.set(text, section::kRelocOff, file.bytes.size()).set(text, section::kRelocCount, 0xffffffff);
    file.bytes.resize(16 * kMebibyte, filler);
    const auto problems = problems_of(file);
    EXPECT_EQ(count_of(problems, "error relocations-past-file-end"), 1u);
    EXPECT_EQ(count_of(problems, filler == 0 ? "error relocation-section" : "error relocation-symbol"), 100u);
    EXPECT_EQ(count_of(problems, "warning check-ended-early"), 1u);
  }
}

TEST(LargeClaims, SectionsThatShareTheirRelocations) {
  Sample file = sample_with({segment_of(20000)});
  const std::uint64_t offset = file.bytes.size();
  const std::uint64_t segment = file.at(Cmd::Segment64, 4);
  file.bytes.resize(offset + kMebibyte);
  for (std::uint64_t at = offset; at < file.bytes.size(); at += relocation::kSize)
    file.put(at + 4, 0x05000001);
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const std::uint64_t record = segment + segment::kSize + i * section::kSize;
    file.set(record, section::kRelocOff, offset).set(record, section::kRelocCount, kMebibyte / 8);
    file.set(record, section::kBytes, 4);
  }
  EXPECT_EQ(count_of(problems_of(file), "warning relocations-overlap"), 100u);
}

TEST(LargeClaims, BadRelocationsDoNotSpeakForSymbols) {
  Sample file;
  const std::uint64_t text = file.section(test::kTextSegment);
  file.set(text, section::kRelocOff, file.bytes.size()).set(text, section::kRelocCount, 20000);
  file.bytes.resize(file.bytes.size() + 20000 * relocation::kSize);
  file.set(file.symbol(0), symbol::kSection, 99).set(file.symbol(1), symbol::kSection, 99);
  const auto problems = problems_of(file);
  EXPECT_EQ(count_of(problems, "error symbol-section"), 2u);
  EXPECT_EQ(count_of(problems, "warning check-ended-early"), 1u) << "of the relocations alone";
}

TEST(LargeClaims, NeedNoMemory) {
  const SourcePtr source = memory_source(symbols_everywhere(0xff));
  const std::uint64_t before = resident_bytes();
  Diagnostics problems;
  const auto container = parse_container(ByteView(*source), problems);
  ASSERT_TRUE(container);
  check_container(ByteView(*source), *container, problems);
  EXPECT_LT(resident_bytes(), before + 16 * kMebibyte);
}

TEST(LargeButLegal, TenThousandTasksAndFourHundredMegabytesOfConstants) {
  constexpr std::size_t kTasks = 10240;
  constexpr std::uint64_t kConstants = 402'000'000;
  writer::HwxSpec spec = test::sample_spec();
  spec.text = test::task_stream(kTasks);
  spec.constants = writer::Content::zeros(kConstants);
  const auto plan = writer::plan_hwx(spec);
  ASSERT_TRUE(plan) << plan.error().message;
  const test::TempFolder folder;
  const std::string path = folder.path("large.hwx");
  {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(plan->head.data()),
               static_cast<std::streamsize>(plan->head.size()));
    file.seekp(static_cast<std::streamoff>(plan->section("__TEXT", "__text")->file_offset));
    file.write(reinterpret_cast<const char*>(spec.text.data()),
               static_cast<std::streamsize>(spec.text.size()));
  }
  std::filesystem::resize_file(path, plan->file_size);
  const std::uint64_t before = resident_bytes();
  const auto document = document::open_document(path, test::embedded());
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ((*document)->tasks().size(), kTasks);
  EXPECT_EQ(test::lines_of(document::check(**document)), Problems());
  EXPECT_LT(resident_bytes(), before + 32 * kMebibyte) << "the constants are not copied";
}

TEST(LargeButLegal, SectionsAboveFourGibibytesAreReportedAndNotWrapped) {
  constexpr std::uint64_t kHigh = UINT64_C(0x100004000);
  Sample file;
  const std::uint64_t size = file.bytes.size();
  file.set(file.segment(test::kTextSegment), segment::kFileOff, kHigh);
  const test::TempFolder folder;
  const std::string path = folder.add("high.hwx", {reinterpret_cast<const char*>(file.bytes.data()), 0x4000});
  std::error_code refused;
  std::filesystem::resize_file(path, kHigh + size - 0x4000, refused);
  if (refused) GTEST_SKIP() << "no room for a sparse file: " << refused.message();
  const auto source = open_source(path);
  ASSERT_TRUE(source) << source.error().message;
  Diagnostics problems;
  const auto container = parse_container(ByteView(**source), problems);
  ASSERT_TRUE(container);
  check_container(ByteView(**source), *container, problems);
  const Problems lines = test::lines_of(problems);
  EXPECT_EQ(lines.size(), 2u);
  EXPECT_EQ(count_of(lines, "error section-offset-truncated"), 2u);
}

}  // namespace
}  // namespace ane::container
