// Whole, good files of every writer style: nothing is criticised, everything is read.

#include <gtest/gtest.h>

#include "core/container/stab.hpp"
#include "core/document/document.hpp"
#include "tests/support/corpus.hpp"
#include "tests/unit/container/sample.hpp"

namespace ane::container {
namespace {

using test::Bytes;
using test::parse;
using test::Problems;
using test::Sample;
using writer::Role;
using writer::tensor;

Problems document_problems(Bytes bytes) {
  const auto document =
      document::Document::open(memory_source(std::move(bytes)), test::embedded(), "built.hwx");
  EXPECT_TRUE(document) << document.error().message;
  return document ? test::lines_of(document::check(**document)) : Problems();
}

/// A file that uses everything the writer has.
writer::HwxSpec rich_spec(writer::Style style) {
  writer::HwxSpec spec = test::sample_spec(style);
  spec.text = test::task_stream(3);
  spec.constants = Bytes(0x80, 7);
  spec.weight_symbols = {{writer::weight_symbol_name(1, 0), 0}, {writer::weight_symbol_name(1, 1), 0x40}};
  spec.relocations = {0x10, 0x14};
  spec.scratch_bytes = 0x8000;
  spec.scratch_used = 0x6000;
  spec.tensors = {tensor("image:0@in", Role::Input, {1, 3, 16, 16}),
                  tensor("mask", Role::Input, {2, 1, 1, 77}), tensor("probs", Role::Output, {1, 8, 16, 16})};
  spec.notes = {{"src model info", {0}}, {"sixteen_letters_", {1, 2, 3}}};
  return spec;
}

class EveryStyle : public testing::TestWithParam<writer::Style (*)()> {
 protected:
  writer::Style style() const { return GetParam()(); }
};

INSTANTIATE_TEST_SUITE_P(Writer, EveryStyle,
                         testing::Values(writer::style_v4_2_1, writer::style_v5_4_1, writer::style_v7_6_4));

TEST_P(EveryStyle, EarnsNoProblem) {
  EXPECT_EQ(document_problems(Sample(test::sample_spec(style())).bytes), Problems());
  EXPECT_EQ(document_problems(Sample(rich_spec(style())).bytes), Problems());
}

TEST_P(EveryStyle, CommandsLieWhereTheyWerePlanned) {
  const Sample file(rich_spec(style()));
  const auto parsed = parse(file);
  ASSERT_EQ(parsed.container.commands.size(), file.plan.commands.size());
  for (std::size_t i = 0; i < file.plan.commands.size(); ++i) {
    EXPECT_EQ(parsed.container.commands[i].cmd, file.plan.commands[i].cmd);
    EXPECT_EQ(parsed.container.commands[i].offset, file.plan.commands[i].offset);
    EXPECT_EQ(parsed.container.commands[i].size, file.plan.commands[i].size);
  }
}

TEST_P(EveryStyle, SectionsLieWhereTheyWerePlanned) {
  const Sample file(rich_spec(style()));
  const auto parsed = parse(file);
  ASSERT_EQ(parsed.container.sections.size(), file.plan.sections.size());
  for (std::size_t i = 0; i < file.plan.sections.size(); ++i) {
    const writer::HwxPlan::Section& planned = file.plan.sections[i];
    const Section& section = parsed.container.sections[i];
    EXPECT_EQ(section.segment, planned.segment);
    EXPECT_EQ(section.name, planned.name);
    EXPECT_EQ(section.addr, planned.address);
    EXPECT_EQ(section.size, planned.size);
    EXPECT_EQ(section.bytes.offset, planned.file_offset == 0 ? 0 : planned.file_offset);
    EXPECT_EQ(section.bytes.size, planned.file_offset == 0 ? 0 : planned.size);
    EXPECT_EQ(parsed.container.segments[section.segment_index].name, planned.segment);
  }
}

TEST_P(EveryStyle, TextAndConstantsAreTheBytesOfTheSpec) {
  const auto spec = rich_spec(style());
  const auto parsed = parse(Sample(spec));
  const Section* text = parsed.container.text();
  ASSERT_NE(text, nullptr);
  EXPECT_EQ(parsed.file().sub(text->bytes.offset, text->bytes.size)->bytes(), spec.text);
  const Section* constants = parsed.container.section("__TEXT", "__const");
  EXPECT_EQ(parsed.file().sub(constants->bytes.offset, constants->bytes.size)->bytes(), spec.constants.bytes);
}

TEST_P(EveryStyle, TensorRecordsAreReadInFull) {
  const auto spec = rich_spec(style());
  const auto parsed = parse(Sample(spec));
  ASSERT_EQ(parsed.container.tensors.size(), 3u);
  const TensorRecord& mask = parsed.container.tensors[1];
  EXPECT_EQ(mask.role, tensor::kRoleInput);
  EXPECT_EQ(mask.type, tensor::kTypeFloat16);
  EXPECT_EQ(mask.program, "net");
  EXPECT_EQ(mask.binding_name, "mask");
  EXPECT_EQ(mask.symbol_name, "mask");
  EXPECT_EQ(mask.shape, (std::array<std::uint32_t, 4>{2, 1, 1, 77}));
  EXPECT_EQ(mask.strides, (std::array<std::uint64_t, 4>{192, 192, 192, 2}));
  EXPECT_EQ(mask.total, 384u);
  EXPECT_EQ(mask.touched, 384u);
  EXPECT_EQ(mask.thread.count, style().tensor_words);
  const TensorRecord& probs = parsed.container.tensors[2];
  EXPECT_EQ(probs.role, tensor::kRoleOutput);
  EXPECT_EQ(probs.binding_name, "probs@output");
  EXPECT_EQ(probs.symbol_name, style().decorated_symbols ? "probs@output" : "probs");
}

TEST_P(EveryStyle, BindingsNameTheBuffersOfTheTensors) {
  const auto parsed = parse(Sample(rich_spec(style())));
  const Container& c = parsed.container;
  ASSERT_EQ(c.bindings.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(c.bindings[i].name, c.tensors[i].symbol_name);
    EXPECT_EQ(command_name(c.bindings[i].cmd),
              style().wide_bindings ? "LC_ANE_MAPPED_REGION" : "LC_LOADFVMLIB");
    const Section* buffer = c.section_at(c.bindings[i].address);
    ASSERT_NE(buffer, nullptr);
    EXPECT_EQ(buffer->segment, "__FVMLIB");
    EXPECT_EQ(buffer->size, c.tensors[i].total);
  }
}

TEST_P(EveryStyle, TheProgramRecordIsReadInFull) {
  const auto spec = rich_spec(style());
  const auto parsed = parse(Sample(spec));
  const Container& c = parsed.container;
  ASSERT_EQ(c.programs.size(), 1u);
  const Program& program = c.programs[0];
  EXPECT_EQ(program.thread.flavour, 1u);
  EXPECT_EQ(program.name, "net");
  EXPECT_EQ(program.first_task, c.text()->addr);
  EXPECT_EQ(program.task_count, 3u);
  EXPECT_EQ(program.first_task_words, (spec.text.size() - 0x200) / 4) << "tasks stand 0x100 apart";
  EXPECT_FALSE(program.text_words);
  EXPECT_EQ(program.scratch_bytes, 0x6000u);
  EXPECT_EQ(program.properties.size(), style().property_record ? 1u : 0u);
}

TEST_P(EveryStyle, SlotsFollowTheOrderOfTheCompiler) {
  const auto parsed = parse(Sample(rich_spec(style())));
  const Container& c = parsed.container;
  const Program& program = c.programs.at(0);
  EXPECT_EQ(program.slot_address(0), c.text()->addr);
  EXPECT_EQ(program.slot_address(1), c.section("__TEXT", "__const")->addr);
  EXPECT_EQ(program.slot_address(3), c.section("__DATA", "__bss")->addr);
  const std::uint64_t image = c.bindings[0].address, mask = c.bindings[1].address,
                      probs = c.bindings[2].address;
  const bool outputs_first = style().outputs_first;
  EXPECT_EQ(program.slot_of(probs), outputs_first ? 4u : 6u);
  EXPECT_EQ(program.slot_of(image), outputs_first ? 5u : 4u);
  EXPECT_EQ(program.slot_of(mask), outputs_first ? 6u : 5u);
}

TEST_P(EveryStyle, SymbolsAreReadInFull) {
  const auto parsed = parse(Sample(rich_spec(style())));
  const Container& c = parsed.container;
  ASSERT_TRUE(c.symbols);
  const std::uint32_t types = style().type_stabs;
  ASSERT_EQ(c.symbols->count, 2 + 3 + types + 3);
  const Symbol weight = read_symbol(parsed.file(), *c.symbols, 1);
  EXPECT_EQ(weight.name, writer::weight_symbol_name(1, 1));
  EXPECT_EQ(weight.type, symbol::kExternal);
  EXPECT_EQ(weight.desc, 2);
  EXPECT_EQ(weight.value, c.section("__TEXT", "__const")->addr + 0x40);
  const Symbol image = read_symbol(parsed.file(), *c.symbols, 2);
  EXPECT_EQ(image.name, "image:0@in");
  EXPECT_EQ(c.sections[image.section - 1u].addr, image.value);
  EXPECT_EQ(read_symbol(parsed.file(), *c.symbols, 5).name, "void:t1=1");
}

TEST_P(EveryStyle, StabsRepeatTheTensors) {
  const auto parsed = parse(Sample(rich_spec(style())));
  const Container& c = parsed.container;
  for (std::uint32_t i = 0; i < 3; ++i) {
    const Symbol symbol = read_symbol(parsed.file(), *c.symbols, c.symbols->count - 3 + i);
    EXPECT_EQ(symbol.type, symbol::kStabBindable);
    const auto stab = parse_tensor_stab(symbol.name);
    ASSERT_TRUE(stab) << symbol.name;
    EXPECT_EQ(stab->name, c.tensors[i].symbol_name);
    EXPECT_TRUE(std::equal(stab->shape.begin(), stab->shape.end(), c.tensors[i].shape.begin()));
    EXPECT_EQ(stab->strides, c.tensors[i].strides);
    EXPECT_EQ(stab->element_type, c.tensors[i].type);
    EXPECT_EQ(symbol.desc, stab->type_number % 32);
  }
}

TEST_P(EveryStyle, NotesAndBannerAreRead) {
  const auto parsed = parse(Sample(rich_spec(style())));
  ASSERT_EQ(parsed.container.notes.size(), 2u);
  EXPECT_EQ(parsed.container.notes[1].owner, "sixteen_letters_");
  EXPECT_EQ(parsed.file().u8(parsed.container.notes[1].payload.offset + 2), 3);
  ASSERT_EQ(parsed.container.banners.size(), 1u);
  EXPECT_EQ(parsed.container.banners[0].target, "h13");
}

TEST(StreamStyle, EarnsNoProblemInTheContainer) {
  const auto parsed = parse(Sample(rich_spec(writer::style_stream())));
  EXPECT_EQ(parsed.problems, Problems());
}

TEST(StreamStyle, TheProgramRecordIsReadInFull) {
  auto spec = rich_spec(writer::style_stream());
  spec.segments_after = {{"__KERN_0", {{"__kern_0", Bytes(0x40)}}, 1, 4, 20}};
  const auto parsed = parse(Sample(spec));
  const Program& program = parsed.container.programs.at(0);
  EXPECT_EQ(program.thread.flavour, 4u);
  EXPECT_EQ(program.name, "net");
  EXPECT_EQ(program.text_words, spec.text.size() / 4);
  EXPECT_FALSE(program.first_task_words);
  EXPECT_EQ(program.scratch_bytes, 0x6000u);
  EXPECT_EQ(program.slot_address(4), parsed.container.section("__TEXT", "__const")->addr);
  EXPECT_EQ(program.slot_address(24), parsed.container.bindings[0].address);
  EXPECT_EQ(program.slot_address(40), parsed.container.section("__KERN_0", "__kern_0")->addr);
  EXPECT_EQ(program.properties.at(0).tag, property::kLongestTask);
}

TEST(Corpus, RealFilesEarnNoProblem) {
  ANE_CORPUS(folder);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "hwx")) {
    SCOPED_TRACE(entry.path().filename());
    const std::string content = test::read_file(entry.path());
    EXPECT_EQ(document_problems(Bytes(content.begin(), content.end())), Problems());
    ++files;
  }
  EXPECT_EQ(files, 12u);
}

}  // namespace
}  // namespace ane::container
