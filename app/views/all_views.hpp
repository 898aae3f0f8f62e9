#pragma once
// The list of views. A new one is a file, a line here and a line in all_views.cpp.

#include <memory>
#include <span>

#include "app/ui/view.hpp"

namespace ane::views {

std::unique_ptr<ui::View> make_explorer_view();
std::unique_ptr<ui::View> make_overview_view();
std::unique_ptr<ui::View> make_tasks_view();
std::unique_ptr<ui::View> make_memory_view();
std::unique_ptr<ui::View> make_stream_view();
std::unique_ptr<ui::View> make_inspector_view();
std::unique_ptr<ui::View> make_graph_view();
std::unique_ptr<ui::View> make_cost_view();
std::unique_ptr<ui::View> make_weights_view();
std::unique_ptr<ui::View> make_table_view();
std::unique_ptr<ui::View> make_tensors_view();
std::unique_ptr<ui::View> make_symbols_view();
std::unique_ptr<ui::View> make_compare_summary_view();
std::unique_ptr<ui::View> make_compare_tasks_view();
std::unique_ptr<ui::View> make_compare_graph_view();
std::unique_ptr<ui::View> make_compare_weights_view();
std::unique_ptr<ui::View> make_compare_container_view();
std::unique_ptr<ui::View> make_compare_symbols_view();
std::unique_ptr<ui::View> make_compare_fields_view();
std::unique_ptr<ui::View> make_compare_all_fields_view();
std::unique_ptr<ui::View> make_compare_hex_view();
std::unique_ptr<ui::View> make_run_view();
std::unique_ptr<ui::View> make_devices_view();
std::unique_ptr<ui::View> make_changes_view();
std::unique_ptr<ui::View> make_steps_view();
std::unique_ptr<ui::View> make_step_bar_view();
std::unique_ptr<ui::View> make_traffic_view();
std::unique_ptr<ui::View> make_registers_view();
std::unique_ptr<ui::View> make_channels_view();
std::unique_ptr<ui::View> make_sides_view();
std::unique_ptr<ui::View> make_statistics_view();
std::unique_ptr<ui::View> make_results_view();
std::unique_ptr<ui::View> make_explain_view();
std::unique_ptr<ui::View> make_database_view();
std::unique_ptr<ui::View> make_hex_view();
std::unique_ptr<ui::View> make_values_view();
std::unique_ptr<ui::View> make_watch_view();
std::unique_ptr<ui::View> make_bookmarks_view();
std::unique_ptr<ui::View> make_problems_view();
std::unique_ptr<ui::View> make_find_view();
std::unique_ptr<ui::View> make_log_view();

/// All views, in the order of the menu.
std::span<const ui::ViewDesc> all_views();
const ui::ViewDesc* find_view(std::string_view id);

/// The start page, where no file is open.
void draw_welcome(ui::ViewContext& context);

}  // namespace ane::views
