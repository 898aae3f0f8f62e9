#include "app/state/app.hpp"

#include <algorithm>
#include <ctime>
#include <filesystem>

#include "app/state/commands.hpp"
#include "app/state/graph_commands.hpp"
#include "app/state/graph_files.hpp"
#include "app/state/task_filter.hpp"
#include "app/state/weights_commands.hpp"
#include "core/base/text.hpp"
#include "core/writer/samples.hpp"

namespace ane::state {
namespace {

constexpr std::size_t kLogLines = 2000;
constexpr double kToastSeconds = 4;
/// Files with so few tasks are worked out at once, so that they never show an empty table.
constexpr std::size_t kSmall = 64;

std::string message_of(const std::string& path, const Error& error) {
  return path + ": " + error.message + (error.where ? " (" + range_text(*error.where) + ")" : "");
}

std::string_view layout_name(Layout layout) {
  return layout == Layout::Compare ? "compare" : layout == Layout::Debug ? "debug" : "inspect";
}

// What was selected before a file was read again, found or bookmarked may not be there any more.
bool fits(const document::Document& document, const Selection& selection) {
  return (!selection.task || *selection.task < document.tasks().size()) &&
         Extent{0, document.file().size()}.contains(selection.bytes);
}

// What the user chose in a file stays when it is read again, as far as it still has a place.
void keep(const OpenFile& old, OpenFile& opened) {
  const Selection selection = old.selection();
  opened.watched = old.watched;
  opened.task_filter = old.task_filter;
  const document::Document& document = *opened.document();
  if (old.document()->identity().generation != document.identity().generation && !selection.bytes.empty() &&
      Extent{0, document.file().size()}.contains(selection.bytes)) {
    // Other tasks and other registers: what stays is the place in the file.
    opened.set_selection(opened.at_byte(selection.bytes.offset));
  } else if (fits(document, selection)) {
    opened.set_selection(selection);
    opened.remember_task(selection.task.value_or(0));
  }
}

}  // namespace

App::App(std::shared_ptr<const regdb::Database> db, Settings loaded, std::function<void()> wake)
    : database(std::move(db)),
      settings(std::move(loaded)),
      jobs(wake),
      wake_(std::move(wake)),
      start_(std::chrono::steady_clock::now()) {}

double App::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

bool App::begin_frame() {
  bool changed = jobs.drain();
  changed = take_edits(*this) || changed;
  changed = follow_active_run(*this) || changed;
  changed = take_waiting_graphs(*this) || changed;
  if (pending_) {
    changed = true;
    OpenFile* target = file(pending_->file);
    if (target != nullptr && fits(*target->document(), pending_->selection)) {
      if (pending_->selection.task) target->remember_task(*pending_->selection.task);
      target->set_selection(pending_->selection);
      if (pending_history_) history.visit(*pending_);
    }
    pending_.reset();
  }
  const double now = seconds();
  const auto over = [&](const Toast& toast) {
    return toast.severity != Severity::Error && toast.until < now;
  };
  const auto end = std::remove_if(toasts.begin(), toasts.end(), over);
  changed = changed || end != toasts.end();
  toasts.erase(end, toasts.end());
  return changed;
}

OpenFile* App::file(int id) {
  for (const auto& open_file : files)
    if (open_file->id() == id) return open_file.get();
  return nullptr;
}

OpenFile* App::active() {
  return file(active_file);
}

const OpenFile* App::active() const {
  for (const auto& open_file : files)
    if (open_file->id() == active_file) return open_file.get();
  return nullptr;
}

void App::activate(int id) {
  active_file = id;
  database_shown = false;
  if (const OpenFile* shown = active()) asked_for = shown->path();
}

void App::open(const std::string& path, std::function<void(int)> then) {
  if (is_graph_name(path)) return open_graph_file(*this, path);
  std::error_code code;
  const std::filesystem::path full =
      path == "-" ? std::filesystem::path(path) : std::filesystem::absolute(path, code);
  const std::string name = code ? path : full.lexically_normal().string();
  for (const auto& open_file : files) {
    if (open_file->path() != name) continue;
    activate(open_file->id());
    if (then) then(open_file->id());
    return;
  }
  asked_for = name;
  jobs.start("open " + name, "Opening " + full.filename().string(),
             [this, name, db = database, then = std::move(then)](Progress&) -> Completion {
               auto opened = document::open_document(name, db);
               const bool is_graph = !opened && holds_graph(name);
               return [this, name, then, is_graph, opened = std::move(opened)]() mutable {
                 if (opened) {
                   const int id = add_file(*opened, {});
                   if (then) then(id);
                   return;
                 }
                 if (is_graph) return open_graph_file(*this, name);
                 log(Severity::Error, message_of(name, opened.error()));
                 toast(Severity::Error, message_of(name, opened.error()));
               };
             });
}

void App::open_document(document::DocumentPtr document) {
  add_file(std::move(document), {});
}

Result<void> App::open_sample(std::string_view name) {
  for (const writer::Sample& sample : writer::samples()) {
    if (sample.name != name) continue;
    ANE_TRY(std::vector<std::uint8_t> bytes, sample.build());
    ANE_TRY(auto document,
            document::Document::open(memory_source(std::move(bytes)), database, std::string(name) + ".hwx"));
    add_file(std::move(document), {});
    return {};
  }
  return Error{"no sample is called \"" + std::string(name) + "\"", {}};
}

int App::add_file(document::DocumentPtr document, std::optional<int> replace) {
  const int id = replace ? *replace : next_file_++;
  auto added = std::make_unique<OpenFile>(id, std::move(document));
  OpenFile& opened = *added;
  std::error_code code;
  // The name of a sample is relative, and a file of that name may lie in the folder of the program.
  const std::filesystem::path path(opened.path());
  const bool on_disk = path.is_absolute() && std::filesystem::exists(path, code);
  if (on_disk) {
    if (auto bookmarks = Bookmarks::load(opened.path())) {
      opened.bookmarks = std::move(*bookmarks);
    } else {
      log(Severity::Warning, bookmarks.error().message);
    }
  }
  const auto old = std::find_if(files.begin(), files.end(), [&](const auto& f) { return f->id() == id; });
  if (old != files.end()) {
    keep(**old, opened);
    if ((*old)->graph.read.model) link_graph_again(*this, opened, (*old)->graph);
    *old = std::move(added);
    forget_results(id);
  } else {
    files.push_back(std::move(added));
  }
  activate(id);
  if (!replace) {
    history.visit({id, {}});
    log(Severity::Note, "opened " + opened.path());
    // Its bytes and container are shown whatever the answer is.
    if (opened.document()->generation() == nullptr && sheet == Sheet::None) sheet = Sheet::DecodeAs;
  }
  start_reading(opened);
  if (!on_disk) return id;
  const document::Document& doc = *opened.document();
  settings.add_recent({opened.path(), doc.identity().name, doc.tasks().size(), doc.file().size(),
                       static_cast<std::int64_t>(std::time(nullptr))});
  save_settings();
  return id;
}

void App::start_reading(OpenFile& opened) {
  const int id = opened.id();
  const document::DocumentPtr document = opened.document();
  if (!opened.document()->problems().empty()) {
    log(Severity::Warning,
        opened.name() + ": " + std::to_string(document->problems().total()) + " problems while opening");
  }
  if (document->problems().has_errors()) {
    bring_view = "problems";
    bottom_open = true;
  }
  const auto take_tasks = [this, id](TaskTablePtr table) {
    OpenFile* target = file(id);
    if (target == nullptr) return;
    target->tasks = std::move(table);
    if (active_file != id) return;
    if (!target->task_filter.empty()) set_task_filter(target->task_filter);
    if (target->selection().empty() && !target->tasks->rows().empty() && !pending_)
      select(target->of_task(0));
  };
  if (document->tasks().size() <= kSmall) {
    Progress progress;
    take_tasks(TaskTable::build(document, progress));
  } else {
    jobs.start("tasks " + std::to_string(id), "Reading tasks of " + opened.name(),
               [document, take_tasks](Progress& progress) -> Completion {
                 TaskTablePtr table = TaskTable::build(document, progress);
                 if (!table) return {};
                 return [take_tasks, table] { take_tasks(table); };
               });
  }
  jobs.start("survey " + std::to_string(id), "Checking " + opened.name(),
             [this, document, id](Progress& progress) -> Completion {
               auto survey = make_survey(document, progress);
               if (!survey) return {};
               return [this, survey, id] {
                 if (OpenFile* target = file(id)) target->survey = survey;
               };
             });
}

void App::close(int id) {
  const auto found = std::find_if(files.begin(), files.end(), [&](const auto& f) { return f->id() == id; });
  if (found == files.end()) return;
  jobs.cancel_tag("tasks " + std::to_string(id));
  for (const char* job : {"survey ", "weights ", "table ", "graph ", "graph picture ", "link graph "})
    jobs.cancel_tag(job + std::to_string(id));
  const auto next = files.erase(found);
  history.forget(id);
  forget_results(id);
  if (active_file != id) return;
  active_file = files.empty() ? 0 : (next == files.end() ? files.back() : *next)->id();
}

void App::ask_to_close(int id) {
  OpenFile* asked = file(id);
  if (asked != nullptr && may_lose_changes(*this, *asked)) close(id);
}

void App::ask_to_quit() {
  for (const auto& open_file : files) {
    if (may_lose_changes(*this, *open_file)) continue;
    activate(open_file->id());
    return;
  }
  quit = true;
}

void App::show_edited(int id, const EditedProgram& program) {
  const auto found = std::find_if(files.begin(), files.end(), [&](const auto& f) { return f->id() == id; });
  if (found == files.end()) return;
  // What jobs still work out is of the bytes before.
  for (const char* job : {"tasks ", "survey ", "weights ", "table ", "graph ", "graph picture "})
    jobs.cancel_tag(job + std::to_string(id));
  OpenFile& old = **found;
  auto added = std::make_unique<OpenFile>(id, program.document);
  OpenFile& opened = *added;
  opened.tasks = program.table;
  keep(old, opened);
  opened.bookmarks = std::move(old.bookmarks);
  opened.edits = std::move(old.edits);
  opened.changed_on_disk = old.changed_on_disk;
  opened.ignore_changes = old.ignore_changes;
  opened.memory_window = old.memory_window;
  opened.survey = program.survey;
  opened.constant = program.constant;
  if (program.constant) opened.wanted_constant = program.constant->index;
  opened.table = program.lookup_table;
  if (program.lookup_table) opened.wanted_table = program.lookup_table->index;
  if (old.graph.read.model) link_graph_again(*this, opened, old.graph);
  *found = std::move(added);
  forget_bytes(id);
}

void App::reload() {
  OpenFile* current = active();
  if (current == nullptr) return;
  const std::string path = current->path();
  const int id = current->id();
  jobs.start(
      "open " + path, "Reloading " + current->name(),
      [this, path, id, db = database, chosen = current->document()->options()](Progress&) -> Completion {
        auto opened = document::open_document(path, db, chosen);
        return [this, id, path, opened = std::move(opened)]() mutable {
          if (file(id) == nullptr) return;
          if (opened) {
            const std::optional<edit::ChangeList> changes = take_changes(*file(id));
            add_file(*opened, id);
            if (changes) change_again(*this, *file(id), *changes);
            return;
          }
          toast(Severity::Error, message_of(path, opened.error()));
          log(Severity::Error, message_of(path, opened.error()));
        };
      });
}

Result<void> App::decode_as(const std::string& generation) {
  const OpenFile& current = *active();
  if (current.edits.changed())
    return Error{"changes are made in the registers of one generation; revert them first", {}};
  if (!generation.empty()) {
    if (const auto known = database->generation(generation); !known) return known.error();
  }
  const int id = current.id();
  jobs.start("open " + current.path(), "Decoding " + current.name(),
             [this, id, generation, document = current.document()](Progress&) -> Completion {
               auto again = document->decoded_as({generation});
               return [this, id, again = std::move(again)]() mutable {
                 if (file(id) == nullptr) return;
                 if (again) {
                   add_file(*again, id);
                   return;
                 }
                 toast(Severity::Error, again.error().message);
                 log(Severity::Error, again.error().message);
               };
             });
  return {};
}

bool App::check_disk() {
  bool changed = false;
  for (const auto& open_file : files) {
    if (open_file->changed_on_disk || open_file->ignore_changes) continue;
    if (open_file->document()->source().file_state() == FileState::Same) continue;
    open_file->changed_on_disk = true;
    log(Severity::Warning, open_file->name() + " changed on disk");
    changed = true;
  }
  return changed;
}

void App::forget_results(int id) {
  forget_comparison(*this, id);
  forget_run_file(*this, id);
  forget_debug_file(*this, id);
  if (filter.file == id) {
    jobs.cancel_tag("filter");
    filter = {};
  }
  if (timeline.file == id) {
    jobs.cancel_tag("timeline");
    timeline = {};
    options.timeline.clear();
  }
  if (matches_file == id) {
    jobs.cancel_tag("find");
    matches.reset();
    matches_file = 0;
  }
}

// The same file with other bytes: what was chosen stays, what was worked out is worked out again.
void App::forget_bytes(int id) {
  if (comparing.file_a == id || comparing.file_b == id) restart_comparison(*this);
  running.prepared.erase(id);
  forget_debug_file(*this, id);
  if (matches_file == id) {
    jobs.cancel_tag("find");
    matches.reset();
    matches_file = 0;
  }
  const bool is_active = active_file == id;
  if (filter.file == id) {
    jobs.cancel_tag("filter");
    const std::string text = filter.text;
    filter = {};
    if (is_active) set_task_filter(text);
  }
  if (timeline.file == id) {
    jobs.cancel_tag("timeline");
    const std::string path = timeline.path;
    timeline = {};
    if (is_active) show_timeline(path);
  }
}

void App::put(int id, Selection selection, bool remember) {
  pending_ = Place{id, std::move(selection)};
  pending_history_ = remember;
}

void App::select(Selection selection) {
  before_preview_.reset();
  put(active_file, std::move(selection), true);
}

void App::preview(std::optional<Selection> selection) {
  OpenFile* current = active();
  if (current == nullptr) return;
  if (selection) {
    if (!before_preview_) before_preview_ = Place{current->id(), current->selection()};
    put(current->id(), *std::move(selection), false);
  } else if (before_preview_) {
    put(before_preview_->file, before_preview_->selection, false);
    before_preview_.reset();
  }
}

void App::go(const std::optional<Place>& place) {
  if (!place || file(place->file) == nullptr) return;
  activate(place->file);
  put(place->file, place->selection, false);
}

Result<void> App::run(std::string_view line) {
  return run_command(*this, line);
}

void App::run_or_tell(std::string_view line) {
  if (const auto done = run(line); !done) {
    toast(Severity::Warning, done.error().message);
    log(Severity::Warning, std::string(line) + ": " + done.error().message);
  }
}

void App::log(Severity severity, std::string text) {
  log_lines.push_back({seconds(), severity, std::move(text)});
  if (log_lines.size() > kLogLines) log_lines.erase(log_lines.begin());
}

void App::toast(Severity severity, std::string text) {
  toasts.push_back({std::move(text), severity, seconds() + kToastSeconds});
  if (toasts.size() > 4) toasts.erase(toasts.begin());
}

void App::start_find(const std::string& text) {
  OpenFile* current = active();
  if (current == nullptr) return;
  matches = std::make_shared<Matches>(text);
  matches_file = current->id();
  match_at = 0;
  jobs.start("find", "Searching for " + text,
             [document = current->document(), tasks = current->tasks, results = matches,
              wake = wake_](Progress& progress) -> Completion {
               find_everything(document, tasks, *results, progress);
               wake();
               return [] {};
             });
}

void App::show_constant(OpenFile& shown, std::size_t index) {
  if (!shown.survey || index >= shown.survey->constants.size()) return;
  const model::Constant& constant = shown.survey->constants[index];
  const bool is_table = constant.encoding == model::Encoding::Table;
  std::optional<std::size_t>& wanted = is_table ? shown.wanted_table : shown.wanted_constant;
  if (wanted == index) return;
  wanted = index;
  jobs.start((is_table ? "table " : "weights ") + std::to_string(shown.id()), "Reading " + constant.name,
             [this, document = shown.document(), constant, index, id = shown.id(),
              is_table](Progress& progress) -> Completion {
               ShownConstantPtr made = make_shown(document, constant, index, progress);
               if (!made) return {};
               return [this, made, id, is_table] {
                 if (OpenFile* target = file(id)) (is_table ? target->table : target->constant) = made;
               };
             });
}

void App::set_task_filter(const std::string& text) {
  OpenFile* current = active();
  if (current == nullptr) return;
  current->task_filter = text;
  filter = {current->id(), text, "", nullptr};
  jobs.cancel_tag("filter");
  const auto terms = parse_filter(text, current->document()->generation());
  if (!terms) {
    filter.error = terms.error().message;
    return;
  }
  if (!current->tasks || terms->empty()) return;
  if (!is_slow(*terms)) {
    Progress progress;
    filter.tasks = filter_tasks(current->document(), current->tasks, *terms, progress);
    return;
  }
  jobs.start("filter", "Filtering tasks",
             [this, id = current->id(), text, document = current->document(), table = current->tasks,
              wanted = *terms](Progress& progress) -> Completion {
               auto kept = filter_tasks(document, table, wanted, progress);
               if (!kept) return {};
               return [this, id, text, kept] {
                 if (filter.file == id && filter.text == text) filter.tasks = kept;
               };
             });
}

void App::show_timeline(const std::string& path) {
  OpenFile* current = active();
  options.timeline = path;
  timeline = {};
  if (current == nullptr || path.empty() || !current->tasks || current->tasks->rows().empty()) return;
  const auto field = current->document()->generation()->field(path);
  if (!field || field->header != nullptr) return;
  timeline = {current->id(), path, nullptr};
  jobs.start("timeline", "Timeline of " + path,
             [this, id = current->id(), path, table = current->tasks,
              address = field->address()](Progress& progress) -> Completion {
               auto states = table->timeline(address, progress);
               if (!states) return {};
               return [this, id, path, states] {
                 if (timeline.file == id && timeline.path == path) timeline.states = states;
               };
             });
}

void App::save_settings() {
  if (settings_path.empty()) return;
  if (const auto saved = settings.save(settings_path); !saved) log(Severity::Warning, saved.error().message);
}

std::optional<std::string> App::query(std::string_view path) const {
  const OpenFile* current = active();
  const auto yes_no = [](bool value) { return std::string(value ? "yes" : "no"); };
  if (path.starts_with("view.")) {
    const bool shown =
        std::find(visible_views.begin(), visible_views.end(), path.substr(5)) != visible_views.end();
    return std::string(shown ? "visible" : "hidden");
  }
  if (path.starts_with("compare.")) return query_comparison(*this, path.substr(8));
  if (path.starts_with("run.")) return query_run(*this, path.substr(4));
  if (path.starts_with("heat.")) return query_heat(*this, path.substr(5));
  if (path.starts_with("debug.")) return query_debug(*this, path.substr(6));
  if (path.starts_with("explain.")) return query_explain(*this, path.substr(8));
  if (path.starts_with("edit.")) return query_edit(*this, path.substr(5));
  const std::vector<std::pair<std::string_view, std::function<std::string()>>> values = {
      {"app.layout", [&] { return std::string(layout_name(layout)); }},
      {"app.frames", [&] { return std::to_string(frames); }},
      {"app.first_frame_ms", [&] { return number(first_frame_ms); }},
      {"app.files", [&] { return std::to_string(files.size()); }},
      {"app.jobs", [&] { return std::to_string(jobs.running().size()); }},
      {"app.theme", [&] { return std::string(settings.dark ? "dark" : "light"); }},
      {"app.scale", [&] { return number(static_cast<double>(settings.scale)); }},
      {"app.sheet", [&] { return std::to_string(static_cast<int>(sheet)); }},
      {"app.toast", [&] { return toasts.empty() ? "" : toasts.back().text; }},
      {"app.clipboard", [&] { return clipboard; }},
      {"app.focus", [&] { return focused_view; }},
      {"app.database", [&] { return yes_no(database_shown); }},
      {"app.bottom", [&] { return yes_no(bottom_open); }},
      {"app.recent", [&] { return std::to_string(settings.recent.size()); }},
      {"find.count", [&] { return std::to_string(matches ? matches->size() : 0); }},
      {"find.finished", [&] { return yes_no(!matches || matches->finished()); }},
      {"hex.width", [&] { return std::to_string(options.hex_width); }},
      {"hex.overlay", [&] { return std::to_string(static_cast<int>(options.overlay)); }},
      {"tasks.sort", [&] { return options.sort; }},
      {"cost.sort", [&] { return options.cost_sort + (options.cost_down ? " down" : " up"); }},
      {"timeline", [&] { return options.timeline; }},
      {"graph.color", [&] { return std::string(graph_color_name(options.graph_color)); }},
      {"weights.layout", [&] { return std::string(weights_layout_name(options.weights_layout)); }},
      {"weights.range", [&] { return std::string(weights_range_name(options.weights_range)); }},
      {"weights.zoom", [&] { return std::to_string(options.weights_zoom); }},
      {"weights.log", [&] { return yes_no(options.weights_log); }},
      {"export.status", [&] { return std::string(export_status(exporting)); }},
      {"export.path", [&] { return exporting.path; }},
      {"export.changes", [&] { return std::to_string(exporting.plan ? exporting.plan->changes.size() : 0); }},
      {"database.generation", [&] { return database_generation; }},
  };
  for (const auto& [name, value] : values)
    if (name == path) return value();
  if (current == nullptr)
    return path.starts_with("file.") || path.starts_with("selection.") || path.starts_with("tasks.") ||
                   path == "weights.shown" || path.starts_with("table.") || path.starts_with("graph.")
               ? std::optional<std::string>("")
               : std::nullopt;
  const Selection& selection = current->selection();
  const std::vector<std::pair<std::string_view, std::function<std::string()>>> of_file = {
      {"file.name", [&] { return current->name(); }},
      {"file.tasks", [&] { return std::to_string(current->document()->tasks().size()); }},
      {"file.generation", [&] { return current->document()->identity().name; }},
      {"file.verified", [&] { return yes_no(current->document()->verified()); }},
      {"file.problems",
       [&] {
         return std::to_string(current->survey ? current->survey->problems.size()
                                               : current->document()->problems().total());
       }},
      {"file.correctable", [&] { return yes_no(can_correct(*this)); }},
      {"file.changed", [&] { return yes_no(current->changed_on_disk); }},
      {"file.bookmarks", [&] { return std::to_string(current->bookmarks.list.size()); }},
      {"file.watched", [&] { return std::to_string(current->watched.size()); }},
      {"weights.shown", [&] { return current->constant ? current->constant->constant.name : std::string(); }},
      {"table.shown", [&] { return current->table ? current->table->constant.name : std::string(); }},
      {"table.function",
       [&] {
         return current->table && current->table->function ? current->table->function->name() : std::string();
       }},
      {"selection.path", [&] { return current->describe(selection); }},
      {"selection.task", [&] { return selection.task ? std::to_string(*selection.task) : ""; }},
      {"selection.field", [&] { return selection.field; }},
      {"selection.register",
       [&] {
         const auto facts = word_of(*current, selection);
         return facts ? facts->path : std::string();
       }},
      {"selection.offset", [&] { return hex(selection.bytes.offset); }},
      {"selection.size", [&] { return std::to_string(selection.bytes.size); }},
      {"tasks.shown",
       [&] {
         if (!current->tasks) return std::string("0");
         const bool filtered = filter.file == current->id() && filter.tasks != nullptr;
         return std::to_string(filtered ? filter.tasks->size() : current->tasks->rows().size());
       }},
      {"graph.source", [&] { return std::string(current->graph.shows_read ? "file" : "tasks"); }},
      {"graph.nodes",
       [&] {
         return std::to_string(current->graph.picture ? current->graph.picture->graph().nodes.size() : 0);
       }},
      {"graph.focus",
       [&] {
         const auto node = current->graph.focus_in_picture();
         return node ? current->graph.picture->graph().nodes[*node].name : std::string();
       }},
      {"graph.hits", [&] { return std::to_string(current->graph.hits.size()); }},
      {"graph.lit",
       [&] {
         const GraphState& graph = current->graph;
         const auto node = graph.focus_in_picture();
         if (!node) return std::string("0");
         const auto lights = lights_of(*graph.picture, *node, graph.up, graph.down);
         return std::to_string(std::count_if(lights.begin(), lights.end(),
                                             [](Light light) { return light != Light::Outside; }));
       }},
      {"memory.shown", [&] { return number(current->memory_window.span()); }},
      {"memory.from", [&] { return number(current->memory_window.from()); }},
      {"tasks.error", [&] { return filter.error; }},
  };
  for (const auto& [name, value] : of_file)
    if (name == path) return value();
  return std::nullopt;
}

}  // namespace ane::state
