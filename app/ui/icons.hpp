#pragma once
// Icons as strokes on a grid of 16, drawn at any size.

#include <imgui.h>

namespace ane::ui {

enum class Icon {
  Open,
  Search,
  Filter,
  Close,
  Expand,
  Collapse,
  More,
  Lock,
  Pin,
  Copy,
  Back,
  Forward,
  Error,
  Warning,
  Info,
  Check,
  File,
  Header,
  Command,
  Segment,
  Field,
  Task,
  Tensor,
  Weights,
  Symbol,
  Unexplained,
  Theme,
  Plus,
  Menu,
  Export,
  Fit,
  Swap,
  Up,
  Down,
  Link
};

/// Draws `icon` into the square of side `size` at `at`.
void draw_icon(ImDrawList& draw, Icon icon, ImVec2 at, float size, ImU32 color);

}  // namespace ane::ui
