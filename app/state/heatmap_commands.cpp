#include "app/state/heatmap_commands.hpp"

#include <algorithm>
#include <array>

#include "app/state/app.hpp"
#include "app/state/command_parts.hpp"
#include "core/base/text.hpp"

namespace ane::state {
namespace {

using Text = std::string_view;

constexpr int kMostHeatZoom = 16;

bool has_heat_tensor(const App& app) {
  return app.running.tensor_a() != nullptr;
}

Result<void> set_heat_ends(HeatEnds& ends, Text text) {
  for (const HeatRange kind : {HeatRange::Auto, HeatRange::Fit, HeatRange::Symmetric}) {
    if (text != heat_range_name(kind)) continue;
    ends.kind = kind;
    return {};
  }
  ANE_TRY(const auto numbers, parse_ends(text, "auto, fit, symmetric"));
  ends = {HeatRange::Manual, numbers.first, numbers.second};
  return {};
}

Result<void> set_heat_range(App& app, Text text) {
  return set_heat_ends(app.heat.range, text);
}
Result<void> set_heat_difference_range(App& app, Text text) {
  if (text == heat_range_name(HeatRange::Symmetric))
    return Error{"differences have no sign: auto, fit or two numbers", {}};
  return set_heat_ends(app.heat.difference, text);
}
std::vector<Choice> heat_range_choices(const App&) {
  return {{"auto", "Without the outermost values"},
          {"fit", "Smallest to largest value"},
          {"symmetric", "As far below zero as above"}};
}
std::vector<Choice> heat_difference_choices(const App&) {
  return {{"auto", "Without the outermost values"}, {"fit", "Smallest to largest value"}};
}

Result<void> toggle_heat_log(App& app, Text) {
  app.heat.log = !app.heat.log;
  return {};
}
Result<void> toggle_heat_one_range(App& app, Text) {
  app.heat.one_range = !app.heat.one_range;
  return {};
}

Result<void> set_heat_side(App& app, Text name) {
  for (const ShownSide side : {ShownSide::A, ShownSide::B, ShownSide::Difference}) {
    if (name != heat_side_name(side)) continue;
    if (side != ShownSide::A && app.running.tensor_b() == nullptr)
      return Error{"there is nothing that A is compared with", {}};
    app.heat.side = side;
    return {};
  }
  return Error{"a side is a, b or difference", {}};
}
std::vector<Choice> heat_side_choices(const App&) {
  return {{"a", "A"}, {"b", "B"}, {"difference", "|A − B|"}};
}

Result<void> set_heat_layout(App& app, Text name) {
  for (const HeatLayout layout : {HeatLayout::Grid, HeatLayout::Strip, HeatLayout::Single}) {
    if (name != heat_layout_name(layout)) continue;
    app.heat.layout = layout;
    app.bring_view = "channels";
    return {};
  }
  return Error{"a layout is grid, strip or single", {}};
}
std::vector<Choice> heat_layout_choices(const App&) {
  return {{"grid", "Tiles"}, {"strip", "All channels in one picture"}, {"single", "One channel"}};
}

Result<void> set_heat_zoom(App& app, Text text) {
  int& zoom = app.heat.zoom;
  if (text == "fit") {
    zoom = 0;
  } else if (text == "in" || text == "out") {
    zoom = std::clamp(zoom + (text == "in" ? 1 : -1), 0, kMostHeatZoom);
  } else {
    return Error{"a zoom is fit, in or out", {}};
  }
  return {};
}
std::vector<Choice> heat_zoom_choices(const App&) {
  return {{"fit", "All of it"}, {"in", "Larger"}, {"out", "Smaller"}};
}

/// Looks at the same row and column of another batch or channel.
Result<void> show_heat_plane(App& app, std::size_t axis, std::uint64_t wanted, Text what) {
  const run::KeptTensor& tensor = *app.running.tensor_a();
  run::Shape index = *heat_place(app);
  if (wanted >= tensor.shape[axis]) {
    return Error{"there is no " + std::string(what) + " " + std::to_string(wanted) + ": the last is " +
                     std::to_string(tensor.shape[axis] - 1),
                 {}};
  }
  index[axis] = wanted;
  show_tensor(app, app.running.tensor, element_of(tensor.shape, index));
  return {};
}

Result<void> show_heat_channel(App& app, Text text) {
  ANE_TRY(const std::uint64_t channel, parse_number(text));
  return show_heat_plane(app, 1, channel, "channel");
}
Result<void> show_heat_batch(App& app, Text text) {
  ANE_TRY(const std::uint64_t batch, parse_number(text));
  return show_heat_plane(app, 0, batch, "batch");
}
Result<void> next_heat_channel(App& app, Text) {
  return show_heat_plane(app, 1, (*heat_place(app))[1] + 1, "channel");
}
Result<void> previous_heat_channel(App& app, Text) {
  const std::uint64_t channel = (*heat_place(app))[1];
  if (channel == 0) return Error{"this is the first channel", {}};
  return show_heat_plane(app, 1, channel - 1, "channel");
}

/// A byte of a buffer, or of memory on the chip.
struct HeatOffset {
  bool on_chip = false;
  std::uint64_t slot = 0, offset = 0;
  bool fits(const run::KeptTensor& tensor) const {
    return tensor.layout && tensor.on_chip == on_chip && (on_chip || tensor.slot == slot);
  }
};

Result<HeatOffset> heat_offset(Text text, const run::KeptTensor& shown) {
  HeatOffset wanted{shown.on_chip, shown.slot, 0};
  const std::size_t colon = text.find(':');
  if (colon == Text::npos && !shown.layout) return Error{"values from a file have no place in a buffer", {}};
  if (colon != Text::npos) {
    wanted.on_chip = text.substr(0, colon) == "chip";
    if (!wanted.on_chip) {
      ANE_TRY(wanted.slot, parse_number(text.substr(0, colon)));
    }
    text = text.substr(colon + 1);
  }
  ANE_TRY(wanted.offset, parse_number(text));
  return wanted;
}

Result<void> go_to_heat_offset(App& app, Text text) {
  const run::Trace& trace = *app.running.trace();
  ANE_TRY(const HeatOffset wanted, heat_offset(text, *app.running.tensor_a()));
  std::vector<std::size_t> order = {app.running.tensor};
  for (std::size_t i = trace.tensors.size(); i-- > 0;) order.push_back(i);
  for (const std::size_t i : order) {
    const run::KeptTensor& tensor = *trace.tensors[i];
    if (!wanted.fits(tensor)) continue;
    const auto index = tensor.layout->index_at(wanted.offset);
    if (!index) continue;
    show_tensor(app, i, element_of(tensor.shape, *index));
    return {};
  }
  const std::string where = wanted.on_chip ? "memory on the chip" : "buffer " + std::to_string(wanted.slot);
  return Error{"no element lies at " + hex(wanted.offset) + " of " + where, {}};
}

constexpr Command kHeatmapCommands[] = {
    {"heat.range", "Range of the colours", "", "Run", "RANGE", has_heat_tensor, set_heat_range,
     heat_range_choices},
    {"heat.difference-range", "Range of the colours of |A − B|", "", "Run", "RANGE", has_heat_tensor,
     set_heat_difference_range, heat_difference_choices},
    {"heat.log", "Histograms count in powers of two", "", "Run", "", has_heat_tensor, toggle_heat_log},
    {"heat.one-range", "One range for all channels", "", "Run", "", has_heat_tensor, toggle_heat_one_range},
    {"heat.side", "Show side", "", "Run", "SIDE", has_heat_tensor, set_heat_side, heat_side_choices},
    {"heat.layout", "Arrange channels as", "", "Run", "LAYOUT", has_heat_tensor, set_heat_layout,
     heat_layout_choices},
    {"heat.zoom", "Zoom the pictures", "", "Run", "HOW", has_heat_tensor, set_heat_zoom, heat_zoom_choices},
    {"heat.channel", "Show channel", "", "", "N", has_heat_tensor, show_heat_channel},
    {"heat.batch", "Show batch or group", "", "", "N", has_heat_tensor, show_heat_batch},
    {"heat.next-channel", "Next channel", "", "Run", "", has_heat_tensor, next_heat_channel},
    {"heat.previous-channel", "Previous channel", "", "Run", "", has_heat_tensor, previous_heat_channel},
    {"heat.offset", "Go to the element at a buffer offset", "", "", "SLOT:OFFSET", has_heat_tensor,
     go_to_heat_offset},
    {"heat.save-npy", "Save the tensor as .npy…", "", "Run", "[PATH]", has_heat_tensor, save_heat_npy},
    {"heat.save-png", "Save the channel as PNG…", "", "Run", "[PATH]", has_heat_tensor, save_heat_png},
};

}  // namespace

std::span<const Command> heatmap_commands() {
  return kHeatmapCommands;
}

}  // namespace ane::state
