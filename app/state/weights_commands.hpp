#pragma once
// What can be set of the weights and lookup table views. Each function is that of one row in commands.cpp.

#include <string_view>
#include <vector>

#include "app/state/app.hpp"
#include "app/state/commands.hpp"

namespace ane::state {

/// "filters", "matrix", "stored"
std::string_view weights_layout_name(WeightsLayout layout);
/// "symmetric", "fit", "clipped", "manual"
std::string_view weights_range_name(WeightsRange range);

bool has_constants(const App& app);

Result<void> set_weights_layout(App& app, std::string_view name);
std::vector<Choice> weights_layout_choices(const App& app);
/// "symmetric", "fit", "clipped", or two numbers: the ends of the colours.
Result<void> set_weights_range(App& app, std::string_view text);
std::vector<Choice> weights_range_choices(const App& app);
/// "fit", "in", "out"
Result<void> set_weights_zoom(App& app, std::string_view text);
std::vector<Choice> weights_zoom_choices(const App& app);
/// The number of a constant in the list of `anetool weights`, or its name.
Result<void> show_weights(App& app, std::string_view text);
std::vector<Choice> show_weights_choices(const App& app);
/// "best", or the name of a function.
Result<void> compare_table(App& app, std::string_view name);
std::vector<Choice> compare_table_choices(const App& app);

}  // namespace ane::state
