// Tasks whose operands stay on chip, reductions and rows, compared word for word with recorded programs.
//
// What stands in the tests and does not follow from shapes: run-time estimates, which areas of earlier tasks
// may be overlapped (Aliases, dependency), and where areas lie in L2. Those are a scheduler's choices without
// effect on results (execution-h13.md 3 and 12); they are read off the record.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <span>
#include <sstream>

#include "core/writer/samples.hpp"
#include "core/writer/stream_facts.hpp"
#include "tests/unit/writer/recorded.hpp"

namespace ane::writer {
namespace {

constexpr Aliases kNone = {};
constexpr Aliases kNeuralResult = {false, true, false, false};
constexpr Aliases kNeural = {true, true, false, false};
constexpr Aliases kPlanarResult = {false, false, false, true};

void expect_record(const std::filesystem::path& corpus, const std::string& name,
                   const std::vector<TaskBuilder>& tasks) {
  test::expect_words(tasks, EventHabit::MacOs14,
                     test::recorded_stream(corpus / "oracles/h13" / (name + ".json")));
}

/// Without the coefficient registers that tasks without coefficients leave out.
TaskBuilder shortened(TaskBuilder task) {
  leave_out_coefficients(task);
  return task;
}

/// A later task, whose result overlaps nothing.
TaskHabits later(std::uint32_t time, const Aliases& source, std::uint32_t dependency = 0) {
  TaskHabits habits = test::cycles(time);
  habits.source_aliases = source;
  habits.result_aliases = kNone;
  habits.dependency = dependency;
  return habits;
}

Operand at(Operand operand, std::uint64_t base, std::uint32_t row_padding = 0) {
  operand.area = chip_area(operand.shape, base, row_padding);
  return operand;
}

Operand chip(Shape stored, std::uint64_t base, std::uint32_t row_padding = 0) {
  return on_chip(stored, chip_area(stored, base, row_padding));
}

/// As chip(), and described as a tensor in `slot` too.
Operand handed_over(std::uint32_t slot, Shape stored, std::uint64_t base, std::uint32_t row_padding = 0) {
  Operand tensor = at(operand(slot, stored), base, row_padding);
  tensor.place = Place::Chip;
  tensor.handed_over = true;
  return tensor;
}

TEST(H13Chip, ReductionsOfOneTask) {
  ANE_CORPUS(corpus);
  const Shape shape{1, 64, 8, 8};
  ChannelReductionTask channels{{}, operand(4, shape), operand(5, {1, 1, 8, 8}), Pool::Maximum};
  expect_record(corpus, "reduce_max_axes_1", {shortened(channel_reduction_task(test::h13(), channels))});
  ReductionTask task{test::cycles(1), operand(4, shape), operand(5, {1, 64, 1, 1})};
  expect_record(corpus, "reduce_sum_axes_2_3", {shortened(reduction_task(test::h13(), task))});
  task.pool = Pool::Maximum;
  expect_record(corpus, "reduce_max_axes_2_3", {shortened(reduction_task(test::h13(), task))});
}

TEST(H13Chip, AbsoluteValueCopyAndAddWithReLU) {
  ANE_CORPUS(corpus);
  const Shape shape{1, 64, 1, 1};
  PlanarCopyTask absolute{{}, operand(4, shape), operand(5, shape), true};
  expect_record(corpus, "unary_abs_c64", {shortened(planar_copy_task(test::h13(), absolute))});
  const CopyTask tile{{}, operand(4, shape), operand(5, shape), Function::ReLU};
  expect_record(corpus, "tile_r_1x64x1x1_reps_1111", {shortened(copy_task(test::h13(), tile))});
  const Shape wide{1, 512, 1, 1};
  PlanarTask sum{test::cycles(4), operand(4, wide), operand(6, wide), operand(5, wide)};
  sum.relu = true;
  expect_record(corpus, "chain_add_relu_c512", {shortened(planar_task(test::h13(), sum))});
}

TEST(H13Chip, FittedTablesAreCopiesWithATable) {
  ANE_CORPUS(corpus);
  const Shape shape{1, 64, 1, 1};
  std::vector<Chunk> tables = test::chunks(16, 0x80);
  for (Chunk& chunk : tables) chunk.offset = 0;  // one table for all engines
  const CopyTask task{{}, operand(4, shape), operand(5, shape), Function::LookupTable, tables};
  for (const char* name : {"unary_gelu_c64", "unary_silu_c64"})
    expect_record(corpus, name, {copy_task(test::h13(), task)});
}

TEST(H13Chip, TranspositionToMemory) {
  ANE_CORPUS(corpus);
  CopyTask task{test::cycles(0x2d), operand(4, {1, 375, 1, 1024}), operand(5, {1, 1024, 1, 375})};
  // Both tensors are matrices in one plane: rows of theirs are the task's channels.
  task.source.strides = {768000, 2048, 768000, 2};
  task.result.strides = {786432, 768, 786432, 2};
  task.transpose = true;
  task.habits.layer = false;
  expect_record(corpus, "encoder_transpose_r3_021", {shortened(copy_task(test::h13(), task))});
}

TEST(H13Chip, DepthwiseConvolutionWithStrideTwo) {
  ANE_CORPUS(corpus);
  const auto list = test::chunks(16, 0x1c0);
  ConvTask task{test::cycles(0x744), operand(4, {1, 256, 1500, 64}), operand(5, {1, 256, 750, 32}), 3, 3, 2};
  task.groups = 256;
  task.uniform_bias = 0.250244140625;  // 0x3401
  task.chunks = list;
  task.habits.tile_height = 24;
  task.habits.shape_codes = ShapeCodes{0, 0, 2};
  expect_record(corpus, "encoder_conv_c256_n256_k3x3_s2_g256_bias1_same", {conv_task(test::h13(), task)});
}

std::vector<TaskBuilder> rows_program(Shape shape, Strides strides, std::uint32_t time,
                                      std::uint32_t rows_padding, std::uint32_t source_padding,
                                      ShapeCodes codes) {
  const Shape rows{1, 1, 2, shape.c};
  const std::uint64_t row_bytes = std::uint64_t{shape.c} * 2;
  const Operand staged = chip(rows, 0, rows_padding);
  CopyTask load{{}, operand(1, rows), staged};
  load.source.strides = {2 * row_bytes, 2 * row_bytes, row_bytes, 2};
  const std::uint64_t step = std::min<std::uint64_t>(row_bytes, 0x100);  // 128 columns at a time
  load.source.area = ChipArea{staged.area->row * 2, step, step, step};
  load.habits.layer = false;
  load.habits.shape_codes = codes;
  RowsTask task{later(time, kNeural), operand(4, shape), staged, operand(5, shape)};
  task.source.strides = task.result.strides = strides;
  task.source = at(task.source, load.source.area->base, source_padding);
  task.habits.prefetch = false;
  return {shortened(copy_task(test::h13(), load)), shortened(rows_task(test::h13(), task))};
}

TEST(H13Chip, ConstantRows) {
  ANE_CORPUS(corpus);
  const Shape shape{1, 64, 1, 1};
  const auto scalars = rows_program(shape, padded_strides(shape), 0, 0, 0x20, {0, 0, 1});
  expect_record(corpus, "binary_mul_c64_constant_blob", scalars);
  expect_record(corpus, "binary_real_div_c64_constant_scalar", scalars);
  expect_record(corpus, "env_bcast_add_1x1024x375_blob_1x1024x1",
                rows_program({1, 1024, 1, 375}, {786432, 768, 786432, 2}, 0x2e, 0x20, 0, {0, 0, 0}));
}

TEST(H13Chip, MatrixProductReadsAnImageWithColumnsAsChannels) {
  ANE_CORPUS(corpus);
  const auto list = test::chunks(16, 0x4000);
  const Operand passed = handed_over(3, {1, 256, 1, 1}, 0);
  CopyTask load{{}, operand(5, {1, 1, 1, 256}), passed};
  load.source.area = ChipArea{0x1000, 0x100, 0x100, 0x100};  // only a step of the row at a time
  load.transpose = true;
  load.habits.layer = false;
  load.habits.shape_codes = ShapeCodes{3, 0, 3};
  ConvTask product{later(7, kNeuralResult), passed, operand(4, {1, 1, 1, 512})};
  product.transpose = true;
  product.lanes_log2 = 4;
  product.chunks = list;
  expect_record(corpus, "matmul_m1_k256_n512_ty1",
                {shortened(copy_task(test::h13(), load)), conv_task(test::h13(), product)});
}

TEST(H13Chip, MatrixProductWithOneBiasForAll) {
  ANE_CORPUS(corpus);
  const auto list = test::chunks(16, 0x4000);
  const Operand passed = handed_over(3, {1, 1024, 1, 375}, 0);
  CopyTask load{test::cycles(0x16), operand(4, {1, 375, 1, 1024}), passed};
  load.source.strides = {768000, 2048, 768000, 2};
  load.source.area = ChipArea{0xbc000, 0x100, 0x17700, 0x17700};
  load.transpose = true;
  load.habits.layer = false;
  ConvTask product{later(10, kNeuralResult), passed, operand(5, {1, 128, 1, 375})};
  product.result.shape = {1, 375, 1, 128};
  product.result.strides = {96000, 256, 96000, 2};
  product.transpose = true;
  product.lanes_log2 = 3;
  product.uniform_bias = 0.250244140625;  // 0x3401
  product.chunks = list;
  expect_record(corpus, "encoder_linear_m375_k1024_n128_bias1",
                {shortened(copy_task(test::h13(), load)), conv_task(test::h13(), product)});
}

TEST(H13Chip, SoftmaxOverTheWidth) {
  ANE_CORPUS(corpus);
  const Shape shape{1, 512, 1, 1};
  const Shape row{1, 1, 1, 512};
  const auto table = test::chunks(1, 0x80);
  Operand kept = at(operand(4, shape), 0x2400);
  kept.place = Place::Kept;
  const Operand column = chip(shape, 0);
  const Operand second = chip(shape, 0x2040);
  const Operand passed = handed_over(3, row, 0x2000);

  ReductionTask maximum{test::cycles(2), kept, column, Pool::Maximum};
  maximum.habits.link = Link::First;
  PlanarTask shifted{later(0, kPlanarResult), chip(shape, 0x2400), column, passed, "Add", true};
  shifted.habits.link = Link::Second;
  shifted.broadcast2.width = true;
  shifted.transpose_result = true;
  shifted.scale = 1.4424;  // log2 e, 0x3dc5
  CopyTask power{later(0, kPlanarResult), passed, column, Function::LookupTable, table};
  power.transpose = true;
  ReductionTask sum{later(1, kNeuralResult), column, second};
  sum.habits.link = Link::First;
  sum.function = ReductionTask::Function::Reciprocal;
  PlanarTask product{later(0, kNone, 2), second, column, operand(5, shape), "Multiply"};
  product.habits.link = Link::Second;
  product.broadcast1.width = true;
  expect_record(corpus, "softmax_1x512x1x1",
                {shortened(reduction_task(test::h13(), maximum)),
                 shortened(planar_task(test::h13(), shifted)), copy_task(test::h13(), power),
                 shortened(reduction_task(test::h13(), sum)), shortened(planar_task(test::h13(), product))});
}

/// Single tasks of longer programs; the others are the recorded ones.
void expect_tasks(const std::filesystem::path& corpus, const std::string& name,
                  const std::map<std::size_t, TaskBuilder>& built) {
  const auto json = nlohmann::json::parse(test::read_file(corpus / "oracles/h13" / (name + ".json")));
  std::vector<test::Words> tasks;
  for (const auto& recorded : json["tasks"]) {
    test::Words words;
    for (const auto& word : recorded["words"]) {
      words.push_back(static_cast<std::uint32_t>(std::stoul(word.get<std::string>(), nullptr, 16)));
    }
    const auto ours = built.find(tasks.size());
    tasks.push_back(ours == built.end() ? words : *ours->second.encode());
  }
  const auto text = link_tasks(*test::h13(), tasks, EventHabit::MacOs14);
  ASSERT_TRUE(text) << text.error().message;
  const test::Words words = test::words_of(*text);
  const test::Words expected = test::recorded_stream(corpus / "oracles/h13" / (name + ".json"));
  ASSERT_EQ(words.size(), expected.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    EXPECT_EQ(words[i], expected[i]) << name << ", word " << i << std::hex << ": " << words[i]
                                     << " instead of " << expected[i];
  }
}

// Not built: task 1, a sum by groups whose result goes to memory with ResultType 1, of which this is the only
// record.
TEST(H13Chip, TransposingCopyBeforeASumOverChannels) {
  ANE_CORPUS(corpus);
  CopyTask task{{}, at(operand(4, {1, 64, 8, 8}), 0x2100, 0x30), chip({1, 8, 8, 64}, 0, 0x20)};
  task.transpose = true;
  task.habits.layer = false;
  expect_tasks(corpus, "reduce_sum_axes_1", {{0, shortened(copy_task(test::h13(), task))}});
}

TEST(H13Chip, ProductsWithATableBetween) {
  ANE_CORPUS(corpus);
  const auto wide = test::chunks(16, 0x8080);
  auto narrow = test::chunks(16, 0x8000);
  for (Chunk& chunk : narrow) chunk.offset += 16 * 0x8080;
  const Operand passed = handed_over(3, {1, 256, 8, 8}, 0x20180, 0x30);
  CopyTask load{{}, operand(5, {1, 8, 8, 256}), passed};
  load.source.strides = {32768, 512, 4096, 2};  // eight rows of the matrix are eight channels
  load.source.area = ChipArea{0x28300, 0x40, 0x220, 0x200};
  load.transpose = true;
  load.habits.layer = false;
  load.habits.shape_codes = ShapeCodes{3, 3, 3};
  ConvTask first{later(15, kNeuralResult), passed, chip({1, 1024, 8, 8}, 0, 0x30)};
  first.lanes_log2 = 5;
  first.function = Function::LookupTable;
  first.chunks = wide;
  ConvTask second{later(15, kNeuralResult), first.result, chip({1, 8, 8, 256}, 0x20180)};
  second.result.area->depth = 0x8000;  // the next task sees 64 rows of one image
  second.lanes_log2 = 4;
  second.transpose = true;
  second.chunks = narrow;
  CopyTask store{later(0, kNeuralResult), chip({1, 64, 1, 256}, 0x20180), operand(4, {1, 64, 1, 256})};
  store.result.strides = {32768, 512, 32768, 2};
  store.habits.layer = false;
  expect_record(corpus, "chain_ffn_d256_s64",
                {shortened(copy_task(test::h13(), load)), conv_task(test::h13(), first),
                 conv_task(test::h13(), second), shortened(copy_task(test::h13(), store))});
}

// Not built: tasks 0 and 7 stage a kernel with interleaved channels, 2 and 8 read one from scratch memory.
TEST(H13Chip, SoftmaxInsideAttention) {
  ANE_CORPUS(corpus);
  const Shape square{1, 64, 1, 64};
  const auto rows = chip(square, 0x80);
  const auto values = chip({1, 1, 1, 64}, 0);
  std::vector<Chunk> tables = test::chunks(16, 0x80);
  for (Chunk& chunk : tables) chunk.offset = 0;

  CopyTask keys{later(0, kNeural), operand(4, square), on_chip(square, {0x2080, 0x90, 0x2400, 0x2400})};
  keys.source.strides = {8192, 128, 8192, 2};
  keys.source.area = chip_area(square, 0x4480);
  keys.transpose = true;
  keys.habits.layer = false;
  keys.habits.result_aliases = Aliases{true, true, false, true};
  ReductionTask maximum{later(0, kNone, 1), rows, values, Pool::Maximum};
  maximum.transpose_result = true;
  maximum.habits.link = Link::First;
  maximum.habits.patch_height = 1;
  PlanarTask shifted{later(0, kPlanarResult), rows, values, rows, "Add", true};
  shifted.habits.link = Link::Second;
  shifted.habits.patch_height = 1;
  shifted.broadcast2.width = true;
  shifted.transpose2 = true;
  shifted.scale = 1.4424;  // log2 e, 0x3dc5
  CopyTask power{later(0, kNone, 2), rows, rows, Function::LookupTable, tables};
  power.habits.shape_codes = ShapeCodes{1, 1, 1};
  ReductionTask sum{later(0, kPlanarResult, 1), rows, values};
  sum.transpose_result = true;
  sum.habits.link = Link::First;
  sum.function = ReductionTask::Function::Reciprocal;
  expect_tasks(corpus, "env_chain_attention_s64_d64",
               {{1, shortened(copy_task(test::h13(), keys))},
                {3, shortened(reduction_task(test::h13(), maximum))},
                {4, shortened(planar_task(test::h13(), shifted))},
                {5, copy_task(test::h13(), power)},
                {6, shortened(reduction_task(test::h13(), sum))}});
}

/// The registers of a linked stream, task by task; header words under 0x100000 and more.
std::vector<std::map<std::uint32_t, std::uint32_t>> registers_of(const test::Words& stream) {
  constexpr std::uint32_t kHeader = 0x100000;
  std::vector<std::map<std::uint32_t, std::uint32_t>> tasks;
  std::size_t at = 0, length = 126;
  do {
    const auto words = std::span(stream).subspan(at, length);
    auto& registers = tasks.emplace_back();
    for (std::uint32_t i = 0; i < 10; ++i) registers[kHeader + i] = words[i];
    visit_writes(*test::h13(), words,
                 [&](std::uint32_t address, std::size_t index) { registers[address] = words[index]; });
    at = words[7] / 4;
    length = (words[1] >> 16 & 0x1ff) + 1;
  } while (at != 0);
  return tasks;
}

/// Records of which vectors/chains.json holds the registers and three header words.
void expect_blocks(const std::filesystem::path& corpus, const std::string& name, const test::Words& stream) {
  const auto built = registers_of(stream);
  const auto chains = nlohmann::json::parse(test::read_file(corpus / "vectors/chains.json"));
  for (const auto& record : chains["cases"]) {
    if (record["record"] != name) continue;
    ASSERT_EQ(built.size(), record["task_blocks"].size());
    for (std::size_t task = 0; task < built.size(); ++task) {
      const auto& recorded = record["task_blocks"][task];
      for (const auto& [index, word] : recorded["header"].items()) {
        EXPECT_EQ(built[task].at(0x100000 + static_cast<std::uint32_t>(std::stoul(index))),
                  std::stoul(word.get<std::string>(), nullptr, 16))
            << name << ", task " << task << ", header word " << index;
      }
      for (const auto& [base, words] : recorded["blocks"].items()) {
        std::istringstream values(words.get<std::string>());
        auto address = static_cast<std::uint32_t>(std::stoul(base, nullptr, 16));
        for (std::string value; values >> value; address += 4) {
          const auto ours = built[task].find(address);
          if (ours == built[task].end()) continue;  // coefficient registers of a task without any
          EXPECT_EQ(ours->second, std::stoul(value, nullptr, 16))
              << name << ", task " << task << ", register " << std::hex << address;
        }
      }
    }
    return;
  }
  ADD_FAILURE() << "no record " << name;
}

test::Words linked(const TaskBuilder& task) {
  return test::words_of(*link_tasks(*test::h13(), {*task.encode()}, EventHabit::MacOs14));
}

TEST(H13Chip, TheSampleSoftmaxIsARecordedProgram) {
  ANE_CORPUS(corpus);
  const auto found = std::find_if(samples().begin(), samples().end(),
                                  [](const Sample& sample) { return sample.name == "softmax"; });
  ASSERT_NE(found, samples().end());
  const auto file = found->build();
  ASSERT_TRUE(file) << file.error().message;
  expect_blocks(corpus, "norm_softmax_a1_1x64x1x1", test::words_of({file->begin() + 0x4000, file->end()}));
}

TEST(H13Chip, ExponentialIsAScaleBeforeATable) {
  ANE_CORPUS(corpus);
  std::vector<Chunk> tables = test::chunks(16, 0x80);
  for (Chunk& chunk : tables) chunk.offset = 0;
  const Shape shape{1, 64, 1, 1};
  CopyTask task{{}, operand(4, shape), operand(5, shape), Function::LookupTable, tables};
  expect_blocks(corpus, "unary_sqrt_c64", linked(copy_task(test::h13(), task)));
  task.scale = 1.4424;  // log2 e, 0x3dc5
  expect_blocks(corpus, "unary_exp_c64", linked(copy_task(test::h13(), task)));
}

}  // namespace
}  // namespace ane::writer
