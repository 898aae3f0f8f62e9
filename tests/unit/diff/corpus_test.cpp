// Pairs of real files, of which it is known what the difference is.

#include "tests/unit/diff/diff_programs.hpp"

namespace ane::diff {
namespace {

using test::compared;
using test::Lines;

Comparison corpus_pair(const std::filesystem::path& corpus, std::string_view a, std::string_view b) {
  return compared(test::open_corpus(corpus, a), test::open_corpus(corpus, b));
}

bool has(const Lines& lines, const std::string& line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

/// Changes of fields that have an effect.
Lines effective_lines(const Comparison& comparison) {
  const Lines all = test::change_lines(comparison);
  Lines effective;
  std::size_t at = 0;
  for (const TaskPair& pair : comparison.tasks)
    for (std::size_t i = 0; i < pair.change_count; ++i, ++at)
      if (!comparison.changes[pair.first_change + i].off) effective.push_back(all.at(at));
  return effective;
}

// One model, two compilers: the newer one numbers inputs first and writes two registers otherwise
// (docs/formats/h13-notes.md, "Differences between compilers").
TEST(Corpus, OneModelByTwoCompilers) {
  ANE_CORPUS(corpus);
  const Comparison comparison = corpus_pair(corpus, "mul-macos12", "mul-macos14");
  EXPECT_EQ(effective_lines(comparison),
            (Lines{"task 0: Header2.LogEvents 0x422 → 0x42a", "task 0: NE.MACCfg.ArgSelect 0 → 1"}))
      << test::told(comparison);
  EXPECT_EQ(comparison.counts.tensors_changed, 0u);
  EXPECT_EQ(comparison.counts.weights_changed, 0u);
  EXPECT_TRUE(has(test::noise_kinds(comparison), "buffer-numbers"));
  const auto version =
      std::find_if(comparison.container.begin(), comparison.container.end(),
                   [](const PropertyChange& change) { return change.path == "compiler.version"; });
  ASSERT_NE(version, comparison.container.end());
  EXPECT_EQ(version->a, "v5.4.1");
  EXPECT_EQ(version->b, "v7.6.4");
  EXPECT_FALSE(version->semantic);
}

// 16 and 77 columns of fp16: rows of 32 and 154 bytes, which memory rounds up to 64 and L2 to 16.
TEST(Corpus, OneOperationInTwoWidths) {
  ANE_CORPUS(corpus);
  const Comparison comparison = corpus_pair(corpus, "tinygrad-relu-early", "tinygrad-relu");
  EXPECT_EQ(comparison.counts.tensors_changed, 2u);
  EXPECT_EQ(comparison.counts.weights_changed, 0u);
  const Lines lines = test::change_lines(comparison);
  for (const char* expected :
       {"Common.InDim.Win 16 → 77", "Common.OutDim.Wout 16 → 77", "L2.SourceChannelStride.Stride 0x20 → 0xa0",
        "L2.SourceRowStride.Stride 0x20 → 0xa0", "L2.ResultBase.Addr 0x20 → 0xa0",
        "TileDMASrc.RowStride.Stride 0x40 → 0xc0", "TileDMADst.RowStride.RowStride 0x40 → 0xc0"})
    EXPECT_TRUE(has(lines, "task 0: " + std::string(expected))) << expected << test::told(comparison);
  for (const std::string& line : lines)
    EXPECT_TRUE(line.find("Dim.W") != std::string::npos || line.find("Stride") != std::string::npos ||
                line.find("ResultBase") != std::string::npos || line.find("Cfg.Sh") != std::string::npos)
        << line;
}

// The same convolution with other coefficients: 3 everywhere in the one, see the weights of both.
TEST(Corpus, OneConvolutionWithOtherWeights) {
  ANE_CORPUS(corpus);
  const Comparison comparison = corpus_pair(corpus, "tinygrad-golden", "tinygrad-conv");
  EXPECT_EQ(comparison.counts.tasks_same, 1u);
  EXPECT_EQ(comparison.counts.fields_changed, 0u);
  ASSERT_EQ(comparison.weights.size(), 1u);
  EXPECT_EQ(comparison.weights[0].verdict, WeightsVerdict::Different);
  EXPECT_EQ(comparison.weights[0].compared, 9u);
  EXPECT_EQ(comparison.weights[0].differing, 9u);
  EXPECT_FALSE(comparison.identical());
}

// From two output channels with a bias to three without.
TEST(Corpus, OneMoreChannelAndNoBias) {
  ANE_CORPUS(corpus);
  const Comparison comparison = corpus_pair(corpus, "tinygrad-golden-first", "tinygrad-golden");
  const Lines lines = test::change_lines(comparison);
  for (const char* expected :
       {"Common.Cout.Cout 2 → 3", "NE.MACCfg.BiasMode 1 → 0", "KernelDMASrc.CoeffDMAConfig[2].En 0 → 1"})
    EXPECT_TRUE(has(lines, "task 0: " + std::string(expected))) << expected << test::told(comparison);
  EXPECT_EQ(comparison.counts.tensors_changed, 1u);
  EXPECT_FALSE(has(lines, "task 0: Common.Cin.Cin 3 → 3"));
  const auto bias = std::find_if(
      comparison.weights.begin(), comparison.weights.end(),
      [](const WeightsPair& pair) { return pair.a && pair.a->kind == model::ConstantKind::Bias; });
  ASSERT_NE(bias, comparison.weights.end());
  EXPECT_EQ(bias->verdict, WeightsVerdict::OnlyA);
}

// A copy became a convolution; both work on the same tensors.
TEST(Corpus, AnotherOperationOnTheSameTensors) {
  ANE_CORPUS(corpus);
  const Comparison comparison = corpus_pair(corpus, "tinygrad-golden-ddd6778", "tinygrad-golden");
  EXPECT_EQ(comparison.counts.tasks_changed, 1u);
  EXPECT_EQ(comparison.counts.tensors_changed, 0u);
  const Lines lines = test::change_lines(comparison);
  EXPECT_TRUE(has(lines, "task 0: NE.MACCfg.OpMode Bypass(4) → Convolution(0)")) << test::told(comparison);
  EXPECT_TRUE(has(lines, "task 0: NE.KernelCfg.KernelFmt UInt8(0) → Float16(2)"));
  EXPECT_TRUE(has(lines, "task 0: KernelDMASrc.MasterCfg.MasterEnable 0 → 1"));
}

}  // namespace
}  // namespace ane::diff
