// Convolutions of random geometry: both ways to form sums give the same bits, and where sums are exact those
// of the definition.

#include <gtest/gtest.h>

#include <random>

#include "core/writer/lookup_table.hpp"
#include "tests/unit/exec/conv_run.hpp"

namespace ane::exec {
namespace {

using test::ConvRun;
using test::Halves;

class Geometry {
 public:
  explicit Geometry(std::uint32_t seed) : random_(seed) {}

  std::uint64_t up_to(std::uint64_t least, std::uint64_t most) {
    return least + random_() % (most - least + 1);
  }
  template <std::size_t N>
  std::uint64_t one_of(const std::uint64_t (&values)[N]) {
    return values[random_() % N];
  }

  ConvRun next() {
    ConvRun run;
    test::ConvShape& s = run.shape;
    const std::uint64_t kind = random_() % 4;  // dense twice as often
    s.stride = 1 + random_() % 2;
    s.kernel_height = up_to(1, 5), s.kernel_width = up_to(1, 5);
    s.out = one_of({1, 2, 3, 4, 8, 16, 32, 48, 64, 96});
    s.in = up_to(1, 12);
    // Zero-skipping weights are known for slot widths that are powers of two.
    run.lanes_log2 = s.stride == 2 || random_() % 2 == 0 ? widest(s.out) : 0;
    if (kind == 2) {
      s.groups = up_to(2, 4), s.in *= s.groups;
      const std::uint64_t each = one_of({16, 32});
      s.out = each * s.groups;
      run.lanes_log2 = widest(each);
    } else if (kind == 3) {
      s.out = s.in = s.groups = one_of({2, 4, 16, 32});
      run.lanes_log2 = 0;
    }
    sizes(s);
    run.small_source = random_() % 2 == 0;
    run.function = static_cast<writer::Function>(random_() % (s.stride == 1 ? 3 : 2));
    if (run.function == writer::Function::LookupTable)
      run.table = writer::encode_table(writer::leaky_relu_table(0.25));
    return run;
  }

  std::uint32_t seed() { return static_cast<std::uint32_t>(random_()); }

 private:
  static std::uint32_t widest(std::uint64_t channels) {
    std::uint32_t log2 = 0;
    while (channels >= std::uint64_t{32} << log2) ++log2;
    return log2;
  }
  void sizes(test::ConvShape& s) {
    s.in_height = up_to(1, 20), s.in_width = up_to(1, 40);
    s.pad_top = up_to(0, s.kernel_height - 1), s.pad_left = up_to(0, s.kernel_width - 1);
    const auto out = [&](std::uint64_t in, std::uint64_t kernel, std::uint64_t pad) {
      const std::uint64_t padded = in + pad + up_to(0, kernel - 1);  // on the other side as well
      return padded < kernel ? 1 : (padded - kernel) / s.stride + 1;
    };
    s.out_height = out(s.in_height, s.kernel_height, s.pad_top);
    s.out_width = out(s.in_width, s.kernel_width, s.pad_left);
  }

