#pragma once
// Colours of values in pictures: negative blue, positive orange, zero melting into the pane.

#include <imgui.h>

#include <array>

#include "app/ui/theme.hpp"

namespace ane::ui {

class DivergingMap {
 public:
  explicit DivergingMap(const Colors& colors);

  /// `t` from -1 to 1; beyond them the end colours.
  ImU32 at(float t) const;

 private:
  static constexpr int kSteps = 255;  ///< odd, so that 0 has a colour of its own
  std::array<ImU32, kSteps> colors_{};
};

/// For counts and costs, from 0 to 1; the same in both themes.
class SequentialMap {
 public:
  SequentialMap();
  ImU32 at(float t) const;

 private:
  static constexpr int kSteps = 256;
  std::array<ImU32, kSteps> colors_{};
};

/// For absolute differences, from 0 to 1; the same in both themes.
class ErrorMap {
 public:
  ErrorMap();
  ImU32 at(float t) const;

 private:
  static constexpr int kSteps = 256;
  std::array<ImU32, kSteps> colors_{};
};

/// The colour of text on a cell of this colour.
ImU32 text_on(ImU32 cell);
/// The dark outline that shows on any colour.
ImU32 cell_outline();

}  // namespace ane::ui
