// Good files with a few bytes changed at random: whatever is wrong is said, and nothing worse happens. The
// fuzz target goes further; this one runs everywhere and always the same way.

#include <gtest/gtest.h>

#include <random>

#include "tests/support/wrapped.hpp"
#include "tests/unit/document/open.hpp"

namespace ane::document {
namespace {

using test::Bytes;
using test::Sample;
using test::try_open;

constexpr std::size_t kTextEnd = 0x4300;  // headers, symbols and tasks of the samples lie before it

/// Changes 1 to 6 words: to nothing, to everything, to a neighbour, or to anything.
Bytes mutated(Bytes bytes, std::mt19937& random, std::size_t end) {
  const std::size_t count = 1 + random() % 6;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = random() % (std::min(bytes.size(), end) - 4);
    const std::uint8_t old = bytes[at];
    for (std::size_t byte = at; byte < at + 1 + 3 * (random() % 2); ++byte) {
      switch (random() % 4) {
        case 0:
          bytes[byte] = 0;
          break;
        case 1:
          bytes[byte] = 0xff;
          break;
        case 2:
          bytes[byte] = static_cast<std::uint8_t>(old + 1);
          break;
        default:
          bytes[byte] = static_cast<std::uint8_t>(random());
      }
    }
  }
  return bytes;
}

void expect_problems_inside(const Document& document) {
  for (const Diagnostic& problem : check(document).list()) {
    ASSERT_FALSE(problem.code.empty());
    ASSERT_FALSE(problem.message.empty());
    ASSERT_TRUE(is_plain_text(problem.message)) << escaped(problem.message);
    ASSERT_LE(problem.where.offset, document.file().size()) << problem.code << ": " << problem.message;
    ASSERT_LE(problem.where.size, document.file().size() - problem.where.offset)
        << problem.code << ": " << problem.message;
  }
}

void expect_survived(const writer::HwxSpec& spec, std::uint32_t seed, std::size_t end = kTextEnd) {
  const Bytes good = Sample(spec).bytes;
  std::mt19937 random(seed);
  for (int round = 0; round < 1500; ++round) {
    SCOPED_TRACE(round);
    const auto document = try_open(mutated(good, random, end));
    if (!document) continue;
    expect_problems_inside(**document);
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(Mutated, FilesOfEveryStyleAreSurvived) {
  std::uint32_t seed = 1;
  for (const auto style :
       {writer::style_v4_2_1(), writer::style_v5_4_1(), writer::style_v7_6_4(), writer::style_stream()}) {
    expect_survived(test::sample_spec(style), seed++);
  }
}

TEST(Mutated, FilesWithLinksRelocationsAndNotesAreSurvived) {
  auto spec = test::sample_spec();
  spec.text = test::task_stream(3);
  spec.constants = Bytes(0x80, 1);
  spec.weight_symbols = {{writer::weight_symbol_name(1, 0), 0}, {writer::weight_symbol_name(1, 1), 0x40}};
  spec.relocations = {0x10, 0x14};
  spec.scratch_bytes = 0x4000;
  spec.notes = {{"note", {1, 2, 3}}};
  expect_survived(spec, 99);
}

/// Three tasks of a generation as a stream.
Bytes stream_of(const char* id) {
  const auto generation = test::embedded()->generation(id).value();
  writer::TaskBuilder task(generation);
  task.write("Common").write("L2");
  return writer::stream_tasks(*generation, std::vector(3, task.encode().value())).value();
}

TEST(Mutated, StreamsOfEveryGenerationAreSurvived) {
  std::uint32_t seed = 200;
  for (const char* id : {"h14", "h15", "h16", "h17", "h18", "h18g"}) {
    SCOPED_TRACE(id);
    writer::HwxSpec spec = test::wrapped_spec(id, stream_of(id));
    spec.relocations = {0x20};
    spec.programs.push_back({.name = "other", .first_task_offset = 0x40});
    expect_survived(spec, seed++);
  }
}

TEST(Mutated, RunTimeGraphsAreSurvived) {
  std::uint32_t seed = 300;
  for (const bool symbols : {true, false}) {
    auto spec = test::wrapped_graph("h18g", {{"main__nonbonded_ane0", stream_of("h18g")},
                                             {"main__bonded_ane0", stream_of("h18g")},
                                             {"main__bonded_ane1", stream_of("h18g")}});
    spec.stream_symbols = symbols;
    const auto file = writer::runtime_graph_spec(spec);
    ASSERT_TRUE(file) << file.error().message;
    expect_survived(*file, seed++);
    expect_survived(*file, seed++, 0x10200);  // the streams as well
  }
}

}  // namespace
}  // namespace ane::document
