#pragma once
// How the graph of tasks looks: hues of engines or of a measure, what is selected, traced and found.

#include <array>
#include <memory>
#include <vector>

#include "app/ui/color_map.hpp"
#include "app/ui/view.hpp"
#include "app/views/graph_canvas.hpp"

namespace ane::views {

class TaskSkin final : public GraphSkin {
 public:
  /// Takes over what is shown in this frame; `file.graph.picture` is there.
  void update(const ui::ViewContext& context);

  NodeLook node(std::size_t node) const override;
  EdgeLook edge(std::size_t edge) const override;
  std::string note(std::size_t node) const override;
  std::string label(std::size_t edge) const override;

  /// Tasks of the graph by engine: NE, PE, others.
  const std::array<std::size_t, 3>& engines() const { return engines_; }
  /// The largest measure in words; "" where tasks are coloured by engine or none has one.
  const std::string& most_text() const { return most_text_; }
  /// The hue of a share of the largest measure.
  ImU32 measure_color(float share) const;
  bool traced() const { return traced_; }

 private:
  void measure(const state::OpenFile& file, state::GraphColor color);
  void light(const state::GraphState& state);
  void mark(const state::GraphState& state);
  std::string measure_text(double value) const;

  const ui::Ui* ui_ = nullptr;
  state::GraphPicturePtr picture_;
  state::GraphColor color_ = state::GraphColor::Engine;
  std::shared_ptr<const void> measured_of_;  ///< the rows that the measures are from
  std::vector<double> measures_;             ///< by node of the picture; -1: none
  double most_ = 0;
  std::string most_text_;
  std::array<std::size_t, 3> engines_{};

  std::array<ui::BlockColor, 3> engine_colors_{};  ///< as engines_
  ImU32 weights_hue_ = 0;
  std::optional<std::size_t> focus_, hovered_;
  state::Trace up_ = state::Trace::None, down_ = state::Trace::None;
  bool traced_ = false;
  std::vector<state::Light> lights_;
  std::vector<std::size_t> hits_;  ///< of the model, that hit_ is made of
  std::vector<bool> hit_;
  ui::SequentialMap map_;
};

/// A few words on what an edge carries: "24×56×56 · 150,528 B", and where.
std::string edge_text(const state::GraphPicture& picture, std::size_t edge);
/// The lines of a tooltip.
std::string node_hint(const state::GraphPicture& picture, std::size_t node);
std::string edge_hint(const state::GraphPicture& picture, std::size_t edge);

}  // namespace ane::views
