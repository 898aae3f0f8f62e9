#include "core/model/lookup_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "core/base/bits.hpp"
#include "core/document/document.hpp"
#include "core/model/table_function.hpp"
#include "core/writer/lookup_table.hpp"
#include "tests/support/corpus.hpp"

namespace ane::model {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

LookupTable parse(std::vector<std::uint8_t> bytes) {
  const SourcePtr source = memory_source(std::move(bytes));
  const auto table = LookupTable::parse(ByteView(*source));
  EXPECT_TRUE(table);
  return *table;
}

/// A table of samples at start + j * 2^-shift.
LookupTable sampled(Function function, std::uint16_t mode, std::uint16_t shift, double start, double y_low,
                    double y_high) {
  writer::LookupTable table;
  table.x_high = kInfinity;
  table.y_low = y_low;
  table.y_high = y_high;
  table.shift = shift;
  table.mode = mode;
  for (std::size_t j = 0; j < 33; ++j) {
    const double y = exact(function, 0, start + std::ldexp(static_cast<double>(j), -shift));
    table.samples[j] = std::isfinite(y) ? y : 0;
  }
  if (mode == 0x0a) table.x_low = -25, table.x_high = 16;
  return parse(writer::encode_table(table));
}

LookupTable sigmoid_of_the_corpus(const std::filesystem::path& corpus) {
  const auto document =
      document::open_document((corpus / "hwx/tinygrad-sigmoid.hwx").string(), regdb::Database::embedded());
  EXPECT_TRUE(document);
  task::StateTracker state(*(*document)->generation());
  Diagnostics problems;
  const task::Task task = (*document)->decode(0, problems);
  state.apply(task, 0);
  const auto table = table_of((*document)->file(), Facts(*(*document)->generation(), task, state),
                              buffers_of(**document, 0));
  EXPECT_TRUE(table);
  return *table;
}

// weights-h13.md 4.5
TEST(LookupTable, TheSigmoidOfTheCorpus) {
  ANE_CORPUS(corpus);
  const LookupTable table = sigmoid_of_the_corpus(corpus);
  EXPECT_EQ(table.x_low(), -9.9375);
  EXPECT_EQ(table.x_high(), 8.3203125);
  EXPECT_EQ(table.shift(), 1);
  EXPECT_EQ(table.mode_word(), 0x01);
  EXPECT_EQ(table.half(4), 0x0d7f);
  EXPECT_EQ(table.half(36), 0x3bff);
  EXPECT_EQ(table.sample_x(0), -8);
  EXPECT_EQ(table.sample_x(32), 8);
  EXPECT_EQ(table.evaluate(3.0), 0.95263671875) << "as the hardware printed it";
  EXPECT_EQ(table.evaluate(0.0), 0.5);
  EXPECT_NEAR(table.evaluate(1.25).value(), 0.774170, 1e-6);
  EXPECT_NEAR(table.evaluate(-9).value(), 0.000163, 1e-6);
  EXPECT_EQ(table.evaluate(8.4), 1.0);
  EXPECT_EQ(table.evaluate(-10), 0.0);
  const auto found = identify(table);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->function, Function::Sigmoid);
  EXPECT_EQ(table_sentence(table), "sigmoid, all 33 samples exact");
  EXPECT_NEAR(table_error(table, *found, -8, 8).largest, 0.00334, 0.00006);
}

TEST(LookupTable, TanhIsOdd) {
  const LookupTable table = parse(writer::encode_table(writer::tanh_table()));
  for (const double x : {0.0, 0.125, 1.03, 3.999, 4.0, 17.0}) {
    EXPECT_EQ(table.evaluate(-x).value(), -table.evaluate(x).value()) << x;
    EXPECT_NEAR(table.evaluate(x).value(), std::tanh(x), 0.0017) << x;
  }
  EXPECT_EQ(table_sentence(table), "tanh, all 33 samples exact");
  EXPECT_NEAR(table_error(table, *identify(table), 0, 4).largest, 0.00164, 0.00005);
}

