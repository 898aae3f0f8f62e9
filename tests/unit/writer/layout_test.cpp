// The container writer beyond real files: styles, unusual parts, refusals.

#include <gtest/gtest.h>

#include <cstring>

#include "core/container/layout.hpp"
#include "core/writer/hwx_writer.hpp"

namespace ane::writer {
namespace {

namespace layout = container;
using container::Cmd;

/// A file together with the plan that it was written by.
class Written {
 public:
  explicit Written(const HwxSpec& spec) : plan_(planned(spec)) {
    StringSink sink;
    write_plan(plan_, sink);
    bytes_ = std::move(sink.text);
  }

  const HwxPlan& plan() const { return plan_; }
  const std::string& bytes() const { return bytes_; }

  std::uint64_t number(std::uint64_t at, std::size_t size) const {
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<std::uint8_t>(bytes_.at(at + i));
    return value;
  }
  std::uint64_t field(Cmd cmd, const layout::FieldSpec& spec, std::size_t index = 0,
                      std::size_t base = 0) const {
    return number(plan_.command(cmd, index)->offset + base + spec.offset, spec.size);
  }
  std::uint64_t state(std::size_t thread, const layout::FieldSpec& spec) const {
    return field(Cmd::Thread, spec, thread, layout::thread::kHead);
  }
  std::uint64_t slot(std::size_t thread, std::size_t index) const {
    return number(plan_.command(Cmd::Thread, thread)->offset + layout::thread::kHead + 8 * index, 8);
  }
  std::string name(std::size_t thread, const layout::FieldSpec& spec) const {
    return bytes_.c_str() + plan_.command(Cmd::Thread, thread)->offset + state(thread, spec);
  }

