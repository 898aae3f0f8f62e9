#include "core/writer/big_program.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "core/container/layout.hpp"
#include "core/writer/stream_facts.hpp"
#include "tests/support/sha256.hpp"

namespace ane::writer {
namespace {

/// Counts and remembers how large the largest piece was; keeps nothing.
class CountingSink final : public Sink {
 public:
  void write(std::string_view piece) override {
    total += piece.size();
    largest = std::max(largest, piece.size());
  }
  std::uint64_t total = 0;
  std::size_t largest = 0;
};

StreamFacts facts_of(const HwxSpec& spec) {
  return read_stream(*spec.generation, spec.text, 0, {});
}

TEST(BigProgram, HasTheTasksAndConstantsThatWereAskedFor) {
  const auto spec = big_program({100, 1 << 20});
  ASSERT_TRUE(spec) << spec.error().message;
  const StreamFacts facts = facts_of(*spec);
  EXPECT_EQ(facts.task_count, 100U);
  EXPECT_EQ(facts.kernel_bases.size(), 50U * 16);
  EXPECT_EQ(spec->constants.size, 1U << 20);
  EXPECT_EQ(spec->weight_symbols.size(), 13U * 16);  // every fourth of 50 convolutions
}

TEST(BigProgram, ChunksCoverTheConstantsWithoutGaps) {
  const auto spec = big_program({8, 100000});
  ASSERT_TRUE(spec) << spec.error().message;
  const auto word = [&](std::size_t at) {
    return std::uint64_t{spec->text[at]} | std::uint64_t{spec->text[at + 1]} << 8 |
           std::uint64_t{spec->text[at + 2]} << 16 | std::uint64_t{spec->text[at + 3]} << 24;
  };
  constexpr std::size_t kBaseToSize = 64;  // the sizes of the 16 channels follow their bases
  std::uint64_t end = 0;
  for (const std::uint32_t place : facts_of(*spec).kernel_bases) {
    EXPECT_EQ(word(place), end);
    EXPECT_GT(word(place + kBaseToSize), 0U);
    end += word(place + kBaseToSize);
  }
  EXPECT_EQ(end, 100000U / 64 * 64);
  EXPECT_EQ(spec->constants.size, end);
}

TEST(BigProgram, SmallAmountsOfConstantsMakeFewerConvolutions) {
  const auto spec = big_program({40, 3072});
  ASSERT_TRUE(spec) << spec.error().message;
  EXPECT_EQ(facts_of(*spec).kernel_bases.size(), 3U * 16);
  const auto none = big_program({5, 0, 0});
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_TRUE(facts_of(*none).kernel_bases.empty());
  EXPECT_EQ(facts_of(*none).task_count, 5U);
  EXPECT_FALSE(big_program({0}));
}

TEST(BigProgram, IsWrittenPieceByPiece) {
  CountingSink sink;
  const std::uint64_t constants = std::uint64_t{48} << 20;
  const auto written = write_big_program({64, constants}, sink);
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_GT(sink.total, constants);
  EXPECT_LT(sink.largest, std::size_t{1} << 20);
}

TEST(BigProgram, IsTheSameEveryTime) {
  StringSink first, second;
  ASSERT_TRUE(write_big_program({12, 200000}, first));
  ASSERT_TRUE(write_big_program({12, 200000}, second));
  EXPECT_TRUE(first.text == second.text);
}

TEST(BigProgram, ConstantsPast4GiBAreRefused) {
  CountingSink sink;
  EXPECT_FALSE(write_big_program({4, std::uint64_t{5} << 30}, sink));
  EXPECT_EQ(sink.total, 0U);
}

}  // namespace
}  // namespace ane::writer
