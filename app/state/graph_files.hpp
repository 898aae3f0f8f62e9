#pragma once
// Graphs from files and into files.
// Each command function is that of a row in commands.cpp, which says what follows the command and when it may
// be used.

#include <string>
#include <string_view>

#include "app/state/graph_state.hpp"
#include "core/base/result.hpp"

namespace ane::state {

class App;
class OpenFile;

/// By its name: "graph.dot".
bool is_graph_name(std::string_view path);
/// By how it begins: "digraph", "graph" or "strict". Reads from the disk.
bool holds_graph(const std::string& path);

/// The graph of a .dot file, its nodes linked to the tensors, symbols and tasks of their names.
Result<GraphModelPtr> read_graph_file(const std::string& path, const document::DocumentPtr& document);
/// Reads one, as a job, and shows it beside the program that was asked for last, once that is there.
void open_graph_file(App& app, const std::string& path);
/// Starts reading the graphs whose programs are there now. True where one was waiting that waits no more.
bool take_waiting_graphs(App& app);
/// Keeps the graph that was shown beside a file which was read again: its nodes are linked to what the file
/// holds now.
void link_graph_again(App& app, const OpenFile& file, const GraphState& before);

Result<void> open_dot(App& app, std::string_view path);
Result<void> save_graph_svg(App& app, std::string_view path);
Result<void> save_graph_dot(App& app, std::string_view path);
Result<void> save_graph_png(App& app, std::string_view path);

}  // namespace ane::state
