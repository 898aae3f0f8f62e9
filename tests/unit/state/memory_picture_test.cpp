#include "app/state/memory_picture.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "tests/unit/state/files.hpp"

namespace ane::state {
namespace {

std::set<std::pair<int, int>> pixels(std::span<const Box> boxes, int width, int height) {
  std::set<std::pair<int, int>> all;
  for (const Box& box : boxes)
    for (int y = std::max(0, box.y0); y < std::min(height, box.y1); ++y)
      for (int x = std::max(0, box.x0); x < std::min(width, box.x1); ++x) all.insert({x, y});
  return all;
}

TEST(MergedBoxes, AreTheSamePixelsWithoutOverlap) {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    std::vector<Box> boxes;
    for (int i = 0; i < 40; ++i) {
      const int x = static_cast<int>(random() % 60) - 5, y = static_cast<int>(random() % 30) - 5;
      boxes.push_back({x, y, x + static_cast<int>(random() % 12), y + static_cast<int>(random() % 9)});
    }
    const std::vector<Box> merged = merged_boxes(boxes, 50, 20);
    EXPECT_EQ(pixels(merged, 50, 20), pixels(boxes, 50, 20));
    std::size_t area = 0;
    for (const Box& box : merged) {
      ASSERT_LT(box.x0, box.x1);
      ASSERT_LT(box.y0, box.y1);
      area += static_cast<std::size_t>(box.x1 - box.x0) * static_cast<std::size_t>(box.y1 - box.y0);
    }
    EXPECT_EQ(area, pixels(merged, 50, 20).size());
  }
}

TEST(MergedBoxes, JoinRowsOfTheSameRun) {
  const std::vector<Box> boxes = {{0, 0, 4, 3}, {4, 0, 9, 3}};
  EXPECT_EQ(merged_boxes(boxes, 20, 10), (std::vector<Box>{{0, 0, 9, 3}}));
  EXPECT_TRUE(merged_boxes(boxes, 0, 10).empty());
  EXPECT_TRUE(merged_boxes({}, 20, 10).empty());
}

MemoryScale scale_of(std::size_t tasks, int width) {
  MemoryScale scale;
  scale.window.reset(tasks);
  scale.width = width;
  return scale;
}

// A buffer in which each task writes 16 bytes that the next one reads.
model::MemoryBuffer chain_of(std::size_t tasks) {
  model::MemoryBuffer buffer;
  buffer.buffer.kind = model::BufferKind::Scratch;
  buffer.buffer.size = 64;
  for (std::size_t i = 0; i + 1 < tasks; ++i) {
    const std::uint64_t at = 16 * (i % 4);
    buffer.lives.push_back({at, at + 16, i, i + 1, false});
    buffer.uses.push_back({i, model::Port::Result, true, at, at + 16});
  }
  return buffer;
}

TEST(MemoryLanes, PlaceLivesInTimeAndAddresses) {
  model::MemoryMap map;
  map.buffers.push_back(chain_of(10));
  std::vector<MemoryLane> lanes = memory_lanes(map);
  ASSERT_EQ(lanes.size(), 1U);
  EXPECT_TRUE(lanes[0].tall);
  EXPECT_EQ(lanes[0].bytes, 64U);
  EXPECT_EQ(set_heights(lanes, 64, 10, 20), 64);
  const MemoryScale scale = scale_of(10, 100);
  fill_lane(lanes[0], map.buffers[0], scale);
  ASSERT_EQ(lanes[0].lives.size(), 9U);
  EXPECT_EQ(lanes[0].lives[0].box, (Box{0, 48, 20, 64}));   // tasks 0 and 1, lowest addresses
  EXPECT_EQ(lanes[0].lives[5].box, (Box{50, 32, 70, 48}));  // tasks 5 and 6
  EXPECT_EQ(life_at(lanes[0], map.buffers[0], scale, 5, 60), &map.buffers[0].lives[0]);
  EXPECT_EQ(life_at(lanes[0], map.buffers[0], scale, 5, 10), nullptr);
}

TEST(MemoryLanes, WhatWasThereBeforeBeginsLeftAndWhatIsKeptEndsRight) {
  model::MemoryMap map;
  model::MemoryBuffer input;
  input.buffer.kind = model::BufferKind::Input;
  input.buffer.size = 32;
  input.lives.push_back({0, 32, std::nullopt, 3, false});
  input.uses.push_back({3, model::Port::Source1, false, 0, 32});
  model::MemoryBuffer output;
  output.buffer.kind = model::BufferKind::Output;
  output.buffer.size = 32;
  output.lives.push_back({0, 32, 6, std::nullopt, true});
  output.uses.push_back({6, model::Port::Result, true, 0, 32});
  model::MemoryBuffer unused;
  unused.buffer.size = 32;
  map.buffers = {unused, input, output};
  std::vector<MemoryLane> lanes = memory_lanes(map);
  ASSERT_EQ(lanes.size(), 3U);
  EXPECT_EQ(lanes[2].buffer, 0U) << "what no task uses comes last";
  EXPECT_EQ(set_heights(lanes, 500, 10, 20), 30);
  const MemoryScale scale = scale_of(10, 100);
  for (MemoryLane& lane : lanes) fill_lane(lane, map.buffers[lane.buffer], scale);
  EXPECT_EQ(lanes[0].lives.at(0).box, (Box{0, 0, 40, 10}));
  EXPECT_EQ(lanes[0].reads, (std::vector<Box>{{30, 0, 40, 10}}));
  EXPECT_EQ(lanes[1].lives.at(0).box, (Box{60, 0, 100, 10}));
  EXPECT_TRUE(lanes[1].reads.empty());
}

TEST(MemoryLanes, ManyValuesAreNeverMoreThanOneBoxAPixel) {
  model::MemoryMap map;
  map.buffers.push_back(chain_of(10000));
  std::vector<MemoryLane> lanes = memory_lanes(map);
  set_heights(lanes, 80, 10, 20);
  MemoryScale scale = scale_of(10000, 500);
  fill_lane(lanes[0], map.buffers[0], scale);
  EXPECT_TRUE(lanes[0].lives.empty());
  EXPECT_FALSE(lanes[0].merged.empty());
  EXPECT_LE(lanes[0].merged.size(), 500U * 80U);
  scale.window.zoom(5000, 0.01);
  fill_lane(lanes[0], map.buffers[0], scale);
  EXPECT_TRUE(lanes[0].merged.empty());
  EXPECT_NEAR(static_cast<double>(lanes[0].lives.size()), 100, 3);
}

TEST(MemoryLanes, OfAHostileMapStayInThePicture) {
  model::MemoryMap map;
  model::MemoryBuffer buffer;
  buffer.declared = false;
  buffer.lives.push_back({UINT64_MAX - 1, UINT64_MAX, 3, SIZE_MAX - 1, false});
  buffer.lives.push_back({0, UINT64_MAX, 2, std::nullopt, false});
  buffer.uses.push_back({2, model::Port::Result, true, 0, UINT64_MAX});
  map.buffers.push_back(buffer);
  std::vector<MemoryLane> lanes = memory_lanes(map);
  set_heights(lanes, 100, 10, 20);
  fill_lane(lanes[0], map.buffers[0], scale_of(5, 100));
  for (const MemoryLane::Life& life : lanes[0].lives) {
    EXPECT_GE(life.box.x0, 0);
    EXPECT_LE(life.box.x1, 100);
    EXPECT_GE(life.box.y0, 0);
    EXPECT_LE(life.box.y1, lanes[0].height);
  }
}

TEST(MemoryLanes, OfARealMapShowEveryValue) {
  const auto document = test::sample("chain");
  const model::MemoryMap map = model::memory_map(*document, 0);
  std::vector<MemoryLane> lanes = memory_lanes(map);
  set_heights(lanes, 200, 20, 60);
  std::size_t lives = 0;
  for (MemoryLane& lane : lanes) {
    fill_lane(lane, map.buffers[lane.buffer], scale_of(4, 400));
    EXPECT_EQ(lane.lives.size(), map.buffers[lane.buffer].lives.size());
    lives += lane.lives.size();
  }
  EXPECT_GE(lives, 5U);
}

}  // namespace
}  // namespace ane::state
