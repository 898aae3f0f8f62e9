#pragma once
// The memory map in pixels: where each value of each buffer is drawn. Without drawing anything, so that a map
// of any size costs the same to draw, whatever happens in its tasks.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "app/state/time_window.hpp"
#include "core/model/memory_map.hpp"

namespace ane::state {

/// Pixels [x0, x1) × [y0, y1), y downwards.
struct Box {
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  bool contains(int x, int y) const { return x >= x0 && x < x1 && y >= y0 && y < y1; }
  friend bool operator==(const Box&, const Box&) = default;
};

/// Boxes that cover the same pixels of a picture, no two of which overlap: never more than one a pixel column
/// and row.
std::vector<Box> merged_boxes(std::span<const Box> boxes, int width, int height);

/// One buffer in the picture.
struct MemoryLane {
  struct Life {
    Box box;
    std::size_t life = 0;  ///< in MemoryBuffer::lives
  };
  std::size_t buffer = 0;   ///< in MemoryMap::buffers
  std::uint64_t bytes = 0;  ///< the addresses that it shows: 0 up to this
  bool tall = false;        ///< has values at several places
  int height = 0;

  std::vector<Life> lives;  ///< in sight and drawn one by one; none where they are too many
  std::vector<Box> merged;  ///< what is drawn in their place then
  std::vector<Box> reads;   ///< of what was there before the first task
};

/// From tasks and addresses to pixels.
struct MemoryScale {
  TimeWindow window;
  std::size_t first_task = 0;  ///< of the program, in Document::tasks
  int width = 0;

  double x_of(double task) const;
  /// The pixel in which the task's column begins; at most one beyond the picture.
  int pixel(double task) const;
  /// The columns of tasks `first` … `last` of the document, cut to the picture and at least a pixel wide.
  Box box(const MemoryLane& lane, double first, double end, std::uint64_t low, std::uint64_t high) const;
  Box box(const MemoryLane& lane, const model::MemoryUse& use) const;
  /// The tasks during which the value is there, from the program's first one.
  Box box(const MemoryLane& lane, const model::MemoryLife& life) const;
};

/// The lanes of a map: buffers that tasks use first, then the others.
std::vector<MemoryLane> memory_lanes(const model::MemoryMap& map);
/// Gives every lane a height: `low` to those with one value, at least `high` to the tall ones, which share
/// what is left of `room`. Returns the sum.
int set_heights(std::vector<MemoryLane>& lanes, int room, int low, int high);
/// Works out what of a lane is drawn.
void fill_lane(MemoryLane& lane, const model::MemoryBuffer& buffer, const MemoryScale& scale);

/// The value at a pixel of the lane: the one that was made last; null where there is none.
const model::MemoryLife* life_at(const MemoryLane& lane, const model::MemoryBuffer& buffer,
                                 const MemoryScale& scale, int x, int y);

}  // namespace ane::state
