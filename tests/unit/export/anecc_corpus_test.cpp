// Real files: what anecc makes of each is recorded in docs/formats/anec.md, section 7.1.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/export/anecc.hpp"
#include "tests/support/sha256.hpp"
#include "tests/unit/anec/anec_samples.hpp"

namespace ane::exporter {
namespace {

using test::AnecFile;
using test::Bytes;
using Tiles = std::vector<std::uint32_t>;                  ///< of the channels 0, 4, 5 …
using Shapes = std::vector<std::array<std::uint64_t, 6>>;  ///< of the channels 4, 5 …

struct Expected {
  std::string name;
  std::uint64_t payload_bytes;
  std::uint32_t task_count;
  std::uint64_t task_bytes, weight_bytes;
  std::uint32_t sources;
  Tiles tiles;
  Shapes shapes;
  std::uint64_t file_bytes;
  std::string sha256;  ///< its start
};

const std::vector<Expected>& expected() {
  static const Shapes three(3, {1, 64, 1, 1, 64, 64});
  static const Shapes two(2, {1, 3, 1, 1, 64, 64});
  static const Shapes row(2, {1, 1, 1, 77, 192, 192});
  static const std::vector<Expected> list = {
      {"mul-macos12", 0x4280, 1, 0x274, 0x4000, 2, {2, 1, 1, 1}, three, 21120, "e34ee2b397bf808f"},
      {"mul-macos14", 0x4280, 1, 0x274, 0x4000, 2, {2, 1, 1, 1}, three, 21120, "efb664c4bb7247cb"},
      {"tinygrad-concat",
       0x4580,
       2,
       0x574,
       0x4000,
       2,
       {2, 65, 1, 64},
       {{1, 16400, 1, 1, 64, 64}, {1, 16, 1, 1, 64, 64}, {1, 16384, 1, 1, 64, 64}},
       21888,
       "c873c44bc7ba5c24"},
      {"tinygrad-conv", 0x340, 1, 0x274, 0xc0, 1, {1, 1, 1}, two, 4928, "559ee823d48528a1"},
      {"tinygrad-gemm",
       0x80280,
       1,
       0x274,
       0x80000,
       1,
       {33, 2, 2},
       Shapes(2, {1, 512, 1, 1, 64, 64}),
       529024,
       "24ba5cfdb02ef232"},
      {"tinygrad-golden-ddd6778", 0x4280, 1, 0x274, 0x4000, 1, {2, 1, 1}, two, 21120, "b5efc4f490e816e9"},
      {"tinygrad-golden-first",
       0x300,
       1,
       0x274,
       0x80,
       1,
       {1, 1, 1},
       {{1, 2, 1, 1, 64, 64}, {1, 3, 1, 1, 64, 64}},
       4864,
       "3904d7f9a2413ae3"},
      {"tinygrad-golden", 0x340, 1, 0x274, 0xc0, 1, {1, 1, 1}, two, 4928, "87658782f4c3774c"},
      {"tinygrad-relu-early",
       0x4280,
       1,
       0x274,
       0x4000,
       1,
       {2, 1, 1},
       Shapes(2, {1, 1, 1, 16, 64, 64}),
       21120,
       "1f05d591927ac4b9"},
      {"tinygrad-relu", 0x4280, 1, 0x274, 0x4000, 1, {2, 1, 1}, row, 21120, "d4bff03e805ac729"},
      {"tinygrad-sigmoid", 0x300, 1, 0x274, 0x80, 1, {1, 1, 1}, row, 4864, "ad31385c3ee6cb9d"},
      {"tinygrad-sum", 0x4280, 1, 0x274, 0x4000, 2, {2, 1, 1, 1}, three, 21120, "012e092cf4701754"},
  };
  return list;
}

void expect_header(const AneccFile& file, const Expected& wanted) {
  EXPECT_EQ(file.payload_bytes, wanted.payload_bytes);
  EXPECT_EQ(file.first_task_bytes, 0x274u);
  EXPECT_EQ(file.task_count, wanted.task_count);
  EXPECT_EQ(file.task_bytes, wanted.task_bytes);
  EXPECT_EQ(file.weight_bytes, wanted.weight_bytes);
  EXPECT_EQ(file.sources, wanted.sources);
  EXPECT_EQ(file.results, 1u);
  EXPECT_EQ(file.names.size(), wanted.shapes.size());
  std::array<std::uint32_t, anec::kChannels> tiles{};
  tiles[0] = wanted.tiles.at(0);
  std::copy(wanted.tiles.begin() + 1, wanted.tiles.end(), tiles.begin() + anec::kFirstBuffer);
  EXPECT_EQ(file.tiles, tiles);
  decltype(file.shapes) shapes{};
  std::copy(wanted.shapes.begin(), wanted.shapes.end(), shapes.begin() + anec::kFirstBuffer);
  EXPECT_EQ(file.shapes, shapes);
}

/// Header, zeros up to 0x1000, payload.
Bytes written(const AneccFile& file, const Bytes& source) {
  Bytes bytes(anec::payload::kAt1000);
  const std::array<std::uint64_t, 7> numbers = {file.payload_bytes, file.first_task_bytes, file.task_count,
                                                file.task_bytes,    file.weight_bytes,     file.sources,
                                                file.results};
  for (std::size_t i = 0; i < numbers.size(); ++i) AnecFile::set(bytes, anec::header::kAll[i], numbers[i]);
  for (std::size_t i = 0; i < anec::kChannels; ++i) {
    AnecFile::put(bytes, anec::tiles::kOffset + i * anec::tiles::kStep, file.tiles[i], anec::tiles::kStep);
    for (std::size_t k = 0; k < anec::nchw::kAll.size(); ++k)
      AnecFile::set(bytes, anec::nchw::kAll[k], file.shapes[i][k],
                    anec::nchw::kOffset + i * anec::nchw::kStep);
  }
  const auto payload = source.begin() + static_cast<std::ptrdiff_t>(file.payload.offset);
  bytes.insert(bytes.end(), payload, payload + static_cast<std::ptrdiff_t>(file.payload.size));
  return bytes;
}

TEST(AneccCorpus, IsConvertedAsByAnecc) {
  ANE_CORPUS(corpus);
  for (const Expected& wanted : expected()) {
    SCOPED_TRACE(wanted.name);
    const Bytes bytes = test::file_bytes(corpus / "hwx" / (wanted.name + ".hwx"));
    const SourcePtr source = memory_source(bytes);
    const auto file = search_as_anecc(ByteView(*source), false);
    ASSERT_TRUE(file) << file.error().message;
    expect_header(*file, wanted);
    const Bytes made = written(*file, bytes);
    EXPECT_EQ(made.size(), wanted.file_bytes);
    EXPECT_EQ(test::sha256(made).substr(0, wanted.sha256.size()), wanted.sha256);
  }
}

}  // namespace
}  // namespace ane::exporter
