#pragma once
// What is done with a comparison of two files, and which layout is shown.
// Each function is that of a row in commands.cpp, which says what follows the command and when it may be
// used.

#include <string_view>
#include <vector>

#include "app/state/commands.hpp"
#include "core/base/result.hpp"

namespace ane::state {

bool has_comparison(const App& app);  ///< of two files, worked out or not
bool is_compared(const App& app);     ///< and worked out
bool has_pair(const App& app);        ///< a pair of tasks is selected
bool has_pairs_by_hand(const App& app);
bool shows_comparison(const App& app);  ///< worked out, and its layout is the one in front

Result<void> show_inspect(App& app, std::string_view);
Result<void> show_compare(App& app, std::string_view);
Result<void> open_side_b(App& app, std::string_view path);
Result<void> compare_with(App& app, std::string_view name);
std::vector<Choice> compare_with_choices(const App& app);
Result<void> swap_sides(App& app, std::string_view);
Result<void> next_difference(App& app, std::string_view);
Result<void> previous_difference(App& app, std::string_view);
Result<void> toggle_only_changes(App& app, std::string_view);
Result<void> toggle_written(App& app, std::string_view);
Result<void> toggle_noise(App& app, std::string_view);
Result<void> pair_by_hand(App& app, std::string_view tasks);
Result<void> unpair_by_hand(App& app, std::string_view tasks);
std::vector<Choice> unpair_choices(const App& app);
Result<void> select_compared(App& app, std::string_view task);
Result<void> look_at_field(App& app, std::string_view path);
Result<void> look_at_weights(App& app, std::string_view number);
Result<void> compare_again(App& app, std::string_view);
Result<void> inspect_side(App& app, std::string_view side);
std::vector<Choice> side_choices(const App& app);
Result<void> copy_comparison(App& app, std::string_view);
Result<void> export_comparison(App& app, std::string_view path);

}  // namespace ane::state
