#include "app/state/view_commands.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "app/state/app.hpp"
#include "app/state/command_parts.hpp"
#include "app/state/cost_summary.hpp"
#include "app/state/goto.hpp"
#include "core/base/text.hpp"

namespace ane::state {
namespace {

using Text = std::string_view;

constexpr std::array<float, 9> kScales = {0.75F, 1.0F, 1.25F, 1.5F, 1.75F, 2.0F, 2.25F, 2.5F, 3.0F};

constexpr std::array<Text, 9> kColumns = {"index",     "engine", "operation", "result", "reads",
                                          "writes to", "kernel", "writes",    "cycles"};

constexpr std::array<Text, 3> kZooms = {"in", "out", "all"};

constexpr std::array<Text, 5> kOverlays = {"section", "task", "block", "register", "field"};

constexpr std::array<Text, 3> kOffsets = {"file", "address", "section"};

}  // namespace

Result<void> show_view(App& app, Text name) {
  const auto views = view_names();
  if (std::none_of(views.begin(), views.end(), [&](const ViewName& v) { return v.id == name; }))
    return Error{"no view is called \"" + std::string(name) + "\"", {}};
  app.bring_view = name;
  if (name == "database" && app.active() == nullptr) app.show_database();
  return {};
}

std::vector<Choice> view_choices(const App&) {
  std::vector<Choice> list;
  for (const ViewName& view : view_names()) list.push_back({std::string(view.id), std::string(view.title)});
  return list;
}

Result<void> set_theme(App& app, Text name) {
  if (name == "toggle") {
    app.settings.dark = !app.settings.dark;
  } else if (name == "dark" || name == "light") {
    app.settings.dark = name == "dark";
  } else {
    return Error{"a theme is dark or light", {}};
  }
  return {};
}

Result<void> set_motion(App& app, Text name) {
  if (name != "on" && name != "off") return Error{"motion is on or off", {}};
  app.settings.motion = name == "on";
  return {};
}

std::vector<Choice> motion_choices(const App&) {
  return {{"on", "On"}, {"off", "Off"}};
}

std::vector<Choice> theme_choices(const App&) {
  return {{"dark", "Dark"}, {"light", "Light"}, {"toggle", "The other one"}};
}

Result<void> set_scale(App& app, Text text) {
  float& scale = app.settings.scale;
  const float current = scale > 0 ? scale : 1;
  if (text == "auto") {
    scale = 0;
  } else if (text == "up") {
    const auto* next = std::upper_bound(kScales.begin(), kScales.end(), current + 0.01F);
    if (next != kScales.end()) scale = *next;
  } else if (text == "down") {
    const auto* here = std::lower_bound(kScales.begin(), kScales.end(), current - 0.01F);
    if (here != kScales.begin()) scale = *(here - 1);
  } else {
    ANE_TRY(const std::uint64_t percent, parse_number(text));
    if (percent < 75 || percent > 300) return Error{"a scale is 75 to 300 percent", {}};
    scale = static_cast<float>(percent) / 100;
  }
  return {};
}

Result<void> scale_up(App& app, Text) {
  return set_scale(app, "up");
}

Result<void> scale_down(App& app, Text) {
  return set_scale(app, "down");
}

Result<void> scale_auto(App& app, Text) {
  return set_scale(app, "auto");
}

Result<void> cancel(App& app, Text) {
  if (app.sheet != Sheet::None) {
    app.preview(std::nullopt);
    app.sheet = Sheet::None;
  } else if (!app.edit_in.empty()) {
    app.edit_in.clear();
  } else if (app.active() != nullptr && !app.active()->task_filter.empty()) {
    app.set_task_filter("");
  } else if (app.active() != nullptr && !app.active()->selection().empty()) {
    app.select({});
  }
  return {};
}

Result<void> filter_tasks_by(App& app, Text text) {
  app.set_task_filter(std::string(text));
  if (!app.filter.error.empty()) return Error{app.filter.error, {}};
  return {};
}

Result<void> sort_tasks(App& app, Text column) {
  if (std::find(kColumns.begin(), kColumns.end(), column) == kColumns.end())
    return Error{"no column is called \"" + std::string(column) + "\"", {}};
  app.options.sort_down = app.options.sort == column && !app.options.sort_down;
  app.options.sort = column;
  return {};
}

std::vector<Choice> sort_choices(const App&) {
  return word_choices(kColumns);
}

Result<void> sort_cost(App& app, Text key) {
  if (std::find(kCostKeys.begin(), kCostKeys.end(), key) == kCostKeys.end())
    return Error{"no column is called \"" + std::string(key) + "\"", {}};
  // Numbers begin with the largest, which is what is looked for.
  const bool first = key != "index" && key != "operation" && key != "bound";
  app.options.cost_down = app.options.cost_sort == key ? !app.options.cost_down : first;
  app.options.cost_sort = key;
  return {};
}

std::vector<Choice> cost_choices(const App&) {
  return word_choices(kCostKeys);
}

Result<void> zoom_memory(App& app, Text how) {
  OpenFile& file = *app.active();
  const document::ProgramTasks& program = file.document()->programs()[file.current_program()];
  TimeWindow& window = file.memory_window;
  if (window.count() != program.task_count || how == "all") window.reset(program.task_count);
  const double at = static_cast<double>(file.current_task() - program.first_task) + 0.5;
  if (how == "in" || how == "out") {
    window.zoom(at, how == "in" ? 0.5 : 2.0);
    window.reveal(file.current_task() - program.first_task);
  } else if (how != "all") {
    return Error{"the memory map zooms in, out or to all", {}};
  }
  return {};
}

std::vector<Choice> zoom_choices(const App&) {
  return word_choices(kZooms);
}

Result<void> watch(App& app, Text) {
  OpenFile& file = *app.active();
  const auto facts = word_of(file, file.selection());
  if (!facts || facts->field == nullptr) return Error{"select a field to watch it", {}};
  const std::string path = facts->path + "." + facts->field->name;
  const auto found = std::find(file.watched.begin(), file.watched.end(), path);
  if (found == file.watched.end()) {
    file.watched.push_back(path);
  } else {
    file.watched.erase(found);
  }
  return {};
}

Result<void> timeline(App& app, Text) {
  const OpenFile& file = *app.active();
  const auto facts = word_of(file, file.selection());
  if (!facts || facts->field == nullptr || facts->reg == nullptr)
    return Error{"select a field of a register to see its timeline", {}};
  const std::string path = facts->path + "." + facts->field->name;
  app.show_timeline(app.options.timeline == path ? "" : path);
  app.bring_view = "inspector";
  return {};
}

Result<void> set_overlay(App& app, Text name) {
  int level = static_cast<int>(app.options.overlay);
  if (name == "finer" || name == "coarser") {
    level = std::clamp(level + (name == "finer" ? 1 : -1), 0, 4);
  } else {
    const auto* found = std::find(kOverlays.begin(), kOverlays.end(), name);
    if (found == kOverlays.end()) return Error{"an overlay is section, task, block, register or field", {}};
    level = static_cast<int>(found - kOverlays.begin());
  }
  app.options.overlay = static_cast<Overlay>(level);
  return {};
}

std::vector<Choice> overlay_choices(const App&) {
  return word_choices(kOverlays);
}

Result<void> overlay_finer(App& app, Text) {
  return set_overlay(app, "finer");
}

Result<void> overlay_coarser(App& app, Text) {
  return set_overlay(app, "coarser");
}

Result<void> hex_width(App& app, Text text) {
  ANE_TRY(const std::uint64_t width, parse_number(text));
  if (width != 8 && width != 16 && width != 32 && width != 64)
    return Error{"a row has 8, 16, 32 or 64 bytes", {}};
  app.options.hex_width = static_cast<std::uint32_t>(width);
  return {};
}

std::vector<Choice> width_choices(const App&) {
  return {{"8", "8 bytes"}, {"16", "16 bytes"}, {"32", "32 bytes"}, {"64", "64 bytes"}};
}

Result<void> hex_offsets(App& app, Text name) {
  const auto* found = std::find(kOffsets.begin(), kOffsets.end(), name);
  if (found == kOffsets.end()) return Error{"offsets count from the file, the address or the section", {}};
  app.options.offsets = static_cast<OffsetMode>(found - kOffsets.begin());
  return {};
}

std::vector<Choice> offset_choices(const App&) {
  return {{"file", "File offset"}, {"address", "Address"}, {"section", "From the section's start"}};
}

Result<void> toggle_bottom(App& app, Text) {
  app.bottom_open = !app.bottom_open;
  return {};
}

Result<void> reset_layout(App& app, Text) {
  app.layout_reset = true;
  app.bottom_open = false;
  return {};
}

Result<void> database_of(App& app, Text id) {
  ANE_TRY(const auto generation, app.database->generation(id));
  app.database_generation = generation->id;
  return show_view(app, "database");
}

std::vector<Choice> generation_choices(const App& app) {
  return word_choices(app.database->ids());
}

}  // namespace ane::state
