#include "app/ui/layout.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ane::ui {
namespace {

using Views = std::string_view;

constexpr std::array<Views, 1> kExplorerViews = {"explorer"};
constexpr std::array<Views, 1> kOverviewViews = {"overview"};
constexpr std::array<Views, 3> kTaskViews = {"tasks", "memory", "stream"};
constexpr std::array<Views, 8> kMainViews = {"inspector", "graph",   "cost",    "weights",
                                             "table",     "tensors", "symbols", "database"};
constexpr std::array<Views, 3> kBottomViews = {"problems", "find", "log"};
constexpr std::array<Views, 1> kHexViews = {"hex"};
constexpr std::array<Views, 3> kValueViews = {"values", "watch", "bookmarks"};

constexpr std::array<Part, 2> kLeftParts = {{{"explorer", 600, 939, 160, true, nullptr, kExplorerViews},
                                             {"overview", 338, 0, 120, false, nullptr, kOverviewViews}}};
constexpr Split kLeft = {"left", false, kLeftParts};
constexpr std::array<Part, 3> kCentreParts = {{{"tasks", 270, 176, 78, false, nullptr, kTaskViews},
                                               {"main", 668, 482, 160, true, nullptr, kMainViews},
                                               {"bottom", 240, 200, 100, false, nullptr, kBottomViews}}};
constexpr Split kCentre = {"centre", false, kCentreParts};
constexpr std::array<Part, 2> kRightParts = {{{"hex", 637, 458, 160, true, nullptr, kHexViews},
                                              {"values", 301, 200, 100, false, nullptr, kValueViews}}};
constexpr Split kRight = {"right", false, kRightParts};
constexpr std::array<Part, 3> kColumnParts = {{{"left", 300, 220, 160, false, &kLeft, {}},
                                               {"centre", 764, 658, 320, true, &kCentre, {}},
                                               {"right", 534, 400, 260, false, &kRight, {}}}};
constexpr Split kColumns = {"columns", true, kColumnParts};

// Two files side by side.
constexpr std::array<Views, 1> kSummaryViews = {"compare-summary"};
constexpr std::array<Views, 5> kAlignedViews = {"compare-tasks", "compare-graph", "compare-weights",
                                                "compare-container", "compare-symbols"};
constexpr std::array<Views, 2> kChangeViews = {"compare-fields", "compare-all-fields"};
constexpr std::array<Views, 1> kBothHexViews = {"compare-hex"};
constexpr std::array<Part, 2> kMiddleParts = {{{"aligned", 860, 690, 400, false, nullptr, kAlignedViews},
                                               {"changes", 739, 589, 320, true, nullptr, kChangeViews}}};
constexpr Split kMiddle = {"compare middle", true, kMiddleParts};
constexpr std::array<Part, 4> kCompareParts = {
    {{"summary", 164, 104, 104, false, nullptr, kSummaryViews, true},
     {"compare middle", 404, 300, 160, false, &kMiddle, {}},
     {"both hex", 369, 253, 120, true, nullptr, kBothHexViews, true},
     {"bottom", 240, 200, 100, false, nullptr, kBottomViews}}};
constexpr Split kCompare = {"compare", false, kCompareParts};

// A run: its setup at the left, pictures in the middle, verdicts at the right.
constexpr std::array<Views, 3> kRunViews = {"run", "devices", "changes"};
constexpr std::array<Views, 4> kPictureViews = {"channels", "inspector", "graph", "weights"};
constexpr std::array<Views, 4> kSideViews = {"sides", "statistics", "values", "hex"};
constexpr std::array<Views, 2> kResultViews = {"results", "explain"};
constexpr std::array<Part, 3> kRunCentreParts = {{{"pictures", 454, 300, 160, true, nullptr, kPictureViews},
                                                  {"sides", 484, 358, 120, false, nullptr, kSideViews},
                                                  {"bottom", 240, 200, 100, false, nullptr, kBottomViews}}};
constexpr Split kRunCentre = {"run centre", false, kRunCentreParts};
constexpr std::array<Part, 3> kRunParts = {{{"run", 300, 220, 200, false, nullptr, kRunViews},
                                            {"run centre", 859, 660, 320, true, &kRunCentre, {}},
                                            {"results", 439, 398, 260, false, nullptr, kResultViews}}};
constexpr Split kRunColumns = {"run", true, kRunParts};

// Stepping: the bar on top, tasks at the left, what one task did in the middle, one element at the right.
constexpr std::array<Views, 1> kStepBarViews = {"step-bar"};
constexpr std::array<Views, 4> kStepViews = {"steps", "run", "devices", "changes"};
constexpr std::array<Views, 3> kTrafficViews = {"traffic", "channels", "memory"};
constexpr std::array<Views, 5> kRegisterViews = {"registers", "inspector", "graph", "sides", "statistics"};
constexpr std::array<Views, 4> kExplainViews = {"explain", "hex", "values", "results"};
constexpr std::array<Part, 3> kStepCentreParts = {
    {{"traffic", 396, 300, 160, true, nullptr, kTrafficViews},
     {"step registers", 453, 269, 120, false, nullptr, kRegisterViews},
     {"bottom", 240, 200, 100, false, nullptr, kBottomViews}}};
constexpr Split kStepCentre = {"step centre", false, kStepCentreParts};
constexpr std::array<Part, 3> kStepColumnParts = {
    {{"steps", 300, 220, 160, false, nullptr, kStepViews},
     {"step centre", 764, 620, 320, true, &kStepCentre, {}},
     {"explain", 534, 438, 300, false, nullptr, kExplainViews}}};
constexpr Split kStepColumns = {"step columns", true, kStepColumnParts};
constexpr std::array<Part, 2> kStepParts = {{{"step bar", 88, 88, 88, false, nullptr, kStepBarViews, true},
                                             {"step columns", 850, 570, 300, true, &kStepColumns, {}}}};
constexpr Split kStep = {"step", false, kStepParts};

/// Below this height the overview is a tab of the explorer.
constexpr float kSmallHeight = 800;

class Placer {
 public:
  Placer(const Ui& ui, const std::map<std::string, std::vector<float>>& shares, const LayoutWishes& wishes,
         const Rect& window)
      : ui_(ui),
        shares_(shares),
        wishes_(wishes),
        width_(window.w / ui.scale),
        height_(window.h / ui.scale) {}

