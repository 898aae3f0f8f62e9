#include "app/state/go_commands.hpp"

#include <cstdint>
#include <filesystem>

#include "app/state/app.hpp"
#include "app/state/command_parts.hpp"
#include "app/state/goto.hpp"

namespace ane::state {
namespace {

using Text = std::string_view;

Result<void> step_task(App& app, int step) {
  const OpenFile& file = *app.active();
  const auto next = static_cast<std::int64_t>(file.current_task()) + step;
  if (next < 0 || next >= static_cast<std::int64_t>(file.document()->tasks().size())) return {};
  app.select(file.same_in_task(static_cast<std::size_t>(next)));
  return {};
}

Result<void> save_bookmarks(OpenFile& file) {
  // Samples and standard input are nowhere on the disk, and a side file would litter the current folder.
  if (!std::filesystem::path(file.path()).is_absolute()) return {};
  return file.bookmarks.save(file.path());
}

Result<void> step_match(App& app, int step) {
  const auto count = static_cast<std::int64_t>(app.matches->size());
  if (count == 0) return Error{"0 matches for \"" + app.matches->query() + "\"", {}};
  app.match_at = static_cast<std::size_t>((static_cast<std::int64_t>(app.match_at) + step + count) % count);
  app.activate(app.matches_file);
  app.select(app.matches->at(app.match_at).selection);
  return {};
}

}  // namespace

Result<void> select_task(App& app, Text text) {
  ANE_TRY(const std::uint64_t task, parse_number(text));
  const OpenFile& file = *app.active();
  const std::size_t count = file.document()->tasks().size();
  if (task >= count)
    return Error{"task " + std::to_string(task) + " does not exist; the last is " + std::to_string(count - 1),
                 {}};
  app.select(file.of_task(task));
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
  ANE_TRY(const std::uint64_t index, parse_number(text));
  const OpenFile& file = *app.active();
  if (index == 0 || index > file.bookmarks.list.size())
    return Error{"there is no bookmark " + std::to_string(index), {}};
  const Extent where = file.bookmarks.list[index - 1].where;
  if (!Extent{0, file.document()->file().size()}.contains(where))
    return Error{"bookmark " + std::to_string(index) + " lies behind the end of the file", {}};
  app.select(file.of_extent(where, {}));
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

Result<void> next_match(App& app, Text) {
  return step_match(app, 1);
}

Result<void> previous_match(App& app, Text) {
  return step_match(app, -1);
}

}  // namespace ane::state
