#pragma once
// What views show and how they look.
// Each function is that of a row in commands.cpp, which says what follows the command and when it may be
// used.

#include <string_view>
#include <vector>

#include "app/state/commands.hpp"
#include "core/base/result.hpp"

namespace ane::state {

Result<void> show_view(App& app, std::string_view name);
std::vector<Choice> view_choices(const App&);
Result<void> set_theme(App& app, std::string_view name);
std::vector<Choice> theme_choices(const App&);
Result<void> set_motion(App& app, std::string_view name);
std::vector<Choice> motion_choices(const App& app);
Result<void> set_scale(App& app, std::string_view text);
Result<void> scale_up(App& app, std::string_view);
Result<void> scale_down(App& app, std::string_view);
Result<void> scale_auto(App& app, std::string_view);
Result<void> cancel(App& app, std::string_view);
Result<void> filter_tasks_by(App& app, std::string_view text);
Result<void> sort_tasks(App& app, std::string_view column);
std::vector<Choice> sort_choices(const App&);
Result<void> sort_cost(App& app, std::string_view key);
std::vector<Choice> cost_choices(const App&);
Result<void> zoom_memory(App& app, std::string_view how);
std::vector<Choice> zoom_choices(const App&);
Result<void> watch(App& app, std::string_view);
Result<void> timeline(App& app, std::string_view);
Result<void> set_overlay(App& app, std::string_view name);
std::vector<Choice> overlay_choices(const App&);
Result<void> overlay_finer(App& app, std::string_view);
Result<void> overlay_coarser(App& app, std::string_view);
Result<void> hex_width(App& app, std::string_view text);
std::vector<Choice> width_choices(const App&);
Result<void> hex_offsets(App& app, std::string_view name);
std::vector<Choice> offset_choices(const App&);
Result<void> toggle_bottom(App& app, std::string_view);
Result<void> reset_layout(App& app, std::string_view);
Result<void> database_of(App& app, std::string_view id);
std::vector<Choice> generation_choices(const App& app);

}  // namespace ane::state
