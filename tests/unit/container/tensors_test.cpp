// container.md 15, rules 15 to 17: program and tensor records that contradict the rest of the file.

#include <gtest/gtest.h>

#include "tests/unit/container/sample.hpp"

namespace ane::container {
namespace {

using test::error;
using test::field_extent;
using test::kInputThread;
using test::kOutputThread;
using test::kProgramThread;
using test::only;
using test::parse;
using test::Problems;
using test::problems_of;
using test::Sample;
using test::warning;

/// The state of the input tensor, and its fields set.
struct Input : Sample {
  std::uint64_t record = state(kInputThread);
  Input& with(const FieldSpec& field, std::uint64_t value) {
    set(record, field, value);
    return *this;
  }
  Extent where(const FieldSpec& field) const { return field_extent(record, field); }
  /// What is said of it, without what its stab says of the change.
  Problems problems() const {
    Problems all = problems_of(*this);
    std::erase_if(all, [](const std::string& line) { return line.starts_with("warning stab-differs"); });
    return all;
  }
};

TEST(Slots, WithAnAddressThatNoSegmentHolds) {
  Sample file;
  const std::uint64_t slot = file.state(kProgramThread) + 8 * 9;
  EXPECT_EQ(problems_of(file.put(slot, 0x50000000, 8)),
            only(warning("slot-outside-segments", {slot, 8},
                         "program net: base address 9 is 0x50000000, which no segment holds")));
}

TEST(Slots, WithTheLastAddressOfAll) {
  Sample file;
  const std::uint64_t slot = file.state(kProgramThread) + 8 * 255;
  EXPECT_EQ(problems_of(file.put(slot, UINT64_MAX, 8)),
            only(warning("slot-outside-segments", {slot, 8},
                         "program net: base address 255 is 0xffffffffffffffff, which no segment holds")));
}

TEST(Slots, TwoOfOneAddress) {
  Sample file;
  const std::uint64_t slot = file.state(kProgramThread) + 8 * 9;
  EXPECT_EQ(problems_of(file.put(slot, 0x30008000, 8)),
            only(warning("slot-address-twice", {slot, 8},
                         "program net: base addresses 4 and 9 are both 0x30008000")));
}

TEST(Slots, AreFoundByIndexAndByAddress) {
  const auto parsed = parse(Sample());
  const Program& program = parsed.container.programs.at(0);
  ASSERT_EQ(program.slots.size(), 4u);
  EXPECT_EQ(program.slot_address(4), 0x30008000u);
  EXPECT_FALSE(program.slot_address(3));
  EXPECT_EQ(program.slot_of(0x3000c000), 5u);
  EXPECT_FALSE(program.slot_of(0x3000c004));
}

TEST(FirstTask, OutsideOfTheText) {
  for (const std::uint64_t address : {std::uint64_t{0}, UINT64_C(0x2ffffffc), UINT64_C(0x30004000)}) {
    Sample file;
    const std::uint64_t state = file.state(kProgramThread);
    const std::uint64_t size = file.plan.section("__TEXT", "__text")->size;
    EXPECT_EQ(problems_of(file.set(state, program::kFirstTask, address)),
              only(error("first-task-outside-text", {state + 0x800, 8},
                         "program net: the first task's address " + hex(address) +
                             " is not inside __TEXT,__text (0x30000000 + " + hex(size) + ")")));
  }
}

TEST(Tensor, WithoutABindingCommand) {
  Sample file;
  const Extent record = file.extent(Cmd::Thread, kInputThread);
  file.text(file.at(Cmd::MappedRegion) + 0x18, "z");
  EXPECT_EQ(problems_of(file),
            only(warning("tensor-without-binding", record, "tensor x: no binding command is named x")));
}

TEST(Tensor, TwoBindingsOfOneName) {
  Sample file;
  const Extent second = file.extent(Cmd::MappedRegion, 1);
  file.text(second.offset + 0x18, "x");
  EXPECT_EQ(problems_of(file),
            Problems({warning("binding-name-twice", second, "two binding commands are named x"),
                      warning("tensor-without-binding", file.extent(Cmd::Thread, kOutputThread),
                              "tensor y@output: no binding command is named y")}));
}

TEST(Tensor, TwoOfOneName) {
  writer::HwxSpec spec = test::sample_spec();
  spec.tensors[1].binding_name = "x";
  const Sample file(spec);
  EXPECT_EQ(problems_of(file), only(warning("tensor-name-twice", file.extent(Cmd::Thread, kOutputThread),
                                            "two tensor records are named x")));
}

TEST(Tensor, OneNameInTwoProgramsIsLegal) {
  writer::HwxSpec spec = test::sample_spec();
  spec.programs.resize(2);
  spec.programs[1].name = "second";
  spec.tensors.push_back(writer::tensor("x", writer::Role::Input, {1, 3, 16, 16}));
  spec.tensors.back().program = "second";
  spec.tensors.back().own_buffer = false;
  EXPECT_EQ(problems_of(Sample(spec)), Problems());
}

TEST(Tensor, NeitherInputNorOutput) {
  for (const std::uint32_t role : {0u, 3u, 0xffffffffu}) {
    Input file;
    EXPECT_EQ(
        file.with(tensor::kRole, role).problems(),
        only(warning("tensor-role", file.where(tensor::kRole),
                     "tensor x: role " + std::to_string(role) + " is neither input (1) nor output (2)")));
  }
}

TEST(Tensor, OfAnUnknownElementType) {
  for (const std::uint32_t type : {0u, 24u, 0xffffffffu}) {
    Input file;
    EXPECT_EQ(file.with(tensor::kType, type).problems(),
              only(warning("tensor-type", file.where(tensor::kType),
                           "tensor x: element type " + std::to_string(type) + " is not known")));
  }
}

TEST(TensorShape, WithADimensionOfZero) {
  const FieldSpec fields[] = {tensor::kN, tensor::kC, tensor::kH, tensor::kW};
  const char* const names[] = {"N", "C", "H", "W"};
  for (std::size_t i = 0; i < 4; ++i) {
    Input file;
    EXPECT_EQ(file.with(fields[i], 0).problems(),
              only(error("tensor-zero-dimension", file.where(fields[i]),
                         std::string("tensor x: dimension ") + names[i] + " is 0")));
  }
}

TEST(TensorShape, WhoseElementsOverflow) {
  Input file;
  file.with(tensor::kN, 0xffffffff).with(tensor::kC, 0xffffffff).with(tensor::kH, 0xffffffff);
  EXPECT_EQ(file.problems(), only(error("tensor-shape-overflow", {file.record + tensor::kN.offset, 16},
                                        "tensor x: its shape and strides overflow 64 bits")));
}

TEST(TensorShape, WhoseStridesOverflow) {
  Input file;
  file.with(tensor::kC, 2).with(tensor::kPlaneStride, UINT64_MAX).with(tensor::kBatchStride, UINT64_MAX);
  EXPECT_EQ(file.problems(), only(error("tensor-shape-overflow", {file.record + tensor::kN.offset, 16},
                                        "tensor x: its shape and strides overflow 64 bits")));
}

TEST(TensorShape, WhoseOutermostSpanOverflows) {
  Input file;
  file.with(tensor::kN, 2).with(tensor::kBatchStride, UINT64_C(1) << 63);
  EXPECT_EQ(file.problems(),
            only(error("tensor-shape-overflow", {file.record + tensor::kBatchStride.offset, 32},
                       "tensor x: its shape and strides overflow 64 bits")));
}

struct NarrowStride {
  FieldSpec field;
  std::uint64_t stride;
  const char* dimension;
  std::uint64_t needed;
};

TEST(TensorStrides, SmallerThanWhatTheyHold) {
  const NarrowStride cases[] = {{tensor::kElementStride, 1, "W", 2},
                                {tensor::kRowStride, 31, "H", 32},
                                {tensor::kPlaneStride, 1023, "C", 1024},
                                {tensor::kBatchStride, 3071, "N", 3072}};
  for (const NarrowStride& narrow : cases) {
    Input file;
    EXPECT_EQ(file.with(narrow.field, narrow.stride).problems(),
              only(warning("tensor-stride-too-small", file.where(narrow.field),
                           std::string("tensor x: the stride of ") + narrow.dimension + " is " +
                               std::to_string(narrow.stride) + " bytes, its data need " +
                               std::to_string(narrow.needed))));
  }
}

TEST(TensorTotal, SmallerThanTheShapeNeeds) {
  // Up to the last element: 2 planes, 15 rows and 15 elements before it, and its own 2 bytes.
  constexpr std::uint64_t kNeeded = 2 * 1024 + 15 * 64 + 15 * 2 + 2;
  Input file;
  EXPECT_EQ(file.with(tensor::kTotal, kNeeded).problems(), Problems());
  EXPECT_EQ(file.with(tensor::kTotal, kNeeded - 1).problems(),
            only(error("tensor-total-too-small", file.where(tensor::kTotal),
                       "tensor x: total of 3039 bytes, its shape and strides need 3040")));
}

TEST(TensorTotal, LargerThanItsSegment) {
  Input file;
  EXPECT_EQ(file.with(tensor::kTotal, 0x4000).problems(), Problems());
  EXPECT_EQ(file.with(tensor::kTotal, 0x4001).problems(),
            only(error("tensor-larger-than-segment", file.where(tensor::kTotal),
                       "tensor x: total of 16385 bytes, its segment has 16384")));
}

TEST(TensorStab, ThatDiffersFromTheRecord) {
  Input file;
  file.with(tensor::kTotal, 0xc00).with(tensor::kH, 15);
  const auto parsed = parse(file);
  const Symbol stab = read_symbol(parsed.file(), *parsed.container.symbols, 17);
  EXPECT_EQ(parsed.problems,
            only(warning("stab-differs-from-record", stab.name_where,
                         "symbol 17: the stab of x and its tensor record differ, the record counts")));
  EXPECT_EQ(parsed.container.tensors.at(0).shape[2], 15u);
}

}  // namespace
}  // namespace ane::container