TEST(LookupTable, DegenerateTablesAreStraightLines) {
  const LookupTable leaky = parse(writer::encode_table(writer::leaky_relu_table(0.25)));
  EXPECT_EQ(leaky.evaluate(-8), -2);
  EXPECT_EQ(leaky.evaluate(8), 8);
  EXPECT_EQ(table_sentence(leaky), "leaky relu 0.25, by its straight pieces");
  const LookupTable maximum = parse(writer::encode_table(writer::maximum_table(0.5)));
  EXPECT_EQ(maximum.evaluate(-3), 0.5);
  EXPECT_EQ(maximum.evaluate(3), 3);
  EXPECT_EQ(identify(maximum)->name(), "max(x, 0.5)");
  const LookupTable minimum = parse(writer::encode_table(writer::minimum_table(-1)));
  EXPECT_EQ(minimum.evaluate(-3), -3);
  EXPECT_EQ(minimum.evaluate(3), -1);
  EXPECT_EQ(identify(minimum)->name(), "min(x, -1)");
}

TEST(LookupTable, TablesOfOneOctaveAreInferred) {
  struct Row {
    Function function;
    std::uint16_t mode, shift;
    double start, y_low, y_high, worst;  ///< worst relative error of interpolation
  };
  const std::vector<Row> rows = {{Function::Exp2, 0x0a, 5, 0, 0, kInfinity, 0.0007},
                                 {Function::Log2, 0xc9, 6, 0.5, -kInfinity, 0, 0.01},
                                 {Function::Reciprocal, 0x67, 6, 0.5, kInfinity, 0, 0.001},
                                 {Function::Sqrt, 0xc5, 4, 0, 0, kInfinity, 0.003},
                                 {Function::InverseSqrt, 0xc6, 4, 0, kInfinity, 0, 0.006}};
  for (const Row& row : rows) {
    SCOPED_TRACE(function_name(row.function));
    const LookupTable table = sampled(row.function, row.mode, row.shift, row.start, row.y_low, row.y_high);
    EXPECT_EQ(table.basis(), TableBasis::Inferred);
    for (const double x : {0.03, 0.5, 0.77, 1.0, 1.9, 2.0, 3.3, 7.9, 12.25}) {
      const double wanted = exact(row.function, 0, x);
      EXPECT_NEAR(table.evaluate(x).value(), wanted, row.worst * std::max(1.0, std::fabs(wanted))) << x;
    }
    ASSERT_TRUE(identify(table));
    EXPECT_EQ(identify(table)->function, row.function);
    EXPECT_NE(table_sentence(table).find("samples exact"), std::string::npos) << table_sentence(table);
  }
  const LookupTable reciprocal = sampled(Function::Reciprocal, 0x67, 6, 0.5, kInfinity, 0);
  EXPECT_EQ(reciprocal.evaluate(-2), -0.5);
  EXPECT_EQ(reciprocal.evaluate(0), kInfinity);
  const LookupTable root = sampled(Function::Sqrt, 0xc5, 4, 0, 0, kInfinity);
  EXPECT_EQ(root.evaluate(-2), std::nullopt);
  EXPECT_EQ(root.evaluate(kInfinity), kInfinity);
}

TEST(LookupTable, UnknownModesAreSaidToBeUnknown) {
  std::vector<std::uint8_t> bytes = writer::encode_table(writer::sigmoid_table());
  bytes[84] = 0x33;
  const LookupTable table = parse(bytes);
  EXPECT_EQ(table.mode(), LookupTable::Mode::Unknown);
  EXPECT_EQ(table.evaluate(0), std::nullopt);
  EXPECT_EQ(identify(table), std::nullopt);
  EXPECT_EQ(table_sentence(table), "lookup table, function unknown: nobody knows the mode 0x33");
}

TEST(LookupTable, OtherCurvesHaveNoName) {
  writer::LookupTable curve = writer::sigmoid_table();
  for (double& sample : curve.samples) sample *= 0.9;
  EXPECT_EQ(table_sentence(parse(writer::encode_table(curve))), "lookup table, function unknown");
  curve = writer::sigmoid_table();
  curve.samples[20] += 0.01;
  EXPECT_EQ(table_sentence(parse(writer::encode_table(curve))),
            "sigmoid, 32 of 33 samples exact, largest difference 0.0098");
}

