// Progress, cancelling, and pairs that somebody chose.

#include "tests/unit/diff/diff_programs.hpp"

namespace ane::diff {
namespace {

using test::compared;

document::DocumentPtr sample(std::string_view name) {
  return test::open(test::sample_bytes(name));
}

std::size_t steps_of(const document::DocumentPtr& a, const document::DocumentPtr& b) {
  std::size_t steps = 0;
  const auto comparison = compare(a, b, {}, [&](std::size_t done, std::size_t total) {
    EXPECT_LE(done, total);
    ++steps;
    return true;
  });
  EXPECT_TRUE(comparison);
  return steps;
}

TEST(Progress, NeverGoesBackAndStaysWithinTheTotal) {
  std::size_t last = 0, all = 0;
  const auto comparison =
      compare(sample("chain"), sample("conv3x3"), {}, [&](std::size_t done, std::size_t total) {
        EXPECT_GE(done, last);
        if (all != 0) {
          EXPECT_EQ(total, all);
        }
        last = done;
        all = total;
        return true;
      });
  EXPECT_TRUE(comparison);
}

TEST(Progress, EndsWhereItIsCancelled) {
  const auto a = sample("chain"), b = sample("conv3x3");
  const std::size_t steps = steps_of(a, b);
  ASSERT_GT(steps, 5u);
  for (std::size_t stop = 0; stop < steps; ++stop) {
    std::size_t asked = 0;
    const auto comparison = compare(a, b, {}, [&](std::size_t, std::size_t) { return asked++ < stop; });
    ASSERT_FALSE(comparison) << "step " << stop << " of " << steps;
    EXPECT_EQ(comparison.error().message, "cancelled");
    EXPECT_EQ(asked, stop + 1) << "nobody is asked again after the end";
  }
}

TEST(ByHand, PairsGoBeforeAllOthers) {
  Options options;
  options.by_hand = {{1, 3}, {3, 1}};
  const auto chain = sample("chain");
  const Comparison comparison = compared(chain, chain, options);
  EXPECT_EQ(comparison.tasks[*comparison.pair_of_a(1)].b, 3u);
  EXPECT_EQ(comparison.tasks[*comparison.pair_of_a(3)].b, 1u);
  EXPECT_EQ(comparison.tasks[*comparison.pair_of_a(3)].basis, Basis::ByHand);
  EXPECT_EQ(comparison.tasks[*comparison.pair_of_a(0)].b, 0u);
  EXPECT_FALSE(comparison.identical());
}

TEST(ByHand, WrongPairsAreRefused) {
  const auto chain = sample("chain");
  const auto refusal = [&](std::vector<std::pair<std::size_t, std::size_t>> pairs) {
    Options options;
    options.by_hand = std::move(pairs);
    const auto comparison = compare(chain, chain, options);
    return comparison ? std::string() : comparison.error().message;
  };
  EXPECT_NE(refusal({{4, 0}}), "") << "there are tasks 0 to 3";
  EXPECT_NE(refusal({{0, 4}}), "");
  EXPECT_NE(refusal({{0, 1}, {0, 2}}), "") << "task 0 is used twice";
  EXPECT_NE(refusal({{0, 1}, {2, 1}}), "");
  EXPECT_EQ(refusal({{0, 1}, {1, 0}}), "");
}

}  // namespace
}  // namespace ane::diff
