// The 31 recorded programs of corpus/oracles/h13: each is compared with what its source says, or refused for
// a reason that stands here. Those with a case in chains.json have their inputs and results from there, the
// others are convolutions and single operations, which are computed here.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iostream>

#include "tests/unit/exec/conv_run.hpp"
#include "tests/unit/exec/recorded.hpp"

namespace ane::exec {
namespace {

using test::Halves;

/// Refused without Options::allow_inferred, and why; all others agree.
struct KnownRefusal {
  std::string_view record;
  std::string_view why;  ///< how the sentence begins
};
constexpr std::array<KnownRefusal, 3> kRefused = {{
    {"chain_add_relu_c512", "task 0: PE.Cfg.ReluEn is "},
    {"env_mm_r2rr_m128_k2048_n2048_tx1_ty1", "task 2: TileDMASrc.Fmt.Interleave is 8"},
    {"reduce_sum_axes_1", "task 1: L2.ResultCfg.ResultType is DMAKept(1): only inferred"},
}};

enum class Verdict { Agrees, Differs, Refused };
struct Judged {
  Verdict verdict = Verdict::Agrees;
  std::string why;
};

struct Convolution {
  std::string_view record;
  test::ConvShape shape;
  std::uint32_t lanes_log2 = 0;
  bool bias_row = false;
  std::uint16_t common_bias = 0;  ///< of NE.AccBias
  bool small_source = true;
};
constexpr std::array<Convolution, 6> kConvolutions = {{
    {"conv_k1_c256_n512_s1_bias0", {512, 256}, 5},
    {"encoder_conv_c256_n256_k3x3_s2_g256_bias1_same",
     {256, 256, 256, 3, 3, 2, 0, 0, 1500, 64, 750, 32},
     0,
     false,
     0x3401,
     false},
    {"env_conv_k1_c64_n64_s16_st1_g1_bias1", {64, 64, 1, 1, 1, 1, 0, 0, 16, 16, 16, 16}, 2, true},
    {"env_conv_k3_c128_n128_s16_st2_g1_bias1", {128, 128, 1, 3, 3, 2, 0, 0, 16, 16, 8, 8}, 3, true},
    {"env_conv_k3_c64_n64_s16_st1_g4_bias0", {64, 64, 4, 3, 3, 1, 1, 1, 16, 16, 16, 16}, 0},
    {"env_conv_k3_c64_n64_s16_st1_g64_bias0", {64, 64, 64, 3, 3, 1, 1, 1, 16, 16, 16, 16}, 0},
}};

struct Elementwise {
  std::string_view record;
  double (*operation)(double, double);
};
constexpr std::array<Elementwise, 4> kElementwise = {{
    {"binary_add_1x64x1x1", [](double a, double b) { return a + b; }},
    {"binary_maximum_1x128x16x16", [](double a, double b) { return std::max(a, b); }},
    {"binary_sub_1x64x8x8", [](double a, double b) { return a - b; }},
    {"unary_relu_c64", [](double a, double) { return std::max(a, 0.0); }},
}};

Judged judge(std::string refused, const std::string& difference) {
  if (!refused.empty()) return {Verdict::Refused, std::move(refused)};
  return {difference.empty() ? Verdict::Agrees : Verdict::Differs, difference};
}

/// A record of one task on buffers of its own.
class Single {
 public:
  Single(const std::filesystem::path& corpus, std::string_view name)
      : record_(test::oracle_record(corpus, std::string(name))),
        task_(test::decode_words(record_.tasks.front())) {
    for (const auto& buffer : record_.buffers) buffers_.add(buffer.tensor.slot, buffer.bytes);
  }
  const task::Task& task() const { return task_; }
  const test::VectorBuffer& buffer(std::size_t i) const { return record_.buffers.at(i); }
  std::span<std::uint8_t> bytes(std::size_t i) { return buffers_.at(buffer(i).tensor.slot); }
  std::size_t sources() const { return record_.buffers.size() - 2; }
  std::span<std::uint8_t> constants() { return bytes(record_.buffers.size() - 1); }

  Judged run(const std::vector<double>& expected) {
    Machine machine(test::h13(), {task_});
    buffers_.bind(machine.memory());
    const std::string refused = test::run_all(machine);
    const test::Placed& result = buffer(sources()).tensor;
    test::ExpectedTensor tensor;
    for (const std::uint16_t half : test::to_halves(expected)) tensor.all.push_back(test::half_value(half));
    const Halves values = test::read_tensor(bytes(sources()), result);
    return judge(refused, test::difference(values, result, tensor, {}));
  }

