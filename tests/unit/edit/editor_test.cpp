#include "core/edit/editor.hpp"

#include <gtest/gtest.h>

#include "core/base/bits.hpp"
#include "core/edit/paths.hpp"
#include "core/writer/h13_tasks.hpp"
#include "core/writer/hwx_writer.hpp"
#include "core/writer/weights.hpp"
#include "tests/unit/edit/files.hpp"

namespace ane::edit {
namespace {

using test::message_of;
using test::open_sample;

std::uint32_t field_of(const document::Document& document, std::size_t task, std::string_view path) {
  const auto ref = find_path(*document.generation(), path);
  EXPECT_TRUE(ref) << path;
  Diagnostics ignored;
  const task::Task decoded = document.decode(task, ignored);
  const std::uint32_t word =
      ref->header != nullptr ? decoded.header_word(*ref->header) : decoded.last_write(ref->address())->value;
  return ref->field == nullptr ? word : extract_bits(word, ref->field->lsb, ref->field->width);
}

document::DocumentPtr edited(const document::DocumentPtr& document, const Editor& editor) {
  auto changed = document->with_edits(editor.patches());
  EXPECT_TRUE(changed);
  return *changed;
}

TEST(Editor, SetsFieldsHeadersElementsAndWords) {
  const auto document = open_sample("conv1x1");
  Editor editor(document);
  const std::uint32_t word = field_of(*document, 0, "NE.MACCfg");
  ASSERT_EQ(message_of(editor.set(0, "NE.MACCfg.NonlinearMode", "1")), "");
  ASSERT_EQ(message_of(editor.set(0, "Header0.TID", "0x7")), "");
  ASSERT_EQ(message_of(editor.set(0, "KernelDMASrc.CoeffBaseAddr[3].Addr", "0x1000")), "");
  ASSERT_EQ(message_of(editor.set(0, "Common.InDim", "0x00100020")), "");
  ASSERT_EQ(message_of(editor.set(0, "NE.PostScale.PostScale", "-0.5")), "");
  const auto after = edited(document, editor);
  EXPECT_EQ(field_of(*after, 0, "NE.MACCfg.NonlinearMode"), 1u);
  EXPECT_EQ(field_of(*after, 0, "NE.MACCfg"), (word & ~(3u << 16)) | 1u << 16);
  EXPECT_EQ(field_of(*after, 0, "Header0.TID"), 7u);
  EXPECT_EQ(field_of(*after, 0, "KernelDMASrc.CoeffBaseAddr[3].Addr"), 0x1000u >> 6);
  EXPECT_EQ(field_of(*after, 0, "Common.InDim"), 0x00100020u);
  EXPECT_EQ(field_of(*after, 0, "NE.PostScale.PostScale"), double_to_half(-0.5));
  EXPECT_EQ(editor.changes().count(), 5u);
  EXPECT_EQ(field_of(*document, 0, "NE.MACCfg"), word) << "the document stays as it is";
}

TEST(Editor, SameValueIsNoChange) {
  const auto document = open_sample("relu");
  Editor editor(document);
  ASSERT_TRUE(editor.set_bits(0, "NE.MACCfg", field_of(*document, 0, "NE.MACCfg")));
  EXPECT_EQ(editor.changes().count(), 0u);
  EXPECT_TRUE(editor.patches().empty());
}

TEST(Editor, SaysWhatCannotBeSet) {
  Editor editor(open_sample("relu"));
  EXPECT_EQ(message_of(editor.set(1, "NE.MACCfg", "1")), "there is no task 1, the file has 1");
  EXPECT_EQ(message_of(editor.set(0, "NE.MACCfg.NonlinearMod", "1")),
            "H13 has no field or register NE.MACCfg.NonlinearMod, did you mean NE.MACCfg.NonlinearMode?");
  EXPECT_EQ(message_of(editor.set(0, "KernelDMASrc.CoeffBaseAddr.Addr", "0")),
            "KernelDMASrc.CoeffBaseAddr.Addr is an array, name one element: "
            "KernelDMASrc.CoeffBaseAddr.Addr[0]");
  EXPECT_EQ(message_of(editor.set(0, "KernelDMASrc.CoeffBaseAddr[16].Addr", "0")),
            "KernelDMASrc.CoeffBaseAddr[16].Addr: there are 16 elements, from 0 on");
  EXPECT_EQ(message_of(editor.set(0, "NE.MACCfg.NonlinearMode", "9")),
            "field NonlinearMode: 9 does not fit in 2 enum bits");
  EXPECT_EQ(message_of(editor.set(0, "NE.PostScale.PostScale", "1e6")),
            "field PostScale: 1e6 is too large for float16");
  EXPECT_EQ(message_of(editor.set(0, "NE.MACCfg", "-1")), "\"-1\" is not a word of 32 bits");
  EXPECT_EQ(editor.changes().count(), 0u);
}

TEST(Editor, OnlyChangesWhatATaskWrites) {
  const auto document = open_sample("chain");
  Editor editor(document);
  // The second addition follows another one and leaves most of the neural engine's registers out.
  Diagnostics ignored;
  const task::Task task = document->decode(1, ignored);
  const regdb::Generation& generation = *document->generation();
  for (const regdb::Block& block : generation.blocks) {
    for (const regdb::Register& reg : block.registers) {
      const std::string path = regdb::RegisterRef{&block, &reg, 0}.path();
      const bool written = task.last_write(reg.address) != nullptr;
      const auto set = editor.set_bits(1, path, 0x12345678);
      EXPECT_EQ(set.has_value(), written) << path;
      if (!written) {
        EXPECT_EQ(message_of(set),
                  "task 1 does not write " + path + ", only words that are in the file can be changed");
      }
    }
  }
}

TEST(Editor, TakesNamesOfEnumValues) {
  const auto document = open_sample("relu");
  const auto ref = find_path(*document->generation(), "NE.MACCfg.NonlinearMode");
  ASSERT_TRUE(ref);
  ASSERT_NE(ref->field->enumeration, nullptr);
  for (const auto& [value, name] : ref->field->enumeration->values) {
    const auto number = parse_value(ref->field, name);
    ASSERT_TRUE(number) << number.error().message;
    EXPECT_EQ(*number, value);
    EXPECT_EQ(value_name(ref->field, value), name);
  }
  const auto wrong = parse_value(ref->field, "ReLUU");
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("did you mean "), std::string::npos) << wrong.error().message;
}

TEST(Values, ComeBackFromTheirText) {
  const auto generation = regdb::Database::embedded()->generation("h13").value();
  std::uint32_t state = 1;
  for (const regdb::Block& block : generation->blocks) {
    for (const regdb::Register& reg : block.registers) {
      for (const regdb::Field& field : reg.fields) {
        for (int i = 0; i < 20; ++i) {
          state = state * 1664525 + 1013904223;
          const std::uint32_t bits = extract_bits(state ^ state >> 16, 0, field.width);
          const std::string text = value_text(&field, bits);
          const auto back = parse_value(&field, text);
          ASSERT_TRUE(back) << text;
          EXPECT_EQ(*back, bits) << text;
        }
      }
    }
  }
  EXPECT_EQ(parse_value(nullptr, value_text(nullptr, 0xdeadbeef)).value(), 0xdeadbeefu);
}

NpyArray array(std::vector<std::uint64_t> shape, const std::vector<double>& values) {
  std::vector<std::uint8_t> bytes;
  for (const double value : values) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (unsigned i = 0; i < 8; ++i) bytes.push_back(static_cast<std::uint8_t>(bits >> 8 * i));
  }
  return {std::move(shape), NpyKind::Float, 8, false, false, std::move(bytes)};
}