  std::mt19937 random_;
};

std::string geometry_text(const ConvRun& run) {
  const test::ConvShape& s = run.shape;
  std::string text;
  for (const std::uint64_t number :
       {s.out, s.in, s.groups, s.kernel_height, s.kernel_width, s.stride, s.pad_top, s.pad_left, s.in_height,
        s.in_width, s.out_height, s.out_width, std::uint64_t{1} << run.lanes_log2})
    text += std::to_string(number) + " ";
  return text + (run.bias.empty() ? "no bias, function " : "bias, function ") +
         std::to_string(static_cast<int>(run.function));
}

struct KernelRun {
  Halves values;
  TaskOutcome outcome;
};

KernelRun run_with(const ConvRun& run, Kernels kernels, unsigned threads) {
  const auto section = run.packed();
  EXPECT_TRUE(section) << (section ? "" : section.error().message);
  if (!section) return {};
  test::GuardedBuffers buffers;
  run.fill(buffers, section->bytes);
  Options options;
  options.allow_inferred = true;  // strides of 2 with kernels other than 1 and 3 wide
  options.kernels = kernels;
  options.threads = threads;
  Machine machine(test::h13(), {run.task(*section)}, options);
  buffers.bind(machine.memory());
  TaskOutcome outcome = machine.step();
  EXPECT_TRUE(buffers.intact());
  return {test::read_tensor(buffers.at(ConvRun::kResult), run.result()), std::move(outcome)};
}

void expect_same_counts(const Hazards& a, const Hazards& b) {
  EXPECT_EQ(a.large_sums, b.large_sums);
  EXPECT_EQ(a.nan_inputs, b.nan_inputs);
  EXPECT_EQ(a.infinite_inputs, b.infinite_inputs);
  EXPECT_EQ(a.subnormal_inputs, b.subnormal_inputs);
  EXPECT_EQ(a.tiny_results, b.tiny_results);
  EXPECT_EQ(a.ties, b.ties);
  EXPECT_EQ(a.nan_results, b.nan_results);
  EXPECT_EQ(a.infinite_results, b.infinite_results);
}

/// Runs all ways; the values, or nothing and a failed test where a task is refused or bits differ.
Halves same_bits(const ConvRun& run) {
  const KernelRun plain = run_with(run, Kernels::Plain, 1);
  EXPECT_EQ(plain.outcome.status, TaskStatus::Done)
      << (plain.outcome.refusal ? plain.outcome.refusal->sentence() : "");
  if (plain.outcome.status != TaskStatus::Done) return {};
  for (const unsigned threads : {1u, 2u, 3u}) {
    const KernelRun fast = run_with(run, Kernels::Fast, threads);
    EXPECT_EQ(fast.outcome.status, TaskStatus::Done);
    EXPECT_EQ(fast.values, plain.values) << threads << " threads";
    expect_same_counts(fast.outcome.hazards, plain.outcome.hazards);
  }
  return plain.values;
}

double applied(writer::Function function, double value) {
  if (function == writer::Function::ReLU) return value > 0 ? value : 0;
  if (function == writer::Function::None) return value;
  // The table of leaky ReLU is two straight pieces; it takes what was rounded to fp16 (7.2).
  const double rounded = test::half_value(double_to_half(value));
  return rounded < 0 ? rounded * 0.25 : rounded;
}

TEST(Kernels, AgreeWithEachOtherAndTheDefinition) {
  Geometry geometry(1);
  for (int round = 0; round < 150; ++round) {
    ConvRun run = geometry.next();
    run.weights = test::exact_halves(run.shape.weights(), geometry.seed());
    run.input = test::exact_halves(run.shape.sources(), geometry.seed());
    if (round % 2 == 0) run.bias = test::exact_halves(run.shape.out, geometry.seed());
    SCOPED_TRACE(geometry_text(run));
    const Halves values = same_bits(run);
    if (values.empty()) return;
    test::ExpectedTensor expected;
    for (const double sum : test::convolve(run.shape, run.weights, run.bias, run.input))
      expected.all.push_back(test::half_value(double_to_half(applied(run.function, sum))));
    ASSERT_EQ(test::difference(values, run.result(), expected, {}), "");
  }
}

// Numbers of all magnitudes: sums depend on their order, infinities and NaN come out.
TEST(Kernels, AgreeOnAnyBits) {
  Geometry geometry(2);
  const auto any = [&](std::size_t count, bool finite) {
    Halves halves(count);
    for (std::uint16_t& half : halves) {
      half = static_cast<std::uint16_t>(geometry.seed());
      if (finite && (half & 0x7c00) == 0x7c00) half ^= 0x4000;
    }
    return halves;
  };
  for (int round = 0; round < 120; ++round) {
    ConvRun run = geometry.next();
    const bool finite = round % 3 != 0;
    run.weights = any(run.shape.weights(), finite);
    run.input = any(run.shape.sources(), finite);
    if (round % 2 == 0) run.bias = any(run.shape.out, finite);
    SCOPED_TRACE(geometry_text(run));
    if (same_bits(run).empty() || HasFailure()) return;
  }
}

}  // namespace
}  // namespace ane::exec
