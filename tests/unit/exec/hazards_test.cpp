// Values for which hardware may give another result are counted, one by one, and change nothing
// (docs/formats/execution-h13.md, 13).

#include <gtest/gtest.h>

#include "tests/unit/exec/conv_run.hpp"
#include "tests/unit/exec/good_tasks.hpp"

namespace ane::exec {
namespace {

using test::ConvRun;
using test::Halves;

constexpr std::uint16_t kOneBits = 0x3c00, kNaNBits = 0x7e01, kInfinityBits = 0x7c00, kSubnormalBits = 0x0003;

/// y[x] = w0 * a[x] + w1 * b[x] over four columns, with `a` and `b` as given and 1 elsewhere.
struct Sum {
  std::uint16_t a = kOneBits, b = kOneBits, w0 = kOneBits, w1 = kOneBits;
};

struct SumRun {
  Hazards hazards;
  Halves values;
};

SumRun run_sum(const Sum& sum, Kernels kernels) {
  ConvRun run;
  run.shape = {1, 2};
  run.shape.in_width = run.shape.out_width = 4;
  run.weights = {sum.w0, sum.w1};
  run.input = {kOneBits, sum.a, kOneBits, kOneBits, kOneBits, sum.b, kOneBits, kOneBits};
  const auto section = run.packed();
  EXPECT_TRUE(section);
  test::GuardedBuffers buffers;
  run.fill(buffers, section->bytes);
  Options options;
  options.kernels = kernels;
  Machine machine(test::h13(), {run.task(*section)}, options);
  buffers.bind(machine.memory());
  const TaskOutcome outcome = machine.step();
  EXPECT_EQ(outcome.status, TaskStatus::Done) << (outcome.refusal ? outcome.refusal->sentence() : "");
  return {outcome.hazards, test::read_tensor(buffers.at(ConvRun::kResult), run.result())};
}

class HazardCounts : public testing::TestWithParam<Kernels> {
 protected:
  SumRun run(const Sum& sum) const { return run_sum(sum, GetParam()); }
};

TEST_P(HazardCounts, NothingToTell) {
  const SumRun plain = run({});
  EXPECT_TRUE(plain.hazards.none());
  EXPECT_TRUE(plain.hazards.sentences().empty());
  EXPECT_EQ(plain.values, Halves(4, 0x4000));
}

TEST_P(HazardCounts, NotANumber) {
  const SumRun source = run({.a = kNaNBits});
  EXPECT_EQ(source.hazards.nan_inputs, 1u);
  EXPECT_EQ(source.hazards.nan_results, 1u);
  EXPECT_EQ(source.hazards.infinite_inputs, 0u);
  const SumRun weight = run({.w1 = kNaNBits});
  EXPECT_EQ(weight.hazards.nan_inputs, 1u) << "weights are inputs";
  EXPECT_EQ(weight.hazards.nan_results, 4u);
  EXPECT_EQ(weight.hazards.sentences().size(), 2u);
}

TEST_P(HazardCounts, Infinity) {
  const SumRun source = run({.b = kInfinityBits});
  EXPECT_EQ(source.hazards.infinite_inputs, 1u);
  EXPECT_EQ(source.hazards.infinite_results, 1u);
  EXPECT_EQ(source.values[1], kInfinityBits);
  const SumRun both = run({.a = kInfinityBits, .b = 0xfc00});
  EXPECT_EQ(both.hazards.infinite_inputs, 2u);
  EXPECT_EQ(both.hazards.nan_results, 1u) << "infinity minus infinity";
}

TEST_P(HazardCounts, Subnormals) {
  const SumRun source = run({.a = kSubnormalBits, .b = 0});
  EXPECT_EQ(source.hazards.subnormal_inputs, 1u);
  EXPECT_EQ(source.hazards.tiny_results, 1u);
  EXPECT_EQ(source.values[1], kSubnormalBits) << "subnormals are kept";
  const SumRun weight = run({.w0 = kSubnormalBits});
  EXPECT_EQ(weight.hazards.subnormal_inputs, 1u);
  EXPECT_EQ(weight.hazards.tiny_results, 0u);
}

TEST_P(HazardCounts, ATinyResultOfNormalNumbers) {
  // 2^-14 * (1 + 2^-10) - 2^-14
  const SumRun small = run({.a = 0x0401, .b = 0x8400});
  EXPECT_EQ(small.hazards.subnormal_inputs, 0u);
  EXPECT_EQ(small.hazards.tiny_results, 1u);
  const SumRun zero = run({.a = 0x0400, .b = 0x8400});
  EXPECT_EQ(zero.hazards.tiny_results, 0u) << "zero is not tiny";
  EXPECT_EQ(zero.values[1], 0) << "positive";
}

TEST_P(HazardCounts, Ties) {
  // 2048 + 1 lies between 2048 and 2050, 2050 + 1 between 2050 and 2052: both go to the even one.
  const SumRun down = run({.a = 0x6800});
  EXPECT_EQ(down.hazards.ties, 1u);
  EXPECT_EQ(down.values[1], 0x6800);
  const SumRun up = run({.a = 0x6801});
  EXPECT_EQ(up.hazards.ties, 1u);
  EXPECT_EQ(up.values[1], 0x6802);
  const SumRun beside = run({.a = 0x6800, .b = 0x3c01});  // a little more than half
  EXPECT_EQ(beside.hazards.ties, 0u) << "2049.001 is nearer to 2050";
  EXPECT_EQ(beside.values[1], 0x6801);
  EXPECT_EQ(down.hazards.sentences().size(), 1u);
}

TEST_P(HazardCounts, LargeSums) {
  const SumRun at = run({.a = 0x7400, .b = 0x7400});  // 16384 + 16384
  EXPECT_EQ(at.hazards.large_sums, 1u);
  EXPECT_EQ(at.values[1], 0x7800);
  const SumRun below = run({.a = 0x77ff, .b = 0});  // 32752
  EXPECT_EQ(below.hazards.large_sums, 0u);
  const SumRun negative = run({.a = 0xf800, .b = 0});
  EXPECT_EQ(negative.hazards.large_sums, 1u);
  const SumRun over = run({.a = 0x7bff, .b = 0x7bff});
  EXPECT_EQ(over.hazards.large_sums, 1u);
  EXPECT_EQ(over.hazards.infinite_results, 1u);
  EXPECT_EQ(over.hazards.infinite_inputs, 0u);
  // What cancels leaves nothing large at the end of the sum.
  const SumRun gone = run({.a = 0x7bff, .b = 0xfbff});
  EXPECT_EQ(gone.hazards.large_sums, 0u);
}

INSTANTIATE_TEST_SUITE_P(Both, HazardCounts, testing::Values(Kernels::Plain, Kernels::Fast));

TEST(HazardSums, AddUp) {
  Hazards a;
  a.ties = 2, a.nan_inputs = 1;
  Hazards b;
  b.ties = 3, b.large_sums = 4;
  a += b;
  EXPECT_EQ(a.ties, 5u);
  EXPECT_EQ(a.nan_inputs, 1u);
  EXPECT_EQ(a.large_sums, 4u);
  EXPECT_EQ(a.sentences().size(), 3u);
  EXPECT_FALSE(a.none());
}

TEST(HazardSums, OfThePlanarEngineAndOfCopies) {
  for (test::GoodTask& good : test::written_tasks()) {
    if (good.name != "planar" && good.name != "copy") continue;
    const auto source = good.buffers.at(5);
    const auto plant = [&](std::size_t x, std::uint16_t half) {
      source[2 * x] = static_cast<std::uint8_t>(half),
                 source[2 * x + 1] = static_cast<std::uint8_t>(half >> 8);
    };
    plant(0, kNaNBits), plant(1, kInfinityBits), plant(2, kSubnormalBits), plant(3, kSubnormalBits);
    Machine machine(test::h13(), {good.task});
    good.buffers.bind(machine.memory());
    const TaskOutcome outcome = machine.step();
    ASSERT_EQ(outcome.status, TaskStatus::Done);
    EXPECT_EQ(outcome.hazards.nan_inputs, 1u) << good.name;
    EXPECT_EQ(outcome.hazards.infinite_inputs, 1u) << good.name;
    EXPECT_EQ(outcome.hazards.subnormal_inputs, 2u) << good.name;
    EXPECT_EQ(outcome.hazards.infinite_results, 1u) << good.name;
  }
}

}  // namespace
}  // namespace ane::exec