std::vector<double> values_of(const document::DocumentPtr& document, const std::string& name) {
  for (const model::Constant& constant : model::constants_of(*document)) {
    if (constant.name != name) continue;
    const auto tensor = model::open_constant(document, constant);
    EXPECT_TRUE(tensor) << (tensor ? "" : tensor.error().message);
    if (!tensor) return {};
    std::vector<double> values;
    for (std::uint64_t i = 0; i < (*tensor)->count(); ++i)
      values.push_back(half_to_double((*tensor)->at((*tensor)->index_of(i))));
    return values;
  }
  ADD_FAILURE() << "no constant " << name;
  return {};
}

TEST(Weights, AreReplacedByAnArray) {
  const auto document = open_sample("conv3x3");
  std::vector<double> values = values_of(document, "task 0 weights");
  ASSERT_EQ(values.size(), 8u * 3 * 3 * 3);
  for (std::size_t i = 0; i < values.size(); i += 7) values[i] = static_cast<double>(i) / 8;
  Editor editor(document);
  ASSERT_EQ(message_of(editor.set_weights("task_0_weights", array({8, 3, 3, 3}, values))), "");
  ASSERT_EQ(message_of(editor.set_weights("task 0 bias", array({8}, std::vector<double>(8, 0.25)))), "");
  const auto after = edited(document, editor);
  EXPECT_EQ(values_of(after, "task 0 weights"), values);
  EXPECT_EQ(values_of(after, "task 0 bias"), std::vector<double>(8, 0.25));
}