 private:
  static HwxPlan planned(const HwxSpec& spec) {
    auto plan = plan_hwx(spec);
    EXPECT_TRUE(plan) << plan.error().message;
    return plan ? *plan : HwxPlan{};
  }
  HwxPlan plan_;
  std::string bytes_;
};

HwxSpec one_in_one_out(const Style& style) {
  HwxSpec spec;
  spec.style = style;
  spec.banner = honest_banner("h13");
  spec.text.assign(0x274, 0);
  spec.tensors = {tensor("x", Role::Input, {1, 4, 2, 3}), tensor("y", Role::Output, {1, 2, 2, 3})};
  return spec;
}

std::string error_of(const HwxSpec& spec) {
  const auto bytes = write_hwx(spec);
  return bytes ? "" : bytes.error().message;
}

TEST(HwxWriter, SlotsComeInTheOrderOfTheCompiler) {
  const Written early(one_in_one_out(style_v4_2_1()));
  const std::uint64_t input = early.plan().section("__FVMLIB", "__const")->address;
  const std::uint64_t output = early.plan().section("__FVMLIB", "__data")->address;
  EXPECT_EQ(early.slot(0, 4), output);
  EXPECT_EQ(early.slot(0, 5), input);
  const Written late(one_in_one_out(style_v7_6_4()));
  EXPECT_EQ(late.slot(0, 4), late.plan().section("__FVMLIB", "__const")->address);
  EXPECT_EQ(late.slot(0, 5), late.plan().section("__FVMLIB", "__data")->address);
  EXPECT_EQ(late.plan().command(Cmd::LoadFvmLib), nullptr);
  EXPECT_NE(late.plan().command(Cmd::MappedRegion, 1), nullptr);
}

TEST(HwxWriter, TensorsArePaddedTo64Bytes) {
  EXPECT_EQ(padded_strides({1, 3, 5, 40}), (Strides{1920, 640, 128, 2}));
  EXPECT_EQ(padded_strides({2, 1, 1, 1}, 1), (Strides{64, 64, 64, 1}));
  const Written file(one_in_one_out(style_v4_2_1()));
  EXPECT_EQ(file.state(2, layout::tensor::kTotal), 2U * 128);
  EXPECT_EQ(file.state(2, layout::tensor::kTouched), 128U + 64 + 6);
  EXPECT_EQ(file.name(2, layout::tensor::kName), "y@output");
}

TEST(HwxWriter, ScratchIsASegmentWithSlotThree) {
  HwxSpec spec = one_in_one_out(style_v7_6_4());
  spec.scratch_bytes = 0x9000;
  spec.scratch_used = 0x8800;
  const Written file(spec);
  const auto* bss = file.plan().section("__DATA", "__bss");
  ASSERT_NE(bss, nullptr);
  EXPECT_EQ(bss->file_offset, 0U);
  EXPECT_EQ(file.slot(0, 3), bss->address);
  EXPECT_EQ(file.state(0, layout::program::kScratch), 0x8800U);
  EXPECT_EQ(file.field(Cmd::Segment64, layout::segment::kVmSize, 2), 0xc000U);
}

TEST(HwxWriter, ProgramsHaveTheirOwnTensorsAndTables) {
  HwxSpec spec = one_in_one_out(style_v7_6_4());
  spec.programs = {{"first"}, {"second"}};
  spec.programs[1].first_task_offset = 0x100;
  spec.programs[1].task_count = 1;
  TensorSpec shared = spec.tensors[0];
  shared.program = "second";
  shared.own_buffer = false;
  TensorSpec other = tensor("z", Role::Output, {1, 1, 1, 1});
  other.program = "second";
  spec.tensors.push_back(shared);
  spec.tensors.push_back(other);
  const Written file(spec);
  EXPECT_EQ(file.name(0, layout::program::kName), "first");
  EXPECT_EQ(file.name(1, layout::program::kName), "second");
  EXPECT_EQ(file.slot(0, 4), file.slot(1, 4));  // the shared input
  EXPECT_NE(file.slot(0, 5), file.slot(1, 5));
  EXPECT_EQ(file.slot(1, 6), 0U);
  EXPECT_EQ(file.state(1, layout::program::kFirstTask), 0x30000100U);
  EXPECT_EQ(file.name(3, layout::tensor::kProgram), "second");  // inputs first: x, x, y, z
}

TEST(HwxWriter, ExtraSegmentsCommandsAndSymbolsFindTheirPlaces) {
  HwxSpec spec = one_in_one_out(style_v7_6_4());
  spec.segments_before = {{"__DEBUG", {{"__debug_info", std::vector<std::uint8_t>{1, 2, 3}, 2, 0x32}}, 0}};
  spec.segments_after = {{"__KERN_0", {{"__kern_0", std::vector<std::uint8_t>(100, 9)}}, 1, 4, 7}};
  spec.extra_commands = {{0x1b, 0, 0, 0, 24, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};
  spec.extra_symbols = {{"", layout::symbol::kLocal, 1, 4, 0x30000000}};
  const Written file(spec);
  const auto* debug = file.plan().section("__DEBUG", "__debug_info");
  ASSERT_NE(debug, nullptr);
  EXPECT_EQ(debug->address, 0x30000000U);
  EXPECT_EQ(file.number(debug->file_offset, 3), 0x030201U);
  const auto* kernel = file.plan().section("__KERN_0", "__kern_0");
  EXPECT_EQ(file.slot(0, 7), kernel->address);
  EXPECT_EQ(file.number(kernel->file_offset, 1), 9U);
  EXPECT_EQ(file.field(Cmd::Uuid, {"uuid", 8, 4, layout::Show::Hex, ""}), 0x04030201U);
  const std::uint64_t count = file.field(Cmd::Symtab, layout::symtab::kSymCount);
  const std::uint64_t last = file.plan().symbols_offset + (count - 1) * layout::symbol::kSize;
  EXPECT_EQ(file.number(last, 4), 0U);  // no name
  EXPECT_EQ(file.number(last + 8, 8), 0x30000000U);
  EXPECT_EQ(file.plan().commands.back().cmd, static_cast<std::uint32_t>(Cmd::Symtab));
  EXPECT_EQ(file.bytes().size(), file.plan().file_size);
}

TEST(HwxWriter, AStreamProgramLooksAsRecorded) {
  HwxSpec spec = one_in_one_out(style_stream(8));
  spec.cpu_subtype = 5;
  spec.text.assign(260, 0);
  spec.programs[0].name = "main";
  spec.programs[0].task_count = 1;
  spec.programs[0].debug_events = 0x11;
  spec.programs[0].events = 3;
  const Written file(spec);
  // The words from state + 0x800 on of a recorded H14 program, `binary_add_1x64x1x1`.
  const std::vector<std::uint32_t> recorded = {
      0x3000c000, 0, 0, 0, 4,    0x41, 0, 0, 1, 0, 0xffffffff, 0xffffffff, 0, 0xffff, 0x888,     0,
      0,          0, 0, 0, 0x11, 0,    3, 0, 1, 0, 9,          8,          0, 0,      0x6e69616d};
  const auto* command = file.plan().command(Cmd::Thread);
  EXPECT_EQ(command->size, 2192U);
  const std::uint64_t base = command->offset + layout::thread::kHead + 0x800;
  for (std::size_t i = 1; i < recorded.size(); ++i) EXPECT_EQ(file.number(base + 4 * i, 4), recorded[i]) << i;
  EXPECT_EQ(file.slot(0, 0), file.plan().section("__TEXT", "__text")->address);
  EXPECT_EQ(file.slot(0, 8), 0x30000000U);  // __TEXT comes last
}

TEST(HwxWriter, ProducedContentEqualsHeldContent) {
  HwxSpec spec = one_in_one_out(style_v7_6_4());
  spec.constants = std::vector<std::uint8_t>(0x5000, 7);
  const Written held(spec);
  spec.constants = Content::produced(0x5000, [](Sink& sink) {
    for (int i = 0; i < 5; ++i) sink.write(std::string(0x1000, '\7'));
  });
  EXPECT_EQ(held.bytes(), Written(spec).bytes());
}

TEST(HwxWriter, TheBannerSaysWhoWroteTheFile) {
  const Written file(one_in_one_out(style_v7_6_4()));
  const std::string banner = file.bytes().c_str() + file.plan().command(Cmd::Ident)->offset + 8;
  EXPECT_EQ(banner, "ANEC v1\nanescope_writer v1\n\t-t h13\n");
}

TEST(HwxWriter, WeightSymbolsLookLikeRealOnes) {
  const std::string name = weight_symbol_name(1, 15);
  EXPECT_EQ(name.size(), 65 + 6U);
  EXPECT_TRUE(name.starts_with("K") && name.ends_with("_ne_15"));
  EXPECT_EQ(name.find_first_not_of("0123456789ABCDEF", 1), 65U);
  EXPECT_NE(weight_symbol_name(1), weight_symbol_name(2));
}

TEST(HwxWriter, ContradictionsAreRefused) {
  HwxSpec spec = one_in_one_out(style_v4_2_1());
  spec.tensors[0].program = "other";
  EXPECT_EQ(error_of(spec), "tensor x belongs to the program other, which is not in the file");
  spec = one_in_one_out(style_v4_2_1());
  spec.tensors[0].own_buffer = false;
  EXPECT_NE(error_of(spec).find("which no tensor owns"), std::string::npos);
  spec = one_in_one_out(style_v4_2_1());
  spec.buffer_order = {0, 0};
  EXPECT_FALSE(error_of(spec).empty());
  spec.buffer_order = {0, 2};
  EXPECT_FALSE(error_of(spec).empty());
  spec = one_in_one_out(style_v4_2_1());
  spec.programs.clear();
  EXPECT_FALSE(error_of(spec).empty());
  spec = one_in_one_out(style_v4_2_1());
  spec.segments_after = {{"__A_NAME_TOO_LONG", {}}};
  spec.segments_after[0].sections.push_back({"__s"});
  EXPECT_FALSE(error_of(spec).empty());
}

TEST(HwxWriter, MoreSectionsThanSymbolsCanNameAreRefused) {
  HwxSpec spec = one_in_one_out(style_v7_6_4());
  spec.tensors.assign(254, spec.tensors[0]);
  EXPECT_NE(error_of(spec).find("256 sections"), std::string::npos);
  spec.tensors.resize(253);
  EXPECT_EQ(error_of(spec), "");
}

TEST(HwxWriter, OffsetsPast32BitsAreRefused) {
  HwxSpec spec = one_in_one_out(style_v7_6_4());
  spec.constants = Content::zeros(std::uint64_t{5} << 30);
  spec.segments_after = {{"__KERN_0", {{"__kern_0", Content::zeros(64)}}}};
  EXPECT_NE(error_of(spec).find("past the 32 bits of its offset"), std::string::npos);
  spec = one_in_one_out(style_v4_2_1());
  spec.scratch_bytes = std::uint64_t{5} << 30;
  EXPECT_NE(error_of(spec).find("past the 32 bits that command 0x06 has"), std::string::npos);
  spec.scratch_bytes = UINT64_MAX - 100;
  EXPECT_NE(error_of(spec).find("does not fit in memory"), std::string::npos);
}

}  // namespace
}  // namespace ane::writer
