#include "app/state/commands.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

#include "app/state/app.hpp"
#include "app/state/copy.hpp"
#include "app/state/cost_summary.hpp"
#include "app/state/export_work.hpp"
#include "app/state/goto.hpp"
#include "app/state/weights_commands.hpp"
#include "core/base/text.hpp"
#include "core/writer/samples.hpp"

namespace ane::state {
namespace {

using Text = std::string_view;

constexpr std::array<float, 9> kScales = {0.75F, 1.0F, 1.25F, 1.5F, 1.75F, 2.0F, 2.25F, 2.5F, 3.0F};

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

Result<std::uint64_t> number(Text text) {
  const bool hexadecimal = text.starts_with("0x");
  if (hexadecimal) text.remove_prefix(2);
  std::uint64_t value = 0;
  const auto [end, code] =
      std::from_chars(text.data(), text.data() + text.size(), value, hexadecimal ? 16 : 10);
  if (code != std::errc{} || end != text.data() + text.size() || text.empty())
    return Error{"not a number: \"" + std::string(text) + "\"", {}};
  return value;
}

Result<void> open_file(App& app, Text path) {
  if (path.empty()) {
    app.sheet = Sheet::Open;
    app.sheet_text.clear();
  } else {
    app.open(std::string(path));
  }
  return {};
}

Result<void> open_sample(App& app, Text name) {
  return app.open_sample(name);
}
// Words that are their own titles.
template <class Words>
std::vector<Choice> word_choices(const Words& words) {
  std::vector<Choice> list;
  for (const auto& word : words) list.push_back({std::string(word), std::string(word)});
  return list;
}

std::vector<Choice> sample_choices(const App&) {
  std::vector<Choice> list;
  for (const writer::Sample& sample : writer::samples())
    list.push_back({std::string(sample.name), std::string(sample.title)});
  return list;
}

Result<void> close_file(App& app, Text) {
  app.close(app.active_file);
  return {};
}

Result<void> reload(App& app, Text) {
  app.reload();
  return {};
}

Result<void> ignore_change(App& app, Text) {
  app.active()->changed_on_disk = false;
  app.active()->ignore_changes = true;
  return {};
}

Result<void> step_file(App& app, int step) {
  const auto count = static_cast<int>(app.files.size());
  for (int i = 0; i < count; ++i) {
    if (app.files[static_cast<std::size_t>(i)]->id() != app.active_file) continue;
    app.activate(app.files[static_cast<std::size_t>((i + step + count) % count)]->id());
    return {};
  }
  return {};
}
Result<void> next_file(App& app, Text) {
  return step_file(app, 1);
}
Result<void> previous_file(App& app, Text) {
  return step_file(app, -1);
}

Result<void> quit(App& app, Text) {
  app.quit = true;
  return {};
}

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

Result<void> select_task(App& app, Text text) {
  ANE_TRY(const std::uint64_t task, number(text));
  const OpenFile& file = *app.active();
  const std::size_t count = file.document()->tasks().size();
  if (task >= count)
    return Error{"task " + std::to_string(task) + " does not exist; the last is " + std::to_string(count - 1),
                 {}};
  app.select(file.of_task(task));
  return {};
}

Result<void> step_task(App& app, int step) {
  const OpenFile& file = *app.active();
  const auto next = static_cast<std::int64_t>(file.current_task()) + step;
  if (next < 0 || next >= static_cast<std::int64_t>(file.document()->tasks().size())) return {};
  app.select(file.same_in_task(static_cast<std::size_t>(next)));
  return {};
}
Result<void> next_task(App& app, Text) {
  return step_task(app, 1);
}
Result<void> previous_task(App& app, Text) {
  return step_task(app, -1);
}

Result<void> select_bytes(App& app, Text text) {
  ANE_TRY(const Selection selection, parse_place(*app.active(), text));
  app.select(selection);
  return {};
}

Result<void> select_field(App& app, Text path) {
  const OpenFile& file = *app.active();
  const regdb::Generation& generation = *file.document()->generation();
  const auto field = generation.field(path);
  if (!field) return Error{"no field has the path \"" + std::string(path) + "\"", {}};
  app.select(field->header != nullptr
                 ? file.of_header(file.current_task(), field->header->word, field->field->name)
                 : file.of_register(file.current_task(), field->address(), field->field->name));
  return {};
}

Result<void> select_none(App& app, Text) {
  app.select({});
  return {};
}

Result<void> select_parent(App& app, Text) {
  const std::vector<Crumb> path = app.active()->path_of(app.active()->selection());
  for (std::size_t i = path.size(); i-- > 0;) {
    if (path[i].selection == app.active()->selection()) continue;
    app.select(path[i].selection);
    return {};
  }
  return {};
}

Result<void> follow(App& app, Text) {
  ANE_TRY(const Link link, link_of(*app.active(), app.active()->selection()));
  app.select(link.target);
  return {};
}

Result<void> go_back(App& app, Text) {
  app.go(app.history.back());
  return {};
}
Result<void> go_forward(App& app, Text) {
  app.go(app.history.forward());
  return {};
}

Result<void> save_bookmarks(OpenFile& file) {
  // Samples and standard input are nowhere on the disk, and a side file would litter the current folder.
  if (!std::filesystem::path(file.path()).is_absolute()) return {};
  return file.bookmarks.save(file.path());
}

Result<void> bookmark(App& app, Text note) {
  OpenFile& file = *app.active();
  if (file.selection().bytes.empty()) return Error{"the selection has no bytes to bookmark", {}};
  const bool added =
      file.bookmarks.toggle({file.selection().bytes, file.describe(file.selection()), std::string(note)});
  app.toast(Severity::Note, added ? "Bookmark added" : "Bookmark removed");
  return save_bookmarks(file);
}

Result<void> bookmark_note(App& app, Text note) {
  OpenFile& file = *app.active();
  for (Bookmark& entry : file.bookmarks.list) {
    if (entry.where != file.selection().bytes) continue;
    entry.note = note;
    return save_bookmarks(file);
  }
  return Error{"there is no bookmark here", {}};
}

Result<void> go_bookmark(App& app, Text text) {
  ANE_TRY(const std::uint64_t index, number(text));
  const OpenFile& file = *app.active();
  if (index == 0 || index > file.bookmarks.list.size())
    return Error{"there is no bookmark " + std::to_string(index), {}};
  const Extent where = file.bookmarks.list[index - 1].where;
  if (!Extent{0, file.document()->file().size()}.contains(where))
    return Error{"bookmark " + std::to_string(index) + " lies behind the end of the file", {}};
  app.select(file.of_extent(where, {}));
  return {};
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
    ANE_TRY(const std::uint64_t percent, number(text));
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

template <Sheet kind>
Result<void> open_sheet(App& app, Text text) {
  app.sheet = kind;
  app.sheet_text = text;
  return {};
}

Result<void> cancel(App& app, Text) {
  if (app.sheet != Sheet::None) {
    app.preview(std::nullopt);
    app.sheet = Sheet::None;
  } else if (app.active() != nullptr && !app.active()->task_filter.empty()) {
    app.set_task_filter("");
  } else if (app.active() != nullptr && !app.active()->selection().empty()) {
    app.select({});
  }
  return {};
}

Result<void> find_here(App& app, Text) {
  app.focus_find = app.focused_view;
  return {};
}

Result<void> find_all(App& app, Text text) {
  app.bring_view = "find";
  app.bottom_open = true;
  if (text.empty()) {
    app.focus_find = "find";
  } else {
    app.start_find(std::string(text));
  }
  return {};
}

Result<void> step_match(App& app, int step) {
  const auto count = static_cast<std::int64_t>(app.matches->size());
  if (count == 0) return Error{"0 matches for \"" + app.matches->query() + "\"", {}};
  app.match_at = static_cast<std::size_t>((static_cast<std::int64_t>(app.match_at) + step + count) % count);
  app.activate(app.matches_file);
  app.select(app.matches->at(app.match_at).selection);
  return {};
}
Result<void> next_match(App& app, Text) {
  return step_match(app, 1);
}
Result<void> previous_match(App& app, Text) {
  return step_match(app, -1);
}

Result<void> filter_tasks_by(App& app, Text text) {
  app.set_task_filter(std::string(text));
  if (!app.filter.error.empty()) return Error{app.filter.error, {}};
  return {};
}

constexpr std::array<Text, 9> kColumns = {"index",     "engine", "operation", "result", "reads",
                                          "writes to", "kernel", "writes",    "cycles"};
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

constexpr std::array<Text, 3> kZooms = {"in", "out", "all"};
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

template <bool ViewOptions::*option>
Result<void> toggle(App& app, Text) {
  app.options.*option = !(app.options.*option);
  return {};
}

constexpr std::array<Text, 5> kOverlays = {"section", "task", "block", "register", "field"};
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
  ANE_TRY(const std::uint64_t width, number(text));
  if (width != 8 && width != 16 && width != 32 && width != 64)
    return Error{"a row has 8, 16, 32 or 64 bytes", {}};
  app.options.hex_width = static_cast<std::uint32_t>(width);
  return {};
}
std::vector<Choice> width_choices(const App&) {
  return {{"8", "8 bytes"}, {"16", "16 bytes"}, {"32", "32 bytes"}, {"64", "64 bytes"}};
}

constexpr std::array<Text, 3> kOffsets = {"file", "address", "section"};
Result<void> hex_offsets(App& app, Text name) {
  const auto* found = std::find(kOffsets.begin(), kOffsets.end(), name);
  if (found == kOffsets.end()) return Error{"offsets count from the file, the address or the section", {}};
  app.options.offsets = static_cast<OffsetMode>(found - kOffsets.begin());
  return {};
}
std::vector<Choice> offset_choices(const App&) {
  return {{"file", "File offset"}, {"address", "Address"}, {"section", "From the section's start"}};
}

Result<void> copy(App& app, Text form) {
  for (const CopyFormat& format : kCopyFormats) {
    if (format.id != form && !(form.empty() && format.as == CopyAs::Value)) continue;
    ANE_TRY(app.clipboard, copy_text(*app.active(), format.as));
    app.clipboard_changed = true;
    app.toast(Severity::Note,
              "Copied " + (app.clipboard.size() < 80 ? app.clipboard
                                                     : grouped(app.clipboard.size()) + " characters"));
    return {};
  }
  return Error{"no form is called \"" + std::string(form) + "\"", {}};
}
std::vector<Choice> copy_choices(const App&) {
  std::vector<Choice> list;
  for (const CopyFormat& format : kCopyFormats)
    list.push_back({std::string(format.id), std::string(format.title)});
  return list;
}
Result<void> copy_value(App& app, Text) {
  return copy(app, "value");
}
Result<void> copy_command(App& app, Text) {
  return copy(app, "command");
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

Result<void> cancel_jobs(App& app, Text) {
  for (const Jobs::Running& job : app.jobs.running()) app.jobs.cancel(job.id);
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

Result<void> decode_as(App& app, Text id) {
  if (id.empty()) {
    app.sheet = Sheet::DecodeAs;
    return {};
  }
  if (app.sheet == Sheet::DecodeAs) app.sheet = Sheet::None;
  return app.decode_as(id == "file" ? "" : std::string(id));
}
std::vector<Choice> decoding_choices(const App& app) {
  std::vector<Choice> list = generation_choices(app);
  list.push_back({"file", "The file's own"});
  return list;
}

Result<void> clear_recent(App& app, Text) {
  app.settings.recent.clear();
  return {};
}

constexpr auto kViews = std::to_array<ViewName>({{"explorer", "Explorer"},
                                                 {"overview", "Overview"},
                                                 {"tasks", "Tasks"},
                                                 {"memory", "Memory map"},
                                                 {"stream", "Stream"},
                                                 {"inspector", "Inspector"},
                                                 {"cost", "Cost"},
                                                 {"weights", "Weights"},
                                                 {"table", "LUT"},
                                                 {"tensors", "Tensors"},
                                                 {"symbols", "Symbols"},
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
    {"database", "Register database", "", "View", "GENERATION", always, database_of, generation_choices},
    {"toggle bottom", "Problems, find and log", "Ctrl+J", "View", "", always, toggle_bottom},
    {"theme", "Theme", "", "View", "NAME", always, set_theme, theme_choices},
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
  return kCommands;
}
std::span<const ViewName> view_names() {
  return kViews;
}

const Command* find_command(std::string_view id) {
  const auto* found =
      std::find_if(std::begin(kCommands), std::end(kCommands), [&](const Command& c) { return c.id == id; });
  return found == std::end(kCommands) ? nullptr : found;
}

std::string key_of(const App& app, const Command& command) {
  const auto own = app.settings.keys.find(std::string(command.id));
  return own == app.settings.keys.end() ? std::string(command.key) : own->second;
}

Result<void> run_command(App& app, std::string_view line) {
  const Command* command = nullptr;
  for (const Command& candidate : kCommands) {
    const bool fits =
        line == candidate.id || (line.starts_with(candidate.id) && line.size() > candidate.id.size() &&
                                 line[candidate.id.size()] == ' ' && !candidate.argument.empty());
    if (fits && (command == nullptr || candidate.id.size() > command->id.size())) command = &candidate;
  }
  if (command == nullptr) {
    std::vector<std::string_view> ids;
    for (const Command& candidate : kCommands) ids.push_back(candidate.id);
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
