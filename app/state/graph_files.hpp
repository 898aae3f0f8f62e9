#pragma once
// Graphs from files and into files.
// Each command function is that of a row in commands.cpp, which says what follows the command and when it may
// be used.

#include <string>
#include <string_view>

#include "app/state/graph_picture.hpp"
#include "core/base/result.hpp"

namespace ane::state {

class App;

/// By its name: "graph.dot".
bool is_graph_name(std::string_view path);
/// By how it begins: "digraph", "graph" or "strict". Reads from the disk.
bool holds_graph(const std::string& path);

/// The graph of a .dot file, its nodes linked to the tensors, symbols and tasks of their names.
Result<GraphModelPtr> read_graph_file(const std::string& path, const document::DocumentPtr& document);
/// Reads one beside the active file, as a job, and shows it.
void open_graph_file(App& app, const std::string& path);

Result<void> open_dot(App& app, std::string_view path);
Result<void> save_graph_svg(App& app, std::string_view path);
Result<void> save_graph_dot(App& app, std::string_view path);
Result<void> save_graph_png(App& app, std::string_view path);

}  // namespace ane::state
