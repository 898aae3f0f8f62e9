// What every recorded task computes, in words. Each row was written by reading the MIL program of the record
// and execution-h13.md, and only then compared with what the program says.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "core/model/operation.hpp"
#include "tests/unit/model/oracles.hpp"

namespace ane::model {
namespace {

struct Expected {
  std::string kind;
  std::string summary;
};

const std::map<std::string, std::vector<Expected>>& expected_operations() {
  static const std::map<std::string, std::vector<Expected>> rows = {
      // add, maximum, sub of two runtime tensors: one planar task each.
      {"binary_add_1x64x1x1", {{"elementwise", "add · 64 · 1x1"}}},
      {"binary_maximum_1x128x16x16", {{"elementwise", "maximum · 128 · 16x16"}}},
      {"binary_sub_1x64x8x8", {{"elementwise", "subtract · 64 · 8x8"}}},
      {"chain_add_relu_c512", {{"elementwise", "add · 512 · 1x1 · relu"}}},
      // A constant operand: its rows of biases and scales are copied on chip, then applied per channel.
      {"binary_mul_c64_constant_blob",
       {{"copy", "copy · 1 · 2x64 · result on chip"},
        {"channel-scale", "bias and scale per channel · 64 · 1x1 · source 2 transposed C↔W"}}},
      {"binary_real_div_c64_constant_scalar",
       {{"copy", "copy · 1 · 2x64 · result on chip"},
        {"channel-scale", "bias and scale per channel · 64 · 1x1 · source 2 transposed C↔W"}}},
      {"env_bcast_add_1x1024x375_blob_1x1024x1",
       {{"copy", "copy · 1 · 2x1024 · result on chip"},
        {"channel-scale", "bias and scale per channel · 1024 · 1x375 · source 2 transposed C↔W"}}},
      // x [64, 256] seen as 8x8 pixels of 256 channels; two matrix products with gelu as a table between.
      {"chain_ffn_d256_s64",
       {{"copy", "copy · 8 · 8x256 · result transposed C↔W · result on chip"},
        {"conv",
         "conv 1x1 s1 · 256→1024 · 8x8 · lookup table, function unknown · source on chip · result on chip"},
        {"conv", "conv 1x1 s1 · 1024→256 · 8x8 · result transposed C↔W · source on chip · result on chip"},
        {"copy", "copy · 64 · 1x256 · source on chip"}}},
      {"conv_k1_c256_n512_s1_bias0", {{"conv", "conv 1x1 s1 · 256→512 · 1x1"}}},
      // Same padding of an even size at stride 2 lies at the end, so there is none at the top. The bias is
      // 0x3401 in every channel.
      {"encoder_conv_c256_n256_k3x3_s2_g256_bias1_same",
       {{"conv",
         "conv 3x3 s2 · 256→256 · 1500x64→750x32 · depthwise · zero-skipping weights · bias 0.25024414"}}},
      {"encoder_linear_m375_k1024_n128_bias1",
       {{"copy", "copy · 375 · 1x1024 · result transposed C↔W · result on chip"},
        {"conv",
         "conv 1x1 s1 · 1024→128 · 1x375 · bias 0.25024414 · result transposed C↔W · source on chip"}}},
      {"encoder_slice_lastdim", {{"copy", "copy · 8 · 375x375"}}},
      {"encoder_transpose_r3_021", {{"copy", "copy · 375 · 1x1024 · result transposed C↔W"}}},
      // q staged as weights, k transposed, product, maximum, (s - max) * log2 e, 2^x, 1 / sum, product
      // staged as weights, product with v (execution-h13.md 8.4).
      {"env_chain_attention_s64_d64",
       {{"copy", "copy · 64 · 1x64"},
        {"copy", "copy · 64 · 1x64 · result transposed C↔W · result on chip"},
        {"conv", "conv 1x1 s1 · 64→64 · 1x64 · source on chip · result on chip"},
        {"reduce",
         "maximum over each plane · 64 · 1x64 · result transposed C↔W · source on chip · result on chip"},
        {"elementwise",
         "subtract · 64 · 1x64 · ×1.4423828 · source 2 transposed C↔W · source 2 broadcast over W · "
         "source on chip · result on chip"},
        {"table", "lookup table, function unknown · 64 · 1x64 · source on chip · result on chip"},
        {"reduce",
         "sum over each plane · 64 · 1x64 · reciprocal · result transposed C↔W · source on chip · "
         "result on chip"},
        {"elementwise",
         "multiply · 64 · 1x64 · source 1 transposed C↔W · source 1 broadcast over W · source on chip"},
        {"conv", "conv 1x1 s1 · 64→64 · 1x64"}}},
      {"env_conv_k1_c64_n64_s16_st1_g1_bias1", {{"conv", "conv 1x1 s1 · 64→64 · 16x16 · bias"}}},
      {"env_conv_k3_c128_n128_s16_st2_g1_bias1",
       {{"conv", "conv 3x3 s2 · 128→128 · 16x16→8x8 · zero-skipping weights · bias"}}},
      {"env_conv_k3_c64_n64_s16_st1_g4_bias0", {{"conv", "conv 3x3 s1 · pad 1 · 64→64 · 16x16 · groups 4"}}},
      {"env_conv_k3_c64_n64_s16_st1_g64_bias0",
       {{"conv", "conv 3x3 s1 · pad 1 · 64→64 · 16x16 · depthwise"}}},
      {"env_mm_r2rr_m128_k2048_n2048_tx1_ty1",
       {{"copy", "copy · 2048 · 1x128 · result transposed C↔W"},
        {"copy", "copy · 2048 · 1x2048 · result transposed C↔W"},
        {"conv", "conv 1x1 s1 · 2048→128 · 1x2048"}}},
      {"matmul_m1_k256_n512_ty1",
       {{"copy", "copy · 1 · 1x256 · result transposed C↔W · result on chip"},
        {"conv", "conv 1x1 s1 · 256→512 · 1x1 · result transposed C↔W · source on chip"}}},
      {"reduce_max_axes_1", {{"channel-maximum", "maximum over channels · 64→1 · 8x8"}}},
      {"reduce_max_axes_2_3", {{"reduce", "maximum over each plane · 64 · 8x8"}}},
      {"reduce_sum_axes_2_3", {{"reduce", "sum over each plane · 64 · 8x8"}}},
      // Over channels: transposed on chip, so that the 64 channels are a row, then summed row by row (8
      // groups of 8 channels).
      {"reduce_sum_axes_1",
       {{"copy", "copy · 64 · 8x8 · result transposed C↔W · result on chip"},
        {"reduce", "sum over each plane · 64 · 1x64 · groups 8 · result transposed C↔W · source on chip"}}},
      {"softmax_1x512x1x1",
       {{"reduce", "maximum over each plane · 512 · 1x1 · result on chip"},
        {"elementwise",
         "subtract · 512 · 1x1 · ×1.4423828 · result transposed C↔W · source 2 broadcast over W · "
         "source on chip · result on chip"},
        {"table",
         "lookup table, function unknown · 1 · 1x512 · result transposed C↔W · source on chip · "
         "result on chip"},
        {"reduce", "sum over each plane · 512 · 1x1 · reciprocal · source on chip · result on chip"},
        {"elementwise", "multiply · 512 · 1x1 · source 1 broadcast over W · source on chip"}}},
      {"tile_r_1x64x1x1_reps_1111", {{"relu", "relu · 64 · 1x1"}}},
      {"unary_relu_c64", {{"relu", "relu · 64 · 1x1"}}},
      {"unary_abs_c64", {{"scale", "absolute value · 64 · 1x1"}}},
      // Which function a table holds cannot be told from the registers (corpus/README.md).
      {"unary_gelu_c64", {{"table", "lookup table, function unknown · 64 · 1x1"}}},
      {"unary_silu_c64", {{"table", "lookup table, function unknown · 64 · 1x1"}}},
      {"unary_tanh_c64", {{"table", "lookup table, function unknown · 64 · 1x1"}}},
  };
  return rows;
}

/// Calls `check(index, operation)` for every task, each with the state that it runs in.
template <class Check>
void for_each_operation(const document::DocumentPtr& document, Check check) {
  task::StateTracker state(*document->generation());
  for (std::size_t i = 0; i < document->tasks().size(); ++i) {
    Diagnostics problems;
    const task::Task task = document->decode(i, problems);
    state.apply(task, i);
    check(i, describe(Facts(*document->generation(), task, state)));
  }
}

TEST(OracleOperations, AreWhatTheProgramsCompute) {
  ANE_CORPUS(corpus);
  std::size_t seen = 0;
  for (const auto& path : test::oracle_paths(corpus)) {
    const std::string name = path.stem().string();
    SCOPED_TRACE(name);
    ASSERT_EQ(expected_operations().count(name), 1u) << "a record without a row";
    const std::vector<Expected>& expected = expected_operations().at(name);
    const document::DocumentPtr document = test::open_oracle(test::read_oracle(path));
    ASSERT_EQ(document->tasks().size(), expected.size());
    for_each_operation(document, [&](std::size_t i, const Operation& operation) {
      SCOPED_TRACE("task " + std::to_string(i));
      EXPECT_EQ(operation.kind, expected[i].kind);
      EXPECT_EQ(operation.summary(), expected[i].summary);
    });
    ++seen;
  }
  EXPECT_EQ(seen, expected_operations().size());
}

TEST(OracleOperations, NameOnlyConceptsThatTheGenerationHas) {
  ANE_CORPUS(corpus);
  for (const auto& path : test::oracle_paths(corpus)) {
    SCOPED_TRACE(path.stem().string());
    const document::DocumentPtr document = test::open_oracle(test::read_oracle(path));
    for_each_operation(document, [&](std::size_t, const Operation& operation) {
      for (const Phrase& phrase : operation.phrases) {
        EXPECT_FALSE(phrase.concepts.empty()) << phrase.text;
        for (const std::string& name : phrase.concepts)
          EXPECT_TRUE(document->generation()->by_concept(name)) << phrase.text << ": " << name;
      }
    });
  }
}

TEST(OracleOperations, CallOnlyTheFunctionOfATableUnknown) {
  ANE_CORPUS(corpus);
  for (const auto& path : test::oracle_paths(corpus)) {
    SCOPED_TRACE(path.stem().string());
    for_each_operation(test::open_oracle(test::read_oracle(path)),
                       [&](std::size_t, const Operation& operation) {
                         for (const Phrase& phrase : operation.phrases) {
                           const bool table = phrase.text == "lookup table, function unknown";
                           EXPECT_EQ(phrase.known, !table) << phrase.text;
                         }
                       });
  }
}

}  // namespace
}  // namespace ane::model
