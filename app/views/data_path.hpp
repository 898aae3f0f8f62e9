#pragma once
// The way of data through the engine as boxes: what a task uses is lit.

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "app/ui/view.hpp"

namespace ane::views {

/// One box. L2 has two: what comes from it and what goes into it.
struct Box {
  std::string_view title;
  std::string_view block;  ///< the database's name
  int column = 0;
  float y = 0, y_compact = 0;
};
inline constexpr std::size_t kBoxes = 8;
const std::array<Box, kBoxes>& boxes();
/// The box of a block.
std::optional<std::size_t> box_of(std::string_view block);

enum class BoxState { Used, Written, Inherited, Missing };
struct BoxFacts {
  BoxState state = BoxState::Missing;
  std::string line;     ///< the one fact that matters
  bool edited = false;  ///< some register of it was changed in this task
};
/// What a task does with each box.
std::array<BoxFacts, kBoxes> box_facts(const state::OpenFile& file, const state::TaskDetail& detail);

/// Draws the boxes and their wires; the box that was clicked.
std::optional<std::size_t> draw_data_path(const ui::Ui& ui, const ui::Rect& area, bool compact,
                                          const std::array<BoxFacts, kBoxes>& facts,
                                          std::optional<std::size_t> selected);
float data_path_height(const ui::Ui& ui, bool compact);

}  // namespace ane::views
