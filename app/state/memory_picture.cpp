#include "app/state/memory_picture.hpp"

#include <algorithm>
#include <cmath>

namespace ane::state {
namespace {

// More values than this in one lane are drawn as what they cover together.
constexpr std::size_t kMostSingle = 600;
constexpr int kLeastHeight = 2;

bool in_sight(const Box& box, int width) {
  return box.x1 > 0 && box.x0 < width;
}

Box cut(Box box, int width) {
  box.x0 = std::max(box.x0, 0);
  box.x1 = std::min(box.x1, width);
  return box;
}

// How many boxes cover each pixel: +1 and −1 at the corners, summed up.
std::vector<int> coverage(std::span<const Box> boxes, int width, int height) {
  const auto w = static_cast<std::size_t>(width), h = static_cast<std::size_t>(height);
  std::vector<int> grid((w + 1) * (h + 1), 0);
  const auto at = [&](int x, int y) -> int& {
    return grid[static_cast<std::size_t>(y) * (w + 1) + static_cast<std::size_t>(x)];
  };
  for (const Box& box : boxes) {
    const int x0 = std::clamp(box.x0, 0, width), x1 = std::clamp(box.x1, 0, width);
    const int y0 = std::clamp(box.y0, 0, height), y1 = std::clamp(box.y1, 0, height);
    if (x0 >= x1 || y0 >= y1) continue;
    ++at(x0, y0);
    --at(x1, y0);
    --at(x0, y1);
    ++at(x1, y1);
  }
  for (std::size_t y = 0; y <= h; ++y)
    for (std::size_t x = 1; x <= w; ++x) grid[y * (w + 1) + x] += grid[y * (w + 1) + x - 1];
  for (std::size_t y = 1; y <= h; ++y)
    for (std::size_t x = 0; x <= w; ++x) grid[y * (w + 1) + x] += grid[(y - 1) * (w + 1) + x];
  return grid;
}

double end_of(const model::MemoryLife& life, const MemoryScale& scale) {
  const std::size_t all = scale.first_task + scale.window.count();
  if (life.kept) return static_cast<double>(all);
  if (life.last_reader) return static_cast<double>(*life.last_reader + 1);
  // What nobody reads is there while it is written, or all the time.
  return static_cast<double>(life.writer ? *life.writer + 1 : all);
}

std::uint64_t top_of(const model::MemoryBuffer& buffer) {
  std::uint64_t top = 0;
  for (const model::MemoryLife& life : buffer.lives) top = std::max(top, life.end);
  for (const model::MemoryUse& use : buffer.uses) top = std::max(top, use.end);
  return std::max<std::uint64_t>(1, top != 0 ? top : buffer.buffer.size);
}

bool has_several_places(const model::MemoryBuffer& buffer) {
  return std::any_of(buffer.uses.begin(), buffer.uses.end(), [&](const model::MemoryUse& use) {
    return use.begin != buffer.uses.front().begin || use.end != buffer.uses.front().end;
  });
}

}  // namespace

std::vector<Box> merged_boxes(std::span<const Box> boxes, int width, int height) {
  std::vector<Box> merged;
  if (width <= 0 || height <= 0 || boxes.empty()) return merged;
  const std::vector<int> grid = coverage(boxes, width, height);
  const auto stride = static_cast<std::size_t>(width) + 1;
  std::vector<std::size_t> above, here;  // the boxes that the row before ended with, by x
  for (int y = 0; y < height; ++y) {
    here.clear();
    std::size_t next = 0;
    for (int x = 0; x < width;) {
      const auto covered = [&](int at) {
        return grid[static_cast<std::size_t>(y) * stride + static_cast<std::size_t>(at)] > 0;
      };
      if (!covered(x)) {
        ++x;
        continue;
      }
      int end = x + 1;
      while (end < width && covered(end)) ++end;
      while (next < above.size() && merged[above[next]].x0 < x) ++next;
      if (next < above.size() && merged[above[next]].x0 == x && merged[above[next]].x1 == end) {
        merged[above[next]].y1 = y + 1;
        here.push_back(above[next]);
      } else {
        here.push_back(merged.size());
        merged.push_back({x, y, end, y + 1});
      }
      x = end;
    }
    above.swap(here);
  }
  return merged;
}

double MemoryScale::x_of(double task) const {
  return (task - static_cast<double>(first_task) - window.from()) / window.span() *
         static_cast<double>(width);
}

int MemoryScale::pixel(double task) const {
  // The little more keeps what should be a whole pixel from falling short of it.
  constexpr double kLittle = 1e-6;
  return static_cast<int>(std::floor(std::clamp(x_of(task) + kLittle, -1.0, static_cast<double>(width) + 1)));
}

Box MemoryScale::box(const MemoryLane& lane, double first, double end, std::uint64_t low,
                     std::uint64_t high) const {
  const auto y = [&](std::uint64_t address) {
    const double share = static_cast<double>(address) / static_cast<double>(lane.bytes);
    return lane.height - static_cast<int>(std::lround(std::min(1.0, share) * lane.height));
  };
  Box box{pixel(first), y(high), pixel(end), y(low)};
  box.x1 = std::max(box.x1, box.x0 + 1);
  if (box.y1 - box.y0 < kLeastHeight) {
    box.y1 = std::min(lane.height, box.y0 + kLeastHeight);
    box.y0 = std::max(0, box.y1 - kLeastHeight);
  }
  return box;
}

Box MemoryScale::box(const MemoryLane& lane, const model::MemoryUse& use) const {
  return box(lane, static_cast<double>(use.task), static_cast<double>(use.task + 1), use.begin, use.end);
}

Box MemoryScale::box(const MemoryLane& lane, const model::MemoryLife& life) const {
  return box(lane, static_cast<double>(life.writer.value_or(first_task)), end_of(life, *this), life.begin,
             life.end);
}

std::vector<MemoryLane> memory_lanes(const model::MemoryMap& map) {
  std::vector<MemoryLane> lanes;
  for (const bool used : {true, false}) {
    for (std::size_t i = 0; i < map.buffers.size(); ++i) {
      const model::MemoryBuffer& buffer = map.buffers[i];
      if (buffer.uses.empty() == used) continue;
      MemoryLane lane;
      lane.buffer = i;
      lane.bytes = top_of(buffer);
      lane.tall = has_several_places(buffer);
      lanes.push_back(std::move(lane));
    }
  }
  return lanes;
}

int set_heights(std::vector<MemoryLane>& lanes, int room, int low, int high) {
  const auto tall = static_cast<int>(
      std::count_if(lanes.begin(), lanes.end(), [](const MemoryLane& lane) { return lane.tall; }));
  const int left = room - (static_cast<int>(lanes.size()) - tall) * low;
  const int share = tall == 0 ? 0 : std::max(high, left / tall);
  int sum = 0;
  for (MemoryLane& lane : lanes) sum += lane.height = lane.tall ? share : low;
  return sum;
}

void fill_lane(MemoryLane& lane, const model::MemoryBuffer& buffer, const MemoryScale& scale) {
  lane.lives.clear();
  lane.merged.clear();
  lane.reads.clear();
  bool before = false;
  std::vector<Box> boxes;
  for (std::size_t i = 0; i < buffer.lives.size(); ++i) {
    const Box box = scale.box(lane, buffer.lives[i]);
    before = before || !buffer.lives[i].writer;
    if (!in_sight(box, scale.width)) continue;
    boxes.push_back(cut(box, scale.width));
    if (boxes.size() <= kMostSingle) lane.lives.push_back({boxes.back(), i});
  }
  if (boxes.size() > kMostSingle) {
    lane.lives.clear();
    lane.merged = merged_boxes(boxes, scale.width, lane.height);
  }
  if (!before) return;
  boxes.clear();
  for (const model::MemoryUse& use : buffer.uses) {
    const Box box = scale.box(lane, use);
    if (!use.write && in_sight(box, scale.width)) boxes.push_back(cut(box, scale.width));
  }
  lane.reads = merged_boxes(boxes, scale.width, lane.height);
}

const model::MemoryLife* life_at(const MemoryLane& lane, const model::MemoryBuffer& buffer,
                                 const MemoryScale& scale, int x, int y) {
  for (std::size_t i = buffer.lives.size(); i-- > 0;) {
    if (scale.box(lane, buffer.lives[i]).contains(x, y)) return &buffer.lives[i];
  }
  return nullptr;
}

}  // namespace ane::state
