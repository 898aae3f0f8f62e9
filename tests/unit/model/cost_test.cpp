// What tasks compute and move, against counts made by hand from the programs of the records.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "core/model/cost.hpp"
#include "core/model/memory_map.hpp"
#include "core/model/visit.hpp"
#include "tests/unit/model/oracles.hpp"

namespace ane::model {
namespace {

using document::DocumentPtr;

std::vector<Cost> costs_of(const DocumentPtr& document) {
  std::vector<Cost> costs;
  Diagnostics ignored;
  visit_tasks(*document, ignored, [&](const TaskVisit& visit) {
    costs.push_back(cost_of(visit.facts));
    return true;
  });
  return costs;
}

std::vector<Cost> costs_of_record(const std::filesystem::path& corpus, const std::string& name) {
  const DocumentPtr document =
      test::open_oracle(test::read_oracle(corpus / "oracles/h13" / (name + ".json")));
  return document == nullptr ? std::vector<Cost>() : costs_of(document);
}

TEST(CostOf, AConvolutionCountsItsProducts) {
  ANE_CORPUS(corpus);
  const std::vector<Cost> costs = costs_of_record(corpus, "env_conv_k3_c128_n128_s16_st2_g1_bias1");
  ASSERT_EQ(costs.size(), 1u);
  EXPECT_EQ(costs[0].multiply_adds, 128u * 128 * 3 * 3 * 8 * 8);
  EXPECT_EQ(costs[0].bytes_read, 128u * 16 * 64) << "rows of 32 bytes take a line each";
  EXPECT_EQ(costs[0].bytes_written, 128u * 8 * 64);
  EXPECT_EQ(costs[0].cores, 16u);
  EXPECT_FALSE(costs[0].planar);
  EXPECT_TRUE(costs[0].bytes_known);
}

TEST(CostOf, GroupsAndDepthwiseMultiplyLess) {
  ANE_CORPUS(corpus);
  const auto groups = costs_of_record(corpus, "env_conv_k3_c64_n64_s16_st1_g4_bias0");
  const auto depthwise = costs_of_record(corpus, "env_conv_k3_c64_n64_s16_st1_g64_bias0");
  ASSERT_EQ(groups.size(), 1u);
  ASSERT_EQ(depthwise.size(), 1u);
  EXPECT_EQ(groups[0].multiply_adds, 64u * 16 * 9 * 16 * 16);
  EXPECT_EQ(depthwise[0].multiply_adds, 64u * 9 * 16 * 16);
}

TEST(CostOf, AnElementwiseTaskReadsBothSources) {
  ANE_CORPUS(corpus);
  const auto costs = costs_of_record(corpus, "binary_maximum_1x128x16x16");
  ASSERT_EQ(costs.size(), 1u);
  EXPECT_FALSE(costs[0].multiply_adds);
  EXPECT_EQ(costs[0].element_operations, 128u * 16 * 16);
  EXPECT_EQ(costs[0].bytes_read, 2u * 128 * 16 * 64);
  EXPECT_EQ(costs[0].bytes_written, 128u * 16 * 64);
  EXPECT_EQ(costs[0].bytes_weights, 0u);
  EXPECT_TRUE(costs[0].planar);
  EXPECT_EQ(costs[0].cores, 0u);
  EXPECT_EQ(costs[0].bound, Bound::Memory);
}

TEST(CostOf, WhatStaysOnChipMovesNoBytes) {
  ANE_CORPUS(corpus);
  const auto costs = costs_of_record(corpus, "softmax_1x512x1x1");
  ASSERT_EQ(costs.size(), 5u);
  EXPECT_EQ(costs[0].bytes_read, 512u * 64);
  EXPECT_EQ(costs[0].bytes_written, 0u);
  for (const std::size_t i : {1u, 3u}) {
    EXPECT_EQ(costs[i].bytes(), 0u) << i;
    EXPECT_EQ(costs[i].bound, Bound::OnChip) << i;
    EXPECT_GT(costs[i].on_chip_elements, 0u) << i;
  }
  EXPECT_EQ(costs[2].bytes_weights, 128u) << "a table";
  EXPECT_EQ(costs[4].bytes_written, 512u * 64);
}

TEST(CostOf, AProductOfTwoRunTimeMatricesReadsItsKernel) {
  ANE_CORPUS(corpus);
  const auto costs = costs_of_record(corpus, "env_mm_r2rr_m128_k2048_n2048_tx1_ty1");
  ASSERT_EQ(costs.size(), 3u);
  EXPECT_EQ(costs[2].multiply_adds, 2048ull * 128 * 2048);
  EXPECT_EQ(costs[2].bytes_weights, 2048u * 128 * 2);
  EXPECT_EQ(costs[2].bytes_read, 2048u * 2048 * 2);
  EXPECT_EQ(costs[2].bytes_written, 128u * 2048 * 2);
}

TEST(CostOf, EstimatesComeFromThePublishedRates) {
  ANE_CORPUS(corpus);
  const auto costs = costs_of_record(corpus, "conv_k1_c256_n512_s1_bias0");
  ASSERT_EQ(costs.size(), 1u);
  const auto rates = *regdb::Database::embedded()->generation("h13").value()->performance;
  ASSERT_TRUE(costs[0].compute_seconds);
  EXPECT_DOUBLE_EQ(*costs[0].compute_seconds, 2.0 * 256 * 512 / rates.operations_per_second);
  EXPECT_DOUBLE_EQ(*costs[0].memory_seconds,
                   static_cast<double>(costs[0].bytes()) / rates.memory_bytes_per_second);
  EXPECT_EQ(costs[0].seconds(), costs[0].memory_seconds);
  EXPECT_EQ(costs[0].bound, Bound::Weights) << "256 KiB of weights for one pixel";
}

TEST(CostTotals, AddUp) {
  ANE_CORPUS(corpus);
  CostTotals totals;
  for (const Cost& cost : costs_of_record(corpus, "chain_ffn_d256_s64")) totals.add(cost);
  EXPECT_EQ(totals.tasks, 4u);
  EXPECT_EQ(totals.incomplete, 0u);
  EXPECT_EQ(totals.multiply_adds, 2u * 64 * 256 * 1024);
}

/// One task reads buffers 4 and 6 and writes 5.
bool result_between_inputs(const document::Document& document) {
  bool found = false;
  Diagnostics ignored;
  visit_tasks(document, ignored, [&](const TaskVisit& visit) {
    const auto second = visit.facts.operand("source2");
    const auto result = visit.facts.operand("result");
    found = document.tasks().size() == 1 && second && result && second->slot == 6 && result->slot == 5;
    return false;
  });
  return found;
}

TEST(MemoryMapOf, NoRecordedProgramOrFileHasAProblem) {
  ANE_CORPUS(corpus);
  std::size_t told = 0;
  std::vector<DocumentPtr> documents;
  for (const auto& path : test::oracle_paths(corpus))
    documents.push_back(test::open_oracle(test::read_oracle(path)));
  for (const auto& entry : std::filesystem::directory_iterator(corpus / "hwx")) {
    auto document = document::open_document(entry.path().string(), regdb::Database::embedded());
    ASSERT_TRUE(document);
    documents.push_back(*document);
  }
  for (const DocumentPtr& document : documents) {
    SCOPED_TRACE(document->path());
    const MemoryMap map = memory_map(*document, 0);
    EXPECT_TRUE(map.complete);
    EXPECT_EQ(map.unknown, 0u);
    // Recorded programs of two inputs number their result between them, which our container cannot say: it
    // gives the result's number to an input, and the map must tell.
    if (result_between_inputs(*document)) {
      ASSERT_EQ(map.problems.list().size(), 1u);
      EXPECT_EQ(map.problems.list()[0].code, "read-of-unwritten");
      ++told;
      continue;
    }
    for (const Diagnostic& problem : map.problems.list()) ADD_FAILURE() << problem.message;
    for (const MemoryBuffer& buffer : map.buffers) {
      const bool external =
          buffer.buffer.kind == BufferKind::Input || buffer.buffer.kind == BufferKind::Output;
      EXPECT_TRUE(!external || !buffer.uses.empty()) << "buffer " << buffer.buffer.slot << " is never used";
    }
  }
  EXPECT_EQ(told, 4u);
}

TEST(MemoryMapOf, TheAttentionStagesItsKernelsInScratch) {
  ANE_CORPUS(corpus);
  const DocumentPtr document =
      test::open_oracle(test::read_oracle(corpus / "oracles/h13/env_chain_attention_s64_d64.json"));
  const MemoryMap map = memory_map(*document, 0);
  const auto scratch = std::find_if(map.buffers.begin(), map.buffers.end(), [](const MemoryBuffer& buffer) {
    return buffer.buffer.kind == BufferKind::Scratch;
  });
  ASSERT_NE(scratch, map.buffers.end());
  std::vector<std::pair<std::size_t, std::size_t>> lives;
  for (const MemoryLife& life : scratch->lives) {
    ASSERT_TRUE(life.writer && life.last_reader);
    lives.emplace_back(*life.writer, *life.last_reader);
  }
  EXPECT_EQ(lives, (std::vector<std::pair<std::size_t, std::size_t>>{{0, 2}, {7, 8}}));
}

}  // namespace
}  // namespace ane::model
