#include "app/state/commands.hpp"

#include <algorithm>
#include <array>

#include "app/state/app.hpp"
#include "app/state/compare_commands.hpp"
#include "app/state/debug_commands.hpp"
#include "app/state/edit_commands.hpp"
#include "app/state/explain_commands.hpp"
#include "app/state/export_work.hpp"
#include "app/state/file_commands.hpp"
#include "app/state/go_commands.hpp"
#include "app/state/graph_commands.hpp"
#include "app/state/graph_files.hpp"
#include "app/state/heatmap_commands.hpp"
#include "app/state/run_commands.hpp"
#include "app/state/view_commands.hpp"
#include "app/state/weights_commands.hpp"
#include "core/base/text.hpp"

namespace ane::state {
namespace {

using Text = std::string_view;

bool always(const App&) {
  return true;
}

bool has_file(const App& app) {
  return app.active() != nullptr;
}

bool has_tasks(const App& app) {
  return has_file(app) && !app.active()->document()->tasks().empty();
}

bool has_selection(const App& app) {
  return has_file(app) && !app.active()->selection().empty();
}

bool has_field(const App& app) {
  return has_selection(app) && word_of(*app.active(), app.active()->selection()).has_value();
}

bool can_go_back(const App& app) {
  return app.history.can_go_back();
}

bool can_go_forward(const App& app) {
  return app.history.can_go_forward();
}

bool has_matches(const App& app) {
  return app.matches != nullptr;
}

bool has_jobs(const App& app) {
  return !app.jobs.idle();
}

bool file_changed(const App& app) {
  return has_file(app) && app.active()->changed_on_disk;
}

Result<void> show_debug(App& app, Text) {
  app.layout = Layout::Debug;
  app.shows_steps = false;
  return {};
}

template <Sheet kind>
Result<void> open_sheet(App& app, Text text) {
  app.sheet = kind;
  app.sheet_text = text;
  return {};
}

template <bool ViewOptions::*option>
Result<void> toggle(App& app, Text) {
  app.options.*option = !(app.options.*option);
  return {};
}

constexpr auto kViews = std::to_array<ViewName>({{"explorer", "Explorer"},
                                                 {"overview", "Overview"},
                                                 {"tasks", "Tasks"},
                                                 {"memory", "Memory map"},
                                                 {"stream", "Stream"},
                                                 {"inspector", "Inspector"},
                                                 {"graph", "Graph"},
                                                 {"cost", "Cost"},
                                                 {"weights", "Weights"},
                                                 {"table", "LUT"},
                                                 {"tensors", "Tensors"},
                                                 {"symbols", "Symbols"},
                                                 {"compare-summary", "Summary"},
                                                 {"compare-tasks", "Aligned tasks"},
                                                 {"compare-graph", "Merged graph"},
                                                 {"compare-weights", "Weights of both"},
                                                 {"compare-container", "Container of both"},
                                                 {"compare-symbols", "Symbols of both"},
                                                 {"compare-fields", "Field changes"},
                                                 {"compare-all-fields", "All fields"},
                                                 {"compare-hex", "Hex of both"},
                                                 {"run", "Run"},
                                                 {"devices", "Devices"},
                                                 {"changes", "Changes"},
                                                 {"steps", "Tasks and breakpoints"},
                                                 {"step-bar", "Step"},
                                                 {"traffic", "Read and wrote"},
                                                 {"registers", "Before → after"},
                                                 {"channels", "Channels"},
                                                 {"sides", "A / B / |A − B|"},
                                                 {"statistics", "Statistics"},
                                                 {"results", "Results"},
                                                 {"explain", "Explain"},
                                                 {"database", "Registers"},
                                                 {"hex", "Hex"},
                                                 {"values", "Values"},
                                                 {"watch", "Watch"},
                                                 {"bookmarks", "Bookmarks"},
                                                 {"problems", "Problems"},
                                                 {"find", "Find"},
                                                 {"log", "Log"}});

constexpr Command kCommands[] = {
    {"open", "Open…", "Ctrl+O", "File", "[PATH]", always, open_file},
    {"open sample", "Open sample", "", "File", "NAME", always, open_sample, sample_choices},
    {"close", "Close file", "Ctrl+W", "File", "", has_file, close_file},
    {"reload", "Reload from disk", "Ctrl+R", "File", "", has_file, reload},
    {"export", "Export .anec…", "Ctrl+E", "File", "[PATH]", can_export, open_export},
    {"export corrected", "Write a corrected copy…", "", "File", "[PATH]", can_correct, open_corrected},
    {"export path", "Path of the export", "", "", "PATH", export_is_open, export_path},
    {"export mode", "Mode of the export", "", "", "NAME", export_is_open, set_export_mode,
     export_mode_choices},
    {"export payload", "Payload of the export at", "", "", "OFFSET", export_is_open, set_export_payload,
     export_payload_choices},
    {"export program", "Program to export", "", "", "NAME", export_is_open, set_export_program,
     export_program_choices},
    {"export sidecar", "Side file with names", "", "", "", export_is_open, toggle_export_sidecar},
    {"export force", "Export ctx_ inputs as anecc would with -f", "", "", "", export_is_open,
     toggle_export_force},
    {"export write", "Write the export", "", "", "", can_write_export, write_export},
    {"export show", "Open the exported file", "", "", "", has_exported, show_exported},
    {"compare.open-b", "Open as side B…", "Ctrl+Shift+O", "Compare", "[PATH]", has_file, open_side_b},
    {"compare.with", "Compare with…", "Ctrl+D", "Compare", "[FILE]", has_file, compare_with,
     compare_with_choices},
    {"compare.swap", "Swap sides", "", "Compare", "", has_comparison, swap_sides},
    {"compare.next", "Next difference", "F8", "Compare", "", is_compared, next_difference},
    {"compare.previous", "Previous difference", "Shift+F8", "Compare", "", is_compared, previous_difference},
    {"compare.only-changes", "Only changes", "D", "Compare", "", shows_comparison, toggle_only_changes},
    {"compare.written", "Compare written words instead of the effective state", "", "Compare", "",
     has_comparison, toggle_written},
    {"compare.noise", "Show noise", "", "Compare", "", is_compared, toggle_noise},
    {"compare.pair", "Pair tasks by hand", "", "", "A B", is_compared, pair_by_hand},
    {"compare.unpair", "Undo a pair by hand", "", "Compare", "A B", has_pairs_by_hand, unpair_by_hand,
     unpair_choices},
    {"compare.select", "Select compared task", "", "", "TASK", is_compared, select_compared},
    {"compare.field", "Look at a compared field", "", "", "PATH", has_pair, look_at_field},
    {"compare.weights", "Compare weights of both sides", "", "", "NUMBER", is_compared, look_at_weights},
    {"compare.again", "Compare again", "", "Compare", "", has_comparison, compare_again},
    {"compare.inspect", "Inspect a side of the task", "", "Compare", "SIDE", has_pair, inspect_side,
     side_choices},
    {"compare.copy", "Copy the comparison as text", "", "Compare", "", is_compared, copy_comparison},
    {"compare.export", "Export the comparison…", "", "Compare", "[PATH]", is_compared, export_comparison},
    {"decode as", "Decode as…", "", "File", "[GENERATION]", has_file, decode_as, decoding_choices},
    {"ignore change", "Ignore the change on disk", "", "", "", file_changed, ignore_change},
    {"next file", "Next file", "Ctrl+Tab", "File", "", has_file, next_file},
    {"previous file", "Previous file", "Ctrl+Shift+Tab", "File", "", has_file, previous_file},
    {"clear recent", "Clear recent files", "", "File", "", always, clear_recent},
    {"quit", "Quit", "Ctrl+Q", "File", "", always, quit},

    {"copy", "Copy as", "", "Edit", "FORM", has_selection, copy, copy_choices},
    {"copy value", "Copy value", "Ctrl+C", "Edit", "", has_selection, copy_value},
    {"copy command", "Copy as command", "Ctrl+Alt+C", "Edit", "", has_file, copy_command},
    {"find", "Find in this view", "Ctrl+F", "Edit", "", has_file, find_here},
    {"find all", "Find in the whole file", "Ctrl+Shift+F", "Edit", "[TEXT]", has_file, find_all},
    {"next match", "Next match", "F3", "Edit", "", has_matches, next_match},
    {"previous match", "Previous match", "Shift+F3", "Edit", "", has_matches, previous_match},
    {"cancel", "Close, clear or deselect", "Escape", "", "", always, cancel},

    {"go to", "Go to anything…", "Ctrl+P", "Go", "[TEXT]", always, open_sheet<Sheet::GoTo>},
    {"palette", "Commands…", "Ctrl+Shift+P", "Go", "[TEXT]", always, open_sheet<Sheet::Palette>},
    {"go to offset", "Go to offset or expression…", "Ctrl+G", "Go", "", has_file,
     open_sheet<Sheet::GoToOffset>},
    {"back", "Back", "Alt+Left", "Go", "", can_go_back, go_back},
    {"forward", "Forward", "Alt+Right", "Go", "", can_go_forward, go_forward},
    {"follow", "Follow pointer", "F12", "Go", "", has_selection, follow},
    {"select task", "Select task", "", "", "NUMBER", has_tasks, select_task},
    {"next task", "Next task", "Ctrl+Down", "Go", "", has_tasks, next_task},
    {"previous task", "Previous task", "Ctrl+Up", "Go", "", has_tasks, previous_task},
    {"select bytes", "Select bytes", "", "", "EXPRESSION", has_file, select_bytes},
    {"select field", "Select field", "", "", "PATH", has_tasks, select_field},
    {"select parent", "Select what contains it", "Ctrl+Shift+Up", "Go", "", has_selection, select_parent},
    {"select none", "Deselect", "", "Edit", "", has_selection, select_none},
    {"bookmark", "Bookmark", "Ctrl+B", "Go", "[NOTE]", has_selection, bookmark},
    {"bookmark note", "Note of the bookmark", "", "", "[TEXT]", has_selection, bookmark_note},
    {"go to bookmark", "Go to bookmark", "", "", "NUMBER", has_file, go_bookmark},

    {"view", "Show view", "", "View", "NAME", always, show_view, view_choices},
    {"filter tasks", "Filter tasks", "", "", "TEXT", has_tasks, filter_tasks_by},
    {"sort tasks", "Sort tasks by", "", "View", "COLUMN", has_tasks, sort_tasks, sort_choices},
    {"sort cost", "Sort costs by", "", "View", "COLUMN", has_tasks, sort_cost, cost_choices},
    {"zoom memory", "Zoom the memory map", "", "View", "IN, OUT OR ALL", has_tasks, zoom_memory,
     zoom_choices},
    {"watch", "Watch field", "P", "View", "", has_field, watch},
    {"timeline", "Timeline of the field", "T", "View", "", has_field, timeline},
    {"show written", "Written registers", "", "View", "", has_tasks, toggle<&ViewOptions::show_written>},
    {"show inherited", "Inherited registers", "", "View", "", has_tasks, toggle<&ViewOptions::show_carried>},
    {"show never", "Registers never written", "", "View", "", has_tasks, toggle<&ViewOptions::show_unset>},
    {"overlay", "Hex overlay", "", "View", "LEVEL", has_file, set_overlay, overlay_choices},
    {"overlay finer", "Finer hex overlay", "]", "View", "", has_file, overlay_finer},
    {"overlay coarser", "Coarser hex overlay", "[", "View", "", has_file, overlay_coarser},
    {"hex width", "Bytes in a hex row", "", "View", "NUMBER", has_file, hex_width, width_choices},
    {"hex offsets", "Hex offsets from", "", "View", "BASE", has_file, hex_offsets, offset_choices},
    {"weights layout", "Layout of weights", "", "View", "NAME", has_constants, set_weights_layout,
     weights_layout_choices},
    {"weights range", "Range of weights", "", "View", "NAME", has_constants, set_weights_range,
     weights_range_choices},
    {"weights zoom", "Zoom of weights", "", "View", "NAME", has_constants, set_weights_zoom,
     weights_zoom_choices},
    {"weights log", "Logarithmic counts of weights", "", "View", "", has_constants,
     toggle<&ViewOptions::weights_log>},
    {"weights show", "Show constant", "", "Go", "NAME", has_constants, show_weights, show_weights_choices},
    {"table function", "Compare the table with", "", "View", "NAME", has_constants, compare_table,
     compare_table_choices},
    {"graph.source", "Graph of", "", "View", "NAME", has_graph, set_graph_source, graph_source_choices},
    {"graph.color", "Colour the graph by", "", "View", "NAME", has_graph, set_graph_color,
     graph_color_choices},
    {"graph.find", "Find in the graph", "", "", "TEXT", has_graph, find_graph},
    {"graph.next-hit", "Next hit in the graph", "", "", "", has_graph_hits, next_graph_hit},
    {"graph.previous-hit", "Previous hit in the graph", "", "", "", has_graph_hits, previous_graph_hit},
    {"graph.fit", "Fit the graph", "", "View", "", has_graph, move_graph_camera<CameraWish::Fit>},
    {"graph.actual-size", "Graph at 100 %", "", "View", "", has_graph,
     move_graph_camera<CameraWish::ActualSize>},
    {"graph.zoom-selection", "Zoom the graph to the selection", "", "View", "", has_graph_focus,
     move_graph_camera<CameraWish::Selection>},
    {"graph.zoom-in", "Zoom into the graph", "", "View", "", has_graph, move_graph_camera<CameraWish::In>},
    {"graph.zoom-out", "Zoom out of the graph", "", "View", "", has_graph,
     move_graph_camera<CameraWish::Out>},
    {"graph.walk", "Walk along the graph", "", "", "DIRECTION", has_graph_focus, walk_graph, walk_choices},
    {"graph.producers", "Light producers", "", "", "HOW", has_graph_focus, trace_producers, trace_choices},
    {"graph.consumers", "Light consumers", "", "", "HOW", has_graph_focus, trace_consumers, trace_choices},
    {"graph.fold", "Fold or open the block of the selection", "", "View", "", has_graph_focus,
     fold_graph_group},
    {"graph.fold-all", "Fold all blocks that repeat", "", "View", "", has_graph, fold_all_groups},
    {"graph.unfold-all", "Open all blocks that repeat", "", "View", "", has_graph, unfold_all_groups},
    {"graph.open-dot", "Open a .dot file in the graph…", "", "File", "[PATH]", has_file, open_dot},
    {"graph.save-svg", "Save the graph as SVG…", "", "File", "[PATH]", has_graph, save_graph_svg},
    {"graph.save-png", "Save the graph as PNG…", "", "File", "[PATH]", has_graph, save_graph_png},
    {"graph.save-dot", "Save the graph as DOT…", "", "File", "[PATH]", has_graph, save_graph_dot},
    {"layout.inspect", "Inspect one file", "Ctrl+Alt+1", "View", "", has_file, show_inspect},
    {"layout.compare", "Compare two files", "Ctrl+Alt+2", "View", "", has_file, show_compare},
    {"layout.debug", "Run and debug", "Ctrl+Alt+3", "View", "", has_file, show_debug},
    {"database", "Register database", "", "View", "GENERATION", always, database_of, generation_choices},
    {"toggle bottom", "Problems, find and log", "Ctrl+J", "View", "", always, toggle_bottom},
    {"theme", "Theme", "", "View", "NAME", always, set_theme, theme_choices},
    {"motion", "Motion", "", "View", "ON OR OFF", always, set_motion, motion_choices},
    {"compact rows", "Compact rows", "", "View", "", always, toggle<&ViewOptions::compact_rows>},
    {"scale", "Scale", "", "View", "PERCENT", always, set_scale},
    {"scale up", "Larger", "Ctrl+=", "View", "", always, scale_up},
    {"scale down", "Smaller", "Ctrl+-", "View", "", always, scale_down},
    {"scale auto", "Scale of the monitor", "Ctrl+0", "View", "", always, scale_auto},
    {"reset layout", "Reset layout", "", "View", "", always, reset_layout},
    {"cancel jobs", "Cancel what runs", "", "", "", has_jobs, cancel_jobs},
    {"keys", "Keys", "F1", "Help", "", always, open_sheet<Sheet::Keys>},
    {"about", "About anescope", "", "Help", "", always, open_sheet<Sheet::About>},
};

}  // namespace

std::span<const Command> commands() {
  static const std::vector<Command> kAll = [] {
    std::vector<Command> all(std::begin(kCommands), std::end(kCommands));
    for (const auto part : {run_commands(), run_result_commands(), heatmap_commands(), debug_commands(),
                            edit_commands(), explain_commands()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return kAll;
}
std::span<const ViewName> view_names() {
  return kViews;
}

const Command* find_command(std::string_view id) {
  const std::span<const Command> all = commands();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Command& c) { return c.id == id; });
  return found == all.end() ? nullptr : &*found;
}

std::string key_of(const App& app, const Command& command) {
  const auto own = app.settings.keys.find(std::string(command.id));
  return own == app.settings.keys.end() ? std::string(command.key) : own->second;
}

Result<void> run_command(App& app, std::string_view line) {
  const Command* command = nullptr;
  for (const Command& candidate : commands()) {
    const bool fits =
        line == candidate.id || (line.starts_with(candidate.id) && line.size() > candidate.id.size() &&
                                 line[candidate.id.size()] == ' ' && !candidate.argument.empty());
    if (fits && (command == nullptr || candidate.id.size() > command->id.size())) command = &candidate;
  }
  if (command == nullptr) {
    std::vector<std::string_view> ids;
    for (const Command& candidate : commands()) ids.push_back(candidate.id);
    const std::string_view close = nearest(line, ids);
    return Error{"no such command: \"" + std::string(line) + "\"" +
                     (close.empty() ? "" : "; did you mean \"" + std::string(close) + "\"?"),
                 {}};
  }
  if (!command->enabled(app)) return Error{"\"" + std::string(command->id) + "\" cannot be used now", {}};
  const std::string_view argument =
      line.size() > command->id.size() ? line.substr(command->id.size() + 1) : std::string_view();
  if (argument.empty() && !command->argument.empty() && !command->argument.starts_with("["))
    return Error{"\"" + std::string(command->id) + "\" needs " + std::string(command->argument), {}};
  return command->run(app, argument);
}

}  // namespace ane::state