TEST(Weights, SayWhatDoesNotFit) {
  const auto document = open_sample("conv3x3");
  Editor editor(document);
  EXPECT_EQ(message_of(editor.set_weights("task 0 weight", array({1}, {1}))),
            "there are no constants named \"task 0 weight\", did you mean \"task 0 weights\"?");
  EXPECT_EQ(message_of(editor.set_weights("task 0 weights", array({2}, {1, 2}))),
            "the array is 2, task 0 weights is 8x3x3x3");
  std::vector<double> large(8, 0);
  large[3] = 70000;
  EXPECT_EQ(message_of(editor.set_weights("task 0 bias", array({8}, large))),
            "element [3,0,0,0] is 70000, float16 ends at 65504");
  EXPECT_EQ(message_of(editor.set_weight("task 0 bias", {8, 0, 0, 0}, 0)),
            "there is no element [8,0,0,0], task 0 bias is 8x1x1x1");
  EXPECT_EQ(editor.changes().count(), 0u) << "nothing is half done";
  const auto table = open_sample("sigmoid");
  EXPECT_EQ(message_of(Editor(table).set_weights("task 0 table", array({64}, std::vector<double>(64)))),
            "task 0 table cannot be changed: a lookup table is a curve and no tensor");
}

TEST(Halves, AreThoseOfTheConstants) {
  const auto document = open_sample("sigmoid");
  const auto constants = model::constants_of(*document);
  const std::uint64_t offset = constants.front().chunks.front().bytes.offset;
  Editor editor(document);
  ASSERT_EQ(message_of(editor.set_half(offset + 8, 0x3c00)), "");
  EXPECT_EQ(edited(document, editor)->file().u16(offset + 8), 0x3c00);
  EXPECT_EQ(message_of(editor.set_half(0, 1)), "the two bytes at 0x0 are not in the constants of the file");
  EXPECT_NE(message_of(editor.set_half(UINT64_MAX, 1)), "");
}

/// One convolution with stride 2, whose weights are in the zero-skipping form.
document::DocumentPtr zero_skipping() {
  const auto generation = regdb::Database::embedded()->generation("h13").value();
  std::vector<std::uint16_t> values(16 * 2 * 9);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = i % 3 == 0 ? std::uint16_t{0} : double_to_half(static_cast<double>(i % 50) / 4);
  writer::ConvWeights weights;
  weights.out_channels = 16;
  weights.in_channels = 2;
  weights.kernel_height = weights.kernel_width = 3;
  weights.values = values;
  const auto packed = writer::pack_zero_skipping(weights, 2, 2, true);
  EXPECT_TRUE(packed);
  writer::ConvTask task;
  task.source = writer::operand(4, {1, 2, 16, 16});
  task.result = writer::operand(5, {1, 16, 8, 8});
  task.kernel_height = task.kernel_width = 3;
  task.pad_top = task.pad_left = 1;
  task.stride = 2;
  task.chunks = packed->chunks;
  writer::HwxSpec spec;
  spec.banner = writer::honest_banner("h13");
  spec.generation = generation;
  const writer::TaskBuilder builder = writer::conv_task(generation, task);
  spec.text = writer::link_tasks(*generation, {builder.encode().value()}).value();
  spec.constants = packed->bytes;
  spec.tensors = {writer::tensor("x", writer::Role::Input, {1, 2, 16, 16}),
                  writer::tensor("y", writer::Role::Output, {1, 16, 8, 8})};
  return test::open_bytes(writer::write_hwx(spec).value());
}

TEST(ZeroSkipping, KeepsWhatIsStoredAndRefusesWhatIsNot) {
  const auto document = zero_skipping();
  const auto before = values_of(document, "task 0 weights");
  ASSERT_EQ(before.size(), 16u * 2 * 9);
  Editor editor(document);
  EXPECT_EQ(message_of(editor.set_weight("task 0 weights", {0, 0, 0, 0}, 0x3c00)),
            "task 0 weights[0,0,0,0] is a zero that the zero-skipping form does not store, it cannot become "
            "0x3c00 (1)");
  EXPECT_EQ(message_of(editor.set_weight("task 0 weights", {0, 0, 0, 0}, 0x8000)), "") << "no sign is kept";
  EXPECT_EQ(editor.changes().count(), 0u);
  ASSERT_EQ(message_of(editor.set_weight("task 0 weights", {0, 0, 0, 1}, 0)), "");
  ASSERT_EQ(message_of(editor.set_weight("task 0 weights", {15, 1, 2, 2}, 0x4900)), "");
  auto expected = before;
  expected[1] = 0;
  expected.back() = 10;
  const auto after = edited(document, editor);
  EXPECT_EQ(values_of(after, "task 0 weights"), expected);
  Editor again(after);
  EXPECT_EQ(message_of(again.set_weight("task 0 weights", {0, 0, 0, 1}, 0x3c00)), "")
      << "a stored zero can become something else";
}

}  // namespace
}  // namespace ane::edit
