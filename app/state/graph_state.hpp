#pragma once
// What the Graph view shows of a file.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/state/graph_picture.hpp"

namespace ane::state {

/// What the hues of tasks stand for.
enum class GraphColor { Engine, Time, Weights };
/// "engine", "cost", "weights"
std::string_view graph_color_name(GraphColor color);

/// What the camera should do when the view is drawn next.
enum class CameraWish { None, Fit, ActualSize, Selection, In, Out };

/// One graph that can be shown, and what of it is folded.
struct ShownGraph {
  GraphModelPtr model;
  std::vector<bool> folds;
};

struct GraphState {
  ShownGraph tasks, read;              ///< of the current program, and of a .dot file
  bool shows_read = false;             ///< the second one
  GraphPicturePtr picture;             ///< perhaps still an earlier one; null until the job ends
  std::uint64_t wanted = 0;            ///< counts the pictures that were asked for
  std::optional<std::size_t> program;  ///< that was asked for last
  std::optional<std::size_t> focus;    ///< node of the shown model that is selected
  Selection focus_link;                ///< the selection that the focus was taken for
  std::optional<std::size_t> anchor;   ///< node of the model that stays where it is in the next picture
  Trace up = Trace::None, down = Trace::None;
  CameraWish wish = CameraWish::None;
  std::string find;
  std::vector<std::size_t> hits;  ///< nodes of the model
  std::optional<std::size_t> hit_at;

  ShownGraph& shown() { return shows_read ? read : tasks; }
  const ShownGraph& shown() const { return shows_read ? read : tasks; }
  /// The focus in the picture; nothing while the picture is another one's.
  std::optional<std::size_t> focus_in_picture() const;
};

}  // namespace ane::state
