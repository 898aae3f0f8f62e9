// Writing task streams, kernel sections, several procedures and run-time graphs. No real file of these
// families was at hand: the tests hold the writer against docs/formats/container.md alone.

#include <gtest/gtest.h>

#include "core/container/container.hpp"
#include "core/writer/hwx_writer.hpp"
#include "core/writer/runtime_graph.hpp"
#include "core/writer/task_builder.hpp"
#include "tests/support/wrapped.hpp"

namespace ane::writer {
namespace {

using Words = std::vector<std::uint32_t>;

regdb::GenerationPtr generation(const char* id) {
  return regdb::Database::embedded()->generation(id).value();
}

struct Parsed {
  SourcePtr source;
  container::Container container;
  Diagnostics problems;
};
Parsed parsed(const Result<HwxSpec>& spec) {
  Parsed result;
  EXPECT_TRUE(spec) << (spec ? "" : spec.error().message);
  result.source = memory_source(write_hwx(*spec).value());
  result.container = container::parse_container(ByteView(*result.source), result.problems).value();
  container::check_container(ByteView(*result.source), result.container, result.problems);
  return result;
}

TEST(StreamTasks, AreFramedAndAligned) {
  const auto text = stream_tasks(*generation("h14"), {Words(9, 0), Words(8, 0)}, 5);
  ASSERT_TRUE(text) << text.error().message;
  Words expected = {1, 0, 0, 0, 0x00090005};
  expected.resize(4 + 12);
  expected.push_back(0x00080006);
  expected.resize(4 + 12 + 8);
  EXPECT_EQ(*text, test::bytes_of_words(expected));
}

TEST(StreamTasks, MarkTheLastOneWhereTheGenerationDoes) {
  const auto text = stream_tasks(*generation("h16"), {Words(12, 0), Words(12, 0)});
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(text->at(16 + 8 * 4), 0);
  EXPECT_EQ(text->at(16 + 48 + 8 * 4), 8);
}

TEST(StreamTasks, RefuseWhatCannotBe) {
  EXPECT_FALSE(stream_tasks(*generation("h13"), {Words(10, 0)}));
  EXPECT_FALSE(stream_tasks(*generation("h16"), {Words(8, 0)})) << "shorter than its header";
  EXPECT_FALSE(stream_tasks(*generation("h16"), {Words(4096, 0)})) << "longer than its length can say";
}

HwxSpec two_procedures() {
  const auto text = stream_tasks(*generation("h17"), {2, Words(12, 0)}).value();
  HwxSpec spec = test::wrapped_spec("h17", text);
  spec.text.insert(spec.text.end(), text.begin(), text.end());
  spec.programs = {{.name = "a"}, {.name = "b", .first_task_offset = text.size()}};
  return spec;
}

TEST(StreamRecords, CountTheirOwnPartOfTheText) {
  const Parsed file = parsed(two_procedures());
  EXPECT_TRUE(file.problems.empty());
  ASSERT_EQ(file.container.programs.size(), 2u);
  for (const container::Program& program : file.container.programs) {
    EXPECT_EQ(program.task_count, 2u);
    EXPECT_EQ(program.text_words, 4u + 24u);
  }
  EXPECT_EQ(file.container.programs[1].first_task - file.container.programs[0].first_task, 16u + 96u);
}

TEST(StreamRecords, HaveEvenSlotsAndKernelsBehindTheBuffers) {
  const Parsed file = parsed(two_procedures());
  const container::Program& program = file.container.programs[0];
  for (const container::Slot& slot : program.slots) EXPECT_EQ(slot.index % 4, 0u) << slot.index;
  EXPECT_EQ(program.slot_address(32), file.container.section("__KERN_0", "__kern_0")->addr);
}

TEST(KernelSections, TakeSymbolsAndRelocations) {
  HwxSpec spec = two_procedures();
  spec.kernels.push_back(Content(std::vector<std::uint8_t>(0x40, 1)));
  spec.weight_symbols.push_back({"K9", 0x10, 1});
  spec.relocations = {0x20};
  const Parsed file = parsed(spec);
  EXPECT_TRUE(file.problems.empty());
  const auto relocation = container::read_relocation(ByteView(*file.source), *file.container.text(), 0);
  ASSERT_TRUE(relocation);
  EXPECT_EQ(relocation->length, 3);
  EXPECT_EQ(file.container.sections.at(relocation->number - 1).name, "__kern_0");
  const container::Symbol symbol = container::read_symbol(ByteView(*file.source), *file.container.symbols, 2);
  EXPECT_EQ(symbol.name, "K9");
  EXPECT_EQ(symbol.value, file.container.section("__KERN_1", "__kern_1")->addr + 0x10);
  spec.weight_symbols[0].kernel = 2;
  EXPECT_FALSE(write_hwx(spec));
}

TEST(RuntimeGraphs, HaveThePublishedShape) {
  const auto text = stream_tasks(*generation("h18g"), {Words(12, 0)}).value();
  const RuntimeSpec spec = test::wrapped_graph("h18g", {{"a", text}, {"b", text}, {"c", text}});
  const Parsed file = parsed(runtime_graph_spec(spec));
  EXPECT_TRUE(file.problems.empty());
  const container::Container& c = file.container;
  EXPECT_EQ(c.header.cpusubtype, 11u);
  EXPECT_EQ(c.commands.size(), 8u) << "as many as published";
  EXPECT_TRUE(c.programs.empty());
  EXPECT_TRUE(c.bindings.empty());
  EXPECT_EQ(c.runtime()->addr, 0x30000000u);
  EXPECT_EQ(c.text()->addr, 0x30004000u);
  EXPECT_EQ(c.text()->size, 0x8000 + text.size());
  ASSERT_EQ(c.notes.size(), 2u);
  EXPECT_EQ(c.notes[1].owner, "rt.version");
  EXPECT_EQ(container::note_text(ByteView(*file.source), c.notes[1]), "1.0");
  EXPECT_EQ(container::note_text(ByteView(*file.source), c.notes[0]), "00");
}

TEST(RuntimeGraphs, HaveNoRecordsBeside) {
  auto spec = runtime_graph_spec(test::wrapped_graph("h18g", {}));
  ASSERT_TRUE(spec);
  spec->programs.resize(1);
  EXPECT_FALSE(write_hwx(*spec));
}

}  // namespace
}  // namespace ane::writer
