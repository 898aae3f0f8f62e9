// Changed programs and lists of changes as files.

#include <algorithm>
#include <filesystem>

#include "app/state/app.hpp"
#include "app/state/directory.hpp"
#include "app/state/edit_commands.hpp"
#include "core/base/file.hpp"
#include "core/base/text.hpp"
#include "core/edit/apply.hpp"
#include "core/edit/text.hpp"

namespace ane::state {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLongestList = std::uint64_t{64} << 20;

std::string full_path(std::string_view path) {
  std::error_code code;
  const fs::path full = fs::absolute(with_home(std::string(path)), code);
  return (code ? fs::path(path) : full).lexically_normal().string();
}

/// A job that writes; what is on disk after it is the place `at` of the history, if that is still the same.
void start_writing(App& app, const OpenFile& file, const std::string& path,
                   std::function<Result<void>()> write) {
  const EditState& edits = file.edits;
  app.jobs.start(
      "save " + path, "Writing " + fs::path(path).filename().string(),
      [&app, id = file.id(), path, write = std::move(write), at = edits.at,
       list = edits.history[edits.at]](Progress&) -> Completion {
        const Result<void> done = write();
        return [&app, id, path, done, at, list] {
          if (!done) {
            app.toast(Severity::Error, without_home(path) + ": " + done.error().message);
            app.log(Severity::Error, path + ": " + done.error().message);
            return;
          }
          OpenFile* target = app.file(id);
          if (target != nullptr && at < target->edits.history.size() && target->edits.history[at] == list)
            target->edits.saved = at;
          app.toast(Severity::Note, "Saved " + without_home(path));
          app.log(Severity::Note, "saved " + path);
        };
      },
      Jobs::Ending::Always);
}

Result<std::string> read_list(const std::string& path) {
  ANE_TRY(const SourcePtr source, open_source(path));
  if (source->size() > kLongestList) return Error{"this is too long for a list of changes", {}};
  std::vector<std::uint8_t> bytes(source->size());
  source->copy(0, bytes);
  return std::string(bytes.begin(), bytes.end());
}

}  // namespace

Result<void> save_edited(App& app, std::string_view path) {
  const OpenFile& file = *app.active();
  const std::string extension = file.document()->anec() != nullptr ? ".anec" : ".hwx";
  if (path.empty())
    return ask_where_to_save(app, {"Save the changed program",
                                   "edit.save-as",
                                   proposed_path(file, "-changed" + extension),
                                   {extension}});
  const std::string full = full_path(path);
  ANE_CHECK(check_is_not_open(app, full));
  start_writing(app, file, full,
                [document = file.document(), full] { return edit::write_edited(*document, full); });
  return {};
}

Result<void> save_change_list(App& app, std::string_view path) {
  const OpenFile& file = *app.active();
  if (path.empty())
    return ask_where_to_save(
        app, {"Save the list of changes", "edit.save-list", proposed_path(file, "-changes.txt"), {".txt"}});
  const std::string full = full_path(path);
  ANE_CHECK(check_is_not_open(app, full));
  start_writing(app, file, full, [text = change_text(file), full]() -> Result<void> {
    ANE_TRY(const auto target, AtomicFile::create(full));
    target->write(text);
    return target->commit();
  });
  return {};
}

Result<void> load_change_list(App& app, std::string_view path) {
  if (path.empty()) return ask_what_to_open(app, {"Make the changes of a list", "edit.load-list", {".txt"}});
  const std::string full = full_path(path);
  request_edit(app, *app.active(), "Reading " + fs::path(full).filename().string(),
               editor_step([full](edit::Editor& editor, const document::Document& shown) -> Result<void> {
                 ANE_TRY(const std::string text, read_list(full));
                 const auto list = edit::parse_changes(text, shown.generation());
                 if (!list) return Error{full + ": " + list.error().message, list.error().where};
                 return editor.replay(*list);
               }));
  return {};
}

Result<void> copy_change_list(App& app, std::string_view) {
  app.clipboard = change_text(*app.active());
  app.clipboard_changed = true;
  app.toast(Severity::Note, "Copied " + counted(app.active()->edits.count(), "change"));
  return {};
}

}  // namespace ane::state
