// Real files, rebuilt byte for byte from their tasks, constants, tensors, banner and symbol names alone.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/writer/hwx_writer.hpp"
#include "tests/support/corpus.hpp"

namespace ane::writer {
namespace {

constexpr std::size_t kTextOffset = 0x4000;  // of __text in all of these files

std::vector<std::uint8_t> corpus_bytes(const std::filesystem::path& path) {
  const std::string text = test::read_file(path);
  return {text.begin(), text.end()};
}

std::vector<std::uint8_t> slice(const std::vector<std::uint8_t>& file, std::size_t offset, std::size_t size) {
  return {file.begin() + static_cast<std::ptrdiff_t>(offset),
          file.begin() + static_cast<std::ptrdiff_t>(offset + size)};
}

std::string banner_of(const std::vector<std::uint8_t>& file) {
  const std::string_view start = "ANEC v1\n";
  const auto at = std::search(file.begin(), file.end(), start.begin(), start.end());
  return std::string(at, std::find(at, file.end(), std::uint8_t{0}));
}

/// What the file holds that is not structure: banner and tasks.
HwxSpec taken_from(const std::vector<std::uint8_t>& file, const Style& style, std::size_t text_bytes) {
  HwxSpec spec;
  spec.style = style;
  spec.banner = banner_of(file);
  spec.text = slice(file, kTextOffset, text_bytes);
  return spec;
}

void expect_same_file(const HwxSpec& spec, const std::vector<std::uint8_t>& expected) {
  const auto bytes = write_hwx(spec);
  ASSERT_TRUE(bytes) << bytes.error().message;
  ASSERT_EQ(bytes->size(), expected.size());
  const auto [mine, theirs] = std::mismatch(bytes->begin(), bytes->end(), expected.begin());
  ASSERT_TRUE(mine == bytes->end()) << "first difference at byte " << (mine - bytes->begin()) << ": "
                                    << unsigned{*mine} << " instead of " << unsigned{*theirs};
}

TEST(Rebuild, ConvolutionWithRelocatedWeights) {
  ANE_CORPUS(corpus);
  const auto file = corpus_bytes(corpus / "hwx/tinygrad-conv.hwx");
  HwxSpec spec = taken_from(file, style_v4_2_1(), 0x274);
  spec.constants = slice(file, kTextOffset + 0x280, 0xc0);
  for (std::uint64_t core = 0; core < 3; ++core) {
    spec.weight_symbols.push_back(
        {"K649819845B70E70BE7F4814303B4A45AEEEE28412F2F8FF452A7BCEFFE76C70B_ne_" + std::to_string(core),
         core * 0x40});
  }
  spec.tensors = {tensor("image", Role::Input, {1, 3, 1, 1}), tensor("probs", Role::Output, {1, 3, 1, 1})};
  expect_same_file(spec, file);
}

TEST(Rebuild, MatrixProductWithSixteenChunks) {
  ANE_CORPUS(corpus);
  const auto file = corpus_bytes(corpus / "hwx/tinygrad-gemm.hwx");
  HwxSpec spec = taken_from(file, style_v4_2_1(), 0x274);
  spec.constants = slice(file, kTextOffset + 0x280, 0x80000);
  for (std::uint64_t core = 0; core < 16; ++core) {
    spec.weight_symbols.push_back(
        {"K7B0DFADDB1AA93475246C08589E7B2B1A423781F917D07125C17B70FC07F25FD_ne_" + std::to_string(core),
         core * 0x8000});
  }
  spec.tensors = {tensor("image", Role::Input, {1, 512, 1, 1}),
                  tensor("probs", Role::Output, {1, 512, 1, 1})};
  expect_same_file(spec, file);
}

TEST(Rebuild, LookupTableSharedByAllCores) {
  ANE_CORPUS(corpus);
  const auto file = corpus_bytes(corpus / "hwx/tinygrad-sigmoid.hwx");
  HwxSpec spec = taken_from(file, style_v4_2_1(), 0x274);
  spec.constants = slice(file, kTextOffset + 0x280, 0x80);
  spec.weight_symbols = {{"K7E34322E7A3C6EEE0E48D4021C8BA1CEE6059248690CC29E3B321F09DE289336", 0}};
  spec.tensors = {tensor("image", Role::Input, {1, 1, 1, 77}), tensor("probs", Role::Output, {1, 1, 1, 77})};
  expect_same_file(spec, file);
}

TEST(Rebuild, OneInputWithoutConstants) {
  ANE_CORPUS(corpus);
  const auto file = corpus_bytes(corpus / "hwx/tinygrad-relu.hwx");
  HwxSpec spec = taken_from(file, style_v4_2_1(), 0x274);
  spec.tensors = {tensor("image", Role::Input, {1, 1, 1, 77}), tensor("probs", Role::Output, {1, 1, 1, 77})};
  expect_same_file(spec, file);
}

TEST(Rebuild, BuffersInAnotherOrderThanTensorRecords) {
  ANE_CORPUS(corpus);
  const auto file = corpus_bytes(corpus / "hwx/tinygrad-sum.hwx");
  HwxSpec spec = taken_from(file, style_v4_2_1(), 0x274);
  const Shape shape{1, 64, 1, 1};
  spec.tensors = {tensor("image", Role::Input, shape), tensor("image2", Role::Input, shape),
                  tensor("probs", Role::Output, shape)};
  spec.buffer_order = {1, 0, 2};
  expect_same_file(spec, file);
}

TEST(Rebuild, TwoLinkedTasks) {
  ANE_CORPUS(corpus);
  const auto file = corpus_bytes(corpus / "hwx/tinygrad-concat.hwx");
  HwxSpec spec = taken_from(file, style_v4_2_1(), 0x574);
  spec.tensors = {tensor("input_0", Role::Input, {1, 16384, 1, 1}),
                  tensor("input_1", Role::Input, {1, 16, 1, 1}),
                  tensor("output", Role::Output, {1, 16400, 1, 1})};
  spec.buffer_order = {1, 0, 2};
  expect_same_file(spec, file);
}

HwxSpec multiplication(const std::vector<std::uint8_t>& file, const Style& style) {
  HwxSpec spec = taken_from(file, style, 0x274);
  const Shape shape{1, 64, 1, 1};
  spec.tensors = {tensor("image", Role::Input, shape), tensor("image2", Role::Input, shape),
                  tensor("probs", Role::Output, shape)};
  return spec;
}

TEST(Rebuild, MacOs12FileWithNote) {
  ANE_CORPUS(corpus);
  const auto file = corpus_bytes(corpus / "hwx/mul-macos12.hwx");
  HwxSpec spec = multiplication(file, style_v5_4_1());
  spec.notes = {{"src model info", {0}}};
  expect_same_file(spec, file);
}

TEST(Rebuild, MacOs14FileWithProperty) {
  ANE_CORPUS(corpus);
  const auto file = corpus_bytes(corpus / "hwx/mul-macos14.hwx");
  expect_same_file(multiplication(file, style_v7_6_4()), file);
}

}  // namespace
}  // namespace ane::writer
