#include "app/views/all_views.hpp"

#include <algorithm>
#include <array>

namespace ane::views {
namespace {

constexpr auto kViews = std::to_array<ui::ViewDesc>({
    {"explorer", "Explorer", true, make_explorer_view},
    {"overview", "Overview", true, make_overview_view},
    {"tasks", "Tasks", true, make_tasks_view},
    {"memory", "Memory map", true, make_memory_view},
    {"stream", "Stream", true, make_stream_view},
    {"inspector", "Inspector", true, make_inspector_view},
    {"graph", "Graph", true, make_graph_view},
    {"cost", "Cost", true, make_cost_view},
    {"weights", "Weights", true, make_weights_view},
    {"table", "LUT", true, make_table_view},
    {"tensors", "Tensors", true, make_tensors_view},
    {"symbols", "Symbols", true, make_symbols_view},
    {"compare-summary", "Summary", true, make_compare_summary_view},
    {"compare-tasks", "Aligned tasks", true, make_compare_tasks_view},
    {"compare-graph", "Merged graph", true, make_compare_graph_view},
    {"compare-weights", "Weights", true, make_compare_weights_view},
    {"compare-container", "Container", true, make_compare_container_view},
    {"compare-symbols", "Symbols", true, make_compare_symbols_view},
    {"compare-fields", "Field changes", true, make_compare_fields_view},
    {"compare-all-fields", "All fields", true, make_compare_all_fields_view},
    {"compare-hex", "Hex of both", true, make_compare_hex_view},
    {"run", "Run", true, make_run_view},
    {"devices", "Devices", true, make_devices_view},
    {"changes", "Changes", true, make_changes_view},
    {"steps", "Tasks", true, make_steps_view},
    {"step-bar", "Step", true, make_step_bar_view},
    {"traffic", "Read and wrote", true, make_traffic_view},
    {"registers", "Before → after", true, make_registers_view},
    {"channels", "Channels", true, make_channels_view},
    {"sides", "A / B / |A − B|", true, make_sides_view},
    {"statistics", "Statistics", true, make_statistics_view},
    {"results", "Results", true, make_results_view},
    {"explain", "Explain", true, make_explain_view},
    {"database", "Registers", false, make_database_view},
    {"hex", "Hex", true, make_hex_view},
    {"values", "Values", true, make_values_view},
    {"watch", "Watch", true, make_watch_view},
    {"bookmarks", "Bookmarks", true, make_bookmarks_view},
    {"problems", "Problems", true, make_problems_view},
    {"find", "Find", true, make_find_view},
    {"log", "Log", false, make_log_view},
});

}  // namespace

std::span<const ui::ViewDesc> all_views() {
  return kViews;
}

const ui::ViewDesc* find_view(std::string_view id) {
  const auto* found =
      std::find_if(kViews.begin(), kViews.end(), [&](const ui::ViewDesc& v) { return v.id == id; });
  return found == kViews.end() ? nullptr : found;
}

}  // namespace ane::views
