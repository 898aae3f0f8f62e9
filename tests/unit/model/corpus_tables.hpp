#pragma once
// What the corpus files hold, transcribed from container.md 14.1, 14.3 and 14.4. Nothing here was printed by
// our own programs.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace ane::test {

struct TensorRow {
  std::string_view role;  ///< "input" or "output"
  std::string_view name;  ///< as callers bind it: outputs end in @output
  std::uint32_t buffer;
  std::array<std::uint64_t, 4> shape;
  std::array<std::uint64_t, 4> strides;
};

/// Container: one row of table 14.1.
struct FileRow {
  std::string_view file;
  std::uint64_t bytes;
  std::string_view compiler;
  std::uint32_t commands;
  std::size_t tasks;
  std::vector<TensorRow> tensors;
  std::uint64_t weights;         ///< bytes of the section that base address 1 points to
  std::uint32_t weight_symbols;  ///< K-symbols
  std::uint32_t relocations;
  bool weights_all_zero;
};

inline constexpr std::uint32_t kTaskBytes = 0x274;  // every task of every file

/// Tasks: one row of table 14.4. Words 3 and 5 are 0 everywhere.
struct TaskRow {
  std::string_view file;
  std::size_t task;
  std::uint64_t offset;
  std::uint32_t word0, word1, word2, word4, word6, word7, word8;
  std::vector<std::uint32_t> reads;
  std::uint32_t writes;
  std::uint32_t word9;
};

inline const std::vector<FileRow>& file_rows() {
  using Shape = std::array<std::uint64_t, 4>;
  static const Shape c3 = {1, 3, 1, 1}, c3_strides = {192, 64, 64, 2};
  static const Shape c64 = {1, 64, 1, 1}, c64_strides = {4096, 64, 64, 2};
  static const Shape w77 = {1, 1, 1, 77}, w77_strides = {192, 192, 192, 2};
  static const Shape w16 = {1, 1, 1, 16}, w16_strides = {64, 64, 64, 2};
  static const std::vector<FileRow> rows = {
      {"mul-macos12.hwx",
       49152,
       "v5.4.1",
       15,
       1,
       {{"input", "image", 5, c64, c64_strides},
        {"input", "image2", 6, c64, c64_strides},
        {"output", "probs@output", 4, c64, c64_strides}},
       0x4000,
       0,
       0,
       true},
      {"mul-macos14.hwx",
       49152,
       "v7.6.4",
       14,
       1,
       {{"input", "image", 4, c64, c64_strides},
        {"input", "image2", 5, c64, c64_strides},
        {"output", "probs@output", 6, c64, c64_strides}},
       0x4000,
       0,
       0,
       true},
      {"tinygrad-concat.hwx",
       49152,
       "v4.2.1",
       14,
       2,
       {{"input", "input_1", 5, {1, 16, 1, 1}, {1024, 64, 64, 2}},
        {"input", "input_0", 6, {1, 16384, 1, 1}, {1048576, 64, 64, 2}},
        {"output", "output@output", 4, {1, 16400, 1, 1}, {1049600, 64, 64, 2}}},
       0x4000,
       0,
       0,
       true},
      {"tinygrad-conv.hwx",
       32768,
       "v4.2.1",
       11,
       1,
       {{"input", "image", 5, c3, c3_strides}, {"output", "probs@output", 4, c3, c3_strides}},
       0xc0,
       3,
       3,
       false},
      {"tinygrad-gemm.hwx",
       557056,
       "v4.2.1",
       11,
       1,
       {{"input", "image", 5, {1, 512, 1, 1}, {32768, 64, 64, 2}},
        {"output", "probs@output", 4, {1, 512, 1, 1}, {32768, 64, 64, 2}}},
       0x80000,
       16,
       16,
       true},
      {"tinygrad-golden-ddd6778.hwx",
       49152,
       "v4.2.1",
       11,
       1,
       {{"input", "image", 5, c3, c3_strides}, {"output", "probs@output", 4, c3, c3_strides}},
       0x4000,
       0,
       0,
       true},
      {"tinygrad-golden-first.hwx",
       32768,
       "v4.2.1",
       11,
       1,
       {{"input", "image", 5, c3, c3_strides}, {"output", "probs@output", 4, {1, 2, 1, 1}, {128, 64, 64, 2}}},
       0x80,
       2,
       2,
       false},
      {"tinygrad-golden.hwx",
       32768,
       "v4.2.1",
       11,
       1,
       {{"input", "image", 5, c3, c3_strides}, {"output", "probs@output", 4, c3, c3_strides}},
       0xc0,
       3,
       3,
       false},
      {"tinygrad-relu-early.hwx",
       49152,
       "v4.2.1",
       11,
       1,
       {{"input", "image", 5, w16, w16_strides}, {"output", "probs@output", 4, w16, w16_strides}},
       0x4000,
       0,
       0,
       true},
      {"tinygrad-relu.hwx",
       49152,
       "v4.2.1",
       11,
       1,
       {{"input", "image", 5, w77, w77_strides}, {"output", "probs@output", 4, w77, w77_strides}},
       0x4000,
       0,
       0,
       true},
      {"tinygrad-sigmoid.hwx",
       32768,
       "v4.2.1",
       11,
       1,
       {{"input", "image", 5, w77, w77_strides}, {"output", "probs@output", 4, w77, w77_strides}},
       0x80,
       1,
       1,
       false},
      {"tinygrad-sum.hwx",
       49152,
       "v4.2.1",
       14,
       1,
       {{"input", "image2", 5, c64, c64_strides},
        {"input", "image", 6, c64, c64_strides},
        {"output", "probs@output", 4, c64, c64_strides}},
       0x4000,
       0,
       0,
       true},
  };
  return rows;
}

