// Real files, rebuilt byte for byte from their tasks, constants, tensors, banner and symbol names alone.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
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

/// The names of weight chunks, which are opaque ids, in the order of the symbols.
std::vector<std::string> chunk_names(const std::vector<std::uint8_t>& file) {
  const std::string text(file.begin(), file.begin() + kTextOffset);
  const std::regex form("K[0-9A-F]{64}_ne_[0-9]+");
  std::vector<std::string> names;
  for (std::sregex_iterator at(text.begin(), text.end(), form); at != std::sregex_iterator(); ++at) {
    names.push_back(at->str());
  }
  return names;
}

/// A convolution of one pixel, with chunks of equal size.
void expect_convolution(const std::filesystem::path& path, std::uint32_t in, std::uint32_t out,
                        std::size_t chunk) {
  const auto file = corpus_bytes(path);
  HwxSpec spec = taken_from(file, style_v4_2_1(), 0x274);
  for (const std::string& name : chunk_names(file)) {
    spec.weight_symbols.push_back({name, spec.weight_symbols.size() * chunk});
  }
  spec.constants = slice(file, kTextOffset + 0x280, spec.weight_symbols.size() * chunk);
  spec.tensors = {tensor("image", Role::Input, {1, in, 1, 1}), tensor("probs", Role::Output, {1, out, 1, 1})};
  expect_same_file(spec, file);
}

TEST(Rebuild, ConvolutionsWithRelocatedWeights) {
  ANE_CORPUS(corpus);
  expect_convolution(corpus / "hwx/tinygrad-conv.hwx", 3, 3, 0x40);
  expect_convolution(corpus / "hwx/tinygrad-golden.hwx", 3, 3, 0x40);
  expect_convolution(corpus / "hwx/tinygrad-golden-first.hwx", 3, 2, 0x40);
  expect_convolution(corpus / "hwx/tinygrad-gemm.hwx", 512, 512, 0x8000);
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
  const auto expect = [&](const std::string& name, Shape shape) {
    const auto file = corpus_bytes(corpus / "hwx" / name);
    HwxSpec spec = taken_from(file, style_v4_2_1(), 0x274);
    spec.tensors = {tensor("image", Role::Input, shape), tensor("probs", Role::Output, shape)};
    expect_same_file(spec, file);
  };
  expect("tinygrad-relu.hwx", {1, 1, 1, 77});
  expect("tinygrad-relu-early.hwx", {1, 1, 1, 16});
  expect("tinygrad-golden-ddd6778.hwx", {1, 3, 1, 1});
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