 private:
  test::OracleRecord record_;
  task::Task task_;
  test::GuardedBuffers buffers_;
};

/// The weight files of the records have zeros among their first 64 elements, where their own header was read
/// as data. The recorded sizes of zero-skipping chunks hold only for weights with zeros in the same places.
Halves with_recorded_zeros(Halves weights) {
  for (std::size_t i = 0; i < 64; ++i) {
    const bool set = i == 0 || i == 2 || i == 32 || i == 33 || i == 35 || i == 38;
    if (!set) weights[i] = 0;
  }
  return weights;
}

Judged run_convolution(const std::filesystem::path& corpus, const Convolution& c) {
  test::ConvRun run;
  run.shape = c.shape;
  run.lanes_log2 = c.lanes_log2;
  run.small_source = c.small_source;
  run.weights = test::exact_halves(c.shape.weights(), 1, false);
  if (c.shape.stride == 2 && c.bias_row) run.weights = with_recorded_zeros(run.weights);
  if (c.bias_row) run.bias = test::exact_halves(c.shape.out, 2);
  run.input = test::exact_halves(c.shape.sources(), 3);
  Single single(corpus, c.record);
  const auto section = run.packed();
  EXPECT_TRUE(section) << (section ? "" : section.error().message);
  if (!section) return {Verdict::Differs, "weights cannot be packed"};
  EXPECT_EQ(section->bytes.size(), single.constants().size()) << c.record;
  EXPECT_EQ(test::written(single.task(), "Common.ConvCfg") >> 10 & 7, c.lanes_log2) << c.record;
  EXPECT_EQ(test::written(single.task(), "NE.AccBias"), c.common_bias) << c.record;
  if (c.shape.stride == 2) {
    EXPECT_EQ(test::written(single.task(), "Common.Cfg") >> 2 & 1, c.small_source ? 1u : 0u) << c.record;
  }
  std::copy(section->bytes.begin(), section->bytes.end(), single.constants().begin());
  test::write_tensor(single.bytes(0), single.buffer(0).tensor, run.input);
  const Halves bias = c.bias_row ? run.bias : Halves(c.shape.out, c.common_bias);
  return single.run(test::convolve(c.shape, run.weights, bias, run.input));
}

Judged run_elementwise(const std::filesystem::path& corpus, const Elementwise& e) {
  Single single(corpus, e.record);
  std::vector<std::vector<double>> sources;
  for (std::size_t i = 0; i < single.sources(); ++i) {
    const test::Placed& tensor = single.buffer(i).tensor;
    const Halves values = test::exact_halves(tensor.elements(), static_cast<std::uint32_t>(10 + i));
    test::write_tensor(single.bytes(i), tensor, values);
    sources.push_back(test::to_doubles(values));
  }
  std::vector<double> expected;
  for (std::size_t i = 0; i < sources.front().size(); ++i)
    expected.push_back(e.operation(sources.front()[i], sources.back()[i]));
  return single.run(expected);
}

Judged run_chain(const std::filesystem::path& corpus, const std::string& name) {
  test::ChainRun run(test::chain_case(corpus, name), {});
  std::string refused = test::run_all(run.machine);
  return judge(std::move(refused), run.difference());
}

Judged run_record(const std::filesystem::path& corpus, const std::string& name) {
  const auto named = [&](const auto& entry) { return entry.record == name; };
  if (const auto* c = std::find_if(kConvolutions.begin(), kConvolutions.end(), named);
      c != kConvolutions.end())
    return run_convolution(corpus, *c);
  if (const auto* e = std::find_if(kElementwise.begin(), kElementwise.end(), named); e != kElementwise.end())
    return run_elementwise(corpus, *e);
  return run_chain(corpus, name);
}

TEST(OracleRecords, AgreeWithTheirSourceOrAreRefusedForAKnownReason) {
  ANE_CORPUS(corpus);
  std::size_t agrees = 0, differs = 0, refused = 0;
  for (const std::string& name : test::oracle_names(corpus)) {
    const Judged judged = run_record(corpus, name);
    const auto* entry = std::find_if(kRefused.begin(), kRefused.end(),
                                     [&](const KnownRefusal& e) { return e.record == name; });
    if (judged.verdict == Verdict::Refused) {
      ++refused;
      ASSERT_NE(entry, kRefused.end()) << name << ": " << judged.why;
      EXPECT_TRUE(judged.why.starts_with(entry->why)) << name << ": " << judged.why;
      continue;
    }
    EXPECT_EQ(entry, kRefused.end()) << name << " is no longer refused";
    ++(judged.verdict == Verdict::Agrees ? agrees : differs);
    EXPECT_EQ(judged.verdict, Verdict::Agrees) << name << ": " << judged.why;
  }
  RecordProperty("agrees", static_cast<int>(agrees));
  RecordProperty("differs", static_cast<int>(differs));
  RecordProperty("refused", static_cast<int>(refused));
  std::cout << "H13 records: " << agrees << " agree, " << differs << " differ, " << refused
            << " are refused\n";
  EXPECT_EQ(differs, 0u);
  EXPECT_EQ(refused, kRefused.size());
  EXPECT_EQ(agrees + refused, 31u);
}

}  // namespace
}  // namespace ane::exec
