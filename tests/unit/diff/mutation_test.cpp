// Programs with changed bytes: whatever they are, they are compared, and no difference in a task is lost.

#include <random>

#include "tests/unit/diff/diff_programs.hpp"

namespace ane::diff {
namespace {

using test::Bytes;

/// Everything that is made of a comparison.
void render(const Comparison& comparison) {
  StringSink sink;
  ReportOptions options;
  options.bytes = options.noise = true;
  for (auto* const write : {write_text, write_json, write_markdown, write_html})
    write(comparison, options, sink);
  EXPECT_FALSE(sink.text.empty());
}

std::uint64_t told_fields(const Comparison& comparison) {
  std::uint64_t told = 0;
  for (const TaskPair& pair : comparison.tasks) told += pair.change_count + pair.noise_count;
  return told;
}

/// Where a value lies that a task writes and does not write again.
std::vector<std::uint64_t> value_places(const document::Document& document) {
  std::vector<std::uint64_t> places;
  Diagnostics ignored;
  for (std::size_t i = 0; i < document.tasks().size(); ++i) {
    const task::Task task = document.decode(i, ignored);
    for (const task::Write& write : task.writes)
      if (task.last_write(write.address) == &write) places.push_back(write.offset);
  }
  return places;
}

TEST(Mutated, ValuesOfRegistersAreAlwaysTold) {
  std::mt19937 random(3);
  for (const writer::Sample& sample : writer::samples()) {
    SCOPED_TRACE(sample.name);
    const Bytes good = test::sample_bytes(sample.name);
    const document::DocumentPtr a = test::open(good);
    const std::vector<std::uint64_t> places = value_places(*a);
    ASSERT_FALSE(places.empty());
    for (int round = 0; round < 60; ++round) {
      Bytes bytes = good;
      const std::uint64_t at = places[random() % places.size()] + random() % 4;
      bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ (1u << random() % 8));
      const Comparison comparison = test::compared(a, test::open(bytes));
      ASSERT_GE(told_fields(comparison), 1u) << "byte " << at << " of " << test::told(comparison);
      ASSERT_FALSE(comparison.bytes.identical);
      if (round % 20 == 0) render(comparison);
    }
  }
}

TEST(Mutated, FilesAreComparedWhateverTheyAre) {
  std::mt19937 random(5);
  for (const writer::Sample& sample : writer::samples()) {
    SCOPED_TRACE(sample.name);
    const Bytes good = test::sample_bytes(sample.name);
    const document::DocumentPtr a = test::open(good);
    for (int round = 0; round < 60; ++round) {
      SCOPED_TRACE(round);
      Bytes bytes = good;
      for (std::uint32_t i = random() % 4 + 1; i > 0; --i)
        bytes[random() % std::min<std::size_t>(bytes.size(), 0x4400)] = static_cast<std::uint8_t>(random());
      if (random() % 8 == 0) bytes.resize(random() % bytes.size());
      const auto b = test::try_open(bytes);
      if (!b) continue;
      const Comparison comparison = test::compared(a, *b);
      EXPECT_EQ(comparison.bytes.identical, bytes == good);
      render(comparison);
    }
  }
}

}  // namespace
}  // namespace ane::diff
