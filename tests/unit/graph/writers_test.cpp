#include "core/graph/writers.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace ane::graph {
namespace {

TEST(Writers, AnswerByTheLastWriterOfEachByte) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    Writers writers;
    std::array<int, 64> bytes;
    bytes.fill(-1);
    for (std::size_t writer = 0; writer < 30; ++writer) {
      const std::uint64_t begin = random() % 64, size = random() % (65 - begin);
      writers.write({begin, size}, writer);
      for (std::uint64_t at = begin; at < begin + size; ++at) bytes.at(at) = static_cast<int>(writer);
      const std::uint64_t from = random() % 64, count = 1 + random() % (64 - from);
      std::array<std::uint64_t, 30> wanted{};
      for (std::uint64_t at = from; at < from + count; ++at)
        if (bytes.at(at) >= 0) ++wanted.at(static_cast<std::size_t>(bytes.at(at)));
      std::array<std::uint64_t, 30> found{};
      for (const Writers::Hit& hit : writers.read({{from, count}})) {
        found.at(hit.writer) = hit.bytes;
        EXPECT_EQ(bytes.at(hit.begin), static_cast<int>(hit.writer));
        EXPECT_EQ(bytes.at(hit.end - 1), static_cast<int>(hit.writer));
      }
      ASSERT_EQ(found, wanted);
    }
  }
}

TEST(Writers, AddUpWhatSeveralRunsRead) {
  Writers writers;
  writers.write({0, 100}, 7);
  writers.write({40, 20}, 8);
  const auto hits = writers.read({{0, 10}, {35, 10}, {90, 40}});
  ASSERT_EQ(hits.size(), 2u);
  EXPECT_EQ(hits[0].writer, 7u);
  EXPECT_EQ(hits[0].begin, 0u);
  EXPECT_EQ(hits[0].end, 100u);
  EXPECT_EQ(hits[0].bytes, 10u + 5 + 10);
  EXPECT_EQ(hits[1].bytes, 5u);
  EXPECT_TRUE(writers.read({{200, 5}}).empty()) << "nobody wrote that";
}

}  // namespace
}  // namespace ane::graph