inline const std::vector<TaskRow>& task_rows() {
  static constexpr std::uint32_t kFlags = 0x30009800;  // word 6
  static const std::vector<TaskRow> rows = {
      {"mul-macos12.hwx", 0, 0, 0x02000000, 0, 0x422, 0xfff86a, kFlags, 0, 0x249a5, {5, 6}, 4, 0},
      {"mul-macos14.hwx", 0, 0, 0x02000000, 0, 0x42a, 0xfff86a, kFlags, 0, 0x26964, {4, 5}, 6, 0},
      {"tinygrad-concat.hwx", 0, 0, 0x00000000, 0x009c0000, 0x400, 0x68, kFlags, 0x300, 0x5824026, {6}, 4, 0},
      {"tinygrad-concat.hwx", 1, 0x300, 0x03000001, 0, 0x422, 0x6a, kFlags, 0, 0x5024025, {5}, 4, 0},
      {"tinygrad-conv.hwx", 0, 0, 0x02000000, 0, 0x422, 0xfff86a, kFlags, 0, 0x3024025, {5}, 4, 0x21},
      {"tinygrad-gemm.hwx", 0, 0, 0x02000000, 0, 0x422, 0xfff86a, kFlags, 0, 0x5024025, {5}, 4, 0x21},
      {"tinygrad-golden-ddd6778.hwx", 0, 0, 0x02000000, 0, 0x422, 0x6a, kFlags, 0, 0x3024025, {5}, 4, 0},
      {"tinygrad-golden-first.hwx", 0, 0, 0x02000000, 0, 0x422, 0xfff86a, kFlags, 0, 0x2024025, {5}, 4, 0x21},
      {"tinygrad-golden.hwx", 0, 0, 0x02000000, 0, 0x422, 0xfff86a, kFlags, 0, 0x3024025, {5}, 4, 0x21},
      {"tinygrad-relu-early.hwx", 0, 0, 0x02000000, 0, 0x422, 0xfff86a, kFlags, 0, 0x1024025, {5}, 4, 0},
      {"tinygrad-relu.hwx", 0, 0, 0x02000000, 0, 0x422, 0xfff86a, kFlags, 0, 0x1024025, {5}, 4, 0},
      {"tinygrad-sigmoid.hwx", 0, 0, 0x02000000, 0, 0x422, 0xfff86a, kFlags, 0, 0x1024025, {5}, 4, 0x21},
      {"tinygrad-sum.hwx", 0, 0, 0x02000000, 0, 0x422, 0xfff86a, kFlags, 0, 0x24966, {6, 5}, 4, 0},
  };
  return rows;
}

}  // namespace ane::test
