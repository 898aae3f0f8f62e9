#pragma once
// What commands do to the graph of a file.
// Each command function is that of a row in commands.cpp, which says what follows the command and when it may
// be used.

#include <string_view>
#include <vector>

#include "app/state/commands.hpp"
#include "app/state/graph_state.hpp"
#include "core/base/result.hpp"

namespace ane::state {

class OpenFile;

/// Starts working the graph of the file's current program out where it is not there or under way.
void want_graph(App& app, OpenFile& file);
/// Whether a graph of the file is being read or laid out.
bool graph_under_way(const App& app, const OpenFile& file);
/// Takes a selection over that another view made.
void follow_selection(OpenFile& file);
/// Shows the graph that was read from a file, or that of the tasks.
void show_graph_source(App& app, OpenFile& file, bool read);
/// Makes a node of the shown model the focus and selects what it stands for, in all views.
void select_graph_node(App& app, OpenFile& file, std::size_t node);

bool has_graph(const App& app);
bool has_graph_focus(const App& app);
bool has_graph_hits(const App& app);
bool has_read_graph(const App& app);

Result<void> set_graph_source(App& app, std::string_view name);
std::vector<Choice> graph_source_choices(const App& app);
Result<void> set_graph_color(App& app, std::string_view name);
std::vector<Choice> graph_color_choices(const App& app);
Result<void> find_graph(App& app, std::string_view text);
Result<void> next_graph_hit(App& app, std::string_view);
Result<void> previous_graph_hit(App& app, std::string_view);
template <CameraWish wish>
Result<void> move_graph_camera(App& app, std::string_view);
Result<void> walk_graph(App& app, std::string_view direction);
std::vector<Choice> walk_choices(const App& app);
Result<void> trace_producers(App& app, std::string_view how);
Result<void> trace_consumers(App& app, std::string_view how);
std::vector<Choice> trace_choices(const App& app);
Result<void> fold_graph_group(App& app, std::string_view);
Result<void> fold_all_groups(App& app, std::string_view);
Result<void> unfold_all_groups(App& app, std::string_view);

}  // namespace ane::state
