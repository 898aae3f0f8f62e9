#include "app/state/weights_commands.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "app/state/command_parts.hpp"

namespace ane::state {
namespace {

using Text = std::string_view;

constexpr std::array<Text, 3> kLayouts = {"filters", "matrix", "stored"};
constexpr std::array<Text, 4> kRanges = {"symmetric", "fit", "clipped", "manual"};
constexpr int kMostZoom = 8;

bool has_table(const App& app) {
  return app.active() != nullptr && app.active()->table && app.active()->table->table;
}

Result<void> manual_range(App& app, Text text) {
  ANE_TRY(const auto ends, parse_ends(text, "symmetric, fit, clipped"));
  app.options.weights_range = WeightsRange::Manual;
  app.options.weights_low = ends.first;
  app.options.weights_high = ends.second;
  return {};
}

}  // namespace

std::string_view weights_layout_name(WeightsLayout layout) {
  return kLayouts[static_cast<std::size_t>(layout)];
}
std::string_view weights_range_name(WeightsRange range) {
  return kRanges[static_cast<std::size_t>(range)];
}

bool has_constants(const App& app) {
  return app.active() != nullptr && app.active()->survey && !app.active()->survey->constants.empty();
}

Result<void> set_weights_layout(App& app, Text name) {
  const auto* found = std::find(kLayouts.begin(), kLayouts.end(), name);
  if (found == kLayouts.end()) return Error{"a layout is filters, matrix or stored", {}};
  app.options.weights_layout = static_cast<WeightsLayout>(found - kLayouts.begin());
  app.options.weights_zoom = 0;
  return {};
}
std::vector<Choice> weights_layout_choices(const App&) {
  return {{"filters", "Filters, a tile each"}, {"matrix", "One matrix"}, {"stored", "As stored"}};
}

Result<void> set_weights_range(App& app, Text text) {
  const auto* found = std::find(kRanges.begin(), kRanges.end() - 1, text);
  if (found == kRanges.end() - 1) return manual_range(app, text);
  app.options.weights_range = static_cast<WeightsRange>(found - kRanges.begin());
  return {};
}
std::vector<Choice> weights_range_choices(const App&) {
  return {{"symmetric", "Symmetric"},
          {"fit", "Smallest to largest value"},
          {"clipped", "All but one in a thousand"}};
}

Result<void> set_weights_zoom(App& app, Text text) {
  int& zoom = app.options.weights_zoom;
  if (text == "fit") {
    zoom = 0;
  } else if (text == "in" || text == "out") {
    zoom = std::clamp(zoom + (text == "in" ? 1 : -1), -kMostZoom, kMostZoom);
  } else {
    return Error{"a zoom is fit, in or out", {}};
  }
  return {};
}
std::vector<Choice> weights_zoom_choices(const App&) {
  return {{"fit", "All of it"}, {"in", "Larger"}, {"out", "Smaller"}};
}

Result<void> show_weights(App& app, Text text) {
  OpenFile& file = *app.active();
  const std::vector<model::Constant>& all = file.survey->constants;
  std::size_t index = all.size();
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (code != std::errc{} || end != text.data() + text.size()) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const model::Constant& c) { return c.name == text; });
    if (found == all.end()) return Error{"no constant is called \"" + std::string(text) + "\"", {}};
    index = static_cast<std::size_t>(found - all.begin());
  }
  if (index >= all.size()) {
    return Error{
        "constant " + std::string(text) + " does not exist; the last is " + std::to_string(all.size() - 1),
        {}};
  }
  app.show_constant(file, index);
  app.bring_view = all[index].encoding == model::Encoding::Table ? "table" : "weights";
  return {};
}
std::vector<Choice> show_weights_choices(const App& app) {
  static constexpr std::size_t kMost = 1000;
  std::vector<Choice> list;
  if (!has_constants(app)) return list;
  for (const model::Constant& constant : app.active()->survey->constants) {
    if (list.size() < kMost) list.push_back({std::to_string(list.size()), constant.name});
  }
  return list;
}

Result<void> compare_table(App& app, Text name) {
  if (!has_table(app)) return Error{"no lookup table is shown", {}};
  const std::vector<Choice> choices = compare_table_choices(app);
  const bool known =
      std::any_of(choices.begin(), choices.end(), [&](const Choice& c) { return c.argument == name; });
  if (!known) return Error{"this table cannot be compared with \"" + std::string(name) + "\"", {}};
  app.options.table_function = name == "best" ? Text() : name;
  return {};
}
std::vector<Choice> compare_table_choices(const App& app) {
  std::vector<Choice> list = {{"best", "The best match"}};
  if (!has_table(app)) return list;
  for (const model::Function function : model::functions_of(app.active()->table->table->mode())) {
    const std::string name(model::function_name(function));
    list.push_back({name, name});
  }
  return list;
}

}  // namespace ane::state
