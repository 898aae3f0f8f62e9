// The real files of docs/formats/anec.md, section 7.1.

#include "tests/unit/export/export_samples.hpp"

namespace ane::exporter {
namespace {

using test::Bytes;

struct ChannelRow {
  std::uint32_t channel, tiles;
  std::array<std::uint64_t, 6> shape;
};

struct Row {
  const char* name;
  std::uint64_t size, tasks, weights;
  std::uint32_t task_count, sources, results, command_tiles;
  std::vector<ChannelRow> channels;
  std::size_t file_bytes;
  const char* hash;
};

constexpr std::array<std::uint64_t, 6> k64 = {1, 64, 1, 1, 64, 64}, k3 = {1, 3, 1, 1, 64, 64};
constexpr std::array<std::uint64_t, 6> k77 = {1, 1, 1, 77, 192, 192};
constexpr std::array<std::uint64_t, 6> k512 = {1, 512, 1, 1, 64, 64}, k16 = {1, 1, 1, 16, 64, 64};

const std::vector<Row>& rows() {
  static const std::vector<ChannelRow> mul = {{4, 1, k64}, {5, 1, k64}, {6, 1, k64}};
  static const std::vector<Row> all = {
      {"mul-macos12", 0x4280, 0x274, 0x4000, 1, 2, 1, 2, mul, 21120, "e34ee2b397bf808f"},
      {"mul-macos14", 0x4280, 0x274, 0x4000, 1, 2, 1, 2, mul, 21120, "efb664c4bb7247cb"},
      {"tinygrad-concat",
       0x4580,
       0x574,
       0x4000,
       2,
       2,
       1,
       2,
       {{4, 65, {1, 16400, 1, 1, 64, 64}}, {5, 1, {1, 16, 1, 1, 64, 64}}, {6, 64, {1, 16384, 1, 1, 64, 64}}},
       21888,
       "c873c44bc7ba5c24"},
      {"tinygrad-conv", 0x340, 0x274, 0xc0, 1, 1, 1, 1, {{4, 1, k3}, {5, 1, k3}}, 4928, "559ee823d48528a1"},
      {"tinygrad-gemm",
       0x80280,
       0x274,
       0x80000,
       1,
       1,
       1,
       33,
       {{4, 2, k512}, {5, 2, k512}},
       529024,
       "24ba5cfdb02ef232"},
      {"tinygrad-golden-ddd6778",
       0x4280,
       0x274,
       0x4000,
       1,
       1,
       1,
       2,
       {{4, 1, k3}, {5, 1, k3}},
       21120,
       "b5efc4f490e816e9"},
      {"tinygrad-golden-first",
       0x300,
       0x274,
       0x80,
       1,
       1,
       1,
       1,
       {{4, 1, {1, 2, 1, 1, 64, 64}}, {5, 1, k3}},
       4864,
       "3904d7f9a2413ae3"},
      {"tinygrad-golden", 0x340, 0x274, 0xc0, 1, 1, 1, 1, {{4, 1, k3}, {5, 1, k3}}, 4928, "87658782f4c3774c"},
      {"tinygrad-relu-early",
       0x4280,
       0x274,
       0x4000,
       1,
       1,
       1,
       2,
       {{4, 1, k16}, {5, 1, k16}},
       21120,
       "1f05d591927ac4b9"},
      {"tinygrad-relu",
       0x4280,
       0x274,
       0x4000,
       1,
       1,
       1,
       2,
       {{4, 1, k77}, {5, 1, k77}},
       21120,
       "d4bff03e805ac729"},
      {"tinygrad-sigmoid",
       0x300,
       0x274,
       0x80,
       1,
       1,
       1,
       1,
       {{4, 1, k77}, {5, 1, k77}},
       4864,
       "ad31385c3ee6cb9d"},
      {"tinygrad-sum", 0x4280, 0x274, 0x4000, 1, 2, 1, 2, mul, 21120, "012e092cf4701754"},
  };
  return all;
}

void expect_row(const Row& row, const anec::Anec& header) {
  EXPECT_EQ(header.payload_bytes, row.size);
  EXPECT_EQ(header.first_task_bytes, 0x274u);
  EXPECT_EQ(header.task_count, row.task_count);
  EXPECT_EQ(header.task_bytes, row.tasks);
  EXPECT_EQ(header.weight_bytes, row.weights);
  EXPECT_EQ(header.sources, row.sources);
  EXPECT_EQ(header.results, row.results);
  std::array<ChannelRow, anec::kChannels> expected{};
  expected[0].tiles = row.command_tiles;
  for (const ChannelRow& channel : row.channels) expected.at(channel.channel) = channel;
  for (std::uint32_t i = 0; i < anec::kChannels; ++i) {
    const anec::Channel& channel = header.channels[i];
    EXPECT_EQ(channel.tiles, expected[i].tiles) << i;
    const std::array<std::uint64_t, 6> shape = {channel.shape[0], channel.shape[1],     channel.shape[2],
                                                channel.shape[3], channel.plane_stride, channel.row_stride};
    EXPECT_EQ(shape, expected[i].shape) << i;
  }
}

void expect_file(const Row& row, const document::DocumentPtr& hwx, Mode mode) {
  const Bytes bytes = test::exported(hwx, test::in_mode(mode));
  EXPECT_EQ(bytes.size(), row.file_bytes);
  EXPECT_EQ(test::sha256(bytes).substr(0, 16), row.hash);
  const auto written = test::open(bytes);
  ASSERT_NE(written->anec(), nullptr);
  expect_row(row, *written->anec());
  expect_row(row, test::plan_of(hwx, test::in_mode(mode)).header);
}

TEST(Published, ProgramsGiveTheFilesOfTheTable) {
  ANE_CORPUS(corpus);
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.name);
    const auto hwx = test::open_corpus(corpus, row.name);
    expect_file(row, hwx, Mode::Anecc);
    if (std::string_view(row.name) == "mul-macos14") continue;
    expect_file(row, hwx, Mode::Correct);
    const Plan plan = test::plan_of(hwx);
    EXPECT_TRUE(plan.changes.empty());
    EXPECT_EQ(test::lines_of(plan), test::Lines());
  }
}

