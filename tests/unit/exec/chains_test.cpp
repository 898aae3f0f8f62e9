// Recorded task streams of several tasks, tables and operands on chip (corpus/vectors/chains.json), run and
// compared with the mathematics of their source.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "tests/unit/exec/recorded.hpp"

namespace ane::exec {
namespace {

/// Streams that need a rule which one record alone shows (docs/formats/execution-h13.md, 12): they run only
/// where inferred rules are allowed.
struct Inferred {
  std::string_view record;
  std::size_t task;
  std::string_view path;  ///< what the refusal names
};
constexpr std::array<Inferred, 4> kInferred = {{
    {"chain_add_relu_c512", 0, "PE.Cfg.ReluEn"},  // 9: the only record with it
    {"env_bcast_add_1x96x8x8_runtime_1x96x1x1", 1, "Common.PECfg.Src2BroadcastH"},  // 8.3
    {"env_mm_r2rr_m128_k2048_n2048_tx1_ty1", 2, "TileDMASrc.Fmt.Interleave"},       // 8.5: a source of 8
    {"reduce_sum_axes_1", 1, "L2.ResultCfg.ResultType"},  // 8: a result in memory that is also left on chip
}};

const Inferred* find_inferred(std::string_view record) {
  const auto* found = std::find_if(kInferred.begin(), kInferred.end(),
                                   [&](const Inferred& entry) { return entry.record == record; });
  return found == kInferred.end() ? nullptr : found;
}

std::vector<std::string> all_chains() {
  const auto corpus = test::corpus_folder();
  auto names = corpus ? test::chain_names(*corpus) : std::vector<std::string>();
  if (names.empty()) names.emplace_back("corpus");  // a test that says that it skips
  return names;
}

void expect_needs_inferred(test::ChainRun& run, const Inferred& entry) {
  while (!run.machine.done() && run.machine.next() < entry.task) {
    const TaskOutcome outcome = run.machine.step();
    ASSERT_EQ(outcome.status, TaskStatus::Done) << outcome.refusal->sentence();
  }
  const auto before = run.buffers.contents();
  const TaskOutcome outcome = run.machine.step();
  ASSERT_EQ(outcome.status, TaskStatus::Refused);
  ASSERT_TRUE(outcome.refusal);
  EXPECT_TRUE(outcome.refusal->only_inferred) << outcome.refusal->sentence();
  EXPECT_EQ(outcome.refusal->path, entry.path) << outcome.refusal->sentence();
  EXPECT_EQ(run.buffers.contents(), before);
  EXPECT_EQ(run.machine.next(), entry.task);
}

class Chains : public testing::TestWithParam<std::string> {};

TEST_P(Chains, GiveWhatTheirProgramSays) {
  ANE_CORPUS(corpus);
  if (GetParam() == "corpus") GTEST_SKIP() << "the corpus has no chains";
  const test::ChainCase chain = test::chain_case(corpus, GetParam());
  ASSERT_FALSE(chain.outputs.empty());
  if (!chain.constant_sha256.empty()) {
    ASSERT_EQ(test::sha256(chain.constants), chain.constant_sha256);
  }
  const Inferred* entry = find_inferred(chain.record);
  test::ChainRun run(chain, {});
  if (entry != nullptr) {
    expect_needs_inferred(run, *entry);
    Options all;
    all.allow_inferred = true;
    run.machine.set_options(all);  // and goes on where it stopped
  }
  ASSERT_EQ(test::run_all(run.machine), "");
  EXPECT_EQ(run.difference(), "");
}

std::string chain_test_name(const testing::TestParamInfo<std::string>& chain) {
  return test::test_name(chain.param);
}
INSTANTIATE_TEST_SUITE_P(Corpus, Chains, testing::ValuesIn(all_chains()), chain_test_name);

TEST(ChainFiles, HoldEveryRecordThatNeedsAnInferredRule) {
  ANE_CORPUS(corpus);
  const auto names = test::chain_names(corpus);
  EXPECT_GE(names.size(), 42u);
  for (const Inferred& entry : kInferred)
    EXPECT_NE(std::find(names.begin(), names.end(), entry.record), names.end()) << entry.record;
}

}  // namespace
}  // namespace ane::exec