  void split(const Split& split, const Rect& area) {
    std::vector<const Part*> parts;
    for (const Part& part : split.parts)
      if (is_there(part)) parts.push_back(&part);
    const std::vector<float> sizes = sizes_of(split, parts, split.side_by_side ? area.w : area.h);
    float at = split.side_by_side ? area.x : area.y;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      Rect r = area;
      (split.side_by_side ? r.x : r.y) = at;
      (split.side_by_side ? r.w : r.h) = sizes[i];
      if (parts[i]->split != nullptr) {
        this->split(*parts[i]->split, r);
      } else {
        pane(*parts[i], r);
      }
      at += sizes[i];
      if (i + 1 < parts.size()) splitter(split, parts, i, sizes, area, at);
      at += ui_.line();
    }
  }

  Placement placement;

 private:
  bool small() const { return height_ < kSmallHeight; }

  bool is_there(const Part& part) const {
    if (part.name == "overview") return !small();
    if (part.name == "bottom") return wishes_.bottom_open;
    return true;
  }

  void pane(const Part& part, const Rect& area) {
    Pane made{part.name, {part.views.begin(), part.views.end()}, area, part.bare};
    if (part.name == "explorer" && small()) made.views.push_back("overview");
    placement.panes.push_back(std::move(made));
  }

  // Sizes grow with the window up to 1920 pixels; right of that only the centre does.
  float wanted(const Split& split, const Part& part, float total) const {
    const auto kept = shares_.find(std::string(split.name));
    const auto index = static_cast<std::size_t>(&part - split.parts.data());
    if (kept != shares_.end() && index < kept->second.size() && kept->second[index] > 0)
      return kept->second[index] * total;
    constexpr float kBars = 62;  // top bar and status bar, which are no part of the area
    const float from = split.side_by_side ? 1280.0F : 720.0F, to = split.side_by_side ? 1600.0F : 1000.0F;
    const float window =
        std::min(split.side_by_side ? width_ : height_ + kBars, split.side_by_side ? 1920.0F : 1400.0F);
    const float share = (window - from) / (to - from);
    const float smallest = part.small > 0 ? part.small : part.large;
    return (smallest + (part.large - smallest) * std::max(share, -0.4F)) * ui_.scale;
  }

  std::vector<float> sizes_of(const Split& split, const std::vector<const Part*>& parts, float total) const {
    std::vector<float> sizes(parts.size());
    float left = total - ui_.line() * static_cast<float>(parts.size() - 1);
    float grown_least = 0;
    for (const Part* part : parts)
      if (part->grows) grown_least = part->least * ui_.scale;
    std::size_t grows = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (parts[i]->grows) {
        grows = i;
        continue;
      }
      float size = std::max(wanted(split, *parts[i], total), parts[i]->least * ui_.scale);
      if (parts[i]->name == "tasks" && wishes_.tasks_height > 0) size = std::min(size, wishes_.tasks_height);
      sizes[i] = std::round(std::max(0.0F, std::min(size, left - grown_least)));
      left -= sizes[i];
    }
    sizes[grows] = std::max(0.0F, left);
    return sizes;
  }

  void splitter(const Split& split, const std::vector<const Part*>& parts, std::size_t i,
                const std::vector<float>& sizes, const Rect& area, float at) {
    // The line sets the size of the part that does not grow.
    const bool before = !parts[i]->grows;
    const std::size_t sized = before ? i : i + 1;
    if (parts[sized]->grows) return;
    Rect line = area;
    (split.side_by_side ? line.x : line.y) = at;
    (split.side_by_side ? line.w : line.h) = ui_.line();
    placement.splitters.push_back(
        {std::string(split.name), static_cast<std::size_t>(parts[sized] - split.parts.data()),
         split.parts.size(), split.side_by_side, before, line, split.side_by_side ? area.w : area.h,
         sizes[sized], parts[sized]->least * ui_.scale});
  }

  const Ui& ui_;
  const std::map<std::string, std::vector<float>>& shares_;
  const LayoutWishes& wishes_;
  float width_, height_;
};

}  // namespace

const Pane* Placement::pane_of(std::string_view view) const {
  for (const Pane& pane : panes)
    if (std::find(pane.views.begin(), pane.views.end(), view) != pane.views.end()) return &pane;
  return nullptr;
}

Placement place(const Ui& ui, const Rect& area, const std::map<std::string, std::vector<float>>& shares,
                const LayoutWishes& wishes) {
  Placer placer(ui, shares, wishes, area);
  placer.split(wishes.compare    ? kCompare
               : wishes.stepping ? kStep
               : wishes.debug    ? kRunColumns
                                 : kColumns,
               area);
  return std::move(placer.placement);
}

}  // namespace ane::ui