TEST(Published, ProgramWithItsInputsFirstDiffersInOneWord) {
  ANE_CORPUS(corpus);
  const auto hwx = test::open_corpus(corpus, "mul-macos14");
  const Plan plan = test::plan_of(hwx);
  ASSERT_EQ(plan.changes.size(), 1u);
  EXPECT_EQ(plan.changes[0].before, 0x26964u);
  EXPECT_EQ(plan.changes[0].after, 0x249a5u);
  const Bytes correct = test::exported(hwx);
  EXPECT_EQ(test::sha256(correct).substr(0, 12), "4d58f01a9bf1");
  const Bytes copied = test::exported(hwx, test::in_mode(Mode::Anecc));
  ASSERT_EQ(copied.size(), correct.size());
  for (std::size_t at = 0; at < copied.size(); at += 4) {
    if (at == 0x1020) {
      EXPECT_EQ(test::u32_at(copied, at), 0x26964u);
      EXPECT_EQ(test::u32_at(correct, at), 0x249a5u);
    } else {
      ASSERT_EQ(test::u32_at(copied, at), test::u32_at(correct, at)) << at;
    }
  }
}

TEST(Published, FilesAreMadeAgainByteForByte) {
  ANE_CORPUS(corpus);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(corpus / "anec")) {
    const std::string name = entry.path().stem();
    SCOPED_TRACE(name);
    const auto hwx = test::open_corpus(corpus, name);
    for (const Mode mode : {Mode::Correct, Mode::Anecc})
      EXPECT_EQ(test::exported(hwx, test::in_mode(mode)), test::file_bytes(entry.path()));
    ++files;
  }
  EXPECT_EQ(files, 5u);
}

}  // namespace
}  // namespace ane::exporter
