#pragma once
// The parts of the memory map's picture: axis, labels and the values of a lane.

#include <string>

#include "app/state/memory_picture.hpp"
#include "app/ui/view.hpp"

namespace ane::views {

/// What all lanes of a frame share.
struct MemoryFrame {
  const ui::Ui& ui;
  const model::MemoryMap& map;
  state::MemoryScale scale;
  ui::Rect labels, plot;  ///< the columns; only x and w count for a lane
  std::size_t task = 0;   ///< the current one, in Document::tasks
  std::optional<std::size_t> hovered_task;
  /// While this program is stepped through: the task that runs next, or the one behind the last.
  std::optional<std::size_t> next_task;
  bool refused = false;  ///< next_task was, so that the program goes no further
};

/// A box of a lane on the screen.
ui::Rect on_screen(const MemoryFrame& frame, const state::Box& box, float lane_top);

/// Task numbers below the plot and lines at them through it. `axis` lies below `frame.plot`.
void draw_memory_axis(const MemoryFrame& frame, const ui::Rect& axis);
/// The columns of the current task and of the one under the pointer.
void draw_memory_columns(const MemoryFrame& frame);
/// Where the program stands that is stepped through; what comes later is faded, as it is not there yet.
void draw_memory_position(const MemoryFrame& frame);
/// Name, kind and size of the buffer, and the addresses of a tall lane.
void draw_memory_label(const MemoryFrame& frame, const state::MemoryLane& lane, float top);
/// Values, what the current task reads and writes of them, and problems.
void draw_memory_lane(const MemoryFrame& frame, const state::MemoryLane& lane, float top);

/// What there is to say about a pixel of a lane, "" where there is nothing.
std::string memory_hint(const MemoryFrame& frame, const state::MemoryLane& lane,
                        const model::MemoryLife* life, std::size_t task, int x, int y);

}  // namespace ane::views
