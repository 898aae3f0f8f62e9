#pragma once
// The colours of the tensor that is looked at, and the control that sets their ends: two numbers, and a
// histogram with two handles over the colour bar.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/views/heatmap.hpp"
#include "app/views/range_parts.hpp"

namespace ane::views {

/// The colours of A and B, which they share, and those of |A − B|. Worked out again where something changed.
class SideColors {
 public:
  /// Takes the tensor that is looked at. False where there is none.
  bool update(ui::ViewContext& context);
  const ValueColors& of(state::ShownSide side) const {
    return side == state::ShownSide::Difference ? errors_ : values_;
  }
  /// A's, B's or the difference; null where there is none (yet).
  const run::KeptTensorPtr& tensor(state::ShownSide side) const {
    return tensors_[static_cast<std::size_t>(side)];
  }
  /// What the options ask for, or A where that side has nothing.
  state::ShownSide shown(const state::App& app) const;

 private:
  struct Ends {
    run::KeptTensorPtr of;
    state::HeatEnds ends;
    ValueRange range;
    /// Also true where another tensor has the same place in memory: it is kept alive.
    void update(const run::KeptTensorPtr& tensor, const state::HeatEnds& wanted);
  };
  std::array<run::KeptTensorPtr, 3> tensors_;
  Ends value_ends_, error_ends_;
  ValueColors values_, errors_;
};

/// Bars of how often values occur between two ends.
class HistogramBars {
 public:
  /// `inside` is what the colours cover; the rest is paler.
  void draw(const ui::Ui& ui, const ui::Rect& area, const run::KeptTensorPtr& tensor, ValueRange axis,
            ValueRange inside, bool logarithmic);

 private:
  run::KeptTensorPtr of_;
  ValueRange axis_;
  std::vector<std::uint64_t> counts_;
};

class HeatRangeControl {
 public:
  static constexpr float kHeight = 150, kLineHeight = 24;  ///< at scale 1

  /// `title` "Range A, B"; `command` "heat.range" or "heat.difference-range".
  void draw(ui::ViewContext& context, const ui::Rect& area, const char* title, const char* command,
            const run::KeptTensorPtr& tensor, const ValueColors& colors, const state::HeatEnds& ends);
  /// The ends and their choices only, for a line of kLineHeight where there is no room for more.
  void draw_compact(ui::ViewContext& context, const ui::Rect& line, const char* title, const char* command,
                    const ValueColors& colors, const state::HeatEnds& ends);
  const std::optional<ValueRange>& brush() const { return handles_.brush(); }

 private:
  /// Returns where there is room for more on the line.
  float draw_line(ui::ViewContext& context, ui::Rect line, const char* title, const state::HeatEnds& ends);
  void draw_log_chip(ui::ViewContext& context, const ui::Rect& line, float x) const;
  void number_box(ui::ViewContext& context, const char* id, const ui::Rect& box, std::string& text,
                  bool high);
  void draw_bar(const ui::Ui& ui, const ui::Rect& bar, const ui::Rect& labels, float top,
                const ValueColors& colors) const;
  void ask(ui::ViewContext& context, ValueRange range) const;

  RangeHandles handles_;
  ValueRange axis_, range_, texts_of_{0, 0};
  std::string low_text_, high_text_, command_;
  HistogramBars bars_;
  const void* last_tensor_ = nullptr;  ///< compared only: bars_ keeps it alive
};

/// "0.2854", "1.2e-05": short enough for a label.
std::string heat_number_text(double value);

}  // namespace ane::views
