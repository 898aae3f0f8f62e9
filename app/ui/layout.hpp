#pragma once
// Where the panes are. The arrangement is data: splits with named parts; what the user drags is kept as
// shares of the split, by its name.

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/ui/ui.hpp"

namespace ane::ui {

struct Split;

/// Part of a split: either a split itself or a pane with tabs.
struct Part {
  std::string_view name;
  float large = 0, small = 0;  ///< size in a window of 1600×1000 and of 1280×720, at scale 1
  float least = 0;             ///< it is never smaller than that
  bool grows = false;          ///< takes what the others leave; one part of each split does
  const Split* split = nullptr;
  std::span<const std::string_view> views;
  bool bare = false;  ///< without a tab bar: its one view draws everything
};

struct Split {
  std::string_view name;
  bool side_by_side = true;
  std::span<const Part> parts;
};

/// A pane of this frame.
struct Pane {
  std::string_view name;
  std::vector<std::string_view> views;
  Rect area;
  bool bare = false;
};

/// A line between two parts that can be dragged.
struct Splitter {
  std::string name;      ///< of the split
  std::size_t part = 0;  ///< the part whose size it sets
  std::size_t parts = 0;
  bool side_by_side = true;
  bool before = true;  ///< the part lies before the line
  Rect line;
  float total = 0;  ///< of the split, in pixels
  float size = 0;   ///< of the part
  float least = 0;
};

struct Placement {
  std::vector<Pane> panes;
  std::vector<Splitter> splitters;
  /// The pane that holds a view, or null.
  const Pane* pane_of(std::string_view view) const;
};

struct LayoutWishes {
  bool compare = false;   ///< the layout around two files
  bool debug = false;     ///< the layout around a run
  bool stepping = false;  ///< of that, the one with the step bar
  bool bottom_open = false;
  float tasks_height = 0;  ///< the most that the view in front of the tasks' pane can use, 0: any
};

/// Arranges `area`; `shares` as Settings::splits.
Placement place(const Ui& ui, const Rect& area, const std::map<std::string, std::vector<float>>& shares,
                const LayoutWishes& wishes);

}  // namespace ane::ui