TEST(LookupTable, SegmentsCoverAllInputsAndAgreeWithTheCurve) {
  const LookupTable table = parse(writer::encode_table(writer::sigmoid_table()));
  const auto segments = segments_of(table);
  ASSERT_EQ(segments.size(), 36u);
  EXPECT_EQ(segments.front().from, -kInfinity);
  EXPECT_EQ(segments.back().to, kInfinity);
  for (std::size_t i = 1; i < segments.size(); ++i) EXPECT_EQ(segments[i].from, segments[i - 1].to);
  for (const TableSegment& segment : segments) {
    if (std::isinf(segment.from) || std::isinf(segment.to)) continue;
    const double middle = (segment.from + segment.to) / 2;
    EXPECT_NEAR(table.evaluate(middle).value(), segment.y + segment.slope * (middle - segment.from), 1e-9);
  }
}

TEST(LookupTable, AnyBytesGiveAnAnswer) {
  std::mt19937 random(5);
  for (int i = 0; i < 3000; ++i) {
    std::vector<std::uint8_t> bytes(LookupTable::kBytes);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    static constexpr std::array<std::uint8_t, 8> kModes = {0x01, 0x60, 0x0a, 0xc9, 0x67, 0xc5, 0xc6, 0x02};
    bytes[84] = kModes[static_cast<std::size_t>(i) % kModes.size()];
    bytes[85] = 0;
    if (i % 2 == 0) bytes[83] = 0;
    const LookupTable table = parse(bytes);
    for (const double x : {-kInfinity, -65504.0, -1e-7, 0.0, 0.3, 65504.0, kInfinity, std::nan("")})
      static_cast<void>(table.evaluate(x));
    static_cast<void>(segments_of(table));
    EXPECT_FALSE(table_sentence(table).empty());
  }
  const SourcePtr cut = memory_source(std::vector<std::uint8_t>(127));
  EXPECT_EQ(LookupTable::parse(ByteView(*cut)), std::nullopt);
}

// What lookup() takes apart comes together to what evaluate() says, bit for bit.
TEST(LookupTable, LookupsPutTogetherAreEvaluations) {
  const LookupTable tables[] = {sampled(Function::Exp2, 0x0a, 5, 0, 0, kInfinity),
                                sampled(Function::Log2, 0xc9, 6, 0.5, 0, 0),
                                sampled(Function::Reciprocal, 0x67, 6, 0.5, 0, 0),
                                sampled(Function::Sqrt, 0xc5, 4, 0, 0, kInfinity),
                                sampled(Function::InverseSqrt, 0xc6, 4, 0, kInfinity, 0),
                                sampled(Function::Tanh, 0x60, 3, 0, 0, 1),
                                sampled(Function::Sigmoid, 0x01, 1, -8, 0, 1)};
  for (const LookupTable& table : tables) {
    SCOPED_TRACE(table.mode_word());
    std::size_t looked_up = 0;
    for (std::uint32_t half = 0; half < 0x10000; ++half) {
      const double x = half_to_double(static_cast<std::uint16_t>(half));
      const auto lookup = table.lookup(x);
      if (!lookup) continue;
      ++looked_up;
      const double step = table.sample(lookup->sample + 1) - table.sample(lookup->sample);
      const double y = lookup->share == 1 ? table.sample(lookup->sample + 1)
                                          : table.sample(lookup->sample) + step * lookup->share;
      ASSERT_EQ(lookup->y, y) << x;
      const double whole = table.mode() == LookupTable::Mode::Logarithm ? y + lookup->exponent
                                                                        : std::ldexp(y, lookup->exponent);
      ASSERT_EQ(table.evaluate(x), lookup->negate ? -whole : whole) << x;
    }
    EXPECT_GT(looked_up, 1000U);
  }
}

}  // namespace
}  // namespace ane::model
